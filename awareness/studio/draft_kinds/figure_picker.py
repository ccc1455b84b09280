"""Figures to pick from while a page, a question or a drawing is written; beside a page its
drawings."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from awareness.content.writing import Fields, ObjectKind
from awareness.insights.figure_references import REFERENCE
from awareness.insights.figures import figure_in_digits
from awareness.insights.ledger import Figure, Ledger, Use
from awareness.insights.markdown_passages import words_on_one_line
from awareness.insights.resolved_texts import resolve_markdown
from awareness.insights.sources import caveat_text
from awareness.studio.draft_kinds.drafted_reports import ledger_with_drafts
from awareness.studio.draft_kinds.page_form import TEXT_FIELDS
from awareness.studio.drafts import drawings, onward
from awareness.studio.models import Draft

MOST_OFFERED_FIGURES = 8  # at once
LONGEST_QUERY = 100  # letters that somebody looks for


@dataclass(frozen=True)
class OfferedFigure:
    """A figure as it is offered: the reference that goes into a text, what it counts, its number in
    words ("" where it has none), and what has to stand beside it."""

    reference: str
    label: str
    words: str
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class NamedFigure:
    """What names a figure in a text, as it stands in braces, and the words that readers see for it;
    words and label are "" where there is no such figure."""

    reference: str
    words: str
    label: str


def picker_context(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """Context of studio/drafts/_picker.html: figures that have what is looked for (`q` of the
    query), and how many there are. Where saving a page or question leads on to (`then`); beside a
    page what its texts name (`named`), and its drawings."""
    ledger = ledger_with_drafts(draft.report)
    sought = query.get("q", "")[:LONGEST_QUERY]
    texts = texts_of_page(fields)
    named_keys = {match["what"].strip() for match in REFERENCE.finditer(texts)}
    offered, count = offered_figures(ledger, draft.report, sought, named_keys)
    context: dict[str, Any] = {"picks": offered, "pick_count": count, "q": sought}
    if draft.kind in (ObjectKind.PAGE, ObjectKind.QUESTION):
        context["then"] = onward.after_saving(draft)
    if draft.kind == ObjectKind.PAGE:
        context["named"] = named_figures(ledger, draft.report, texts)
        context |= _drawings_context(ledger, draft, fields, query)
    return context


def _drawings_context(
    ledger: Ledger, draft: Draft, fields: Fields, query: Mapping[str, str]
) -> dict[str, Any]:
    """Context of studio/drafts/_drawings.html; titles of proposals as an author typed them."""
    proposals, refused = drawings.drawn_proposals(ledger, draft, fields)
    titled = [
        replace(proposal, title=query.get(f"title-{proposal.key}", proposal.title))
        for proposal in proposals
    ]
    asks_to_draw = any(name.startswith(("drawings", "title-")) for name in query)
    return {
        "proposed": titled, "not_drawn": refused, "asks_to_draw": asks_to_draw,
        "drawings": drawings.existing_drawings(ledger, draft),
    }  # fmt: skip


def offered_figures(
    ledger: Ledger, report_slug: str, sought: str, named_keys: Collection[str]
) -> tuple[list[OfferedFigure], int]:
    """The first figures whose label, number or key has every word that is looked for, and how many
    there are. Where nothing is looked for, those of the report that its texts do not name; else
    also those, and those of other reports, behind."""
    sought_words = sought.lower().split()
    figures = [
        figure
        for figure in ledger.figures.values()
        if figure.use not in (Use.HOLD, Use.NEVER)
        and (sought_words or (figure.report == report_slug and figure.key not in named_keys))
        and all(word in _searched_text(figure) for word in sought_words)
    ]
    figures.sort(key=lambda figure: figure.report != report_slug)
    offered = [
        _offered_figure(ledger, report_slug, figure) for figure in figures[:MOST_OFFERED_FIGURES]
    ]
    return offered, len(figures)


def _searched_text(figure: Figure) -> str:
    return f"{figure.label} {figure.statement} {figure.as_printed} {figure.full_key}".lower()


def _offered_figure(ledger: Ledger, report_slug: str, figure: Figure) -> OfferedFigure:
    """The figure for a text of this report. One without a value is named by its label."""
    key = figure.key if figure.report == report_slug else figure.full_key
    style = "" if figure.value is not None or figure.day else f"|as {figure.label}"
    report = ledger.reports[figure.report]
    return OfferedFigure(
        reference=f"{{figure:{key}{style}}}",
        label=figure.label,
        words="" if style else figure_in_digits(figure),
        caveats=tuple(
            caveat_text(ledger, report, name) for name in figure.caveats if name in report.caveats
        ),
    )


def texts_of_page(fields: Fields) -> str:
    """All texts of a page in one."""
    return " ".join(str(fields.get(name) or "") for name in TEXT_FIELDS)


def named_figures(ledger: Ledger, report_slug: str, text: str) -> list[NamedFigure]:
    """The figures that a text of this report names, each once, in their order."""
    named_by_reference: dict[str, NamedFigure] = {}
    for match in REFERENCE.finditer(text):
        reference = match[0]
        if match["kind"] != "figure" or reference in named_by_reference:
            continue
        resolved = resolve_markdown(ledger, report_slug, reference, forgiving=True)
        named_by_reference[reference] = NamedFigure(reference, words="", label="")
        with suppress(KeyError):
            label = ledger.figure(match["what"].strip(), report_slug).label
            words = words_on_one_line(resolved.markdown)
            named_by_reference[reference] = NamedFigure(reference, words, label)
    return list(named_by_reference.values())
