"""A wrong key: answers are graded again, people are told, and nobody loses what they finished."""

import pytest

from awareness.learning.models import Completion, Correction, StepDone
from awareness.studio.models import Job
from quizzes.actions import publish
from quizzes.models import Grade
from quizzes.queries import latest_attempt
from tests.learning import cohorts
from tests.learning.conftest import single
from tests.studio.content import hidden, save

KEY = "one/q0"
ADDRESS = f"/studio/correct/1/{KEY}/"


def other_key(**more) -> dict:
    spec = single("Which one?") | more
    spec["options"] = [{**o, "correct": o["key"] == "b"} for o in single("x")["options"]]
    return spec


@pytest.fixture
def mended(alice, charlie):
    """Alice answered a, as the key had it; Charlie b. Then the key was mended to b."""
    version = publish(KEY, "single", single("Which one?"))
    cohorts.record([alice, charlie], "module:one:1.0:check", [version], [[1], [0]])
    publish(KEY, "single", other_key())
    return version


def correct(client):
    """The page after the background has done what was asked for."""
    return save(client, ADDRESS, hidden(client.get(ADDRESS).context["form"]))


def test_authors_alone_come_in(client, client_for, mended, author, alice, mallory, eva, auditor):
    assert client_for(author).get(ADDRESS).status_code == 200
    for other in (alice, mallory, eva, auditor):
        assert client_for(other).post(ADDRESS).status_code == 404
    assert client.get(ADDRESS)["Location"].startswith("/account/login/")
    assert not Correction.objects.exists()


def test_it_shows_both_keys_before_anything_happens(client_for, mended, author):
    page = client_for(author).get(ADDRESS)
    assert (page.context["was"], page.context["counts"]) == ("Right", "Other")
    assert Grade.objects.count() == 2


def test_grades_are_added_and_people_are_told(client_for, mended, author, alice, charlie):
    correct(client_for(author))
    assert Grade.objects.count() == 4
    context = "module:one:1.0:check"
    assert latest_attempt(alice, context).fraction == 0.0
    assert latest_attempt(charlie, context).fraction == 1.0
    better_by_learner = {row.learner: row.better for row in Correction.objects.all()}
    assert better_by_learner == {alice: False, charlie: True}
    hers = client_for(alice).get("/learn/").content.decode()
    assert "We made a mistake in a question" in hers
    assert "That was our mistake" in hers
    assert "Yours counts now" in client_for(charlie).get("/learn/").content.decode()


def test_nothing_happens_before_the_background_has_done_it(client_for, mended, author):
    client = client_for(author)
    fields = hidden(client.get(ADDRESS).context["form"])
    for _time in range(2):
        waits = client.post(ADDRESS, fields)["Location"]
    assert "Being checked" in client.get(waits).content.decode()
    assert Grade.objects.count() == 2
    assert Job.objects.get().by == author


def test_another_key_went_live_meanwhile(client_for, mended, author):
    client = client_for(author)
    fields = hidden(client.get(ADDRESS).context["form"])
    publish(KEY, "single", single("Which one, then?"))
    page = save(client, ADDRESS, fields)
    assert page.context["outcome"].state == "changed"
    assert ADDRESS in page.content.decode()
    assert Grade.objects.count() == 2


def test_what_was_finished_stays(client_for, mended, author):
    before = Completion.objects.count(), StepDone.objects.count()
    correct(client_for(author))
    assert (Completion.objects.count(), StepDone.objects.count()) == before


def test_a_second_time_changes_nothing(client_for, mended, author):
    for _time in range(2):
        correct(client_for(author))
    assert Grade.objects.count() == 4
    assert Correction.objects.count() == 2


def test_the_author_is_not_told_of_a_few_people(client_for, mended, author):
    answer = correct(client_for(author)).content.decode()
    assert "told on their own page" in answer


def test_whoever_has_read_it_is_not_told_again(client_for, mended, author, alice, charlie):
    correct(client_for(author))
    hers = Correction.objects.get(learner=alice)
    address = f"/learn/corrections/{hers.pk}/read/"
    assert client_for(charlie).post(address).status_code == 404
    assert client_for(alice).get(address).status_code == 405
    for _time in range(2):
        assert client_for(alice).post(address)["Location"] == "/learn/"
    assert "We made a mistake" not in client_for(alice).get("/learn/").content.decode()
    assert "We made a mistake" in client_for(charlie).get("/learn/").content.decode()


def test_other_answers_cannot_be_graded_by_it(client_for, mended, author):
    more = [*other_key()["options"], {"key": "c", "text": "Third", "feedback": "Said."}]
    publish(KEY, "single", other_key() | {"options": more})
    page = client_for(author).post(ADDRESS)
    assert page.status_code == 422
    assert "do not offer the same answers" in page.content.decode()
    assert Grade.objects.count() == 2


@pytest.mark.parametrize("address", ["/studio/correct/9/one/q0/", "/studio/correct/2/one/q0/"])
def test_there_is_nothing_to_mend(client_for, mended, author, address):
    assert client_for(author).get(address).status_code == 404
