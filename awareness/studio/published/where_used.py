"""Where a figure or a question is used: pages, drawings, questions, modules, other figures."""

from dataclasses import dataclass
from typing import NamedTuple

from awareness.bank import queries as bank
from awareness.bank.models import QuestionExplainer, QuestionModule
from awareness.insights.models import (
    Discrepancy,
    ExplainerVersion,
    Figure,
    LibraryPart,
    Report,
)
from awareness.learning.models import ModuleVersion
from quizzes.models import QuestionVersion


class UsedDrawing(NamedTuple):
    """A drawing of a report, as the database holds it."""

    report_slug: str
    key: str
    title: str


@dataclass(frozen=True)
class FigureUse:
    """What rests on one figure in the live content."""

    pages: list[ExplainerVersion]
    drawings: list[UsedDrawing]
    question_keys: list[str]
    modules: list[ModuleVersion]
    computed_figures: list[Figure]  # whose formula names it
    discrepancies: list[Discrepancy]  # that it names; nothing rests on it by that
    library_parts: list[LibraryPart]  # figures on top, questions across reports, own texts

    @property
    def is_used(self) -> bool:
        """Whether anything of the live content rests on it."""
        lists = (
            self.pages, self.drawings, self.question_keys, self.modules, self.computed_figures,
            self.library_parts,
        )  # fmt: skip
        return any(lists)


@dataclass(frozen=True)
class QuestionUse:
    """What asks one question in the live content."""

    pages: list[ExplainerVersion]
    modules: list[ModuleVersion]


def uses_of_figure(figure: Figure) -> FigureUse:
    """Eight queries at any size; pages and modules are searched by their resolved notes."""
    full_key = f"{figure.report.slug}:{figure.key}"
    live_pages = ExplainerVersion.objects.live().with_place().defer("body_markdown")
    pages = [version for version in live_pages if full_key in _figure_keys(version)]
    drawings = [
        UsedDrawing(report_slug, key, chart.get("title", ""))
        for report_slug, charts in Report.objects.values_list("slug", "charts")
        for key, chart in charts.items()
        if full_key in chart.get("figures", ())
    ]
    question_keys = bank.question_keys_using(full_key)
    module_slugs = set(
        QuestionModule.objects.filter(question__key__in=question_keys).values_list(
            "module", flat=True
        )
    )
    page_version_ids = {version.id for version in pages}
    modules = [
        version
        for version in ModuleVersion.objects.live()
        .select_related("module")
        .prefetch_related("steps")
        if version.module.slug in module_slugs
        or any(step.explainer_version_id in page_version_ids for step in version.steps.all())
        or any(_names_figure(step.text, full_key) for step in version.spec.steps)
    ]
    figures_with_formula = (
        Figure.objects.filter(withdrawn=False).exclude(formula="").select_related("report")
    )
    computed_figures = [
        computed_figure
        for computed_figure in figures_with_formula
        if "{" + full_key + "}" in computed_figure.formula
        or (
            computed_figure.report_id == figure.report_id
            and "{" + figure.key + "}" in computed_figure.formula
        )
    ]
    discrepancies = Discrepancy.objects.filter(withdrawn=False, key__in=figure.discrepancies)
    library_parts = [
        part for part in LibraryPart.objects.order_by("order") if full_key in part.keys
    ]
    return FigureUse(
        pages,
        drawings,
        question_keys,
        modules,
        computed_figures,
        list(discrepancies),
        library_parts,
    )


def _figure_keys(version: ExplainerVersion) -> set[str]:
    """Full keys of the figures that a page's editions name or draw."""
    keys: set[str] = set()
    other_editions = (version.plain, version.youth)
    for resolved in (version.resolved, *(e["resolved"] for e in other_editions if e)):
        keys |= {note["key"] for note in resolved.get("figures", ())}
        for chart in resolved.get("charts", {}).values():
            keys |= set(chart.get("figures", ()))
    return keys


def _names_figure(stored_text: object, full_key: str) -> bool:
    """Whether a module's own text, as it is stored, names a figure: a note with its key stands in
    it, at any depth."""
    if isinstance(stored_text, dict):
        return stored_text.get("key") == full_key or any(
            _names_figure(part, full_key) for part in stored_text.values()
        )
    return isinstance(stored_text, list) and any(
        _names_figure(part, full_key) for part in stored_text
    )


def uses_of_question(question_version: QuestionVersion) -> QuestionUse:
    """The pages that check with a question and the modules that ask it; four queries."""
    question_pages = QuestionExplainer.objects.filter(question=question_version.question_id)
    page_names = set(question_pages.values_list("explainer", flat=True))
    pages = [
        version
        for version in ExplainerVersion.objects.live()
        .with_place()
        .filter(explainer__slug__in=[name.partition("/")[2] for name in page_names])
        .defer("body_markdown", "resolved", "plain")
        if f"{version.explainer.report.slug}/{version.explainer.slug}" in page_names
    ]
    module_slugs = QuestionModule.objects.filter(question=question_version.question_id).values(
        "module"
    )
    modules = (
        ModuleVersion.objects.live().filter(module__slug__in=module_slugs).select_related("module")
    )
    return QuestionUse(pages, list(modules))
