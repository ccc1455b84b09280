"""What a search can find, made of what the library shows. Pure but for the addresses.

A figure that no page tells is not found here either: what must be said beside it stands on a page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from awareness.insights import markdown_passages
from awareness.insights.figures import figure_in_digits
from awareness.insights.ledger import Discrepancy, Figure, Ledger, Report, Use
from awareness.insights.models import EntryKind
from awareness.insights.sources import caveat_text, insight_words, line_words, note_anchor
from awareness.insights.sources import places_by_report as places_of

SHOWN_USES = (Use.TEACH, Use.CAVEAT, Use.VOICE)
TAG = re.compile(r"<[^>]+>")
BLOCK_END = re.compile(r"</(?:p|li|blockquote)>")
HEADING_END = re.compile(r"([.?!])?</h[23]>")


@dataclass(frozen=True)
class LivePage:
    """A page of the library as it is live: where it is, and the texts people read on it."""

    key: str
    address: str
    title: str
    lead: str
    place: str  # the report and insight, or ""
    body: str  # resolved Markdown
    notes: tuple[dict[str, Any], ...] = ()
    charts: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    audience: tuple[str, ...] = ()

    @property
    def anchors(self) -> dict[str, str]:
        """Full keys of the figures on this page, with the address that opens each one's note."""
        addresses: dict[str, str] = {}
        for note in self.notes:
            addresses[note["key"]] = f"{self.address}#{note_anchor(note['key'])}"
        for key in self._drawn():
            for figure in self.charts[key]["figures"]:
                addresses.setdefault(figure, f"{self.address}#chart-{key}")
        return addresses

    def _drawn(self) -> list[str]:
        """The charts as the body has them, then the rest: PostgreSQL keeps no order of keys."""
        placed = {key: self.body.find(f"{{chart:{key}}}") for key in self.charts}
        return sorted(placed, key=lambda key: (placed[key] < 0, placed[key], key))


@dataclass(frozen=True)
class Entry:
    """A SearchEntry to be; see there."""

    kind: EntryKind
    key: str
    title: str
    place: str
    address: str
    passages: list[dict[str, Any]]
    audience: tuple[str, ...] = ()


def search_entries(ledger: Ledger, pages: Iterable[LivePage]) -> Iterator[Entry]:
    """Everything that the library's search finds, in the order in which results are listed: pages,
    the figures that stand on them (at the first page that shows each), discrepancies."""
    # A figure is found at a page that everybody reads, where there is one.
    pages = sorted(pages, key=lambda page: bool(page.audience))
    address_and_audience_by_key: dict[str, tuple[str, tuple[str, ...]]] = {}
    for page in pages:
        texts = (page.title, page.place, page.address, page_passages(page))
        yield Entry(EntryKind.PAGE, page.key, *texts, page.audience)
        for key, address in page.anchors.items():
            address_and_audience_by_key.setdefault(key, (address, page.audience))
    for full_key, (address, audience) in address_and_audience_by_key.items():
        figure = ledger.figures.get(full_key)
        if figure is not None and figure.use in SHOWN_USES:
            yield replace(_figure_entry(ledger, figure, address), audience=audience)
    for discrepancy in ledger.discrepancies.values():
        yield _disagreement_entry(ledger, discrepancy)


def page_passages(page: LivePage) -> list[dict[str, Any]]:
    """A page's lead and text in pieces, each with the caveats of the figures that it names."""
    by_anchor = {note_anchor(note["key"]): note["caveats"] for note in page.notes}
    pieces = [{"text": page.lead, "caveats": []}] if page.lead else []
    for passage in markdown_passages.passages_of(page.body):
        text = plain_text(passage.html)
        caveats = [caveat for name in passage.anchors for caveat in by_anchor.get(name, ())]
        if text:
            pieces.append({"text": text, "caveats": list(dict.fromkeys(caveats))})
        chart = page.charts.get(passage.chart)
        if chart:
            rows = "; ".join(f"{row['label']}: {row['shown']}" for row in chart["table"]["rows"])
            pieces.append({"text": f"{chart['title']}. {rows}", "caveats": chart["caveats"]})
    return pieces


def plain_text(html: str) -> str:
    """What a reader sees of clean HTML, on one line."""
    html = HEADING_END.sub(lambda end: f"{end[1] or '.'} ", html)
    return " ".join(unescape(TAG.sub("", BLOCK_END.sub(" ", html))).split())


def _figure_entry(ledger: Ledger, figure: Figure, address: str) -> Entry:
    """What a search finds of a figure; `address` is where its note opens."""
    report = ledger.reports[figure.report]
    title = figure.label if figure.value is None else f"{figure.label}: {figure_in_digits(figure)}"
    text = figure.statement or figure.label
    return Entry(
        EntryKind.FIGURE,
        figure.full_key,
        title,
        _place_words(report, figure),
        address,
        [{"text": text, "caveats": [caveat_text(ledger, report, key) for key in figure.caveats]}],
    )


def _place_words(report: Report, figure: Figure) -> str:
    """Report, insight and lines of a figure; of an opinion, whose it is, first."""
    parts = [
        report.title,
        insight_words(figure.insight, report.part),
        line_words(report, figure.where),
    ]
    if figure.use is Use.VOICE:  # whose opinion it is, wherever it stands
        parts.insert(0, _("Opinion: %(whose)s") % {"whose": figure.population})
    return ", ".join(filter(None, parts))


def _disagreement_entry(ledger: Ledger, discrepancy: Discrepancy) -> Entry:
    """What a search finds of a disagreement: of one that is not worth knowing no numbers."""
    text = (
        f"{discrepancy.what} {discrepancy.treatment}"
        if discrepancy.learn
        else discrepancy.treatment
    )
    places = "; ".join(
        f"{place['report']}, {place['lines']}" for place in places_of(ledger, discrepancy.where)
    )
    return Entry(
        EntryKind.DISAGREEMENT,
        discrepancy.key,
        f"{discrepancy.key} {discrepancy.title}".strip(),
        places,
        f"{reverse('insights:disagreements')}#{discrepancy.key}",
        [{"text": " ".join(text.split()), "caveats": []}],
    )


def touched_by_disagreement(ledger: Ledger, pages: Iterable[LivePage]) -> dict[str, dict[str, Any]]:
    """By key of a discrepancy: {pages, figures} that it touches, each {address, title, report}."""
    touched: dict[str, dict[str, Any]] = {
        key: {"pages": [], "figures": []} for key in ledger.discrepancies
    }
    linked_pairs: set[tuple[str, str]] = set()
    for page in pages:
        on_page: dict[str, None] = {}
        for full_key, address in page.anchors.items():
            figure = ledger.figures.get(full_key)
            if figure is None:
                continue
            report_slug = ledger.reports[figure.report].title
            for key in figure.discrepancies:
                on_page[key] = None
                if key in touched and (key, full_key) not in linked_pairs:
                    linked_pairs.add((key, full_key))
                    link = {"address": address, "title": figure.label, "report": report_slug}
                    touched[key]["figures"].append(link)
        for key in on_page:
            if key in touched:
                link = {"address": page.address, "title": page.title, "report": page.place}
                touched[key]["pages"].append(link)
    return touched
