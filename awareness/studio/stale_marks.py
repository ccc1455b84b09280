"""A changed figure marks what rests on it, until somebody has looked.

`current_figures` before a load and `mark_dependants` after it write the rows; the rest reads them.
Rows are added and never changed: whoever looks adds a row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from awareness.bank.build import BuiltQuestion
from awareness.content import dependants
from awareness.content.parsed import Content
from awareness.insights.models import ExplainerVersion, Figure
from awareness.insights.numbers import plain
from awareness.learning.models import ModuleVersion
from awareness.studio.models import FigureChange, StaleMark

# Fields whose change marks what rests on a figure; `review_by` and `reason` do not.
FIELDS = (
    "value", "value_to", "qualifier", "unit", "as_printed", "formula", "label", "statement",
    "measure", "population", "question", "base_n", "base_inferred", "multi_answer", "where",
    "address", "read_on", "as_of", "use", "no_key", "caveats", "discrepancies",
    "per", "between", "day",
)  # fmt: skip
COMPUTED = ("value",)  # of a figure with a formula, follows from others

type FieldTexts = Mapping[str, str]  # by name of a field: its value as a reader sees it


def current_figures() -> dict[str, FieldTexts]:
    """What every figure says that the files hold, by full key; one query."""
    rows = Figure.objects.filter(withdrawn=False).values("report__slug", "key", *FIELDS)
    return {
        f"{row['report__slug']}:{row['key']}": {name: _written(name, row[name]) for name in FIELDS}
        for row in rows
    }


def _written(name: str, value: object) -> str:
    """A field as a reader of the list sees it."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "yes" if value else ""
        case list():
            return ", ".join(map(str, value))
    return plain(value) if name in ("value", "value_to") else str(value)


def mark_dependants(
    before: Mapping[str, FieldTexts], content: Content, built: Iterable[BuiltQuestion], today: date
) -> list[FigureChange]:
    """Write down each figure that says something else than `before`, and all that rests on it.

    A figure that is new changes nothing that was there; nor does the first load of all.
    """
    after = current_figures() if before else {}
    both = before.keys() & after.keys()
    changed = {key: differences for key in both if (differences := _diff(before[key], after[key]))}
    if not changed:
        return []
    rests = dependants.Dependants(content, built)
    # A sum that only follows its parts is not changed by itself: it rests on what was.
    follows = rests.computed_from(changed)
    changes = {
        key: differences
        for key, differences in sorted(changed.items())
        if not (
            key in follows and {difference["name"] for difference in differences} <= set(COMPUTED)
        )
    }
    rows = FigureChange.objects.bulk_create(
        FigureChange(figure=key, label=after[key]["label"], changes=differences, day=today)
        for key, differences in changes.items()
    )
    StaleMark.objects.bulk_create(
        StaleMark(
            change=row,
            kind=dependant.kind,
            key=dependant.key,
            title=dependant.title,
            home=dependant.home,
        )
        for row in rows
        for dependant in rests.of(row.figure)
    )
    return rows


def _diff(before: FieldTexts, after: FieldTexts) -> list[dict[str, str]]:
    return [
        {"name": name, "before": before[name], "after": after[name]}
        for name in FIELDS
        if before[name] != after[name]
    ]


@dataclass(frozen=True)
class StaleRow:
    """One thing that rests on a changed figure. `mark` is its newest open mark; `is_live`: its link
    leads somewhere."""

    mark: StaleMark
    is_live: bool


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
    live = _live()
    by_figure: dict[str, list[StaleMark]] = {}
    for mark in open_marks().select_related("change").order_by("-change_id", "id"):
        by_figure.setdefault(mark.change.figure, []).append(mark)
    groups = []
    for figure, marks in by_figure.items():
        changes = {mark.change_id: mark.change for mark in marks}
        newest: dict[tuple[str, str], StaleMark] = {}
        for mark in marks:
            newest.setdefault((mark.kind, mark.key), mark)
        rows = [StaleRow(mark, _is_live(mark, live)) for mark in newest.values()]
        rows.sort(key=lambda row: (dependants.KINDS.index(row.mark.kind), row.mark.key))
        label = next(iter(changes.values())).label
        groups.append(StaleFigure(figure, label, tuple(changes.values()), tuple(rows)))
    return groups


def _is_live(mark: StaleMark, live: Mapping[str, set[str]]) -> bool:
    """A question always has a page, and a drawing that no page shows never had one."""
    if mark.kind == dependants.QUESTION or (mark.kind == dependants.CHART and not mark.home):
        return True
    return (mark.home or mark.key) in live[mark.kind]


def _live() -> dict[str, set[str]]:
    """By kind: what can be opened; three queries."""
    pages = ExplainerVersion.objects.live()
    named = pages.values_list("explainer__report__slug", "explainer__slug")
    read = {f"{report}/{slug}" for report, slug in named}
    modules = set(ModuleVersion.objects.live().values_list("module__slug", flat=True))
    kept = Figure.objects.filter(withdrawn=False).values_list("report__slug", "key")
    return {
        dependants.PAGE: read,
        dependants.CHART: read,
        dependants.MODULE: modules,
        dependants.TEXT: modules,
        dependants.FIGURE: {f"{report}:{key}" for report, key in kept},
    }
