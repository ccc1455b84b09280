"""What texts, questions and charts may do with a figure: references, uses, keys, caveats."""

from collections.abc import Iterator

from awareness.insights.charts import ChartError
from awareness.insights.charts import build as build_chart
from awareness.insights.charts.groups import CODE as GROUPS_MEET
from awareness.insights.comparable import MEND
from awareness.insights.ledger import Figure, Use
from awareness.insights.prose import ProseError
from awareness.insights.prose import problems as prose_problems
from awareness.studio.checks.strings import Said, strings
from awareness.studio.checks.words import REFERENCE
from awareness.studio.content import Content, Definition, Edition
from awareness.studio.files import Text
from awareness.studio.problems import Problem, problem

LOUD = (
    "question",
    "scenario",
    "module",
    "chart",
    "library",
)  # where an opinion cannot be attributed
RIGHT = {
    "unknown_figure": "name one of figures.csv, or a cell as table/row/col",
    "hold_figure": "use another figure; HOLD stands in its discrepancy alone",
    "never_figure": "leave it out",
    "no_number": "write it as the message says",
}
# What is wrong with a drawing itself is said where it is written, not where it is shown.
OF_THE_CHART = {GROUPS_MEET: MEND, "no_base": "say it in `base`"}


def check_uses(content: Content) -> Iterator[Problem]:
    for said in strings(content):
        if said.kind != "record":
            yield from _references(said, content)
    for question in content.questions:
        yield from _question(question, content)
    for report in content.reports.values():
        for at, chart in enumerate(report.data.get("charts") or []):
            unknown = list(_chart_figures(report, at, chart, content))
            yield from unknown
            if not unknown:
                yield from _chart(report.report, chart["key"], report.where("charts", at), content)
    for read in content.tables.values():
        if read.table.chart:
            yield from _chart(read.table.report, read.table.key, read.table.place, content)
    for explainer in (*content.explainers, *content.library_texts):
        for edition in explainer.editions:
            yield from _title_on_page(edition)


def _references(said: Said, content: Content) -> Iterator[Problem]:
    text, found = said.text, False
    for _, match, place in _each(text):
        if said.kind in ("caveat", "report") and match["kind"] == "chart":
            continue
        if _unread(content, match["what"].strip(), said.report):
            found = True
            continue
        for error in _wrong(said, match[0], content):
            if error.code == "chart_in_line":
                continue
            found = True
            yield problem(place, error.message, RIGHT.get(error.code, "mend the reference"))
        if match["kind"] == "figure":
            yield from _figure_in_text(said, match["what"].strip(), place, content)
    if not found:  # what only the whole text shows: stray braces, a chart that shares its line
        for error in _wrong(said, text.value, content):
            line = text.place.line + (error.line - 1 if said.markdown else 0)
            place = type(text.place)(text.place.path, line)
            yield problem(place, error.message, "mend the reference")


def _wrong(said: Said, text: str, content: Content) -> list[ProseError]:
    try:
        found = prose_problems(content.ledger, said.report, text, 1, said.markdown)
    except (KeyError, ProseError):
        return []  # a chart's own figures or caveats are at fault, which is said at their place
    return [error for error in found if error.code not in OF_THE_CHART]


def _each(text: Text):
    """(n-th, match, place) of every reference of a text."""
    seen: dict[str, int] = {}
    for match in REFERENCE.finditer(text.value):
        nth = seen.get(match[0], 0)
        seen[match[0]] = nth + 1
        yield nth, match, text.place_of(match[0], nth)


def _figure_in_text(said: Said, key: str, place, content: Content) -> Iterator[Problem]:
    figure = _found(content, key, said.report)
    if figure is None:
        return
    if figure.use is Use.VOICE and said.kind in LOUD:
        what = f"figure `{key}` is VOICE: an opinion"
        yield problem(place, what, "tell it in an explainer, with whose it is")
    if figure.use is Use.CAVEAT and said.kind == "module":
        what = f"figure `{key}` needs its caveat on the same screen"
        yield problem(place, what, "tell it in an explainer or a module's own text")


def _unread(content: Content, key: str, report: str) -> bool:
    """Whether the figure is there and could not be read, which has been said at its place."""
    full_key = key if ":" in key else f"{report}:{key}"
    return not content.unread.isdisjoint(
        {full_key, full_key.partition("/")[0], full_key.partition(":")[0]}
    )


def _found(content: Content, key: str, report: str) -> Figure | None:
    try:
        return content.ledger.figure(key, report)
    except KeyError:
        return None


def _question(question: Definition, content: Content) -> Iterator[Problem]:
    """No answer rests on HOLD, VOICE or NEVER, nor on what is never to be a key."""
    data = question.data
    source = data.get("from") or []
    for key in [source] if isinstance(source, str) else source:
        if key not in {table.key for table in content.ledger.tables.values()}:
            yield from _cited(question, key, True, question.where("from"), content)
    for key in data.get("figures") or []:
        yield from _cited(question, key, False, question.where("figures"), content)
    every = data.get("kind") == "ordering"  # an order rests on all its lines
    for at, option in enumerate(data.get("options") or []):
        correct = bool(option.get("correct")) or every
        keys = {
            key: question.where("options", at, "figures") for key in option.get("figures") or []
        }
        for _, match, place in _each(question.text("options", at, "text")):
            if match["kind"] == "figure" and correct:
                keys.setdefault(match["what"].strip(), place)
        for key, place in keys.items():
            yield from _cited(question, key, correct, place, content)
    for name in ("stems", "claims"):
        for at, line in enumerate(data.get(name) or []):
            for key in line.get("figures") or []:
                place = question.where(name, at, "figures")
                yield from _cited(question, key, name == "stems", place, content)
    for at, key in enumerate(data.get("caveats") or []):
        pack, _, name = key.rpartition(":")
        report = content.ledger.reports.get(pack or question.report)
        if report is None:
            right = "a module's question names the pack too: netclean-2018:KEY"
            yield problem(question.where("caveats", at), f"unknown caveat `{key}`", right)
        elif name not in report.caveats:
            right = f"report.yaml has {', '.join(report.caveats)}"
            yield problem(question.where("caveats", at), f"unknown caveat `{key}`", right)
    here = {e.slug for e in content.explainers if e.report == question.report}
    here |= {f"{e.report}/{e.slug}" for e in content.explainers if e.report != question.report}
    for at, slug in enumerate(data.get("explainers") or []):
        if slug not in here and "explainers" not in content.unread:
            right = f"the pages are {', '.join(sorted(here)) or 'not written yet'}"
            yield problem(question.where("explainers", at), f"unknown explainer `{slug}`", right)


def _cited(
    question: Definition, key: str, is_key: bool, place, content: Content
) -> Iterator[Problem]:
    figure = _found(content, key, question.report)
    if figure is None and _unread(content, key, question.report):
        return
    if figure is None:
        right = "name one of figures.csv, or a cell as table/row/col"
        yield problem(place, f"there is no figure `{key}`", right)
    elif not figure.use.may_be_key:
        verb = "is used as key" if is_key else "is used in a question"
        what = f"figure `{key}` {verb} and is {figure.use.value}"
        yield problem(place, what, "a question rests on TEACH or CAVEAT figures alone")
    elif is_key and figure.no_key:
        yield problem(place, f"figure `{key}` is used as key", figure.no_key)


def _chart_figures(report: Definition, at: int, chart: dict, content: Content) -> Iterator[Problem]:
    """Each figure of a drawing, on its own line."""
    named = [(("figures", role), key) for role, key in chart.get("figures", {}).items()]
    named += [(("rows", n), key) for n, key in enumerate(chart["rows"])]
    for path, key in named:
        figure = _found(content, key, report.report)
        place = report.where("charts", at, *path)
        if figure is None and not _unread(content, key, report.report):
            right = "name one of figures.csv, or a cell as table/row/col"
            yield problem(place, f"there is no figure `{key}`", right)
        elif figure is not None and not figure.use.may_be_key:
            what = f"figure `{key}` is {figure.use.value} and is not drawn"
            yield problem(place, what, "draw TEACH or CAVEAT figures")


def _chart(report: str, key: str, place, content: Content) -> Iterator[Problem]:
    try:
        build_chart(content.ledger, report, key)
    except ChartError as error:
        right = OF_THE_CHART.get(error.code, "mend its figures")
        yield problem(place, f"chart {key}: {error}", right)
    except (KeyError, ProseError):
        return  # a text or caveat in it does not resolve, which is said at its place


def _title_on_page(edition: Edition) -> Iterator[Problem]:
    """A figure in a title or lead stands in the text too, where its source can be opened."""
    shown = {match["what"] for _, match, _ in _each(edition.body) if match["kind"] == "figure"}
    for text in filter(None, (edition.title, edition.lead)):
        for _, match, place in _each(text):
            if match["kind"] == "figure" and match["what"] not in shown:
                what = f"`{match['what']}` stands above the text and not in it"
                yield problem(place, what, "name it in the text, where its source can be opened")
