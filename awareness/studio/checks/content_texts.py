"""Every string of the content that somebody may read, with its place and what it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from awareness.bank.resolve import texts
from awareness.studio.content import Content, Definition, Edition
from awareness.studio.files import Text
from quizzes.kinds.vary import fillings


@dataclass(frozen=True)
class ContentText:
    """A string. `kind`: explainer, own (a module's text), question, scenario, module, caveat,
    report, library (library.yaml), record (a label of the ledger, which has its own rules for
    numbers)."""

    text: Text
    kind: str
    report: str
    about_page: bool = False  # may name the sources' products
    markdown: bool = False


def content_texts(content: Content) -> Iterator[ContentText]:
    """All of them, in no particular order."""
    for explainer in content.explainers:
        for edition in explainer.editions:
            about = explainer.insight == "about"
            yield from _edition(edition, "explainer", explainer.report, about)
    for text in content.library_texts:
        for edition in text.editions:
            yield from _edition(edition, "explainer", "")
    if content.library:
        for text in library_texts(content.library):
            yield ContentText(text, "library", "")
    for module_text in content.texts:
        for edition in module_text.editions:
            yield from _edition(edition, "own", "")
    for question in content.questions:
        for text in question_texts(question):
            yield ContentText(text, "question", question.report)
    for scenario in content.scenarios:
        for text in scenario_texts(scenario):
            yield ContentText(text, "scenario", "")
        for text in varied_words(scenario):
            yield ContentText(text, "scenario", "")
    for module in content.modules:
        for text in module_texts(module):
            yield ContentText(text, "module", "")
    for report in content.reports.values():
        yield from _report(report)
    for read in content.tables.values():
        yield from _table(read.definition)
    for cells in content.figures.values():
        report = ""
        for name in ("label", "statement", "population", "question"):
            yield ContentText(cells[name], "record", report)
    for definition in content.discrepancies.values():
        for name in ("what", "treatment"):
            yield ContentText(definition.text(name), "record", "")


def _edition(
    edition: Edition, kind: str, report: str, about: bool = False
) -> Iterator[ContentText]:
    for text in (edition.title, edition.lead):
        if text is not None:
            yield ContentText(text, kind, report, about)
    yield ContentText(edition.body, kind, report, about, markdown=True)


def question_texts(question: Definition) -> Iterator[Text]:
    """Stem, options and feedback of an authored question; what a generated one is given."""
    for path, _ in texts(question.data):
        yield question.text(*path)


def scenario_texts(scenario: Definition) -> Iterator[Text]:
    """All of a situation; where a detail varies, with each word that it may be."""
    yield scenario.text("title")
    for name, form in scenario.data["forms"].items():
        yield scenario.text("forms", name, "title")
        offered = form.get("vary") or {}
        for key, node in form["nodes"].items():
            path = ("forms", name, "nodes", key)
            for field in ("text", "plain", "youth"):
                if node.get(field):
                    yield from _with_each_word(scenario.text(*path, field), offered)
            for number, choice in enumerate(node.get("choices") or []):
                for field in ("text", "feedback", "source"):
                    if choice.get(field):
                        text = scenario.text(*path, "choices", number, field)
                        yield from _with_each_word(text, offered)


def _with_each_word(text: Text, offered: dict) -> Iterator[Text]:
    for filled in fillings(text.value, offered):
        yield replace(text, value=filled)


def varied_words(scenario: Definition) -> Iterator[Text]:
    for name, form in scenario.data["forms"].items():
        for key, words in (form.get("vary") or {}).items():
            for index in range(len(words)):
                yield scenario.text("forms", name, "vary", key, index)


def library_texts(library: Definition) -> Iterator[Text]:
    for index in range(len(library.data["figures"])):
        for name in ("head", "say"):
            yield library.text("figures", index, name)
    for index, theme in enumerate(library.data["themes"]):
        for name in ("title", "lead"):
            yield library.text("themes", index, name)
        for number in range(len(theme["pages"])):
            yield library.text("themes", index, "pages", number, "say")
    for index in range(len(library.data.get("synonyms") or ())):
        for name in ("term", "why"):  # `words` are what others say, and are shown on no page
            yield library.text("synonyms", index, name)


def module_texts(module: Definition) -> Iterator[Text]:
    data = module.data
    for name in ("title", "say", "about"):
        yield module.text(name)
    if data.get("reflection"):
        yield module.text("reflection")
    if data.get("pass_mark"):
        yield module.text("pass_mark", "why")
    for name in ("objectives", "decisions"):
        for key in data.get(name) or {}:
            yield module.text(name, key)
    for index in range(len(data["learnt"])):
        yield module.text("learnt", index)
    for index in range(len(data["steps"])):
        yield module.text("steps", index, "title")
        yield module.text("steps", index, "preview")


def _report(report: Definition) -> Iterator[ContentText]:
    for name in ("asked", "how", "interests"):
        yield ContentText(report.text(name), "report", report.report, about_page=True)
    for key in report.data["caveats"]:
        yield ContentText(report.text("caveats", key), "caveat", report.report)
    for index in range(len(report.data.get("no_key") or [])):
        yield ContentText(report.text("no_key", index, "reason"), "chart", report.report)
    for index, chart in enumerate(report.data.get("charts") or []):
        for name in ("title", "sub", "base", "sign", "side_by_side"):
            if chart.get(name):
                yield ContentText(report.text("charts", index, name), "chart", report.report)
        for number in range(len(chart.get("head") or [])):
            yield ContentText(report.text("charts", index, "head", number), "chart", report.report)
        for number in range(len(chart.get("captions") or [])):
            yield ContentText(
                report.text("charts", index, "captions", number), "chart", report.report
            )


def _table(table: Definition) -> Iterator[ContentText]:
    if table.data.get("finding"):
        yield ContentText(table.text("finding"), "chart", table.report)
    yield ContentText(table.text("title"), "record", table.report)
    for name in ("label", "statement", "population", "question"):
        if table.data["cells"].get(name):
            yield ContentText(table.text("cells", name), "record", table.report)
    for group in ("rows", "cols"):
        for key in table.data[group]:
            yield ContentText(table.text(group, key, "label"), "record", table.report)
