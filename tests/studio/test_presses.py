"""Where a press leads: back to where it was made. And a press that is made twice counts once."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from awareness.content.writing import ObjectKind
from awareness.studio.draft_kinds import draft_kinds
from awareness.studio.draft_kinds.module_form import command_anchor
from awareness.studio.drafts import drafting
from awareness.studio.drafts.buttons import SaveButton
from awareness.studio.models import Draft, DraftReview
from tests.studio.test_draft_reviews import ASK, ask
from tests.studio.test_drafts import BEGIN, LIST, NEW, save
from tests.studio.test_offers import HERE, decide, names


@pytest.fixture
def mine(tiny_files, client_for, author):
    return client_for(author)


@pytest.fixture
def draft(mine) -> Draft:
    mine.post(BEGIN)
    return Draft.objects.get()


def focused(answer) -> list[str]:
    """What has the focus when the page is there: its name or id."""
    page = BeautifulSoup(answer.content, "html.parser")
    return [each.get("name") or each.get("id", "") for each in page.select("[autofocus]")]


def test_save_comes_back_to_save(mine, draft):
    answer = save(mine, draft, lead="One.", title="70 of them", save="1")
    page = mine.get(answer["Location"])
    assert focused(page) == ["save"]
    beside = BeautifulSoup(page.content, "html.parser").select_one("#draft-form [name=save]")
    assert beside.find_next(role="status").select_one("a[href='#id_title']")
    # Enter in a field presses the first button, which has no name: nothing leads away from there.
    assert save(mine, draft, lead="Two.")["Location"] == f"{LIST}{draft.pk}/"


def test_enter_looks_where_something_is_looked_for(mine, draft):
    assert save(mine, draft, q="rules")["Location"].endswith("?q=rules#picks")
    for pressed in ({"save": "1"}, {"put": "x"}, {"act": "x"}, {"then": "x"}, {"take_over": "1"}):
        assert SaveButton.read({"q": "rules", **pressed}).searched == ""


def test_what_was_typed_is_taken_over_with_the_draft(mine, draft, client_for, second):
    other = client_for(second)
    typed = save(other, draft, lead="Typed by another.")
    assert typed.context["code"] == "not_editor"
    page = BeautifulSoup(typed.content, "html.parser")
    ways = page.select("[name=take_over]")
    assert len(ways) == 2  # above the form, and in it
    assert all(way.get("form", "draft-form") == "draft-form" for way in ways)
    # Nothing on this page leads away from what was typed and is not saved.
    assert [form["action"] for form in page.select("main form[method=post]")] == [
        f"{LIST}{draft.pk}/save/"
    ]


def test_a_draft_begun_twice_is_one(mine, monkeypatch):
    first, second = (mine.post(NEW, {"report": "tiny-2020", "title": "New"}) for _ in range(2))
    assert first["Location"] == second["Location"]
    monkeypatch.setattr(drafting, "DOUBLE_PRESS", timedelta(0))
    mine.post(NEW, {"report": "tiny-2020", "title": "New"})
    assert Draft.objects.count() == 2


@pytest.mark.parametrize(
    "kind", [kind for kind, each in draft_kinds().items() if each.new_form_class]
)
def test_what_is_begun_has_the_focus_in_its_first_empty_field(kind, mine):
    page = mine.get(f"{LIST}new/{kind}/")
    form = page.context["form"]
    empty = [field.html_name for field in form.visible_fields() if not field.value()]
    assert focused(page) == empty[:1]


def test_a_new_draft_begins_at_the_first_field_that_waits(mine):
    begun = mine.post(NEW.replace("page", "module"), {"subject": "tiny", "title": "New"})
    page = mine.get(begun["Location"])
    assert page.context["form"].fields_to_mend[0].anchor == f"id_{focused(page)[0]}"


def test_a_step_that_was_moved_is_at_hand():
    fields = {f"step{n}_slug": f"s{n}" for n in (1, 2, 3)}
    assert command_anchor("step 2 up", fields) == "step1"
    assert (
        command_anchor("step 2 down", fields) == command_anchor("add read x/y", fields) == "step3"
    )
    for command in ("step 3 down", "step 4 remove"):
        assert command_anchor(command, fields) == "step3"
    assert command_anchor("without 2 x/y", fields) == "step2"
    assert command_anchor("nonsense", fields) == "step1"
    assert command_anchor("add", {}) == "acted"


def test_the_next_offer_is_at_hand(mine):
    taken = names(mine)[1]
    answer = decide(mine, "take", taken, at="2")
    assert answer["Location"].endswith("&at=2#at")
    page = mine.get(answer["Location"].partition("#")[0])
    here = BeautifulSoup(page.content, "html.parser").select_one("#at")
    assert here.select_one("[role=status]")
    assert here.find_next("article").h2["id"] == "offer-2"
    assert mine.get(f"{HERE}?at=99").context["at"] == len(page.context["cards"])


def test_a_review_that_is_asked_for_twice_is_one(mine, draft, author, second):
    ask([draft], second, author)
    review = DraftReview.objects.get()
    sent = {"drafts": [str(draft.pk)], "reviewer": str(second.public_id), "by_day": "2030-01-01"}
    assert mine.post(ASK, sent)["Location"] == f"/studio/reviews/{review.pk}/"
    assert mine.post(ASK, sent | {"drafts": []}).status_code == 422
    assert DraftReview.objects.count() == 1


def test_what_has_to_be_mended_is_not_folded_away(mine, draft):
    answer = save(mine, draft, insight="no finding", plain_body="")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    folds = page.select_one("#id_insight_error").find_parents("details")
    assert folds
    assert all(fold.has_attr("open") for fold in folds)
    # A page across reports is published so, and can be written on.
    assert save(mine, draft, insight="across").status_code == 302


def test_every_kind_says_where_a_button_led():
    assert draft_kinds()[ObjectKind.REPORT].command_anchor("x", {}) == "write"
