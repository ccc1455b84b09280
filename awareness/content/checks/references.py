"""What texts, questions and charts may do with a figure: references, uses, keys, caveats."""

import re
from collections.abc import Iterator
from typing import Any

from awareness.bank.authored import AnyQuestion, GeneratedQuestion, Question
from awareness.content.checks.content_texts import ContentText, content_texts
from awareness.content.checks.editorial import REFERENCE
from awareness.content.files import Text
from awareness.content.parsed_content import Content, Definition, TitledEdition
from awareness.content.problems import Problem, problem
from awareness.insights.charts import ChartError
from awareness.insights.charts import drawing_data as build_chart
from awareness.insights.charts.groups import GROUPS_MEET
from awareness.insights.charts.times import TIME_FIX_BY_CODE
from awareness.insights.comparable import FIX_SEVERAL_GROUPS
from awareness.insights.ledger import Figure, Location, Use
from awareness.insights.nearest import nearest_fix
from awareness.insights.resolved_texts import ProseError
from awareness.insights.resolved_texts import reference_errors as prose_problems

# Where an opinion cannot be attributed.
KINDS_WITHOUT_OPINIONS = (
    "question",
    "scenario",
    "module",
    "chart",
    "library",
)
FIX_BY_CODE = {
    "hold_figure": "use another figure; HOLD stands in its discrepancy alone",
    "never_figure": "leave it out",
    "no_number": "write it as the message says",
}
CHART_FIX_BY_CODE = {
    GROUPS_MEET: FIX_SEVERAL_GROUPS,
    "no_base": "say it in `base`",
} | TIME_FIX_BY_CODE


def check_references(content: Content) -> Iterator[Problem]:
    """References of texts, figures that questions rest on, and drawings that cannot be made."""
    for content_text in content_texts(content):
        if content_text.kind != "record":
            yield from _reference_problems(content_text, content)
    for question in content.questions:
        if content.is_in_scope(question.location, str(question.data)):
            yield from _question_problems(question, content)
    for report in content.reports.values():
        for index, chart in enumerate(report.data.get("charts") or []):
            if not content.is_in_scope(report.location, str(chart)):
                continue
            figure_faults = list(_chart_figure_problems(report, index, chart, content))
            yield from figure_faults
            keys = (*chart.get("figures", {}).values(), *chart["rows"])
            if not figure_faults and not any(content.is_unread(key, report.report) for key in keys):
                yield from _chart_problems(
                    report.report, chart["key"], report.location_of("charts", index), content
                )
    for parsed_table in content.tables.values():
        if (
            parsed_table.is_complete
            and parsed_table.table.chart
            and content.is_in_scope(parsed_table.table.location)
        ):
            yield from _chart_problems(
                parsed_table.table.report,
                parsed_table.table.key,
                parsed_table.table.location,
                content,
            )
    for explainer in (*content.explainers, *content.library_texts):
        for edition in explainer.editions:
            yield from _title_problems(edition)


def _reference_problems(content_text: ContentText, content: Content) -> Iterator[Problem]:
    """What is wrong with the references of one text, each at its line."""
    text, is_reported = content_text.text, False
    errors = _prose_errors_in(content_text, text.value, content)
    for _, match, location in _reference_matches(text):
        if content_text.kind in ("caveat", "report") and match["kind"] == "chart":
            continue
        if content.is_unread(match["what"].strip(), content_text.report):
            is_reported = True
            continue
        # Which reference it is needs each by itself; most texts have no errors.
        for error in _prose_errors_in(content_text, match[0], content) if errors else ():
            if error.code == "chart_in_line":
                continue
            is_reported = True
            fix = FIX_BY_CODE.get(error.code, "mend the reference")
            if error.code == "unknown_figure":
                known = _known_figure_names(content, content_text.report, location)
                fix = nearest_fix(match["what"].strip(), known)
            yield problem(location, error.message, fix)
        if match["kind"] == "figure":
            yield from _use_problems(content_text, match["what"].strip(), location, content)
    if (
        not is_reported
    ):  # what only the whole text shows: stray braces, a chart that shares its line
        for error in errors:
            line_number = text.location.line + (error.line - 1 if content_text.markdown else 0)
            location = type(text.location)(text.location.path, line_number)
            yield problem(location, error.message, "mend the reference")


def _prose_errors_in(content_text: ContentText, text: str, content: Content) -> list[ProseError]:
    return prose_problems(content.ledger, content_text.report, text, 1, content_text.markdown)


def _reference_matches(text: Text) -> Iterator[tuple[int, re.Match[str], Location]]:
    """(n-th, match, place) of every reference of a text."""
    count_by_reference: dict[str, int] = {}
    for match in REFERENCE.finditer(text.value):
        nth = count_by_reference.get(match[0], 0)
        count_by_reference[match[0]] = nth + 1
        yield nth, match, text.location_of(match[0], nth)


def _use_problems(
    content_text: ContentText, key: str, location: Location, content: Content
) -> Iterator[Problem]:
    """A figure whose use does not allow it in a text of this kind."""
    figure = _figure_or_none(content, key, content_text.report)
    if figure is None:
        return
    if figure.use is Use.VOICE and content_text.kind in KINDS_WITHOUT_OPINIONS:
        message = f"figure `{key}` is VOICE: an opinion"
        yield problem(location, message, "tell it in an explainer, with whose it is")
    if figure.use is Use.CAVEAT and content_text.kind == "module":
        message = f"figure `{key}` needs its caveat on the same screen"
        yield problem(location, message, "tell it in an explainer or a module's own text")


def _known_figure_names(content: Content, report_slug: str, location: Location) -> list[str]:
    """The names by which a text of a report may call a figure of its subject: its own without the
    report's name."""
    subject = content.subject_at(location)
    return [
        full_key.removeprefix(f"{report_slug}:")
        for full_key, figure in content.ledger.figures.items()
        if content.subject_at(figure.location) == subject
    ]


def _figure_or_none(content: Content, key: str, report_slug: str) -> Figure | None:
    try:
        return content.ledger.figure(key, report_slug)
    except KeyError:
        return None


def _question_problems(question: Definition[AnyQuestion], content: Content) -> Iterator[Problem]:
    """No answer rests on HOLD, VOICE or NEVER, nor on what is never to be a key."""
    shape = question.shape
    if isinstance(shape, GeneratedQuestion):
        tables = {table.key for table in content.ledger.tables.values()}
        for key in [shape.source] if isinstance(shape.source, str) else shape.source:
            if key not in tables:
                yield from _cited_figure_problems(
                    question,
                    key,
                    is_key=True,
                    location=question.location_of("from"),
                    content=content,
                )
    right = dict(shape.right_rows()) if isinstance(shape, Question) else {}
    for path, keys in shape.cited():
        for key in dict.fromkeys(keys):
            is_key = path[:-1] in right
            yield from _cited_figure_problems(
                question, key, is_key, question.location_of(*path), content
            )
    for path, row in right.items():
        for _, match, location in _reference_matches(question.text(*path, "text")):
            key = match["what"].strip()
            if match["kind"] == "figure" and key not in row.figures:
                yield from _cited_figure_problems(
                    question, key, is_key=True, location=location, content=content
                )
    for index, key in enumerate(shape.caveats):
        pack, _, name = key.rpartition(":")
        report = content.ledger.reports.get(pack or question.report)
        if content.is_unread(key, question.report):
            continue
        if report is None:
            fix = "a module's question names the pack too: report-2018:KEY"
            yield problem(question.location_of("caveats", index), f"unknown caveat `{key}`", fix)
        elif name not in report.caveats:
            fix = nearest_fix(name, report.caveats)
            yield problem(question.location_of("caveats", index), f"unknown caveat `{key}`", fix)
    pages = {e.slug for e in content.explainers if e.report == question.report}
    pages |= {f"{e.report}/{e.slug}" for e in content.explainers if e.report != question.report}
    for index, slug in enumerate(shape.explainers):
        if slug not in pages and "explainers" not in content.unread:
            subject = content.subject_at(question.location)
            known_pages = {
                e.slug if e.report == question.report else f"{e.report}/{e.slug}"
                for e in content.explainers
                if content.subject_at(e.location) == subject
            }
            fix = nearest_fix(slug, known_pages)
            yield problem(
                question.location_of("explainers", index), f"unknown explainer `{slug}`", fix
            )


def _cited_figure_problems(
    question: Definition[Any], key: str, is_key: bool, location: Location, content: Content
) -> Iterator[Problem]:
    """A figure that a question rests on: it is there and may be used; `is_key`: the answer is
    it."""
    figure = _figure_or_none(content, key, question.report)
    if figure is None and content.is_unread(key, question.report):
        return
    if figure is None:
        fix = nearest_fix(key, _known_figure_names(content, question.report, question.location))
        yield problem(location, f"there is no figure `{key}`", fix)
    elif not figure.use.may_be_key:
        verb = "is used as key" if is_key else "is used in a question"
        message = f"figure `{key}` {verb} and is {figure.use.value}"
        yield problem(location, message, "a question rests on TEACH or CAVEAT figures alone")
    elif is_key and figure.no_key:
        yield problem(location, f"figure `{key}` is used as key", figure.no_key)


def _chart_figure_problems(
    report: Definition[Any], index: int, chart: dict[str, Any], content: Content
) -> Iterator[Problem]:
    """Each figure of a drawing, on its own line."""
    keys_by_path = [(("figures", role), key) for role, key in chart.get("figures", {}).items()]
    keys_by_path += [(("rows", n), key) for n, key in enumerate(chart["rows"])]
    for path, key in keys_by_path:
        figure = _figure_or_none(content, key, report.report)
        location = report.location_of("charts", index, *path)
        if figure is None and not content.is_unread(key, report.report):
            fix = nearest_fix(key, _known_figure_names(content, report.report, report.location))
            yield problem(location, f"there is no figure `{key}`", fix)
        elif figure is not None and not figure.use.may_be_key:
            message = f"figure `{key}` is {figure.use.value} and is not drawn"
            yield problem(location, message, "draw TEACH or CAVEAT figures")


def _chart_problems(
    report_slug: str, key: str, location: Location, content: Content
) -> Iterator[Problem]:
    """Why a drawing cannot be made."""
    try:
        build_chart(content.ledger, report_slug, key)
    except ChartError as error:
        fix = CHART_FIX_BY_CODE.get(error.code, "mend its figures")
        yield problem(location, f"chart {key}: {error}", fix)
    except (KeyError, ProseError):
        return  # a text or caveat in it does not resolve, which is reported at its place


def _title_problems(edition: TitledEdition) -> Iterator[Problem]:
    """A figure in a title or lead stands in the text too, where its source can be opened."""
    keys_in_text = {
        match["what"]
        for _, match, _ in _reference_matches(edition.body)
        if match["kind"] == "figure"
    }
    for text in (edition.title, edition.lead):
        for _, match, location in _reference_matches(text):
            if match["kind"] == "figure" and match["what"] not in keys_in_text:
                message = f"`{match['what']}` stands above the text and not in it"
                yield problem(
                    location, message, "name it in the text, where its source can be opened"
                )
