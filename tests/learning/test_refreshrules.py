"""When a refresher comes, and what is in it."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from awareness.learning.refreshers import (
    UnmetQuestion,
    current_round,
    draw_questions,
    next_day,
    rounds_to_come,
    spare_questions,
)

DAY = date(2026, 11, 20)


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311  (which question comes is no secret)


@pytest.mark.parametrize(
    ("days", "number"),
    [
        (0, None), (13, None), (14, 1), (55, 1), (56, 2), (181, 2), (182, 3), (363, 3),
        (364, None), (5000, None), (-3, None),
    ],
)  # fmt: skip
def test_they_come_after_two_weeks_eight_weeks_and_half_a_year(days, number):
    assert current_round(DAY, DAY + timedelta(days=days)) == number


@pytest.mark.parametrize(("days", "after"), [(0, 14), (13, 14), (14, 56), (56, 182), (181, 182)])
def test_the_next_one_is_foretold(days, after):
    assert next_day(DAY, DAY + timedelta(days=days)) == DAY + timedelta(days=after)


def test_after_the_last_there_is_no_next():
    assert next_day(DAY, DAY + timedelta(days=182)) is None


def stock(situations: dict[str, str], facts: int) -> list[UnmetQuestion]:
    """`{"s1": "ab"}`: two forms of one situation."""
    forms = [
        UnmetQuestion(f"{stem}-{form}", stem, True)
        for stem, names in situations.items()
        for form in names
    ]
    return forms + [UnmetQuestion(f"fact{n}", f"fact{n}", False) for n in range(facts)]


def test_two_situations_and_two_facts_the_situations_first():
    keys = draw_questions(stock({"s1": "a", "s2": "b", "s3": "a"}, 9), chance())
    assert [key[0] for key in keys] == ["s", "s", "f", "f"]
    assert len(set(keys)) == 4


def test_never_both_forms_of_one_situation():
    keys = draw_questions(stock({"s1": "ab"}, 0), chance())
    assert keys in (["s1-a"], ["s1-b"])


def test_what_is_there_where_less_is_new_and_nothing_where_nothing_is():
    assert draw_questions(stock({}, 1), chance()) == ["fact0"]
    assert draw_questions([], chance()) == []


def test_what_is_wanting_comes_from_other_modules_and_never_before_the_own():
    others = [
        UnmetQuestion(f"{each.key}-of", each.stem + "-of", each.is_situation)
        for each in stock({"s1": "ab", "s2": "a"}, 3)
    ]
    for seed in range(5):
        full = draw_questions(stock({"s1": "a", "s2": "b"}, 2), chance(seed), others)
        assert set(full) == {"s1-a", "s2-b", "fact0", "fact1"}
        keys = draw_questions(stock({"s1": "a"}, 1), chance(seed), others)
        assert [keys[0], keys[2]] == ["s1-a", "fact0"]
        assert [key[0] for key in keys] == ["s", "s", "f", "f"]
        assert keys[1].endswith("-of")
        assert keys[3].endswith("-of")


@pytest.mark.parametrize(
    ("days", "numbers"),
    [(0, [1, 2, 3]), (14, [1, 2, 3]), (56, [2, 3]), (182, [3]), (363, [3]), (364, []), (900, [])],
)
def test_those_still_to_come(days, numbers):
    assert rounds_to_come(DAY, DAY + timedelta(days=days)) == numbers


@pytest.mark.parametrize("rounds", [0, 1, 2, 3])
def test_a_module_keeps_what_its_own_refreshers_need(rounds):
    has = stock({f"s{n}": "ab" for n in range(5)}, 5)
    keys = {item.key for item in spare_questions(has, rounds)}
    assert len({key[:2] for key in keys if key[0] == "s"}) == max(0, 5 - 2 * rounds)
    assert len([key for key in keys if key[0] == "f"]) == max(0, 5 - 2 * rounds)
    left = [item for item in has if item.key not in keys]
    drawn = set()
    for seed in range(rounds):  # they are enough for as many full ones as there can be
        draw_of = draw_questions([item for item in left if item.stem not in drawn], chance(seed))
        drawn |= {item.stem for item in left if item.key in draw_of}
        assert len(draw_of) == 2 * min(2, max(0, 5 - 2 * seed))


def test_a_situation_that_two_modules_play_is_asked_once():
    keys = draw_questions(stock({"s1": "a"}, 0), chance(), stock({"s1": "b"}, 0))
    assert keys == ["s1-a"]


FORMS = ("", "a", "ab")  # of a situation: none left, one left, both


@pytest.mark.parametrize("facts", range(4))
@pytest.mark.parametrize("forms", list(product(FORMS, repeat=3)))
def test_a_draw_is_of_the_stock_and_as_large_as_it_can_be(forms, facts):
    situations = {f"s{n}": names for n, names in enumerate(forms) if names}
    found = stock(situations, facts)
    for seed in range(3):
        keys = draw_questions(found, chance(seed))
        assert set(keys) <= {item.key for item in found}
        stems = [item.stem for item in found if item.key in keys]
        assert len(stems) == len(set(stems)) == len(keys)
        assert len(keys) == min(2, len(situations)) + min(2, facts)
