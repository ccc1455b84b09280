"""How many chose the safe first step before and after: the same people, on parallel forms.

*Before* is somebody's first meeting with a situation, *after* their first meeting with its other
form, later and elsewhere (another module, a refresher): never a retry, which only those take who
chose otherwise. Each form comes first for half of the people (rules.first_form). Pooled over at
least POOL_FLOOR people, for authors alone.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Left, Length

from awareness.learning.models import ModuleVersion, StepQuestion
from awareness.people.visibility import POOL_FLOOR, POOLED, scope
from prepared.planning import whole_tables
from quizzes.models import AttemptItem
from quizzes.statistics import Interval, mean_interval, paired_difference, wilson

PREFIX = "scenario/"
FORM = 2  # "-a", "-b" at the end of a key
# Of each person and situation the first answer, and the first later one to the other form elsewhere
# (NULL where there is none). By windows, so that the work grows with the answers however the
# database plans it: looking up what came before and after each answer took PostgreSQL minutes where
# it still took the tables for empty.
PAIRS = """
WITH met AS ({met}),
placed AS (
    SELECT met.*,
        FIRST_VALUE(safe) OVER meetings AS first_safe,
        FIRST_VALUE(question) OVER meetings AS first_question,
        FIRST_VALUE(context) OVER meetings AS first_context
    FROM met WINDOW meetings AS (PARTITION BY who, scenario ORDER BY item)
),
told AS (
    SELECT placed.*, question <> first_question AND context <> first_context AS is_other FROM placed
),
ranked AS (
    SELECT told.*, ROW_NUMBER() OVER (PARTITION BY who, scenario, is_other ORDER BY item) AS place
    FROM told
),
pairs AS (
    SELECT who, scenario, MAX(first_safe) AS first_safe,
        MAX(CASE WHEN is_other AND place = 1 THEN safe END) AS later_safe
    FROM ranked GROUP BY who, scenario
)
"""
EACH = """
SELECT scenario, COUNT(*) AS met, COUNT(later_safe) AS n,
    SUM(CASE WHEN later_safe IS NOT NULL THEN first_safe END) AS before,
    SUM(later_safe) AS later,
    SUM(CASE WHEN first_safe = 0 AND later_safe = 1 THEN 1 ELSE 0 END) AS gained,
    SUM(CASE WHEN first_safe = 1 AND later_safe = 0 THEN 1 ELSE 0 END) AS lost
FROM pairs GROUP BY scenario ORDER BY scenario
"""
TOGETHER = """,
people AS (
    SELECT who, AVG(CASE WHEN later_safe IS NOT NULL THEN first_safe END) AS b,
        AVG(later_safe) AS a, AVG(later_safe - first_safe) AS d
    FROM pairs GROUP BY who
)
SELECT COUNT(*) AS met, COUNT(a) AS n, SUM(b) AS b_sum, SUM(b * b) AS b_squares,
    SUM(a) AS a_sum, SUM(a * a) AS a_squares, SUM(d) AS d_sum, SUM(d * d) AS d_squares
FROM people
"""


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
    """(all together, each situation, how many situations are below the floor); two queries.

    Nothing for a role that may not see it, and nothing over fewer than POOL_FLOOR people.
    """
    if scope(role, "pooled_item_statistics") != POOLED:
        return None, [], 0
    rows = _rows(EACH, _met())
    each = [_change(row) for row in rows if row["n"] >= POOL_FLOOR]
    return _together(_met()), each, len(rows) - len(each)


def of_everybody(role: str) -> Change | None:
    """Over the situations of the modules that everybody takes alone (A5): the rate that says what
    the course is for. Nothing for a role that may not see it, or below the floor; one query."""
    if scope(role, "pooled_item_statistics") != POOLED:
        return None
    key = F("question_version__question__key")
    asked = StepQuestion.objects.filter(
        step__module_version__status=ModuleVersion.Status.LIVE,
        step__module_version__module__mandatory=True,
        question_version__question__key__startswith=PREFIX,
    )
    stems = asked.order_by().values(stem=Left(key, Length(key) - FORM))
    return _together(_met().filter(scenario__in=stems))


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


def _together(met: QuerySet[AttemptItem, dict]) -> Change | None:
    """Each person counts once, with the mean over the situations that they met twice."""
    [told] = _rows(TOGETHER, met)
    if told["n"] < POOL_FLOOR:
        return None

    def interval(name: str) -> Interval:
        return mean_interval(told["n"], told[f"{name}_sum"], told[f"{name}_squares"])

    return Change("", told["met"], told["n"], interval("b"), interval("a"), interval("d"))


def _rows(counted: str, met: QuerySet[AttemptItem, dict]) -> list[dict]:
    """What `counted` says of the pairs among these answers, by the names of its columns."""
    sql, values = met.query.sql_with_params()
    with whole_tables(), connection.cursor() as cursor:
        cursor.execute(PAIRS.format(met=sql) + counted, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _met() -> QuerySet[AttemptItem, dict]:
    """First answers to situations, played to their end, with what the first decision was worth."""
    key = F("version__question__key")
    finished = AttemptItem.objects.filter(
        version__question__key__startswith=PREFIX,
        attempt__number=1,
        attempt__state="finished",
        fraction__isnull=False,
    )
    return finished.order_by().values(
        item=F("pk"),
        who=F("attempt__learner"),
        context=F("attempt__context"),
        question=F("version__question"),
        scenario=Left(key, Length(key) - FORM),
        safe=F("fraction"),
    )
