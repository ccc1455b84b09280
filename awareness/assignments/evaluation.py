"""Bringing what people are asked into line with what there is: people come, move and leave, modules
are renewed and retired. It may run at any time, twice, and be killed anywhere: it looks for what
differs, and writes it down in short transactions, each whole in itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import batched, product

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from awareness import giving_way
from awareness.assignments import rules
from awareness.assignments.asking import AskWrites, ModuleStatus, PersonAndModule, RunningAssignment
from awareness.assignments.audience import people_reached, read_audiences
from awareness.assignments.models import Ask, AskChange, AskSource, Assignment
from awareness.assignments.returns import away_when_asked_or_due
from awareness.assignments.states import SITE
from awareness.learning.adoption import adoptions_of
from awareness.learning.models import Completion, Module, ModuleVersion
from awareness.people.models import Leave, Role, RoleGrant, User
from awareness.people.today import Zones
from awareness.subjects.queries import keys_of_subjects_off
from prepared.planning import whole_tables

PAIRS_AT_ONCE = 200  # people and modules of one transaction: others save between two of them

type Pair = tuple[int, int]  # ids of a person and of a module


def evaluate(
    now: datetime,
    person_ids: Collection[int] | None = None,
    assignment: Assignment | None = None,
) -> int:
    """Ask whoever is reached and is not asked, end what asks nobody any more, renew what runs out;
    how many people and modules were settled. `person_ids`: of these alone; `assignment`: what
    follows from this one alone."""
    evaluation = Evaluation(now, assignment)
    pairs = (
        evaluation.pairs_that_differ() if person_ids is None else evaluation.pairs_of(person_ids)
    )
    settled_count = 0
    while pairs:
        settled_count += len(pairs)
        renewable: set[Pair] = set()  # what is done at once may be one to renew already
        for chunk in batched(sorted(pairs), PAIRS_AT_ONCE):
            renewable |= evaluation.settle(set(chunk))
            giving_way.let_others_write()
        pairs = renewable
    return settled_count


def count_still_to_ask(assignment: Assignment, now: datetime) -> int:
    """How many asks the worker still has to make of an assignment that runs."""
    evaluation = Evaluation(now, assignment)
    running_assignment = evaluation.running_assignment_by_id.get(assignment.pk)
    if running_assignment is None:
        return 0
    with whole_tables():  # an assignment to everybody is most of both tables
        asked_count = (
            AskSource.objects.current().filter(assignment=assignment, ask__ended_on=None).count()
        )
    return max(0, evaluation.count_asks_of(running_assignment) - asked_count)


class Evaluation:
    """What assignments ask of whom at one moment, and where that differs from what people are
    asked; by `only_assignment` alone, where one is given."""

    def __init__(self, now: datetime, assignment: Assignment | None) -> None:
        """Reads every assignment that runs: who is asked by one may be asked by another, too."""
        self.now, self.only_assignment = now, assignment
        zones = Zones()
        self.day_by_site = zones.today(now)
        self.status_by_module = read_module_statuses()
        assignments = list(Assignment.objects.running().select_related("module"))
        audience_by_assignment = read_audiences(assignments)
        self.running_assignment_by_id = {
            assignment.pk: RunningAssignment(
                assignment,
                audience_by_assignment[assignment.pk],
                zones.today(assignment.created_at),
            )
            for assignment in assignments
        }

    def modules_of(self, running_assignment: RunningAssignment) -> Iterator[ModuleStatus]:
        """The modules that an assignment names, itself or by its track, and that are asked of
        anybody now."""
        assignment = running_assignment.assignment
        for status in self.status_by_module.values():
            is_named = status.module.pk == assignment.module_id or (
                assignment.track and status.module.track == assignment.track
            )
            if is_named and status.is_asked_of_anybody:
                yield status

    def count_asks_of(self, running_assignment: RunningAssignment) -> int:
        """How many asks an assignment comes to once all are made: people by module."""
        with whole_tables():
            return sum(
                self._people_reached(running_assignment, status).count()
                for status in self.modules_of(running_assignment)
            )

    # What differs

    def pairs_of(self, person_ids: Collection[int]) -> set[Pair]:
        """These people with each module that anybody is asked, or they are. Whether something
        differs is left to `settle`, which reads their rows by ids: to ask the database would join
        everybody's. A query."""
        module_ids = {
            status.module.pk
            for running_assignment in self.running_assignment_by_id.values()
            for status in self.modules_of(running_assignment)
        }
        asked = Ask.objects.filter(person__in=person_ids, ended_on=None).order_by()
        return {*product(person_ids, module_ids), *asked.values_list("person", "module")}

    def pairs_that_differ(self) -> set[Pair]:
        """The people and modules of which something is to be written; as many queries for any
        number of people."""
        with whole_tables():
            pairs = set(self._pairs_reached_or_not())
            pairs |= set(self._pairs_no_longer_asked())
            if self.only_assignment is None:
                pairs |= set(self._pairs_to_renew())
                pairs |= set(self._pairs_back_from_leave())
                pairs |= set(self._pairs_answered())
                pairs |= set(self._pairs_of_old_major())
        return pairs

    def _current_sources(self) -> QuerySet[AskSource]:
        return AskSource.objects.current().filter(ask__ended_on=None)

    def _pairs_reached_or_not(self) -> Iterator[Pair]:
        """Whom an assignment reaches and does not ask, or asks and does not reach."""
        for running_assignment in self.running_assignment_by_id.values():
            if (
                self.only_assignment is not None
                and running_assignment.assignment != self.only_assignment
            ):
                continue
            for status in self.modules_of(running_assignment):
                module, people = status.module, self._people_reached(running_assignment, status)
                sources = self._current_sources().filter(
                    assignment=running_assignment.assignment, ask__module=module
                )
                is_asked = Exists(sources.filter(ask__person=OuterRef("pk")))
                for person_id in people.filter(~is_asked).values_list("pk", flat=True):
                    yield person_id, module.pk
                is_reached = Exists(people.filter(pk=OuterRef("ask__person")))
                stale = sources.filter(~is_reached)
                for person_id in stale.values_list("ask__person", flat=True):
                    yield person_id, module.pk

    def _people_reached(
        self, running_assignment: RunningAssignment, status: ModuleStatus
    ) -> QuerySet[User]:
        return people_reached(
            running_assignment.audience, status.module.open_to, self.day_by_site
        ).order_by()

    def _pairs_no_longer_asked(self) -> Iterable[Pair]:
        """Of asks by an assignment that was withdrawn, or of a module that is no longer used."""
        sources = self._current_sources()
        if self.only_assignment is not None:
            sources = sources.filter(assignment=self.only_assignment)
        module_ids = [
            status.module.pk
            for status in self.status_by_module.values()
            if status.is_asked_of_anybody
        ]
        gone = sources.filter(
            ~Q(assignment__in=self.running_assignment_by_id) | ~Q(ask__module__in=module_ids)
        )
        return gone.values_list("ask__person", "ask__module")

    def _pairs_to_renew(self) -> Iterable[Pair]:
        """Of what was done and may be done again by now."""
        asks = Ask.objects.current().filter(opens_on__lte=self.day_by_site.sql(SITE))
        return asks.values_list("person", "module")

    def _pairs_back_from_leave(self) -> Iterator[Pair]:
        """Of open asks whose due day has to move: the person was away when it was asked or due."""
        # A pair comes once for each leave that may matter; few have one.
        away = away_when_asked_or_due(Ask.objects.current(), self.day_by_site)
        rows = away.values_list(
            "person", "module", "asked_on", "due_on", "person__site",
            "person__leaves__first_day", "person__leaves__last_day",
        )  # fmt: skip
        most_days = max(
            (
                running_assignment.assignment.return_days
                for running_assignment in self.running_assignment_by_id.values()
            ),
            default=0,
        )
        for person_id, module_id, asked_on, due_on, site_id, first, last in rows:
            leave, today = rules.LeaveDays(first, last), self.day_by_site.at(site_id)
            if rules.due_day_after_leave(asked_on, due_on, [leave], most_days, today) > due_on:
                yield person_id, module_id

    def _pairs_answered(self) -> Iterable[Pair]:
        """Of open asks with a completion of which no ask knows: it was made in the same moment."""
        known = Ask.objects.filter(completion=OuterRef("pk"))
        answers = Completion.objects.filter(
            ~Exists(known),
            learner=OuterRef("person"),
            module_version__module=OuterRef("module"),
            day__gte=OuterRef("counts_from"),
        )
        asks = Ask.objects.current().undone().filter(Exists(answers))
        return asks.values_list("person", "module")

    def _pairs_of_old_major(self) -> Iterator[Pair]:
        """Of asks that were done by a major version before the adopted one, where an assignment
        asks again for that."""
        assignment_ids = [
            pk
            for pk, running_assignment in self.running_assignment_by_id.items()
            if running_assignment.assignment.again_on_major
        ]
        if not assignment_ids:
            return
        done = Ask.objects.current().filter(
            pk__in=self._current_sources().filter(assignment__in=assignment_ids).values("ask")
        )
        for status in self.status_by_module.values():
            if status.adopted_major is not None:
                done_before = done.filter(
                    module=status.module,
                    completion__module_version__major__lt=status.adopted_major,
                )
                yield from done_before.values_list("person", "module")

    # Writing it down

    @transaction.atomic
    def settle(self, pairs: Collection[Pair]) -> set[Pair]:
        """Write down what follows for these pairs. Gives those that are to be settled once more:
        what was done already may be renewed by now."""
        writes = AskWrites(self.now)
        for person_and_module in self._people_and_modules(pairs, writes):
            person_and_module.settle()
        save_writes(writes)
        return {
            (ask.person_id, ask.module_id)
            for ask in writes.new_asks
            if ask.opens_on and ask.opens_on <= self.day_by_site.at(ask.person.site_id)
        }

    def _people_and_modules(
        self, pairs: Collection[Pair], writes: AskWrites
    ) -> Iterator[PersonAndModule]:
        """Each of these pairs with all that is known of it. The people are locked, so that two at
        once take turns. Nine queries, and one for each assignment of these modules."""
        stored = StoredAsks(
            {person_id for person_id, _module in pairs}, {module_id for _person, module_id in pairs}
        )
        for ask in stored.asks:
            writes.sources_of(ask).extend(stored.sources_by_ask[ask.pk])
        assignments_by_pair = self._assignments_by_pair(stored)
        for person_id, module_id in pairs:
            if person_id in stored.person_by_id:
                yield PersonAndModule(
                    person=stored.person_by_id[person_id],
                    roles=frozenset({Role.LEARNER, *stored.roles_by_person[person_id]}),
                    status=self.status_by_module[module_id],
                    today=self.day_by_site.at(stored.person_by_id[person_id].site_id),
                    assignments_reaching=assignments_by_pair[person_id, module_id],
                    asks=stored.asks_by_pair[person_id, module_id],
                    completions=stored.completions_by_pair[person_id, module_id],
                    leaves=stored.leaves_by_person[person_id],
                    running_assignment_by_id=self.running_assignment_by_id,
                    writes=writes,
                )

    def _assignments_by_pair(self, stored: "StoredAsks") -> dict[Pair, list[RunningAssignment]]:
        """By person and module: the assignments that reach them."""
        assignments_by_pair: dict[Pair, list[RunningAssignment]] = defaultdict(list)
        for running_assignment in self.running_assignment_by_id.values():
            for status in self.modules_of(running_assignment):
                if status.module.pk in stored.module_ids:
                    people = self._people_reached(running_assignment, status).filter(
                        pk__in=stored.person_by_id
                    )
                    for person_id in people.values_list("pk", flat=True):
                        assignments_by_pair[person_id, status.module.pk].append(running_assignment)
        return assignments_by_pair


class StoredAsks:
    """What the database holds of some people and modules, by person or by both."""

    def __init__(self, person_ids: set[int], module_ids: set[int]) -> None:
        self.module_ids = module_ids
        locked = (
            User.objects.select_for_update(no_key=True).filter(pk__in=person_ids).order_by("pk")
        )
        self.person_by_id = {person.pk: person for person in locked}
        self.roles_by_person: dict[int, set[str]] = defaultdict(set)
        grants = RoleGrant.objects.filter(user__in=self.person_by_id)
        for person, role in grants.values_list("user", "role"):
            self.roles_by_person[person].add(role)
        self.leaves_by_person: dict[int, list[rules.LeaveDays]] = defaultdict(list)
        for leave in Leave.objects.filter(person__in=self.person_by_id):
            self.leaves_by_person[leave.person_id].append(
                rules.LeaveDays(leave.first_day, leave.last_day)
            )
        self.completions_by_pair: dict[Pair, list[Completion]] = defaultdict(list)
        for completion in self._completions():
            pair = completion.learner_id, completion.module_version.module_id
            self.completions_by_pair[pair].append(completion)
        self.asks = self._asks()
        self.asks_by_pair: dict[Pair, list[Ask]] = defaultdict(list)
        for ask in self.asks:
            self.asks_by_pair[ask.person_id, ask.module_id].append(ask)
        self.sources_by_ask: dict[int, list[AskSource]] = defaultdict(list)
        sources = AskSource.objects.filter(ask__in=[ask.pk for ask in self.asks])
        for source in sources.select_related("assignment").order_by("pk"):
            self.sources_by_ask[source.ask_id].append(source)

    def _asks(self) -> list[Ask]:
        """With the completion and the ask before, which are of the same person and module."""
        asks = Ask.objects.filter(person__in=self.person_by_id, module__in=self.module_ids)
        ask_by_id = {ask.pk: ask for ask in asks.order_by("pk")}
        completion_by_id = {
            completion.pk: completion
            for completions in self.completions_by_pair.values()
            for completion in completions
        }
        for ask in ask_by_id.values():
            if ask.completion_id in completion_by_id:
                ask.completion = completion_by_id[ask.completion_id]
            if ask.renews_id in ask_by_id:
                ask.renews = ask_by_id[ask.renews_id]
        return list(ask_by_id.values())

    def _completions(self) -> QuerySet[Completion]:
        completions = Completion.objects.filter(
            learner__in=self.person_by_id, module_version__module__in=self.module_ids
        )
        with_version = completions.select_related("module_version").defer("module_version__spec")
        return with_version.order_by("day", "pk")


def read_module_statuses() -> dict[int, ModuleStatus]:
    """By id: every module, whether it is asked of anybody at all, and what was adopted of it."""
    versions = ModuleVersion.objects.live().defer("spec")
    live_by_module = {version.module_id: version for version in versions}
    adopted, subjects_off = adoptions_of(list(live_by_module.values())), set(keys_of_subjects_off())
    return {
        module.pk: ModuleStatus(
            module,
            is_asked_of_anybody=module.pk in live_by_module
            and not module.opt_in
            and module.subject not in subjects_off,
            adopted_major=live_by_module[module.pk].major
            if module.pk in live_by_module and live_by_module[module.pk].pk in adopted
            else None,
        )
        for module in Module.objects.all()
    }


WRITTEN_FIELDS = (
    "due_on",
    "extended_on",
    "completion",
    "done_on",
    "valid_until",
    "opens_on",
    "ended_on",
    "ended_reason",
)


def save_writes(writes: AskWrites) -> None:
    """What ends is written before what begins, for one ask is current at a time. Five queries or
    so."""
    Ask.objects.bulk_update(writes.changed_asks.values(), WRITTEN_FIELDS, batch_size=100)
    Ask.objects.bulk_create(writes.new_asks)
    AskSource.objects.bulk_update(
        writes.changed_sources.values(), ("until", "reason"), batch_size=100
    )
    AskSource.objects.bulk_create(writes.new_sources)
    AskChange.objects.bulk_create(writes.changes)
