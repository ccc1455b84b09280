"""What the library reads. Nothing here writes down who read it or what was looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from awareness.insights.models import (
    Discrepancy,
    EntryKind,
    ExplainerVersion,
    LibraryPart,
    PartKind,
    Report,
    SearchEntry,
)
from awareness.insights.search import Piece, Term, best, excerpt, has_all, marked, searchable
from awareness.insights.sources import insight

MOST = 12  # results of one kind; who finds more adds a word


def live_explainer(report: str, slug: str) -> ExplainerVersion:
    """The version that the library shows, with its explainer and report; DoesNotExist otherwise."""
    return (
        ExplainerVersion.objects.live()
        .with_place()
        .get(explainer__report__slug=report, explainer__slug=slug)
    )


def parts() -> dict[str, list[LibraryPart]]:
    """All that the first page of the library lists, by kind and in order; one query at any size."""
    by_kind: dict[str, list[LibraryPart]] = {kind.value: [] for kind in PartKind}
    for part in LibraryPart.objects.order_by("order"):
        by_kind[part.kind].append(part)
    return by_kind


def part(kind: PartKind, slug: str) -> LibraryPart:
    """A question across reports, or a text of the library's own; DoesNotExist otherwise."""
    return LibraryPart.objects.get(kind=kind, slug=slug)


def themes() -> list[LibraryPart]:
    """The questions across reports, in order."""
    return list(LibraryPart.objects.filter(kind=PartKind.THEME).order_by("order").defer("content"))


def synonyms(query: str) -> list[LibraryPart]:
    """The terms the library uses for words of a query: title, lead (why) and page; one query."""
    stored = searchable(query)
    parts = LibraryPart.objects.filter(kind=PartKind.SYNONYM).order_by("order")
    return [part for part in parts if any(p in stored for p in part.content["patterns"])]


def disagreements() -> tuple[list[Discrepancy], list[Discrepancy]]:
    """Those a reader can learn from, and the others, whose `what` is not shown; one query."""
    discrepancies = list(Discrepancy.objects.filter(withdrawn=False))
    return [discrepancy for discrepancy in discrepancies if discrepancy.learn], [
        discrepancy for discrepancy in discrepancies if not discrepancy.learn
    ]


@dataclass(frozen=True)
class Hit:
    """One result: title and passage in pieces, the words in them marked."""

    address: str
    place: str
    title: list[Piece]
    passage: list[Piece]
    caveats: Sequence[str]


@dataclass(frozen=True)
class Hits:
    """The results of one kind, the first `MOST` of them; `more` says how many are left."""

    kind: EntryKind
    hits: list[Hit]
    more: int

    @property
    def heading(self) -> str:
        match self.kind:
            case EntryKind.PAGE:
                return _("Pages")
            case EntryKind.FIGURE:
                return _("Figures")
            case EntryKind.DISAGREEMENT:
                return _("Where the sources disagree")


def search(terms: Sequence[Term]) -> list[Hits]:
    """What has all of the terms, by kind; [] when nothing has, or no term was given. One query.

    What has them in its title comes first, else the library's own order stays.
    """
    if not terms:
        return []
    entries = SearchEntry.objects.defer("folded")
    for term in terms:
        entries = entries.filter(folded__contains=term.pattern)
    ordered = sorted(entries, key=lambda entry: (not has_all(entry.title, terms), entry.order))
    by_kind = {kind: [entry for entry in ordered if entry.kind == kind] for kind in EntryKind}
    return [
        Hits(kind, [_hit(entry, terms) for entry in some[:MOST]], max(0, len(some) - MOST))
        for kind, some in by_kind.items()
        if some
    ]


def _hit(entry: SearchEntry, terms: Sequence[Term]) -> Hit:
    passage = best(entry.passages, terms) or next(iter(entry.passages), None)
    return Hit(
        address=entry.address,
        place=entry.place,
        title=marked(entry.title, terms),
        passage=excerpt(passage["text"], terms) if passage else [],
        caveats=passage["caveats"] if passage else (),
    )


def chart(report: str, key: str) -> dict[str, Any] | None:
    """The data of a drawing as the ledger stands now, or None."""
    charts = Report.objects.filter(slug=report).values_list("charts", flat=True).first()
    return (charts or {}).get(key)


def insight_of(version: ExplainerVersion) -> str:
    """The insight a page is about, as it is printed: "insight 7"."""
    return insight(version.explainer.insight)
