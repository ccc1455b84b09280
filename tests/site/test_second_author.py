"""What a second author may write of what the first one drafted, and a third of either's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from awareness.studio.drafts import drafting
from awareness.studio.models import DraftReview
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.reading import read_review
from tests.conftest import make_person
from tests.learning.conftest import NOW
from tests.site.test_every_door import address

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
SESSIONS = {"django_session"}


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The names of the tables that are written to inside, without those of sessions."""
    written: set[str] = set()

    def note(execute, sql, params, many, context):
        if match := WRITES.match(sql):
            written.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written
    written -= SESSIONS


ONE, TWO, THREE = "author", "second_author", "third_author"
ALL = {ONE, TWO, THREE}
# Who of three authors writes by which form: the one who drafted and sent it, the one who is asked
# to read it, one who has nothing to do with it.
WRITERS = {
    "studio:save_draft": {ONE},
    "studio:undo_draft": {ONE},
    "studio:take_over_draft": {TWO, THREE},
    "studio:delete_draft": ALL,
    "studio:mark_passage": {TWO},
    "studio:comment_passage": {ONE, TWO},
    "studio:close_comment": {TWO},
    "studio:return_review": {TWO},
    "studio:withdraw_review": {ONE},
    "studio:drop_zip_import": ALL,
    "studio:drop": {ONE},
    "studio:ask_for_review": set(),  # of the one who wrote it
}


@pytest.mark.once
def test_which_author_writes_what(house, everybody):
    review = DraftReview.objects.get(pk=house.review)
    passage = read_review(review).drafts[0].passages[0].digest
    about = {"draft": str(house.draft), "passage": passage}
    asker, reader = (everybody[name] for name in (ONE, TWO))
    drafting.save(house.draft, {"title": "Of ours"}, "Of ours", 1, asker, NOW)
    comment = review_decisions.add_comment(house.review, house.draft, passage, "Why?", reader, NOW)
    sent = {
        "studio:save_draft": {"based_on": "2", "title": "Of us", "body": "Another text."},
        "studio:undo_draft": {"number": "1"},
        "studio:mark_passage": {**about, "right": "1"},
        "studio:comment_passage": {**about, "text": "Because."},
        "studio:ask_for_review": {
            "drafts": str(house.module_draft), "reviewer": str(asker.public_id),
            "by_day": "2030-01-01",
        },
    }  # fmt: skip
    third = make_person("Cleo Third", asker.site, role="author")
    found = {}
    for name in WRITERS:
        args = (house.review, comment.pk) if name == "studio:close_comment" else None
        url = reverse(name, args=args) if args else address(name, house)
        found[name] = set()
        for who, person in ((ONE, asker), (TWO, reader), (THREE, third)):
            client = Client()
            client.force_login(person)
            with transaction.atomic(), tables_written() as written:
                response = client.post(url, sent.get(name, {}))
                transaction.set_rollback(True)
            assert response.status_code in {302, 404, 422}, (who, name)
            if any(table.startswith("studio_") for table in written):
                found[name].add(who)
    assert found == WRITERS
