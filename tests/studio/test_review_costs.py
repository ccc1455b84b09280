"""What a review costs does not grow with its drafts: each act of it, counted at two sizes; and in
which order its drafts are read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, DraftReview, DraftState
from awareness.studio.publishing.jobs import work_off
from awareness.studio.reviews.reading import read_review
from tests.studio.content import load_all
from tests.studio.test_draft_reviews import NOW, ask

LIST, ASK = "/studio/reviews/", "/studio/reviews/ask/"
LETTERS = "abcdef"  # numbers would be claims
TEXT = "{figure:managers} answered."
PAGE = {"title": "In a word", "lead": "A lead.", "insight": "01", "order": 2, "audience": ["M"],
        "body": TEXT, "plain_title": "A word", "plain_lead": "Lead.", "plain_body": TEXT,
        "youth_title": "", "youth_lead": "", "youth_body": ""}  # fmt: skip


def pages(count: int, by) -> list[Draft]:
    """New pages of the tiny report that can be published."""
    return [
        drafting.begin(
            ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", f"page-{count}-{n}"),
            PAGE | {"title": f"In a word {LETTERS[n]}", "order": 10 * count + n},
            f"In a word {LETTERS[n]}", "", by, timezone.now(),
        )[0]
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture
def costs(tiny_files, author, second, client_for):
    """Queries of each act of a review of so many drafts, by its name."""
    load_all()
    mine, hers = client_for(author), client_for(second)

    def of(count: int, end: str) -> dict[str, int]:
        drafts, told = pages(count, author), {}

        def does(name: str, client, method: str, address: str, data=None, status: int = 302):
            with CaptureQueriesContext(connection) as seen:
                answer = getattr(client, method)(address, data)
            refused = answer.context.get("refused") if answer.context else ""
            assert answer.status_code == status, (name, refused)
            told[name] = len(seen)

        fields = {"drafts": [str(draft.pk) for draft in drafts],
                  "reviewer": str(second.public_id),
                  "by_day": author.today() + timedelta(days=3)}  # fmt: skip
        does("look", mine, "get", ASK, status=200)
        does("ask", mine, "post", ASK, fields)
        review = DraftReview.objects.get(outcome=None)
        own = f"{LIST}{review.pk}/"
        does("read", hers, "get", own, status=200)
        find_right(review, hers)
        for draft in drafts:
            body = draft.newest_revision().body | {"lead": "Another lead."}
            drafting.save(draft.pk, body, draft.title, 1, author, timezone.now())
        does("send again", mine, "post", f"{own}send-again/")
        find_right(review, hers)
        if end == "return":
            sent = {"draft": str(drafts[0].pk), "text": "Why?",
                    "passage": read_review(review).drafts[0].passages[0].digest}  # fmt: skip
            does("comment", hers, "post", f"{own}comment/", sent)
            does("return", hers, "post", f"{own}return/")
            for draft in drafts:
                drafting.delete(draft.pk, author, timezone.now())
            return told
        does("approve", hers, "post", f"{own}approve/")
        with CaptureQueriesContext(connection) as seen:
            work_off(timezone.now)
        told["publish"] = len([each for each in seen if "studio_draft" in each["sql"]])
        assert {Draft.objects.get(pk=draft.pk).state for draft in drafts} == {DraftState.PUBLISHED}
        return told

    return of


def find_right(review: DraftReview, client) -> None:
    """All cards that wait, each draft with one press."""
    for each in read_review(review).drafts:
        waiting = [passage.digest for card in each.waiting_cards for passage in card.passages]
        sent = {"draft": str(each.draft.pk), "passage": waiting, "right": "1"}
        assert client.post(f"{LIST}{review.pk}/mark/", sent).status_code == 302


@pytest.mark.parametrize("end", ["return", "approve"])
def test_every_act_of_a_review_costs_the_same_with_many(costs, end):
    costs(1, end)  # what is looked up once
    assert costs(2, end) == costs(6, end)


def test_what_others_rest_on_is_read_before_them(tiny_files, author, second):
    places = [
        (ObjectKind.MODULE, "", "module"), (ObjectKind.QUESTION, "tiny-2020", "question"),
        (ObjectKind.PAGE, "tiny-2020", "later"), (ObjectKind.PAGE, "tiny-2020", "earlier"),
        (ObjectKind.FIGURE, "tiny-2020", "last-line"),
        (ObjectKind.FIGURE, "tiny-2020", "first-line"),
        (ObjectKind.REPORT, "tiny-2020", "tiny-2020"), (ObjectKind.SUBJECT, "", "tiny"),
    ]  # fmt: skip
    said = {"later": {"order": 2}, "earlier": {"order": 1}, "last-line": {"where": "t:20-22"},
            "first-line": {"where": "t:3;t:90"}}  # fmt: skip
    drafts = []
    for kind, report, key in places:
        body = {"title": "Words", "kind": "single", "stem": "Which?"} | said.get(key, {})
        place = ObjectRef(kind, "tiny", report, key)
        drafts.append(drafting.begin(place, body, key, "", author, NOW)[0])
    review = ask(drafts, second, author, before={})
    assert [each.draft.key for each in read_review(review).drafts] == [
        "tiny", "tiny-2020", "first-line", "last-line", "earlier", "later", "question", "module",
    ]  # fmt: skip
