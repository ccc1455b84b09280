"""retry: a new attempt on the form not just answered, unlimited and uncounted."""

import pytest

from awareness.learning import actions
from awareness.learning.errors import StepError
from quizzes.models import Attempt

from .test_answer import send


@pytest.fixture
def on(module, alice, walk):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    return on


def forms(on) -> list[str]:
    attempts = Attempt.objects.filter(context="module:topic:1.0:decide").order_by("number")
    return [each.items.get().version.question.key[-1] for each in attempts]


def test_every_retry_meets_the_other_form(on, now):
    for _again in range(3):
        assert on.answer("decide", right=False) is False
        actions.retry(on.at("decide"), now)
    assert forms(on) == ["a", "b", "a", "b"]
    assert on.answer("decide") is True
    with pytest.raises(StepError) as refused:
        actions.retry(on.at("decide"), now)
    assert refused.value.code == "nothing_to_retry"
    assert on.at("text").may_open


def test_a_situation_still_open_is_not_retried(on, now):
    with pytest.raises(StepError) as refused:
        actions.retry(on.at("decide"), now)
    assert refused.value.code == "nothing_to_retry"


def test_the_walk_to_the_end_and_the_quiet_way_round(on, client_for, alice):
    client, page = client_for(alice), "/learn/topic/decide/"
    send(client, page, "Do poor")
    html = client.get(page).content.decode()
    assert "Said of poor." in html
    assert f'href="{page}?seen=1"' in html
    send(client, f"{page}?seen=1", "Do on")
    html = client.get(page).content.decode()
    assert "The right person knows." in html
    assert 'action="/learn/topic/decide/retry/"' in html
    main = html[html.index("<main") : html.index("</main>")].lower()  # the foot asks of the page
    for word in ("attempt", "score", "wrong", "incorrect", "1 of", "failed"):
        assert word not in main.replace("step 1 of 5", "")
    # No way on past the decision; twice Think again is one new attempt.
    assert client.get("/learn/topic/text/")["Location"] == page
    assert client.post(f"{page}retry/")["Location"] == page
    assert client.post(f"{page}retry/")["Location"] == page
    assert forms(on) == ["a", "b"]
    assert "Form B" in client.get(page).content.decode()


def test_a_form_met_in_another_module_is_not_met_first_again(module, alice, walk, now):
    from awareness.learning.publish import publish_module

    from .conftest import TEXTS, definition

    walk(alice, module).finish()
    steps = [{"slug": "again", "kind": "scenario", "scenario": "t1", "title": "Again"}]
    other = publish_module(definition(slug="other", code="A5", steps=steps), TEXTS).module
    walk(alice, other).finish()
    attempt = Attempt.objects.get(context="module:other:1.0:again")
    assert attempt.items.get().version.question.key == "scenario/t1-b"


def test_nobody_retries_for_somebody_else(on, client_for, bob, charlie, client):
    on.answer("decide", right=False)
    for other in (bob, charlie):
        answer = client_for(other).post("/learn/topic/decide/retry/")
        assert answer["Location"] == "/learn/topic/"
    assert client.post("/learn/topic/decide/retry/")["Location"].startswith("/account/")
    assert forms(on) == ["a"]
