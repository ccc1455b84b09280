"""Sites and teams: made, changed, and taken out where nothing hangs on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ForeignObjectRel

from awareness.journal.actions import append
from awareness.people.models import Site, Team, User
from awareness.staffing.resolved_places import free_slug


@transaction.atomic
def make(site_or_team: Site | Team, by: User, now: datetime) -> None:
    """Save a new one under a name of its own in addresses."""
    site_or_team.slug = free_slug(type(site_or_team), site_or_team.name)
    site_or_team.save()
    _append_event("made", site_or_team, by, now)


@transaction.atomic
def change(site_or_team: Site | Team, fields: Sequence[str], by: User, now: datetime) -> None:
    """Save what a form changed (the names of its fields)."""
    if fields:
        site_or_team.save()
        _append_event("changed", site_or_team, by, now, fields)


@transaction.atomic
def remove(site_or_team: Site | Team, by: User, now: datetime) -> bool:
    """Take it out; False where something hangs on it: people, now or once, or what was entered."""
    type(site_or_team).objects.select_for_update().get(pk=site_or_team.pk)
    if has_rows_pointing_at(site_or_team):
        return False
    _append_event("removed", site_or_team, by, now)
    site_or_team.delete()
    return True


def has_rows_pointing_at(site_or_team: Site | Team) -> bool:
    """Whether any row of any table points at it."""
    pointing = [
        field
        for field in site_or_team._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and not field.many_to_many
    ]
    return any(
        field.related_model._base_manager.filter(**{field.field.name: site_or_team}).exists()
        for field in pointing
    )


def _append_event(
    done: str, site_or_team: Site | Team, by: User, now: datetime, fields: Sequence[str] = ()
) -> None:
    kind = str(site_or_team._meta.model_name)
    facts: dict[str, Any] = {kind: site_or_team.slug} | ({"what": sorted(fields)} if fields else {})
    append(f"{kind}.{done}", now=now, actor=by.public_id, **facts)
