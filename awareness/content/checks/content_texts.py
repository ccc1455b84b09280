"""Every string of the content that somebody may read, with its place and what it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from awareness.bank.authored import AnyQuestion, ScenarioFile
from awareness.content.files import Text
from awareness.content.parsed_content import Content, Definition, TitledEdition
from awareness.content.schema import ReportFile, TableDef
from awareness.content.schema_course import ModuleFile
from awareness.content.schema_library import LibraryFile
from quizzes.kinds.vary import WordLists, possible_texts


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
    whole: str = ""  # of a module, question or situation: all that it says and names


def content_texts(content: Content) -> tuple[ContentText, ...]:
    """All that are looked at, in no particular order; made once, after everything was read."""
    return _texts_in_and_out_of_scope(content)[0]


def texts_out_of_scope(content: Content) -> tuple[ContentText, ...]:
    """The others, where some packs alone are looked at."""
    return _texts_in_and_out_of_scope(content)[1]


def _texts_in_and_out_of_scope(
    content: Content,
) -> tuple[tuple[ContentText, ...], tuple[ContentText, ...]]:
    """(texts that the rules look at, the others), kept in the content."""
    if content.texts_by_scope is None:
        in_scope: list[ContentText] = []
        out_of_scope: list[ContentText] = []
        for content_text in _all_texts(content):
            is_in_scope = content.is_in_scope(
                content_text.text.location, content_text.text.value, content_text.whole
            )
            (in_scope if is_in_scope else out_of_scope).append(content_text)
        content.texts_by_scope = (tuple(in_scope), tuple(out_of_scope))
    return content.texts_by_scope


def _all_texts(content: Content) -> Iterator[ContentText]:
    yield from _page_texts(content)
    yield from _learning_texts(content)
    yield from _ledger_texts(content)


def _page_texts(content: Content) -> Iterator[ContentText]:
    """Explainers, the library's own pages and the front of the library."""
    for explainer in content.explainers:
        for edition in explainer.editions:
            yield from _edition_texts(edition, explainer.report, explainer.insight == "about")
    for page in content.library_texts:
        for edition in page.editions:
            yield from _edition_texts(edition, report_slug="")
    for subject in content.subjects.values():
        for text in library_texts(subject.library) if subject.library else ():
            yield ContentText(text, "library", "")


def _learning_texts(content: Content) -> Iterator[ContentText]:
    """Modules with their own texts, questions and situations."""
    modules = {module.shape.slug: _all_it_names(module, content) for module in content.modules}
    for module_text in content.texts:
        whole = modules.get(module_text.name.partition("/")[0], "")
        for edition in module_text.editions:
            yield ContentText(edition.body, "own", "", markdown=True, whole=whole)
    for question in content.questions:
        whole = _all_it_names(question, content)
        for text in question_texts(question):
            yield ContentText(text, "question", question.report, whole=whole)
    for scenario in content.scenarios:
        whole = _all_it_names(scenario, content)
        for text in chain(scenario_texts(scenario), detail_words(scenario)):
            yield ContentText(text, "scenario", "", whole=whole)
    for module in content.modules:
        for text in module_texts(module):
            yield ContentText(text, "module", "", whole=modules[module.shape.slug])


def _all_it_names(definition: Definition[Any], content: Content) -> str:
    """What comes with a report names it anywhere: it is looked at with that report, as a whole."""
    return str(definition.data) if content.only_folders else ""


def _ledger_texts(content: Content) -> Iterator[ContentText]:
    """Reports, tables, figures and disagreements."""
    for report in content.reports.values():
        yield from _report_texts(report)
    for parsed_table in content.tables.values():
        yield from _table_texts(parsed_table.definition)
    for cells in content.figures.values():
        for name in ("label", "statement", "population", "question"):
            yield ContentText(cells[name], "record", "")
    for discrepancy in content.discrepancies.values():
        for name in ("title", "what", "treatment"):
            if getattr(discrepancy.shape, name):
                yield ContentText(discrepancy.text(name), "record", "")


def _edition_texts(
    edition: TitledEdition, report_slug: str, about: bool = False
) -> Iterator[ContentText]:
    """Title, lead and text of one edition of a page; `about`: it is the page about its report."""
    yield ContentText(edition.title, "explainer", report_slug, about)
    yield ContentText(edition.lead, "explainer", report_slug, about)
    yield ContentText(edition.body, "explainer", report_slug, about, markdown=True)


def question_texts(question: Definition[AnyQuestion]) -> Iterator[Text]:
    """Stem, options and feedback of an authored question; what a generated one is given."""
    for path, _text in question.shape.texts():
        yield question.text(*path)


def scenario_texts(scenario: Definition[ScenarioFile]) -> Iterator[Text]:
    """All of a situation; where a detail varies, with each word that it may be."""
    yield scenario.text("title")
    for name, form in scenario.shape.forms.items():
        for path, _text in form.texts():
            yield from _with_each_word(scenario.text("forms", name, *path), form.vary)


def _with_each_word(text: Text, words_by_detail: WordLists) -> Iterator[Text]:
    for filled in possible_texts(text.value, words_by_detail):
        yield text if filled == text.value else replace(text, value=filled)


def detail_words(scenario: Definition[ScenarioFile]) -> Iterator[Text]:
    for name, form in scenario.shape.forms.items():
        for key, words in form.vary.items():
            for index in range(len(words)):
                yield scenario.text("forms", name, "vary", key, index)


def library_texts(library: Definition[LibraryFile]) -> Iterator[Text]:
    """What library.yaml says on pages: highlights, themes and synonyms."""
    for index in range(len(library.shape.figures)):
        for name in ("head", "line", "say"):
            yield library.text("figures", index, name)
    for index, theme in enumerate(library.shape.themes):
        for name in ("title", "lead"):
            yield library.text("themes", index, name)
        for number in range(len(theme.pages)):
            yield library.text("themes", index, "pages", number, "say")
    for index in range(len(library.shape.synonyms)):
        for name in ("term", "why"):  # `words` are what others say, and are shown on no page
            yield library.text("synonyms", index, name)


def module_texts(module: Definition[ModuleFile]) -> Iterator[Text]:
    """What a module says of itself and of its steps; its own texts are files of their own."""
    shape = module.shape
    for name in ("title", "say", "about"):
        yield module.text(name)
    if shape.reflection:
        yield module.text("reflection")
    if shape.pass_mark:
        yield module.text("pass_mark", "why")
    for key in shape.objectives:
        yield module.text("objectives", key)
    for key in shape.decisions:
        yield module.text("decisions", key)
    for index in range(len(shape.learnt)):
        yield module.text("learnt", index)
    for index in range(len(shape.steps)):
        yield module.text("steps", index, "title")
        yield module.text("steps", index, "preview")


def _report_texts(report: Definition[ReportFile]) -> Iterator[ContentText]:
    """What report.yaml says: of the survey, in caveats, reasons and drawings."""
    for name in ("asked", "how", "interests"):
        yield ContentText(report.text(name), "report", report.report, about_page=True)
    for key in report.shape.caveats:
        yield ContentText(report.text("caveats", key), "caveat", report.report)
    for index in range(len(report.shape.no_key)):
        yield ContentText(report.text("no_key", index, "reason"), "chart", report.report)
    for index, chart in enumerate(report.shape.charts):
        for name in ("title", "sub", "base", "sign", "side_by_side"):
            if getattr(chart, name):
                yield ContentText(report.text("charts", index, name), "chart", report.report)
        for number in range(len(chart.head) if any(chart.head) else 0):
            yield ContentText(report.text("charts", index, "head", number), "chart", report.report)
        for number in range(len(chart.captions)):
            yield ContentText(
                report.text("charts", index, "captions", number), "chart", report.report
            )


def _table_texts(table: Definition[TableDef]) -> Iterator[ContentText]:
    """What an entry of tables.yaml says: its finding, its title and the labels of its cells."""
    if table.shape.finding:
        yield ContentText(table.text("finding"), "chart", table.report)
    yield ContentText(table.text("title"), "record", table.report)
    for name in ("label", "statement", "population", "question"):
        if getattr(table.shape.cells, name):
            yield ContentText(table.text("cells", name), "record", table.report)
    for group in ("rows", "cols"):
        for key in getattr(table.shape, group):
            yield ContentText(table.text(group, key, "label"), "record", table.report)
