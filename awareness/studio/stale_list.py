"""What rests on a changed figure until somebody has looked: `Looked` rows take it off the list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awareness.content import dependants
from awareness.content.models import FigureChange, StaleMark
from awareness.insights.models import ExplainerVersion, Figure
from awareness.learning.models import ModuleVersion

MARKED = {  # dependants.KINDS, in words
    "figure": _("Figure"),
    "chart": _("Drawing"),
    "page": _("Page"),
    "question": _("Question"),
    "text": _("Text of a module"),
    "module": _("Module"),
}


@dataclass(frozen=True)
class StaleRow:
    """One thing that rests on a changed figure. `mark` is its newest open mark; `is_live` is False
    once its page, module or figure is gone."""

    mark: StaleMark
    is_live: bool

    @property
    def kind_label(self) -> str:
        return str(MARKED[self.mark.kind])

    @property
    def address(self) -> str:
        """Where it is read; "" for a drawing that no page shows."""
        mark = self.mark
        report_slug, _colon, key = mark.key.partition(":")
        home = mark.home or mark.key
        match mark.kind:
            case dependants.FIGURE:
                return reverse("studio:figure", args=[report_slug, key])
            case dependants.QUESTION:
                return reverse("studio:question", args=[mark.key])
            case dependants.PAGE | dependants.CHART:
                page, _slash, slug = home.partition("/")
                return reverse("insights:explainer", args=[page, slug]) if slug else ""
        return reverse("learning:open", args=[home]) if "/" not in home else ""


@dataclass(frozen=True)
class StaleFigure:
    """A figure, every change of it that somebody has still to look at, and what rests on it."""

    figure: str
    label: str
    changes: tuple[FigureChange, ...]
    rows: tuple[StaleRow, ...]

    @property
    def report(self) -> str:
        return self.figure.partition(":")[0]

    @property
    def key(self) -> str:
        return self.figure.partition(":")[2]


def open_marks() -> QuerySet[StaleMark]:
    return StaleMark.objects.filter(looked=None)


def open_marks_of_same(mark: StaleMark) -> QuerySet[StaleMark]:
    """The open marks of the same thing for the same figure, up to this one.

    A change that came later has not been seen by whoever looks at this one.
    """
    return open_marks().filter(
        change__figure=mark.change.figure, kind=mark.kind, key=mark.key, pk__lte=mark.pk
    )


def open_count() -> int:
    """How many things wait to be looked at, each once for a figure; one query."""
    return open_marks().values("change__figure", "kind", "key").distinct().count()


def stale_figures() -> list[StaleFigure]:
    """Everything that waits, by figure, the newest change first; four queries at any size."""
    live_keys_by_kind = _live_keys_by_kind()
    by_figure: dict[str, list[StaleMark]] = {}
    for mark in open_marks().select_related("change").order_by("-change_id", "id"):
        by_figure.setdefault(mark.change.figure, []).append(mark)
    groups = []
    for figure, marks in by_figure.items():
        changes = {mark.change_id: mark.change for mark in marks}
        newest: dict[tuple[str, str], StaleMark] = {}
        for mark in marks:
            newest.setdefault((mark.kind, mark.key), mark)
        rows = [StaleRow(mark, _is_live(mark, live_keys_by_kind)) for mark in newest.values()]
        rows.sort(key=lambda row: (dependants.KINDS.index(row.mark.kind), row.mark.key))
        label = next(iter(changes.values())).label
        groups.append(StaleFigure(figure, label, tuple(changes.values()), tuple(rows)))
    return groups


def _is_live(mark: StaleMark, live_keys_by_kind: Mapping[str, set[str]]) -> bool:
    """False once its page, module or figure is gone. A question, and a drawing that never had a
    page, are never gone."""
    if mark.kind == dependants.QUESTION or (mark.kind == dependants.CHART and not mark.home):
        return True
    return (mark.home or mark.key) in live_keys_by_kind[mark.kind]


def _live_keys_by_kind() -> dict[str, set[str]]:
    """By dependants' kind, what readers can open now: pages as report/slug, modules by slug,
    figures as report:key. Three queries."""
    pages = ExplainerVersion.objects.live()
    named = pages.values_list("explainer__report__slug", "explainer__slug")
    read = {f"{report_slug}/{slug}" for report_slug, slug in named}
    modules = set(ModuleVersion.objects.live().values_list("module__slug", flat=True))
    kept = Figure.objects.filter(withdrawn=False).values_list("report__slug", "key")
    return {
        dependants.PAGE: read,
        dependants.CHART: read,
        dependants.MODULE: modules,
        dependants.TEXT: modules,
        dependants.FIGURE: {f"{report_slug}:{key}" for report_slug, key in kept},
    }
