"""Guess first, then see: one number before a page of the library, for oneself alone."""

import pytest
from bs4 import BeautifulSoup

from awareness.bank.models import QuestionExplainer
from awareness.bank.queries import guess_for_explainer, questions_for_explainer
from awareness.insights.models import Explainer
from awareness.learning.models import Completion, Enrolment, StepDone
from quizzes.actions import publish
from quizzes.models import Attempt

from .conftest import NUMERIC, single
from .test_answer import HTMX, send

PAGE, LIBRARY = "/learn/guess/rep/page/", "/library/rep/page/"


@pytest.fixture
def asked(explainer):
    """A page with a number to guess and a question to check."""
    for position, (key, kind, spec) in enumerate(
        [("rep/before", "numeric", NUMERIC), ("rep/after", "single", single("After?"))]
    ):
        question = publish(key, kind, spec).question
        QuestionExplainer.objects.create(question=question, explainer="rep/page", position=position)


def test_the_page_of_the_library_asks_before_it_is_read(asked, alice, client_for):
    page = BeautifulSoup(client_for(alice).get(LIBRARY).content, "html.parser")
    first = page.select_one("[aria-labelledby=guess-first]")
    assert NUMERIC["stem"] in first.text
    assert first.a["href"] == PAGE


def test_what_was_found_stands_alone_and_leads_to_the_page(asked, alice, client_for):
    client = client_for(alice)
    _url, _data, answer = send(client, PAGE, guess="30")
    assert answer["Location"] == f"{PAGE}#feedback"
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    told = page.select_one("section#feedback")
    assert told.h2.text == "1 in 525 computers"
    small_print = told.select_one("details")
    assert not small_print.has_attr("open")
    assert "It counts alerts." in small_print.text  # on the same page, one tap below
    assert "It counts alerts." not in told.text.replace(small_print.text, "")
    assert page.select(f'a.btn-primary[href="{LIBRARY}"]')
    assert Attempt.objects.get().state == "finished"


def test_with_script_what_was_found_takes_the_place_of_the_question(asked, alice, client_for):
    _url, _data, answer = send(client_for(alice), PAGE, guess="30", **HTMX)
    part = answer.content.decode()
    assert part.lstrip().startswith('<div id="ask"')
    assert "1 in 525 computers" in part


def test_a_guess_that_is_no_number_is_asked_again(asked, alice, client_for):
    _url, _data, answer = send(client_for(alice), PAGE, guess="many")
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()


def test_it_is_ones_own_and_no_module_knows_of_it(asked, module, alice, bob, client_for):
    url, data, _answer = send(client_for(alice), PAGE, guess="30")
    assert client_for(bob).post(url, data).status_code == 404
    for model in (Enrolment, StepDone, Completion):
        assert not model.objects.exists()


def test_it_is_no_part_of_the_check(asked):
    assert guess_for_explainer("rep", "page").question.key == "rep/before"
    keys = [version.question.key for version in questions_for_explainer("rep", "page")]
    assert keys == ["rep/after"]


def test_a_page_without_one_asks_nothing(explainer, alice, client_for):
    client = client_for(alice)
    assert client.get(PAGE).status_code == 404
    assert b"guess-first" not in client.get(LIBRARY).content


def test_looking_again_shows_the_guess(asked, alice, client_for):
    client = client_for(alice)
    send(client, PAGE, guess="30")
    assert "Your guess: 1 in 30 computers" in client.get(PAGE).content.decode()
    assert Attempt.objects.count() == 1
    assert not BeautifulSoup(client.get(PAGE).content, "html.parser").select("input[name=guess]")


def test_nobody_guesses_before_a_page_that_is_not_for_them(asked, alice, client_for):
    client = client_for(alice)
    url, data, _answer = send(client, PAGE, guess="many")  # refused: the page is still theirs
    Explainer.objects.update(audience=["H", "I"])
    assert client.get(PAGE).status_code == 404
    assert client.post(url, data | {"guess": "30"}).status_code == 404
    assert Attempt.objects.get().state == "open"


def test_a_page_that_moved_takes_its_guess_along(asked, explainer, alice, client_for):
    new = Explainer.objects.create(report=explainer.explainer.report, slug="new")
    Explainer.objects.filter(slug="page").update(moved_to=new)
    explainer.status = "retired"
    explainer.save(update_fields=["status"])
    assert client_for(alice).get(PAGE)["Location"] == "/learn/guess/rep/new/"
