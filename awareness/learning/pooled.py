"""How questions were answered, over many people, for authors: nothing below the floor leaves here.

What is told and to whom is `people.visibility`'s to say; this room only counts. No page of an
employer comes near it, and no row of a person is read.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from awareness.learning import bounds
from awareness.people.visibility import POOL_FLOOR, POOLED, scope
from quizzes import analysis, dif
from quizzes.models import QuestionVersion
from quizzes.statistics import Interval, wilson

MODULES = "module:"  # contexts of steps; what people read and try in the library is left out
COUNTRY = "attempt__learner__site__country"


@dataclass(frozen=True)
class Chosen:
    """An answer as it was offered, and the share of people who chose it."""

    text: str
    share: float
    is_key: bool

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True)
class ItemStatistic:
    """One version of a question over at least POOL_FLOOR first answers."""

    version: QuestionVersion
    n: int
    facility: Interval
    correlation: float | None  # item against rest, over `pairs`; None where it cannot be told
    pairs: int
    chosen: list[Chosen]  # in the order of the file; [] where an answer has several parts
    findings: list[bounds.Finding] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.version.question.key

    @property
    def proposed(self) -> bool:
        """Whether it is proposed for withdrawal."""
        return any(found.act == bounds.Act.WITHDRAW for found in self.findings)


def items(role: str) -> tuple[list[ItemStatistic], int]:
    """Statistics of live questions, those proposed for withdrawal first; how many are too small.

    Empty for a role that may not see them. Four queries at any size.
    """
    if scope(role, "pooled_item_statistics") != POOLED:
        return [], 0
    told = {row.version: row for row in analysis.answered(MODULES)}
    live = QuestionVersion.objects.filter(status="live").select_related("question")
    versions = {version.pk: version for version in live.order_by("question__key")}
    enough = [key for key, row in told.items() if key in versions and row.n >= POOL_FLOOR]
    choices = analysis.choices(MODULES, enough) if enough else {}
    differing = _differing() if enough else {}
    found = [
        _statistic(versions[key], told[key], choices.get(key, {}), differing.get(key, {}))
        for key in enough
    ]
    found.sort(key=lambda each: (not each.proposed, not each.findings, each.key))
    return found, sum(key in versions for key in told) - len(enough)


def _differing() -> dict[int, dict[str, float]]:
    """Where a version is answered far otherwise than in the country that most people are in, by
    people who do as well elsewhere: version -> country -> delta (negative: harder there). Of each
    side POOL_FLOOR people, or nothing is told."""
    found = defaultdict(dict)
    for each in dif.differences(analysis.strata(MODULES, COUNTRY), POOL_FLOOR):
        if each.grade is dif.Class.C:
            found[each.version][each.group] = each.delta
    return found


def _statistic(
    version: QuestionVersion, row: analysis.Answered, choices: dict, countries: Mapping[str, float]
) -> ItemStatistic:
    pairs = row.pairs
    statistic = ItemStatistic(
        version=version,
        n=row.n,
        facility=wilson(row.right, row.n),
        correlation=pairs.correlation if pairs else None,
        pairs=pairs.n if pairs else 0,
        chosen=_chosen(version, row.n, choices),
    )
    statistic.findings.extend(
        bounds.judge(
            facility=statistic.facility.value,
            correlation=statistic.correlation,
            pairs=statistic.pairs,
            wrong={each.text: each.share for each in statistic.chosen if not each.is_key},
            critical=version.kind == "scenario",
            countries=countries,
        )
    )
    return statistic


def _chosen(version: QuestionVersion, n: int, choices: dict) -> list[Chosen]:
    """How the answers divided; of single choice and first decisions, where each drew one answer."""
    spec = version.spec
    match version.kind:
        case "single":
            offered, counts, best = spec["options"], choices.get("choice", {}), "correct"
        case "scenario":
            start = spec["scenario"]["start"]
            offered, counts = spec["scenario"]["nodes"][start]["choices"], choices.get(start, {})
            best = "best"
        case _:
            return []
    return [
        Chosen(each["text"], counts.get(each["key"], 0) / n, bool(each.get(best)))
        for each in offered
    ]
