"""Where a guess and what was found stand on one line: coordinates, drawn wide and narrow.

The left mark's words run to the left, the right one's to the right, so that they never meet; at
the ends of the line they turn inwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log10
from typing import Any

from quizzes.kinds import numeric
from quizzes.scale import scale_of

EDGE = 14  # the line's distance from the sides
WORDS = 92  # room for "Your guess" or "100,000" in the larger letters
GAP = 12


@dataclass(frozen=True)
class Mark:
    x: float
    text_x: float
    anchor: str


@dataclass(frozen=True)
class Tick:
    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Drawing:
    size: str
    width: int
    end: int
    small: int
    large: int
    ticks: tuple[Tick, ...]
    found: Mark
    guess: Mark


@dataclass(frozen=True)
class GuessLine:
    log: bool
    guess: str
    found: str
    drawings: tuple[Drawing, ...]


def guess_line(block: Mapping[str, Any], guess: str) -> GuessLine:
    """`block` is the spec's numeric part, `guess` the answer's number."""
    scale = scale_of(block)
    found = Decimal(str(block["value"]))
    least, most = float(scale.least), float(scale.most)

    def share(number: Decimal) -> float:
        """How far along the line, 0 to 1; what lies beyond an end stands at the end."""
        at = log10(max(float(number), 1e-9)) if scale.log else float(number)
        return min(1.0, max(0.0, (at - least) / (most - least)))

    here, there = share(Decimal(guess)), share(found)
    sizes = (("wide", 518, 14, 15), ("narrow", 252, 13, 14))
    suffix = "\u202f%" if scale.unit == "%" else ""
    return GuessLine(
        log=scale.log,
        guess=f"{numeric.plainly(guess)}{suffix}",
        found=f"{numeric.plainly(found)}{suffix}",
        drawings=tuple(_draw(*size, here, there, scale.ticks) for size in sizes),
    )


def _draw(size, width, small, large, here, there, labels) -> Drawing:
    long = width - 2 * EDGE
    guess_x, found_x = (round(EDGE + long * part, 1) for part in (here, there))
    left, right = place(min(guess_x, found_x), max(guess_x, found_x), width)
    found, guess = (left, right) if found_x <= guess_x else (right, left)
    last = len(labels) - 1
    ticks = []
    for n, label in enumerate(labels):
        # Where space is short, every other tick has its words.
        shown = label if size == "wide" or n % 2 == 0 else ""
        anchor = {0: "start", last: "end"}.get(n, "middle")
        inset = {0: -4, last: 4}.get(n, 0)
        ticks.append(Tick(round(EDGE + long * n / last, 1) + inset, shown, anchor))
    return Drawing(size, width, width - EDGE, small, large, tuple(ticks), found, guess)


def place(left_x: float, right_x: float, width: int) -> tuple[Mark, Mark]:
    """Where the words of the left and of the right mark begin or end."""
    first, last = 10.0 + WORDS, width - 10.0 - WORDS
    end = min(max(left_x + 8, first), last - GAP)
    start = min(max(right_x - 8, end + GAP), last)
    left = Mark(left_x, 10.0, "start") if left_x + 8 < first else Mark(left_x, end, "end")
    if right_x - 8 > last:
        return left, Mark(right_x, width - 10.0, "end")
    return left, Mark(right_x, start, "start")
