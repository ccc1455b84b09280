"""What the studio's lists read. Everything here costs the same number of queries at any size."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import NullIf

from awareness.insights.models import ExplainerVersion, Figure, Report, Table
from awareness.learning.models import ModuleVersion
from awareness.studio.published.approvals import ReviewStatus
from quizzes.models import KindName, QuestionVersion

SCENARIOS = "scenario"  # the first part of a situation's key, where others have their report


@dataclass(frozen=True)
class ReportRow:
    """One report and how much of it is live."""

    report: Report
    figure_count: int
    table_count: int
    page_count: int
    question_count: int


def report_rows() -> list[ReportRow]:
    """Every report that the files hold, newest first, with counts; five queries."""
    reports = Report.objects.filter(withdrawn=False).defer("charts", "caveats")
    figure_counts = _count_by_report(Figure.objects.filter(withdrawn=False))
    table_counts = _count_by_report(Table.objects.filter(withdrawn=False))
    page_counts = _count_by_report(ExplainerVersion.objects.live(), "explainer__report_id")
    question_keys = QuestionVersion.objects.live().values_list("question__key", flat=True)
    question_counts = Counter(key.partition("/")[0] for key in question_keys)
    return [
        ReportRow(
            report,
            figure_count=figure_counts[report.id],
            table_count=table_counts[report.id],
            page_count=page_counts[report.id],
            question_count=question_counts[report.slug],
        )
        for report in reports
    ]


def _count_by_report(rows: QuerySet[Any], report_column: str = "report_id") -> Counter[int]:
    """How many rows each report has, by its id; `report_column` leads from a row to the report."""
    grouped_rows = rows.order_by().values(report_column).annotate(n=Count("id"))
    return Counter({row[report_column]: row["n"] for row in grouped_rows})


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
        status_by_id = (statuses or {}).items()
        if state == "open":
            other_ids = [pk for pk, status in status_by_id if status.state != state]
            versions = versions.exclude(pk__in=other_ids)
        else:
            matching_ids = [pk for pk, status in status_by_id if status.state == state]
            versions = versions.filter(pk__in=matching_ids)
    if q:
        versions = versions.filter(Q(question__key__icontains=q) | Q(stem__icontains=q))
    return versions


def objectives() -> list[tuple[str, str]]:
    """What live questions serve, once each: (key, words of the module that it is of), by words; of
    what no module names its key with blanks. Two queries."""
    versions = QuestionVersion.objects.live().annotate(goal=KT("spec__objective"))
    objective_keys = {
        objective_key for objective_key in versions.values_list("goal", flat=True) if objective_key
    }
    words_by_key: dict[str, str] = {}
    for module_objectives in ModuleVersion.objects.live().values_list(
        "spec__objectives", flat=True
    ):
        words_by_key |= module_objectives or {}
    keys_and_words = [
        (objective_key, words_by_key.get(objective_key) or objective_key.replace("-", " "))
        for objective_key in objective_keys
    ]
    return sorted(keys_and_words, key=lambda key_and_words: key_and_words[1].casefold())


def stem_by_key(keys: Iterable[str]) -> dict[str, str]:
    """The stems of live questions, by their keys; one query, none without keys."""
    wanted_keys = list(keys)
    versions = QuestionVersion.objects.live().filter(question__key__in=wanted_keys)
    keys_and_stems = versions.annotate(stem=KT("spec__stem")).values_list("question__key", "stem")
    return {key: stem for key, stem in keys_and_stems if stem} if wanted_keys else {}


def figure_at(report_slug: str, key: str) -> Figure:
    """A figure with its report; Figure.DoesNotExist otherwise."""
    return Figure.objects.select_related("report").get(report__slug=report_slug, key=key)


def versions_of(question_key: str) -> list[QuestionVersion]:
    """All versions of a question, newest first, each with its question; [] for an unknown key."""
    versions = QuestionVersion.objects.filter(question__key=question_key)
    return list(
        versions.select_related("question").annotate(day=F("first_loaded__day")).order_by("-number")
    )


class EarlierAndLive(NamedTuple):
    """Two versions of a question."""

    earlier: QuestionVersion
    live: QuestionVersion


def earlier_and_live_version(question_key: str, number: int) -> EarlierAndLive | None:
    """The version with this number and the one that is live; None unless there are both, and they
    are two."""
    versions = versions_of(question_key)
    earlier = next((version for version in versions if version.number == number), None)
    live = next((version for version in versions if version.status == "live"), None)
    if earlier is None or live is None or earlier == live:
        return None
    return EarlierAndLive(earlier, live)
