"""What the library reads. Nothing here writes down who read it or what was looked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from awareness.insights.audience import may_read
from awareness.insights.models import (
    ACROSS,
    Discrepancy,
    EntryKind,
    Explainer,
    ExplainerVersion,
    LibraryPart,
    PartKind,
    Report,
    SearchEntry,
)
from awareness.insights.search import (
    Piece,
    Term,
    best_passage,
    excerpt,
    has_all,
    marked_pieces,
    searchable,
)
from awareness.insights.sources import insight_words
from awareness.subjects.queries import keys_of_subjects_off

MAX_HITS = 12  # results of one kind; who finds more adds a word


def live_explainer(report_slug: str, slug: str) -> ExplainerVersion:
    """The version that the library shows, with its explainer and report; DoesNotExist otherwise."""
    shown = ExplainerVersion.objects.live().exclude(
        explainer__report__subject__in=keys_of_subjects_off()
    )
    return shown.with_place().get(explainer__report__slug=report_slug, explainer__slug=slug)


def loaded_explainer(report_slug: str, slug: str) -> ExplainerVersion:
    """The live version of a page, also of a subject that is off, whose modules are loaded all the
    same; DoesNotExist otherwise."""
    loaded = ExplainerVersion.objects.live().with_place()
    return loaded.get(explainer__report__slug=report_slug, explainer__slug=slug)


def moved_to(report_slug: str, slug: str) -> Explainer | None:
    """The explainer, with its report, that took the place of one that is gone; or None."""
    gone = Explainer.objects.filter(report__slug=report_slug, slug=slug).exclude(moved_to=None)
    old_page = gone.select_related("moved_to__report").first()
    return old_page.moved_to if old_page else None


def parts_by_kind() -> dict[str, list[LibraryPart]]:
    """All that the first page of the library lists, by kind and in order; one query at any size."""
    by_kind: dict[str, list[LibraryPart]] = {kind.value: [] for kind in PartKind}
    for part in _parts_of_subjects_on().order_by("order"):
        by_kind[part.kind].append(part)
    return by_kind


def library_part(kind: PartKind, slug: str) -> LibraryPart:
    """A question across reports, or a text of the library's own; DoesNotExist otherwise."""
    return _parts_of_subjects_on().get(kind=kind, slug=slug)


def _parts_of_subjects_on() -> QuerySet[LibraryPart]:
    """The library's parts of the subjects that are on."""
    return LibraryPart.objects.exclude(subject__in=keys_of_subjects_off())


def themes() -> list[LibraryPart]:
    """The questions across reports, in order."""
    return list(
        _parts_of_subjects_on().filter(kind=PartKind.THEME).order_by("order").defer("content")
    )


def synonyms_in(query: str) -> list[LibraryPart]:
    """The terms the library uses for words of a query: title, lead (why) and page; one query."""
    stored = searchable(query)
    parts = _parts_of_subjects_on().filter(kind=PartKind.SYNONYM).order_by("order")
    return [part for part in parts if any(p in stored for p in part.content["patterns"])]


@dataclass(frozen=True)
class Disagreements:
    """Disagreements of one report, or all: worth knowing, and for authors, whose `what` is not
    shown.

    `reports` are what can be chosen: (slug, title, number of those worth knowing).
    """

    worth_knowing: list[Discrepancy]
    for_authors: list[Discrepancy]
    reports: list[tuple[str, str, int]]
    total: int


def disagreements(report_slug: str = "") -> Disagreements:
    """Disagreements with a place in a report, or all where no report of that name has one; one
    query."""
    all_discrepancies = list(
        Discrepancy.objects.filter(withdrawn=False).exclude(subject__in=keys_of_subjects_off())
    )
    # Places that were loaded before there was a filter have no slug: they stay until the next load.
    titles = {
        p["slug"]: p["report"]
        for discrepancy in all_discrepancies
        for p in discrepancy.places
        if "slug" in p
    }
    worth_knowing = [discrepancy for discrepancy in all_discrepancies if discrepancy.learn]
    counts = {
        slug: sum(_has_place_in(discrepancy, slug) for discrepancy in worth_knowing)
        for slug in sorted(titles)
    }
    discrepancies = [
        discrepancy
        for discrepancy in all_discrepancies
        if report_slug not in titles or _has_place_in(discrepancy, report_slug)
    ]
    return Disagreements(
        [discrepancy for discrepancy in discrepancies if discrepancy.learn],
        [discrepancy for discrepancy in discrepancies if not discrepancy.learn],
        [(slug, titles[slug], count) for slug, count in counts.items() if count],
        len(worth_knowing),
    )


def _has_place_in(discrepancy: Discrepancy, report_slug: str) -> bool:
    return any(place.get("slug") == report_slug for place in discrepancy.places)


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
    """The results of one kind, the first `MAX_HITS` of them; `more` says how many are left."""

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


def search(terms: Sequence[Term], roles: Collection[str] = ()) -> list[Hits]:
    """What has all of the terms, by kind; [] when nothing has, or no term was given. One query.

    What stands on a page that is not for somebody with these roles is not found.

    What has them in its title comes first, else the library's own order stays.
    """
    if not terms:
        return []
    entries = SearchEntry.objects.exclude(subject__in=keys_of_subjects_off()).defer("folded")
    for term in terms:
        entries = entries.filter(folded__contains=term.pattern)
    readable_entries = [entry for entry in entries if may_read(entry.audience, roles)]
    ordered = sorted(
        readable_entries, key=lambda entry: (not has_all(entry.title, terms), entry.order)
    )
    by_kind = {kind: [entry for entry in ordered if entry.kind == kind] for kind in EntryKind}
    return [
        Hits(
            kind,
            [_hit(entry, terms) for entry in entries_of_kind[:MAX_HITS]],
            max(0, len(entries_of_kind) - MAX_HITS),
        )
        for kind, entries_of_kind in by_kind.items()
        if entries_of_kind
    ]


def _hit(entry: SearchEntry, terms: Sequence[Term]) -> Hit:
    """An entry as a result: the passage that has most of the terms, or else its first."""
    passage = best_passage(entry.passages, terms) or next(iter(entry.passages), None)
    return Hit(
        address=entry.address,
        place=entry.place,
        title=marked_pieces(entry.title, terms),
        passage=excerpt(passage["text"], terms) if passage else [],
        caveats=passage["caveats"] if passage else (),
    )


def chart_data(report_slug: str, key: str) -> dict[str, Any] | None:
    """The data of a drawing as the ledger stands now, or None."""
    shown = Report.objects.filter(slug=report_slug).exclude(subject__in=keys_of_subjects_off())
    charts = shown.values_list("charts", flat=True).first()
    return (charts or {}).get(key)


def place_words(version: ExplainerVersion) -> str:
    """What a page is about: "The Tiny Report 2020, insight 7", or that it is across reports."""
    explainer = version.explainer
    if explainer.insight == ACROSS:
        return _("across reports")
    report = explainer.report
    return ", ".join(filter(None, (report.title, insight_words(explainer.insight, report.part))))
