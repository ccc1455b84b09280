"""A version of an explainer as a page shows it: passages of text, notes beside them, drawings."""

from datetime import date
from typing import Any

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from awareness.insights import charts, markdown_passages
from awareness.insights.models import ExplainerVersion, LibraryPart
from awareness.insights.sources import note_anchor

ORDINARY, PLAIN, YOUTH = "ordinary", "plain", "youth"


def explainer_context(
    version: ExplainerVersion | LibraryPart, edition: str = ORDINARY
) -> dict[str, Any]:
    """What insights/_explainer_body.html needs, and what a page says above it.

    {title, lead, html (safe), sources: [note], charts: {key: data}, edition, has_plain}. Where
    there is no youth edition the plain one stands in, and where there is no plain one the ordinary;
    `edition` says which it is.
    """
    texts = _edition_texts(version, edition)
    return texts | {"html": _body_html(version, texts), "has_plain": version.plain is not None}


def _edition_texts(version: ExplainerVersion | LibraryPart, edition: str) -> dict[str, Any]:
    """{title, lead, body_markdown, edition, sources, charts} of the edition that stands in."""
    # The library's own texts have none.
    youth = version.youth if isinstance(version, ExplainerVersion) else None
    if edition == YOUTH and youth is not None:
        texts = youth | {"edition": YOUTH}
    elif edition in (PLAIN, YOUTH) and version.plain is not None:
        texts = version.plain | {"edition": PLAIN}
    else:
        texts = {
            "title": version.title,
            "lead": version.lead,
            "body_markdown": version.body_markdown,
            "resolved": version.resolved,
            "edition": ORDINARY,
        }
    resolved = texts.pop("resolved")
    return texts | {"sources": resolved["figures"], "charts": resolved["charts"]}


def _body_html(version: ExplainerVersion | LibraryPart, texts: dict[str, Any]) -> str:
    """The passages as safe HTML, kept by this process."""
    # The hash names the words; edition and language decide how they look.
    key = f"{get_language()}:{texts['edition']}:{version.content_hash}"
    # Each process keeps the pages it made: a version never changes.
    html = caches["local"].get(key)
    if html is None:
        html = render_to_string("insights/_passages.html", {"passages": passage_contexts(texts)})
        caches["local"].set(key, html)
    return mark_safe(html)  # noqa: S308  (made by our templates from cleaned Markdown)


def passage_contexts(texts: dict[str, Any]) -> list[dict[str, Any]]:
    """The text in pieces: {html, notes, chart, drawings}; a note stands beside its first use."""
    unused_notes = {note_anchor(note["key"]): note for note in texts["sources"]}
    pieces: list[dict[str, Any]] = []
    charts_so_far: list[dict[str, Any]] = []
    for passage in markdown_passages.passages_of(texts["body_markdown"]):
        notes = [
            _note_context(unused_notes.pop(name), name)
            for name in passage.anchors
            if name in unused_notes
        ]
        notes_with_number = [note for note in notes if note["value"]]
        chart = texts["charts"].get(passage.chart)
        if chart is not None:
            charts_so_far.append(chart)
            chart = _without_what_was_said(chart, charts_so_far[:-1])
        pieces.append(
            {
                "html": mark_safe(passage.html),  # noqa: S308  (nh3 cleaned it)
                "heading": passage.html.startswith("<h2"),
                "notes": notes_with_number,
                "said": _notes_by_who_was_asked([note for note in notes if not note["value"]]),
                "chart": chart,
                "drawings": charts.drawing_contexts(chart) if chart else [],
            }
        )
    return pieces


def _without_what_was_said(chart: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    """The drawing without what those before it on the page said of who was asked, of what to keep
    in mind and of the publisher's interest; `said_above` is the key of the first that said it.

    A version published earlier says who was asked in `base`, and nothing in `asked`.
    """
    caveats_before = {text for other in before for text in other["caveats"]}
    charts_of_same_people = [
        other for other in before if chart.get("asked") and other.get("asked") == chart["asked"]
    ]
    charts_that_share = charts_of_same_people or [
        other for other in before if set(other["caveats"]) & set(chart["caveats"])
    ]
    if not charts_that_share:
        return chart
    interests_before = {other["interests"] for other in before}
    return chart | {
        "asked": "" if charts_of_same_people else chart.get("asked", ""),
        "caveats": [text for text in chart["caveats"] if text not in caveats_before],
        "interests": "" if chart["interests"] in interests_before else chart["interests"],
        "said_above": charts_that_share[0]["key"],
    }


def highlight_context(part: LibraryPart) -> dict[str, Any]:
    """A figure on the front: its line in plain words, its small print as HTML, and its notes."""
    content = part.content
    return content | {
        "key": part.slug,
        "head": markdown_passages.words_on_one_line(content["head"]),
        **_short_text_with_notes(part, "say", content["say"], content["figures"]),
    }


def theme_reports(part: LibraryPart) -> list[dict[str, Any]]:
    """The reports that speak to a question: {report, title, asked, pages, caveats}."""
    return [
        report
        | {
            "pages": [
                page
                | _short_text_with_notes(
                    part, page["slug"] + report["report"], page["say"], page["figures"]
                )
                for page in report["pages"]
            ]
        }
        for report in part.content["parts"]
    ]


def _short_text_with_notes(
    part: LibraryPart, name: str, markdown: str, figures: list[dict[str, Any]]
) -> dict[str, Any]:
    """A short text as HTML, with the notes that stand beside it: {html, notes, said}."""
    notes = [_note_context(note, note_anchor(note["key"])) for note in figures]
    return {
        "html": _short_text_html(part, name, markdown),
        "notes": [note for note in notes if note["value"]],
        "said": _notes_by_who_was_asked([note for note in notes if not note["value"]]),
    }


def _short_text_html(part: LibraryPart, name: str, markdown: str) -> str:
    """A short text of a part as safe HTML, kept by this process under its `name`."""
    key = f"{name}:{part.content_hash}"
    html = caches["local"].get(key)
    if html is None:
        html = markdown_passages.render_html(markdown)
        caches["local"].set(key, html)
    return mark_safe(html)  # noqa: S308  (nh3 cleaned it)


def _notes_by_who_was_asked(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a report says without numbers, one note for all that the same people were asked.

    {ones: [note], asked, caveats, discrepancies, as_of}: what they share is said once.
    """
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for note in notes:
        groups.setdefault((note["report_title"], note["asked"], note["as_of"]), []).append(note)
    return [
        {
            "ones": ones,
            "asked": population,
            "as_of": as_of,
            "caveats": list(dict.fromkeys(text for one in ones for text in one["caveats"])),
            "discrepancies": list(
                {
                    discrepancy["key"]: discrepancy
                    for one in ones
                    for discrepancy in one["discrepancies"]
                }.values()
            ),
        }
        for (_, population, as_of), ones in groups.items()
    ]


def _note_context(note: dict[str, Any], name: str) -> dict[str, Any]:
    """A stored note with its anchor on the page, and its days as dates, None for none."""
    # Versions published before there were external sources have no `read_on`.
    days = {key: note.get(key) or "" for key in ("as_of", "read_on")}
    return note | {
        "anchor": name,
        **{key: date.fromisoformat(day) if day else None for key, day in days.items()},
    }
