"""Lists of asks, as HR and auditors read them: which are shown, in which order, and what each says.

What is asked of people at hand is found by their ids, a site's or a team's, so a page costs what a
site does. Over everybody only totals are shown (totals.py), and exports go through all people piece
by piece (exports.py). Every row passes `people.visibility`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awareness.assignments.models import Ask, EndReason, ReasonCode
from awareness.assignments.returns import DaysAndReturns, later_due_of, read_later_due
from awareness.assignments.rules import AskDays, Standing, standing
from awareness.assignments.states import is_away
from awareness.assignments.titles import read_titles
from awareness.assignments.totals import PARTS, TO_DO, of_people_at_work, part_of_ask
from awareness.learning.models import Module
from awareness.people.models import Identifier, Kind, Leave, Membership, Site, Team, User
from awareness.people.reach import Reach
from awareness.people.today import DayBySite
from awareness.people.visibility import columns, may_see, project

# What a row says, in this order; visibility decides what of it is left.
FIELDS = (
    "employee_number",
    "name",
    "team",
    "site",
    "module",
    "standing",
    "assigned",
    "due_day",
    "done_day",
    "module_version",
    "valid_to",
    "excuse_code",
    "no_longer_asked",
)


class WhichAsks(models.TextChoices):
    """Which asks a list shows: those in a part of the totals, all that count, or those that count
    no longer."""

    LATE = "late", _("Late")
    FORTNIGHT = "fortnight", _("In the fortnight after the due day")
    WEEK = "week", _("Due this week")
    TO_DO = "to_do", _("To do")
    EXPIRING = "expiring", _("Expiring")
    DONE = "done", _("Done")
    EXCUSED = "excused", _("Excused")
    ALL = "all", _("All that count now")
    PAST = "past", _("Past")

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the totals that are shown; none where that does not decide."""
        if self is WhichAsks.TO_DO:
            return tuple(TO_DO)
        return (self.value,) if self.value in PARTS else ()


OPEN_LISTS = (
    WhichAsks.LATE,
    WhichAsks.FORTNIGHT,
    WhichAsks.WEEK,
    WhichAsks.TO_DO,
    WhichAsks.EXPIRING,
)


@dataclass(frozen=True)
class ListFilter:
    """What a list shows; all of it stands in its address."""

    which: WhichAsks = WhichAsks.LATE
    site: Site | None = None
    team: Team | None = None
    module: Module | None = None
    module_title: str = ""
    search_text: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it is about so few people that all their names can be listed."""
        return bool(self.site or self.team or self.search_text)

    @property
    def query_params(self) -> dict[str, str]:
        """As the query of an address."""
        parts = {
            "which": self.which.value,
            "site": self.site.slug if self.site else "",
            "team": self.team.slug if self.team else "",
            "module": self.module.slug if self.module else "",
            "q": self.search_text,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def query_string(self) -> str:
        """The query of a list that shows this."""
        return urlencode(self.query_params)

    @property
    def place_query(self) -> str:
        """Site and module of this, to go on with in the query of another list."""
        kept = [
            (name, self.query_params[name])
            for name in ("site", "module")
            if name in self.query_params
        ]
        return f"&{urlencode(kept)}" if kept else ""

    @property
    def words(self) -> list[str | Promise]:
        """What it is, for print and the head of a file."""
        place = [self.site.name] if self.site else [_("all sites")]
        named = [*place, *([self.team.name] if self.team else [])]
        named.append(self.module_title or _("all modules"))
        return [
            WhichAsks(self.which).label,
            *named,
            *([f"“{self.search_text}”"] if self.search_text else []),
        ]


ROWS_AT_FIRST = (
    200  # rows that are read at first of what is gone through in order; then twice as many
)

# Which asks


def asks_of(
    person_ids: Sequence[int], list_filter: ListFilter, day_by_site: DayBySite
) -> QuerySet[Ask]:
    """What is shown of what these people are asked. Of what is open, those alone are read that are
    open, or may be renewed by now."""
    asks = Ask.objects.filter(person__in=person_ids, module__opt_in=False)
    if list_filter.module:
        asks = asks.filter(module=list_filter.module)
    if list_filter.which is WhichAsks.PAST:
        return asks.filter(ended_on__isnull=False)
    asks = asks.filter(ended_on=None).filter(of_people_at_work(day_by_site))
    if list_filter.which is WhichAsks.ALL:
        return asks
    if list_filter.which is WhichAsks.EXCUSED:
        return asks.filter(is_away(day_by_site))
    if list_filter.which in OPEN_LISTS:
        asks = asks.filter(Q(done_on=None) | Q(opens_on__lte=day_by_site.sql("person__site")))
    return asks.annotate(part=part_of_ask(day_by_site)).filter(
        ~is_away(day_by_site), part__in=list_filter.which.parts
    )


def ask_ids_in_order(
    person_ids: Sequence[int], list_filter: ListFilter, day_by_site: DayBySite
) -> list[int]:
    """The ids of the asks shown, in the order of the people, by day, then module. A query."""
    return [pk for _person, pk in person_and_ask_ids(person_ids, list_filter, day_by_site)]


def person_and_ask_ids(
    person_ids: Sequence[int], list_filter: ListFilter, day_by_site: DayBySite
) -> list[tuple[int, int]]:
    """The asks shown, as (person, ask), in that order."""
    position_by_person = {person: number for number, person in enumerate(person_ids)}
    rows = asks_of(person_ids, list_filter, day_by_site).values_list(
        "person_id", "due_on", "module_id", "pk"
    )
    later_due_by_ask = later_due_of(day_by_site)
    ordered = sorted(
        rows,
        key=lambda row: (
            position_by_person[row[0]],
            later_due_by_ask.get(row[3], row[1]),
            *row[2:],
        ),
    )
    return [(person, pk) for person, _due, _module, pk in ordered]


def ids_by_site_and_name(people: QuerySet[User]) -> list[int]:
    """Their ids, by site and name."""
    by_site = F("site__sort_key").asc(nulls_last=True)
    return list(people.order_by(by_site, "sort_key", "pk").values_list("pk", flat=True))


# What a row says


@dataclass(frozen=True, slots=True)
class AskRow:
    """An ask as the viewer may see it; `fields` holds nothing else. `word` names its words."""

    pk: int
    person: UUID
    module_id: int
    word: str
    fields: dict[str, Any]

    @property
    def mark(self) -> str:
        """The circle beside it: empty while there is something to do."""
        return "open" if self.word in ("late", "to_do", "expiring") else "done"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody on a list, with what is shown of what they are asked."""

    public_id: UUID
    name: str
    team: str
    site: str
    rows: tuple[AskRow, ...]


def group_by_person(rows: Iterable[AskRow]) -> list[ListedPerson]:
    """The rows, put together where one after the other is about the same person."""
    people = []
    for public_id, rows_of_person in groupby(rows, key=lambda row: row.person):
        first, *others = rows_of_person
        name, team, site = (str(first.fields.get(field, "")) for field in ("name", "team", "site"))
        people.append(ListedPerson(public_id, name, team, site, (first, *others)))
    return people


def list_people(
    role: str, person_ids: Sequence[int], rows: Iterable[AskRow], day_by_site: DayBySite
) -> list[ListedPerson]:
    """These people in this order, also those of whom there is no row. Four queries."""
    facts, listed_by_public_id = (
        read_people(person_ids, day_by_site),
        {person.public_id: person for person in group_by_person(rows)},
    )
    listed = []
    for pk in person_ids:
        user = facts.person_by_id[pk]
        site = user.site.name if user.site else ""
        seen = project(
            role, {"name": user.name, "team": facts.teams_by_person.get(pk, ""), "site": site}
        )
        listed.append(
            listed_by_public_id.get(user.public_id) or ListedPerson(user.public_id, **seen, rows=())
        )
    return listed


@dataclass(frozen=True)
class PeopleFacts:
    """What rows say of the people they are about, read for some of them at a time."""

    person_by_id: Mapping[int, User]
    teams_by_person: Mapping[int, str]
    number_by_person: Mapping[int, str]
    leaves_by_person: Mapping[int, list[Leave]]

    def is_on_leave(self, person_id: int, day: date) -> bool:
        return any(
            leave.first_day <= day and (leave.last_day is None or day <= leave.last_day)
            for leave in self.leaves_by_person.get(person_id, ())
        )


def read_people(
    person_ids: Sequence[int], day_by_site: DayBySite, only_teams: Collection[int] | None = None
) -> PeopleFacts:
    """Names, sites, teams (of `only_teams`, for a manager), numbers and leave of these people; four
    queries."""
    person_by_id = {
        user.pk: user
        for user in User.objects.filter(pk__in=person_ids)
        .select_related("site")
        .only("pk", "public_id", "name", "site__name", "site__slug")
    }
    numbers = Identifier.objects.filter(person__in=person_ids, kind=Kind.EMPLOYEE_NUMBER)
    leaves: dict[int, list[Leave]] = {}
    for leave in Leave.objects.filter(person__in=person_ids):
        leaves.setdefault(leave.person_id, []).append(leave)
    return PeopleFacts(
        person_by_id,
        team_names(person_ids, day_by_site.elsewhere, only_teams),
        dict(numbers.values_list("person", "typed")),
        leaves,
    )


def team_names(
    person_ids: Sequence[int], day: date, only_teams: Collection[int] | None = None
) -> dict[int, str]:
    """Names of the teams each belongs to on that day, joined."""
    memberships = Membership.objects.on(day).filter(user__in=person_ids).order_by("team__sort_key")
    names_by_person: dict[int, list[str]] = {}
    for user, team, name in memberships.values_list("user_id", "team_id", "team__name"):
        if only_teams is None or team in only_teams:  # by thousands of ids no row is found faster
            names_by_person.setdefault(user, []).append(name)
    return {user: ", ".join(teams) for user, teams in names_by_person.items()}


def newest_past_ids(
    reach: Reach, list_filter: ListFilter, module_ids: Collection[int], number: int
) -> list[int]:
    """The ids of what ended last, at the places of the reach; of modules that can be asked of
    anybody. Gone through by the day from an index, until there are enough."""
    asks = Ask.objects.filter(reach.at("person__site__"), ended_on__isnull=False)
    asks = asks.filter(module=list_filter.module) if list_filter.module else asks
    newest = read_in_pieces(asks.order_by("-ended_on", "-pk").values_list("pk", "module"))
    return list(islice((pk for pk, module in newest if module in module_ids), number))


def read_in_pieces(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    """The rows of an ordered queryset, read in pieces: whoever needs the first reads no more."""
    begin, size = 0, ROWS_AT_FIRST
    while piece := list(rows[begin : begin + size]):
        yield from piece
        begin, size = begin + size, size * 2


def read_rows(
    role: str, ask_ids: Sequence[int], day_by_site: DayBySite, title_by_module: Mapping[int, str]
) -> list[AskRow]:
    """These asks in this order, as HR or an auditor sees them. Six queries."""
    asks = Ask.objects.prefetch_related("completion__module_version").in_bulk(ask_ids)
    facts = read_people(list({ask.person_id for ask in asks.values()}), day_by_site)
    return [
        row_of(role, asks[pk], facts, title_by_module, day_by_site) for pk in ask_ids if pk in asks
    ]


def read_rows_of_person(role: str, person: User, day_by_site: DayBySite) -> list[AskRow]:
    """Everything that is asked of somebody, as on that day."""
    day_by_site = DaysAndReturns(
        day_by_site.elsewhere, day_by_site.by_site, read_later_due(day_by_site, [person.pk])
    )
    asks = Ask.objects.current().filter(person=person).order_by("due_on", "pk")
    facts, title_by_module = read_people([person.pk], day_by_site), read_titles()
    asks = asks.prefetch_related("completion__module_version")
    return [row_of(role, ask, facts, title_by_module, day_by_site) for ask in asks]


def row_of(
    role: str,
    ask: Ask,
    facts: PeopleFacts,
    title_by_module: Mapping[int, str],
    day_by_site: DayBySite,
) -> AskRow:
    """One ask as the role sees it."""
    person = facts.person_by_id[ask.person_id]
    due_on = later_due_of(day_by_site).get(ask.pk, ask.due_on)
    day = day_by_site.at(person.site_id)
    on_leave = facts.is_on_leave(ask.person_id, day)
    days = ask_days(ask, due_on=due_on, on_leave=on_leave)
    standing_now = standing(days, day)
    word = standing_word(role, standing_now, is_past=ask.ended_on is not None)
    version = ask.completion.module_version if ask.completion else None
    everything = {
        "employee_number": facts.number_by_person.get(person.pk, ""),
        "name": person.name,
        "team": facts.teams_by_person.get(person.pk, ""),
        "site": person.site.name if person.site else "",
        "module": title_by_module.get(ask.module_id, ""),
        "standing": word,
        "assigned": ask.asked_on,
        "due_day": due_on if ask.done_on is None else ask.valid_until or due_on,
        "done_day": ask.done_on,
        "module_version": version.label if version else "",
        "valid_to": ask.valid_until,
        "excuse_code": away_words(ask, days, day),
        "no_longer_asked": end_of_ask(ask),
    }
    seen = columns(role, FIELDS) if standing_now.is_open else closed_columns(role)
    return AskRow(
        ask.pk, person.public_id, ask.module_id, word, {name: everything[name] for name in seen}
    )


def closed_columns(role: str) -> list[str]:
    """What the role sees of an ask with which there is nothing to do."""
    return [field for field in FIELDS if may_see(role, field, is_open=False)]


def ask_days(ask: Ask, *, due_on: date, on_leave: bool) -> AskDays:
    """The days of an ask that decide how it stands. No query."""
    return AskDays(
        due_on=due_on,
        done_on=ask.done_on,
        valid_until=ask.valid_until,
        opens_on=ask.opens_on,
        is_renewal=ask.renews_id is not None,
        is_excused=ask.excused_on is not None,
        paused_on=ask.paused_on,
        paused_until=ask.paused_until,
        is_on_leave=on_leave,
    )


def standing_word(role: str, standing_now: Standing, is_past: bool = False) -> str:
    """The word of a row: one of the five; `nothing` to a manager with whom nothing is left to do;
    `past` where it counts no longer."""
    if role == "manager":
        if is_past or not standing_now.is_open:
            return "nothing"
        return Standing.LATE.value if standing_now is Standing.LATE else Standing.TO_DO.value
    return "past" if is_past else standing_now.value


def away_words(ask: Ask, days: AskDays, day: date) -> str | Promise:
    """Why nothing is expected of somebody on that day; "" where something is, or it is past."""
    if ask.ended_on or not days.is_away(day):
        return ""
    code = days.away_code(ask.excused_code, ask.paused_code, day)
    return ReasonCode(code).label if code else _("On leave")


class EndOfAsk(NamedTuple):
    """Since when, and why, something counts no longer."""

    day: date
    words: str | Promise


def end_of_ask(ask: Ask) -> EndOfAsk | None:
    if ask.ended_on is None:
        return None
    return EndOfAsk(ask.ended_on, EndReason(ask.ended_reason).label)
