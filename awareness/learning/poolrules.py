"""When numbers over many people may be told, and how coarsely. Pure.

Whoever reads them may remember what they said before, compare them with each other, and know who
has finished what. None of it may tell how one person answered (decision 16).
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from math import floor
from secrets import SystemRandom

from awareness.people.visibility import POOL_FLOOR, POOL_STEP
from quizzes.statistics import Interval, paired_difference, wilson

TENS = 10  # people: no count is told more finely


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
    at_sites = sum(site is not None and n > 0 for site, n in people.items())
    return sum(people.values()) >= least and at_sites >= sites


def in_tens(counts: Iterable[float], start: float | None = None) -> list[int]:
    """Counts of people in groups beside each other, rounded at random so that nothing finer than
    tens is told: systematic rounding.

    Each told count, and each sum of neighbours, is one of the two tens around the true one, and on
    average the true one. `start` (0 to 10, excluded) is drawn if it is not given.
    """
    if start is None:
        start = SystemRandom().random() * TENS
    edges = [floor((edge + start) / TENS) for edge in accumulate(counts, initial=0.0)]
    return [TENS * (right - left) for left, right in pairwise(edges)]


def share(told: int, n: int) -> Interval:
    """The share `told` of `n` people, both in tens, with its 95 per cent interval."""
    return _widened(wilson(told, n), TENS / 2 / n, least=0.0)


def difference(gained: int, lost: int, n: int) -> Interval:
    """After minus before, of the same `n` people; all three in tens."""
    return _widened(paired_difference(gained, lost, n), TENS / n, least=-1.0)


def _widened(interval: Interval, by: float, least: float) -> Interval:
    """Wider by half of ten people for each count that was rounded: the standard error of rounding
    at random is at most that."""
    low, high = max(least, interval.low - by), min(1.0, interval.high + by)
    return Interval(interval.value, low, high)
