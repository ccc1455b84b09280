"""Item analysis over simulated people: what was put in comes out, and nothing below the floor."""

import numpy as np
import pytest
from scipy import stats

from awareness.learning import bounds, pooled
from awareness.people.models import Site
from awareness.people.visibility import POOL_FLOOR
from quizzes import analysis
from quizzes.actions import publish, regrade
from tests.learning import cohorts
from tests.learning.cohorts import Item
from tests.learning.conftest import single, situation

pytestmark = pytest.mark.django_db
CONTEXT = "module:one:1.0:check"
# The last one is as good as chance: nobody's ability bears on it.
ITEMS = [Item(-1.0, 1.2), Item(-0.3, 1.5), Item(0.2, 1.1), Item(0.6, 1.4), Item(0, 0.0)]


@pytest.fixture
def versions():
    return [publish(f"one/q{n}", "single", single(f"Question {n}")) for n in range(len(ITEMS))]


@pytest.fixture
def cohort(versions):
    rng = cohorts.dice(7)
    rows = cohorts.answers(cohorts.abilities(600, rng), ITEMS, rng)
    cohorts.record(cohorts.people(600), CONTEXT, versions, rows)
    return np.array(rows)


def told():
    return {each.key: each for each in pooled.items("author")[0]}


def test_it_gives_what_scipy_gives_on_the_rows(cohort):
    for place, (_key, found) in enumerate(sorted(told().items())):
        item, rest = cohort[:, place], np.delete(cohort, place, axis=1).mean(axis=1)
        assert found.facility.value == pytest.approx(item.mean())
        assert found.correlation == pytest.approx(stats.pearsonr(item, rest).statistic)
        assert found.pairs == found.n == len(cohort)


def test_what_was_put_in_comes_out_within_its_interval(db):
    """Facilities are known: the chance of being right, averaged over abilities. Of twenty 95 per
    cent intervals seventeen or more hold in 98 of 100 such cohorts.
    """
    rng = cohorts.dice(5)
    items = [Item(rng.uniform(-1.5, 1.5), rng.uniform(0.8, 1.6)) for _ in range(20)]
    asked = [publish(f"two/q{n:02}", "single", single(f"Question {n}")) for n in range(20)]
    rows = cohorts.answers(cohorts.abilities(300, rng), items, rng)
    cohorts.record(cohorts.people(300), CONTEXT, asked, rows)
    grid = np.random.default_rng(1).normal(size=50_000)
    true = [(1 / (1 + np.exp(-item.slope * (grid - item.hardness)))).mean() for item in items]
    found = [each.facility for _key, each in sorted(told().items())]
    assert sum(f.low <= t <= f.high for f, t in zip(found, true, strict=True)) >= 17


def test_the_item_that_tells_nobody_apart_is_proposed_for_withdrawal(cohort):
    found, small = pooled.items("author")
    assert [each.key for each in found if each.proposed] == ["one/q4"]
    assert found[0].key == "one/q4"
    assert small == 0


def test_attempts_of_another_length_are_taken_together(versions):
    rng = cohorts.dice(9)
    rows = cohorts.answers(cohorts.abilities(300, rng), ITEMS, rng)
    cohorts.record(cohorts.people(200, "five"), CONTEXT, versions, rows[:200])
    cohorts.record(
        cohorts.people(100, "three"), CONTEXT, versions[:3], [row[:3] for row in rows[200:]]
    )
    pairs = [(row[0], np.mean(row[1:])) for row in rows[:200]]
    pairs += [(row[0], np.mean(row[1:3])) for row in rows[200:]]
    found = told()["one/q0"]
    assert found.n == found.pairs == 300
    assert found.correlation == pytest.approx(stats.pearsonr(*zip(*pairs, strict=True)).statistic)


def test_nothing_is_told_below_the_floor_and_to_nobody_but_authors(versions):
    rows = [[1, 0, 1, 0, 1]] * POOL_FLOOR
    cohorts.record(cohorts.people(POOL_FLOOR - 1), CONTEXT, versions, rows[1:])
    assert pooled.items("author") == ([], 5)
    cohorts.record(cohorts.people(1, "last"), CONTEXT, versions, rows[:1])
    assert len(pooled.items("author")[0]) == 5
    for role in ("learner", "manager", "hr", "auditor"):
        assert pooled.items(role) == ([], 0)


def test_only_first_answers_in_modules_count(versions):
    crowd, rows = cohorts.people(POOL_FLOOR), [[0] * 5] * POOL_FLOOR
    cohorts.record(crowd, CONTEXT, versions, rows)
    cohorts.record(crowd, CONTEXT, versions, [[1] * 5] * POOL_FLOOR, number=2)
    cohorts.record(crowd, "check:report/page", versions, [[1] * 5] * POOL_FLOOR)
    assert {each.facility.value for each in told().values()} == {0.0}


def test_a_mended_key_is_what_counts(versions):
    crowd, rows = cohorts.people(POOL_FLOOR), [[0] * 5] * POOL_FLOOR
    cohorts.record(crowd, CONTEXT, versions, rows)
    options = [{**o, "correct": o["key"] == "b"} for o in single("x")["options"]]
    under = publish("one/q0", "single", single("Question 0") | {"options": options})
    assert regrade(versions[0], under, cohorts.NOW) == POOL_FLOOR
    [first] = [row for row in analysis.answered("module:") if row.version == versions[0].pk]
    assert (first.n, first.facility) == (POOL_FLOOR, 1.0)
    assert analysis.choices("module:", [versions[0].pk])[versions[0].pk] == {
        "choice": {"b": POOL_FLOOR}
    }


def test_a_wrong_answer_that_hardly_anybody_takes_is_named(versions):
    spec = single("With three")
    spec["options"].append({"key": "c", "text": "Third", "feedback": "Said of third."})
    version = publish("one/three", "single", spec)
    right = [[1]] * 70 + [[0]] * 30  # all thirty take b
    cohorts.record(cohorts.people(100), CONTEXT, [version], right)
    found = told()["one/three"]
    divided = [(each.text, each.percent, each.is_key) for each in found.chosen]
    assert divided == [("Right", 70, True), ("Other", 30, False), ("Third", 0, False)]
    [finding] = found.findings
    assert (finding.code, finding.act, finding.about) == ("dead", bounds.Act.REPLACE, "Third")


def test_a_decision_that_nearly_all_make_right_is_no_fault(versions):
    version = publish("scenario/s1-a", "scenario", situation("Laptop"))
    cohorts.record(cohorts.people(100), "module:a:1.0:s", [version], [[1]] * 97 + [[0]] * 3)
    found = told()["scenario/s1-a"]
    assert found.findings == []
    divided = [(each.text, each.percent, each.is_key) for each in found.chosen]
    assert divided == [("Do good", 97, True), ("Do poor", 3, False)]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"correlation": -0.05}, ["negative"]),
        ({"correlation": 0.09}, ["weak"]),
        ({"correlation": 0.15}, ["flat"]),
        ({"correlation": 0.09, "pairs": 199}, []),
        ({"correlation": None}, []),
        ({"facility": 0.29}, ["hard"]),
        ({"facility": 0.91}, ["easy"]),
        ({"facility": 0.99, "correlation": 0.0, "critical": True}, []),
        ({"wrong": {"Only this": 0.04, "That": 0.3}}, ["dead"]),
        ({"facility": 0.95, "critical": True, "wrong": {"Only this": 0.0}}, []),
    ],
)
def test_bounds(given, codes):
    usual = {"facility": 0.6, "correlation": 0.3, "pairs": 400, "wrong": {}, "critical": False}
    assert [found.code for found in bounds.judge(**usual | given)] == codes


def a_site(country: str) -> Site:
    return Site.objects.create(name=country, slug=country.lower(), country=country)


@pytest.fixture
def two_countries(versions, db):
    """500 people in Britain and 400 in Sweden, as able; in Sweden the third question is harder."""
    rng = cohorts.dice(11)
    items = [Item(-1.0, 1.2), Item(-0.3, 1.5), Item(0.0, 1.1), Item(0.6, 1.4), Item(0, 1.3)]
    there = [*items[:2], Item(1.4, 1.1), *items[3:]]
    for country, count, met in (("GB", 500, items), ("SE", 400, there)):
        site = a_site(country)
        rows = cohorts.answers(cohorts.abilities(count, rng), met, rng)
        cohorts.record(cohorts.people(count, country, site), CONTEXT, versions, rows)


def test_a_question_that_is_another_one_in_one_country_is_named(two_countries):
    found = [(key, each.about) for key, s in told().items() for each in s.findings
             if each.code in ("harder", "easier")]  # fmt: skip
    assert found == [("one/q2", "SE")]
    assert {each.code for each in told()["one/q2"].findings} >= {"harder"}


def test_a_country_below_the_floor_is_never_named(versions, two_countries):
    rows = [[1, 1, 0, 1, 1], [0, 0, 0, 1, 0], [1, 0, 0, 0, 0]] * 32 + [[1] * 5] * 3
    site = a_site("IE")
    cohorts.record(cohorts.people(POOL_FLOOR - 1, "IE", site), CONTEXT, versions, rows)
    abouts = {each.about for statistic in told().values() for each in statistic.findings}
    assert "SE" in abouts
    assert "IE" not in abouts
    cohorts.record(cohorts.people(1, "last", site), CONTEXT, versions, rows[:1])
    assert "IE" in {each.about for each in told()["one/q2"].findings}


def test_four_queries_however_many_people(versions, django_assert_num_queries):
    rows = [[1, 0, 1, 0, 1]] * 400
    cohorts.record(cohorts.people(100), CONTEXT, versions, rows[:100])
    with django_assert_num_queries(4):
        pooled.items("author")
    cohorts.record(cohorts.people(300, "more"), CONTEXT, versions, rows[:300])
    with django_assert_num_queries(4):
        pooled.items("author")
