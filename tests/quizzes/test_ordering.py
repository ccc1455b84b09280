"""Ordering: rescaled pairs, places by select, and nothing lost when an answer is none."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions import answer
from quizzes.display import ItemState
from quizzes.errors import AnswerError
from quizzes.kinds import ordering, parse_spec
from quizzes.models import Response
from quizzes.player import item_view, page_of_attempt, page_of_refusal
from quizzes.queries import items_of_attempt
from tests.pages import text_of
from tests.quizzes import specs
from tests.quizzes.conftest import token_of
from tests.quizzes.test_check_spec import problems
from tests.quizzes.test_templates import render

RIGHT = ["key-ten", "key-six", "key-two", "key-one"]


def fraction(order: list[str], count: int = 4) -> float:
    return parse_spec(specs.ordering(count=count)).grade({"order": order}).fraction


def sent(item, order: list[str]) -> dict[str, str]:
    """What the form sends for an order of keys; an empty text leaves a place out."""
    places = {key: str(n) for n, key in enumerate(order, start=1)}
    tokens = item.layout["tokens"].items()
    return {ordering.place_field_name(token): places.get(key, "") for token, key in tokens}


@pytest.mark.parametrize(
    ("order", "worth"),
    [
        ([0, 1, 2, 3, 4], 1.0),
        ([1, 0, 2, 3, 4], 0.8),  # neighbours swapped
        ([4, 0, 1, 2, 3], 0.2),  # the last moved to the front
        ([4, 3, 2, 1, 0], 0.0),
        ([], 0.0),
    ],
)
def test_it_scores_pairs_rescaled(order, worth):
    right = specs.ordering(count=5)["ordering"]["keys"]
    assert fraction([right[n] for n in order], 5) == pytest.approx(worth)


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_chance_earns_little_and_the_right_order_alone_everything(count):
    right = specs.ordering(count=count)["ordering"]["keys"]
    worth = {order: fraction(list(order), count) for order in permutations(right)}
    assert all(0.0 <= each <= 1.0 for each in worth.values())
    assert [list(order) for order, each in worth.items() if each == 1.0] == [right]
    assert sum(worth.values()) / len(worth) < 0.3
    assert fraction(list(reversed(right)), count) == 0.0


@given(st.permutations(RIGHT), st.integers(0, 2))
def test_a_swap_towards_the_right_order_never_costs(order, at):
    first, second = order[at : at + 2]
    swapped = [*order[:at], second, first, *order[at + 2 :]]
    better, worse = (
        (order, swapped) if RIGHT.index(first) < RIGHT.index(second) else (swapped, order)
    )
    assert fraction(better) >= fraction(worse)


@given(st.permutations(RIGHT), st.integers(0, 2**32))
def test_whatever_order_is_sent_is_the_order_that_is_read(order, seed):
    spec = specs.ordering()
    layout = parse_spec(spec).layout(Random(seed))  # noqa: S311
    places = {key: str(n) for n, key in enumerate(order, start=1)}
    raw = {ordering.place_field_name(token): places[key] for token, key in layout["tokens"].items()}
    assert parse_spec(spec).parse(layout, raw) == {"order": order}


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ({}, "nothing_placed"),
        (["", "", "", ""], "nothing_placed"),
        (["1", "2", "", "3"], "place_missing"),
        (["1", "2", "2", "3"], "place_twice"),
        (["1", "2", "2", ""], "place_twice"),
        (["1", "2", "3", "5"], "unknown_choice"),
        (["1", "2", "3", "0"], "unknown_choice"),
        (["1", "2", "3", "four"], "unknown_choice"),
        (["1", "2", "3", "²"], "unknown_choice"),
    ],
)
def test_it_refuses_what_is_no_order(places, code):
    spec = specs.ordering()
    layout = parse_spec(spec).layout(Random(1))  # noqa: S311
    raw = dict(zip(map(ordering.place_field_name, layout["tokens"]), places, strict=False))
    with pytest.raises(AnswerError) as error:
        parse_spec(spec).parse(layout, raw)
    assert error.value.code == code
    assert error.value.words


def test_it_explains_each_line_in_the_right_order():
    remarks = parse_spec(specs.ordering()).explain({"order": [*RIGHT[1::-1], *RIGHT[2:]]})
    assert [(r.key, r.given, r.wanted, r.right) for r in remarks] == [
        ("key-ten", "2", "1", False),
        ("key-six", "1", "2", False),
        ("key-two", "3", "3", True),
        ("key-one", "4", "4", True),
    ]
    assert parse_spec(specs.ordering()).solution() == {"order": RIGHT}
    assert parse_spec(specs.ordering()).summary({"order": RIGHT}).startswith("1. Text ten; 2. ")


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (specs.ordering(count=2), "options"),
        (specs.ordering(ordering=None), "ordering"),
        (specs.ordering(ordering={"keys": RIGHT[1:]}), "ordering.keys"),
        (specs.ordering(ordering={"keys": [*RIGHT, "key-one"]}), "ordering.keys"),
        (specs.ordering(ordering={"keys": [*RIGHT[1:], "other"]}), "ordering.keys"),
        (specs.ordering(ordering={"keys": "ten"}), "ordering.keys"),
        (specs.ordering(options=[specs.option("a", feedback="")] * 3), "options.0.feedback"),
    ],
)
def test_its_spec_says_where_it_is_broken(spec, path):
    assert path in problems(spec)


def test_every_line_has_a_labelled_select_without_a_choice_made(ask):
    form = render(page_of_attempt(ask(specs.ordering())[0].attempt)).form
    assert form.fieldset.legend.text.strip() == "Which order?"
    selects = form.select("select")
    assert len(selects) == 4
    for select in selects:
        assert form.select_one(f"label[for='{select['id']}']").text.startswith("Text ")
        assert [o["value"] for o in select.select("option")] == ["", "1", "2", "3", "4"]
        assert not select.select("[selected]")
    described = form.fieldset["aria-describedby"].split()
    assert all(form.find(id=name) for name in described)
    assert text_of(form.select_one("button.btn-primary")) == "Check my answer"


def test_a_place_given_twice_loses_nothing(ask):
    item = items_of_attempt(ask(specs.ordering())[0].attempt)[0]
    raw = sent(item, RIGHT) | {ordering.place_field_name(token_of(item, "key-ten")): "2"}
    with pytest.raises(AnswerError) as error:
        answer(item, token="t", raw=raw, now=specs.NOW)
    assert not Response.objects.exists()
    html = render(page_of_refusal(item, error.value, raw))
    said = html.select_one(".invalid-feedback")
    assert (said.text, error.value.code) == (error.value.words, "place_twice")
    assert "place 2" in said.text
    chosen = {s["name"]: s.select_one("[selected]")["value"] for s in html.select("select")}
    assert chosen == raw
    amiss = html.select("select[aria-invalid=true]")
    assert len(amiss) == 2
    assert {html.find(id=s["aria-describedby"]) for s in amiss} == {said}


def test_after_an_answer(ask):
    item = ask(specs.ordering())[0]
    item = answer(item, token="t", raw=sent(item, [*RIGHT[1::-1], *RIGHT[2:]]), now=specs.NOW).item
    shown = item_view(item)
    assert (shown.state, shown.heading) == (ItemState.PARTIAL, "Partly so")
    assert shown.given == ("1. Text six", "2. Text ten", "3. Text two", "4. Text one")
    text = render(page_of_attempt(item.attempt)).text
    for words in ("1. Text ten", "You put it at place 2.", "You put it here too.", "Feedback one"):
        assert words in text
    assert "caveat-of-the-figure" in text
    for word in ("incorrect", "wrong", "score", "points"):
        assert word not in text.lower()


def test_a_second_click_changes_nothing(ask):
    item = ask(specs.ordering())[0]
    first = answer(item, token="t", raw=sent(item, RIGHT), now=specs.NOW)
    again = answer(item, token="t", raw=sent(item, RIGHT[::-1]), now=specs.NOW)
    later = answer(item, token="u", raw=sent(item, RIGHT[::-1]), now=specs.NOW)
    assert first == again == later
    assert item_view(again.item).went_well


def test_the_plain_edition_has_its_own_words(ask):
    item = ask(specs.ordering(plain={"options": {"key-one": "One"}}))[0]
    texts = {option.text for option in item_view(item, edition="plain").options}
    assert texts == {"One", "Text two", "Text six", "Text ten"}
