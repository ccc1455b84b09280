"""Before and after over simulated people: the known change lies in the interval that is told."""

from datetime import timedelta
from random import Random

import pytest

from awareness.learning import before_after
from awareness.learning.models import Picture
from awareness.learning.publish import publish_module
from awareness.learning.publish_pooled import publish_pooled
from quizzes.actions import publish
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


def told() -> list[before_after.Change]:
    publish_pooled(cohorts.NOW)
    return before_after.changes_shown_to("author")


def exact(monkeypatch) -> list[before_after.ChangePicture]:
    """What is counted, before it is rounded."""
    monkeypatch.setattr(before_after.poolrules, "in_tens", list)
    pictures = before_after.change_pictures(cohorts.NOW)
    return [before_after.ChangePicture.model_validate(each.told) for each in pictures]


def test_the_known_change_lies_in_the_interval(forms):
    rng, crowd = cohorts.dice(2), cohorts.people(400)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], draw(400, BEFORE, rng))
    cohorts.record(crowd[:300], SECOND, [forms["s1-b"]], draw(300, AFTER, rng))
    [change] = told()
    assert (change.scenario, change.met, change.n) == ("s1", 400, 300)
    assert change.before.low <= BEFORE <= change.before.high
    assert change.after.low <= AFTER <= change.after.high
    assert change.difference.low <= AFTER - BEFORE <= change.difference.high
    assert change.difference.value == pytest.approx(change.after.value - change.before.value)


def test_all_together_is_the_mean_of_what_is_told_of_each(forms):
    """So that it tells nothing that the rows above it do not."""
    rng, crowd = cohorts.dice(6), cohorts.people(250)
    for key, many in (("s1", 250), ("s2", 150)):
        cohorts.record(crowd[:many], f"{FIRST}{key}", [forms[f"{key}-a"]], draw(many, BEFORE, rng))
        cohorts.record(crowd[:many], f"{SECOND}{key}", [forms[f"{key}-b"]], draw(many, AFTER, rng))
    each = told()
    together = before_after.mean_change(each)
    assert together.situations == len(each) == 2
    assert together.difference.low <= AFTER - BEFORE <= together.difference.high
    for name in ("before", "after", "difference"):
        for end in ("value", "low", "high"):
            ends = [getattr(getattr(change, name), end) for change in each]
            assert getattr(getattr(together, name), end) == pytest.approx(sum(ends) / 2)
    assert before_after.mean_change([]) is None


def test_it_counts_what_counting_by_hand_gives(forms, monkeypatch):
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
    pairs = [
        (each[0][1], next((worth for form, worth in each if form != each[0][0]), None))
        for each in met
        if each
    ]
    [counted] = exact(monkeypatch)
    assert counted == before_after.ChangePicture(
        lost=pairs.count((1, 0)),
        both=pairs.count((1, 1)),
        gained=pairs.count((0, 1)),
        neither=pairs.count((0, 0)),
        once=sum(later is None for _first, later in pairs),
    )


def test_it_is_told_in_tens(forms):
    rng, crowd = cohorts.dice(3), cohorts.people(137)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], draw(137, BEFORE, rng))
    cohorts.record(crowd[:111], SECOND, [forms["s1-b"]], draw(111, AFTER, rng))
    [change] = told()
    assert change.n in (110, 120)
    assert change.met in (130, 140)
    assert {n % 10 for n in Picture.objects.get(kind="change").told.values()} == {0}


def test_what_everybody_takes_is_told_by_itself(forms):
    """s1 is played in the module that everybody takes, s2 in one that nobody has to."""
    rng, crowd = cohorts.dice(9), cohorts.people(300)
    for slug, key, must in (("duty", "s1", True), ("choice", "s2", False)):
        steps = [{"slug": "decide", "kind": "scenario", "scenario": key, "title": "Decide"}]
        publish_module(definition(slug=slug, steps=steps, mandatory=must, opens_with=None))
    for key, later in (("s1", AFTER), ("s2", BEFORE)):
        cohorts.record(crowd, f"{FIRST}{key}", [forms[f"{key}-a"]], draw(300, BEFORE, rng))
        cohorts.record(crowd, f"{SECOND}{key}", [forms[f"{key}-b"]], draw(300, later, rng))
    first, second = told()
    must = before_after.mean_change_of_mandatory([first, second])
    assert must.situations == 1
    assert must.difference == first.difference
    assert before_after.mean_change_of_mandatory([second]) is None


def test_a_retry_is_no_after(forms):
    """Only those who chose otherwise retry: taking them for the rest would promise too much."""
    crowd = cohorts.people(120)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * 120)
    cohorts.record(crowd, FIRST, [forms["s1-b"]], [[1]] * 120, number=2)
    assert told() == []


def test_the_same_form_again_is_no_after(forms):
    crowd = cohorts.people(120)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * 120)
    cohorts.record(crowd, SECOND, [forms["s1-a"]], [[1]] * 120)
    assert told() == []


def test_what_was_begun_first_and_finished_last_is_the_after(forms, monkeypatch):
    """Nobody who was in a picture changes places when they finish what they had left open."""
    crowd = cohorts.people(100)
    cohorts.record(crowd, FIRST, [forms["s1-a"]], [[1]] * 100)
    earlier = cohorts.NOW - timedelta(days=1)
    cohorts.record(crowd, SECOND, [forms["s1-b"]], [[0]] * 100, at=earlier)
    [counted] = exact(monkeypatch)
    assert counted.gained == 100


def test_it_is_told_to_nobody_but_authors_and_not_below_the_floor(forms):
    crowd = cohorts.people(100)
    for some in (crowd[:99], crowd[99:]):
        assert told() == []
        cohorts.record(some, FIRST, [forms["s1-a"]], [[0]] * len(some))
        cohorts.record(some, SECOND, [forms["s1-b"]], [[1]] * len(some))
    [change] = told()
    assert (change.n, change.before.value, change.after.value) == (100, 0, 1)
    for role in ("learner", "manager", "hr", "auditor", "handler", "it"):
        assert before_after.changes_shown_to(role) == []


def test_the_same_queries_however_many_people(forms, django_assert_num_queries):
    for count, name, day in ((100, "some", 0), (300, "more", 1)):
        at, crowd = cohorts.NOW + timedelta(days=day), cohorts.people(count, name)
        cohorts.record(crowd, FIRST, [forms["s1-a"]], [[0]] * count, at=at)
        cohorts.record(crowd, SECOND, [forms["s1-b"]], [[1]] * count, at=at)
        with django_assert_num_queries(2):
            assert len(before_after.change_pictures(at)) == 1
        publish_pooled(at)
        with django_assert_num_queries(1):
            changes = before_after.changes_shown_to("author")
        with django_assert_num_queries(1):
            before_after.mean_change_of_mandatory(changes)
