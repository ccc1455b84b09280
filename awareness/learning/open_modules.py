"""Which modules people may take unasked, as far as HR opened them."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from awareness.journal.actions import append
from awareness.learning.models import Module, Opened
from awareness.people.models import User


def open_module_ids(modules: Collection[int]) -> set[int]:
    """Ids of those that HR opened for reading; in the demo those that it did not close. One
    query."""
    rows = Opened.objects.filter(module__in=modules).order_by("pk")
    is_open_by_module = dict(rows.values_list("module", "is_open"))  # the newest counts
    return {pk for pk in modules if is_open_by_module.get(pk, settings.DEMO)}


@transaction.atomic
def open_for_reading(module: Module, is_open: bool, by: User, now: datetime) -> bool:
    """Open a module for reading, or close it; whether that changed anything. Who has begun it, or
    is asked to take it, has it all the same."""
    list(Module.objects.select_for_update(no_key=True).filter(pk=module.pk).values_list("pk"))
    if (module.pk in open_module_ids([module.pk])) == is_open:
        return False
    Opened.objects.create(module=module, is_open=is_open, day=by.today(now), by=by)
    kind = "module.opened" if is_open else "module.closed"
    append(kind, now=now, actor=by.public_id, module=module.slug)
    return True
