"""Numbers of a chart that are ticks of an axis: even steps, one after another. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from awareness.content.reading.finding.printed_numbers import PrintedNumber

MIN_TICKS = 3  # ticks; two are an axis where they are nought and a hundred


def ticks_in(run: list[PrintedNumber]) -> set[int]:
    """The places in a run of numbers, with no word between them, that are ticks of an axis."""
    positions: set[int] = set()
    start = 0
    while start < len(run) - 1:
        end = _end_of_even_steps(run, start)
        values = [number.value for number in run[start:end]]
        if len(values) < 2:
            start += 1
            continue
        # Ticks stand at multiples of their step, bars seldom do.
        is_multiple_of_step = values[0] % (values[1] - values[0] or 1) == 0
        is_nought_to_hundred = {values[0], values[-1]} == {Decimal(0), Decimal(100)}
        if is_nought_to_hundred or (is_multiple_of_step and len(values) >= MIN_TICKS):
            positions |= set(range(start, end))
            start = end
        else:
            start += 1
    return positions


def _end_of_even_steps(run: list[PrintedNumber], start: int) -> int:
    """Where the even steps that begin at `start` end."""
    step = run[start + 1].value - run[start].value
    end = start + 1
    while (
        step
        and end < len(run)
        and run[end].unit == run[start].unit
        and run[end].value - run[end - 1].value == step
    ):
        end += 1
    return end


def number_runs(
    lines: list[tuple[int, str, list[PrintedNumber]]],
) -> Iterator[list[tuple[int, PrintedNumber]]]:
    """Numbers, each with its line, that follow one another with no word between them."""
    run: list[tuple[int, PrintedNumber]] = []
    for line_number, text, numbers in lines:
        words_between = text
        for number in reversed(numbers):
            words_between = words_between[: number.start] + words_between[number.end :]
        if numbers and not re.search(r"[^\W_]", words_between):
            run += [(line_number, number) for number in numbers]
        elif run:
            yield run
            run = []
    if run:
        yield run
