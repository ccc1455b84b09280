"""test_out: who knows it already shows it once; enough of it right, and the module is done."""

import json
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from awareness.insights.models import Report
from awareness.learning import access, contexts, rules
from awareness.learning.corrections import correct_key, corrections_to_read
from awareness.learning.errors import PublishError
from awareness.learning.models import (
    Completion,
    Correction,
    Enrolment,
    KnownQuestion,
    Module,
    StepDone,
)
from awareness.learning.publish import publish_module, retire_modules_not_in
from awareness.subjects.models import Subject
from quizzes.actions import publish, regrade
from quizzes.models import Attempt, QuestionVersion

from .conftest import NOW, TEXTS, definition, opening_definition, single
from .test_answer import HTMX, form

KNOWN = ["rep/k1", "rep/k2", "rep/k3", "rep/k4"]
ASK = "/learn/topic/test-out/"
CHOOSE = "/learn/topic/choose/"


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def make(opening, explainer, questions):
    def publish_it(**changes):
        for key in KNOWN:
            publish(key, "single", single(f"{key}?"))
        return publish_module(definition(test_out=KNOWN, **changes), TEXTS).module

    return publish_it


@pytest.fixture
def module(make):
    return make()


@pytest.fixture
def ready(module, alice, walk, client_for):
    """Somebody who has done what comes first, and chose to show what they know."""
    walk(alice, module).open_first()
    client = client_for(alice)
    assert client.post(CHOOSE, {"route": "known"}).url == ASK
    return client


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.text.split())


def go(client, *right: bool, htmx=False):
    """Answer one question after the other; the last response, followed."""
    page = client.get(ASK)
    for each in right:
        asked = form(page.content)
        data = asked["hidden"] | {"answer": asked["texts"]["Right" if each else "Other"]}
        page = client.post(asked["url"], data, **(HTMX if htmx else {"follow": True}))
    return page


def test_the_opening_page_offers_it_beside_begin_and_equal_choices_look_equal(
    module, alice, client_for
):
    page = BeautifulSoup(client_for(alice).get("/learn/topic/").content, "html.parser")
    ways = page.form.find_all("button", attrs={"name": "route"})
    assert [way["value"] for way in ways] == ["begin", "known", "plain", "later"]
    assert {tuple(way["class"]) for way in ways} == {("aw-choice",)}
    assert "Show what you know already" in ways[1].text


def test_a_module_without_it_offers_nothing(opening, explainer, questions, alice, client_for):
    publish_module(definition(), TEXTS)
    assert "Show what you know" not in text(client_for(alice).get("/learn/topic/"))
    assert client_for(alice).get(ASK).status_code == 404
    client = client_for(alice)
    assert client.post(CHOOSE, {"route": "known"}).url == "/learn/first/who-sees/"
    assert not Attempt.objects.filter(context__startswith="test-out").exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_nothing_is_told_before_the_end(ready, htmx):
    page = go(ready, True, False, True, htmx=htmx)
    said = page.content.decode()
    assert "Said of" not in said
    assert "comes at the end." in said
    assert "Save my answer" in said
    assert "Yes, that is right" not in said
    assert "A common first thought" not in said


@pytest.mark.parametrize("htmx", [False, True])
def test_all_right_leaves_the_contact_and_then_it_is_done(ready, alice, module, htmx):
    page = go(ready, True, True, True, True, htmx=htmx)
    said = page.content.decode()
    assert "You know this already" in said
    assert said.count("Said of right.") == 4
    assert "/learn/topic/contact/" in said
    assert not Completion.objects.filter(module_version__module=module).exists()
    here = access.own_place(alice, module)
    assert here.next_open.slug == "contact"
    ready.post("/learn/topic/contact/go-on/")
    done = Completion.objects.get(module_version__module=module)
    assert (done.learner, done.day.isoformat()) == (alice, "2026-11-20")
    assert StepDone.objects.filter(enrolment=done.enrolment).count() == 5


def test_without_a_contact_step_it_is_done_at_once(make, alice, walk, client_for):
    module = make(steps=definition()["steps"][:4])
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    page = go(client, True, True, True, True)
    assert "The module is done" in text(page)
    assert Completion.objects.get(module_version__module=module).learner == alice
    assert client.get("/learn/topic/").url == "/learn/topic/done/"
    assert client.get("/learn/topic/text/").status_code == 200  # stays open to read
    assert client.get("/learn/topic/decide/").url == "/learn/topic/decide/rehearse/"


@pytest.mark.parametrize(
    ("mark", "right", "enough"),
    [
        (None, (True, True, True, False), False),
        (75, (True, True, True, False), True),
        (76, (True, True, True, False), False),
        (50, (True, False, True, False), True),
        (1, (False, False, False, False), False),
    ],
)
def test_the_mark_decides_and_without_one_all_must_be_right(
    mark, right, enough, make, alice, walk, client_for
):
    changes = {"pass_mark": {"percent": mark, "why": "It is so."}} if mark else {}
    module = make(steps=definition()["steps"][:4], **changes)
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    page = go(client, *right)
    assert ("You know this already" in text(page)) is enough
    assert Completion.objects.filter(module_version__module=module).exists() is enough


def test_below_it_every_question_has_its_say_and_the_module_begins_as_usual(ready, alice, module):
    page = go(ready, True, False, False, True)
    said = text(page)
    assert "Some of it needs another look" in said
    assert said.count("Needs another look") == 2
    for word in ("fail", "wrong", "score", "%", "2 of 4"):
        assert word not in said.casefold()
    main = BeautifulSoup(page.content, "html.parser").main
    told = [each.text for each in main.select("section > section.aw-back > .aw-prose")]
    assert [each.strip() for each in told].count("Said of other.") == 2
    assert len(main.find_all(id="feedback")) == 1
    assert StepDone.objects.filter(enrolment__module=module).count() == 0
    assert ready.post(CHOOSE, {"route": "begin"}).url == "/learn/topic/decide/"
    assert ready.get("/learn/topic/decide/").status_code == 200


def test_once_a_version_is_enough_and_nothing_is_locked(ready, alice, module):
    go(ready, False, False, False, False)
    assert "Show what you know already" not in text(ready.get("/learn/topic/"))
    assert ready.post(CHOOSE, {"route": "known"}).url == "/learn/topic/decide/"
    assert Attempt.objects.filter(context__startswith="test-out").count() == 1
    assert "Some of it needs another look" in text(ready.get(ASK))


def test_it_can_be_left_and_gone_on_with_or_begun_instead(ready, alice, module):
    go(ready, True)
    assert "Show what you know already" in text(ready.get("/learn/topic/"))
    assert ready.post(CHOOSE, {"route": "known"}).url == ASK
    assert "Question 2 of 4" in text(ready.get(ASK))
    assert ready.post(CHOOSE, {"route": "begin"}).url == "/learn/topic/decide/"


def test_it_stays_as_long_as_nothing_was_answered(make, alice, walk, client_for):
    """Reading, looking at a question and looking at these questions are no answers."""
    steps = definition()["steps"]
    module = make(steps=[steps[1], steps[0], *steps[2:]])  # a text, then something to answer
    on = walk(alice, module)
    on.begin()
    on.open_first()
    client = client_for(alice)
    assert client.post(CHOOSE, {"route": "known"}).url == ASK
    assert client.get(ASK).status_code == 200
    on.do("text")
    assert client.get("/learn/topic/decide/").status_code == 200
    assert "Show what you know already" in text(client.get("/learn/topic/"))
    assert client.post(CHOOSE, {"route": "known"}).url == ASK
    go(client, True, True, True, True)
    assert access.own_place(alice, module).next_open.slug == "contact"
    done = StepDone.objects.filter(enrolment__module=module)
    assert [each.step.slug for each in done] == ["text", "decide", "guess", "check"]


def test_it_says_beforehand_what_it_does(make, alice, walk, client_for):
    module = make(pass_mark={"percent": 60, "why": "It is so."})
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    walk(alice, module).open_first()
    said = text(client.get(ASK))
    for words in (
        "It asks 4 questions. If at least 3 answers are right, these steps are done:",
        "“Decide”, “A text”, “Guess”, “Check”.",
        "“Your contact” remains, as for everybody.",
        "Your answers, for you alone, and the steps as done today",
        "sees the day you finish, and not that you did it this way.",
        "As long as you have answered nothing",
    ):
        assert words in said
    assert "What this does" not in text(go(client, True))


@pytest.mark.parametrize(
    ("count", "mark", "needed"), [(4, None, 4), (4, 75, 3), (4, 76, 4), (5, 60, 3), (3, 1, 1)]
)
def test_as_many_as_it_says_are_enough(count, mark, needed):
    assert rules.right_needed(count, mark) == needed
    for wrong in range(count + 1):
        answered = rules.StepAnswers(count, count, wrong=wrong)
        assert rules.has_tested_out(answered, mark) is (count - wrong >= needed)


def test_what_comes_first_is_named_and_linked(module, alice, walk, client_for):
    def first(page):
        links = BeautifulSoup(page.content, "html.parser").main.find_all("a", href="/learn/first/")
        return [link.text for link in links]

    client = client_for(alice)
    assert first(client.get("/learn/topic/")) == ["Before you start"]
    assert "about 2 minutes" in text(client.get("/learn/topic/"))
    walk(alice, module).open_first()
    assert first(client.get("/learn/topic/")) == []


def test_who_has_answered_something_is_not_offered_it(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    on.do("decide")
    client = client_for(alice)
    assert "Show what you know" not in text(client.get("/learn/topic/"))
    assert client.post(CHOOSE, {"route": "known"}).url == "/learn/topic/text/"
    assert client.get(ASK).url == "/learn/topic/"
    assert not Attempt.objects.filter(context__startswith="test-out").exists()


def test_what_comes_first_comes_first_and_then_the_questions(module, alice, client_for):
    client = client_for(alice)
    assert client.post(CHOOSE, {"route": "known"}).url == "/learn/first/who-sees/"
    assert client.get(ASK).url == "/learn/topic/"
    assert client.post("/learn/first/who-sees/go-on/").url == ASK
    assert client.get(ASK).status_code == 200


def test_a_refused_answer_is_said_beside_the_question(ready):
    asked = form(ready.get(ASK).content)
    refused = ready.post(asked["url"], asked["hidden"])
    assert refused.status_code == 422
    assert "Choose" in text(refused)
    assert ready.post(asked["url"], asked["hidden"], **HTMX).status_code == 200


def test_the_same_answer_twice_is_once(ready):
    asked = form(ready.get(ASK).content)
    data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    for _twice in range(2):
        ready.post(asked["url"], data)
    assert "Question 2 of 4" in text(ready.get(ASK))


def test_nobody_answers_for_somebody_else(ready, module, bob, charlie, walk, client_for):
    asked = form(ready.get(ASK).content)
    data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    for person in (bob, charlie):
        client = client_for(person)
        assert client.post(asked["url"], data).url == "/learn/topic/"
        walk(person, module).open_first()
        client.post(CHOOSE, {"route": "known"})
        assert client.post(asked["url"], data).status_code == 404
    assert "Question 1 of 4" in text(ready.get(ASK))


def test_pages_and_answers_need_sign_in_and_their_method(module, ready, client):
    assert client.get(ASK).url.startswith("/account/login/")
    assert ready.post(ASK).status_code == 405
    assert ready.get(f"{ASK}answer/").status_code == 405


def test_the_employer_sees_a_completion_like_any_other(make, alice, bob, walk, client_for):
    """Whoever tested out and whoever took every step leave rows that look the same."""
    module = make()
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    go(client, True, True, True, True)
    client.post("/learn/topic/contact/go-on/")
    walk(bob, module).finish()
    seen = [
        (
            Completion.objects.filter(learner=who, module_version__module=module)
            .values("day", "module_version", "enrolment__state")
            .get(),
            list(
                StepDone.objects.filter(enrolment__learner=who, enrolment__module=module)
                .order_by("step")
                .values_list("step", "on")
            ),
        )
        for who in (alice, bob)
    ]
    assert seen[0] == seen[1]


def test_an_answer_costs_as_much_for_any_number_of_questions(module, ready):
    from .test_queries import queries

    asked = form(ready.get(ASK).content)
    data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    assert queries(lambda: ready.post(asked["url"], data, **HTMX)) <= 8


def test_two_tabs_at_the_last_answer_finish_once(make, alice, walk, client_for):
    module = make(steps=definition()["steps"][:4])
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    page = go(client, True, True, True)
    asked = form(page.content)
    data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    for _tab in range(2):
        assert client.post(asked["url"], data).status_code == 302
    assert Completion.objects.filter(module_version__module=module).count() == 1
    assert Enrolment.objects.get(module=module).state == "finished"


@pytest.mark.parametrize("used", [True, False])
def test_a_second_click_on_the_last_answer_tells_how_it_ended(used, ready):
    page = go(ready, True, False, True)
    if not used:
        retire_modules_not_in(["first"])
    asked = form(page.content)
    data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    ready.post(asked["url"], data)
    assert "Some of it needs another look" in text(ready.post(asked["url"], data, follow=True))


def test_what_comes_first_by_now_is_named_at_the_last_answer(
    opening, explainer, questions, alice, client_for
):
    """Published while somebody was showing what they know."""
    for key in KNOWN:
        publish(key, "single", single(f"{key}?"))
    publish_module(definition(test_out=KNOWN, opens_with=None), TEXTS)
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    asked = form(go(client, True, True, True).content)
    publish_module(definition(test_out=KNOWN), TEXTS)
    data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
    assert "First comes a short module" in text(client.post(asked["url"], data, follow=True))
    client.post(CHOOSE, {"route": "known"})
    assert client.post("/learn/first/who-sees/go-on/").url == ASK
    assert "You know this already" in text(client.get(ASK))


def test_its_questions_are_pinned_and_part_of_the_text(module, make):
    version = module.versions.get()
    assert [q.question_version.question.key for q in version.known.all()] == KNOWN
    assert make().versions.count() == 1
    publish("rep/k1", "single", single("Another?"))
    again = publish_module(definition(test_out=KNOWN), TEXTS)
    assert (again.label, again.content_hash == version.content_hash) == ("1.1", False)
    asked = contexts.TestOutContext.of(Enrolment(module_version=again))
    assert str(asked) == "test-out:topic:1.1"


def test_unknown_questions_and_taken_addresses_are_refused(opening, explainer, questions):
    with pytest.raises(PublishError) as caught:
        publish_module(definition(test_out=["rep/nothing"]), TEXTS)
    assert caught.value.code == "unknown_question"
    steps = [definition()["steps"][1] | {"slug": "test-out"}]
    with pytest.raises(PublishError) as caught:
        publish_module(definition(steps=steps), TEXTS)
    assert caught.value.code == "bad_slug"


def test_a_question_is_asked_once(module):
    first = KnownQuestion.objects.first()
    for row in (
        {"position": 1, "question_version_id": KnownQuestion.objects.last().question_version_id},
        {"position": 9, "question_version_id": first.question_version_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            KnownQuestion.objects.create(module_version=first.module_version, **row)


def test_the_page_says_no_number_of_right_answers(ready):
    page = go(ready, True, True, False, True)
    assert not re.search(r"\b3\b", text(page).replace("Question 3", ""))


def mend_key() -> tuple[QuestionVersion, QuestionVersion]:
    """The other answer to the first question is the right one by now: the version before, and the
    one with the mended key."""
    old = QuestionVersion.objects.get(question__key=KNOWN[0])
    options = [{**o, "correct": o["key"] == "b"} for o in single("x")["options"]]
    return old, publish(KNOWN[0], "single", single(f"{KNOWN[0]}?") | {"options": options})


@pytest.mark.parametrize("closed", ["to the youngest", "until another is done"])
def test_a_module_that_is_closed_to_one_person_keeps_no_key_from_being_mended(
    closed, make, alice, walk, client_for, now
):
    module = make(pass_mark={"percent": 75, "why": "A custom."})
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    go(client, False, False, True, True)
    if closed == "to the youngest":
        Module.objects.filter(pk=module.pk).update(open_to="it", mandatory=False)
        alice.youth_until = NOW.date()
        alice.save()
    else:
        other = publish_module(opening_definition() | {"slug": "other", "code": "A9"}, TEXTS)
        Module.objects.filter(pk=module.pk).update(opens_with=other.module)

    correct_key(*mend_key(), now)

    assert Correction.objects.get().learner == alice
    assert not StepDone.objects.filter(enrolment__module=module).exists()


def test_who_answers_while_a_key_is_mended_is_told_too(
    make, alice, bob, walk, client_for, now, monkeypatch
):
    module = make()
    clients = []
    for person in (alice, bob):
        walk(person, module).open_first()
        clients.append(client_for(person))
        clients[-1].post(CHOOSE, {"route": "known"})
    go(clients[0], False, False, True, True)

    def regrade_later(*versions_and_now):
        go(clients[1], False)
        return regrade(*versions_and_now)

    monkeypatch.setattr("awareness.learning.corrections.regrade", regrade_later)
    assert correct_key(*mend_key(), now) == 2
    told = Correction.objects.order_by("pk").values_list("learner", "was", "now")
    assert list(told) == [(alice.pk, 0, 1), (bob.pk, 0, 1)]


@pytest.mark.parametrize("question", ["rep/k1", "topic/own", "scenario/t1-a"])
def test_a_mended_question_of_a_subject_that_is_off_waits(question, make, alice):
    """Its words are the subject's: by its report, its module, or the module that asks it."""
    module = make()
    Subject.objects.create(key="one", on=False)
    for model in (Module, Report):
        model.objects.update(subject="one")
    row = {"learner": alice, "stem": "x", "number": 2, "was": 0, "now": 1, "on": NOW.date()}
    correction = Correction.objects.create(**row, question=question)
    assert corrections_to_read(alice) == []
    Subject.objects.update(on=True)
    assert corrections_to_read(alice) == [correction]
    # What is asked where the subject is on is read.
    Subject.objects.update(on=False)
    Module.objects.filter(pk=module.pk).update(subject="")
    assert corrections_to_read(alice) == ([] if question == "rep/k1" else [correction])


def test_who_was_kept_out_by_our_key_has_shown_it_once_it_is_mended(
    make, alice, walk, client_for, now
):
    """Of four, three had to be right; one of two wrong ones was wrong by our mistake."""
    module = make(pass_mark={"percent": 75, "why": "A custom."})
    walk(alice, module).open_first()
    client = client_for(alice)
    client.post(CHOOSE, {"route": "known"})
    go(client, False, False, True, True)
    before = StepDone.objects.count()
    old, mended = mend_key()

    correct_key(old, mended, now)

    done = StepDone.objects.count() - before
    left = access.own_place(alice, module)
    assert done > 0
    assert left.next_open is None or left.next_open.kind == "commit"
    correct_key(old, mended, now)
    assert StepDone.objects.count() == before + done


def test_nor_do_the_files_of_ones_record_before_the_end(ready, alice):
    """Not whether an answer was right, and not the names of those that are still to be given."""
    go(ready, False, True)
    rows = json.loads(ready.get("/me/record.json").content)["parts"]["answers"]["rows"]
    asked = [row for row in rows if row["questions_of"].startswith("test-out:")]
    assert [row["answer"] is None for row in asked] == [False, False, True, True]
    assert {(row["share_right"], row["order_shown"]) for row in asked} == {(None, None)}
    go(ready, True, True)
    rows = json.loads(ready.get("/me/record.json").content)["parts"]["answers"]["rows"]
    asked = [row for row in rows if row["questions_of"].startswith("test-out:")]
    assert [row["share_right"] for row in asked] == [0, 1, 1, 1]
    assert all(set(row["order_shown"].split()) == {"a", "b"} for row in asked)
