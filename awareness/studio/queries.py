"""What the studio's lists read. Everything here costs the same number of queries at any size."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import NullIf

from awareness.insights.models import ExplainerVersion, Figure, Report, Table
from awareness.learning.models import ModuleVersion
from awareness.studio.approvals import ReviewStatus
from quizzes.models import KindName, QuestionVersion

SCENARIOS = "scenario"  # the first part of a situation's key, where others have their report


@dataclass(frozen=True)
class PackRow:
    """One report and how much of it is live."""

    report: Report
    figures: int
    tables: int
    pages: int
    questions: int


def packs() -> list[PackRow]:
    """Every report that the files hold, newest first, with counts; five queries."""
    reports = Report.objects.filter(withdrawn=False).defer("charts", "caveats")
    figures = _counts(Figure.objects.filter(withdrawn=False))
    tables = _counts(Table.objects.filter(withdrawn=False))
    pages = _counts(ExplainerVersion.objects.live(), "explainer__report_id")
    keys = QuestionVersion.objects.live().values_list("question__key", flat=True)
    questions = Counter(key.partition("/")[0] for key in keys)
    return [
        PackRow(r, figures[r.id], tables[r.id], pages[r.id], questions[r.slug]) for r in reports
    ]


def _counts(rows: QuerySet[Any], column: str = "report_id") -> Counter[int]:
    counted = rows.order_by().values(column).annotate(n=Count("id"))
    return Counter({row[column]: row["n"] for row in counted})


def questions(
    *,
    report: str = "",
    kind: str = "",
    objective: str = "",
    made: str = "",
    q: str = "",
    state: str = "",
    statuses: Mapping[int, ReviewStatus] | None = None,
) -> QuerySet[QuestionVersion]:
    """Live questions for the list, by key, without their specs: `stem`, `model`, `objective`.

    `report` may be "scenario"; `made` is generated or authored; `q` stands in key or stem;
    `state` is open, returned or reviewed, by `statuses` (version id -> ReviewStatus).
    """
    versions = QuestionVersion.objects.live().select_related("question").defer("spec")
    versions = versions.annotate(
        stem=KT("spec__stem"),
        # What is written by hand has no model; a database may read that as the word "null".
        model=NullIf(KT("spec__item_model"), Value("null"), output_field=TextField()),
        objective=KT("spec__objective"),
    ).order_by("question__key")
    if report:
        versions = versions.filter(question__key__startswith=f"{report}/")
    if kind in KindName.values:
        versions = versions.filter(question__kind=kind)
    if objective:
        versions = versions.filter(spec__objective=objective)
    if made == "generated":
        versions = versions.exclude(spec__item_model=None)
    elif made == "authored":
        versions = versions.filter(spec__item_model=None)
    if state:
        reviewed = (statuses or {}).items()
        if state == "open":
            decided = [pk for pk, status in reviewed if status.state != state]
            versions = versions.exclude(pk__in=decided)
        else:
            matching = [pk for pk, status in reviewed if status.state == state]
            versions = versions.filter(pk__in=matching)
    if q:
        versions = versions.filter(Q(question__key__icontains=q) | Q(stem__icontains=q))
    return versions


def objectives() -> list[tuple[str, str]]:
    """What live questions serve, once each: (key, words of the module that it is of), by words; of
    what no module names its key with blanks. Two queries."""
    versions = QuestionVersion.objects.live().annotate(goal=KT("spec__objective"))
    goals = {goal for goal in versions.values_list("goal", flat=True) if goal}
    words: dict[str, str] = {}
    for of_module in ModuleVersion.objects.live().values_list("spec__objectives", flat=True):
        words |= of_module or {}
    named = [(goal, words.get(goal) or goal.replace("-", " ")) for goal in goals]
    return sorted(named, key=lambda row: row[1].casefold())


def stems(keys: Iterable[str]) -> dict[str, str]:
    """What live questions ask, by key; one query, none without keys."""
    wanted = list(keys)
    versions = QuestionVersion.objects.live().filter(question__key__in=wanted)
    rows = versions.annotate(stem=KT("spec__stem")).values_list("question__key", "stem")
    return {key: stem for key, stem in rows if stem} if wanted else {}


def figure(report_slug: str, key: str) -> Figure:
    """A figure with its report; Figure.DoesNotExist otherwise."""
    return Figure.objects.select_related("report").get(report__slug=report_slug, key=key)


def versions_of(key: str) -> list[QuestionVersion]:
    """All versions of a question, newest first, each with its question; [] for an unknown key."""
    versions = QuestionVersion.objects.filter(question__key=key)
    return list(
        versions.select_related("question").annotate(day=F("first_loaded__day")).order_by("-number")
    )
