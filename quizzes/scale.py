"""The slider of an estimate, which follows the number field. Counts run in powers of ten."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from quizzes.kinds import numeric


@dataclass(frozen=True)
class Scale:
    """min, max, step and middle are in the slider's own steps: exponents of ten if `log`."""

    log: bool
    least: str
    most: str
    step: str
    middle: str
    ticks: tuple[str, ...]
    prefix: str
    unit: str


def scale_of(block: Mapping[str, Any]) -> Scale:
    least, most = numeric.limits(block)
    log = block["scale"] == "ratio"
    if log:
        low = floor(log10(least))
        high = max(low + 1, ceil(log10(most)))  # whole powers, so that ticks stand evenly
        ticks = tuple(f"{Decimal(10) ** power:,f}" for power in range(low, high + 1))
        least, most = Decimal(low), Decimal(high)
    else:
        ticks = tuple(f"{least + (most - least) * n / 4:,.0f}" for n in range(5))
    unit = block.get("unit") or ""
    return Scale(
        log=log,
        least=f"{least.normalize():f}",
        most=f"{most.normalize():f}",
        step="0.05" if log else "1",
        middle=f"{((least + most) / 2).normalize():f}",
        ticks=ticks,
        prefix=block.get("prefix") or "",
        unit="%" if unit == "percent" else unit,
    )
