"""The pages themselves: nothing leaks before the answer, and what comes back is all there."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory

from quizzes.actions import answer
from quizzes.errors import AnswerError
from quizzes.player import page_after_answer, page_of_attempt, page_of_refusal
from quizzes.queries import items_of_attempt
from tests.pages import text_of
from tests.quizzes import specs
from tests.quizzes.conftest import token_of


def render(shown, **urls) -> BeautifulSoup:
    context = {"page": shown, "post_url": "/post/", "here_url": "/here/"} | urls
    request = RequestFactory().get("/")
    return BeautifulSoup(render_to_string("quizzes/page.html", context, request), "html.parser")


def say(item, key, n=1):
    raw = {"answer": token_of(item, key)}
    return page_after_answer(answer(item, token=f"t{n}", raw=raw, now=specs.NOW).item)


SECRET = "key feedback goto close near far tells_not caveats value as_printed lines shown source"


def secrets_of(spec) -> set[str]:
    """Everything in a spec that nobody may know before the answer is in."""
    known = {spec["stem"], spec["kind"], "found"}
    found = set()

    def walk(value, name=""):
        if isinstance(value, dict):
            found.update(key for key in value if key.startswith(("key-", "node-")))
            for key, inner in value.items():
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)
        elif name in SECRET.split():
            found.add(value)

    walk(spec)
    return {secret for secret in found if secret} - known


@pytest.mark.parametrize("kind", specs.ALL)
def test_no_key_leaks(ask, kind):
    spec = specs.ALL[kind](caveats=["caveat-of-the-question"])
    html = str(render(page_of_attempt(ask(spec)[0].attempt)))
    assert len(secrets_of(spec)) > 5
    # Words by themselves: a random token may hold any three digits.
    leaked = [
        secret
        for secret in secrets_of(spec)
        if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", html)
    ]
    assert not leaked
    for word in ("correct", "best", "right", "fraction", "wrong"):
        assert f'"{word}"' not in html
    assert json.dumps(spec)[:40] not in html


def test_options_cannot_be_told_apart(ask):
    html = render(page_of_attempt(ask(specs.single())[0].attempt))
    inputs = html.select("input[name=answer]")
    shapes = {tuple(sorted(set(tag.attrs) - {"id", "value"})) for tag in inputs}
    assert len(shapes) == 1
    assert len({len(tag["value"]) for tag in inputs}) == 1


@pytest.mark.parametrize(
    ("kind", "field"), [("single", "radio"), ("multiple", "checkbox"), ("numeric", None)]
)
def test_a_question_is_a_form(ask, kind, field):
    html = render(page_of_attempt(ask(specs.ALL[kind]())[0].attempt))
    form = html.form
    assert (form["method"], form["action"], form["hx-post"]) == ("post", "/post/", "/post/")
    assert (form["hx-target"], form["hx-swap"]) == ("#ask", "outerHTML")
    assert form.select_one("input[name=csrfmiddlewaretoken]")
    assert form.select_one("input[name=token]")["value"]
    if field:
        assert form.fieldset.legend.text.strip() == specs.ALL[kind]()["stem"]
        assert not form.select("[checked]")
        for box in form.select(f"input[type={field}]"):
            assert form.select_one(f"label[for='{box['id']}']").text


def test_an_estimate_has_a_number_field_and_a_slider_that_follows(ask):
    form = render(page_of_attempt(ask(specs.numeric())[0].attempt)).form
    number, slider = form.select_one("[name=guess]"), form.select_one("input[type=range]")
    assert form.select_one(f"label[for='{number['id']}']").text == "Your guess"
    assert slider["data-range-for"] == number["id"]
    assert not slider.has_attr("name")  # the number field is the input
    assert (slider["min"], slider["max"], slider["data-scale"]) == ("0", "5", "log")
    assert form.select_one("button[name=skip]")
    assert number["value"] == ""


def test_a_situation_has_answers_of_one_tap(ask):
    html = render(page_of_attempt(ask(specs.scenario())[0].attempt))
    buttons = html.select("form button.aw-answer[name=answer]")
    assert len(buttons) == 3
    assert text_of(html.legend) == "What do you do first?"
    assert not html.select("input[type=radio]")


def test_after_an_answer_feedback_and_the_next_question(ask):
    first, _second = ask(specs.single(), specs.multiple())
    html = render(say(first, "key-one"))
    section = html.select_one("section#feedback")
    assert "aw-back" in section["class"]
    assert section["tabindex"] == "-1"
    assert section.has_attr("data-focus")
    assert section["data-announce"] == section.h2.text.strip() == "A common first thought"
    for words in ("Feedback one", "Feedback two", "Source: The Report", "1012-1014"):
        assert words in section.text
    caveat = section.find(string="caveat-of-the-figure")
    assert caveat
    assert not caveat.find_parent("details")  # in sight without a click
    assert text_of(html.select_one(".aw-given dd")) == "Text one"
    assert html.form.legend.text.strip().startswith("Question 2 of 2")
    assert len(html.select("form")) == 1


def test_several_sources_of_one_report_name_it_once(ask):
    """On a phone each in a line of its own pushed the way on out of sight."""
    spec, keys = specs.single(), ["report:alerts", "report:2", "report:3"]
    spec["options"][1]["sources"] = keys
    spec["sources"] = [specs.NOTE | {"key": key, "label": f"Label of {key}"} for key in keys]
    html = render(say(ask(spec)[0], "key-one"))
    [line] = html.select(".aw-source-line")
    assert text_of(line).count("The Report") == 1
    assert "Label of report:2: 513." in text_of(line)
    notes = html.select_one("details.aw-source")
    assert text_of(notes).count("1012-1014") == 3


def test_feedback_never_shames(ask):
    for n, (kind, key) in enumerate([("single", "key-one"), ("multiple", "key-w0")]):
        item = ask(specs.ALL[kind](f"Which {n}?"), context=kind)[0]
        text = render(say(item, key)).text.lower()
        for word in ("incorrect", "wrong", "score", "fail", "%", "points", "sorry", "mistake"):
            assert word not in text


def test_after_a_right_answer(ask):
    html = render(say(ask(specs.single())[0], "key-two"), next_url="/next/")
    assert html.select_one("section.aw-good h2").text.strip() == "Yes, that is right"
    assert html.select_one("section.aw-good a.btn-primary")["href"] == "/next/"


def test_a_source_leads_to_where_the_sources_disagree(ask):
    """Whoever shows the page says at which address; without one, the treatment stands alone."""
    found = {"key": "D-04", "what": "It says employees.", "treatment": "We do not."}
    spec = specs.single(sources=[specs.NOTE | {"discrepancies": [found]}])
    shown = say(ask(spec)[0], "key-two")
    html = render(shown)
    assert text_of(html.select_one('a[href="/library/disagreements/#D-04"]')) == "Disagreement D-04"
    assert "We do not." in html.text


def test_after_several(ask):
    html = render(say(ask(specs.multiple())[0], "key-w0"))
    for words in ("You ticked this. It does not belong here.", "This belongs here too."):
        assert words in html.text
    for key in ("r0", "r1", "w0", "w1", "w2"):
        assert f"Feedback {key}" in html.text


def test_after_a_guess(ask):
    item = ask(specs.numeric())[0]
    response = answer(item, token="t", raw={"guess": "2000"}, now=specs.NOW)
    html = render(page_after_answer(response.item))
    section = html.select_one("section#feedback")
    words = ["1 in 2,000 computers", "1 in 525 computers", "Feedback far", "It does not say who."]
    for said in [*words, "269,370 computers", "The publisher sells the software."]:
        assert said in section.text
    assert len(section.select("svg[role=img] title")) == 2
    assert not section.select("[style], script")


def test_a_situation_goes_on_by_a_link(ask):
    item = ask(specs.scenario())[0]
    html = render(say(item, "node-found/key-open"))
    assert text_of(html.select_one(".aw-given dd")) == "Choice open"
    assert html.select_one("a.btn-primary")["href"] == "/here/?seen=1"
    assert "Source: A guideline" in html.text
    assert not html.select("form")
    on = render(page_of_attempt(item.attempt, seen=1))
    assert text_of(on.legend) == "What do you do now?"


def test_thinking_again_is_offered_after_another_first_reaction(ask, charlie):
    for learner, first, offered in [(None, "open", True), (charlie, "leave", False)]:
        item = ask(specs.scenario(), **({"learner": learner} if learner else {}))[0]
        shown = say(item, f"node-found/key-{first}", 1)
        if first == "open":
            say(item, "node-opened/key-stop", 2)
        shown = say(item, "node-told/key-wait", 3)
        html = render(shown, next_post_url="/on/", retry_url="/again/")
        assert bool(html.select_one("form[action='/again/']")) is offered
        assert html.select_one("form[action='/on/'] button").text.strip() == "Go on"
        assert "Situation end" in html.text


def test_what_was_wrong_stands_beside_the_field(ask):
    item = items_of_attempt(ask(specs.numeric())[0].attempt)[0]
    error = AnswerError("not_a_number", example="300")
    html = render(page_of_refusal(item, error, {"guess": "<b>many"}))
    field = html.select_one("[name=guess]")
    assert (field["value"], field["aria-invalid"]) == ("<b>many", "true")
    said = html.find(id=field["aria-describedby"].split()[0])
    assert said.text == error.words
    assert said.has_attr("data-focus")


def test_texts_are_escaped(ask):
    options = [specs.option("one", correct=True, text="<i>x</i>"), specs.option("two")]
    item = ask(specs.single("<script>alert(1)</script>", options=options))[0]
    assert "<script" not in str(render(page_of_attempt(item.attempt)))
    html = str(render(say(item, "key-one")))
    assert "<script" not in html
    assert "<i>" not in html


def test_ids_stand_once(ask):
    asked = ask(*[spec() for spec in specs.ALL.values()])
    shown = say(asked[0], "key-one")
    ids = [tag["id"] for tag in render(shown).select("[id]")]
    assert len(ids) == len(set(ids))


BARS = [
    {"label": "City", "shown": "60\u202f%", "length": 100},
    {"label": "Country", "shown": "40\u202f%", "length": 67},
]


def test_bars_stand_under_the_question_before_and_after_the_answer(ask):
    item = ask(specs.single(drawing={"bars": BARS}))[0]
    for html in (render(page_of_attempt(item.attempt)), render(say(item, "key-two"))):
        rows = html.select(".aw-bars tr")
        assert [text_of(row) for row in rows] == ["City 60\u202f%", "Country 40\u202f%"]
        assert [row.svg.rect["width"] for row in rows] == ["100", "67"]
        assert all(row.svg["aria-hidden"] == "true" for row in rows)  # the numbers stand beside
