"""The slider of an estimate; and where a guess and what was found stand on one line: coordinates,
drawn wide and narrow.

The left mark's words run to the left, the right one's to the right, so that they never meet; at
the ends of the line they turn inwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from quizzes.kinds.numeric import Numbers, plain_number

LINE_INSET = 14  # the line's distance from the sides
LABEL_WIDTH = 92  # room for "Your guess" or "100,000" in the larger letters
LABEL_GAP = 12


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
    """The slider of an estimate, and the labels under it: five, or one for each power of ten."""
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
    """Where a mark stands on the line (`x`), and where its words begin or end (`text_x`, as the
    SVG's text-anchor `anchor` says); in the drawing's own units."""

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
    """The line once, drawn `wide` or `narrow`: its width and where it ends, the size of small and
    large letters, and the marks of the number that was found and of the guess."""

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
    """A guess and the number that was found, in words, and the line with both, drawn in each
    size."""

    log: bool
    guess: str
    found: str
    drawings: tuple[Drawing, ...]


def guess_line(numbers: Numbers, guess: str) -> GuessLine:
    """The line on which a guess stands beside the number that was found. `numbers` is the spec's
    numeric part, `guess` the number of the answer (`"300"`)."""
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
        guess=f"{plain_number(guess)}{suffix}",
        found=f"{plain_number(answer)}{suffix}",
        drawings=tuple(_drawing(*size, guess_share, answer_share, scale.ticks) for size in sizes),
    )


def _drawing(
    size: str,
    width: int,
    small: int,
    large: int,
    guess_share: float,
    answer_share: float,
    labels: Sequence[str],
) -> Drawing:
    """The line once, in this width: its ticks, and the two marks with their words, which do not
    overlap. `guess_share` and `answer_share` are places on the line, 0 to 1."""
    line_length = width - 2 * LINE_INSET
    guess_x, found_x = (
        round(LINE_INSET + line_length * share, 1) for share in (guess_share, answer_share)
    )
    left, right = place_labels(min(guess_x, found_x), max(guess_x, found_x), width)
    answer_label, guess_label = (left, right) if found_x <= guess_x else (right, left)
    last = len(labels) - 1
    ticks = []
    for tick_number, label in enumerate(labels):
        # Where space is short, every other tick has its words.
        shown = label if size == "wide" or tick_number % 2 == 0 else ""
        anchor = {0: "start", last: "end"}.get(tick_number, "middle")
        inset = {0: -4, last: 4}.get(tick_number, 0)
        ticks.append(
            Tick(round(LINE_INSET + line_length * tick_number / last, 1) + inset, shown, anchor)
        )
    return Drawing(
        size, width, width - LINE_INSET, small, large, tuple(ticks), answer_label, guess_label
    )


def place_labels(left_x: float, right_x: float, width: int) -> tuple[Mark, Mark]:
    """Where the words of the left and of the right mark begin or end."""
    leftmost_text, rightmost_text = 10.0 + LABEL_WIDTH, width - 10.0 - LABEL_WIDTH
    left_text_end = min(max(left_x + 8, leftmost_text), rightmost_text - LABEL_GAP)
    right_text_start = min(max(right_x - 8, left_text_end + LABEL_GAP), rightmost_text)
    left = (
        Mark(left_x, 10.0, "start")
        if left_x + 8 < leftmost_text
        else Mark(left_x, left_text_end, "end")
    )
    if right_x - 8 > rightmost_text:
        return left, Mark(right_x, width - 10.0, "end")
    return left, Mark(right_x, right_text_start, "start")
