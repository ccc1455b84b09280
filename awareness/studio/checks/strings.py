"""Every string of the content that somebody may read, with its place and what it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from awareness.bank.resolve import texts
from awareness.studio.content import Content, Definition, Edition
from awareness.studio.files import Text
from quizzes.kinds.vary import fillings


@dataclass(frozen=True)
class Said:
    """A string. `kind`: explainer, own (a module's text), question, scenario, module, caveat,
    report, library (library.yaml), record (a label of the ledger, which has its own rules for
    numbers)."""

    text: Text
    kind: str
    report: str
    about_page: bool = False  # may name the sources' products
    markdown: bool = False


def strings(content: Content) -> Iterator[Said]:
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
            yield Said(text, "library", "")
    for own in content.texts:
        for edition in own.editions:
            yield from _edition(edition, "own", "")
    for question in content.questions:
        for text in question_texts(question):
            yield Said(text, "question", question.report)
    for scenario in content.scenarios:
        for text in scenario_texts(scenario):
            yield Said(text, "scenario", "")
        for text in varied_words(scenario):
            yield Said(text, "scenario", "")
    for module in content.modules:
        for text in module_texts(module):
            yield Said(text, "module", "")
    for report in content.reports.values():
        yield from _report(report)
    for read in content.tables.values():
        yield from _table(read.definition)
    for cells in content.figures.values():
        report = ""
        for name in ("label", "statement", "population", "question"):
            yield Said(cells[name], "record", report)
    for definition in content.discrepancies.values():
        for name in ("what", "treatment"):
            yield Said(definition.text(name), "record", "")


def _edition(edition: Edition, kind: str, report: str, about: bool = False) -> Iterator[Said]:
    for text in (edition.title, edition.lead):
        if text is not None:
            yield Said(text, kind, report, about)
    yield Said(edition.body, kind, report, about, markdown=True)


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
            at = ("forms", name, "nodes", key)
            for field in ("text", "plain", "youth"):
                if node.get(field):
                    yield from _with_each_word(scenario.text(*at, field), offered)
            for number, choice in enumerate(node.get("choices") or []):
                for field in ("text", "feedback", "source"):
                    if choice.get(field):
                        said = scenario.text(*at, "choices", number, field)
                        yield from _with_each_word(said, offered)


def _with_each_word(text: Text, offered: dict) -> Iterator[Text]:
    for said in fillings(text.value, offered):
        yield replace(text, value=said)


def varied_words(scenario: Definition) -> Iterator[Text]:
    for name, form in scenario.data["forms"].items():
        for key, words in (form.get("vary") or {}).items():
            for at in range(len(words)):
                yield scenario.text("forms", name, "vary", key, at)


def library_texts(library: Definition) -> Iterator[Text]:
    for at in range(len(library.data["figures"])):
        for name in ("head", "say"):
            yield library.text("figures", at, name)
    for at, theme in enumerate(library.data["themes"]):
        for name in ("title", "lead"):
            yield library.text("themes", at, name)
        for number in range(len(theme["pages"])):
            yield library.text("themes", at, "pages", number, "say")
    for at in range(len(library.data.get("synonyms") or ())):
        for name in ("term", "why"):  # `words` are what others say, and are shown on no page
            yield library.text("synonyms", at, name)


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
    for at in range(len(data["learnt"])):
        yield module.text("learnt", at)
    for at in range(len(data["steps"])):
        yield module.text("steps", at, "title")
        yield module.text("steps", at, "preview")


def _report(report: Definition) -> Iterator[Said]:
    for name in ("asked", "how", "interests"):
        yield Said(report.text(name), "report", report.report, about_page=True)
    for key in report.data["caveats"]:
        yield Said(report.text("caveats", key), "caveat", report.report)
    for at in range(len(report.data.get("no_key") or [])):
        yield Said(report.text("no_key", at, "reason"), "chart", report.report)
    for at, chart in enumerate(report.data.get("charts") or []):
        for name in ("title", "sub", "base", "sign", "side_by_side"):
            if chart.get(name):
                yield Said(report.text("charts", at, name), "chart", report.report)
        for number in range(len(chart.get("head") or [])):
            yield Said(report.text("charts", at, "head", number), "chart", report.report)
        for number in range(len(chart.get("captions") or [])):
            yield Said(report.text("charts", at, "captions", number), "chart", report.report)


def _table(table: Definition) -> Iterator[Said]:
    if table.data.get("finding"):
        yield Said(table.text("finding"), "chart", table.report)
    yield Said(table.text("title"), "record", table.report)
    for name in ("label", "statement", "population", "question"):
        if table.data["cells"].get(name):
            yield Said(table.text("cells", name), "record", table.report)
    for group in ("rows", "cols"):
        for key in table.data[group]:
            yield Said(table.text(group, key, "label"), "record", table.report)
