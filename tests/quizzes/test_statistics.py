"""The formulas, held against scipy and statsmodels."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import Sums, paired_difference, wilson


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_statsmodels(pair):
    from statsmodels.stats.proportion import proportion_confint  # slow, as the next

    right, n = pair
    low, high = proportion_confint(right, n, method="wilson")
    got = wilson(right, n)
    assert (got.low, got.high) == pytest.approx((low, high), abs=1e-9)
    assert got.value == right / n


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=60))
def test_the_correlation_is_that_of_scipy(pairs):
    from scipy import stats

    xs, ys = (np.array(side) for side in zip(*pairs, strict=True))
    sums = Sums(len(xs), xs.sum(), (xs**2).sum(), ys.sum(), (ys**2).sum(), (xs * ys).sum())
    got = sums.correlation
    if got is None:
        assert min(xs.std(), ys.std()) < 1e-4
    else:
        assert got == pytest.approx(stats.pearsonr(xs, ys).statistic, abs=1e-6)


def test_sums_of_two_groups_are_the_sums_of_all():
    rng = np.random.default_rng(3)
    x, y = rng.random(50), rng.random(50)

    def sums(part):
        a, b = x[part], y[part]
        return Sums(len(a), a.sum(), (a**2).sum(), b.sum(), (b**2).sum(), (a * b).sum())

    both = sums(slice(0, 20)) + sums(slice(20, 50))
    assert astuple(both) == pytest.approx(astuple(sums(slice(0, 50))))


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (30, 2), (2, 30), (100, 0)])
def test_a_paired_difference_lies_in_its_interval(gained, lost):
    got = paired_difference(gained, lost, 100)
    assert -1 <= got.low <= got.value <= got.high <= 1
    assert got.value == (gained - lost) / 100


def test_a_paired_interval_holds_what_it_promises():
    """95 in 100 samples of known probabilities have the true difference in their interval."""
    rng, held, rounds = np.random.default_rng(11), 0, 2000
    up, down, n = 0.3, 0.08, 120
    for _round in range(rounds):
        draws = rng.random(n)
        gained, lost = (draws < up).sum(), ((up <= draws) & (draws < up + down)).sum()
        got = paired_difference(gained, lost, n)
        held += got.low <= up - down <= got.high
    assert 0.93 <= held / rounds <= 0.975


def test_nobody_has_no_share():
    for refuse in (lambda: wilson(0, 0), lambda: paired_difference(0, 0, 0)):
        with pytest.raises(ValueError, match="nobody"):
            refuse()
