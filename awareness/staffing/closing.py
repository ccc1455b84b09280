"""Sites and teams that end: closed once nobody is there, merged into another, opened again.

Nothing is taken away: who was where when stays written down. What a merge moved is read back from
the journal, which holds it by the moment of the merge.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from awareness.errors import CodedError
from awareness.journal.actions import append
from awareness.journal.models import Event
from awareness.people import changes
from awareness.people.models import Membership, RoleGrant, Site, Team, User
from prepared.planning import whole_tables

MOST_PEOPLE = 5000  # people of one merge: it is one transaction
PEOPLE_AT_ONCE = 500

type Place = Site | Team


class ClosingError(CodedError):
    """`code`: people (somebody is there or will be), below (a team below it is open), closed,
    itself (into itself, or into what is below it), too_many (more than MOST), open."""


@dataclass(frozen=True)
class Effects:
    """What a merge does, or taking it back: who moves, and what does not come along."""

    people: list[User]  # those who move, in the order of lists
    staying: list[User]  # when it is taken back: moved since, so they stay
    below: list[Team]  # teams that hang below the other one then
    managers: list[str]  # names of who leads it: they do not lead the other one by that
    limited: list[str]  # names of HR of this site alone: the people leave their reach


def people_at(site_or_team: Place, day: date) -> QuerySet[User]:
    """Who is there on that day, or will be."""
    staff = User.objects.filter(Q(end_day=None) | Q(end_day__gte=day), is_active=True)
    if isinstance(site_or_team, Site):
        return staff.filter(site=site_or_team)
    held = Membership.objects.filter(Q(until=None) | Q(until__gt=day), team=site_or_team)
    return staff.filter(pk__in=held.values("user"))


def why_not_close(site_or_team: Place, day: date) -> str:
    """The code of a ClosingError; "" where it can be closed."""
    if site_or_team.closed_on:
        return "closed"
    if isinstance(site_or_team, Team) and site_or_team.children.filter(closed_on=None).exists():
        return "below"
    return "people" if people_at(site_or_team, day).exists() else ""


@transaction.atomic
def close(site_or_team: Place, by: User, now: datetime) -> None:
    """Nobody is moved there any more, and nothing is asked of it; ClosingError."""
    site_or_team = _locked(site_or_team)
    if code := why_not_close(site_or_team, by.today(now)):
        raise ClosingError(code)
    _save_closed(site_or_team, by, now)


def _save_closed(site_or_team: Place, by: User, now: datetime) -> None:
    site_or_team.closed_on = by.today(now)
    site_or_team.save(update_fields=["closed_on"])
    _append_event("closed", site_or_team, by, now)


def _append_event(done: str, site_or_team: Place, by: User, now: datetime, **more: str) -> None:
    facts: dict[str, Any] = {site_or_team.kind: site_or_team.slug, **more}
    append(f"{site_or_team.kind}.{done}", now=now, actor=by.public_id, **facts)


def _locked(site_or_team: Place) -> Place:
    locked: Place = type(site_or_team).objects.select_for_update().get(pk=site_or_team.pk)
    return locked


def why_not_merge(site_or_team: Place, into: Place) -> str:
    """The code of a ClosingError; "" where it can be merged."""
    if site_or_team.closed_on or into.closed_on:
        return "closed"
    below = (
        Team.objects.with_below({site_or_team.pk})
        if isinstance(site_or_team, Team)
        else {site_or_team.pk}
    )
    return "itself" if into.pk in below else ""


def effects_of_merging(site_or_team: Place, day: date) -> Effects:
    """What merging it does, said before it is done."""
    with whole_tables():
        people = list(people_at(site_or_team, day).select_related("site"))
    if isinstance(site_or_team, Site):
        limited = RoleGrant.objects.filter(role="hr", sites=site_or_team)
        return Effects(people, [], [], [], _names_of_holders(limited))
    below = list(site_or_team.children.filter(closed_on=None))
    grants = RoleGrant.objects.filter(role="manager", team=site_or_team)
    return Effects(people, [], below, _names_of_holders(grants), [])


def _names_of_holders(grants: QuerySet[RoleGrant]) -> list[str]:
    at_work = grants.filter(user__is_active=True).order_by("user__sort_key")
    return list(at_work.values_list("user__name", flat=True).distinct())


@transaction.atomic
def merge(site_or_team: Place, into: Place, by: User, now: datetime) -> int:
    """Everybody there goes to the other one from today on, and it is closed; how many moved.
    ClosingError."""
    first, second = sorted((site_or_team, into), key=lambda one: one.pk)
    locked = {one.pk: _locked(one) for one in (first, second)}
    site_or_team, into = locked[site_or_team.pk], locked[into.pk]
    if code := why_not_merge(site_or_team, into):
        raise ClosingError(code)
    day = by.today(now)
    ids = list(people_at(site_or_team, day).order_by("pk").values_list("pk", flat=True))
    if len(ids) > MOST_PEOPLE:
        raise ClosingError("too_many")
    if isinstance(site_or_team, Team) and isinstance(into, Team):
        site_or_team.children.filter(closed_on=None).update(parent=into)
    _move_in_chunks(ids, lambda some: _put_people_into(some, site_or_team, into, day), by, now)
    _append_event("merged", site_or_team, by, now, into=into.slug)
    _save_closed(site_or_team, by, now)
    return len(ids)


def _move_in_chunks(
    ids: Iterable[int], move: Callable[[tuple[int, ...]], None], by: User, now: datetime
) -> None:
    for some in batched(ids, PEOPLE_AT_ONCE):
        list(User.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk"))
        states_before = changes.read_states(some)
        move(some)
        changes.note_changes(states_before, changes.read_states(some), by, now)


def _put_people_into(ids: tuple[int, ...], site_or_team: Place, into: Place, day: date) -> None:
    if isinstance(into, Site):
        User.objects.filter(pk__in=ids).update(site=into)
    elif isinstance(site_or_team, Team):
        _move_members(ids, site_or_team, into, day)


def _move_members(ids: Iterable[int], team: Team, into: Team, day: date) -> None:
    """From that day on they belong to the other one; other teams of theirs stay."""
    held = Membership.objects.filter(Q(until=None) | Q(until__gt=day), user__in=ids)
    members_there = set(held.filter(team=into).values_list("user", flat=True))
    new_memberships = []
    for membership in held.filter(team=team):
        if membership.user_id not in members_there:
            new_memberships.append(
                Membership(
                    user_id=membership.user_id,
                    team=into,
                    since=max(membership.since, day),
                    until=membership.until,
                )
            )
        _end_membership(membership, day)
    Membership.objects.bulk_create(new_memberships)


def _end_membership(membership: Membership, day: date) -> None:
    """Not any more from that day on; what had not begun is none."""
    if membership.since < day:
        Membership.objects.filter(pk=membership.pk).update(until=day)
    else:
        membership.delete()


def _undo_move(
    ids: tuple[int, ...], site_or_team: Place, into: Place, moved: list[Event], day: date
) -> None:
    """What a merge did to these people is undone."""
    if isinstance(site_or_team, Site):
        User.objects.filter(pk__in=ids).update(site=site_or_team)
        return
    people = dict(User.objects.filter(pk__in=ids).values_list("public_id", "pk"))
    before = {
        people[change.subject]: _memberships_before(change)
        for change in moved
        if change.subject in people
    }
    for membership in Membership.objects.ending_after(day).filter(
        user__in=ids, team__slug=into.slug
    ):
        if (into.slug, membership.since, membership.until) not in before[membership.user_id]:
            _end_membership(membership, day)
    held_here = [
        (pk, since, until)
        for pk, held in before.items()
        for slug, since, until in held
        if slug == site_or_team.slug and (until is None or until > day)
    ]
    # Back on the day on which it ended, it has not ended.
    ended_today = Membership.objects.filter(user__in=ids, team=site_or_team, until=day)
    ended = {(membership.user_id, membership.since): membership for membership in ended_today}
    for pk, since, until in held_here:
        if (pk, since) in ended:
            ended[pk, since].until = until
    Membership.objects.bulk_update(ended.values(), ["until"])
    Membership.objects.bulk_create(
        Membership(user_id=pk, team=site_or_team, since=max(since, day), until=until)
        for pk, since, until in held_here
        if (pk, since) not in ended
    )


def _memberships_before(moved: Event) -> list[tuple[str, date, date | None]]:
    """The memberships that somebody had before they were moved: team, since, until."""
    return [
        (slug, date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for slug, since, until in moved.facts["was"]
    ]


def _events_of_moved(merge: Event, site_or_team: Place) -> list[Event]:
    """The events of those whom a merge moved."""
    kind_moved = "site" if isinstance(site_or_team, Site) else "teams"
    changed = Event.objects.filter(kind=changes.PERSON_CHANGED, at=merge.at, actor=merge.actor)
    return [change for change in changed if change.facts.get("what") == kind_moved]


def merged_into(site_or_team: Place) -> tuple[Place, Event] | None:
    """Into what a closed one was merged, if it was and that is still there."""
    kind = site_or_team.kind
    merges = Event.objects.filter(kind=f"{kind}.merged").order_by("-pk")
    event = next(
        (merge_event for merge_event in merges if merge_event.facts.get(kind) == site_or_team.slug),
        None,
    )
    into = event and type(site_or_team).objects.filter(slug=event.facts["into"]).first()
    return (into, event) if event and into else None


def effects_of_reopening(site_or_team: Place, day: date) -> Effects:
    """Who goes back, where it was closed by a merge: those whom nobody moved since."""
    merge = merged_into(site_or_team)
    if merge is None:
        return Effects([], [], [], [], [])
    into, event = merge
    kind_moved = "site" if isinstance(site_or_team, Site) else "teams"
    subjects = {change.subject for change in _events_of_moved(event, site_or_team)}
    since = Event.objects.filter(kind=changes.PERSON_CHANGED, pk__gt=event.pk, subject__in=subjects)
    touched = {change.subject for change in since if change.facts.get("what") == kind_moved}
    ids_there = set(people_at(into, day).values_list("pk", flat=True))
    people = User.objects.filter(public_id__in=subjects).select_related("site")
    back = [
        person for person in people if person.public_id not in touched and person.pk in ids_there
    ]
    staying = [person for person in people if person not in back]
    return Effects(back, staying, [], [], [])


@transaction.atomic
def reopen(site_or_team: Place, by: User, now: datetime) -> int:
    """Open again; whom a merge moved and nobody since goes back. How many; ClosingError."""
    site_or_team = _locked(site_or_team)
    if site_or_team.closed_on is None:
        raise ClosingError("open")
    day = by.today(now)
    back, merge = effects_of_reopening(site_or_team, day).people, merged_into(site_or_team)
    site_or_team.closed_on = None
    site_or_team.save(update_fields=["closed_on"])
    _append_event("reopened", site_or_team, by, now)
    if merge:
        into, event = merge
        ids, moved = [person.pk for person in back], _events_of_moved(event, site_or_team)
        _move_in_chunks(ids, lambda some: _undo_move(some, site_or_team, into, moved, day), by, now)
    return len(back)
