"""What rests on a figure, however far: computed figures, caveats, drawings, pages, questions,
situations, modules and their own texts. Read from the files as they were loaded. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from awareness.bank.build import BuiltQuestion
from awareness.content.checks.content_texts import module_texts
from awareness.content.files import Text
from awareness.content.formula import figure_keys as formula_keys
from awareness.content.parsed_content import Content, Edition, Explainer
from awareness.content.schema_course import AskingStep, ReadStep
from awareness.insights.ledger import Ledger
from awareness.insights.resolved_texts import resolve_text
from awareness.subjects.question_keys import key_of_form

FIGURE, CHART, PAGE, QUESTION, TEXT, MODULE = (
    "figure", "chart", "page", "question", "text", "module",
)  # fmt: skip
KINDS = (FIGURE, CHART, PAGE, QUESTION, TEXT, MODULE)
CAVEAT = "caveat"  # carries a number to whatever shows it, and is listed nowhere by itself
# {figure:key} and {chart:key}, with or without a style behind |.
REFERENCE = re.compile(r"\{(figure|chart):([^{}|]+)(?:\|[^{}]*)?\}")

type Node = tuple[str, str]  # kind, full key


@dataclass(frozen=True, order=True)
class Dependant:
    """Something that reads otherwise, or may, once a figure has changed. `home` is the page or the
    module in which a drawing or a text is read, "" for what has a place of its own."""

    kind: str
    key: str
    title: str = ""
    home: str = ""


class Dependants:
    """Who rests on whom in one content (`resting_on`); all is read once, when first asked."""

    def __init__(self, content: Content, built: Iterable[BuiltQuestion]):
        self.content, self.built = content, list(built)
        self.homes: dict[Node, str] = {}

    def resting_on(self, full_key: str) -> list[Dependant]:
        """All that rests on a figure, by kind and key; without the figure itself."""
        reached, waiting = set(), [(FIGURE, full_key)]
        while waiting:
            for node in self._named_by[waiting.pop()]:
                if node not in reached:
                    reached.add(node)
                    waiting.append(node)
        # A figure whose caveat changed says the same number: what shows it is told, not it.
        computed_figures = self.computed_from([full_key])
        dependants = [
            Dependant(kind, key, self._titles.get((kind, key), ""), self.homes.get((kind, key), ""))
            for kind, key in reached - {(FIGURE, full_key)}
            if kind in KINDS and (kind != FIGURE or key in computed_figures)
        ]
        return sorted(
            dependants, key=lambda dependant: (KINDS.index(dependant.kind), dependant.key)
        )

    def computed_from(self, full_keys: Iterable[str]) -> set[str]:
        """The figures whose formulas lead back to any of these, however far."""
        computed: set[str] = set()
        waiting = list(full_keys)
        while waiting:
            for key in self._computed_by[waiting.pop()] - computed:
                computed.add(key)
                waiting.append(key)
        return computed

    @cached_property
    def _computed_by(self) -> Mapping[str, set[str]]:
        """By a figure's full key: those of the figures whose formula names it."""
        above: dict[str, set[str]] = defaultdict(set)
        for figure in self.content.ledger.figures.values():
            for key in formula_keys(figure.formula):
                above[_full_key(key, figure.report)].add(figure.full_key)
        return above

    @cached_property
    def _named_by(self) -> Mapping[Node, set[Node]]:
        """By what is named: what names it."""
        above: dict[Node, set[Node]] = defaultdict(set)
        for node, below in self._edges():
            above[below].add(node)
        return above

    def _edges(self) -> Iterator[tuple[Node, Node]]:
        """(what names, what is named) throughout the content; notes the homes of drawings."""
        ledger = self.content.ledger
        for figure in ledger.figures.values():
            node = (FIGURE, figure.full_key)
            for key in formula_keys(figure.formula):
                yield node, (FIGURE, _full_key(key, figure.report))
            for key in figure.caveats:
                yield node, (CAVEAT, f"{figure.report}:{key}")
        yield from self._caveat_and_chart_edges(ledger)
        for page in (*self.content.explainers, *self.content.library_texts):
            node = (PAGE, _page_key(page))
            for text in _texts_of(page.editions):
                for below in _references_in(text.value, page.report):
                    if below[0] == CHART:
                        self.homes.setdefault(below, node[1])
                    yield node, below
        yield from self._question_edges()
        yield from self._module_edges()

    def _caveat_and_chart_edges(self, ledger: Ledger) -> Iterator[tuple[Node, Node]]:
        for report in ledger.reports.values():
            for key, text in report.caveats.items():
                for below in _references_in(text, report.slug):
                    yield (CAVEAT, f"{report.slug}:{key}"), below
            for chart in report.charts:
                node = (CHART, f"{report.slug}:{chart.key}")
                for key in (*chart.figures.values(), *chart.rows):
                    yield node, (FIGURE, _full_key(key, report.slug))
                for text in (chart.title, chart.sub, chart.base, chart.sign, chart.side_by_side):
                    for below in _references_in(text, report.slug):
                        yield node, below
        for key, table in ledger.tables.items():
            if table.chart:
                cells = [c.full_key for row in table.cells.values() for c in row.values()]
                for below in [
                    *((FIGURE, c) for c in cells),
                    *_references_in(table.finding, table.report),
                ]:
                    yield (CHART, key), below

    def _question_edges(self) -> Iterator[tuple[Node, Node]]:
        for question in self.built:
            for key in question.figures:
                yield (QUESTION, question.key), (FIGURE, key)
        for definition in self.content.questions:
            for key in definition.shape.caveats:
                node = (QUESTION, f"{definition.report}/{definition.shape.key}")
                yield node, (CAVEAT, _full_key(key, definition.report))
        for scenario in self.content.scenarios:
            for name, form in scenario.shape.forms.items():
                for key in form.caveats:
                    yield (QUESTION, key_of_form(scenario.shape.key, name)), (CAVEAT, key)

    def _module_edges(self) -> Iterator[tuple[Node, Node]]:
        for module_text in self.content.texts:
            for text in _texts_of(module_text.editions):
                for below in _references_in(text.value, report_slug=""):
                    yield (TEXT, module_text.name), below
        forms = {
            scenario.shape.key: tuple(scenario.shape.forms) for scenario in self.content.scenarios
        }
        for module in self.content.modules:
            node = (MODULE, module.shape.slug)
            for text in module_texts(module):
                for below in _references_in(text.value, report_slug=""):
                    yield node, below
            for key in module.shape.question_keys(forms):
                yield node, (QUESTION, key)
            for step in module.shape.steps:
                if isinstance(step, ReadStep) and step.explainer:
                    yield node, (PAGE, step.explainer)
                if isinstance(step, AskingStep | ReadStep) and step.text:
                    self.homes[TEXT, step.text] = module.shape.slug
                    yield node, (TEXT, step.text)

    @cached_property
    def _titles(self) -> Mapping[Node, str]:
        """What each thing is called where it is read."""
        ledger = self.content.ledger

        def resolved(report_slug: str, text: str) -> str:
            return resolve_text(ledger, report_slug, " ".join(text.split())).text

        titles = {(FIGURE, key): figure.label for key, figure in ledger.figures.items()}
        for report in ledger.reports.values():
            for chart in report.charts:
                titles[CHART, f"{report.slug}:{chart.key}"] = resolved(report.slug, chart.title)
        for key, table in ledger.tables.items():
            titles[CHART, key] = resolved(table.report, table.finding or table.title)
        for page in (*self.content.explainers, *self.content.library_texts):
            titles[PAGE, _page_key(page)] = resolved(page.report, page.ordinary.title.value)
        for question in self.built:
            titles[QUESTION, question.key] = question.spec.stem
        for module in self.content.modules:
            titles[MODULE, module.shape.slug] = resolved("", module.shape.title)
            for step in module.shape.steps:
                if isinstance(step, AskingStep | ReadStep) and step.text:
                    titles[TEXT, step.text] = resolved("", step.title)
        return titles


def _page_key(page: Explainer) -> str:
    """`report/slug`; of a text of the library's own its slug."""
    return f"{page.report}/{page.slug}" if page.report else page.slug


def _full_key(key: str, report_slug: str) -> str:
    """`report:key` of a key that a text or file of that report writes."""
    return key if ":" in key else f"{report_slug}:{key}"


def _references_in(text: str, report_slug: str) -> Iterator[Node]:
    """The figures and drawings that a text names."""
    for kind, key in REFERENCE.findall(text):
        yield (FIGURE if kind == "figure" else CHART), _full_key(key.strip(), report_slug)


def _texts_of(editions: Iterable[Edition]) -> Iterator[Text]:
    for edition in editions:
        yield from edition.texts
