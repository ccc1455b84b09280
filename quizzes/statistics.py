"""The few formulas of item analysis. Pure: sums and counts go in, never rows of people.

Sources: Wilson (1927) for a share; Agresti and Min (2005) for the difference of two shares of the
same people; the corrected item-total correlation is Pearson's between an item and the rest.
"""

from dataclasses import astuple, dataclass
from math import sqrt

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 per cent interval, all as shares (differences: -1 to 1)."""

    value: float
    low: float
    high: float


def wilson(right: float, n: int) -> Interval:
    """The share `right` of `n` with Wilson's interval. ValueError for n = 0."""
    if n <= 0:
        raise ValueError("a share of nobody")
    p, z2 = right / n, Z95**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(p, max(0.0, middle - half), min(1.0, middle + half))


def paired_difference(gained: int, lost: int, n: int) -> Interval:
    """After minus before, of the same `n` people: `gained` only after, `lost` only before.

    The value is the plain difference; the interval is Agresti and Min's, which holds in small
    samples and at the edges. ValueError for n = 0.
    """
    if n <= 0:
        raise ValueError("a difference of nobody")
    up, down, all_of_them = gained + 0.5, lost + 0.5, n + 2
    middle = (up - down) / all_of_them
    half = Z95 * sqrt(up + down - (up - down) ** 2 / all_of_them) / all_of_them
    return Interval((gained - lost) / n, max(-1.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True)
class Sums:
    """What a correlation needs of pairs (x, y): their number and five sums."""

    n: int
    x: float
    xx: float
    y: float
    yy: float
    xy: float

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def correlation(self) -> float | None:
        """Pearson's r; None where one side does not vary."""
        x_spread = self.n * self.xx - self.x**2
        y_spread = self.n * self.yy - self.y**2
        # Rounding of the sums must not be taken for a spread.
        if x_spread <= 1e-9 * self.n**2 or y_spread <= 1e-9 * self.n**2:
            return None
        r = (self.n * self.xy - self.x * self.y) / sqrt(x_spread * y_spread)
        return max(-1.0, min(1.0, r))
