"""Where work with a report leads on to; what stands on the studio's first page."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from awareness.content.reading.kept import KeptText, without_private_signs
from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.draft_kinds.page import with_words_marked_as_no_claim
from awareness.studio.draft_kinds.report import carried_from_publisher
from awareness.studio.drafts import drafting
from awareness.studio.drafts.onward import ReportProgress, next_steps
from awareness.studio.models import Draft, ReportFile
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.reading import read_review
from tests.studio.test_draft_reviews import begin, numbers
from tests.studio.test_picking import form_of

NOW = timezone.now()
FILE = "00000000-0000-0000-0000-000000000001"


def drafted(kind: ObjectKind, key: str) -> Draft:
    return Draft(kind=kind, subject="s", report="r", key=key, title=key)


FIGURES = [drafted(ObjectKind.FIGURE, f"f{n}") for n in range(3)]
ABOUT, PAGE = drafted(ObjectKind.REPORT, "r"), drafted(ObjectKind.PAGE, "p")


@pytest.mark.parametrize(
    ("way", "at", "names"),
    [
        (ReportProgress("r", FILE), ABOUT, ["pick"]),
        (ReportProgress("r", FILE, unconfirmed_drafts=[FIGURES[0]]), ABOUT, ["confirm", "pick"]),
        (ReportProgress("r", FILE, confirmed_drafts=FIGURES[:1]), FIGURES[0],
         ["pick", "page", "questions", "review"]),
        (ReportProgress("r", FILE, confirmed_drafts=FIGURES), FIGURES[2],
         ["page", "pick", "questions", "review"]),
        (ReportProgress("r", FILE, [ABOUT], FIGURES), FIGURES[2],
         ["confirm", "pick", "page", "questions", "review"]),
        (ReportProgress("r", FILE, (), FIGURES, PAGE), PAGE, ["questions", "pick", "review"]),
        (ReportProgress("r", FILE, (), FIGURES, PAGE, 2), PAGE, ["review", "pick", "questions"]),
        (ReportProgress("r", FILE, (), FIGURES, PAGE, 2), FIGURES[0],
         ["review", "pick", "page", "questions"]),
        # A report whose file is not here; and from its text, where numbers are picked.
        (ReportProgress("r", None, confirmed_drafts=FIGURES[:1]), FIGURES[0],
         ["page", "questions", "review"]),
        (ReportProgress("r", FILE, (), FIGURES[:1], all_drafts=FIGURES[:1]), None,
         ["page", "questions", "review"]),
        (ReportProgress("r", FILE), None, []),
    ],
)  # fmt: skip
def test_what_is_due_comes_first(way, at, names):
    assert [step.name for step in next_steps(way, at)] == names


@pytest.mark.parametrize(
    ("line", "ends"), [(0, "/#text"), (2, "/#line-2"), (140, "/?from=137#line-140")]
)
def test_another_number_is_picked_from_where_the_last_one_stands(line, ends):
    [step] = [
        step
        for step in next_steps(ReportProgress("r", FILE, last_picked_line=line), ABOUT)
        if step.name == "pick"
    ]
    assert step.address.endswith(ends)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Step one of two.", "two", "Step one of {say:two}."),
        ("{figure:two} and two.", "two", "{figure:two} and {say:two}."),
        ("Twofold, two (2).", "2", "Twofold, two ({say:2})."),
        ("{say:two} of two", "two", "{say:two} of {say:two}"),
        ("None.", "two", "None."),
        ("a.b two", "a.b", "{say:a.b} two"),
        ("two", "", "two"),
    ],
)
def test_words_are_marked_as_no_claim_where_they_stand_first(text, words, marked):
    assert with_words_marked_as_no_claim(text, words) == marked


@pytest.fixture
def page(tiny, author):
    body = {"title": "A step", "lead": "Said once.", "body": "First 57 {figure:managers} do.",
            "insight": "about", "order": 3, "audience": []}  # fmt: skip
    return begin("a-step", author, body)


def test_a_typed_number_is_marked_as_no_claim_where_the_checks_point_it_out(
    page, client_for, author
):
    client = client_for(author)
    shown = BeautifulSoup(client.get(f"/studio/drafts/{page.pk}/").content, "html.parser")
    button = shown.select_one("#gate-body button[name=act]")
    sent = form_of(client, page) | {"act": button["value"]}
    client.post(f"/studio/drafts/{page.pk}/save/", sent)
    assert page.newest_revision().body["body"] == "First {say:57} {figure:managers} do."
    # Nothing but a text of the page can be marked.
    for act in ("say audience S", "say title", "say nothing x", "else"):
        client.post(f"/studio/drafts/{page.pk}/save/", form_of(client, page) | {"act": act})
    assert page.newest_revision().body["audience"] == []


def test_what_stands_in_braces_is_listed_in_words(page, client_for, author):
    shown = BeautifulSoup(
        client_for(author).get(f"/studio/drafts/{page.pk}/").content, "html.parser"
    )
    [row] = shown.select("[aria-labelledby=named] dl > div")
    assert row.select_one("dt").text == "{figure:managers}"
    assert "{" not in row.select_one("dd").text


def test_a_plain_edition_begins_with_the_ordinary_text_once(page, client_for, author):
    client, address = client_for(author), f"/studio/drafts/{page.pk}/save/"
    answer = client.post(address, form_of(client, page) | {"act": "plain"})
    assert answer["Location"].endswith("#id_plain_title")
    body = page.newest_revision().body
    assert (body["plain_title"], body["plain_body"]) == (body["title"], body["body"])
    client.post(address, form_of(client, page) | {"plain_body": "Shorter.", "act": "plain"})
    assert page.newest_revision().body["plain_body"] == "Shorter."


def test_saving_a_page_leads_on_and_keeps_what_was_typed(page, client_for, author):
    client, address = client_for(author), f"/studio/drafts/{page.pk}/save/"
    for then, leads in (("questions", ""), ("elsewhere", ""), ("pick", "")):
        sent = form_of(client, page) | {"lead": f"Then {then}.", "then": then}
        assert client.post(address, sent)["Location"] == f"/studio/drafts/{page.pk}/{leads}"
        assert page.newest_revision().body["lead"] == f"Then {then}."


def test_what_has_to_be_mended_is_named_above_the_form(page, client_for, author):
    shown = BeautifulSoup(client_for(author).get(f"/studio/drafts/{page.pk}/").content, "lxml")
    link = shown.select_one("#saved a[href^='#']")
    first = next(gate for gate in shown.select("[id^=gate-]") if gate.text.strip())
    assert link["href"] == f"#id_{first['id'].removeprefix('gate-')}"
    assert shown.select_one(link["href"])


def test_a_question_leads_on_and_a_subject_back_to_the_report_it_is_for(tiny, client_for, author):
    waits = ReportFile.objects.create(
        name="r.txt", original="1" * 64, by=author, by_name=author.name, at=NOW,
        state="ready", text=str(KeptText(("Noise",), "text", "1" * 64)),
    )  # fmt: skip
    client = client_for(author)
    place = ObjectRef(ObjectKind.SUBJECT, "noise", "", "noise")
    body = {"name": "Noise", "neutral": "Health", "order": 9, "gives": ["contacts"]}
    subject, _new = drafting.begin(place, body, "Noise", "", author, NOW)
    shown = BeautifulSoup(client.get(f"/studio/drafts/{subject.pk}/").content, "lxml")
    button = shown.select_one("button[name=then]")
    assert f"Work with “{waits.title}”" in button.text
    sent = form_of(client, subject) | {"then": button["value"]}
    address = client.post(f"/studio/drafts/{subject.pk}/save/", sent)["Location"]
    assert address == f"/studio/reports/{waits.pk}/?subject=noise"
    chosen = BeautifulSoup(client.get(address).content, "lxml").select_one("option[selected]")
    assert chosen["value"] == "noise"


def test_the_first_page_says_what_somebody_was_doing_and_what_waits(
    page, client_for, author, second
):
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "theirs")
    theirs, _new = drafting.begin(
        place, {"title": "Of others", "body": "A."}, "Of others", "", second, NOW
    )
    ReportFile.objects.create(
        name="sent.pdf", original="0" * 64, by=author, by_name="A", at=NOW, state="ready",
        text=str(KeptText(("A",), "text", "0" * 64)),
    )  # fmt: skip
    client = client_for(author)
    first = client.get("/studio/").content.decode()
    assert f"/studio/drafts/{page.pk}/" in first
    assert "sent.pdf" in first
    assert "Of others" not in first
    assert "What waits for you" not in first
    review = draft_reviews.ask_for_review(
        numbers([page]), second, author, author.today(NOW), NOW, "", {}
    )
    assert "1 review to read" in client_for(second).get("/studio/").content.decode()
    first_passage = read_review(review).drafts[0].passages[0].digest
    review_decisions.add_comment(review.pk, page.pk, first_passage, "Why?", second, NOW)
    review_decisions.return_review(review.pk, second, NOW)
    assert "was returned to you" in client.get("/studio/").content.decode()
    drafting.delete(theirs.pk, second, NOW)


def test_signs_of_one_font_are_shown_as_blanks_in_their_columns():
    kept = KeptText(("\uf0b7 Of them 67 % do",), "pdf", "0" * 64)
    assert kept.line_for_people(1) == "  Of them 67 % do"
    assert len(kept.line_for_people(1)) == len(kept.line(1))
    assert without_private_signs("\uf0b7 Of  them") == "Of them"
    assert without_private_signs("As  printed") == "As  printed"


def test_what_a_publisher_said_of_another_report_can_be_taken_over(tiny, client_for, author):
    published = current_content().ledger.reports["tiny-2020"]
    body = {"title": "Of 2021", "publisher": published.publisher.upper(), "year": "2021"}
    place = ObjectRef(ObjectKind.REPORT, "tiny", "tiny-2021", "tiny-2021")
    draft, _new = drafting.begin(place, body, "Of 2021", "", author, NOW)
    client = client_for(author)

    def offered() -> dict[str, str]:
        page = BeautifulSoup(client.get(f"/studio/drafts/{draft.pk}/").content, "html.parser")
        return {each["value"]: page.select_one(f"#carried-{each['value']}").text
                for each in page.select("button[name=carry]")}  # fmt: skip

    assert published.licence
    assert offered()["licence"] == published.licence
    sent = form_of(client, draft) | {"carry": "licence", "carried-licence": published.licence}
    assert client.post(f"/studio/drafts/{draft.pk}/confirm/", sent).status_code == 302
    assert draft.newest_revision().body["licence"] == published.licence
    assert "licence" not in offered()
    # The licence may differ; that we may use it is nobody's but this report's author's.
    assert not draft.newest_revision().body["may_we_use"]
    other = carried_from_publisher("tiny-2021", {"publisher": "Somebody else"})
    assert other == carried_from_publisher("tiny-2020", body) == {}
