"""Lists as files: piece by piece, so that they take the memory of one piece and begin at once.

People are gone through by their ids, which are read first: each comes once, whoever comes or moves
meanwhile. No statement is about more than one piece, so none is long.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from django.db.models import F, QuerySet

from awareness.assignments.asklists import (
    FIELDS,
    ListFilter,
    asks_of,
    closed_columns,
    read_people,
    says_of,
)
from awareness.assignments.returns import put_off_of
from awareness.assignments.rules import AskDays, standing
from awareness.assignments.titles import read_titles
from awareness.people.models import User
from awareness.people.today import DayBySite
from awareness.people.visibility import columns
from awareness.streaming import tell_server
from prepared.planning import whole_tables

PIECE = 1000  # people
_VALUES = (
    "pk", "person_id", "module_id", "asked_on", "due_on", "done_on", "valid_until", "opens_on",
    "renews_id", "excused_on", "excused_code", "paused_on", "paused_until", "paused_code",
    "ended_on", "ended_reason", "completion__module_version__major",
    "completion__module_version__minor",
)  # fmt: skip


def header(role: str) -> list[str]:
    return columns(role, FIELDS)


def rows(
    role: str,
    people: QuerySet[User],
    shown: ListFilter,
    today: DayBySite,
    only_teams: Iterable[int] | None = None,
) -> Iterator[list[Any]]:
    """The rows of what is shown of these people's asks, in the columns of `header`: by site, name
    and due day; by module where the role may not always see that day, which the order would tell.
    """
    by_site = F("site__sort_key").asc(nulls_last=True)
    ids = people.order_by(by_site, "sort_key", "pk").values_list("pk", flat=True)
    titles, teams = read_titles(), set(only_teams) if only_teams is not None else None
    for some in batched(array("q", ids.iterator()), PIECE):
        yield from _piece(role, some, shown, today, titles, teams)
        tell_server()


def _piece(
    role: str,
    ids: Sequence[int],
    shown: ListFilter,
    today: DayBySite,
    titles: Mapping[int, str],
    teams: set[int] | None,
) -> Iterator[list[Any]]:
    place, put_off = {person: number for number, person in enumerate(ids)}, put_off_of(today)
    with whole_tables():
        asks = list(asks_of(ids, shown, today).values_list(*_VALUES))
    kept = set(closed_columns(role))
    shows_day = "due_day" in kept
    rows = sorted(
        asks,
        key=lambda row: (
            place[row[1]],
            put_off.get(row[0], row[4]) if shows_day else titles.get(row[2], ""),
            row[2],
        ),
    )
    about = read_people(list({row[1] for row in rows}), today, teams)
    names = header(role)
    hides = [name not in kept for name in names]
    for (
        pk, person_id, module, asked_on, due, done, valid, opens, renews, excused, excused_code,
        paused, paused_until, paused_code, ended, reason, major, minor,
    ) in rows:  # fmt: skip
        person = about.by_id[person_id]
        day = today.at(person.site_id)
        days = AskDays(
            put_off.get(pk, due), done, valid, opens, renews is not None, excused is not None,
            paused, paused_until, about.is_on_leave(person_id, day),
        )  # fmt: skip
        stands = standing(days, day)
        code = days.away_code(excused_code, paused_code, day)
        everything = {
            "employee_number": about.numbers.get(person_id, ""),
            "name": person.name,
            "team": about.teams.get(person_id, ""),
            "site": person.site.name if person.site else "",
            "module": titles.get(module, ""),
            "standing": says_of(role, stands, ended is not None),
            "assigned": asked_on,
            "due_day": days.to_do_by,
            "done_day": done,
            "module_version": "" if major is None else f"{major}.{minor}",
            "valid_to": valid,
            "excuse_code": code if ended is None else "",
            "no_longer_asked": "" if ended is None else f"{ended.isoformat()} {reason}",
        }
        row = [everything[name] for name in names]
        if role == "manager" and not (stands.is_open and ended is None):
            row = [None if hidden else value for hidden, value in zip(hides, row, strict=True)]
        yield row
