"""Differential item functioning: do people who do as well elsewhere answer a question otherwise in
one group than in another? Then its words, or what it takes for granted, are not the same to both.
Pure: counts go in, never rows of people.

Sources: Mantel and Haenszel (1959) for the common odds ratio; Robins, Breslow and Greenland (1986)
for its variance; the scale and the classes A, B and C are those of the Educational Testing Service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

DELTA = -2.35  # of a log odds ratio: harder for the group is negative
LARGE, NOTABLE = 1.5, 1.0
TWO_SIDED, ONE_SIDED = 1.959963984540054, 1.6448536269514722
SAME = ["version", "length", "rest"]  # who has the same of these does as well elsewhere


class Class(StrEnum):
    """How far a question differs: hardly, somewhat, far."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True)
class Difference:
    """One version for `group`, beside the people of `reference` who do as well elsewhere.

    `delta` is on the scale of the Educational Testing Service, negative where it is harder for
    `group`; `error` is its standard error. `n` people of the group had somebody to be compared to.
    """

    version: int
    group: str
    reference: str
    n: int
    delta: float
    error: float

    @property
    def grade(self) -> Class:
        size = abs(self.delta)
        if size >= LARGE and size - ONE_SIDED * self.error > NOTABLE:
            return Class.C
        if size < NOTABLE or size <= TWO_SIDED * self.error:
            return Class.A
        return Class.B


def differences(rows: Sequence[Mapping[str, Any]], floor: int) -> list[Difference]:
    """Differential item functioning (Mantel-Haenszel): how each question version behaves for each
    group of people (a country, a site), compared with the largest group, among people who did as
    well on the other questions. Groups of fewer than `floor` people are left out.

    A row counts the people of one `group` who met `version` among `length` questions and got `rest`
    of the others right: `n` of them, `right` of whom had this one right. Versions for
    which no stratum has people of both groups are left out.
    """
    import pandas as pd  # slow to import

    counts = pd.DataFrame(rows, columns=[*SAME, "group", "n", "right"])
    differences: list[Difference] = []
    for version, rows_of_version in counts.groupby("version"):
        people = rows_of_version.groupby("group")["n"].sum().sort_index()
        people = people[people >= floor].sort_values(ascending=False, kind="stable")
        if people.empty:
            continue
        reference, *others = people.index
        reference_rows = rows_of_version[rows_of_version["group"] == reference]
        for group in others:
            compared = rows_of_version[rows_of_version["group"] == group].merge(
                reference_rows, on=SAME, suffixes=("", "_beside")
            )
            if (odds := _odds(compared)) is not None and (n := int(compared["n"].sum())) >= floor:
                ratio, error = odds
                differences.append(
                    Difference(
                        int(version), str(group), str(reference), n,
                        DELTA * log(ratio), abs(DELTA) * error,
                    )
                )  # fmt: skip
    return differences


def _odds(both: pd.DataFrame) -> tuple[float, float] | None:
    """The common odds ratio of the reference's being right to the group's, and the standard error
    of its logarithm; None where one side was never right or never wrong."""
    a, c = both["right_beside"], both["right"]
    b, d = both["n_beside"] - a, both["n"] - c
    total = a + b + c + d
    for_reference, for_group = a * d / total, b * c / total
    up, down = for_reference.sum(), for_group.sum()
    if not up or not down:
        return None
    agree, differ = (a + d) / total, (b + c) / total
    variance = (
        (agree * for_reference).sum() / (2 * up**2)
        + (agree * for_group + differ * for_reference).sum() / (2 * up * down)
        + (differ * for_group).sum() / (2 * down**2)
    )
    return up / down, sqrt(variance)
