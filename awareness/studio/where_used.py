"""Where a figure or a question is used: pages, drawings, questions, modules, other figures."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class FigureUse:
    """What rests on one figure in the live content."""

    pages: list[ExplainerVersion]
    drawings: list[tuple[str, str, str]]  # (report, key, title)
    questions: list[str]  # keys
    modules: list[ModuleVersion]
    figures: list[Figure]  # computed from it
    discrepancies: list[Discrepancy]
    library: list[LibraryPart]  # figures on top, questions across reports, own texts

    @property
    def anything(self) -> bool:
        used = (self.pages, self.drawings, self.questions, self.modules, self.figures)
        return any((*used, self.library))


@dataclass(frozen=True)
class QuestionUse:
    pages: list[ExplainerVersion]
    modules: list[ModuleVersion]


def uses_of_figure(figure: Figure) -> FigureUse:
    """Eight queries at any size; pages and modules are searched by their resolved notes."""
    full = f"{figure.report.slug}:{figure.key}"
    live = ExplainerVersion.objects.live().with_place().defer("body_markdown")
    pages = [version for version in live if full in _figure_keys(version)]
    drawings = [
        (slug, key, drawn.get("title", ""))
        for slug, charts in Report.objects.values_list("slug", "charts")
        for key, drawn in charts.items()
        if full in drawn.get("figures", ())
    ]
    questions = bank.question_keys_using(full)
    module_slugs = set(
        QuestionModule.objects.filter(question__key__in=questions).values_list("module", flat=True)
    )
    read = {version.id for version in pages}
    modules = [
        version
        for version in ModuleVersion.objects.live()
        .select_related("module")
        .prefetch_related("steps")
        if version.module.slug in module_slugs
        or any(step.explainer_version_id in read for step in version.steps.all())
        or any(_names_figure(step.text, full) for step in version.spec.steps)
    ]
    computed = Figure.objects.filter(withdrawn=False).exclude(formula="").select_related("report")
    figures = [
        computed_figure
        for computed_figure in computed
        if "{" + full + "}" in computed_figure.formula
        or (
            computed_figure.report_id == figure.report_id
            and "{" + figure.key + "}" in computed_figure.formula
        )
    ]
    known = Discrepancy.objects.filter(withdrawn=False, key__in=figure.discrepancies)
    parts = [part for part in LibraryPart.objects.order_by("order") if full in part.keys]
    return FigureUse(pages, drawings, questions, modules, figures, list(known), parts)


def _figure_keys(version: ExplainerVersion) -> set[str]:
    """Full keys of the figures that a page's editions name or draw."""
    names: set[str] = set()
    for resolved in (version.resolved, (version.plain or {}).get("resolved") or {}):
        names |= {note["key"] for note in resolved.get("figures", ())}
        for drawn in resolved.get("charts", {}).values():
            names |= set(drawn.get("figures", ()))
    return names


def _names_figure(spec: object, full: str) -> bool:
    """Whether a module's own texts name a figure: a note with its key, at any depth."""
    if isinstance(spec, dict):
        return spec.get("key") == full or any(_names_figure(part, full) for part in spec.values())
    return isinstance(spec, list) and any(_names_figure(part, full) for part in spec)


def uses_of_question(version: QuestionVersion) -> QuestionUse:
    """The pages that check with a question and the modules that ask it; four queries."""
    uses = QuestionExplainer.objects.filter(question=version.question_id)
    names = set(uses.values_list("explainer", flat=True))
    pages = [
        page
        for page in ExplainerVersion.objects.live()
        .with_place()
        .filter(explainer__slug__in=[name.partition("/")[2] for name in names])
        .defer("body_markdown", "resolved", "plain")
        if f"{page.explainer.report.slug}/{page.explainer.slug}" in names
    ]
    slugs = QuestionModule.objects.filter(question=version.question_id).values("module")
    modules = ModuleVersion.objects.live().filter(module__slug__in=slugs).select_related("module")
    return QuestionUse(pages, list(modules))
