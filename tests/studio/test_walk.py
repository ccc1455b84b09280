"""A module's draft is walked as a learner does: every kind of step and edition, no row written."""

import re
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.draft_kinds.module_form import offered_by_step_kind
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.drafts.walk import drafts_beside, walk_with
from awareness.studio.models import Draft
from awareness.studio.reviews import asking as draft_reviews
from awareness.workplace.actions import set_contact
from awareness.workplace.models import SiteContact
from tests.conftest import make_person
from tests.learning.test_rehearse import rows
from tests.studio.conftest import SMALL
from tests.studio.test_drafts import LIST, save

WHY = "why-this-is-a-workplace-topic"
NOW = timezone.now()
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture(autouse=True)
def small(settings, db):
    settings.CONTENT_DIRS = [SMALL]


def begin(client, kind: str, key: str, report: str = "-") -> Draft:
    address = f"{LIST}begin/{kind}/child-protection/{report}/{key}/"
    assert client.post(address).status_code == 302
    return Draft.objects.get(kind=kind, key=key, closed_at=None)


@pytest.fixture
def client(client_for, author):
    return client_for(author)


@pytest.fixture
def why(client) -> Draft:
    return begin(client, "module", WHY)


@pytest.fixture
def page(client) -> Draft:
    """A page of that module, written on."""
    draft = begin(client, "page", "workplace", "netclean-2018")
    save(client, draft, title="A title of the draft alone", plain_title="Plain, of the draft")
    return draft


@pytest.fixture
def question(client) -> Draft:
    draft = begin(client, "question", "no-report-here", "netclean-2018")
    save(client, draft, stem="A stem of the draft alone: what is right?")
    return draft


def at(draft: Draft, step: int | str = "", query: str = "") -> str:
    return f"{LIST}{draft.pk}/walk/{f'{step}/' if step else ''}{query}"


def main(answer) -> BeautifulSoup:
    soup = BeautifulSoup(answer.content, "html.parser")
    return soup.main or soup


def words(answer) -> str:
    return " ".join(main(answer).text.split())


def press(client, answer, /, button: str = "", typed: dict | None = None, **more):
    """Press the button of an answer's form, or choose the first option."""
    form = next(each for each in main(answer).select("form[method=post]") if button in each.text)
    sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    sent.pop("csrfmiddlewaretoken")
    pressed = [each for each in form.select("button[name]") if button in each.text]
    sent |= {each["name"]: each["value"] for each in pressed[:1]}
    return client.post(form["action"], sent | (typed or {}), **more)


def steps_by_kind(draft: Draft) -> dict[str, int]:
    body = draft.newest_revision().body
    return {body[f"step{n}_kind"]: n for n in range(40, 0, -1) if f"step{n}_kind" in body}


def test_no_learner_nor_hr_opens_it(why, client_for, alice, mallory, eva):
    from django.test import Client

    addresses = [at(why), at(why, 1), at(why, "end"), at(why, 1, "?edition=plain")]
    for address in addresses:
        for other in (alice, mallory, eva):
            assert client_for(other).get(address).status_code == 404, (address, other.name)
            assert client_for(other).post(address).status_code == 404
        assert Client().get(address).status_code in (302, 401)


def test_all_of_it_is_walked_in_every_edition_and_no_row_is_written(
    why, page, question, client, author
):
    set_contact(author.site, 1, name="Mary Moss", phone="031 10", by=author, today=NOW.date())
    what = begin(client, "module", "what-to-do")
    before = rows()
    for draft in (why, what):
        kinds = steps_by_kind(draft)
        for edition in ("ordinary", "plain", "youth"):
            asked = f"?edition={edition}"
            assert client.get(at(draft, query=asked)).status_code == 200
            body = draft.newest_revision().body
            for number in range(1, sum(name.endswith("_slug") for name in body) + 1):
                shown = client.get(at(draft, number, asked))
                assert shown.status_code == 200
                assert not shown.context["walked"].missing, (draft, number)
                assert shown.context["edition"] == edition
            if "check" in kinds:
                play_check(client, at(draft, kinds["check"], asked))
            if "scenario" in kinds:
                play_situation(client, at(draft, kinds["scenario"], asked))
            if "estimate" in kinds:
                shown = client.get(at(draft, kinds["estimate"], asked))
                told = press(client, shown, typed={"guess": "700"})
                assert told.context["asked"].done
            play_commit(client, at(draft, kinds["commit"], asked))
            assert client.get(at(draft, "end", asked)).status_code == 200
    assert rows() == before


def play_check(client, address: str) -> None:
    """Wrong throughout: below the mark those come again, and those alone."""
    answer = client.get(address)
    while answer.context["asked"].current:
        shown = answer.context["asked"].current
        if shown.kind == "single":
            answer = press(client, answer, typed={"answer": shown.options[0].token})
        else:
            typed = {each.name: "1" for each in shown.options}
            answer = press(client, answer, typed=typed | {"answer": shown.options[0].token})
    assert answer.context["asked"].last.display.feedback
    if answer.context["needs"]:
        count = len(answer.context["needs"])
        again = press(client, answer, "Ask me these again")
        assert again.context["asked"].current.count == count


def play_situation(client, address: str) -> None:
    """Every first decision is tried; another than the safe one brings the next form."""
    told = []
    # Each rehearsal has an order of its own: options are told apart by their words.
    for text in [each.text for each in client.get(address).context["asked"].current.options]:
        answer = client.get(address)
        options = answer.context["asked"].current.options
        token = next(each.token for each in options if each.text == text)
        answer = press(client, answer, typed={"answer": token})
        shown = answer.context["asked"].current or answer.context["asked"].last
        told.append(shown.first_right)
        if shown.first_right is False:
            moment = press(client, answer, "That moment again")
            assert moment.context["walked"].form != answer.context["walked"].form
            assert moment.context["asked"].current.decision == 1
    assert told.count(True) == 1


def play_commit(client, address: str) -> None:
    refused = press(client, client.get(address))
    assert refused.status_code == 422
    assert "Choose the person" in words(refused) or "Who stands" in words(refused)
    contact = SiteContact.objects.get()
    done = press(client, refused, typed={"contact": contact.pk})
    assert done.status_code == 302


def test_what_is_a_draft_in_it_is_chosen_and_said(why, page, question, client):
    kinds = steps_by_kind(why)
    begun = client.get(at(why))
    on = {choice.newest.pk for choice, _kind in begun.context["choices"] if choice.is_on}
    assert on == {page.pk, question.pk}
    read = client.get(at(why, kinds["read"]))
    assert "as drafted: A title of the draft" in words(read)
    asked = client.get(at(why, kinds["check"])).context["walked"].versions
    assert any(each.spec.stem.startswith("A stem of the draft") for each in asked)
    plain = client.get(at(why, kinds["read"], "?edition=plain"))
    assert plain.context["explainer"]["title"] == "Plain, of the draft"
    without = f"?chosen=1&with={question.pk}"
    read = client.get(at(why, kinds["read"], without))
    assert "as published" in words(read)
    assert "A title of the draft alone" not in words(read)
    nothing = client.get(at(why, kinds["check"], "?chosen=1"))
    assert "A stem of the draft" not in words(nothing)
    # The choice goes along, from step to step and through what is posted.
    assert f"with={question.pk}" in read.context["after_url"]
    asked = client.get(at(why, kinds["check"], without))
    answered = press(
        client, asked, typed={"answer": asked.context["asked"].current.options[0].token}
    )
    assert f"with={question.pk}" in answered.context["answer_url"]


def test_all_that_is_drafted_of_the_figures_of_a_report_is_chosen_by_one_name(
    why, page, client, author
):
    """There may be hundreds, and an address has an end."""
    figures = [each for each in _ledger() if each.report == "netclean-2018"][:3]
    for figure in figures:
        place = ObjectRef(ObjectKind.FIGURE, "child-protection", "netclean-2018", figure.key)
        drafting.begin(place, published_object(place).fields, figure.key, "", author, NOW)
    begun = client.get(at(why))
    boxes = main(begun).select("input[name=with]")
    assert sorted(each["value"] for each in boxes) == sorted(["netclean-2018", str(page.pk)])
    assert "3 drafts of" in words(begun)
    step = steps_by_kind(why)["read"]
    query = f"?chosen=1&with=netclean-2018&with={page.pk}"
    assert len(client.get(at(why, step, query)).context["chosen"]) == 4
    assert client.get(at(why, step, query)).context["after_url"].count("with=") == 2
    assert len(client.get(at(why, step, "?chosen=1&with=netclean-2018")).context["chosen"]) == 3
    alone = client.get(at(why, "", f"?chosen=1&with={page.pk}"))
    assert [each.get("value") for each in main(alone).select("input[name=with][checked]")] == [
        str(page.pk)]  # fmt: skip


def test_figures_that_are_drafts_stand_in_its_pages(why, client, author):
    place = ObjectRef(ObjectKind.FIGURE, "child-protection", "netclean-2018", "computers-per-alert")
    figures = {each.key: each for each in _ledger() if each.report == "netclean-2018"}
    named = next(key for key in figures if key == "share-us" or key in str(_page_body()))
    place = ObjectRef(ObjectKind.FIGURE, "child-protection", "netclean-2018", named)
    fields = dict(published_object(place).fields) | {"label": "A label of the draft alone"}
    drafting.begin(place, fields, "A figure", "", author, NOW)
    body = why.newest_revision().body
    walked = walk_with(why, body, with_newest_bodies(drafts_beside(why, body)))
    assert walked.content.ledger.figures[f"netclean-2018:{named}"].label.startswith("A label of")
    assert _ledger_label(named) != "A label of the draft alone"


def _ledger():
    from awareness.content.staging import current_content

    return current_content().ledger.figures.values()


def _ledger_label(key: str) -> str:
    return next(each.label for each in _ledger() if each.key == key)


def _page_body() -> str:
    return (SMALL / "child-protection/reports/netclean-2018/insights/07-workplace.md").read_text()


def test_with_script_the_part_comes_back(why, client):
    asked = client.get(at(why, steps_by_kind(why)["check"]))
    token = asked.context["asked"].current.options[0].token
    part = press(client, asked, typed={"answer": token}, **HTMX)
    assert part["X-Fragment"]
    assert part.content.decode().strip().startswith('<div id="ask"')
    refused = press(client, asked, **HTMX)
    assert refused.status_code == 200
    assert refused.context["asked"].current.error
    assert press(client, asked).status_code == 422


def test_what_cannot_be_shown_is_said_with_its_draft(why, page, client):
    save(client, page, body="A number: {figure:nothing}.")
    number = steps_by_kind(why)["read"]
    shown = client.get(at(why, number))
    assert shown.status_code == 200
    assert "nothing" in words(shown)
    assert main(shown).select_one(f".aw-gate a[href='{LIST}{page.pk}/']")
    save(client, why, **{f"step{number}_uses": "netclean-2018/gossip"})
    shown = client.get(at(why, number))
    assert "netclean-2018/gossip" in words(shown)
    assert main(shown).select_one(".aw-stepfoot a.btn-primary")


def test_a_module_of_nothing_yet_is_walked_to_its_first_sentence(client):
    client.post(f"{LIST}new/module/", {"subject": "child-protection", "title": "An empty one"})
    empty = Draft.objects.get(key="an-empty-one")
    assert "It has no steps yet" in words(client.get(at(empty)))
    assert client.get(at(empty, 1)).status_code == 404
    assert client.get(at(empty, "end")).status_code == 200


def test_addresses_that_name_nothing_are_404(why, page, client):
    for address in (at(why, 99), at(page), at(page, 1), at(why, query="?review=x"),
                    at(why, query=f"?review={uuid4()}")):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for odd in ("?edition=gossip", "?form=zzz", "?only=9-x", "?with=x&chosen=1"):
        assert client.get(at(why, 1, odd)).status_code == 200, odd


def test_a_review_is_walked_as_it_was_sent(why, page, client, client_for, author, site):
    second = make_person("Berit Berg", site, role="author")
    sent = {each.pk: each.newest_revision().number for each in (why, page)}
    review = draft_reviews.ask_for_review(sent, second, author, author.today(NOW), NOW,
                               "https://awareness.example", {})  # fmt: skip
    save(client, page, title="Written on after it was sent")
    reader = client_for(second)
    link = main(reader.get(f"/studio/reviews/{review.pk}/")).select_one(f"a[href^='{at(why)}']")
    begun = reader.get(link["href"])
    assert "As it was sent for review" in words(begun)
    number = steps_by_kind(why)["read"]
    read = reader.get(at(why, number, f"?review={review.pk}"))
    assert "A title of the draft alone" in read.context["explainer"]["title"]
    assert f"review={review.pk}" in read.context["after_url"]
    newest = reader.get(at(why, number))
    assert newest.context["explainer"]["title"] == "Written on after it was sent"
    played = reader.get(f"{LIST}{page.pk}/play/?review={review.pk}")
    assert "A title of the draft alone" in words(played)


def test_drafts_of_pages_and_questions_are_played_in_each_edition(page, question, client):
    save(client, page, youth_title="", youth_lead="", youth_body="")
    for draft in (page, question):
        own = f"{LIST}{draft.pk}/play/"
        found = main(client.get(f"{LIST}{draft.pk}/"))
        hrefs = [each["href"] for each in found.select(f"a[href^='{own}']")]
        assert hrefs == [own, f"{own}?edition=plain", f"{own}?edition=youth"]
        tabs = main(client.get(hrefs[1])).select(".aw-tabs a")
        assert [each.get("aria-current") for each in tabs] == [None, "page", None]
    ordinary, plain, youth = (
        client.get(f"{LIST}{page.pk}/play/?edition={each}").context["preview"].context["editions"]
        for each in ("ordinary", "plain", "youth")
    )
    assert [each["edition"] for each in (*ordinary, *plain, *youth)] == [
        "ordinary", "plain", "plain"]  # fmt: skip


def test_a_text_of_a_modules_own_is_offered_as_steps_name_it():
    assert "what-to-do/the-rule.md" in offered_by_step_kind()["read"]
    assert not any(re.search(r"\.md\.md$", key) for key in offered_by_step_kind()["read"])


def test_queries_do_not_grow_with_the_drafts(why, page, client):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(at(why)).status_code == 200
        return len(counted)

    asked()
    few = asked()
    begin(client, "question", "no-report-here", "netclean-2018")
    begin(client, "question", "what-513-counts", "netclean-2018")
    assert asked() == few
