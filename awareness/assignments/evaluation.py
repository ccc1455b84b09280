"""Bringing what people are asked into line with what there is: people come, move and leave, modules
are renewed and retired. It may run at any time, twice, and be killed anywhere: it looks for what
differs, and writes it down in short transactions, each whole in itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from awareness import giving_way
from awareness.assignments import rules
from awareness.assignments.asking import Book, Case, Running, Taught
from awareness.assignments.audience import audiences, reached
from awareness.assignments.models import Ask, AskChange, AskSource, Assignment
from awareness.assignments.returns import away_when_asked_or_due
from awareness.assignments.states import SITE
from awareness.learning.adoption import adoptions_of
from awareness.learning.models import Completion, Module, ModuleVersion
from awareness.people.models import Leave, Role, RoleGrant, User
from awareness.people.today import Zones
from awareness.subjects.queries import keys_of_subjects_off
from prepared.planning import whole_tables

CHUNK = 200  # people and modules of one transaction: others save between two of them

type Pair = tuple[int, int]  # ids of a person and of a module


def evaluate(
    now: datetime,
    person_ids: Collection[int] | None = None,
    assignment: Assignment | None = None,
) -> int:
    """Ask whoever is reached and is not asked, end what asks nobody any more, renew what runs out;
    how many people and modules differed. `person_ids`: of these alone; `assignment`: what
    follows from this one alone."""
    state = Evaluation(now, person_ids, assignment)
    pairs, count = state.differing(), 0
    while pairs:
        count += len(pairs)
        again: set[Pair] = set()  # what is done at once may be one to renew already
        for chunk in batched(sorted(pairs), CHUNK):
            again |= state.settle(set(chunk))
            giving_way.let_others_write()
        pairs = again
    return count


def still_to_ask(assignment: Assignment, now: datetime) -> int:
    """How many asks the worker still has to make of an assignment that runs."""
    state = Evaluation(now, person_ids=None, assignment=assignment)
    running = state.running.get(assignment.pk)
    if running is None:
        return 0
    with whole_tables():  # an assignment to everybody is most of both tables
        made = AskSource.objects.current().filter(assignment=assignment, ask__ended_on=None).count()
    return max(0, state.reached_count(running) - made)


class Evaluation:
    """What there is at one moment, and what of it differs from what people are asked."""

    def __init__(
        self, now: datetime, person_ids: Collection[int] | None, assignment: Assignment | None
    ) -> None:
        self.now, self.people, self.only = now, person_ids, assignment
        zones = Zones()
        self.today = zones.today(now)
        self.modules = read_modules()
        assignments = list(Assignment.objects.running().select_related("module"))
        audience_by_assignment = audiences(assignments)
        self.running = {
            assignment.pk: Running(
                assignment,
                audience_by_assignment[assignment.pk],
                zones.today(assignment.created_at),
            )
            for assignment in assignments
        }

    def modules_asked_by(self, running_assignment: Running) -> Iterator[Taught]:
        """The modules that an assignment names, itself or by its track, and that are asked of
        anybody now."""
        assignment = running_assignment.assignment
        for taught in self.modules.values():
            is_named = taught.module.pk == assignment.module_id or (
                assignment.track and taught.module.track == assignment.track
            )
            if is_named and taught.is_asked_of_anybody:
                yield taught

    def reached_count(self, running: Running) -> int:
        """How many asks an assignment comes to once all are made: people by module."""
        with whole_tables():
            return sum(
                self._reached(running, taught).count() for taught in self.modules_asked_by(running)
            )

    # What differs

    def differing(self) -> set[Pair]:
        """The people and modules of which something is to be written; it reads no row of anybody
        else. As many queries for any number of people."""
        with nullcontext() if self.people is not None else whole_tables():
            pairs = set(self._reached_or_not())
            pairs |= set(self._no_longer_asked())
            if self.only is None:
                pairs |= set(self._to_renew())
                pairs |= set(self._back_from_leave())
                pairs |= set(self._answered())
                pairs |= set(self._of_an_old_major())
        return pairs

    def _of_people(self, asks: QuerySet[Ask]) -> QuerySet[Ask]:
        return asks if self.people is None else asks.filter(person__in=self.people)

    def _sources(self) -> QuerySet[AskSource]:
        sources = AskSource.objects.current().filter(ask__ended_on=None)
        return sources if self.people is None else sources.filter(ask__person__in=self.people)

    def _reached_or_not(self) -> Iterator[Pair]:
        """Whom an assignment reaches and does not ask, or asks and does not reach."""
        for running in self.running.values():
            if self.only is not None and running.assignment != self.only:
                continue
            for taught in self.modules_asked_by(running):
                module, people = taught.module, self._reached(running, taught)
                sources = self._sources().filter(assignment=running.assignment, ask__module=module)
                is_asked = Exists(sources.filter(ask__person=OuterRef("pk")))
                missing = people if self.people is None else people.filter(pk__in=self.people)
                for person_id in missing.filter(~is_asked).values_list("pk", flat=True):
                    yield person_id, module.pk
                is_reached = Exists(people.filter(pk=OuterRef("ask__person")))
                stale = sources.filter(~is_reached)
                for person_id in stale.values_list("ask__person", flat=True):
                    yield person_id, module.pk

    def _reached(self, running: Running, taught: Taught) -> QuerySet[User]:
        return reached(running.audience, taught.module.open_to, self.today).order_by()

    def _no_longer_asked(self) -> Iterable[Pair]:
        """Asks of an assignment that was withdrawn, or of a module that is no longer used."""
        sources = self._sources()
        if self.only is not None:
            sources = sources.filter(assignment=self.only)
        modules = [
            taught.module.pk for taught in self.modules.values() if taught.is_asked_of_anybody
        ]
        gone = sources.filter(~Q(assignment__in=self.running) | ~Q(ask__module__in=modules))
        return gone.values_list("ask__person", "ask__module")

    def _to_renew(self) -> Iterable[Pair]:
        asks = self._of_people(Ask.objects.current()).filter(opens_on__lte=self.today.sql(SITE))
        return asks.values_list("person", "module")

    def _back_from_leave(self) -> Iterator[Pair]:
        """Those whose open ask has to move, for they were away when it was asked or due."""
        # A pair comes once for each leave that may matter; few have one.
        away = away_when_asked_or_due(self._of_people(Ask.objects.current()), self.today)
        rows = away.values_list(
            "person", "module", "asked_on", "due_on", "person__site",
            "person__leaves__first_day", "person__leaves__last_day",
        )  # fmt: skip
        most = max((running.assignment.return_days for running in self.running.values()), default=0)
        for person_id, module_id, asked_on, due_on, site_id, first, last in rows:
            leave, today = rules.LeaveDays(first, last), self.today.at(site_id)
            if rules.due_after_leave(asked_on, due_on, [leave], most, today) > due_on:
                yield person_id, module_id

    def _answered(self) -> Iterable[Pair]:
        """Open asks with a completion of which no ask knows: it was made in the same moment."""
        known = Ask.objects.filter(completion=OuterRef("pk"))
        answers = Completion.objects.filter(
            ~Exists(known),
            learner=OuterRef("person"),
            module_version__module=OuterRef("module"),
            day__gte=OuterRef("counts_from"),
        )
        asks = self._of_people(Ask.objects.current().undone()).filter(Exists(answers))
        return asks.values_list("person", "module")

    def _of_an_old_major(self) -> Iterator[Pair]:
        """Those who did a major version before the one that was taken on, where that matters."""
        again = [pk for pk, running in self.running.items() if running.assignment.again_on_major]
        if not again:
            return
        done = self._of_people(Ask.objects.current()).filter(
            pk__in=self._sources().filter(assignment__in=again).values("ask")
        )
        for taught in self.modules.values():
            if taught.adopted_major is not None:
                of_it = done.filter(
                    module=taught.module,
                    completion__module_version__major__lt=taught.adopted_major,
                )
                yield from of_it.values_list("person", "module")

    # Writing it down

    @transaction.atomic
    def settle(self, pairs: Collection[Pair]) -> set[Pair]:
        """Write down what follows for these; those that are to be looked at once more."""
        book = Book(self.now)
        for case in self._cases(pairs, book):
            case.settle()
        write(book)
        return {
            (ask.person_id, ask.module_id)
            for ask in book.new
            if ask.opens_on and ask.opens_on <= self.today.at(ask.person.site_id)
        }

    def _cases(self, pairs: Collection[Pair], book: Book) -> Iterator[Case]:
        """All that is known of these people and modules; the people are locked, so that two at once
        take turns. Nine queries, and one for each assignment of these modules."""
        stored = StoredAsks(
            {person_id for person_id, _module in pairs}, {module_id for _person, module_id in pairs}
        )
        for ask in stored.asks:
            book.sources_of(ask).extend(stored.sources[ask.pk])
        reaching = self._reaching(stored)
        for person_id, module_id in pairs:
            if person_id in stored.people:
                yield Case(
                    person=stored.people[person_id],
                    roles=frozenset({Role.LEARNER, *stored.roles[person_id]}),
                    taught=self.modules[module_id],
                    today=self.today.at(stored.people[person_id].site_id),
                    reaching=reaching[person_id, module_id],
                    asks=stored.asks_by_pair[person_id, module_id],
                    completions=stored.completions[person_id, module_id],
                    leaves=stored.leaves[person_id],
                    all_running=self.running,
                    book=book,
                )

    def _reaching(self, stored: "StoredAsks") -> dict[Pair, list[Running]]:
        """By person and module: the assignments that reach them."""
        reaching: dict[Pair, list[Running]] = defaultdict(list)
        for running in self.running.values():
            for taught in self.modules_asked_by(running):
                if taught.module.pk in stored.modules:
                    people = self._reached(running, taught).filter(pk__in=stored.people)
                    for person_id in people.values_list("pk", flat=True):
                        reaching[person_id, taught.module.pk].append(running)
        return reaching


class StoredAsks:
    """What the database holds of some people and modules, by person or by both."""

    def __init__(self, person_ids: set[int], modules: set[int]) -> None:
        self.modules = modules
        locked = (
            User.objects.select_for_update(no_key=True).filter(pk__in=person_ids).order_by("pk")
        )
        self.people = {person.pk: person for person in locked}
        self.roles: dict[int, set[str]] = defaultdict(set)
        grants = RoleGrant.objects.filter(user__in=self.people)
        for person, role in grants.values_list("user", "role"):
            self.roles[person].add(role)
        self.leaves: dict[int, list[rules.LeaveDays]] = defaultdict(list)
        for leave in Leave.objects.filter(person__in=self.people):
            self.leaves[leave.person_id].append(rules.LeaveDays(leave.first_day, leave.last_day))
        self.completions: dict[Pair, list[Completion]] = defaultdict(list)
        for completion in self._completions():
            pair = completion.learner_id, completion.module_version.module_id
            self.completions[pair].append(completion)
        self.asks = list(self._asks())
        self.asks_by_pair: dict[Pair, list[Ask]] = defaultdict(list)
        for ask in self.asks:
            self.asks_by_pair[ask.person_id, ask.module_id].append(ask)
        self.sources: dict[int, list[AskSource]] = defaultdict(list)
        sources = AskSource.objects.filter(ask__in=[ask.pk for ask in self.asks])
        for source in sources.select_related("assignment").order_by("pk"):
            self.sources[source.ask_id].append(source)

    def _asks(self) -> QuerySet[Ask]:
        asks = Ask.objects.filter(person__in=self.people, module__in=self.modules)
        with_more = asks.select_related("completion__module_version", "renews")
        return with_more.defer("completion__module_version__spec").order_by("pk")

    def _completions(self) -> QuerySet[Completion]:
        completions = Completion.objects.filter(
            learner__in=self.people, module_version__module__in=self.modules
        )
        with_version = completions.select_related("module_version").defer("module_version__spec")
        return with_version.order_by("day", "pk")


def read_modules() -> dict[int, Taught]:
    """By id: every module, whether it is asked of anybody at all, and what was adopted of it."""
    versions = ModuleVersion.objects.live().defer("spec")
    live = {version.module_id: version for version in versions}
    adopted, off_now = adoptions_of(list(live.values())), set(keys_of_subjects_off())
    return {
        module.pk: Taught(
            module,
            is_asked_of_anybody=module.pk in live
            and not module.opt_in
            and module.subject not in off_now,
            adopted_major=live[module.pk].major
            if module.pk in live and live[module.pk].pk in adopted
            else None,
        )
        for module in Module.objects.all()
    }


CHANGED = (
    "due_on",
    "extended_on",
    "completion",
    "done_on",
    "valid_until",
    "opens_on",
    "ended_on",
    "ended_reason",
)


def write(book: Book) -> None:
    """All of it; what ends before what begins, for one is current at a time."""
    Ask.objects.bulk_update(book.changed.values(), CHANGED, batch_size=100)
    Ask.objects.bulk_create(book.new)
    AskSource.objects.bulk_update(
        book.changed_sources.values(), ("until", "reason"), batch_size=100
    )
    AskSource.objects.bulk_create(book.new_sources)
    AskChange.objects.bulk_create(book.changes)
