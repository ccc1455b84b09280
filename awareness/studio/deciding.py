"""Deciding about what is offered to authors: the newest decision counts, one is made at a time."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from awareness.studio.decision_models import Decision


@contextmanager
def one_at_a_time(lock: int, name: str) -> Iterator[None]:
    """A transaction in which nobody else decides about `name`; `lock` is a number of its own for
    each thing that is decided about. SQLite lets one transaction write at a time as it is."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [lock, name])
        yield


def newest_of_each[Row: Decision](
    decisions: Iterable[Row], what: Callable[[Row], Hashable]
) -> list[Row]:
    """The decision that counts of each thing; both in the order in which they were made."""
    newest = {what(decision): decision for decision in decisions}
    return sorted(newest.values(), key=lambda decision: decision.pk)
