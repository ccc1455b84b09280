"""Check what you read: at most six questions a sitting, for oneself alone."""

import pytest
from bs4 import BeautifulSoup

from awareness.bank.models import QuestionExplainer
from awareness.insights.models import Explainer
from awareness.learning.models import Completion, Enrolment, StepDone
from quizzes.actions import publish
from quizzes.models import Attempt, QuestionVersion, Response

from .conftest import single
from .test_answer import HTMX, form, send

PAGE = "/learn/check/rep/page/"


@pytest.fixture
def many(explainer):
    """Eight questions on one page."""
    for position in range(8):
        version = publish(f"rep/p{position}", "single", single(f"Practice {position}?"))
        QuestionExplainer.objects.create(
            question=version.question, explainer="rep/page", position=position
        )


def asked(attempt) -> list[str]:
    return [each.version.question.key for each in attempt.items.order_by("position")]


def test_a_sitting_asks_six_and_the_next_one_the_rest(many, alice, client_for):
    client = client_for(alice)
    for _question in range(6):
        _url, _data, answer = send(client, PAGE, "Right")
        assert answer["Location"] == f"{PAGE}#feedback"
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    assert page.select(f'form[action="{PAGE}again/"]')
    assert page.select('a[href="/library/rep/page/"]')
    assert client.post(f"{PAGE}again/")["Location"] == PAGE
    assert client.post(f"{PAGE}again/")["Location"] == PAGE
    first, second = Attempt.objects.order_by("number")
    assert asked(first) == [f"rep/p{number}" for number in range(6)]
    assert asked(second)[:2] == ["rep/p6", "rep/p7"]


def test_with_script_the_next_question_comes_with_the_answer(many, alice, client_for):
    client = client_for(alice)
    _url, _data, answer = send(client, PAGE, "Other", **HTMX)
    part = answer.content.decode()
    assert part.lstrip().startswith('<div id="ask"')
    assert "Said of other." in part
    assert form(part)["texts"].keys() == {"Right", "Other"}
    _url, _data, answer = send(client, PAGE, "", **HTMX)
    assert "Choose an answer first." in answer.content.decode()


def test_where_all_questions_were_withdrawn_nothing_is_asked_again(many, alice, client_for):
    """Whoever answered them reads what was said of them, and no button that leads nowhere."""
    client = client_for(alice)
    for _question in range(6):
        send(client, PAGE, "Right")
    QuestionVersion.objects.update(status="retired")
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    assert not page.select(f'form[action="{PAGE}again/"]')
    assert client.post(f"{PAGE}again/")["Location"] == PAGE
    assert Attempt.objects.count() == 1


def test_no_module_knows_of_it(many, module, alice, bob, client_for):
    client = client_for(alice)
    url, data, _answer = send(client, PAGE, "Right")
    for model in (Enrolment, StepDone, Completion):
        assert not model.objects.exists()
    assert set(Attempt.objects.values_list("context", flat=True)) == {"check:rep/page"}
    # And it is Alice's own.
    assert client_for(bob).post(url, data).status_code == 404
    assert Response.objects.count() == 1


def test_it_needs_a_sign_in_a_page_and_questions(many, alice, client, client_for):
    assert client.get(PAGE)["Location"].startswith("/account/")
    signed_in = client_for(alice)
    assert signed_in.get("/learn/check/rep/nothing/").status_code == 404
    assert signed_in.post("/learn/check/rep/nothing/again/").status_code == 404
    assert signed_in.get(f"{PAGE}answer/").status_code == 405
    assert signed_in.get(f"{PAGE}again/").status_code == 405


def test_the_check_of_a_page_that_moved_is_that_of_the_page_it_moved_to(
    many, explainer, alice, client_for
):
    client = client_for(alice)
    url, data, _answer = send(client, PAGE, "Right")
    new = Explainer.objects.create(report=explainer.explainer.report, slug="new")
    Explainer.objects.filter(slug="page").update(moved_to=new)
    explainer.status = "retired"
    explainer.save(update_fields=["status"])
    assert client.get(PAGE)["Location"] == "/learn/check/rep/new/"
    assert client.post(url, data)["Location"] == "/learn/check/rep/new/"
    assert client.post(f"{PAGE}again/")["Location"] == "/learn/check/rep/new/"
    assert Response.objects.count() == 1  # what was answered stays


def test_nobody_checks_a_page_that_is_not_for_them(many, explainer, alice, client_for):
    Explainer.objects.update(audience=["H", "I"])
    client = client_for(alice)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}again/").status_code == 404
    assert not Attempt.objects.exists()
