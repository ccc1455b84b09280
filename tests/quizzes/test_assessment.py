"""An assessment: every answer is kept, and what there is to say comes when all are given."""

import pytest
from django.template.loader import render_to_string

from quizzes.actions import answer, finish_attempt, publish, start_attempt
from quizzes.display import ItemState, display
from quizzes.models import AttemptState, Behaviour
from quizzes.player import item_view, page_after_answer, page_of_attempt, views_of_finished
from quizzes.queries import items_of_attempt

from . import specs
from .specs import NOW

TELLS = ("Feedback", "Yes, that is", "A common first", "Partly so", "caveat-of", "as-printed")


@pytest.fixture
def start(db, alice):
    def make(kind: str):
        versions = [publish(f"k-{n}", kind, specs.ALL[kind]()) for n in "ab"][:1]
        versions.append(publish("k-last", "single", specs.single()))
        return start_attempt(alice, "x", versions, behaviour=Behaviour.ASSESSMENT, now=NOW)

    return make


def sent(item) -> dict:
    """Some answer, whatever the kind."""
    spec, tokens = item.version.spec.stored(), list(item.layout["tokens"])
    keys = {key: token for token, key in item.layout["tokens"].items()}
    match spec["kind"]:
        case "numeric":
            return {"guess": "300"}
        case "ordering":
            return {f"place-{token}": str(n) for n, token in enumerate(tokens, start=1)}
        case "matching":
            stems = [row["key"] for row in spec["matching"]["stems"]]
            targets = [row["key"] for row in spec["matching"]["targets"]]
            return {f"match-{keys[s]}": keys[t] for s, t in zip(stems, targets, strict=False)}
        case "scenario":
            node = item.version.spec.current_node(item.newest.answer)
            choice = spec["scenario"]["nodes"][node]["choices"][0]["key"]
            return {"answer": keys[f"{node}/{choice}"]}
    return {"answer": tokens[:1]}


def shown(view) -> str:
    return render_to_string("quizzes/item.html", {"view": view, "post_url": "/x/"})


@pytest.mark.parametrize("kind", specs.ALL)
def test_no_view_and_no_page_tells_before_the_end(kind, start):
    attempt = start(kind)
    item, tokens = items_of_attempt(attempt)[0], iter("abcdef")
    while not item.newest.is_final:
        item = answer(item, token=next(tokens), raw=sent(item), now=NOW).item
        told = item_view(item)
        assert told.at_end
        assert told.state in (ItemState.SAVED, ItemState.GIVEN)
        assert (told.remark, told.others, told.solution, told.sources) == (None, (), "", ())
        assert not told.went_well
        assert not told.needs_a_look
        html = shown(told)
        assert "comes at the end" in html
        assert not [word for word in TELLS if word in html]
    asked = page_after_answer(item)
    assert asked.current.number == 2
    assert "Save my answer" in shown(asked.current)
    assert page_of_attempt(attempt).last == asked.last


@pytest.mark.parametrize("kind", specs.ALL)
def test_at_the_end_every_question_has_its_say(kind, start):
    attempt = start(kind)
    for item in items_of_attempt(attempt):
        tokens = iter("abcdef")
        while not item.newest.is_final:
            item = answer(item, token=next(tokens), raw=sent(item), now=NOW).item
    attempt = finish_attempt(attempt, NOW)
    told = views_of_finished(items_of_attempt(attempt))
    assert [each.number for each in told] == [1, 2]
    assert all(each.display.feedback for each in told)
    assert all(each.remark or each.others for each in told)
    assert ItemState.GIVEN not in {each.state for each in told}
    assert "Feedback" in "".join(map(shown, told))


def test_what_is_told_is_told_when_it_is_finished():
    said = ItemState.WRONG
    during = display(Behaviour.ASSESSMENT, said, AttemptState.OPEN)
    assert said.as_told(during) is ItemState.GIVEN
    assert said.as_told(display(Behaviour.ASSESSMENT, said, AttemptState.FINISHED)) is said
    assert said.as_told(display(Behaviour.PRACTICE, said, AttemptState.OPEN)) is said
    blank = display(Behaviour.ASSESSMENT, ItemState.BLANK, AttemptState.OPEN)
    assert ItemState.BLANK.as_told(blank) is ItemState.BLANK
    assert ItemState.GIVEN.is_final
