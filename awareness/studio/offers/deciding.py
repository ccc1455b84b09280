"""Deciding about what is offered to authors: the newest decision counts, one is made at a time.
Working out what is offered takes seconds, so it is cached as long as what it is made of stays."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from awareness.content.parsed_content import Content
from awareness.errors import CodedError
from awareness.studio.models.decisions import Decision

MOST_VALUES = 4  # of reports, or of subjects, in the cache of a process


class _CachedValue[Value](NamedTuple):
    """A value, and what it was worked out of: the content, and all else."""

    content: Content
    made_of: Any
    value: Value


class ValueCache[Value]:
    """What this process worked out of content and drafts, by name: the values that were asked for
    last, MOST_VALUES of them."""

    def __init__(self) -> None:
        self._cached_by_name: dict[str, _CachedValue[Value]] = {}  # asked for last stands last

    def get(self, name: str, content: Content, made_of: Any, compute: Callable[[], Value]) -> Value:
        """The value of this name. It is computed anew where the content was read anew, or where
        `made_of`, all else that `compute` makes it of, are not equal to those of before. None is
        not cached."""
        cached = self._cached_by_name.pop(name, None)
        if cached is None or cached.content is not content or cached.made_of != made_of:
            cached = _CachedValue(content, made_of, compute())
        if cached.value is not None:
            self._cached_by_name[name] = cached
        for older_name in list(self._cached_by_name)[:-MOST_VALUES]:
            self._cached_by_name.pop(older_name, None)
        return cached.value

    @property
    def names(self) -> list[str]:
        return list(self._cached_by_name)


class DecisionError(CodedError):
    """Why somebody cannot decide so, by its code."""


@contextmanager
def decision_lock(lock_number: int, name: str) -> Iterator[None]:
    """A transaction in which nobody else decides about the report or subject of this name.
    `lock_number` tells apart what is decided about: offers have one, pairs another. SQLite lets one
    transaction write at a time as it is."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [lock_number, name]
                )
        yield


def newest_decisions[Row: Decision](
    decisions: Iterable[Row], key_of: Callable[[Row], Hashable]
) -> list[Row]:
    """The newest decision about each offer or pair, which `key_of` names. Decisions come and go in
    the order in which they were made."""
    newest_by_key = {key_of(decision): decision for decision in decisions}
    return sorted(newest_by_key.values(), key=lambda decision: decision.pk)
