"""How questions were answered, over everybody: aggregated in the database, no row of a person read.

People are counted, not answers: of each person and version the first answer, wherever it stands.
Only first attempts count: who tries again has been told the answer. The newest grade of an answer
counts, so that a mended key shows; what it is worth stands on the item. What is too small to be
told is the caller's to decide.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform

from prepared.planning import whole_tables
from quizzes.kinds import Numeric
from quizzes.models import AttemptItem, AttemptState, Grade, KindName
from quizzes.statistics import Sums

# One answer a person and version: the one that was finished first. By a window, so that the work
# grows with the answers.
FIRST_ANSWERS_SQL = """
WITH met AS ({met}),
ranked AS (
    SELECT met.*, ROW_NUMBER() OVER (PARTITION BY who, asked ORDER BY at, item{tie_break}) AS place
    FROM met
),
first AS (SELECT * FROM ranked WHERE place = 1)
"""
SUMS_SQL = """
SELECT asked, length, COUNT(*) AS n, SUM(x) AS x, SUM(x * x) AS xx, SUM(w) AS w,
    SUM(w * w) AS ww, SUM(x * w) AS xw
FROM first GROUP BY asked, length ORDER BY asked, length
"""
STRATA_SQL = """
SELECT asked AS version, length, ROUND(length * w - x) AS rest, section, COUNT(*) AS n,
    COUNT(CASE WHEN x = 1 THEN 1 END) AS "right"
FROM first WHERE length > 1 AND section IS NOT NULL GROUP BY 1, 2, 3, 4
"""
GUESS_COUNTS_SQL = "SELECT asked, guess, COUNT(*) AS n FROM first GROUP BY asked, guess"
CHOICE_COUNTS_SQL = "SELECT asked, parts, COUNT(*) AS n FROM first GROUP BY asked, parts"


@dataclass(frozen=True)
class Selection:
    """Which answers are counted: in contexts that begin with `prefix`, of attempts finished by
    `until` (None: to this day), to these `versions` (None: to all)."""

    prefix: str
    until: datetime | None = None
    versions: Collection[int] | None = None


@dataclass(frozen=True)
class FirstAnswers:
    """The first answers of `n` people to one version. `item_rest_sums` has the item against the
    mean of the attempt's rest, of those who met it beside others."""

    version: int
    n: int
    right: float  # the sum of the fractions
    item_rest_sums: Sums | None  # None where it was never asked beside others

    @property
    def facility(self) -> float:
        return self.right / self.n

    def __add__(self, other: "FirstAnswers") -> "FirstAnswers":
        """Both together: `other` has the same version, met in attempts of another length."""
        known_sums = [sums for sums in (self.item_rest_sums, other.item_rest_sums) if sums]
        all_sums = sum(known_sums[1:], start=known_sums[0]) if known_sums else None
        return FirstAnswers(self.version, self.n + other.n, self.right + other.right, all_sums)


def first_answers_sql(selection: Selection, **columns: F) -> tuple[str, list[Any]]:
    """SQL of a table `first`, and its values: a row a person (`who`) and version (`asked`), of the
    `item` answered first, finished `at`; `x` is what it is worth, `w` what its attempt is, with
    `length` items. `columns` are more of them: the way from an item to something of the person's.
    """
    return _first_sql(_scored_items(selection), columns)


def first_guesses_sql(selection: Selection, **columns: F) -> tuple[str, list[Any]]:
    """SQL of a table `first`, and its values, as `first_answers_sql` gives them, of estimates that
    were not skipped, with the `guess` as text. Only those that were read by the rule of today: an
    older reading may have made another number of the same words.
    """
    older_readings = Grade.objects.filter(response__item=OuterRef("pk")).exclude(
        grader=f"{KindName.NUMERIC}-{Numeric.grader_version}"
    )
    estimate_items = _finished_items(selection).filter(
        ~Exists(older_readings), version__question__kind=KindName.NUMERIC, responses__is_final=True
    )
    guessed_items = estimate_items.annotate(guessed=KeyTextTransform("guess", "responses__answer"))
    guessed_items = guessed_items.filter(guessed__isnull=False).exclude(
        guessed="null"
    )  # SQLite's skipped ones
    return _first_sql(guessed_items, {"guess": F("guessed"), **columns})


def guess_counts(selection: Selection) -> dict[int, dict[Decimal, int]]:
    """How often each number was guessed: version -> guess -> people; one query."""
    first_sql, values = first_guesses_sql(selection)
    by_version: dict[int, dict[Decimal, int]] = {}
    for row in rows_of_query(first_sql + GUESS_COUNTS_SQL, values):
        by_version.setdefault(row["asked"], {})[Decimal(row["guess"])] = row["n"]
    return by_version


def _scored_items(selection: Selection) -> QuerySet[AttemptItem]:
    return _finished_items(selection).filter(fraction__isnull=False)


def _finished_items(selection: Selection) -> QuerySet[AttemptItem]:
    """The items of first attempts that are finished, of the contexts, days and versions
    selected."""
    items = AttemptItem.objects.filter(
        attempt__number=1,
        attempt__state=AttemptState.FINISHED,
        attempt__context__startswith=selection.prefix,
    )
    if selection.until is not None:
        items = items.filter(attempt__finished_at__lte=selection.until)
    if selection.versions is not None:
        items = items.filter(version__in=selection.versions)
    return items.order_by()


def _first_sql(
    items: QuerySet[AttemptItem], columns: Mapping[str, F], tie_break: str = ""
) -> tuple[str, list[Any]]:
    """SQL of a table `first`, and its values: of each person and version the item that was finished
    first, with these `columns` beside those of `first_answers_sql`. `tie_break` is SQL after the
    item in the order: which row of one item counts."""
    items_sql_query = items.values(
        item=F("pk"),
        asked=F("version"),
        x=F("fraction"),
        who=F("attempt__learner"),
        at=F("attempt__finished_at"),
        length=F("attempt__length"),
        w=F("attempt__fraction"),
        **columns,
    )
    sql, values = items_sql_query.query.sql_with_params()
    return FIRST_ANSWERS_SQL.format(met=sql, tie_break=tie_break), list(values)


def rows_of_query(sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    """What a query over everybody gives, by the names of its columns."""
    with whole_tables(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first_answers_by_version(selection: Selection) -> dict[int, FirstAnswers]:
    """Facility and item-rest sums of every version asked there; one query at any size.

    The database sums the item's fraction and the attempt's, per version and length of attempt;
    the rest of an attempt follows from both.
    """
    by_version: dict[int, FirstAnswers] = {}
    first_sql, values = first_answers_sql(selection)
    for row in rows_of_query(first_sql + SUMS_SQL, values):
        part_of_version = FirstAnswers(row["asked"], row["n"], row["x"], _item_rest_sums(row))
        by_version[part_of_version.version] = (
            part_of_version + by_version[part_of_version.version]
            if part_of_version.version in by_version
            else part_of_version
        )
    return by_version


def _item_rest_sums(row: Mapping[str, Any]) -> Sums | None:
    """The item against the mean of the attempt's other questions: w = (x + (k - 1) rest) / k."""
    k = row["length"]
    if k == 1:
        return None
    x, xx = row["x"], row["xx"]
    y = (k * row["w"] - x) / (k - 1)
    yy = (k * k * row["ww"] - 2 * k * row["xw"] + xx) / (k - 1) ** 2
    return Sums(row["n"], x, xx, y, yy, xy=(k * row["xw"] - xx) / (k - 1))


def strata_counts(selection: Selection, section: F) -> list[dict[str, Any]]:
    """People counted by version, by how they did elsewhere in the attempt, and by `section` (the
    way from an item to what tells them apart): what `dif.differences` takes; one query at any size.

    Right is what earned all there was. Who is in no section is left out.
    """
    first_sql, values = first_answers_sql(selection, section=section)
    return [
        {"group": row.pop("section"), **row}
        for row in rows_of_query(first_sql + STRATA_SQL, values)
    ]


def choice_counts(selection: Selection) -> dict[int, dict[str, dict[str, int]]]:
    """How often each class of answer was given: version -> part -> class -> people; one query.

    The database counts equal answers; only what differs comes here.
    """
    final_items = _scored_items(selection).filter(responses__is_final=True)
    grade_columns = {"grade": F("responses__grades"), "parts": F("responses__grades__parts")}
    first_sql, values = _first_sql(
        final_items, grade_columns, tie_break=", grade DESC"
    )  # the newest
    by_version: dict[int, dict[str, dict[str, int]]] = {}
    for row in rows_of_query(first_sql + CHOICE_COUNTS_SQL, values):
        for part, outcome in json.loads(row["parts"]).items():
            counts = by_version.setdefault(row["asked"], {}).setdefault(part, {})
            answer_class = str(outcome["class"])
            counts[answer_class] = counts.get(answer_class, 0) + row["n"]
    return by_version
