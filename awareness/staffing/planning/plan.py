"""The plan: who is new, changes, comes back, leaves or needs somebody. Nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from awareness.people.folding import fold
from awareness.people.normal_forms import normal_form
from awareness.staffing.planning.days import day_order_of, split_span
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.known import Path, Person, Places, Staff, fold_place
from awareness.staffing.planning.managers import (
    Grant,
    PlacedRow,
    check_managers,
    grants_to_change,
    within_reach,
)
from awareness.staffing.planning.matching import add_problems_of_doubles, match_person
from awareness.staffing.planning.numbers import number_habits
from awareness.staffing.planning.places import Destination, PlaceResolver, Proposal
from awareness.staffing.planning.row_problems import RowProblem
from awareness.staffing.planning.values import FileHabits, RowValues, read_row
from awareness.staffing.reading.cells import Cell
from awareness.staffing.reading.heads import FIELDS_OF_DAYS, FIELDS_OF_NAMES, Field
from awareness.staffing.reading.read import ReadRow

BRAKE_PEOPLE, BRAKE_SHARE = 5, 0.02
SHARE_OF_A_CUSTOM = 0.05  # of the names with digits in them


@dataclass(slots=True)
class PlanEntry:
    """What one row does to one person. `before` and `after` have the fields that change, as JSON
    takes them: days as 2026-11-27, a site or team by id or, where it is to be made, by its names.
    `row` is 0 for somebody who is not in the file. `waits`: for an answer about a site or team."""

    row: int
    kind: Kind
    person: int | None
    name: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    waits: bool = False
    notes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Brake:
    """Why an import stops: so many of so many people would change or leave."""

    people: int
    changed: int
    moved: int
    leavers: int

    @property
    def touched(self) -> int:
        return self.changed + self.leavers


@dataclass
class Plan:
    entries: list[PlanEntry] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    brake: Brake | None = None
    absent: int = 0  # known people of the sites in the file whom it does not name
    sites_absent: list[str] = field(default_factory=list)  # known sites that the file never names

    def of(self, kind: Kind) -> list[PlanEntry]:
        return [entry for entry in self.entries if entry.kind == kind]

    @property
    def rows_in_need(self) -> set[int]:
        """Rows that stay out until somebody has mended them."""
        return {problem.row for problem in self.problems if problem.row}

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(entry.kind.value for entry in self.entries)
        return {kind.value: counted[kind.value] for kind in Kind} | {
            "needs": len(self.rows_in_need) + sum(not problem.row for problem in self.problems),
            "waiting": sum(entry.waits for entry in self.entries),
        }


def plan(
    rows: Sequence[ReadRow],
    fields: Iterable[Field],
    staff: Staff,
    today: date,
    *,
    whole: bool = False,
    answers: Places | None = None,
) -> Plan:
    """What these rows would do. `whole`: HR says that everybody stands in the file."""
    columns = set(fields)
    read_rows = _read_values(rows, columns, staff, today)
    rows = ()  # of 100,000 people the cells are sixty million bytes
    add_problems_of_doubles(read_rows)
    people = [match_person(values, staff, today) for values in read_rows]
    check_managers(read_rows, staff, today)
    resolver = PlaceResolver(staff, answers or Places(), read_rows)
    plan, entries, placed_rows = Plan(), [], []
    for values, person in zip(read_rows, people, strict=True):
        destination, team_destination = resolver.site(values), resolver.team(values)
        entry = _plan_row(values, person, destination, team_destination, staff, today)
        if values.problems or entry is None:
            called = values.called or (person.name if person else "")
            plan.problems += [replace(problem, name=called) for problem in values.problems]
            continue
        entries.append(entry)
        if entry.kind not in (Kind.PAST, Kind.LEAVER) and not entry.waits:
            placed_rows.append(
                PlacedRow(values, entry.person, _team_after(person, team_destination))
            )
    plan.entries = entries
    plan.proposals = list(resolver.proposals.values())
    plan.grants, refused = within_reach(grants_to_change(placed_rows, staff), staff, today)
    plan.problems += refused
    _add_absent(plan, read_rows, staff, columns, today, whole)
    plan.brake = _brake_of(plan, staff, today)
    return plan


def unknown_places(
    rows: Sequence[ReadRow], fields: Iterable[Field], staff: Staff, today: date
) -> list[Proposal]:
    """The sites and teams that the rows name and nobody knows, as `Plan.proposals` has them."""
    read_rows = _read_values(rows, set(fields), staff, today)
    resolver = PlaceResolver(staff, Places(), read_rows)
    for values in read_rows:
        resolver.site(values)
        resolver.team(values)
    return list(resolver.proposals.values())


def _read_values(
    rows: Sequence[ReadRow], columns: set[Field], staff: Staff, today: date
) -> list[RowValues]:
    """What each row says, as the file as a whole has it."""
    habits = FileHabits(
        number_habits(
            staff, (r.cells[Field.NUMBER] for r in rows if Field.NUMBER in r.cells), today
        ),
        day_order_of(cell for r in rows for cell in _day_cells(r)),
        today,
        two_names={Field.FIRST_NAME, Field.LAST_NAME} <= columns,
        digits_in_names=_digits_in_names(rows),
    )
    return [read_row(row, habits) for row in rows]


def _day_cells(row: ReadRow) -> Iterator[Cell]:
    """The cells of a row that are days; both of one that holds two."""
    yield from (row.cells[column] for column in FIELDS_OF_DAYS if column in row.cells)
    leave = row.cells.get(Field.LEAVE)
    if isinstance(leave, str):
        yield from split_span(leave) or ()


def _digits_in_names(rows: Sequence[ReadRow]) -> bool:
    """Whether so many names have digits that it is the custom here, and no slip."""
    names = [str(row.cells[f]) for row in rows for f in FIELDS_OF_NAMES if f in row.cells]
    with_digits = sum(any(letter.isdigit() for letter in name) for name in names)
    return with_digits > SHARE_OF_A_CUSTOM * len(names) and with_digits > 5


def _team_after(person: Person | None, team_destination: Destination) -> Any:
    if team_destination.place is not None:
        return team_destination.place
    return person.teams[0] if person and len(person.teams) == 1 else None


def _plan_row(
    values: RowValues,
    person: Person | None,
    destination: Destination,
    team_destination: Destination,
    staff: Staff,
    today: date,
) -> PlanEntry | None:
    """What the row does; None, with a problem added, where it cannot be told."""
    if (
        staff.reach is not None
        and destination.place is not None
        and destination.place not in staff.reach
    ):
        values.add_problem(Field.SITE, values.site or "", "not_yours")
    end = values.days.get(Field.END)
    if person is None:
        return _plan_newcomer(values, destination, team_destination, staff, today)
    if person.start and end and end < person.start and Field.START not in values.days:
        values.add_problem(
            Field.END, end.isoformat(), "end_before_start", start=person.start.isoformat()
        )
        return None
    start, end_stays = values.days.get(Field.START), Field.END not in values.days
    if start and end_stays and person.end and today <= person.end < start and not person.shut:
        values.add_problem(
            Field.START, start.isoformat(), "start_after_end", end=person.end.isoformat()
        )
        return None
    _check_end_of_leave(values, person.leave_from)
    before, after = _fields_before_and_after(values, person, destination, team_destination)
    name = values.name or person.name
    notes = tuple((column.value, code) for column, code in values.notes)
    if end is not None and end < today:
        kind = Kind.UNCHANGED if person.has_left(today) else Kind.LEAVER
        if kind == Kind.UNCHANGED:
            before, after = {}, {}
        return PlanEntry(values.row, kind, person.id, name, before, after, notes=notes)
    waits = destination.waits or team_destination.waits
    if person.has_left(today):
        # Who is in the list and has no end there that is over works here again.
        before |= {"end": person.end and person.end.isoformat(), "shut": person.shut}
        after |= {"end": end.isoformat() if end else None, "shut": False}
        return PlanEntry(values.row, Kind.BACK, person.id, name, before, after, waits, notes)
    kind = Kind.CHANGED if after else Kind.UNCHANGED
    return PlanEntry(values.row, kind, person.id, name, before, after, waits, notes)


def _plan_newcomer(
    values: RowValues,
    destination: Destination,
    team_destination: Destination,
    staff: Staff,
    today: date,
) -> PlanEntry | None:
    end = values.days.get(Field.END)
    if end is not None and end < today:
        return PlanEntry(values.row, Kind.PAST, person=None, name=values.called)
    if (
        not values.name and not values.problems
    ):  # with another problem it may be about somebody known
        if values.half:
            values.add_problem(Field.NAME, values.half, "half_name", values.half)
        else:
            values.add_problem(Field.NAME, "", "no_name")
    if staff.reach is not None and destination.place is None and not values.problems:
        values.add_problem(Field.SITE, "", "not_yours")
    _check_end_of_leave(values, known_first_day=None)
    if values.problems:
        return None
    _before, after = _fields_before_and_after(
        values, Person(0, name=""), destination, team_destination
    )
    notes = tuple((column.value, code) for column, code in values.notes)
    waits = destination.waits or team_destination.waits
    return PlanEntry(
        values.row,
        Kind.NEW,
        person=None,
        name=values.called,
        before={},
        after=after,
        waits=waits,
        notes=notes,
    )


def _check_end_of_leave(values: RowValues, known_first_day: date | None) -> None:
    """Where a row gives the end of a leave and not its beginning: a beginning has to be known, and
    must not be after it. What is wrong is noted as a problem of the row."""
    last_day = values.days.get(Field.LEAVE_UNTIL)
    if last_day is None or Field.LEAVE_FROM in values.days:
        return
    if any(problem.column == Field.LEAVE_FROM for problem in values.problems):
        return
    if known_first_day is None:
        values.add_problem(Field.LEAVE_UNTIL, last_day.isoformat(), "leave_without_start")
    elif last_day < known_first_day:
        values.add_problem(
            Field.LEAVE_UNTIL,
            last_day.isoformat(),
            "leave_backwards",
            start=known_first_day.isoformat(),
        )


def _fields_before_and_after(
    values: RowValues, person: Person, destination: Destination, team_destination: Destination
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of the fields that differ. What a row does not say stays as it is."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}

    def change(name: str, old: Any, new: Any) -> None:
        if new != old:
            before[name], after[name] = old, new

    if values.number:
        change("number", person.number, values.number)
    if values.email and values.email_key != normal_form(person.email):
        change("email", person.email, values.email)
    if values.name:
        change("name", person.name, values.name)
    if values.language:
        change("language", person.language, values.language)
    if destination.place is not None:
        place = _as_json(destination.place)
        change("site", person.site, place)
    if team_destination.place is not None and team_destination.place not in person.teams:
        place = _as_json(team_destination.place)
        before["team"], after["team"] = list(person.teams), place
    leave_from, leave_until = _leave_meant(values, person)
    for column, old in (
        (Field.START, person.start),
        (Field.END, person.end),
        (Field.YOUTH_UNTIL, person.youth_until),
        (Field.LEAVE_FROM, leave_from),
        (Field.LEAVE_UNTIL, leave_until),
    ):
        if column in values.days:
            new = values.days[column]
            change(column.value, old and _iso(old), new and _iso(new))
    if "leave_until" in after and leave_from and leave_from != person.leave_from:
        # By its first day an earlier leave is known from the latest.
        before["leave_from"] = after["leave_from"] = _iso(leave_from)
    return before, after


def _leave_meant(values: RowValues, person: Person) -> tuple[date | None, date | None]:
    """The known leave that a row is about: the one that begins on its day, else the latest."""
    first = values.days.get(Field.LEAVE_FROM)
    known = next((leave for leave in person.leaves if leave[0] == first), None)
    return known or (person.leave_from, person.leave_until)


_iso = lru_cache(maxsize=20_000)(date.isoformat)  # one text for all who begin on a day


@lru_cache(maxsize=10_000)
def _as_json(place: int | Path) -> int | list[str]:
    """One list for all who go there."""
    return place if isinstance(place, int) else list(place)


def _add_absent(
    plan: Plan,
    read_rows: Sequence[RowValues],
    staff: Staff,
    columns: set[Field],
    today: date,
    whole: bool,
) -> None:
    """Who is known and not in the file. Nobody leaves by that unless HR says that it is whole, and
    nobody of a site that the file never names."""
    present_ids = {
        index[key]
        for values in read_rows
        for key in values.keys
        for index in (staff.by_number, staff.by_email)
        if key in index
    }
    # A row that needs somebody may be about somebody who seems absent: by the name, it is.
    doubtful_names = {fold(problem.name) for problem in plan.problems if problem.name}
    named_sites = {
        fold_place(name) for name in {values.site for values in read_rows if values.site}
    }
    site_ids = {staff.site_named.get(name) for name in named_sites}
    site_ids |= {staff.people[pk].site for pk in present_ids}
    for person in staff.people.values():
        if person.id in present_ids or person.has_left(today) or not person.kept:
            continue
        elsewhere = (
            Field.SITE in columns and person.site is not None and person.site not in site_ids
        )
        if elsewhere or fold(person.name) in doubtful_names:
            continue
        plan.absent += 1
        if not whole:
            continue
        code = "holds_a_role" if person.bound else ""
        if person.start and person.start >= today:
            code = "begins_later"
        if code:
            plan.problems.append(RowProblem(0, column="", value="", code=code, name=person.name))
            continue
        yesterday = (today - timedelta(days=1)).isoformat()
        end = person.end and person.end.isoformat()
        plan.entries.append(
            PlanEntry(0, Kind.LEAVER, person.id, person.name, {"end": end}, {"end": yesterday})
        )
    if Field.SITE in columns:
        plan.sites_absent = sorted(
            name
            for pk, name in staff.sites.items()
            if pk not in site_ids and (staff.reach is None or pk in staff.reach)
        )


def _brake_of(plan: Plan, staff: Staff, today: date) -> Brake | None:
    people_count = sum(not person.has_left(today) for person in staff.people.values())
    changed = plan.of(Kind.CHANGED)
    moved = sum(bool({"site", "team"} & entry.after.keys()) for entry in changed)
    brake = Brake(people_count, len(changed), moved, len(plan.of(Kind.LEAVER)))
    limit = max(BRAKE_PEOPLE, BRAKE_SHARE * people_count)
    return brake if brake.touched > limit else None


def with_answers(
    rows: Sequence[ReadRow], cells: Mapping[int, Mapping[Field, Any]]
) -> list[ReadRow]:
    """The rows with what HR wrote in place of some cells."""
    return [
        ReadRow(row.number, {**row.cells, **cells[row.number]}) if row.number in cells else row
        for row in rows
    ]
