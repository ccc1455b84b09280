"""What a plan says about one person, and what the database holds of them: read, compared, written.

The fields are those of plan.PlanEntry: number, email, name, language, site, team, start, end, shut,
youth_until, leave_from, leave_until.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from awareness.people.models import Leave, Membership, User
from awareness.staffing.planning.known import fold_path, fold_place
from awareness.staffing.resolved_places import ResolvedPlaces

IDENTIFIER_FIELDS = ("number", "email")
_COLUMNS = {
    "name": "name",
    "language": "language",
    "start": "start_day",
    "end": "end_day",
    "youth_until": "youth_until",
}
_DAYS = ("start", "end", "youth_until")

# What somebody is of whom a row said nothing else.
FIELDS_OF_NEWCOMER: dict[str, Any] = {
    "number": "", "email": "", "language": "", "site": None, "team": [], "start": None,
    "end": None, "shut": False, "youth_until": None, "leave_from": None, "leave_until": None,
}  # fmt: skip

type Fields = Mapping[str, Any]


def site_key(name: str) -> str:
    return fold_place(name)


def team_key(path: Iterable[str]) -> list[str]:
    return list(fold_path(path))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def newcomer(after: Fields, resolved: ResolvedPlaces) -> User:
    """Somebody who is not saved yet. Nobody can sign in as them before they have a way in."""
    user = User(
        name=after["name"],
        language=after.get("language", ""),
        site_id=resolved.site(after.get("site")),
        start_day=day(after.get("start")),
        end_day=day(after.get("end")),
        youth_until=day(after.get("youth_until")),
    )
    user.email, user.employee_number = after.get("email"), after.get("number")
    user.set_unusable_password()
    return user


def give_belongings(
    made: Sequence[tuple[User, Fields]], resolved: ResolvedPlaces, today: date
) -> None:
    """The team of people who were just made, and their leave. Two queries."""
    memberships, leaves = [], []
    for user, after in made:
        if team_id := resolved.team(after.get("team")):
            since = user.start_day or today
            memberships.append(Membership(user=user, team_id=team_id, since=since))
        if first := day(after.get("leave_from")):
            last = day(after.get("leave_until"))
            leaves.append(Leave(person=user, first_day=first, last_day=last))
    Membership.objects.bulk_create(memberships)
    Leave.objects.bulk_create(leaves)


@dataclass
class Record:
    """One person as they are now."""

    user: User
    memberships: list[Membership]  # that hold today
    leaves: list[Leave]  # the latest last

    @property
    def leave(self) -> Leave | None:
        """The latest: what fields speak of that name no other."""
        return self.leaves[-1] if self.leaves else None

    def _leave_from(self, first: date | None) -> Leave | None:
        return next((leave for leave in self.leaves if leave.first_day == first), None)

    @property
    def fields(self) -> dict[str, Any]:
        user = self.user
        return {
            "number": user.employee_number or "",
            "email": user.email or "",
            "name": user.name,
            "language": user.language,
            "site": user.site_id,
            "team": sorted(membership.team_id for membership in self.memberships),
            "start": _iso(user.start_day),
            "end": _iso(user.end_day),
            "shut": not user.is_active,
            "youth_until": _iso(user.youth_until),
        } | _leave_fields(self.leave)

    def agrees_with(self, fields: Fields) -> bool:
        """Whether all of these are still as they were."""
        leave = self._leave_from(day(fields.get("leave_from"))) or self.leave
        now = self.fields | _leave_fields(leave)
        return all(
            now[name] == (sorted(value) if name == "team" else value)
            for name, value in fields.items()
        )

    def write_fields(self, fields: Fields, resolved: ResolvedPlaces, today: date) -> None:
        """Write these fields; IntegrityError where somebody else has the number or address."""
        user = self.user
        first_day_before = user.start_day
        for name, column in _COLUMNS.items():
            if name in fields:
                setattr(user, column, day(fields[name]) if name in _DAYS else fields[name])
        if "shut" in fields:
            user.is_active = not fields["shut"]
        if "site" in fields:
            user.site_id = resolved.site(fields["site"])
        if "number" in fields:
            user.employee_number = fields["number"]
        if "email" in fields:
            user.email = fields["email"]
        user.save()
        self._carry_memberships(first_day_before, today)
        if fields.get("shut") is False:  # back, perhaps after years
            self._leave_closed_teams(today)
        if "team" in fields:
            team_id = resolved.team(fields["team"])
            self._hold_only_memberships_in([team_id] if team_id else [], today)
        if {"leave_from", "leave_until"} & fields.keys():
            self._set_leave(fields)

    def put_back(self, fields: Fields, after: Fields, today: date) -> None:
        """Write what was before a change: `fields` are an entry's `before`, where a site is an id
        and `team` all ids of teams, also several or none; `after` what it became."""
        team_ids = fields.get("team")
        earlier, later = (self._leave_from(day(of.get("leave_from"))) for of in (fields, after))
        if earlier and later and earlier != later:  # it was one more
            later.delete()
            fields = {name: fields[name] for name in fields.keys() - {"leave_from", "leave_until"}}
        other_fields = {name: value for name, value in fields.items() if name != "team"}
        self.write_fields(other_fields, ResolvedPlaces.of_ids_alone(), today)
        if team_ids is not None:
            self._hold_only_memberships_in(team_ids, today)

    def _carry_memberships(self, first_day_before: date | None, today: date) -> None:
        """A team that was to begin with them begins with them on another first day, too."""
        first = self.user.start_day
        if first is None or first == first_day_before:
            return
        for membership in self.memberships:
            is_to_begin = membership.since == first_day_before and membership.since > today
            if is_to_begin and (membership.until is None or membership.until > first):
                membership.since = first
                membership.save(update_fields=["since"])

    def _leave_closed_teams(self, today: date) -> None:
        """Belong to no team any more that was closed while they were gone."""
        open_ones = [membership for membership in self.memberships if not membership.team.closed_on]
        if len(open_ones) < len(self.memberships):
            self._hold_only_memberships_in([one.team_id for one in open_ones], today)
            self.memberships = open_ones

    def _hold_only_memberships_in(self, team_ids: Sequence[int], today: date) -> None:
        """Belong to these teams from today on, or from their first day, and to no other."""
        for membership in self.memberships:
            if membership.team_id in team_ids:
                continue
            if membership.since >= today:
                membership.delete()
            else:
                membership.until = today
                membership.save(update_fields=["until"])
        held = {membership.team_id for membership in self.memberships}
        for team_id in team_ids:
            if team_id in held:
                continue
            # Back on the day on which it ended, it has not ended.
            ended_now = Membership.objects.filter(user=self.user, team_id=team_id, until=today)
            if not ended_now.update(until=None):
                since = max(today, self.user.start_day or today)
                Membership.objects.create(user=self.user, team_id=team_id, since=since)

    def _set_leave(self, fields: Fields) -> None:
        first = day(fields["leave_from"]) if "leave_from" in fields else None
        known = self._leave_from(first) if first else None
        leave = known or self.leave
        if "leave_from" in fields and first is None:
            if leave:
                leave.delete()
            return
        if first and not known and (leave is None or (leave.last_day and leave.last_day < first)):
            last = day(fields.get("leave_until"))
            Leave.objects.create(person=self.user, first_day=first, last_day=last)
            return
        if leave is None:
            return
        leave.first_day = first or leave.first_day
        if "leave_until" in fields:
            leave.last_day = day(fields["leave_until"])
        leave.save()


def read_records(person_ids: Iterable[int], today: date) -> dict[int, Record]:
    """The records of these people, by id. Four queries."""
    users = User.objects.filter(pk__in=list(person_ids)).with_identifiers()
    records = {user.pk: Record(user, [], []) for user in users}
    memberships = Membership.objects.ending_after(today).filter(user__in=records)
    for membership in memberships.select_related("team"):
        records[membership.user_id].memberships.append(membership)
    for leave in Leave.objects.filter(person__in=records).order_by("first_day"):
        records[leave.person_id].leaves.append(leave)
    return records


def _leave_fields(leave: Leave | None) -> dict[str, str | None]:
    return {
        "leave_from": _iso(leave.first_day) if leave else None,
        "leave_until": _iso(leave.last_day) if leave else None,
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
