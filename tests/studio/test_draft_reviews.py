"""Reviews of drafts: asked, read, spoken about, returned, approved; by two people who are two."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings as site_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.content.writing import ObjectKind, ObjectRef
from awareness.journal.models import Event
from awareness.outbox.kinds import NotSent
from awareness.people.changes import ACCOUNT_MADE, IDENTIFIER_CHANGED, PASSWORD_SET
from awareness.people.models import WayIn
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import (
    Confirmation,
    Draft,
    DraftReview,
    DraftRevision,
    DraftState,
    PassageMark,
    ReviewComment,
    ReviewOutcome,
)
from awareness.studio.publishing import publish as publishing
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews import mail as review_mail
from awareness.studio.reviews.asking import DraftReviewError
from awareness.studio.reviews.reading import read_review
from awareness.studio.reviews.views import MESSAGES
from tests.conftest import make_person
from tests.studio.content import load_all

LIST = "/studio/reviews/"
ASK = "/studio/reviews/ask/"
BEFORE = {"title": "Lost property", "body": "Most have a rule. Some write it down. Few read it."}
AFTER = {"title": "Lost property", "body": "Most have a rule. Some wrote it down. Few read it."}
NOW = timezone.now()
SITE = "https://awareness.example"


@pytest.fixture
def tiny(tiny_files):
    return tiny_files


@pytest.fixture
def draft(author) -> Draft:
    return begin("lost-property", author)


def begin(key: str, author, body=AFTER) -> Draft:
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", key)
    return drafting.begin(place, body, body["title"], "", author, NOW)[0]


def ask(drafts, reviewer, by, day=None, before=BEFORE) -> DraftReview:
    return draft_reviews.ask_for_review(
        numbers(drafts), reviewer, by, day or by.today(NOW), NOW, SITE,
        {draft.pk: before for draft in drafts},
    )  # fmt: skip


def numbers(drafts) -> dict:
    """Their newest revisions, as whoever asks has had them checked."""
    return {draft.pk: draft.newest_revision().number for draft in drafts}


def send_again(review, draft, by, before=BEFORE) -> int:
    return draft_reviews.send_again(review.pk, numbers([draft]), by, NOW, {draft.pk: before})


def refused(act, *args) -> str:
    with pytest.raises(DraftReviewError) as error:
        act(*args)
    return error.value.code


def give_back(review, reviewer, now=NOW) -> DraftReview:
    """Returned, with a comment that says why."""
    draft_read = next(each for each in read_review(review).drafts if each.passages)
    place = draft_read.draft.pk, draft_read.passages[0].digest
    if not read_review(review).open_comment_count:
        review_decisions.add_comment(review.pk, *place, "Why?", reviewer, NOW)
    return review_decisions.return_review(review.pk, reviewer, now)


def find_right(review, reviewer) -> None:
    for each in read_review(review).drafts:
        for passage in each.passages:
            review_decisions.mark_passages(
                review.pk, each.draft.pk, [passage.digest], True, reviewer, NOW
            )


def test_asking_pins_what_stands_and_says_so(draft, author, second):
    review = ask([draft], second, author)
    [each] = read_review(review).drafts
    assert (each.revision.number, each.before, each.has_newer) == (1, BEFORE, False)
    assert draft.state == DraftState.IN_REVIEW


def test_who_cannot_be_the_second_person(draft, author, second, site, eva, alice):
    assert refused(ask, [draft], author, author) == "same_person"
    assert refused(ask, [draft], eva, author) == "no_author"
    assert refused(ask, [draft], second, author, author.today(NOW) - timedelta(days=1)) == "past"
    assert refused(ask, [], second, author) == "nothing"
    drafting.save(draft.pk, AFTER | {"title": "Mine"}, "Mine", 1, second, NOW, take_over=True)
    assert refused(ask, [draft], second, author) == "own_work"
    assert not DraftReview.objects.exists()


def test_nobody_approves_from_an_account_that_the_other_holds(draft, author, second):
    WayIn.objects.create(person=second, door="code", made_at=NOW, made_by=author, secret="x")
    assert refused(ask, [draft], second, author) == "account"
    assert draft_reviews.why_not_reviewer(author, second, []) == "account"


@pytest.mark.parametrize("made_by_reader", [True, False])
def test_nor_from_one_that_somebody_who_wrote_in_it_holds(draft, author, second, made_by_reader):
    third = make_person("Cilla Carlsson", author.site, role="author")
    words = AFTER | {"title": "Theirs"}
    drafting.save(draft.pk, words, "Theirs", 1, third, NOW, take_over=True)
    review = ask([draft], second, author)
    person, by = (third, second) if made_by_reader else (second, third)
    WayIn.objects.create(person=person, door="code", made_at=NOW, made_by=by, secret="x")
    find_right(review, second)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "account"
    pinned = [(draft.pk, draft.newest_revision().number)]
    with pytest.raises(DraftError) as error:
        publishing.publish(pinned, author, second, review.pk, NOW)
    assert error.value.code == "account"


@pytest.mark.parametrize("kind", [ACCOUNT_MADE, PASSWORD_SET])
@pytest.mark.parametrize("by_reader", [True, False])
def test_nor_where_one_made_the_others_account_or_set_its_password(
    draft, author, second, kind, by_reader
):
    person, by = (author, second) if by_reader else (second, author)
    made = {"at": NOW, "kind": kind, "subject": person.public_id, "actor": by.public_id}
    review = ask([draft], second, author)
    find_right(review, second)
    Event.objects.create(**made)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "account"
    review_decisions.withdraw_review(review.pk, author, NOW)
    assert refused(ask, [draft], second, author) == "account"
    with pytest.raises(DraftError) as error:
        publishing.publish([(draft.pk, 1)], author, second, draft.pk, NOW)
    assert error.value.code == "account"


@pytest.mark.parametrize("kind", ["email", "employee_number"])
def test_nor_from_one_whose_address_the_other_chose(draft, author, second, kind):
    """A link for another password goes to that address."""
    facts = {"kind": kind, "has_one": True}
    Event.objects.create(
        at=NOW,
        kind=IDENTIFIER_CHANGED,
        subject=second.public_id,
        actor=author.public_id,
        facts=facts,
    )
    why = draft_reviews.why_not_reviewer(second, author, [draft])
    assert why == ("account" if kind == "email" else "")


def test_who_confirmed_a_field_of_it_does_not_approve_it(draft, author, second):
    """They would find right what they vouched for themselves."""
    Confirmation.objects.create(
        draft=draft, field="value", value="67", by=second, name=second.name, at=NOW
    )
    assert refused(ask, [draft], second, author) == "own_work"
    with pytest.raises(DraftError) as error:
        publishing.publish([(draft.pk, 1)], author, second, draft.pk, NOW)
    assert error.value.code == "own_words"


def test_who_said_that_it_takes_the_place_of_another_text_does_not_approve_it(
    draft, author, second
):
    drafting.take_over(draft.pk, second, NOW)
    drafting.renew(draft.pk, "another digest", second, NOW)
    drafting.take_over(draft.pk, author, NOW)
    assert refused(ask, [draft], second, author) == "own_work"


def test_a_superuser_is_no_exception(draft, author, second):
    second.is_superuser = True
    second.save()
    drafting.save(draft.pk, AFTER | {"title": "Mine"}, "Mine", 1, second, NOW, take_over=True)
    assert refused(ask, [draft], second, author) == "own_work"


def test_a_draft_is_in_one_review(draft, author, second):
    ask([draft], second, author)
    assert refused(ask, [draft], second, author) == "in_review"
    drafting.delete(draft.pk, author, NOW)
    assert refused(ask, [draft], second, author) == "closed"


def test_a_draft_that_was_deleted_and_taken_back_is_still_in_its_review(draft, author, second):
    review = ask([draft], second, author)
    drafting.delete(draft.pk, author, NOW)
    drafting.restore(draft.pk, author, NOW)
    assert refused(ask, [draft], second, author) == "in_review"
    review_decisions.withdraw_review(review.pk, author, NOW)
    ask([draft], second, author)


def test_what_is_published_anew_is_read_beside_the_draft_before_it_gives_way(draft, author, second):
    review = ask([draft], second, author)
    find_right(review, second)
    drafting.renew(draft.pk, "0" * 64, author, NOW)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "newer"
    now_published = BEFORE | {"title": "What others published"}
    assert send_again(review, draft, author, now_published) == 1
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "waiting"
    find_right(review, second)
    review_decisions.approve_review(review.pk, second, NOW)


def test_what_is_written_while_somebody_approves_is_refused(draft, author, second, monkeypatch):
    review = ask([draft], second, author)
    find_right(review, second)

    def read_and_write(review):
        reading = read_review(review)
        drafting.save(draft.pk, AFTER | {"title": "Later"}, "Later", 1, author, NOW)
        return reading

    monkeypatch.setattr(review_decisions, "read_review", read_and_write)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "newer"
    assert not ReviewOutcome.objects.exists()


def test_what_can_be_asked_for_is_not_hidden_by_newer_drafts(
    tiny, draft, author, second, client_for, monkeypatch
):
    monkeypatch.setattr("awareness.studio.reviews.asking_views.MOST_DRAFTS", 1)
    ask([begin("newer", author, AFTER | {"title": "Newer"})], second, author)
    page = client_for(author).get(f"{ASK}?draft={draft.pk}")
    assert [each.pk for each in page.context["drafts"]] == [draft.pk]


def test_one_review_takes_as_many_as_one_form_can_send(draft, author, second, monkeypatch):
    most = draft_reviews.MOST_DRAFTS
    assert most < site_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 10
    assert f" {most} " in str(MESSAGES["too_many"])
    monkeypatch.setattr(draft_reviews, "MOST_DRAFTS", 1)
    other = begin("newer", author, AFTER)
    assert refused(ask, [draft, other], second, author) == "too_many"


def test_approving_waits_for_every_passage_and_comment(draft, author, second):
    review = ask([draft], second, author)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "waiting"
    find_right(review, second)
    [each] = read_review(review).drafts
    said = review_decisions.add_comment(
        review.pk, draft.pk, each.passages[0].digest, "“Wrote”?", second, NOW
    )
    review_decisions.add_comment(review.pk, draft.pk, "", "Yes.", author, NOW, said.pk)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "waiting"
    review_decisions.close_comment(review.pk, said.pk, second, NOW)
    review_decisions.approve_review(review.pk, second, NOW)
    assert review.outcome.verdict == "approved"
    assert draft.state == DraftState.APPROVED
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "ended"


def test_what_was_written_since_has_to_be_read_first(draft, author, second):
    review = ask([draft], second, author)
    find_right(review, second)
    drafting.save(draft.pk, AFTER | {"title": "Lost"}, "Lost", 1, author, NOW)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "newer"
    assert refused(send_again, review, draft, second) == "not_yours"
    assert send_again(review, draft, author) == 1
    assert send_again(review, draft, author) == 0
    reading = read_review(review)
    # What was found right before and still says the same is not asked again.
    assert (reading.card_count, reading.waiting_count) == (2, 1)
    find_right(review, second)
    review_decisions.approve_review(review.pk, second, NOW)


def test_a_reviewer_who_writes_in_it_can_no_longer_approve(draft, author, second):
    review = ask([draft], second, author)
    drafting.save(draft.pk, AFTER | {"title": "Mine"}, "Mine", 1, second, NOW, take_over=True)
    send_again(review, draft, author)
    find_right(review, second)
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "own_work"


def test_only_the_reviewer_decides_and_only_the_asker_takes_back(draft, author, second, site):
    third = make_person("Cilla Cederlund", site, role="author")
    review = ask([draft], second, author)
    [each] = read_review(review).drafts
    passage = each.passages[0].digest
    for other in (author, third):
        assert refused(review_decisions.return_review, review.pk, other, NOW) == "not_yours"
        assert refused(review_decisions.approve_review, review.pk, other, NOW) == "not_yours"
        marked = (review.pk, draft.pk, [passage], True, other, NOW)
        assert refused(review_decisions.mark_passages, *marked) == "not_yours"
    for other in (second, third):  # on its day
        assert refused(review_decisions.withdraw_review, review.pk, other, NOW) == "not_yours"
    said = (review.pk, draft.pk, passage, "x", third, NOW)
    assert refused(review_decisions.add_comment, *said) == "not_yours"


def test_a_review_whose_day_has_passed_can_be_taken_back_by_any_author(draft, author, second, site):
    third = make_person("Cilla Cederlund", site, role="author")
    review = ask([draft], second, author)
    assert refused(review_decisions.withdraw_review, review.pk, third, NOW) == "not_yours"
    review_decisions.withdraw_review(review.pk, third, NOW + timedelta(days=1))
    assert draft.state == DraftState.WRITTEN


def test_returned_goes_on_and_withdrawn_is_as_before(draft, author, second):
    review = ask([draft], second, author)
    assert refused(review_decisions.return_review, review.pk, second, NOW) == "no_reason"
    give_back(review, second)
    assert draft.state == DraftState.RETURNED
    review_decisions.withdraw_review(ask([draft], second, author).pk, author, NOW)
    assert draft.state == DraftState.WRITTEN


def test_what_is_not_there_is_refused(draft, author, second):
    review = ask([draft], second, author)
    one = (review.pk, draft.pk, "0" * 64)
    assert (
        refused(review_decisions.mark_passages, *one[:2], [one[2]], True, second, NOW)
        == "no_passage"
    )
    assert refused(review_decisions.add_comment, *one, "x", second, NOW) == "no_passage"
    assert refused(review_decisions.add_comment, *one, " ", second, NOW) == "no_text"
    assert refused(review_decisions.add_comment, *one, "x", second, NOW, 7) == "no_comment"
    assert refused(review_decisions.close_comment, review.pk, 7, second, NOW) == "no_comment"


def test_marking_twice_is_once_and_can_be_taken_back(draft, author, second):
    review = ask([draft], second, author)
    [each] = read_review(review).drafts
    one = (review.pk, draft.pk, [each.passages[0].digest])
    for right in (True, True, False):
        review_decisions.mark_passages(*one, right, second, NOW)
    assert PassageMark.objects.count() == 2
    assert read_review(review).waiting_count == 1


def test_what_is_published_changes_under_a_review_and_it_still_says_what_was_compared(
    draft, author, second
):
    review = ask([draft], second, author, before={"title": "Older", "body": ""})
    [each] = read_review(review).drafts
    assert each.passages[0].before == "Older"


def addresses(review) -> list[tuple[str, str]]:
    own = f"{LIST}{review.pk}/"
    reads = [LIST, ASK, own]
    writes = [ASK, *(f"{own}{verb}/" for verb in (
        "mark", "comment", "comments/1/close", "send-again", "return", "approve", "withdraw",
    ))]  # fmt: skip
    return [*(("get", each) for each in reads), *(("post", each) for each in writes)]


def test_reviews_are_for_authors_alone(
    draft, author, second, client, client_for, alice, mallory, eva
):
    review = ask([draft], second, author)
    for method, address in addresses(review):
        for other in (alice, mallory, eva):
            answer = getattr(client_for(other), method)(address)
            assert answer.status_code == 404, (address, other.name)
        assert getattr(client, method)(address).status_code in (302, 401)
    assert not ReviewOutcome.objects.exists()


def choices_in(page) -> Tag:
    """What is to be read, folded behind what is proposed."""
    return BeautifulSoup(page.content, "html.parser").select_one("main form details")


def test_the_whole_way_in_the_browser(tiny, author, second, client_for):
    mine, theirs = client_for(author), client_for(second)
    mine.post("/studio/drafts/begin/page/tiny/tiny-2020/lost-property/")
    draft = Draft.objects.get()
    body = draft.newest_revision().body
    drafting.save(draft.pk, body | {"lead": "It is short."}, "x", 1, author, NOW)
    page = mine.get(f"{ASK}?draft={draft.pk}")
    assert page.context["form"]["drafts"].value() == [str(draft.pk)]
    assert "open" not in choices_in(page).attrs
    assert "open" in choices_in(mine.get(ASK)).attrs  # nothing is proposed
    assert "open" in choices_in(mine.post(ASK, {"drafts": []})).attrs
    fields = {"drafts": [str(draft.pk)], "reviewer": "", "by_day": "2000-01-01"}
    assert mine.post(ASK, fields).status_code == 422
    fields |= {"reviewer": str(second.public_id), "by_day": author.today(NOW).isoformat()}
    own = mine.post(ASK, fields)["Location"]
    assert theirs.get(LIST).context["small"][0].review.titles == ["x"]
    assert theirs.get("/studio/").context["reviews_for_me"] == 1
    [each] = theirs.get(own).context["reading"].drafts
    [passage] = each.passages
    place = {"draft": str(draft.pk), "passage": passage.digest}
    empty = theirs.post(f"{own}comment/", place | {"text": ""})
    assert (empty.status_code, empty.context["at"]) == (422, passage.anchor)
    for _press in ("once", "twice"):
        theirs.post(f"{own}comment/", place | {"text": "Is it?"})
    said = ReviewComment.objects.get()
    mine.post(f"{own}comment/", {"answers": said.pk, "text": "Yes."})
    theirs.post(f"{own}comments/{said.pk}/close/")
    theirs.post(f"{own}mark/", place | {"right": "1"})
    assert "Approve and publish" in theirs.get(own).text
    assert "Approve and publish" not in mine.get(own).text
    asked_why = theirs.post(f"{own}return/", follow=True).text
    assert str(MESSAGES["no_reason"]) in asked_why
    theirs.post(f"{own}comment/", place | {"text": "Too short after all."})
    theirs.post(f"{own}return/")
    assert draft.state == DraftState.RETURNED
    assert "This review has ended" in mine.get(own).text


def test_a_figure_stands_beside_its_line(tiny, author, second, client_for):
    load_all()
    drafts = [begin("new", author, {"title": "New", "body": "Here {figure:managers} answered."})]
    review = ask(drafts, second, author, before={})
    page = client_for(second).get(f"{LIST}{review.pk}/")
    [each] = page.context["reading"].drafts
    named = [figure for card in each.cards_in_words for figure in card.figures]
    assert [(f.key, f.figure.key, bool(f.lines[0].text)) for f in named] == [
        ("tiny-2020:managers", "managers", True)
    ]
    assert named[0].lines[0].text.split()[0] in page.text


def test_a_large_review_costs_the_queries_of_a_small_one(tiny, author, second, client_for):
    def cost(count: int) -> int:
        drafts = [begin(f"page-{count}-{n}", author) for n in range(count)]
        review = ask(drafts, second, author)
        client = client_for(second)
        client.get(f"{LIST}{review.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"{LIST}{review.pk}/").status_code == 200
            assert client.get(LIST).status_code == 200
        return len(queries)

    assert cost(1) == cost(4)


def test_mail_names_no_topic_and_is_not_sent_for_what_has_ended(draft, author, second):
    review = ask([draft], second, author)
    mail = review_mail.put_asked(review)
    letter = review_mail.compose_asked(mail, NOW)
    assert letter.to == second.email
    assert author.name in letter.body[0]
    assert f"{SITE}{LIST}{review.pk}/" == letter.body[1].url
    assert draft.title not in f"{letter.subject} {letter.body}"
    assert review_mail.put_asked(review) is None
    give_back(review, second)
    review = DraftReview.objects.get()
    assert review_mail.compose_asked(mail, NOW) == NotSent("done")
    back = review_mail.compose_ended(review_mail.put_ended(review), NOW)
    assert (back.to, second.name in back.body[0]) == (author.email, True)


def test_nothing_of_a_review_is_lost_by_reading_it(draft, author, second, client_for):
    review = ask([draft], second, author)
    client_for(second).get(f"{LIST}{review.pk}/")
    assert DraftRevision.objects.count() == 1


def test_what_shows_nothing_to_read_is_not_approved(author, second):
    """Unless it is published so already."""
    empty = begin("empty", author, {"title": "", "body": ""})
    assert refused(ask, [empty], second, author, None, {}) == "unseen"
    blanks = begin("blanks", author, BEFORE | {"body": f"{BEFORE['body']}  \n"})
    review = ask([blanks], second, author)
    assert read_review(review).card_count == 0
    review_decisions.approve_review(review.pk, second, NOW)
    listed = begin("listed", author, BEFORE | {"audience": ["S, M"]})
    before = BEFORE | {"audience": ["S", "M"]}
    # Lists that read alike are shown as they are kept.
    assert read_review(ask([listed], second, author, before=before)).card_count == 1


def test_what_showed_nothing_before_that_was_refused_is_not_approved_now(
    draft, author, second, monkeypatch
):
    monkeypatch.setattr(draft_reviews, "refuse_unseen", lambda reading: None)
    review = ask([begin("empty", author, {"title": "", "body": ""})], second, author, before={})
    monkeypatch.undo()
    assert refused(review_decisions.approve_review, review.pk, second, NOW) == "unseen"
    assert not ReviewOutcome.objects.exists()


def test_a_returned_draft_leads_to_what_was_said_of_it(tiny, author, second, client_for):
    drafts = [begin("first", author), begin("other", author, AFTER | {"title": "Other"})]
    review = ask(drafts, second, author)
    passage, *_others = read_review(review).drafts[0].passages
    of = read_review(review).drafts[0].draft
    said = [
        review_decisions.add_comment(review.pk, of.pk, passage.digest, words, second, NOW)
        for words in ("Who <b>wrote</b>?", "Closed since.")
    ]
    review_decisions.close_comment(review.pk, said[1].pk, second, NOW)
    client, page = client_for(author), f"/studio/drafts/{of.pk}/"
    own, to_do = f"{LIST}{review.pk}/", "/studio/jobs/"
    for before in (page, to_do):
        assert own not in client.get(before).text
    review_decisions.return_review(review.pk, second, NOW)
    shown = client.get(page).text
    assert f'href="{own}#c-{said[0].pk}"' in shown
    assert "Who &lt;b&gt;wrote&lt;/b&gt;?" in shown
    assert "1 comment on this draft is open" in shown
    assert "Closed since." not in shown
    other = next(each for each in drafts if each != of)
    uncommented = client.get(f"/studio/drafts/{other.pk}/").text
    assert own in uncommented
    assert "on this draft" not in uncommented
    # All that was returned stands in what is not done yet, and what has ended says what it was.
    for listed in (client.get(to_do).context["returned"], client.get(LIST).context["ended"]):
        [each] = listed
        assert (each.review, each.open_comment_count) == (review, 1)
        assert sorted(each.titles) == ["Lost property", "Other"]
    # The next review of them names this one; a draft that is sent again is not returned any more.
    again = ask([of], second, author)
    assert own not in client.get(page).text
    [before] = client.get(f"{LIST}{again.pk}/").context["earlier"]
    assert before.review == review
    assert [each.review for each in client.get(to_do).context["returned"]] == [review]  # the other
    give_back(again, second, NOW + timedelta(days=1))
    listed = [each.review for each in client.get(to_do).context["returned"]]
    assert listed == [again, review]
    ask([of, other], second, author)
    assert client.get(to_do).context["returned"] == []


def test_a_review_of_which_nothing_is_left_is_returned_without_a_word(draft, author, second):
    review = ask([draft], second, author)
    drafting.delete(draft.pk, author, NOW)
    review_decisions.return_review(review.pk, second, NOW)
    assert draft.state == DraftState.DELETED


def test_what_was_returned_costs_the_same_with_many(tiny, author, second, client_for):
    client = client_for(author)

    def cost(count: int) -> int:
        for n in range(count):
            draft = begin(f"page-{count}-{n}", author)
            give_back(ask([draft], second, author), second)
        pages = (LIST, "/studio/jobs/", f"/studio/drafts/{draft.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert {client.get(page).status_code for page in pages} == {200}
        return len(queries)

    cost(1)
    assert cost(2) == cost(5)
