"""An import is taken back: each row that nobody touched since becomes what it was before.

What cannot be is said, and not why: somebody may have claimed their account, which is theirs.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from awareness import giving_way
from awareness.assignments.ask_actions import remove_unchanged_asks
from awareness.journal.actions import append
from awareness.people import changes
from awareness.people.models import Site, Team, User
from awareness.people.ways_in import is_claimed
from awareness.staffing import access, grants, records
from awareness.staffing.importing import (
    KINDS_THAT_WRITE,
    ROWS_AT_ONCE,
    NotReady,
    append_event,
    refresh_statistics_of_people,
)
from awareness.staffing.models import Import, Outcome, PlannedRow, State
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.resolved_places import ResolvedPlaces
from awareness.staffing.staging import today_of

# What the import itself gives to somebody new.
RELATIONS_OF_IMPORT = {"identifiers", "name_words", "memberships", "leaves", "role_grants"}


def begin(pk: UUID, *, by: User | None) -> Import:
    """Let an import be taken back; the rest is carry_on's. NotReady: it was not imported. `by`: the
    HR person who asks for it, None for a command. Rows of people who are not in their reach any
    more stay as they are."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=pk)
        if imported.state != State.IMPORTED:
            raise NotReady("begun")
        grants.undo_grants(imported.made_grants, imported.by, timezone.now())
        imported.state, imported.done = State.TAKING_BACK, 0
        written = imported.planned_rows.filter(kind__in=KINDS_THAT_WRITE, outcome=Outcome.DONE)
        if by:
            in_reach = access.rows_in_reach(by, imported)
            written.exclude(pk__in=in_reach.values("pk")).update(outcome=Outcome.KEPT)
        imported.to_do = written.count()
        imported.save()
    return imported


def carry_on(pk: UUID) -> None:
    """Take back what is left of it, the last row first."""
    while take_back_some(pk, timezone.now()):
        giving_way.let_others_write()


def take_back_some(pk: UUID, now: datetime) -> bool:
    """The next rows in one transaction; whether there may be more to do."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().filter(pk=pk, state=State.TAKING_BACK).first()
        if imported is None:
            return False
        left = imported.planned_rows.filter(kind__in=KINDS_THAT_WRITE, outcome=Outcome.DONE)
        rows = list(left.order_by("-position")[:ROWS_AT_ONCE])
        if not rows:
            _finish(imported, now)
            return False
        today = today_of(imported.by)
        current = records.read_records(
            [planned_row.person_id for planned_row in rows if planned_row.person_id], today
        )
        resolved = ResolvedPlaces()
        person_ids = [planned_row.person_id for planned_row in rows if planned_row.person_id]
        states_before = changes.read_states(person_ids)
        for planned_row in rows:
            record = current.get(planned_row.person_id or 0)
            as_it_was = record is not None and record.agrees_with(
                _fields_left_behind(planned_row, resolved)
            )
            planned_row.outcome = Outcome.KEPT
            if record is None or not as_it_was:
                continue
            if planned_row.kind == Kind.NEW:
                if _remove_if_unknown(record.user):
                    planned_row.outcome, planned_row.person = Outcome.BACK, None
                continue
            try:
                with transaction.atomic():
                    record.put_back(planned_row.before, planned_row.after, today)
            except IntegrityError:
                continue
            planned_row.outcome = Outcome.BACK
        PlannedRow.objects.bulk_update(rows, ["outcome", "person"])
        _append_events(states_before, person_ids, imported.by, now)
        imported.done += len(rows)
        imported.save(update_fields=["done"])
    return True


def _append_events(
    before: changes.StateByPublicId, person_ids: list[int], by: User | None, now: datetime
) -> None:
    states_after = changes.read_states(person_ids)
    changes.note_changes(before, states_after, by, now)
    for subject_id in before.keys() - states_after.keys():
        actor = by.public_id if by else None
        append("account.removed", now=now, subject=subject_id, actor=actor, because="taken_back")


def _fields_left_behind(planned_row: PlannedRow, resolved: ResolvedPlaces) -> dict[str, object]:
    """What the row left behind, with places as ids: as a record says it."""
    now = {
        **(records.FIELDS_OF_NEWCOMER if planned_row.kind == Kind.NEW else {}),
        **planned_row.after,
    }
    if "site" in now:
        now["site"] = resolved.site(now["site"])
    if "team" in planned_row.after:
        team_id = resolved.team(now["team"])
        now["team"] = [team_id] if team_id else []
    return now


def _remove_if_unknown(user: User) -> bool:
    """Take away somebody whom the import made; False where anything else is known of them."""
    if is_claimed(user):
        return False
    try:
        with transaction.atomic():
            remove_unchanged_asks(user)
            if _is_known(user):
                raise StillKnown
            user.delete()
    except (StillKnown, models.ProtectedError, models.RestrictedError):
        return False
    return True


class StillKnown(Exception):
    """Something else is known of somebody: what was let go of comes back."""


def _is_known(user: User) -> bool:
    for relation in user._meta.related_objects:
        name = relation.get_accessor_name()
        if name in RELATIONS_OF_IMPORT:
            continue
        manager = relation.related_model._base_manager
        if relation.related_model is PlannedRow:
            others = manager.filter(person=user).exclude(kind=Kind.NEW)
        else:
            others = manager.filter(**{relation.field.name: user})
        if others.exists():
            return True
    return False


def _finish(imported: Import, now: datetime) -> None:
    """Sites and teams that it made go where nobody is in them, the lowest team first."""
    for model, made_ids in ((Team, imported.made_teams), (Site, imported.made_sites)):
        for pk in reversed(made_ids):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=pk).delete()
            except (models.ProtectedError, models.RestrictedError):
                continue
    imported.state, imported.finished_at = State.TAKEN_BACK, now
    imported.save()
    append_event("import.taken_back", imported, now)
    refresh_statistics_of_people()
