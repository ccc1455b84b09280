"""Whether a question is another one for people elsewhere: against statsmodels, and by its class."""

import pytest

from quizzes.dif import Difference, DifferenceClass, differences


def count(group: str, rest: int, right: int, wrong: int, length: int = 6) -> dict:
    same = {"version": 1, "length": length, "rest": float(rest)}
    return same | {"group": group, "n": right + wrong, "right": right}


def rows(tables: dict[int, tuple[int, int, int, int]]) -> list[dict]:
    """By what people got elsewhere: right and wrong in Britain, right and wrong in Sweden."""
    return [
        count(where, rest, right, wrong)
        for rest, (a, b, c, d) in tables.items()
        for where, right, wrong in (("GB", a, b), ("SE", c, d))
    ]


TABLES = {1: (20, 60, 8, 52), 2: (50, 40, 25, 45), 3: (90, 30, 40, 30), 5: (70, 5, 33, 6)}


def test_it_gives_what_statsmodels_gives():
    import numpy as np  # slow to import, for this test alone
    from statsmodels.stats.contingency_tables import StratifiedTable

    [found] = differences(rows(TABLES), least_people=100)
    oracle = StratifiedTable([np.array([[a, b], [c, d]], float) for a, b, c, d in TABLES.values()])
    assert found.delta == pytest.approx(-2.35 * oracle.logodds_pooled)
    assert found.error == pytest.approx(2.35 * oracle.logodds_pooled_se)
    assert (found.reference, found.group) == ("GB", "SE")
    assert found.n == sum(c + d for _a, _b, c, d in TABLES.values())
    assert found.delta < 0  # harder in Sweden


def test_only_people_who_do_as_well_elsewhere_are_compared():
    [found] = differences(rows(TABLES), least_people=100)
    alone = [count("GB", 4, 1, 20), count("SE", 3, 5, 10, length=9)]
    assert differences(rows(TABLES) + alone, least_people=100) == [found]


@pytest.mark.parametrize("floor", [239, 240])
def test_a_group_below_the_floor_is_told_nothing_of(floor):
    people = sum(c + d for _a, _b, c, d in TABLES.values())
    assert people == 239
    assert bool(differences(rows(TABLES), floor)) is (floor <= people)


def test_people_without_anybody_to_be_compared_to_do_not_make_a_crowd():
    lonely = [count("SE", 0, 9, 291)]
    few = {2: (250, 140, 30, 60)}
    assert differences([*rows(few), *lonely], least_people=100) == []
    assert differences([*rows(few), *lonely], least_people=90)[0].n == 90


def test_where_one_side_is_always_right_nothing_is_told():
    assert differences(rows({2: (150, 0, 120, 0), 3: (150, 0, 120, 0)}), least_people=100) == []
    assert differences([], least_people=100) == []


@pytest.mark.parametrize(
    ("delta", "error", "grade"),
    [
        (0.9, 0.1, DifferenceClass.A),
        (1.4, 0.8, DifferenceClass.A),  # not told from nothing
        (1.4, 0.3, DifferenceClass.B),
        (-1.6, 0.5, DifferenceClass.B),  # not told from a small difference
        (-1.6, 0.3, DifferenceClass.C),
        (2.4, 0.5, DifferenceClass.C),
    ],
)
def test_classes(delta, error, grade):
    assert Difference(1, "SE", "GB", 200, delta, error).grade is grade
