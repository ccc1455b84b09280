"""Item analysis over simulated people: what was put in comes out, in tens; counting is exact."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.db.models import F

from awareness.learning import pooled, poolrules
from awareness.learning.models import Picture
from awareness.learning.publish_pooled import publish_pooled
from awareness.people.models import Site
from awareness.people.visibility import POOL_FLOOR
from quizzes import analysis, dif
from quizzes.actions import publish, regrade
from quizzes.models import QuestionVersion
from tests.learning import cohorts
from tests.learning.cohorts import Item, a_site
from tests.learning.conftest import single, situation

pytestmark = pytest.mark.django_db
CONTEXT = "module:one:1.0:check"
ASKED = analysis.Selection("module:")
# The last one is as good as chance: nobody's ability bears on it.
ITEMS = [Item(-1.0, 1.2), Item(-0.3, 1.5), Item(0.2, 1.1), Item(0.6, 1.4), Item(0, 0.0)]


def pearson(one, other) -> float:
    from scipy.stats import pearsonr  # a second and more, and every process collects this file

    return pearsonr(one, other).statistic


@pytest.fixture
def versions():
    return [publish(f"one/q{n}", "single", single(f"Question {n}")) for n in range(len(ITEMS))]


@pytest.fixture
def cohort(versions):
    rng = cohorts.dice(7)
    rows = cohorts.answers(cohorts.abilities(600, rng), ITEMS, rng)
    cohorts.record(cohorts.people(600), CONTEXT, versions, rows)
    return np.array(rows)


def told(now=cohorts.NOW):
    """What is told when everything has been answered that a test plants."""
    publish_pooled(now)
    return {each.key: each for each in pooled.item_statistics("author")}


def counted():
    """What is counted, before any of it is rounded: key -> Answered."""
    keys = {version.pk: version.question.key for version in QuestionVersion.objects.all()}
    return {keys[key]: row for key, row in analysis.first_answers_by_version(ASKED).items()}


def test_it_counts_what_scipy_counts_on_the_rows(cohort):
    for place, (_key, found) in enumerate(sorted(counted().items())):
        item, rest = cohort[:, place], np.delete(cohort, place, axis=1).mean(axis=1)
        assert found.facility == pytest.approx(item.mean())
        assert found.item_rest_sums.correlation == pytest.approx(pearson(item, rest))
        assert found.item_rest_sums.n == found.n == len(cohort)


def test_it_tells_that_to_the_nearest_ten_people_and_twentieth(cohort):
    exact = counted()
    for key, found in told().items():
        assert found.n == len(cohort)
        assert abs(found.facility.value * found.n - exact[key].right) < 10
        assert round(found.facility.value * found.n, 6) % 10 == 0
        assert found.correlation == pytest.approx(exact[key].item_rest_sums.correlation, abs=0.0251)
        assert found.correlation * 20 == pytest.approx(round(found.correlation * 20))


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
    found = told()
    assert [key for key, each in found.items() if each.proposed] == ["one/q4"]
    assert next(iter(found)) == "one/q4"


def test_attempts_of_another_length_are_taken_together(versions):
    rng = cohorts.dice(9)
    rows = cohorts.answers(cohorts.abilities(300, rng), ITEMS, rng)
    cohorts.record(cohorts.people(200, "five"), CONTEXT, versions, rows[:200])
    cohorts.record(
        cohorts.people(100, "three"), CONTEXT, versions[:3], [row[:3] for row in rows[200:]]
    )
    pairs = [(row[0], np.mean(row[1:])) for row in rows[:200]]
    pairs += [(row[0], np.mean(row[1:3])) for row in rows[200:]]
    found = counted()["one/q0"]
    assert found.n == found.item_rest_sums.n == 300
    assert found.item_rest_sums.correlation == pytest.approx(pearson(*zip(*pairs, strict=True)))


def test_no_correlation_is_told_of_a_part_of_the_people(versions):
    """Somebody met the first question alone: the correlation would leave out just that person."""
    rng = cohorts.dice(9)
    rows = cohorts.answers(cohorts.abilities(300, rng), ITEMS, rng)
    cohorts.record(cohorts.people(299), CONTEXT, versions, rows[:299])
    cohorts.record(cohorts.people(1, "alone"), CONTEXT, versions[:1], [rows[299][:1]])
    exact = counted()
    assert (exact["one/q0"].n, exact["one/q1"].n) == (300, 299)
    found = told()
    assert found["one/q0"].n == 300
    assert found["one/q1"].n in (290, 300)  # 299 in tens, rounded at random
    assert found["one/q0"].correlation is None
    assert found["one/q1"].correlation is not None


def test_no_correlation_is_told_below_200_people(versions):
    rng = cohorts.dice(9)
    rows = cohorts.answers(cohorts.abilities(200, rng), ITEMS, rng)
    cohorts.record(cohorts.people(199), CONTEXT, versions, rows[:199])
    assert {each.correlation for each in told().values()} == {None}


def test_it_is_told_to_nobody_but_authors(cohort):
    assert len(told()) == 5
    for role in ("learner", "manager", "hr", "auditor", "handler", "it"):
        assert pooled.item_statistics(role) == []


def test_only_first_answers_in_modules_count(versions):
    crowd, rows = cohorts.people(POOL_FLOOR), [[0] * 5] * POOL_FLOOR
    cohorts.record(crowd, CONTEXT, versions, rows)
    cohorts.record(crowd, CONTEXT, versions, [[1] * 5] * POOL_FLOOR, number=2)
    cohorts.record(crowd, "check:report/page", versions, [[1] * 5] * POOL_FLOOR)
    assert {each.facility for each in counted().values()} == {0.0}


def test_a_person_counts_once_however_many_modules_ask_the_same(versions):
    """By the answer that was finished first, though another was begun before it."""
    crowd, earlier = cohorts.people(POOL_FLOOR), cohorts.NOW - timedelta(days=1)
    cohorts.record(crowd, "module:two:1.0:check", versions, [[1] * 5] * POOL_FLOOR)
    cohorts.record(crowd[:60], CONTEXT, versions, [[0] * 5] * 60, at=earlier)
    cohorts.record(crowd[60:], "module:three:1.0:check", versions, [[0] * 5] * 40)
    for key, row in counted().items():
        assert (key, row.n, row.right, row.item_rest_sums.n) == (key, POOL_FLOOR, 40, POOL_FLOOR)
    given = analysis.choice_counts(ASKED)
    assert [given[each.pk] for each in versions] == [{"choice": {"a": 40, "b": 60}}] * 5
    strata = analysis.strata_counts(ASKED, F("attempt__learner__is_active"))
    assert sum(row["n"] for row in strata) == 5 * POOL_FLOOR


def test_a_mended_key_is_what_counts(versions):
    crowd, rows = cohorts.people(POOL_FLOOR), [[0] * 5] * POOL_FLOOR
    cohorts.record(crowd, CONTEXT, versions, rows)
    options = [{**o, "correct": o["key"] == "b"} for o in single("x")["options"]]
    under = publish("one/q0", "single", single("Question 0") | {"options": options})
    assert regrade(versions[0], under, cohorts.NOW) == POOL_FLOOR
    first = analysis.first_answers_by_version(ASKED)[versions[0].pk]
    assert (first.n, first.facility) == (POOL_FLOOR, 1.0)
    asked = analysis.Selection("module:", versions=[versions[0].pk])
    assert analysis.choice_counts(asked) == {versions[0].pk: {"choice": {"b": POOL_FLOOR}}}


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
    assert (finding.code, finding.act, finding.about) == ("dead", poolrules.Act.REPLACE, "Third")


def test_a_decision_that_nearly_all_make_right_is_no_fault(versions):
    version = publish("scenario/s1-a", "scenario", situation("Laptop"))
    cohorts.record(cohorts.people(100), "module:a:1.0:s", [version], [[1]] * 100)
    found = told()["scenario/s1-a"]
    assert found.findings == []
    divided = [(each.text, each.percent, each.is_key) for each in found.chosen]
    assert divided == [("Do good", 100, True), ("Do poor", 0, False)]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"correlation": -0.05}, ["negative"]),
        ({"correlation": 0.09}, ["weak"]),
        ({"correlation": 0.15}, ["flat"]),
        ({"correlation": None}, []),
        ({"facility": 0.29}, ["hard"]),
        ({"facility": 0.91}, ["easy"]),
        ({"facility": 0.99, "correlation": 0.0, "critical": True}, []),
        ({"countries": {"SE": "harder", "GB": "alike"}}, ["harder"]),
        ({"share_by_wrong_answer": {"Only this": 0.04, "That": 0.3}}, ["dead"]),
        ({"facility": 0.95, "critical": True, "share_by_wrong_answer": {"Only this": 0.0}}, []),
    ],
)
def test_bounds(given, codes):
    usual = {"facility": 0.6, "correlation": 0.3, "share_by_wrong_answer": {}, "critical": False}
    assert [found.code for found in poolrules.question_findings(**usual | given)] == codes


@pytest.fixture
def two_countries(versions, db):
    """500 people in Britain and 400 in Sweden, at two sites each, as able; in Sweden the third
    question is harder."""
    rng = cohorts.dice(11)
    items = [Item(-1.0, 1.2), Item(-0.3, 1.5), Item(0.0, 1.1), Item(0.6, 1.4), Item(0, 1.3)]
    there = [*items[:2], Item(1.4, 1.1), *items[3:]]
    for country, count, met in (("GB", 500, items), ("SE", 400, there)):
        sites = [a_site(f"{country}{n}", country) for n in range(2)]
        rows = cohorts.answers(cohorts.abilities(count, rng), met, rng)
        cohorts.record(cohorts.people(count, country, *sites), CONTEXT, versions, rows)


def countries(now=cohorts.NOW) -> set[str]:
    """Of which a question is told to be harder or easier there."""
    return {each.about for s in told(now).values() for each in s.findings
            if each.code in ("harder", "easier")}  # fmt: skip


def test_a_question_that_is_another_one_in_one_country_is_named(two_countries):
    found = [(key, each.about) for key, s in told().items() for each in s.findings
             if each.code in ("harder", "easier")]  # fmt: skip
    assert found == [("one/q2", "SE")]
    assert {each.code for each in told()["one/q2"].findings} >= {"harder"}


ODD = [[1, 1, 0, 1, 1], [0, 0, 0, 1, 0], [1, 0, 0, 0, 0]] * 32 + [[1] * 5] * 4  # 100 rows


def test_a_country_is_named_when_a_hundred_people_of_two_sites_are_there(versions, two_countries):
    sites = [a_site("Cork", "IE"), a_site("Sligo", "IE")]
    cohorts.record(cohorts.people(99, "IE", *sites), CONTEXT, versions, ODD[:99])
    cohorts.record(cohorts.people(100, "NO", a_site("Oslo", "NO")), CONTEXT, versions, ODD)
    assert countries() == {"SE"}
    later = cohorts.NOW + timedelta(days=1)
    cohorts.record(cohorts.people(40, "more", *sites), CONTEXT, versions, ODD[:40], at=later)
    assert countries(later) == {"SE", "IE"}


def test_what_was_told_of_a_country_stays_until_enough_people_there_are_new(
    versions, two_countries, monkeypatch
):
    """All that is new comes from a third country, beside one person in Sweden."""
    sites = [a_site("Cork", "IE"), a_site("Sligo", "IE")]
    assert countries() == {"SE"}
    later = cohorts.NOW + timedelta(days=1)
    swede = cohorts.people(1, "last", Site.objects.filter(country="SE").first())
    cohorts.record(
        [*swede, *cohorts.people(30, "IE", *sites)], CONTEXT, versions, [[1] * 5] * 31, at=later
    )
    q2 = QuestionVersion.objects.get(question__key="one/q2")
    # Were it worked out anew, it would be as in this: nobody differs.
    counted_anew = dif.differences
    monkeypatch.setattr(
        dif, "differences", lambda *a: [replace(each, delta=0.0) for each in counted_anew(*a)]
    )
    assert publish_pooled(later) == 5
    newest = Picture.objects.newest("question").get(about=str(q2.pk))
    assert (newest.number, newest.told["countries"]) == (2, {"SE": "harder"})


def test_the_same_queries_however_many_people(versions, django_assert_num_queries):
    rng = cohorts.dice(5)
    for count, name, day in ((100, "some", 0), (300, "more", 1)):
        at = cohorts.NOW + timedelta(days=day)
        rows = cohorts.answers(cohorts.abilities(count, rng), ITEMS, rng)
        cohorts.record(cohorts.people(count, name), CONTEXT, versions, rows, at=at)
        with django_assert_num_queries(8):
            assert len(pooled.question_pictures(at)) == 5
        publish_pooled(at)
        with django_assert_num_queries(2):
            pooled.item_statistics("author")
