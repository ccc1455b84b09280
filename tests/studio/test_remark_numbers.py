"""A number is wrong: which one, of those on the page. It upset me: somebody to talk to."""

import pytest

from awareness.bank.models import QuestionExplainer
from awareness.insights.models import ExplainerVersion
from awareness.studio.models import PageRemark
from awareness.studio.published.page_numbers import PageNumber, numbers_on_page
from awareness.workplace import line_actions
from awareness.workplace.models import Need
from quizzes.actions import publish
from quizzes.models import Attempt
from tests.learning.conftest import single
from tests.learning.test_answer import send
from tests.quizzes.specs import NOTE
from tests.studio.test_remark import DEAL, LIBRARY, QUEUE, REMARK, soup, words

PAGE, CHECK = "/library/rep/page/", "/learn/check/rep/page/"
ALERTS, COMPUTERS, PLAIN = "rep:alerts", "rep:computers", "rep:half"


def note(key, shown, label):
    return NOTE | {"key": key, "shown": shown, "label": label}


@pytest.fixture
def page(explainer) -> ExplainerVersion:
    alerts = note(ALERTS, "513", "Alerts")
    figures = [alerts, note(COMPUTERS, "269,370", "Computers"), alerts]
    explainer.resolved = {"figures": [*figures, note("rep:said", "No number", "No number")]}
    explainer.plain["resolved"] = {"figures": [alerts, note(PLAIN, "half", "Half of them")]}
    ExplainerVersion.objects.filter(pk=explainer.pk).update(
        resolved=explainer.resolved, plain=explainer.plain
    )
    return explainer


def say(client, page=PAGE, **fields):
    return client.post(REMARK, {"page": page, "trouble": "number"} | fields)


def open_remarks():
    return {(r.trouble, r.figure): r.count for r in PageRemark.objects.filter(dealt_on=None)}


def test_the_form_lists_the_numbers_of_the_page_each_once(page, alice, client_for):
    form = soup(client_for(alice).get(REMARK, {"page": PAGE})).find("form", action=REMARK)
    which = form.find("fieldset", class_="aw-which")
    assert [radio["value"] for radio in which.find_all("input")] == [ALERTS, COMPUTERS, PLAIN]
    assert [words(label) for label in which.find_all("label")] == [
        "513: Alerts", "269,370: Computers", "half: Half of them",
    ]  # fmt: skip


def test_a_page_without_numbers_asks_for_none(explainer, alice, client_for):
    assert soup(client_for(alice).get(REMARK, {"page": PAGE})).find(class_="aw-which") is None


def test_it_is_counted_by_number(page, alice, bob, author, client_for):
    for client, figure in (
        (client_for(alice), ALERTS), (client_for(bob), ALERTS), (client_for(bob), COMPUTERS),
        (client_for(bob), ""),
    ):  # fmt: skip
        assert say(client, figure=figure).status_code == 302
    say(client_for(alice), figure=ALERTS, trouble="language")  # picked, and then something else
    assert open_remarks() == {
        ("number", ALERTS): 2, ("number", COMPUTERS): 1, ("number", ""): 1, ("language", ""): 1,
    }  # fmt: skip
    client = client_for(author)
    queue = soup(client.get(QUEUE))
    assert queue.find("a", href="/studio/figures/rep/alerts/")
    said = {"page": PAGE, "trouble": "number", "figure": ALERTS}
    assert "A number is wrong rep:alerts 2" in words(queue.main)
    assert client.post(DEAL, said | {"count": 2}).url == QUEUE
    assert ("number", ALERTS) not in open_remarks()
    assert "(rep:alerts)" in words(soup(client.get(QUEUE)).main)
    client.post(DEAL, said | {"figure": "no\x00ne", "count": 1})
    assert len(open_remarks()) == 3


@pytest.mark.parametrize("figure", ["rep:other", "gossip", "rep:al\x00erts"])
def test_a_number_of_another_page_is_refused_in_words(figure, page, alice, client_for):
    answer = soup(say(client_for(alice), figure=figure), 422)
    assert "Choose one of" in words(answer.find(id="figure-wrong"))
    chosen = answer.find("input", id="trouble-number")
    assert chosen.has_attr("checked")
    assert not PageRemark.objects.exists()


def test_of_questions_those_that_were_answered(page, alice, bob, client_for):
    spec = single("Practice?") | {"sources": [note(ALERTS, "513", "Alerts")]}
    version = publish("rep/p1", "single", spec)
    QuestionExplainer.objects.create(question=version.question, explainer="rep/page", position=0)
    client = client_for(alice)
    client.get(CHECK)
    assert numbers_on_page(CHECK, alice) == []  # it could tell the answer
    send(client, CHECK, "Right")
    assert numbers_on_page(CHECK, alice) == [PageNumber(ALERTS, "513", "Alerts")]
    assert numbers_on_page(CHECK, bob) == []


def test_a_page_whose_name_begins_like_another_is_another(page, alice, client_for):
    spec = single("Practice?") | {"sources": [note(ALERTS, "513", "Alerts")]}
    version = publish("rep/p1", "single", spec)
    QuestionExplainer.objects.create(question=version.question, explainer="rep/page", position=0)
    client = client_for(alice)
    client.get(CHECK)
    send(client, CHECK, "Right")
    Attempt.objects.update(context="check:rep/page-two")
    assert numbers_on_page(CHECK, alice) == []


def test_it_upset_me_is_answered_with_somebody_to_talk_to(site, alice, eva, client_for):
    Need.objects.filter(key="survivor").update(upset=True)
    line_actions.add_own_line(site, "survivor", name="Survivors", phone="112 00", by=eva)
    client = client_for(alice)
    answer = client.post(REMARK, {"page": LIBRARY, "trouble": "upset"})
    assert answer.url == "/remark/?page=%2Flibrary%2F&sent=upset"
    main = soup(client.get(answer.url)).main
    assert words(main.h1) == "Thank you for saying so"
    first = main.find("a")
    assert (words(first), first["href"]) == ("Someone to talk to", "/help/")
    assert main.find("a", href="tel:11200")
    assert main.find(id="thoughts") is None
    # Whoever said something else is thanked, and no more.
    plain = soup(client.get("/remark/?page=/library/&sent=yes")).main
    assert words(plain.h1) == "Thank you"


def test_whom_nobody_entered_a_line_for_is_told_who_there_is(alice, client_for):
    Need.objects.filter(key="survivor").update(upset=True, nearest="A doctor.")
    main = soup(client_for(alice).get("/remark/?page=/library/&sent=upset")).main
    assert "A doctor." in words(main.find(id="survivor"))
