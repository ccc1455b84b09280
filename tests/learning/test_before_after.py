"""Before and after over simulated people: the known change lies in the interval that is told."""

from random import Random

import pytest

from awareness.learning import before_after
from awareness.learning.publish import publish_module
from quizzes.actions import publish
from quizzes.statistics import paired_difference
from tests.learning import cohorts
from tests.learning.conftest import definition, situation

pytestmark = pytest.mark.django_db
BEFORE, AFTER = 0.55, 0.8
FIRST, SECOND = "module:first:1.0:a", "module:second:1.0:a"


@pytest.fixture
def forms():
    return {
        f"{key}-{form}": publish(
            f"scenario/{key}-{form}", "scenario", situation(f"Situation {key} {form}")
        )
        for key in ("s1", "s2")
        for form in "ab"
    }


def draw(count: int, chance: float, rng: Random) -> list[list[int]]:
    return [[int(rng.random() < chance)] for _ in range(count)]


def test_the_known_change_lies_in_the_interval(forms):
    rng, crowd = cohorts.dice(2), cohorts.people(400)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], draw(400, BEFORE, rng))
    cohorts.record(crowd[:300], SECOND, [forms["s1-b"]], draw(300, AFTER, rng))
    _all, [change], small = before_after.changes("author")
    assert (change.scenario, change.met, change.n, small) == ("s1", 400, 300, 0)
    assert change.before.low <= BEFORE <= change.before.high
    assert change.after.low <= AFTER <= change.after.high
    assert change.difference.low <= AFTER - BEFORE <= change.difference.high
    assert change.difference.value == pytest.approx(change.after.value - change.before.value)
    assert change.share_with_both == 0.75


def test_each_person_counts_once_over_all_situations(forms):
    rng, crowd = cohorts.dice(6), cohorts.people(250)
    for key in ("s1", "s2"):
        cohorts.record(crowd, f"{FIRST}{key}", [forms[f"{key}-a"]], draw(250, BEFORE, rng))
        cohorts.record(crowd, f"{SECOND}{key}", [forms[f"{key}-b"]], draw(250, AFTER, rng))
    together, each, _small = before_after.changes("author")
    assert (together.n, together.met, len(each)) == (250, 250, 2)
    assert together.difference.low <= AFTER - BEFORE <= together.difference.high
    mean = sum(change.difference.value for change in each) / 2
    assert together.difference.value == pytest.approx(mean)


def test_it_counts_what_counting_by_hand_gives(forms):
    """Four rounds in four modules; in each somebody meets one form, the other, or none."""
    rng, crowd = cohorts.dice(4), cohorts.people(240)
    met = [[] for _ in crowd]  # of each person the forms and what the first decision was worth
    for turn in range(4):
        chosen = [rng.choice(["a", "b", None]) for _ in crowd]
        for form in "ab":
            who = [n for n, each in enumerate(chosen) if each == form]
            safe = draw(len(who), (BEFORE, AFTER)[form == "b"], rng)
            cohorts.record(
                [crowd[n] for n in who], f"module:m{turn}:1.0:s", [forms[f"s1-{form}"]], safe
            )
            for n, [worth] in zip(who, safe, strict=True):
                met[n].append((form, worth))
    told = [each for each in met if each]
    pairs = [
        (each[0][1], next((worth for form, worth in each if form != each[0][0]), None))
        for each in told
    ]
    both = [(before, after) for before, after in pairs if after is not None]
    together, [change], _small = before_after.changes("author")
    assert (change.met, change.n) == (together.met, together.n) == (len(told), len(both))
    assert change.before.value == pytest.approx(sum(b for b, _a in both) / len(both))
    assert change.after.value == pytest.approx(sum(a for _b, a in both) / len(both))
    gained, lost = both.count((0, 1)), both.count((1, 0))
    assert change.difference == paired_difference(gained, lost, len(both))


def test_what_everybody_takes_is_told_by_itself(forms):
    """s1 is played in the module that everybody takes, s2 in one that nobody has to."""
    rng, crowd = cohorts.dice(9), cohorts.people(300)
    for slug, key, must in (("duty", "s1", True), ("choice", "s2", False)):
        steps = [{"slug": "decide", "kind": "scenario", "scenario": key, "title": "Decide"}]
        told = definition(slug=slug, steps=steps, mandatory=must, opens_with=None)
        publish_module(told)
    for key, later in (("s1", AFTER), ("s2", BEFORE)):
        cohorts.record(crowd, f"{FIRST}{key}", [forms[f"{key}-a"]], draw(300, BEFORE, rng))
        cohorts.record(crowd, f"{SECOND}{key}", [forms[f"{key}-b"]], draw(300, later, rng))
    told = before_after.of_everybody("author")
    _together, [first, _second], _small = before_after.changes("author")
    assert (told.n, told.met) == (300, 300)
    assert told.difference.value == pytest.approx(first.difference.value)
    assert told.difference.low <= AFTER - BEFORE <= told.difference.high
    for role in ("learner", "manager", "hr", "auditor"):
        assert before_after.of_everybody(role) is None


def test_of_what_everybody_takes_nothing_is_told_below_the_floor(forms):
    steps = [{"slug": "decide", "kind": "scenario", "scenario": "s1", "title": "Decide"}]
    publish_module(definition(steps=steps, opens_with=None))
    crowd = cohorts.people(99)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * 99)
    cohorts.record(crowd, SECOND, [forms["s1-b"]], [[1]] * 99)
    assert before_after.of_everybody("author") is None


def test_a_retry_is_no_after(forms):
    """Only those who chose otherwise retry: taking them for the rest would promise too much."""
    crowd = cohorts.people(120)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * 120)
    cohorts.record(crowd, FIRST, [forms["s1-b"]], [[1]] * 120, number=2)
    assert before_after.changes("author") == (None, [], 1)


def test_the_same_form_again_is_no_after(forms):
    crowd = cohorts.people(120)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * 120)
    cohorts.record(crowd, SECOND, [forms["s1-a"]], [[1]] * 120)
    assert before_after.changes("author") == (None, [], 1)


def test_nothing_is_told_below_the_floor_and_to_nobody_but_authors(forms):
    crowd = cohorts.people(100)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * 100)
    cohorts.record(crowd[:99], SECOND, [forms["s1-b"]], [[1]] * 99)
    assert before_after.changes("author") == (None, [], 1)
    cohorts.record(crowd[99:], SECOND, [forms["s1-b"]], [[1]])
    together, each, small = before_after.changes("author")
    assert (together.n, len(each), small) == (100, 1, 0)
    for role in ("learner", "manager", "hr", "auditor"):
        assert before_after.changes(role) == (None, [], 0)


def test_three_queries_in_all_however_many_people(forms, django_assert_num_queries):
    def more(count: int, name: str) -> None:
        crowd = cohorts.people(count, name)
        cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * count)
        cohorts.record(crowd, SECOND, [forms["s1-b"]], [[1]] * count)

    more(100, "some")
    with django_assert_num_queries(2):
        before_after.changes("author")
    with django_assert_num_queries(1):
        before_after.of_everybody("author")
    more(300, "more")
    with django_assert_num_queries(2):
        before_after.changes("author")
    with django_assert_num_queries(1):
        before_after.of_everybody("author")
