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
def make(place: Site | Team, by: User, now: datetime) -> None:
    """Save a new one under a name of its own in addresses."""
    place.slug = free_slug(type(place), place.name)
    place.save()
    _note("made", place, by, now)


@transaction.atomic
def change(place: Site | Team, fields: Sequence[str], by: User, now: datetime) -> None:
    """Save what a form changed (the names of its fields)."""
    if fields:
        place.save()
        _note("changed", place, by, now, fields)


@transaction.atomic
def remove(place: Site | Team, by: User, now: datetime) -> bool:
    """Take it out; False where something hangs on it: people, now or once, or what was entered."""
    type(place).objects.select_for_update().get(pk=place.pk)
    if hangs_on(place):
        return False
    _note("removed", place, by, now)
    place.delete()
    return True


def hangs_on(place: Site | Team) -> bool:
    """Whether any row of any table points at it."""
    pointing = [
        field
        for field in place._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and not field.many_to_many
    ]
    return any(
        field.related_model._base_manager.filter(**{field.field.name: place}).exists()
        for field in pointing
    )


def _note(
    done: str, place: Site | Team, by: User, now: datetime, fields: Sequence[str] = ()
) -> None:
    kind = str(place._meta.model_name)
    facts: dict[str, Any] = {kind: place.slug} | ({"what": sorted(fields)} if fields else {})
    append(f"{kind}.{done}", now=now, actor=by.public_id, **facts)
