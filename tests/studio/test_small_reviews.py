"""A small change is read and approved in one press, from the list of reviews."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.drafts import drafting
from awareness.studio.models import (
    Draft,
    PassageMark,
    ReviewOutcome,
)
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.reading import read_review
from tests.conftest import make_person
from tests.studio.test_draft_reviews import (
    AFTER,
    BEFORE,
    LIST,
    NOW,
    ask,
    begin,
    refused,
    send_again,
)


@pytest.fixture
def draft(author) -> Draft:
    return begin("lost-property", author)


def test_a_small_change_is_read_and_approved_in_one_press(tiny_files, author, second, client_for):
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "lost-property")
    there = published_object(place)
    body = there.fields | {"lead": f"Some wrote. {there.fields['lead']}"}
    draft = drafting.begin(place, body, "x", there.digest, author, NOW)[0]
    review = ask([draft], second, author, before=there.fields)
    client = client_for(second)
    page = client.get(LIST)
    [reading] = page.context["small"]
    assert (reading.review, page.context["for_me"]) == (review, [])
    text = page.content.decode()
    assert "<ins>Some wrote.</ins>" in text
    assert "It is right: approve and publish" in text
    own = client.get(f"{LIST}{review.pk}/").content.decode()
    assert own.count("It is right: approve and publish") == 1
    sent = {"passage": reading.only_small_passage.digest}
    assert client.post(f"{LIST}{review.pk}/approve/", sent).status_code == 302
    assert review.outcome.name == second.name
    assert PassageMark.objects.get().passage == reading.only_small_passage.digest
    assert not client.get(LIST).context["small"]


def test_one_press_is_no_way_round_who_may_and_what_was_read(draft, author, second):
    third = make_person("Cilla Carlsson", author.site, role="author")
    review = ask([draft], second, author)
    digest = read_review(review).only_small_passage.digest
    for person, passage, code in (
        (third, digest, "not_yours"), (author, digest, "not_yours"),
        (second, "0" * 64, "no_passage"),
    ):  # fmt: skip
        assert (
            refused(review_decisions.approve_small_review, review.pk, passage, person, NOW) == code
        )
    drafting.save(draft.pk, AFTER | {"title": "Mine"}, "Mine", 1, second, NOW, take_over=True)
    drafting.save(draft.pk, AFTER, "", 2, author, NOW, take_over=True)
    assert refused(review_decisions.approve_small_review, review.pk, digest, second, NOW) == "newer"
    send_again(review, draft, author)
    assert (
        refused(review_decisions.approve_small_review, review.pk, digest, second, NOW) == "own_work"
    )
    assert not PassageMark.objects.exists()  # all of it, or nothing
    assert not ReviewOutcome.objects.exists()


def test_what_is_more_than_one_short_passage_is_not_small(draft, author, second):
    long = begin("long", author, AFTER | {"body": "Word " * 400})
    two = begin("two", author, AFTER | {"title": "Other"})
    for each in (long, two):
        review = ask([each], second, author)
        assert read_review(review).only_small_passage is None
        digest = read_review(review).drafts[0].passages[0].digest
        assert (
            refused(review_decisions.approve_small_review, review.pk, digest, second, NOW)
            == "waiting"
        )


def test_one_press_finds_the_draft_that_the_passage_is_of(author, second):
    """Beside it stands one that says what is published."""
    for first, other in (("a", "b"), ("c", "d")):
        as_published, changed = begin(first, author, BEFORE), begin(other, author)
        pair = [as_published, changed] if first == "a" else [changed, as_published]
        review = ask(pair, second, author)
        digest = read_review(review).only_small_passage.digest
        review_decisions.approve_small_review(review.pk, digest, second, NOW)
        assert PassageMark.objects.get(review=review).draft == changed


def test_the_list_of_small_changes_costs_the_same_with_many(author, second, client_for):
    client, counts = client_for(second), []
    for size in (2, 6):
        for number in range(size):
            ask([begin(f"s{size}-{number}", author)], second, author)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(LIST).context["small"]) >= size
        counts.append(len(queries))
    assert counts[0] == counts[1]
