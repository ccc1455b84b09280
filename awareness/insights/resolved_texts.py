"""An explainer's text becomes what people read, with everything it rests on. Pure.

`resolve_text` is for one-liners (stems, feedback, titles), `resolve_markdown` for explainers.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from awareness.insights import charts, markdown_passages
from awareness.insights.figure_references import ProseError, Resolver, resolve_text
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.sources import note_anchor, source_note

__all__ = [
    "ProseError",
    "ResolvedText",
    "reference_errors",
    "render_html",
    "resolve_markdown",
    "resolve_text",
]
# What Markdown would take for a sign of its own in words that are shown as they are.
MARKDOWN_SIGN = re.compile(r"([\\`*_\[\]<>])")


@dataclass(frozen=True)
class ResolvedText:
    """A text as people read it, and everything it rests on.

    `markdown`: figures are links to `#source-…`, charts stand alone as {chart:key}.
    `figures`: source notes in order of appearance, each once. `charts`: key -> data (charts.data).
    `says`: the words marked as no claim, for review.
    """

    markdown: str
    figures: list[dict[str, Any]] = field(default_factory=list)
    charts: dict[str, dict[str, Any]] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)


def resolve_markdown(
    ledger: Ledger, report_slug: str, text: str, line_number: int = 1, *, forgiving: bool = False
) -> ResolvedText:
    """An explainer's text: figures become links to their notes, charts bring their data.

    Raises ProseError, but `forgiving`: what cannot be resolved stays as it is written.
    """
    notes: dict[str, dict[str, Any]] = {}

    def show(figure: Figure, words: str) -> str:
        if figure.full_key not in notes:
            notes[figure.full_key] = source_note(ledger, figure) | {"named": words}
        return f"[{MARKDOWN_SIGN.sub(r'\\\1', words)}](#{note_anchor(figure.full_key)})"

    drawn: dict[str, dict[str, Any]] = {}

    def draw(key: str) -> None:
        try:
            drawn[key] = charts.drawing_data(ledger, report_slug, key)
        except KeyError as error:  # a figure or caveat of the drawing itself is not there
            raise charts.ChartError("unknown_figure", f"{error} is not there") from None

    resolver = Resolver(ledger, report_slug, line_number, show, draw)
    resolver.collect = forgiving
    markdown = resolver.resolved(text)
    return ResolvedText(markdown, list(notes.values()), drawn, resolver.says)


def render_html(resolved_text: ResolvedText) -> str:
    """The text as clean HTML without its drawings; a figure is a link to its note."""
    return markdown_passages.render_html(resolved_text.markdown)


def reference_errors(
    ledger: Ledger, report_slug: str, text: str, line_number: int = 1, charts_allowed: bool = False
) -> list[ProseError]:
    """Everything that is wrong with a text's references, in order of line; [] when it resolves.
    What is wrong with a drawing itself is no fault of the text that shows it."""
    if "{" not in text and "}" not in text:
        return []

    def draw(key: str) -> None:
        charts.find_drawing(ledger, report_slug, key)

    resolver = Resolver(
        ledger, report_slug, line_number, lambda _, words: words, draw if charts_allowed else None
    )
    resolver.collect = True
    resolver.resolved(text)
    return resolver.errors


def text_with_figures(ledger: Ledger, report_slug: str, text: str) -> str:
    """A text with its figures written out; as it is written where one is not there."""
    try:
        return resolve_text(ledger, report_slug, text).text
    except (ProseError, KeyError):
        return text  # the check of references says what is wrong with it
