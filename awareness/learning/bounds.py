"""When a question is looked at again, and when it is proposed for withdrawal. Pure.

Start values of ITEM-WRITING 4.7, to be moved when there are answers to move them by. Reliability of
a whole check is not printed: with six questions alpha says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

ENOUGH_PAIRS = 200  # people, before a correlation is told
EASY, HARD = 0.9, 0.3
KEEP, WITHDRAW = 0.20, 0.10
DEAD = 0.05  # a wrong answer that hardly anybody takes
CEILING = 0.95  # above it a correlation falls apart by design: nearly all are right


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


def judge(
    *,
    facility: float,
    correlation: float | None,
    wrong: Mapping[str, float],
    critical: bool,
    countries: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """What is wrong with a question by its answers, the gravest first; [] when nothing is.

    A `critical` decision is meant to be mastered: that nearly all are right is no fault of it.
    `countries` says whether people there who do as well elsewhere find it harder, easier or alike.
    """
    found = []
    if correlation is not None and facility <= CEILING:
        if correlation < 0:
            found.append(Finding("negative", Act.WITHDRAW))
        elif correlation < WITHDRAW:
            found.append(Finding("weak", Act.WITHDRAW))
        elif correlation < KEEP:
            found.append(Finding("flat", Act.REVIEW))
    if facility < HARD:
        found.append(Finding("hard", Act.REVIEW))
    if facility > EASY and not critical:
        found.append(Finding("easy", Act.REVIEW))
    found += [Finding(way, Act.REVIEW, place) for place, way in countries.items() if way != "alike"]
    if facility <= EASY:  # where nearly all are right, no wrong answer can draw many
        found += [Finding("dead", Act.REPLACE, text) for text, n in wrong.items() if n < DEAD]
    return found
