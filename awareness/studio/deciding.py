"""Deciding about what is offered to authors: the newest decision counts, one is made at a time.
What is offered takes long to work out, and is kept as long as what it is made of stays."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from awareness.content.parsed_content import Content
from awareness.studio.decision_models import Decision

MOST_KEPT = 4  # reports, or subjects, of which a process keeps what it worked out


class WorkedOut[Value]:
    """What this process worked out of content and drafts, by name, those asked for last."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Content, Any, Value]] = {}

    def of(self, name: str, content: Content, drafts: Any, work: Callable[[], Value]) -> Value:
        """Worked out anew where the content was read anew, or `drafts` are not equal to those of
        before: all that `work` makes it of beside the content. None is not kept."""
        kept = self._kept.pop(name, None)
        if kept is None or kept[0] is not content or kept[1] != drafts:
            kept = content, drafts, work()
        if kept[2] is not None:
            self._kept[name] = kept  # the one that was asked for last stands last
        for other in list(self._kept)[:-MOST_KEPT]:
            self._kept.pop(other, None)
        return kept[2]

    @property
    def names(self) -> list[str]:
        return list(self._kept)


class DecisionError(Exception):
    """Why somebody cannot decide so, by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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
    decisions: Iterable[Row], subject_of: Callable[[Row], Hashable]
) -> list[Row]:
    """The decision that counts of each thing; both in the order in which they were made."""
    newest = {subject_of(decision): decision for decision in decisions}
    return sorted(newest.values(), key=lambda decision: decision.pk)
