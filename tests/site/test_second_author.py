"""What a second author may write of what the first drafted and sent, and a third of either's."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, DraftReview, FileState, OfferDecision, ZipImport
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.reading import read_review
from tests.conftest import make_person
from tests.learning.conftest import NOW
from tests.site.conftest import tables_written
from tests.site.test_every_door import AUTHORS, DOORS, PACK, address, expected

ONE, TWO, THREE = "author", "second_author", "third_author"
ALL = {ONE, TWO, THREE}
# Who of three authors writes by which form: the one who drafted and sent it, the one who is asked
# to read it, one who has nothing to do with it.
WRITERS = {
    # a draft, of whoever writes it; whoever else wants to takes it over first
    "studio:save_draft": {ONE},
    "studio:confirm_field": {ONE},
    "studio:use_drawing": {ONE},
    "studio:undo_draft": {ONE},
    "studio:renew_draft": {ONE},
    "studio:delete_draft": {ONE},
    "studio:take_over_draft": {TWO, THREE},
    "studio:restore_draft": ALL,  # one that was deleted
    "studio:ask_for_review": set(),  # of the one who wrote it
    # a review, of whoever asked and whoever reads
    "studio:mark_passage": {TWO},
    "studio:comment_passage": {ONE, TWO},
    "studio:close_comment": {TWO},
    "studio:return_review": {TWO},
    "studio:approve_review": {TWO},
    "studio:send_again": {ONE},
    "studio:withdraw_review": {ONE},
    # what somebody sent or asked for
    "studio:draft_zip_import": {ONE},
    "studio:drop_zip_import": {ONE},
    "studio:take_away_report": {ONE},
    "studio:drop": {ONE},
    # a decision about an offer: the newest counts, whoever made the one before
    "studio:bring_back_offer": ALL,
}
# What each author begins or says for themselves, whoever sent the report, made the offer or wrote
# what is published.
FOR_ONESELF = {
    "studio:report_files", "studio:begin_report", "studio:pick_number", "studio:report_tables",
    "studio:text_table", "studio:zip_imports", "studio:new_draft", "studio:begin_draft",
    "studio:play_draft", "studio:walk_step",
    "studio:take_offer", "studio:edit_offer", "studio:refuse_offer",
    "studio:take_disagreement", "studio:refuse_disagreement", "studio:bring_back_disagreement",
    "studio:edit_figure", "studio:edit_question", "studio:edit_page", "studio:ask_again",
    "studio:decide", "studio:deal_with", "studio:review", "studio:correct", "studio:look",
    "studio:propose", "studio:confirm",
}  # fmt: skip
REFUSED = ("Q1", ["netclean-2018:respondents"])  # family and figures of an offer


def test_every_form_of_the_studio_says_whose_it_is():
    forms = {name for name, door in DOORS.items()
             if name.startswith("studio:") and door.inside[1] != 405}  # fmt: skip
    assert forms == {*WRITERS, *FOR_ONESELF}
    assert not FOR_ONESELF & {*WRITERS}


@pytest.fixture
def authors(everybody):
    third = make_person("Cleo Third", everybody["author"].site, role="author")
    return {ONE: everybody[ONE], TWO: everybody[TWO], THREE: third}


@pytest.mark.once
def test_which_author_writes_what(house, authors, monkeypatch):
    # The house's page is short of what publishing asks for, which is not what is asked here.
    for check in ("refusals_beside_reviews", "cached_refusals"):
        monkeypatch.setattr(f"awareness.studio.reviews.views.{check}", lambda *_of: [])
    review = DraftReview.objects.get(pk=house.review)
    passages = read_review(review).drafts[0].passages
    about = {"draft": str(house.draft), "passage": passages[0].digest}
    asker, reader = authors[ONE], authors[TWO]
    comment = review_decisions.add_comment(
        house.review, house.draft, passages[0].digest, "Why?", reader, NOW
    )
    deleted = Draft.objects.get(pk=house.module_draft)
    ZipImport.objects.update(state=FileState.READY)
    family, figures = REFUSED
    OfferDecision.objects.create(
        report=PACK, family=family, figures=figures, code="refused", reason="same", stem="Which?",
        by=asker, name=asker.name, at=NOW,
    )  # fmt: skip
    typed = {"based_on": "2", "title": "Of us", "body": "Another text."}
    sent = {
        "studio:save_draft": typed,
        "studio:confirm_field": {**typed, "on": "title"},
        "studio:use_drawing": typed,
        "studio:undo_draft": {"number": "1"},
        "studio:mark_passage": {**about, "right": "1"},
        "studio:comment_passage": {**about, "text": "Because."},
        "studio:bring_back_offer": {"offer": " ".join([family, *figures])},
        "studio:ask_for_review": {
            "drafts": str(house.module_draft), "reviewer": str(asker.public_id),
            "by_day": "2030-01-01",
        },
    }  # fmt: skip
    addresses = {
        "studio:close_comment": reverse("studio:close_comment", args=[house.review, comment.pk]),
        "studio:restore_draft": reverse("studio:restore_draft", args=[deleted.pk]),
    }

    def has_newer() -> None:
        drafting.save(house.draft, {"title": "Of ours"}, "Of ours", 1, asker, NOW)

    def is_read() -> None:
        review_decisions.close_comment(house.review, comment.pk, reader, NOW)
        digests = [passage.digest for passage in passages]
        review_decisions.mark_passages(house.review, house.draft, digests, True, reader, NOW)

    before = dict.fromkeys(
        ("save_draft", "confirm_field", "use_drawing", "undo_draft", "send_again"), has_newer
    )
    of_house = Draft.objects.filter(pk=house.draft)
    before |= {
        "renew_draft": lambda: of_house.update(started="0" * 64),  # another text was published
        "approve_review": is_read,
        "restore_draft": lambda: drafting.delete(deleted.pk, asker, NOW),
    }
    found = {}
    for name in WRITERS:
        found[name] = set()
        for who, person in authors.items():
            client = Client()
            client.force_login(person)
            with transaction.atomic():
                before.get(name.removeprefix("studio:"), lambda: None)()
                with tables_written() as written:
                    response = client.post(
                        addresses.get(name) or address(name, house), sent.get(name, {})
                    )
                transaction.set_rollback(True)
            assert response.status_code in {302, 404, 422}, (who, name)
            if any(table.startswith("studio_") for table in written):
                found[name].add(who)
    assert found == WRITERS


@pytest.mark.once
def test_every_author_reads_what_another_wrote(house, authors):
    client = Client()
    client.force_login(authors[THREE])
    statuses = {name: client.get(address(name, house)).status_code for name, door in DOORS.items()
                if door.who == AUTHORS and door.inside[0] == 200}  # fmt: skip
    named = {name for name, status in statuses.items() if status != 200}
    assert named == {"studio:delete_draft"}  # leads to the draft, where it can be taken over
    assert expected(DOORS["studio:delete_draft"], ONE)[0] == 200


@pytest.mark.once
def test_what_a_leaver_sent_can_be_taken_away_by_every_author(house, authors):
    client = Client()
    client.force_login(authors[THREE])
    forms = ("studio:take_away_report", "studio:drop_zip_import")
    for name in forms:
        assert b"Ada Author sent this" in client.post(address(name, house), follow=True).content
    authors[ONE].role_grants.all().delete()
    for name in forms:
        with tables_written() as written:
            client.post(address(name, house))
        assert written & {"studio_reportfile", "studio_zipimport"}, name
