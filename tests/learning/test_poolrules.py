"""When numbers over many people may be told, and that none of them tells one person's answer."""

from itertools import accumulate, product
from math import ceil, floor
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.learning import poolrules
from awareness.learning.poolrules import in_tens, may_publish
from quizzes.statistics import paired_difference, wilson

TWO = {1: 50, 2: 50}


@pytest.mark.parametrize(
    ("people", "new", "employer_sites", "may"),
    [
        (TWO, TWO, 2, True),
        ({1: 50, 2: 49}, {1: 50, 2: 49}, 2, False),  # below the floor
        ({1: 100}, {1: 100}, 2, False),  # of one site, where the employer has another
        ({1: 100, 2: 0}, {1: 100, 2: 0}, 2, False),
        ({1: 99, None: 9}, {1: 99, None: 9}, 2, False),  # who has no site is of no other one
        ({1: 100}, {1: 100}, 1, True),
        ({None: 100}, {None: 100}, 0, True),
        ({None: 100}, {None: 100}, 1, True),
        ({1: 70, 2: 55}, {1: 20, 2: 5}, 2, True),
        ({1: 70, 2: 54}, {1: 20, 2: 4}, 2, False),  # 24 more
        ({1: 75, 2: 50}, {1: 25, 2: 0}, 2, False),  # 25 more of one site
        ({1: 125}, {1: 25}, 1, True),
        ({1: 60, 2: 39}, {1: 15, 2: 15}, 2, False),  # so many left that a crowd no longer stands
    ],
)
def test_the_rule(people, new, employer_sites, may):
    assert may_publish(people, new, employer_sites) is may


by_site = st.dictionaries(st.sampled_from([None, 1, 2, 3]), st.integers(0, 120))


@given(by_site, st.data(), st.integers(0, 4))
def test_whatever_may_be_published_covers_a_crowd_and_adds_one(people, data, employer_sites):
    new = {site: data.draw(st.integers(0, n)) for site, n in people.items()}
    if may_publish(people, new, employer_sites):
        assert sum(people.values()) >= 100
        assert sum(new.values()) >= 25
        if employer_sites > 1:
            assert len({site for site, n in new.items() if n} - {None}) >= 2


counts = st.lists(st.integers(0, 400), min_size=1, max_size=6)
starts = st.floats(0, 10, exclude_max=True)


@given(counts, starts)
def test_each_count_and_each_sum_of_neighbours_is_one_of_the_two_tens_around_it(true, start):
    told = list(accumulate(in_tens(true, start), initial=0))
    edges = list(accumulate(true, initial=0))
    for left, right in product(range(len(edges)), repeat=2):
        if left < right:
            count = edges[right] - edges[left]
            around = {10 * floor(count / 10), 10 * ceil(count / 10)}
            assert told[right] - told[left] in around


@given(counts)
def test_rounding_favours_no_side(true):
    told = zip(*(in_tens(true, start) for start in range(10)), strict=True)
    assert [fmean(each) for each in told] == pytest.approx(true)


def tellable(count: int) -> set[int]:
    """All that may be told of so many people."""
    return {in_tens([count], start)[0] for start in range(10)}


@pytest.mark.parametrize("alike", range(100, 131))
def test_two_numbers_whose_people_differ_by_one_never_tell_how_that_one_answered(alike):
    """The safe ones of a whole, and of a part that leaves one person out. Whichever two numbers are
    told, there are counts by which that person answered safely, and others by which not."""
    for safely in (0, 1):
        for whole, part in product(tellable(alike + safely), tellable(alike)):
            for other in (0, 1):
                assert any(
                    whole in tellable(count + other) and part in tellable(count)
                    for count in range(alike - 10, alike + 11)
                )


def test_intervals_are_wider_for_the_rounding():
    plain = wilson(60, 100)
    told = poolrules.share_interval(60, 100)
    assert told.value == plain.value
    assert (told.low, told.high) == pytest.approx((plain.low - 0.05, plain.high + 0.05))
    assert poolrules.share_interval(0, 100).low == 0
    assert poolrules.share_interval(100, 100).high == 1
    difference = poolrules.difference_interval(30, 10, 100)
    assert difference.value == pytest.approx(0.2)
    paired = paired_difference(30, 10, 100)
    assert difference.high - difference.low == pytest.approx(paired.high - paired.low + 0.2)


def test_every_start_is_drawn():
    assert {tuple(in_tens([105])) for _ in range(200)} == {(100,), (110,)}
    assert all(in_tens([100]) == [100] for _ in range(20))


def test_neighbours_stay_neighbours():
    """What is shown of before and after adds up, however it was rounded."""
    for start in range(10):
        lost, both, gained, neither = in_tens([7, 44, 26, 25], start)
        assert lost + both in (50, 60)
        assert both + gained == 70
        assert neither in (20, 30)
