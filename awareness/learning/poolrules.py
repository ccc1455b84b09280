"""When numbers over many people may be told, how coarsely, and what they say of a question. Pure.

Whoever reads them may remember what they said before, compare them with each other, and know who
has finished what. None of it may tell how one person answered (decision 16).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from math import floor
from secrets import SystemRandom
from types import MappingProxyType

from awareness.people.visibility import POOL_FLOOR, POOL_STEP
from quizzes.statistics import Interval, paired_difference, wilson

TOLD_STEP = 10  # people: no count is told more finely
# Bounds within which a question works: start values of ITEM-WRITING 4.7, to be moved when there are
# answers to move them by. The reliability of a whole check is not printed: with six questions alpha
# says nothing.
ENOUGH_PAIRS = 200  # people, before a correlation is told
EASY_ABOVE, HARD_BELOW = 0.9, 0.3
KEEP_FROM, WITHDRAW_BELOW = 0.20, 0.10
DEAD_BELOW = 0.05  # a wrong answer that hardly anybody takes
CORRELATION_CEILING = 0.95  # above it a correlation falls apart by design: nearly all are right


def may_publish(
    people: Mapping[int | None, int], new: Mapping[int | None, int], employer_sites: int
) -> bool:
    """Whether a new picture may be made. Both map a site (None: of no site) to distinct people:
    `people` all whom the picture would count, `new` those of them whom the last one did not.

    Of the first picture everybody is new. Where the employer has one site only, or none, everybody
    may be of one. Who has left since the last picture makes nobody new.
    """
    sites = 2 if employer_sites > 1 else 0
    return are_many(people, POOL_FLOOR, sites) and are_many(new, POOL_STEP, sites)


def are_many(people: Mapping[int | None, int], least: int, sites: int = 2) -> bool:
    """At least so many people, at so many sites or more."""
    at_sites = sum(site_id is not None and n > 0 for site_id, n in people.items())
    return sum(people.values()) >= least and at_sites >= sites


def in_tens(counts: Iterable[float], start: float | None = None) -> list[int]:
    """Counts of people in groups beside each other, rounded at random so that nothing finer than
    tens is told: systematic rounding.

    Each told count, and each sum of neighbours, is one of the two tens around the true one, and on
    average the true one. `start` (0 to 10, excluded) is drawn if it is not given.
    """
    if start is None:
        start = SystemRandom().random() * TOLD_STEP
    edges = [floor((edge + start) / TOLD_STEP) for edge in accumulate(counts, initial=0.0)]
    return [TOLD_STEP * (right - left) for left, right in pairwise(edges)]


def share_interval(count: int, n: int) -> Interval:
    """The share `count` of `n` people, both in tens, with its 95 per cent interval."""
    return _widened_interval(wilson(count, n), TOLD_STEP / 2 / n, least=0.0)


def difference_interval(gained: int, lost: int, n: int) -> Interval:
    """After minus before, of the same `n` people; all three in tens."""
    return _widened_interval(paired_difference(gained, lost, n), TOLD_STEP / n, least=-1.0)


def _widened_interval(interval: Interval, by: float, least: float) -> Interval:
    """The interval made wider by this much at both ends, within `least` and 1: half of ten people
    for each count that was rounded, since the standard error of rounding at random is at most that.
    """
    low, high = max(least, interval.low - by), min(1.0, interval.high + by)
    return Interval(interval.value, low, high)


class Act(StrEnum):
    """What an author is asked to do."""

    WITHDRAW = "withdraw"
    REVIEW = "review"
    REPLACE = "replace"  # a wrong answer


@dataclass(frozen=True)
class Finding:
    """`code`: negative, weak, flat, hard, easy, harder, easier, dead. `about` is the wrong answer
    (dead) or the country (harder, easier) that it is about."""

    code: str
    act: Act
    about: str = ""


def question_findings(
    *,
    facility: float,
    correlation: float | None,
    share_by_wrong_answer: Mapping[str, float],
    critical: bool,
    countries: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """What is wrong with a question by its answers, the gravest first; [] when nothing is.

    A `critical` decision is meant to be mastered: that nearly all are right is no fault of it.
    `countries` says whether people there who do as well elsewhere find it harder, easier or alike.
    """
    findings: list[Finding] = []
    if correlation is not None and facility <= CORRELATION_CEILING:
        if correlation < 0:
            findings.append(Finding("negative", Act.WITHDRAW))
        elif correlation < WITHDRAW_BELOW:
            findings.append(Finding("weak", Act.WITHDRAW))
        elif correlation < KEEP_FROM:
            findings.append(Finding("flat", Act.REVIEW))
    if facility < HARD_BELOW:
        findings.append(Finding("hard", Act.REVIEW))
    if facility > EASY_ABOVE and not critical:
        findings.append(Finding("easy", Act.REVIEW))
    findings += [
        Finding(way, Act.REVIEW, place) for place, way in countries.items() if way != "alike"
    ]
    if facility <= EASY_ABOVE:  # where nearly all are right, no wrong answer can draw many
        dead_answers = [text for text, share in share_by_wrong_answer.items() if share < DEAD_BELOW]
        findings += [Finding("dead", Act.REPLACE, text) for text in dead_answers]
    return findings
