"""What is read: one's own list, days for the floor above, and how many queries a page takes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.learning.publish import publish_module
from awareness.learning.queries import (
    ModuleState,
    modules_for,
)

from .conftest import TEXTS, definition, single
from .test_answer import HTMX, form


def test_ones_own_list_says_what_is_done_and_what_is_left(module, alice, charlie, walk):
    on = walk(alice, module)
    first, topic = modules_for(alice)
    assert (first.slug, topic.slug) == ("first", "topic")
    assert topic.state == ModuleState.OPEN
    assert topic.minutes_left == 10
    on.begin()
    # Somebody in the middle of a first situation has begun: their page says where they stopped.
    assert [each.state for each in modules_for(alice)] == [ModuleState.STARTED, ModuleState.STARTED]
    on.open_first()
    on.do("decide")
    on.do("text")
    first, topic = modules_for(alice)
    assert (first.state, first.done_on, first.minutes_left) == (
        ModuleState.DONE,
        date(2026, 11, 20),
        0,
    )
    assert (topic.state, topic.number, topic.count) == (ModuleState.STARTED, 3, 5)
    assert (topic.next_slug, topic.next_title, topic.minutes_left) == ("guess", "Guess", 6)
    assert [each.state for each in modules_for(charlie)] == [ModuleState.OPEN, ModuleState.OPEN]


def queries(action) -> int:
    """How many statements a request takes, beside those that begin and end a transaction."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        action()
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([each for each in caught if not each["sql"].startswith(control)])


@pytest.fixture
def long(module):
    """The same module with four times as many questions."""
    from quizzes.actions import publish

    keys = [f"rep/long{number}" for number in range(8)]
    for key in keys:
        publish(key, "single", single(f"{key}?"))
    steps = definition()["steps"]
    steps[3] = steps[3] | {"questions": keys}
    return publish_module(definition(slug="long", steps=steps), TEXTS).module


def ready(user, module, walk, slug):
    on = walk(user, module)
    on.begin()
    on.open_first()
    for step in ("decide", "text", "guess"):
        on.do(step)
    return f"/learn/{module.slug}/{slug}/"


def test_an_answer_takes_seven_queries_however_long_the_check_is(
    module, long, alice, walk, client_for
):
    client, taken = client_for(alice), []
    for each in (module, long):
        page = ready(alice, each, walk, "check")
        asked = form(client.get(page).content)
        data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
        taken.append(queries(lambda url=asked["url"], data=data: client.post(url, data, **HTMX)))
    assert taken[0] == taken[1] <= 7


def test_the_last_answer_of_a_step_takes_twenty_queries_however_long_the_check_is(
    module, long, alice, walk, client_for
):
    client, taken = client_for(alice), []
    for each in (module, long):
        page = client.get(ready(alice, each, walk, "check"))
        while b'name="token"' in page.content:
            asked, said = form(page.content), []
            data = asked["hidden"] | {"answer": asked["texts"]["Right"]}
            last = queries(
                lambda url=asked["url"], data=data, said=said: said.append(
                    client.post(url, data, **HTMX)
                )
            )
            [page] = said
        taken.append(last)
    assert taken[0] == taken[1] <= 19


def test_a_step_page_takes_as_many_queries_for_a_long_check(module, long, alice, walk, client_for):
    client, taken = client_for(alice), []
    for each in (module, long):
        page = ready(alice, each, walk, "check")
        client.get(page)
        taken.append(queries(lambda page=page: client.get(page)))
    assert taken[0] == taken[1] <= 9


def test_ones_own_list_takes_four_queries_for_any_number_of_modules(
    module, alice, walk, django_assert_num_queries
):
    walk(alice, module).finish()
    with django_assert_num_queries(4):
        modules_for(alice)
    for number in range(6):
        publish_module(definition(slug=f"more-{number}"), TEXTS)
    with django_assert_num_queries(4):
        assert len(modules_for(alice)) == 8
