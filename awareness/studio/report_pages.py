"""A part of a report's text as a page shows it: lines with the numbers found in them marked."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from awareness.content.reading.kept import PAGE_MARK, KeptText, without_private_signs
from awareness.content.reading.proposals import PROPOSED_FIELDS
from awareness.content.writing import ObjectKind
from awareness.insights.numbers import grouped_digits
from awareness.numerals.whole import whole_number
from awareness.studio import picking
from awareness.studio.models import Draft, FoundNumber, Picked, ReportFile

LINES = 120  # of text on a page
KINDS = {
    "share": _("a share"),
    "count": _("a count"),
    "mean": _("an average"),
    "median": _("a median"),
    "rate": _("a rate"),
    "ratio": _("a ratio"),
    "index": _("a score"),
    "change": _("a change"),
    "range-low": _("the lower end of a range"),
    "range-high": _("the upper end of a range"),
    "bound": _("a bound"),
    "money": _("an amount of money"),
    "duration": _("a length of time"),
}
LABELS = {
    "label": _("What it counts"),
    "population": _("Out of what"),
    "base": _("Base"),
    "question": _("What was asked"),
    "measure": _("Measure"),
}


@dataclass(frozen=True)
class Part:
    """Text of a line. Of a number also where a page tells of it, whether that is `here`, and
    whether somebody picked it."""

    text: str
    address: str = ""
    here: bool = False
    picked: bool = False


@dataclass
class Line:
    number: int
    page: int | None  # a page of the original begins here
    heading: bool
    here: bool
    parts: list[Part] = field(default_factory=list)
    cells: list[list[Part]] = field(default_factory=list)  # of a row of a table


@dataclass(frozen=True)
class ShownLines:
    """Lines from `first` on; `before` and `after` are where the parts beside it begin, or 0."""

    lines: list[Line]
    first: int
    last: int
    before: int
    after: int


def shown(
    report_file: ReportFile, kept_text: KeptText, first: int, chosen: FoundNumber | None
) -> ShownLines:
    """One part of the text, in one query."""
    count = len(kept_text.lines)
    first = min(max(first, 1), max(count, 1))
    last = min(first + LINES - 1, count)
    by_line: dict[int, list[FoundNumber]] = {}
    picks = Picked.objects.filter(number=OuterRef("pk"), draft__closed_at=None)
    numbers = report_file.numbers.filter(line__range=(first, last)).annotate(
        is_picked=Exists(picks)
    )
    for number in numbers.defer("proposals"):
        by_line.setdefault(number.line, []).append(number)
    lines = []
    for line_number in range(first, last + 1):
        text = kept_text.line_for_people(line_number)
        if not text.strip() or re.fullmatch(r"\|?[\s:|-]+\|?", text):
            continue
        mark = PAGE_MARK.fullmatch(text)
        line = Line(line_number, int(mark[1]) if mark else None, text.startswith("#"), here=False)
        if not mark:
            # What is opened stands under its line. A browser that is told to scroll to a button
            # gives it the focus, and no other one.
            leads_to = PICK if report_file.slug else "#number"
            line.parts = _parts(
                text, by_line.get(line_number, []), f"?from={first}", leads_to, chosen
            )
            if text.startswith("|"):
                line.cells = _cells(line.parts)
            line.here = chosen is not None and chosen.line == line_number
        lines.append(line)
    before = max(first - LINES, 1) if first > 1 else 0
    return ShownLines(lines, first, last, before, last + 1 if last < count else 0)


def _parts(
    text: str, numbers: list[FoundNumber], page: str, leads_to: str, chosen: FoundNumber | None
) -> list[Part]:
    start = len(text) - len(text.lstrip("# ")) if text.startswith("#") else 0
    parts = []
    for found_number in numbers:
        parts.append(Part(text[start : found_number.start]))
        address = f"{page}&number={found_number.place}{leads_to}"
        is_picked = getattr(found_number, "is_picked", False)
        parts.append(
            Part(
                text[found_number.start : found_number.end],
                address,
                found_number == chosen,
                is_picked,
            )
        )
        start = found_number.end
    return [part for part in [*parts, Part(text[start:])] if part.text]


def _cells(parts: list[Part]) -> list[list[Part]]:
    """The parts of a row between its strokes."""
    cells: list[list[Part]] = [[]]
    for part in parts:
        if part.address:
            cells[-1].append(part)
            continue
        first, *others = part.text.split("|")
        cells[-1].append(Part(first))
        cells += [[Part(other)] for other in others]
    return cells[1:-1]


def line_in(text: str) -> int:
    """The line that an address names; 1 where it names none."""
    return whole_number(text, digits=8) or 1


def number_at(report_file: ReportFile, place: str) -> FoundNumber | None:
    """The number at “line.column”, as an address says it."""
    line, _point, column = place.partition(".")
    at_line, at_column = whole_number(line, digits=8), whole_number(column, digits=6)
    if at_line is None or at_column is None:
        return None
    return report_file.numbers.filter(line=at_line, start=at_column - 1).first()


PICK = "#pick"  # the button that picks an opened number
PICKED = 200  # drafts that the page of a report lists


def picked_drafts(report_file: ReportFile) -> list[tuple[Draft, int | None]]:
    """The open drafts that rest on a report's file, each with the id of its found number, in the
    order in which they were begun. In one query."""
    picks = Picked.objects.filter(report=report_file, draft__closed_at=None)
    other_picks = picks.exclude(draft__kind=ObjectKind.REPORT).select_related("draft")
    return [(pick.draft, pick.number_id) for pick in other_picks.order_by("id")[:PICKED]]


def number_in_words(found_number: FoundNumber) -> dict[str, Any]:
    """What the page says of a number: value, kind and the fields of which something is proposed.
    The measure of a sentence's number is its value and kind, which are said already."""
    proposals: dict[str, Any] = {
        proposal["field"]: proposal | {"value": without_private_signs(proposal["value"])}
        for proposal in found_number.proposals
    }
    figure = picking.figure_proposals(found_number)
    for name in ("label", "population"):  # as the figure will say it
        proposals[name] = figure.get(name)
    return {
        "value": grouped_digits(abs(Decimal(found_number.value))),
        "kind": KINDS[found_number.kind],
        "fields": [
            (LABELS[name], proposals[name])
            for name in PROPOSED_FIELDS
            if proposals.get(name) and (name != "measure" or found_number.in_table)
        ],
    }
