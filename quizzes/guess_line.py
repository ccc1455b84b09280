"""The slider of an estimate; and where a guess and what was found stand on one line: coordinates,
drawn wide and narrow.

The left mark's words run to the left, the right one's to the right, so that they never meet; at
the ends of the line they turn inwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from quizzes.kinds.numeric import Numbers, plainly

EDGE = 14  # the line's distance from the sides
WORDS = 92  # room for "Your guess" or "100,000" in the larger letters
GAP = 12


@dataclass(frozen=True)
class Scale:
    """The slider of an estimate, which follows the number field; counts run in powers of ten.

    min, max, step and middle are in the slider's own steps: exponents of ten if `log`.
    """

    log: bool
    least: str
    most: str
    step: str
    middle: str
    ticks: tuple[str, ...]
    prefix: str
    unit: str


def scale_of(numbers: Numbers) -> Scale:
    least, most = numbers.limits
    log = numbers.scale == "ratio"
    if log:
        low = floor(log10(least))
        high = max(low + 1, ceil(log10(most)))  # whole powers, so that ticks stand evenly
        ticks = tuple(f"{Decimal(10) ** power:,f}" for power in range(low, high + 1))
        least, most = Decimal(low), Decimal(high)
    else:
        ticks = tuple(f"{least + (most - least) * n / 4:,.0f}" for n in range(5))
    return Scale(
        log=log,
        least=f"{least.normalize():f}",
        most=f"{most.normalize():f}",
        step="0.05" if log else "1",
        middle=f"{((least + most) / 2).normalize():f}",
        ticks=ticks,
        prefix=numbers.prefix,
        unit="%" if numbers.unit == "percent" else numbers.unit,
    )


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


def guess_line(numbers: Numbers, guess: str) -> GuessLine:
    """`numbers` is the spec's numeric part, `guess` the answer's number."""
    scale = scale_of(numbers)
    answer = numbers.value
    least, most = float(scale.least), float(scale.most)

    def share(number: Decimal) -> float:
        """How far along the line, 0 to 1; what lies beyond an end stands at the end."""
        position = log10(max(float(number), 1e-9)) if scale.log else float(number)
        return min(1.0, max(0.0, (position - least) / (most - least)))

    guess_share, answer_share = share(Decimal(guess)), share(answer)
    sizes = (("wide", 518, 14, 15), ("narrow", 252, 13, 14))
    suffix = "\u202f%" if scale.unit == "%" else ""
    return GuessLine(
        log=scale.log,
        guess=f"{plainly(guess)}{suffix}",
        found=f"{plainly(answer)}{suffix}",
        drawings=tuple(_draw(*size, guess_share, answer_share, scale.ticks) for size in sizes),
    )


def _draw(
    size: str,
    width: int,
    small: int,
    large: int,
    guess_share: float,
    answer_share: float,
    labels: Sequence[str],
) -> Drawing:
    long = width - 2 * EDGE
    guess_x, found_x = (round(EDGE + long * part, 1) for part in (guess_share, answer_share))
    left, right = place(min(guess_x, found_x), max(guess_x, found_x), width)
    answer_label, guess_label = (left, right) if found_x <= guess_x else (right, left)
    last = len(labels) - 1
    ticks = []
    for n, label in enumerate(labels):
        # Where space is short, every other tick has its words.
        shown = label if size == "wide" or n % 2 == 0 else ""
        anchor = {0: "start", last: "end"}.get(n, "middle")
        inset = {0: -4, last: 4}.get(n, 0)
        ticks.append(Tick(round(EDGE + long * n / last, 1) + inset, shown, anchor))
    return Drawing(size, width, width - EDGE, small, large, tuple(ticks), answer_label, guess_label)


def place(left_x: float, right_x: float, width: int) -> tuple[Mark, Mark]:
    """Where the words of the left and of the right mark begin or end."""
    first, last = 10.0 + WORDS, width - 10.0 - WORDS
    end = min(max(left_x + 8, first), last - GAP)
    start = min(max(right_x - 8, end + GAP), last)
    left = Mark(left_x, 10.0, "start") if left_x + 8 < first else Mark(left_x, end, "end")
    if right_x - 8 > last:
        return left, Mark(right_x, width - 10.0, "end")
    return left, Mark(right_x, start, "start")
