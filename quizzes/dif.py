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

DELTA_PER_LOG_ODDS = -2.35  # of a log odds ratio: harder for the group is negative
LARGE_DELTA, NOTABLE_DELTA = 1.5, 1.0
Z_TWO_SIDED, Z_ONE_SIDED = 1.959963984540054, 1.6448536269514722
STRATUM_COLUMNS = ["version", "length", "rest"]  # who has the same of these does as well elsewhere


class DifferenceClass(StrEnum):
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
    def grade(self) -> DifferenceClass:
        size = abs(self.delta)
        if size >= LARGE_DELTA and size - Z_ONE_SIDED * self.error > NOTABLE_DELTA:
            return DifferenceClass.C
        if size < NOTABLE_DELTA or size <= Z_TWO_SIDED * self.error:
            return DifferenceClass.A
        return DifferenceClass.B


def differences(rows: Sequence[Mapping[str, Any]], least_people: int) -> list[Difference]:
    """Differential item functioning (Mantel-Haenszel): how each question version behaves for each
    group of people (a country, a site), compared with the largest group, among people who did as
    well on the other questions. Groups of fewer than `least_people` are left out.

    A row counts the people of one `group` who met `version` among `length` questions and got `rest`
    of the others right: `n` of them, `right` of whom had this one right. Versions for
    which no stratum has people of both groups are left out.
    """
    import pandas as pd  # slow to import

    counts = pd.DataFrame(rows, columns=[*STRATUM_COLUMNS, "group", "n", "right"])
    differences: list[Difference] = []
    for version, rows_of_version in counts.groupby("version"):
        people = rows_of_version.groupby("group")["n"].sum().sort_index()
        people = people[people >= least_people].sort_values(ascending=False, kind="stable")
        if people.empty:
            continue
        reference, *other_groups = people.index
        reference_rows = rows_of_version[rows_of_version["group"] == reference]
        for group in other_groups:
            compared = rows_of_version[rows_of_version["group"] == group].merge(
                reference_rows, on=STRATUM_COLUMNS, suffixes=("", "_beside")
            )
            n = int(compared["n"].sum())
            ratio_and_error = _common_odds_ratio(compared)
            if ratio_and_error is not None and n >= least_people:
                ratio, error = ratio_and_error
                differences.append(
                    Difference(
                        int(version), str(group), str(reference), n,
                        DELTA_PER_LOG_ODDS * log(ratio), abs(DELTA_PER_LOG_ODDS) * error,
                    )
                )  # fmt: skip
    return differences


def _common_odds_ratio(compared: pd.DataFrame) -> tuple[float, float] | None:
    """The common odds ratio of the reference's being right to the group's, and the standard error
    of its logarithm; None where one side was never right or never wrong."""
    a, c = compared["right_beside"], compared["right"]
    b, d = compared["n_beside"] - a, compared["n"] - c
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
