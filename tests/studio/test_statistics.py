"""The authors' page on how questions work: pooled, and for authors alone."""

import pytest
from bs4 import BeautifulSoup

from awareness.learning.publish import publish_module
from quizzes.actions import publish
from tests.learning import cohorts
from tests.learning.conftest import definition, single, situation

ADDRESS = "/studio/statistics/"


@pytest.fixture
def answered(db):
    """120 people: one question that works, one that nobody knows; a situation met twice."""
    rng, crowd = cohorts.dice(3), cohorts.people(120)
    able = cohorts.abilities(120, rng)
    versions = [publish(f"one/q{n}", "single", single(f"Question {n}")) for n in range(2)]
    rows = cohorts.answers(able, [cohorts.Item(0, 1.5), cohorts.Item(3, 1.5)], rng)
    cohorts.record(crowd, "module:one:1.0:check", versions, rows)
    for form, context, chance in (("a", "module:one:1.0:s", 0.5), ("b", "module:two:1.0:s", 0.9)):
        version = publish(f"scenario/s1-{form}", "scenario", situation(f"Form {form}"))
        cohorts.record(crowd, context, [version], [[int(rng.random() < chance)] for _ in crowd])


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
    assert "All together, each person once" in text
    assert "Those that everybody takes" not in text  # no module here asks it


def test_it_tells_by_itself_what_everybody_takes(client_for, answered, author):
    steps = [{"slug": "decide", "kind": "scenario", "scenario": "s1", "title": "Decide"}]
    publish_module(definition(steps=steps, opens_with=None))
    page = BeautifulSoup(client_for(author).get(ADDRESS).content, "html.parser")
    heads = [each.text for each in page.find("table").tbody.find_all("th")]
    assert heads == [
        "Those that everybody takes, each person once", "s1", "All together, each person once",
    ]  # fmt: skip


def test_it_tells_how_the_answers_divided(client_for, answered, author):
    page = BeautifulSoup(client_for(author).get(ADDRESS).content, "html.parser")
    row = page.find("a", string="one/q1").find_parent("tr")
    [right, other] = [each.get_text(" ", strip=True) for each in row.select("details li")]
    share = int(right.split(" per cent: Right (the key)")[0])
    assert other == f"{100 - share} per cent: Other"
    assert share < 30


def test_no_name_stands_on_it(client_for, answered, author):
    text = client_for(author).get(ADDRESS).content.decode()
    assert "somebody" not in text


def test_below_the_floor_it_says_so(client_for, author):
    version = publish("one/q0", "single", single("Question"))
    cohorts.record(cohorts.people(99), "module:one:1.0:check", [version], [[1]] * 99)
    page = client_for(author).get(ADDRESS)
    assert page.context["rows"] == []
    assert "fewer than 100" in page.content.decode()
    assert "99" not in page.content.decode().replace("1995", "")
