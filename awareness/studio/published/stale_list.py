"""What rests on a changed figure until somebody has looked: `Looked` rows take it off the list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awareness.content import dependants
from awareness.content.models import FigureChange, StaleMark
from awareness.insights.models import ExplainerVersion, Figure, LibraryPart, PartKind
from awareness.learning.models import ModuleVersion

KIND_LABELS = {  # dependants.KINDS, in words
    "figure": _("Figure"),
    "chart": _("Drawing"),
    "page": _("Page"),
    "question": _("Question"),
    "text": _("Text of a module"),
    "module": _("Module"),
}


@dataclass(frozen=True)
class StaleRow:
    """One object that rests on a changed figure."""

    mark: StaleMark  # its newest open one
    is_live: bool  # False once its page, module or figure is gone

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.mark.kind])

    @property
    def address(self) -> str:
        """Where it is read; "" for a drawing that no page shows."""
        mark = self.mark
        report_slug, _colon, key = mark.key.partition(":")
        match mark.kind:
            case dependants.FIGURE:
                return reverse("studio:figure", args=[report_slug, key])
            case dependants.QUESTION:
                return reverse("studio:question", args=[mark.key])
            case dependants.PAGE:
                return _page_address(mark.key)
            case dependants.CHART:
                return _page_address(mark.home) if mark.home else ""
        home = mark.home or mark.key  # of a text the module that it stands in
        return reverse("learning:open", args=[home]) if "/" not in home else ""


def _page_address(page_key: str) -> str:
    """Where a page, report/slug, or a text of the library's own, by its slug, is read."""
    if "/" in page_key:
        return reverse("insights:explainer", args=page_key.split("/"))
    return reverse("insights:text", args=[page_key])


@dataclass(frozen=True)
class StaleFigure:
    """A figure, every change of it that somebody has still to look at, and what rests on it."""

    full_key: str
    label: str
    changes: tuple[FigureChange, ...]
    rows: tuple[StaleRow, ...]

    @property
    def report(self) -> str:
        return self.full_key.partition(":")[0]

    @property
    def key(self) -> str:
        return self.full_key.partition(":")[2]


def open_marks() -> QuerySet[StaleMark]:
    """The marks at which nobody has looked."""
    return StaleMark.objects.filter(looked=None)


def open_marks_of_same(mark: StaleMark) -> QuerySet[StaleMark]:
    """The open marks of the same object for the same figure, up to this one.

    A change that came later has not been seen by whoever looks at this one.
    """
    return open_marks().filter(
        change__figure=mark.change.figure, kind=mark.kind, key=mark.key, pk__lte=mark.pk
    )


def open_count() -> int:
    """How many objects wait to be looked at, each once for a figure; one query."""
    return open_marks().values("change__figure", "kind", "key").distinct().count()


def stale_figures() -> list[StaleFigure]:
    """Everything that waits, by figure, the newest change first; five queries at any size."""
    live_keys_by_kind = _live_keys_by_kind()
    marks_by_figure: dict[str, list[StaleMark]] = {}
    for mark in open_marks().select_related("change").order_by("-change_id", "id"):
        marks_by_figure.setdefault(mark.change.figure, []).append(mark)
    stale = []
    for full_key, marks in marks_by_figure.items():
        change_by_id = {mark.change_id: mark.change for mark in marks}
        newest_by_object: dict[tuple[str, str], StaleMark] = {}
        for mark in marks:
            newest_by_object.setdefault((mark.kind, mark.key), mark)
        rows = [
            StaleRow(mark, _is_live(mark, live_keys_by_kind)) for mark in newest_by_object.values()
        ]
        rows.sort(key=lambda row: (dependants.KINDS.index(row.mark.kind), row.mark.key))
        label = next(iter(change_by_id.values())).label
        stale.append(StaleFigure(full_key, label, tuple(change_by_id.values()), tuple(rows)))
    return stale


def _is_live(mark: StaleMark, live_keys_by_kind: Mapping[str, set[str]]) -> bool:
    """False once its page, module or figure is gone. A question, and a drawing that never had a
    page, are never gone."""
    if mark.kind == dependants.QUESTION or (mark.kind == dependants.CHART and not mark.home):
        return True
    return (mark.home or mark.key) in live_keys_by_kind[mark.kind]


def _live_keys_by_kind() -> dict[str, set[str]]:
    """By dependants' kind, what readers can open now: pages as report/slug, texts of the
    library's own and modules by slug, figures as report:key. Four queries."""
    pages = ExplainerVersion.objects.live()
    slugs = pages.values_list("explainer__report__slug", "explainer__slug")
    page_keys = {f"{report_slug}/{slug}" for report_slug, slug in slugs}
    library_texts = LibraryPart.objects.filter(kind=PartKind.TEXT)
    page_keys |= set(library_texts.values_list("slug", flat=True))
    module_slugs = set(ModuleVersion.objects.live().values_list("module__slug", flat=True))
    figures = Figure.objects.filter(withdrawn=False).values_list("report__slug", "key")
    return {
        dependants.PAGE: page_keys,
        dependants.CHART: page_keys,
        dependants.MODULE: module_slugs,
        dependants.TEXT: module_slugs,
        dependants.FIGURE: {f"{report_slug}:{key}" for report_slug, key in figures},
    }
