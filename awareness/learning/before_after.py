"""How many chose the safe first step before and after: the same people, on parallel forms.

*Before* is somebody's first meeting with a situation, *after* their first meeting with its other
form, later and elsewhere (another module, a refresher): never a retry, which only those take who
chose otherwise. Each form comes first for half of the people (rules.first_form). Pooled over at
least POOL_FLOOR people, for authors alone.
"""

from dataclasses import dataclass

from django.db.models import (
    Avg,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Left, Length

from awareness.learning.models import ModuleVersion, StepQuestion
from awareness.people.visibility import POOL_FLOOR, POOLED, scope
from quizzes.models import AttemptItem
from quizzes.statistics import Interval, mean_interval, paired_difference, wilson

PREFIX = "scenario/"
FORM = 2  # "-a", "-b" at the end of a key


@dataclass(frozen=True)
class Change:
    """One situation, or all of them together (`scenario` ""), over `n` people who met both forms.

    `met` people met the first form; who of them did not come to the second is not in the rates.
    """

    scenario: str
    met: int
    n: int
    before: Interval
    after: Interval
    difference: Interval

    @property
    def share_with_both(self) -> float:
        return self.n / self.met


def changes(role: str) -> tuple[Change | None, list[Change], int]:
    """(all together, each situation, how many situations are below the floor); three queries.

    Nothing for a role that may not see it, and nothing over fewer than POOL_FLOOR people.
    """
    if scope(role, "pooled_item_statistics") != POOLED:
        return None, [], 0
    cells = _firsts().values("scenario").annotate(
        met=Count("pk"),
        n=Count("after"),
        before=Sum("safe", filter=Q(after__isnull=False)),
        later=Sum("after"),
        gained=Count("pk", filter=Q(safe=0, after=1)),
        lost=Count("pk", filter=Q(safe=1, after=0)),
    )  # fmt: skip
    rows = list(cells.order_by("scenario"))
    each = [_change(row) for row in rows if row["n"] >= POOL_FLOOR]
    return _together(_firsts()), each, len(rows) - len(each)


def of_everybody(role: str) -> Change | None:
    """Over the situations of the modules that everybody takes alone (A5): the rate that says what
    the course is for. Nothing for a role that may not see it, or below the floor; two queries."""
    if scope(role, "pooled_item_statistics") != POOLED:
        return None
    key = F("question_version__question__key")
    asked = StepQuestion.objects.filter(
        step__module_version__status=ModuleVersion.Status.LIVE,
        step__module_version__module__mandatory=True,
        question_version__question__key__startswith=PREFIX,
    )
    stems = asked.order_by().values(stem=Left(key, Length(key) - FORM))
    return _together(_firsts().filter(scenario__in=stems))


def _change(row: dict) -> Change:
    n = row["n"]
    return Change(
        scenario=row["scenario"].removeprefix(PREFIX),
        met=row["met"],
        n=n,
        before=wilson(row["before"], n),
        after=wilson(row["later"], n),
        difference=paired_difference(row["gained"], row["lost"], n),
    )


def _together(firsts: QuerySet[AttemptItem]) -> Change | None:
    """Each person counts once, with the mean over the situations that they met twice."""
    people = firsts.values(who=F("attempt__learner"))
    met = people.distinct().count()
    told = (
        people.filter(after__isnull=False)
        .annotate(
            b=Avg("safe"),
            a=Avg("after"),
            d=Avg(ExpressionWrapper(F("after") - F("safe"), output_field=FloatField())),
        )
        .aggregate(
            n=Count("who"),
            b_sum=Sum("b"), b_squares=Sum(F("b") * F("b")),
            a_sum=Sum("a"), a_squares=Sum(F("a") * F("a")),
            d_sum=Sum("d"), d_squares=Sum(F("d") * F("d")),
        )
    )  # fmt: skip
    if told["n"] < POOL_FLOOR:
        return None

    def interval(name: str) -> Interval:
        return mean_interval(told["n"], told[f"{name}_sum"], told[f"{name}_squares"])

    return Change("", met, told["n"], interval("b"), interval("a"), interval("d"))


def _firsts() -> QuerySet[AttemptItem]:
    """Everybody's first meeting with each situation: `scenario`, `safe`, and `after` (or NULL)."""
    met = _met()
    mine = met.filter(attempt__learner=OuterRef("attempt__learner"), scenario=OuterRef("scenario"))
    earlier = mine.filter(pk__lt=OuterRef("pk"))
    later = (
        mine.filter(pk__gt=OuterRef("pk"))
        .exclude(version__question=OuterRef("version__question"))
        .exclude(attempt__context=OuterRef("attempt__context"))
        .order_by("pk")
    )
    return met.filter(~Exists(earlier)).annotate(after=Subquery(later.values("safe")[:1]))


def _met() -> QuerySet[AttemptItem]:
    """First answers to situations, played to their end, with what the first decision was worth."""
    key = F("version__question__key")
    return (
        AttemptItem.objects.filter(
            version__question__key__startswith=PREFIX,
            attempt__number=1,
            attempt__state="finished",
            fraction__isnull=False,
        )
        .order_by()
        .annotate(scenario=Left(key, Length(key) - FORM), safe=F("fraction"))
    )
