"""What is in the database now, and what a load did to it: asked also where nothing is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from awareness.content.models import ContentLoaded
from awareness.insights import models as library
from awareness.learning.models import ModuleVersion
from awareness.workplace.models import Need, SupportLine
from quizzes.models import QuestionVersion


@dataclass(frozen=True)
class LoadChange:
    """What a load did to one kind of content."""

    kind: str
    total: int
    new: int
    changed: int
    gone: int

    def __str__(self) -> str:
        counts = [(self.new, "new"), (self.changed, "changed"), (self.gone, "gone")]
        words = ", ".join(f"{count} {word}" for count, word in counts if count)
        return f"{self.kind}: {self.total} ({words or 'nothing changed'})"


def changes_if_unchanged(fingerprint: str) -> list[LoadChange] | None:
    """What loading would change, which is nothing, where the newest load has this fingerprint; None
    where it has another."""
    newest = ContentLoaded.objects.first()
    if newest is None or newest.fingerprint != fingerprint:
        return None
    return [
        change_of_kind(kind, rows_by_key, rows_by_key) for kind, rows_by_key in snapshot().items()
    ]


def snapshot() -> dict[str, dict[Any, Any]]:
    """By kind of content: what is live of it, each by its key with a value that is another once it
    has changed."""
    kinds: dict[str, Callable[[], dict[Any, Any]]] = {
        "reports": lambda: _row_text_by_key(library.Report, "slug"),
        "figures": lambda: _row_text_by_key(library.Figure, "report_id", "key"),
        "tables": lambda: _row_text_by_key(library.Table, "report_id", "key"),
        "discrepancies": lambda: _row_text_by_key(library.Discrepancy, "key"),
        "explainers": lambda: dict(
            library.ExplainerVersion.objects.live().values_list("explainer_id", "id")
        ),
        "library": lambda: {
            tuple(key): hash_
            for *key, hash_ in library.LibraryPart.objects.values_list(
                "kind", "slug", "content_hash"
            )
        },
        "questions": lambda: dict(
            QuestionVersion.objects.filter(status="live").values_list("question_id", "id")
        ),
        "modules": lambda: dict(ModuleVersion.objects.live().values_list("module_id", "id")),
        "needs": lambda: dict(Need.objects.current().values_list("key", "label")),
        "support lines": lambda: dict(
            SupportLine.objects.current().filter(site=None).values_list("key", "id")
        ),
    }
    return {kind: read() for kind, read in kinds.items()}


def _row_text_by_key(model: type[Model], *names: str) -> dict[tuple[Any, ...], str]:
    """Every row that is not withdrawn by its key: the row's values as one string."""
    rows = model._default_manager.filter(withdrawn=False).values()
    return {
        tuple(row[name] for name in names): repr({k: v for k, v in row.items() if k != "id"})
        for row in rows
    }


def change_of_kind(kind: str, before: dict[Any, Any], after: dict[Any, Any]) -> LoadChange:
    """How many of a kind came, changed and went between two snapshots of it."""
    in_both = before.keys() & after.keys()
    return LoadChange(
        kind=kind,
        total=len(after),
        new=len(after.keys() - before.keys()),
        changed=sum(before[key] != after[key] for key in in_both),
        gone=len(before.keys() - after.keys()),
    )
