"""The authors' page on how questions work: pooled, and for authors alone."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from awareness.learning.publish import publish_module
from awareness.learning.publish_pooled import publish_pooled
from quizzes.actions import publish
from quizzes.models import QuestionVersion
from tests.learning import cohorts
from tests.learning.conftest import definition, single, situation

ADDRESS = "/studio/statistics/"


@pytest.fixture
def answered(site, other_site):
    """120 people: one question that works, one that nobody knows; a situation met twice."""
    rng, crowd = cohorts.dice(3), cohorts.people(120, "somebody", site, other_site)
    able = cohorts.abilities(120, rng)
    versions = [publish(f"one/q{n}", "single", single(f"Question {n}")) for n in range(2)]
    rows = cohorts.answers(able, [cohorts.Item(0, 1.5), cohorts.Item(3, 1.5)], rng)
    cohorts.record(crowd, "module:one:1.0:check", versions, rows)
    for form, context, chance in (("a", "module:one:1.0:s", 0.5), ("b", "module:two:1.0:s", 0.9)):
        version = publish(f"scenario/s1-{form}", "scenario", situation(f"Form {form}"))
        cohorts.record(crowd, context, [version], [[int(rng.random() < chance)] for _ in crowd])
    publish_pooled(cohorts.NOW)


def test_authors_alone_come_in(client, client_for, answered, author, alice, mallory, eva, auditor):
    assert client_for(author).get(ADDRESS).status_code == 200
    for other in (alice, mallory, eva, auditor):
        assert client_for(other).get(ADDRESS).status_code == 404
    assert client.get(ADDRESS)["Location"].startswith("/account/login/")
    assert client_for(author).post(ADDRESS).status_code == 405


def test_it_tells_what_to_do_and_what_it_does_not_show(client_for, answered, author):
    text = client_for(author).get(ADDRESS).content.decode()
    assert "Few get it right" in text
    assert "What this does not show" in text
    assert "of 120 who met it" in text
    assert "All of them, on average" in text
    assert "Those that everybody takes" not in text  # no module here asks it


def test_it_tells_by_itself_what_everybody_takes(client_for, answered, author):
    steps = [{"slug": "decide", "kind": "scenario", "scenario": "s1", "title": "Decide"}]
    publish_module(definition(steps=steps, opens_with=None))
    page = BeautifulSoup(client_for(author).get(ADDRESS).content, "html.parser")
    heads = [cell.text for cell in page.find("table").tbody.find_all("th")]
    assert heads == [
        "Those that everybody takes, on average", "s1", "All of them, on average",
    ]  # fmt: skip


def test_it_tells_how_the_answers_divided(client_for, answered, author):
    page = BeautifulSoup(client_for(author).get(ADDRESS).content, "html.parser")
    row = page.find("a", href="/studio/questions/one/q1/").find_parent("tr")
    [right, other] = [line.get_text(" ", strip=True) for line in row.select("details li")]
    share = int(right.split(" per cent: Right (the key)")[0])
    assert other == f"{100 - share} per cent: Other"
    assert share < 30


def test_no_name_stands_on_it(client_for, answered, author):
    text = client_for(author).get(ADDRESS).content.decode()
    assert "somebody" not in text


def test_the_page_is_the_same_until_enough_more_have_answered(
    client_for, answered, author, site, other_site
):
    """Whoever looks each night sees nothing move while 24 more people answer otherwise."""
    mine = client_for(author)

    def page() -> str:
        return BeautifulSoup(mine.get(ADDRESS).content, "html.parser").main.get_text()

    before, version = page(), QuestionVersion.objects.get(question__key="one/q1")
    for night in range(1, 26):
        moment = cohorts.NOW + timedelta(days=night)
        learners = cohorts.people(1, f"night{night}", (site, other_site)[night % 2])
        cohorts.record(learners, "module:one:1.0:check", [version], [[1]], at=moment)
        publish_pooled(moment)
        assert (page() == before) is (night < 25)


def test_below_the_floor_it_says_nothing_that_moves(client_for, author, site, other_site):
    version = publish("one/q0", "single", single("Question"))
    mine = client_for(author)

    def main() -> str:
        return str(BeautifulSoup(mine.get(ADDRESS).content, "html.parser").main)

    before = main()
    crowd = cohorts.people(99, "somebody", site, other_site)
    cohorts.record(crowd, "module:one:1.0:check", [version], [[1]] * 99)
    publish_pooled(cohorts.NOW)
    assert "Nothing is told yet: no question" in main()
    assert main() == before


def test_the_same_queries_however_many_people_and_none_of_them_reads_an_answer(
    client_for, answered, author, site, other_site, django_assert_num_queries
):
    """Session, person, roles; questions 2, situations 1, which of them everybody takes 1; what
    the questions ask 1."""
    mine = client_for(author)
    with django_assert_num_queries(8) as queries:
        mine.get(ADDRESS)
    assert not re.search("attempt|response|grade", " ".join(q["sql"] for q in queries))
    versions = [publish(f"two/q{n}", "single", single(f"Question {n}")) for n in range(4)]
    crowd = cohorts.people(360, "more", site, other_site)
    cohorts.record(crowd, "module:two:1.0:check", versions, [[1, 0, 1, 0]] * 360)
    assert publish_pooled(cohorts.NOW) == 4
    with django_assert_num_queries(8):
        mine.get(ADDRESS)
