"""Where a figure comes from, in words a reader can check. Pure."""

import re
from collections.abc import Iterable
from typing import Any

from awareness.insights import figures, numbers
from awareness.insights.figure_references import resolve_text
from awareness.insights.ledger import Figure, Gathered, Ledger, Report, Span

KEY_IN_BRACES = re.compile(r"\{([^{}]+)\}")
ROUND_CALL = re.compile(r"^\s*round\((.*),\s*-?\d+\s*\)\s*$")


def note_anchor(full_key: str) -> str:
    """The id of a figure's note on a page: tiny-2020:rules -> source-tiny-2020-rules."""
    return "source-" + re.sub(r"[^a-z0-9]+", "-", full_key.lower()).strip("-")


def source_note(ledger: Ledger, figure: Figure) -> dict[str, Any]:
    """All that stands in a figure's note, as plain JSON values; "" or [] where there is none.

    `lines` and `insight` are ready to print, `caveats` are texts, dates are ISO text. `counted` is
    there, and true, where nobody was asked.
    """
    report = ledger.reports[figure.report]
    return {
        "key": figure.full_key,
        "shown": figures.figure_in_digits(figure),
        "value": numbers.plain_digits(figure.value) if figure.value is not None else "",
        "label": figure.label,
        "statement": figure.statement,
        "report": report.slug,
        "kind": report.kind,
        "report_title": report.title,
        "year": report.year,
        "insight": insight_words(figure.insight, report.part),
        "lines": line_words(report, figure.where),
        "address": figure.address,
        "read_on": figure.read_on.isoformat() if figure.read_on else "",
        "asked": figure.population,
        "question": figure.question,
        "base": base_words(figure),
        "multi_answer": figure.multi_answer,
        "as_printed": figure.as_printed,
        "formula": formula_in_numbers(ledger, figure),
        "measure": figure.measure,
        "caveats": [caveat_text(ledger, report, key) for key in figure.caveats],
        "discrepancies": [
            # What a reader learns nothing from can name what is held back: its key and treatment.
            {
                "key": key,
                "what": discrepancy.what if discrepancy.learn else "",
                "treatment": discrepancy.treatment,
            }
            for key in figure.discrepancies
            if (discrepancy := ledger.discrepancies.get(key))
        ],
        "as_of": figure.as_of.isoformat() if figure.as_of else "",
        "review_by": figure.review_by.isoformat() if figure.review_by else "",
        "interests": report.interests,
    } | ({"counted": True} if figure.gathered is Gathered.RECORDS else {})


def caveat_text(ledger: Ledger, report: Report, key: str) -> str:
    """A caveat's text with its figures written out. KeyError when the report has no such caveat."""
    return resolve_text(ledger, report.slug, report.caveats[key]).text


def insight_words(name: str, part: str) -> str:
    """`07` -> "chapter 7" where that is what the report calls a `part`, else "": the numbers are
    ours. "foreword" stays; the frame around the report has none."""
    if name.isdigit():
        return f"{part} {int(name)}" if part else ""
    return "" if name in ("about", "across") else name


def line_words(report: Report, where: tuple[Span, ...]) -> str:
    """Spans as a reader says them: "lines 1012–1014, 1040"; a second file is named."""
    main = str(report.year)
    runs = []
    for source in sorted({span.source for span in where}, key=lambda name: (name != main, name)):
        text = number_runs((span.first, span.last) for span in where if span.source == source)
        word = "line" if text.isdigit() else "lines"
        runs.append(f"{'' if source == main else f'{source}, '}{word} {text}")
    return "; ".join(runs)


def places_by_report(ledger: Ledger, where: Iterable[Span]) -> list[dict[str, Any]]:
    """Spans of several reports, by report: [{slug, report: "The … 2018", lines: "lines 12"}].

    A source that no loaded report has stands with its own name.
    """
    by_source = {name: report for report in ledger.reports.values() for name in report.sources}
    spans_of: dict[str, list[Span]] = {}
    for span in where:
        report = by_source.get(span.source)
        spans_of.setdefault(report.slug if report else span.source, []).append(span)
    places_found = []
    for name, spans in spans_of.items():
        report = ledger.reports.get(name)
        words = line_words(report, tuple(spans)) if report else ", ".join(map(str, spans))
        title = report.title if report else name
        places_found.append({"slug": name, "report": title, "lines": words})
    return places_found


def number_runs(spans: Iterable[tuple[int, int]]) -> str:
    """Spans in order, those that touch or overlap made one: 1-1, 2-3, 6-6 -> "1–3, 6"."""
    runs: list[list[int]] = []
    for first, last in sorted(spans):
        if runs and first <= runs[-1][1] + 1:
            runs[-1][1] = max(runs[-1][1], last)
        else:
            runs.append([first, last])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def base_words(figure: Figure) -> str:
    """How many the figure rests on: "272", "about 41, inferred from the shares", or ""."""
    if figure.base_n is None:
        return ""
    n = f"{figure.base_n:,}"
    return f"about {n}, inferred from the shares" if figure.base_inferred else n


def formula_in_numbers(ledger: Ledger, figure: Figure) -> str:
    """The sum behind a derived figure with its numbers in place: "269,370 ÷ 513, rounded"."""
    if not figure.formula:
        return ""

    def number(match: re.Match[str]) -> str:
        part = ledger.figure(match[1], figure.report)
        return numbers.grouped_digits(part.value) if part.value is not None else part.label

    text, rounded = figure.formula, ROUND_CALL.match(figure.formula)
    if rounded:
        text = rounded[1]
    text = KEY_IN_BRACES.sub(number, text).replace("*", "×").replace("/", "÷").replace(" - ", " − ")
    return text.strip() + (", rounded" if rounded else "")
