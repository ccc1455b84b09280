"""What publishing would refuse is said before a review is sent, and before it is approved."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.drafts import drafting
from awareness.studio.models import DraftReview, DraftState, PassageMark
from awareness.studio.publishing import checks as publish_checks
from awareness.studio.publishing.checks import PinnedDraft, find_refusals, refusals_beside_reviews
from awareness.studio.publishing.jobs import work_off
from awareness.studio.publishing.zip_imports import file_ref
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.asking import DraftReviewError
from awareness.studio.reviews.reading import read_review
from quizzes.models import Question
from tests.conftest import make_person

ASK = "/studio/reviews/ask/"
NOW = timezone.now()
PAGE = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "lost-property")
FIGURE = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "managers")
NEW_FIGURE = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "those-asked")


def drafted(by, place=PAGE, of=None, **values):
    """A draft of an object, or of a new one like `of`, with other values."""
    there = published_object(of or place)
    body = {**there.fields, **values}
    title = body.get("title") or body.get("label") or place.key
    return drafting.begin(place, body, title, "" if of else there.digest, by, NOW)[0]


def page_with(by, key):
    """The page with a sentence more."""
    body = published_object(PAGE).fields["body"]
    return drafted(by, body=f"{body}\n\nIn all {{figure:{key}}} answered.")


def new_figure(by):
    return drafted(by, NEW_FIGURE, FIGURE)


def sent(client, reviewer, *drafts):
    """What answers when these are sent for review."""
    fields = {"drafts": [str(draft.pk) for draft in drafts], "reviewer": str(reviewer.public_id),
              "by_day": reviewer.today(NOW).isoformat()}  # fmt: skip
    return client.post(ASK, fields)


def review_of(draft) -> DraftReview:
    return DraftReview.objects.get(outcome=None, revisions__draft=draft)


def address(review) -> str:
    return f"/studio/reviews/{review.pk}/"


def read_all(review, reviewer) -> None:
    for each in read_review(review).drafts:
        for passage in each.passages:
            review_decisions.mark_passages(
                review.pk, each.draft.pk, [passage.digest], True, reviewer, NOW
            )


def test_what_publishing_refuses_is_said_before_it_is_sent(tiny, author, second, client_for):
    draft, client = drafted(author, lead="All is well. There are 57 managers."), client_for(author)
    answer = sent(client, second, draft)
    assert answer.status_code == 422
    assert not DraftReview.objects.exists()
    [(of, [refusal])] = answer.context["refused"]
    assert (of, refusal.problem.field_name) == (draft, "lead")
    assert refusal.problem.sentence == "There are 57 managers."
    page = answer.content.decode()
    for words in (refusal.problem.sentence, "Lead: one sentence under the title", "#id_lead"):
        assert words in page
    # What was chosen is still there.
    assert answer.context["form"]["reviewer"].value() == str(second.public_id)
    body = draft.newest_revision().body | {"lead": "All is well."}
    drafting.save(draft.pk, body, "x", 1, author, NOW)
    assert sent(client, second, draft).status_code == 302


def test_a_plain_edition_that_is_missing_is_asked_for_in_the_form(tiny, author, second, client_for):
    empty = dict.fromkeys(("plain_title", "plain_lead", "plain_body"), "")
    answer = sent(client_for(author), second, drafted(author, **empty))
    [(_of, [refusal])] = answer.context["refused"]
    assert refusal.problem.field_name == "plain_body"
    assert ".md" not in refusal.problem.fix


def test_drafts_that_need_each_other_are_checked_together(tiny, author, second, client_for):
    page, figure = page_with(author, NEW_FIGURE.key), new_figure(author)
    client = client_for(author)
    assert sent(client, second, page).status_code == 422
    assert sent(client, second, page, figure).status_code == 302
    assert review_of(page) == review_of(figure)


def test_what_another_review_brings_does_not_hold_up_sending_but_approving(
    tiny, author, second, client_for
):
    figure, page = new_figure(author), page_with(author, NEW_FIGURE.key)
    mine, theirs = client_for(author), client_for(second)
    assert sent(mine, second, figure).status_code == 302
    assert sent(mine, second, page).status_code == 302
    first, then = review_of(figure), review_of(page)
    read_all(first, second)
    read_all(then, second)
    answer = theirs.post(f"{address(then)}approve/")
    assert answer.status_code == 422
    assert "Nothing was approved" in answer.content.decode()
    assert (page.state, then.marks.count()) == (DraftState.IN_REVIEW, 1)
    theirs.post(f"{address(first)}approve/")
    work_off(timezone.now)
    assert theirs.post(f"{address(then)}approve/").status_code == 302
    work_off(timezone.now)
    assert page.state == DraftState.PUBLISHED


def test_another_review_heals_only_what_it_brings(tiny, author, second, client_for):
    figure = new_figure(author)
    sent(client_for(author), second, figure)
    page = page_with(author, f"{NEW_FIGURE.key}}} answered, and 57 more. {{figure:managers")
    pinned = [PinnedDraft(page, page.newest_revision())]
    typed = next(each for each in find_refusals(pinned) if "57" in each.problem.message)
    assert typed.problem.sentence.startswith(f"In all {{figure:{NEW_FIGURE.key}}}")
    assert len(find_refusals(pinned)) == 2
    [left] = refusals_beside_reviews(pinned)
    assert "57" in left.problem.message


def test_what_was_written_since_is_checked_before_it_is_sent_again(
    tiny, author, second, client_for
):
    draft, client = drafted(author, lead="All is well."), client_for(author)
    sent(client, second, draft)
    review = review_of(draft)
    wrong = draft.newest_revision().body | {"lead": "There are 57 managers."}
    drafting.save(draft.pk, wrong, "x", 1, author, NOW)
    answer = client.post(f"{address(review)}send-again/")
    assert answer.status_code == 422
    assert "Nothing was sent" in answer.content.decode()
    assert read_review(review).drafts[0].revision.number == 1
    drafting.save(draft.pk, wrong | {"lead": "It is well."}, "x", 2, author, NOW)
    assert client.post(f"{address(review)}send-again/").status_code == 302
    assert read_review(review).drafts[0].revision.number == 3


def test_an_approval_that_would_be_refused_is_none(tiny, author, second, client_for):
    draft = drafted(author, lead="All is well.")
    sent(client_for(author), second, draft)
    review = review_of(draft)
    read_all(review, second)
    path = tiny / "tiny" / "reports" / "tiny-2020" / "insights" / "01-lost-property.md"
    path.write_text(path.read_text().replace("lead: ", "lead: Others say. ", 1))
    answer = client_for(second).post(f"{address(review)}approve/")
    assert answer.status_code == 422
    [(of, [refusal])] = answer.context["refused"]
    assert (of, "published another text" in refusal.problem.message) == (draft, True)
    assert draft.state == DraftState.IN_REVIEW
    assert PassageMark.objects.count() == 1
    # Whoever may not approve is told that, and nothing else.
    assert client_for(author).post(f"{address(review)}approve/").status_code == 302


def test_a_question_stays_of_its_kind(tiny, author, settings):
    keys = [each.split("/")[1] for each in Question.objects.values_list("key", flat=True)]
    place = ObjectRef(ObjectKind.QUESTION, "tiny", "tiny-2020", keys[0])
    draft = drafted(author, place)
    pinned = [PinnedDraft(draft, draft.newest_revision())]
    assert find_refusals(pinned) == []
    Question.objects.filter(key=f"tiny-2020/{keys[0]}").update(kind="ordering")
    [refusal] = find_refusals(pinned)
    assert (refusal.draft, refusal.problem.field_name) == (draft, "kind")


def test_files_are_called_as_authors_know_them(tiny, author):
    report = (tiny / "tiny/reports/tiny-2020/report.yaml").read_text()
    place = file_ref("tiny", "reports/another/report.yaml")
    draft = drafting.begin(place, {"text": report}, "x", "", author, NOW)[0]
    found = [str(each) for each in find_refusals([PinnedDraft(draft, draft.newest_revision())])]
    assert any("twice; also in tiny/reports/tiny-2020/report.yaml" in each for each in found)
    assert "tiny/reports/another/figures.csv:1: is missing; every pack has this file" in found
    # Where each check is made leaves no trace, so that two checks can be compared.
    assert found == [
        str(each) for each in find_refusals([PinnedDraft(draft, draft.newest_revision())])
    ]


def test_an_empty_file_is_told_so(tiny, author):
    place = file_ref("tiny", "support.yaml")
    draft = drafting.begin(place, {"text": ""}, "x", "", author, NOW)[0]
    [refusal] = find_refusals([PinnedDraft(draft, draft.newest_revision())])
    assert (refusal.problem.message, refusal.problem.fix) == ("nothing is written here yet", "")


def test_a_site_that_cannot_publish_says_so_first(tiny, author, settings):
    draft = drafted(author)
    settings.CONTENT_WRITE_DIR = None
    [refusal] = find_refusals([PinnedDraft(draft, draft.newest_revision())])
    assert "not set up" in refusal.problem.message


def test_what_is_written_while_it_is_checked_is_not_sent(tiny, author, second):
    draft = drafted(author, lead="All is well.")
    drafting.save(draft.pk, draft.newest_revision().body | {"lead": "57."}, "x", 1, author, NOW)
    with pytest.raises(DraftReviewError, match="written"):
        draft_reviews.ask_for_review({draft.pk: 1}, second, author, author.today(NOW), NOW, "", {})


def test_a_module_is_not_adopted_under_one_name(author, site):
    twin = make_person(f" {author.name.upper()} ", site, role="author")
    module = ObjectRef(ObjectKind.MODULE, "tiny", "", "new")
    draft = drafting.begin(module, {"title": "New"}, "New", "", author, NOW)[0]
    assert draft_reviews.why_not_reviewer(twin, author, [draft]) == "same_name"
    page = drafting.begin(PAGE, {"title": "x"}, "x", "", author, NOW)[0]
    assert draft_reviews.why_not_reviewer(twin, author, [page]) == ""


def test_what_was_found_right_is_kept_until_a_file_or_a_draft_changes(tiny, author, monkeypatch):
    looked_at = []

    def examined(pinned, staged):
        looked_at.append(len(pinned))
        return publish_checks_examined(pinned, staged)

    publish_checks_examined = publish_checks.examine_staged
    monkeypatch.setattr(publish_checks, "examine_staged", examined)
    draft = drafted(author, lead="Another lead.")

    def asked() -> list:
        return find_refusals([PinnedDraft(draft, draft.newest_revision())])

    assert asked() == asked() == []
    assert looked_at == [1]
    body = draft.newest_revision().body
    drafting.save(draft.pk, body | {"lead": "There are 57 managers."}, "x", 1, author, NOW)
    assert len(asked()) == len(asked()) == 1
    drafting.go_back(draft.pk, 1, "x", author, NOW)
    assert asked() == []
    ledger = tiny / "tiny/reports/tiny-2020/figures.csv"
    ledger.write_text(f"{ledger.read_text()}\n")
    asked()
    assert looked_at == [1] * 4
    # What was refused is asked of the files once more after a while: a new program may take it.
    drafting.save(draft.pk, body | {"lead": "There are 57 managers."}, "x", 3, author, NOW)
    assert len(asked()) == 1
    later = timezone.now() + timedelta(seconds=publish_checks.SECONDS_KEPT_REFUSED + 5)
    with time_machine.travel(later):
        assert len(asked()) == 1
    assert looked_at == [1] * 6
