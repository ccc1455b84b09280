"""A part of a report's text as a page shows it: lines with the numbers found in them marked."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from awareness.content.reading.kept import PAGE_MARK, KeptText, without_private_signs
from awareness.content.reading.proposals import PROPOSED_FIELDS
from awareness.content.writing import ObjectKind
from awareness.insights.numbers import grouped_digits
from awareness.numerals.whole import whole_number
from awareness.studio.models import Draft, FoundNumber, Picked, ReportFile
from awareness.studio.reports import picking

LINES_A_PAGE = 120  # of text
MOST_PICKED_DRAFTS = 200  # that the page of a report lists
PICK_ANCHOR = "#pick"  # the button that picks an opened number
KIND_WORDS = {
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
FIELD_LABELS = {
    "label": _("What it counts"),
    "population": _("Out of what"),
    "base": _("Base"),
    "question": _("What was asked"),
    "measure": _("Measure"),
}


@dataclass(frozen=True)
class TextPart:
    """Text of a line: a number, or what stands between numbers."""

    text: str
    address: str = ""  # of the page that opens a number, "" for other text
    open: bool = False  # the number that the page opens
    picked: bool = False  # an open draft rests on the number


@dataclass
class ShownLine:
    """A line of a kept text; with a `page`, the mark that this page of the original begins here."""

    number: int
    page: int | None
    is_heading: bool
    has_chosen: bool = False  # the number that the page opens stands in it
    parts: list[TextPart] = field(default_factory=list)
    parts_by_cell: list[list[TextPart]] = field(default_factory=list)  # of a row of a table


@dataclass(frozen=True)
class ShownLines:
    """A part of a text, and where the parts beside it begin: 0 where there is none."""

    lines: list[ShownLine]  # without empty ones, and those that only draw a table
    first_line: int
    last_line: int
    previous_start: int
    next_start: int


def lines_to_show(
    report_file: ReportFile, kept_text: KeptText, first_line: int, chosen_number: FoundNumber | None
) -> ShownLines:
    """The part of a text that begins with `first_line`, in one query. `chosen_number` is the one
    that the page opens."""
    line_count = len(kept_text.lines)
    first_line = min(max(first_line, 1), max(line_count, 1))
    last_line = min(first_line + LINES_A_PAGE - 1, line_count)
    numbers_by_line: dict[int, list[FoundNumber]] = {}
    picks = Picked.objects.filter(number=OuterRef("pk"), draft__closed_at=None)
    numbers = report_file.numbers.filter(line__range=(first_line, last_line)).annotate(
        is_picked=Exists(picks)
    )
    for found_number in numbers.defer("proposals"):
        numbers_by_line.setdefault(found_number.line, []).append(found_number)
    lines = []
    for line_number in range(first_line, last_line + 1):
        text = kept_text.line_for_people(line_number)
        if not text.strip() or re.fullmatch(r"\|?[\s:|-]+\|?", text):
            continue
        page_mark = PAGE_MARK.fullmatch(text)
        shown_line = ShownLine(
            line_number,
            page=int(page_mark[1]) if page_mark else None,
            is_heading=text.startswith("#"),
        )
        if not page_mark:
            # What is opened stands under its line. A browser that is told to scroll to a button
            # gives it the focus, and no other one.
            anchor = PICK_ANCHOR if report_file.slug else "#number"
            shown_line.parts = _parts_of_line(
                text,
                numbers_by_line.get(line_number, []),
                f"?from={first_line}",
                anchor,
                chosen_number,
            )
            if text.startswith("|"):
                shown_line.parts_by_cell = _parts_by_cell(shown_line.parts)
            shown_line.has_chosen = chosen_number is not None and chosen_number.line == line_number
        lines.append(shown_line)
    previous_start = max(first_line - LINES_A_PAGE, 1) if first_line > 1 else 0
    next_start = last_line + 1 if last_line < line_count else 0
    return ShownLines(lines, first_line, last_line, previous_start, next_start)


def _parts_of_line(
    text: str,
    numbers: list[FoundNumber],
    query: str,
    anchor: str,
    chosen_number: FoundNumber | None,
) -> list[TextPart]:
    """A line in pieces, each of its numbers one that leads to the page that opens it. `numbers` are
    in the order of the line; `query` and `anchor` belong to the address of that page."""
    start = len(text) - len(text.lstrip("# ")) if text.startswith("#") else 0
    parts = []
    for found_number in numbers:
        parts.append(TextPart(text[start : found_number.start]))
        address = f"{query}&number={found_number.place}{anchor}"
        parts.append(
            TextPart(
                text[found_number.start : found_number.end],
                address,
                open=found_number == chosen_number,
                picked=getattr(found_number, "is_picked", False),
            )
        )
        start = found_number.end
    return [part for part in [*parts, TextPart(text[start:])] if part.text]


def _parts_by_cell(parts: list[TextPart]) -> list[list[TextPart]]:
    """The parts of a row between its strokes (|), cell by cell."""
    cells: list[list[TextPart]] = [[]]
    for part in parts:
        if part.address:
            cells[-1].append(part)
            continue
        text_before_stroke, *texts_of_cells = part.text.split("|")
        cells[-1].append(TextPart(text_before_stroke))
        cells += [[TextPart(cell_text)] for cell_text in texts_of_cells]
    return cells[1:-1]


def line_in_address(text: str) -> int:
    """The number of the line that an address names; 1 where it names none."""
    return whole_number(text, digits=8) or 1


def found_number_at(report_file: ReportFile, place: str) -> FoundNumber | None:
    """The number at “line.column”, both from 1, as an address says it; None where none stands."""
    line_digits, _point, column_digits = place.partition(".")
    line_number, column_number = (
        whole_number(line_digits, digits=8),
        whole_number(column_digits, digits=6),
    )
    if line_number is None or column_number is None:
        return None
    return report_file.numbers.filter(line=line_number, start=column_number - 1).first()


def picked_drafts(report_file: ReportFile) -> list[tuple[Draft, int | None]]:
    """The open drafts that rest on a report's file, each with the id of its found number, in the
    order in which they were begun. In one query."""
    picks = Picked.objects.filter(report=report_file, draft__closed_at=None)
    other_picks = picks.exclude(draft__kind=ObjectKind.REPORT).select_related("draft")
    return [
        (pick.draft, pick.number_id) for pick in other_picks.order_by("id")[:MOST_PICKED_DRAFTS]
    ]


class NumberWords(NamedTuple):
    """What the page says of a number."""

    value: str  # grouped digits
    kind: str
    fields: list[tuple[Any, Any]]  # (label, proposal) of each field of which something is proposed


def number_in_words(found_number: FoundNumber) -> NumberWords:
    """What the page says of a number. The measure of a sentence's number is its value and kind,
    which are said already."""
    proposal_by_field: dict[str, Any] = {
        proposal["field"]: proposal | {"value": without_private_signs(proposal["value"])}
        for proposal in found_number.proposals
    }
    figure_proposals = picking.figure_proposals(found_number)
    for name in ("label", "population"):  # as the figure will say it
        proposal_by_field[name] = figure_proposals.get(name)
    return NumberWords(
        value=grouped_digits(abs(Decimal(found_number.value))),
        kind=str(KIND_WORDS[found_number.kind]),
        fields=[
            (FIELD_LABELS[name], proposal_by_field[name])
            for name in PROPOSED_FIELDS
            if proposal_by_field.get(name) and (name != "measure" or found_number.in_table)
        ],
    )
