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
    standing_word,
)
from awareness.assignments.returns import later_due_of
from awareness.assignments.rules import AskDays, standing
from awareness.assignments.titles import read_titles
from awareness.people.models import User
from awareness.people.today import DayBySite
from awareness.people.visibility import columns
from awareness.streaming import tell_server
from prepared.planning import whole_tables

PEOPLE_AT_ONCE = 1000  # people
_ASK_COLUMNS = (
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
    list_filter: ListFilter,
    day_by_site: DayBySite,
    only_teams: Iterable[int] | None = None,
) -> Iterator[list[Any]]:
    """The rows of what is shown of these people's asks, in the columns of `header`: by site, name
    and due day; by module where the role may not always see that day, which the order would tell.
    """
    by_site = F("site__sort_key").asc(nulls_last=True)
    ids = people.order_by(by_site, "sort_key", "pk").values_list("pk", flat=True)
    title_by_module, only_team_ids = (
        read_titles(),
        set(only_teams) if only_teams is not None else None,
    )
    for some_ids in batched(array("q", ids.iterator()), PEOPLE_AT_ONCE):
        yield from _rows_of_people(
            role, some_ids, list_filter, day_by_site, title_by_module, only_team_ids
        )
        tell_server()


def _rows_of_people(
    role: str,
    person_ids: Sequence[int],
    list_filter: ListFilter,
    day_by_site: DayBySite,
    title_by_module: Mapping[int, str],
    only_team_ids: set[int] | None,
) -> Iterator[list[Any]]:
    position_by_person, later_due = (
        {person: number for number, person in enumerate(person_ids)},
        later_due_of(day_by_site),
    )
    with whole_tables():
        asks = list(asks_of(person_ids, list_filter, day_by_site).values_list(*_ASK_COLUMNS))
    closed_names = set(closed_columns(role))
    shows_day = "due_day" in closed_names
    rows = sorted(
        asks,
        key=lambda row: (
            position_by_person[row[1]],
            later_due.get(row[0], row[4]) if shows_day else title_by_module.get(row[2], ""),
            row[2],
        ),
    )
    facts = read_people(list({row[1] for row in rows}), day_by_site, only_team_ids)
    names = header(role)
    is_hidden = [name not in closed_names for name in names]
    for (
        pk, person_id, module, asked_on, due, done, valid, opens, renews, excused, excused_code,
        paused, paused_until, paused_code, ended, reason, major, minor,
    ) in rows:  # fmt: skip
        person = facts.person_by_id[person_id]
        day = day_by_site.at(person.site_id)
        days = AskDays(
            later_due.get(pk, due), done, valid, opens, renews is not None, excused is not None,
            paused, paused_until, facts.is_on_leave(person_id, day),
        )  # fmt: skip
        standing_now = standing(days, day)
        code = days.away_code(excused_code, paused_code, day)
        everything = {
            "employee_number": facts.number_by_person.get(person_id, ""),
            "name": person.name,
            "team": facts.teams_by_person.get(person_id, ""),
            "site": person.site.name if person.site else "",
            "module": title_by_module.get(module, ""),
            "standing": standing_word(role, standing_now, ended is not None),
            "assigned": asked_on,
            "due_day": days.to_do_by,
            "done_day": done,
            "module_version": "" if major is None else f"{major}.{minor}",
            "valid_to": valid,
            "excuse_code": code if ended is None else "",
            "no_longer_asked": "" if ended is None else f"{ended.isoformat()} {reason}",
        }
        row = [everything[name] for name in names]
        if role == "manager" and not (standing_now.is_open and ended is None):
            row = [None if hidden else value for hidden, value in zip(is_hidden, row, strict=True)]
        yield row
