"""What a plan sets off, counted once when it is made: who comes to which site, who will be asked
something, and who will have a mail about it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from awareness.assignments.audience import Newcomer
from awareness.assignments.set_off import AskForecast
from awareness.outbox.kinds import DIGEST, goes_on
from awareness.people.models import Role, RoleGrant
from awareness.people.normal_forms import normal_form
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.known import Person, Staff
from awareness.staffing.planning.plan import Plan, PlanEntry

KINDS_THAT_COME = (Kind.NEW, Kind.BACK, Kind.CHANGED)
NOBODY = Person(0, name="")


def summary(plan: Plan, staff: Staff, today: date, now: datetime) -> dict[str, Any]:
    """`by_site`: [name, new people, those without e-mail] by number; `asked`: how many people will
    be asked something that they are not asked now, whoever waits for an answer left out; `mails`:
    how many of them have a mail about it on `mail_day` (an ISO date, or "" while mail is off)."""
    new_entries = plan.of(Kind.NEW)
    people = Counter(_site_name(entry, staff) for entry in new_entries)
    no_email = Counter(
        _site_name(entry, staff) for entry in new_entries if "email" not in entry.after
    )
    managers = {grant.manager for grant in plan.grants if grant.given}
    entries = [
        entry
        for entry in plan.entries
        if not entry.waits
        and (entry.kind in KINDS_THAT_COME or _identifiers_of(entry, staff) & managers)
    ]
    known = {entry.person for entry in entries if entry.person}
    roles, asking = _roles_by_person(known), AskForecast(known, now)
    mail_day = goes_on(DIGEST, today)
    asked_count = mails = 0
    for entry in entries:  # one at a time: of 100,000 people they are many
        if asking.will_ask(_newcomer_of(entry, staff, roles, managers)):
            asked_count += 1
            mails += mail_day is not None and _has_mail(entry, staff, mail_day)
    return {
        "by_site": [[name, n, no_email[name]] for name, n in people.most_common()],
        "asked": asked_count,
        "mails": mails,
        "mail_day": mail_day.isoformat() if mail_day else "",
    }


def _site_name(entry: PlanEntry, staff: Staff) -> str:
    site = entry.after.get("site")
    return site[0] if isinstance(site, list) else staff.sites.get(site or 0, "")


def _roles_by_person(person_ids: Collection[int]) -> dict[int, set[str]]:
    """By person: the roles they hold now. Few hold one, so all are read."""
    roles: dict[int, set[str]] = {}
    for person_id, role in RoleGrant.objects.values_list("user", "role"):
        if person_id in person_ids:
            roles.setdefault(person_id, set()).add(role)
    return roles


def _identifiers_of(entry: PlanEntry, staff: Staff) -> set[str]:
    """What the person of an entry will sign in with."""
    typed = (_field_after(entry, staff, field) for field in ("number", "email"))
    return {normal_form(text) for text in typed if text}


def _field_after(entry: PlanEntry, staff: Staff, field: str) -> Any:
    """A field of the person once the entry is written; days as `Entry` has them, or as dates."""
    if field in entry.after:
        return entry.after[field]
    return getattr(staff.people.get(entry.person or 0, NOBODY), field)


def _day_after(entry: PlanEntry, staff: Staff, field: str) -> date | None:
    day = _field_after(entry, staff, field)
    return date.fromisoformat(day) if isinstance(day, str) and day else day or None


def _newcomer_of(
    entry: PlanEntry, staff: Staff, roles: dict[int, set[str]], managers: set[str]
) -> Newcomer:
    """Of a site or team that is yet to be made no assignment knows by name."""
    site, team = _field_after(entry, staff, "site"), entry.after.get("team")
    if team is None:
        team = staff.people.get(entry.person or 0, NOBODY).teams
    teams = (team,) if isinstance(team, int) else team
    held = roles.get(entry.person or 0, set())
    if managers and _identifiers_of(entry, staff) & managers:
        held = {*held, Role.MANAGER.value}
    return Newcomer(
        pk=entry.person,
        site_id=site if isinstance(site, int) else None,
        team_ids=frozenset(pk for pk in teams if isinstance(pk, int)),
        roles=frozenset(held),
        start_day=_day_after(entry, staff, "start"),
        end_day=_day_after(entry, staff, "end"),
        youth_until=_day_after(entry, staff, "youth_until"),
    )


def _has_mail(entry: PlanEntry, staff: Staff, day: date) -> bool:
    """Whether somebody has an address and is not on leave on that day."""
    first, last = (_day_after(entry, staff, field) for field in ("leave_from", "leave_until"))
    away = first is not None and first <= day and (last is None or day <= last)
    return bool(_field_after(entry, staff, "email")) and not away
