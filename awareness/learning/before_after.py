"""How many chose the safe first step before and after: the same people, on parallel forms.

*Before* is somebody's first meeting with a situation, *after* their first meeting with another
form, later and elsewhere (another module, a refresher): never a retry, which only those take who
chose otherwise. Each form comes first for as many people (rules.first_form). Told to authors
alone, as pictures made in steps (poolrules.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Left, Length
from pydantic import BaseModel, ConfigDict

from awareness.learning import poolrules
from awareness.learning.models import ModuleVersion, Picture, PictureKind, StepQuestion
from awareness.learning.pictures import LAST_PICTURES_SQL, counts_ready_for_pictures, told_by_about
from awareness.people.visibility import POOLED, scope
from awareness.subjects.question_keys import SITUATION_PREFIX
from quizzes.models import AttemptItem
from quizzes.statistics import Interval

FORM_SUFFIX_LENGTH = 2  # "-a", "-b" at the end of a key
# Of each person and situation the first answer, and the first later one to another form elsewhere
# (NULL where there is none), in the order in which they were finished: what comes later changes no
# pair. By windows, so that the work grows with the answers however the database plans it: looking
# up what came before and after each answer took PostgreSQL minutes where it still took the tables
# for empty.
PEOPLE_SQL = """
WITH met AS ({met}), cuts AS MATERIALIZED ({cuts}),
placed AS (
    SELECT met.*,
        FIRST_VALUE(safe) OVER meetings AS first_safe,
        FIRST_VALUE(question) OVER meetings AS first_question,
        FIRST_VALUE(context) OVER meetings AS first_context
    FROM met WINDOW meetings AS (PARTITION BY who, about ORDER BY at, item)
),
told AS (
    SELECT placed.*, question <> first_question AND context <> first_context AS is_other FROM placed
),
ranked AS (
    SELECT told.*, ROW_NUMBER() OVER (PARTITION BY who, about, is_other ORDER BY at, item) AS place
    FROM told
),
pairs AS (
    SELECT who, site, about, MAX(first_safe) AS first_safe,
        MAX(CASE WHEN is_other AND place = 1 THEN safe END) AS later_safe,
        MAX(CASE WHEN is_other AND place = 1 THEN at END) AS later_at
    FROM ranked GROUP BY who, site, about
)
SELECT pairs.about, pairs.site, COUNT(later_safe) AS people, MAX(cuts.number) AS number,
    COUNT(CASE WHEN cuts.until IS NULL OR later_at > cuts.until THEN later_safe END) AS new,
    COUNT(CASE WHEN first_safe = 1 AND later_safe < 1 THEN 1 END) AS lost,
    COUNT(CASE WHEN first_safe = 1 AND later_safe = 1 THEN 1 END) AS both,
    COUNT(CASE WHEN first_safe < 1 AND later_safe = 1 THEN 1 END) AS gained,
    COUNT(CASE WHEN first_safe < 1 AND later_safe < 1 THEN 1 END) AS neither,
    COUNT(CASE WHEN later_safe IS NULL THEN 1 END) AS once
FROM pairs LEFT JOIN cuts ON cuts.about = pairs.about
GROUP BY pairs.about, pairs.site
"""


class ChangePicture(BaseModel):
    """What a picture of one situation tells: people in tens, by their first step before and after.
    Neighbours add up to what is shown: before is lost + both, after both + gained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lost: int  # safe before, not after
    both: int
    gained: int
    neither: int
    once: int  # who did not come to another form


@dataclass(frozen=True)
class Change:
    """One situation, over some `n` people who met a second form; all numbers are told in tens.

    Some `met` people met the first form; who of them did not come to the second is in no rate.
    """

    scenario: str
    met: int
    n: int
    before: Interval
    after: Interval
    difference: Interval


@dataclass(frozen=True)
class MeanChange:
    """Several situations together: the mean of their rates. Nothing is counted for it, so that it
    tells nothing that its parts do not."""

    situations: int
    before: Interval
    after: Interval
    difference: Interval


def change_pictures(now: datetime) -> list[Picture]:
    """The pictures of situations that may be made now, unsaved; two queries."""
    sql, values = _first_answers_to_situations(now).query.sql_with_params()
    people_sql = PEOPLE_SQL.format(met=sql, cuts=LAST_PICTURES_SQL.format(about="VARCHAR(200)"))
    pictures = []
    for about, counts in counts_ready_for_pictures(
        people_sql, [*values, PictureKind.CHANGE]
    ).items():
        names = list(ChangePicture.model_fields)
        people = [sum(row[name] for row in counts.rows) for name in names]
        content = ChangePicture(**dict(zip(names, poolrules.in_tens(people), strict=True)))
        pictures.append(counts.picture(PictureKind.CHANGE, about, now, content))
    return pictures


def changes_shown_to(role: str) -> list[Change]:
    """Each situation that has a picture; one query. Nothing for a role that may not see it."""
    if scope(role, "pooled_item_statistics") != POOLED:
        return []
    contents = sorted(told_by_about(PictureKind.CHANGE).items())
    return [
        _change_of_people(about, ChangePicture.model_validate(content))
        for about, content in contents
    ]


def _change_of_people(about: str, people: ChangePicture) -> Change:
    """The change in one situation, as shares with their intervals, from the counts of its picture.
    `about` is the situation's key."""
    n = people.lost + people.both + people.gained + people.neither
    return Change(
        scenario=about.removeprefix(SITUATION_PREFIX),
        met=n + people.once,
        n=n,
        before=poolrules.share_interval(people.lost + people.both, n),
        after=poolrules.share_interval(people.both + people.gained, n),
        difference=poolrules.difference_interval(people.gained, people.lost, n),
    )


def mean_change(changes: Sequence[Change]) -> MeanChange | None:
    """All of them as one; None of none. Its interval is as wide as theirs are on average: the
    widest that the mean of estimates can have, however much the same people are in them."""
    if not changes:
        return None

    def mean(intervals: Sequence[Interval]) -> Interval:
        return Interval(
            fmean(i.value for i in intervals),
            fmean(i.low for i in intervals),
            fmean(i.high for i in intervals),
        )

    return MeanChange(
        len(changes),
        mean([change.before for change in changes]),
        mean([change.after for change in changes]),
        mean([change.difference for change in changes]),
    )


def mean_change_of_mandatory(changes: Sequence[Change]) -> MeanChange | None:
    """Those of the modules that everybody takes alone (A5): the rate that says what the course is
    for; one query."""
    key = F("question_version__question__key")
    mandatory_questions = StepQuestion.objects.filter(
        step__module_version__status=ModuleVersion.Status.LIVE,
        step__module_version__module__mandatory=True,
        question_version__question__key__startswith=SITUATION_PREFIX,
    )
    situation_keys = set(
        mandatory_questions.order_by().values_list(
            Left(key, Length(key) - FORM_SUFFIX_LENGTH), flat=True
        )
    )
    return mean_change(
        [change for change in changes if SITUATION_PREFIX + change.scenario in situation_keys]
    )


def _first_answers_to_situations(until: datetime) -> QuerySet[AttemptItem, Any]:
    """First answers to situations, played to their end by then, with what the first decision was
    worth."""
    key = F("version__question__key")
    finished = AttemptItem.objects.filter(
        version__question__key__startswith=SITUATION_PREFIX,
        attempt__number=1,
        attempt__state="finished",
        attempt__finished_at__lte=until,
        fraction__isnull=False,
    )
    return finished.order_by().values(
        item=F("pk"),
        at=F("attempt__finished_at"),
        site=F("attempt__learner__site"),
        who=F("attempt__learner"),
        context=F("attempt__context"),
        question=F("version__question"),
        about=Left(key, Length(key) - FORM_SUFFIX_LENGTH),
        safe=F("fraction"),
    )
