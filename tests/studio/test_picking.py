"""An author picks a number of a report and confirms what is said of it, beside its lines."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_ox.testing import run_tasks

from awareness.content.pack import read_pack
from awareness.content.reading.kept import KeptText
from awareness.content.staging import stage
from awareness.content.writing import ObjectKind
from awareness.insights.models import Figure as PublishedFigure
from awareness.studio.draft_kinds.confirmed import field_state, lines_around, origins_of
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import (
    Confirmation,
    Draft,
    FoundNumber,
    JobOutcome,
    JobState,
    PageTables,
    Picked,
    ReportFile,
)
from awareness.studio.publishing import publish as publishing
from awareness.studio.publishing.jobs import work_off
from awareness.studio.reports import actions as report_actions
from awareness.studio.reports import originals
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews.asking import DraftReviewError
from tests.conftest import in_background, make_person
from tests.pages import sent_by
from tests.reading.made import pdf
from tests.studio.test_drafts import held

LIST = "/studio/reports/"


@pytest.fixture
def tiny(tiny_files):
    return tiny_files


def test_a_drafted_subject_can_be_chosen_and_is_told_as_a_draft(client, sent, author):
    page = client.get(f"{LIST}{sent.pk}/").content.decode()
    assert "/studio/drafts/new/subject/" in page
    client.post("/studio/drafts/new/subject/", {"name": "Digital <work>", "neutral": "Work"})
    draft = Draft.objects.get(kind="subject")
    page = client.get(f"{LIST}{sent.pk}/").content.decode()
    assert f'<option value="{draft.key}">Digital &lt;work&gt; (a draft)</option>' in page
    assert "is published with it" in page


def test_a_report_is_begun_from_one_of_its_numbers(client, sent):
    """Whoever opens a number first is asked for the subject there, and loses no number by it."""
    number = sent.numbers.first()
    opened = f"{LIST}{sent.pk}/?number={number.place}"
    begin = BeautifulSoup(client.get(opened).content, "html.parser").select_one("#number form")
    assert begin["action"].endswith("/begin/")
    data = sent_by(begin)
    assert client.post(begin["action"], data | {"subject": ""})["Location"] == f"{opened}#pick"
    answer = client.post(begin["action"], data | {"subject": "tiny"})
    figure = Draft.objects.get(kind="figure")
    assert figure.picks.get().number == number
    assert answer["Location"].startswith(f"/studio/drafts/{figure.pk}/?at=")
    assert Draft.objects.filter(kind="report").count() == 1


def pick(client, sent, printed: str, **more):
    number = sent.numbers.get(as_printed__contains=printed)
    data = {"number": number.place, "from": 1, **more}
    return client.post(f"{LIST}{sent.pk}/pick/", data)


def figure() -> Draft:
    return Draft.objects.get(kind=ObjectKind.FIGURE)


def form_of(client, draft) -> dict:
    """What a browser would send of the page of a draft."""
    page = BeautifulSoup(client.get(f"/studio/drafts/{draft.pk}/").content, "html.parser")
    return sent_by(page.select_one("#draft-form"))


def test_lines_beside_a_figure_are_what_the_report_prints():
    """Not the lines that the kept text numbers its pages with."""
    lines = ("=== page 1 ===", "Of them 67 % do.", "", "=== page 2 ===", "Sweden 71.3")
    kept = KeptText(lines, "pdf", "0" * 64)
    assert lines_around(kept, 2, 2) == [(2, "Of them 67 % do.", True), (5, "Sweden 71.3", False)]


def test_what_is_said_of_a_report_becomes_a_draft_with_its_lines(client, begun):
    draft = Draft.objects.get()
    assert (draft.kind, draft.subject, draft.report) == ("report", "tiny", "women-at-work-2023")
    page = BeautifulSoup(client.get(f"/studio/drafts/{draft.pk}/").content, "html.parser")
    publisher = page.select_one("#at-publisher")
    assert "Line 3" in publisher.text
    assert "Proposed, not confirmed" in publisher.text
    assert "Published by the Office of Work." in publisher.text
    body = draft.newest_revision().body
    assert (body["first"], body["last"], body["year"]) == ("", "", "2023")  # no day is printed
    assert body["sources"] == {"2023": "women-at-work-2023.txt"}
    told = page.select_one("#gate-may_we_use").text
    assert "nothing of it is published" in told.lower()
    client.post(f"{LIST}{begun.pk}/begin/", {"subject": "tiny"})
    assert Draft.objects.count() == 1  # begun twice is begun once


def test_a_picked_number_becomes_the_draft_of_a_figure(client, begun):
    assert pick(client, begun, "67 %").status_code == 302
    draft = figure()
    body = draft.newest_revision().body
    said = {name: body[name] for name in ("value", "unit", "kind", "qualifier", "as_printed")}
    assert said == {
        "value": "67", "unit": "percent", "kind": "share", "qualifier": "over",
        "as_printed": "more than 67 %",
    }  # fmt: skip
    assert (body["where"], body["population"]) == ("2023:11", "managers")
    assert body["question"] == "Is there a plan against stress?"
    picked = Picked.objects.get(draft=draft)
    assert picked.proposals["question"] == ["Is there a plan against stress?", 9, True]
    page = client.get(f"{LIST}{begun.pk}/", {"number": picked.number.place}).content.decode()
    assert "Confirm its fields" in page
    assert page.count("is-picked") == 1
    pick(client, begun, "67 %")
    assert Draft.objects.filter(kind=ObjectKind.FIGURE).count() == 1
    assert FoundNumber.objects.count() > 1  # the rest costs nothing


def test_a_key_is_chosen_when_a_number_is_picked(client, begun):
    for key in ("No key", "x" * 81):
        page = client.post(
            f"{LIST}{begun.pk}/pick/", {"number": "11.19", "key": key}, follow=True
        ).content.decode()
        assert "is no key" in page
    pick(client, begun, "67 %", key="managers-with-a-plan")
    assert figure().key == "managers-with-a-plan"
    answer = pick(client, begun, "83.4", key="managers-with-a-plan")
    assert "has it already" in client.get(answer["Location"]).content.decode()
    assert Draft.objects.filter(kind=ObjectKind.FIGURE).count() == 1


def test_fields_are_confirmed_one_by_one_and_the_next_one_has_the_focus(client, begun, author):
    pick(client, begun, "67 %")
    draft = figure()
    sent = form_of(client, draft)
    answer = client.post(f"/studio/drafts/{draft.pk}/confirm/", {**sent, "field": "value"})
    assert answer["Location"].endswith("?at=qualifier")
    page = BeautifulSoup(client.get(answer["Location"]).content, "html.parser")
    assert "Confirmed" in page.select_one("#at-value").text
    assert [button["value"] for button in page.select("button[autofocus]")] == ["qualifier"]
    said = Confirmation.objects.get(field="value")
    assert (said.value, said.by, said.name) == ("67", author, author.name)
    client.post(f"/studio/drafts/{draft.pk}/confirm/", {**sent, "field": "value"})
    assert Confirmation.objects.filter(field="value").count() == 1


def test_picking_confirms_what_was_pressed_and_nothing_else(client, begun):
    """The button says the printed words and their line; every other field waits."""
    number = begun.numbers.get(as_printed__contains="67 %")
    page = client.get(f"{LIST}{begun.pk}/", {"number": number.place}).content.decode()
    assert "“more than 67 %”, line 11" in " ".join(page.split())
    answer = pick(client, begun, "67 %")
    draft = figure()
    assert answer["Location"] == f"/studio/drafts/{draft.pk}/?at=value"
    confirmed = draft.confirmations.values_list("field", "value")
    assert sorted(confirmed) == [("as_printed", "more than 67 %"), ("where", "2023:11")]


def at(client, draft, name: str) -> BeautifulSoup:
    page = client.get(f"/studio/drafts/{draft.pk}/", {"at": name}).content
    return BeautifulSoup(page, "html.parser")


def test_what_has_to_be_written_has_the_focus_and_leads_on(client, begun):
    pick(client, begun, "83.4")
    draft = figure()
    field = at(client, draft, "question").select_one("#at-question")
    assert field.select_one("textarea").has_attr("autofocus")
    sent = form_of(client, draft) | {"question": "What do you do?", "on": "question"}
    answer = client.post(f"/studio/drafts/{draft.pk}/confirm/", sent)
    assert answer["Location"].endswith("?at=as_of")  # which nobody prints, and nothing proposes
    assert not draft.confirmations.filter(field="question").exists()
    assert draft.newest_revision().body["question"] == "What do you do?"
    # A field with a button that confirms is not written: the button has the focus.
    assert not at(client, draft, "unit").select("#at-unit input[autofocus]")


def test_what_the_last_figure_says_is_taken_over_field_by_field(client, begun):
    pick(client, begun, "67 %")
    first = figure()
    said = form_of(client, first) | {"as_of": "2023-05-31", "base_n": "812", "population": "Bosses",
                                      "base_where": "2023:13"}  # fmt: skip
    client.post(f"/studio/drafts/{first.pk}/save/", said)
    pick(client, begun, "83.4")
    second = Draft.objects.filter(kind=ObjectKind.FIGURE).exclude(pk=first.pk).get()
    carry = "button[name=carry]"
    assert not at(client, second, "as_of").select(carry)  # the first is not confirmed yet
    confirm_all_by_hand(client, first)
    page = at(client, second, "question")
    offered = {button["value"] for button in page.select(carry)}
    assert offered == {"population", "base_n", "question", "as_of"}
    assert page.select_one(f"#at-question {carry}").has_attr("autofocus")
    assert "67 %" in page.select_one("#carried-from-as_of").text
    sent = form_of(client, second)
    assert sent["carried-as_of"] == ["2023-05-31"]
    answer = client.post(f"/studio/drafts/{second.pk}/confirm/", {**sent, "carry": "as_of"})
    body = second.newest_revision().body
    assert (body["as_of"], body["base_n"]) == ("2023-05-31", "800")  # one field, and no other
    assert answer["Location"].endswith("?at=value")  # from the top again, what is left to confirm
    assert second.confirmations.filter(field="as_of", value="2023-05-31").count() == 1
    sent = form_of(client, second)
    client.post(f"/studio/drafts/{second.pk}/confirm/", {**sent, "carry": "base_n"})
    body = second.newest_revision().body
    assert (body["base_n"], body["base_where"]) == (
        "812",
        "2023:13",
    )  # with the lines that print it
    for name in ("nothing", "audience", "based_on"):
        sent = form_of(client, second)
        answer = client.post(f"/studio/drafts/{second.pk}/confirm/", {**sent, "carry": name})
        assert answer.status_code == 404
    assert second.newest_revision().body["audience"] == "S;M;H;I"


def onward(client, draft) -> list[str]:
    """Where the page of a draft leads on to, once nothing of it is left to confirm."""
    page = BeautifulSoup(client.get(f"/studio/drafts/{draft.pk}/").content, "html.parser")
    return [link["href"] for link in page.select("nav[aria-label='What comes next'] a")]


def test_after_the_last_confirmed_field_it_leads_on(client, begun):
    pick(client, begun, "67 %")
    pick(client, begun, "83.4")
    report = Draft.objects.get(kind=ObjectKind.REPORT)
    first, second = Draft.objects.filter(kind=ObjectKind.FIGURE).order_by("picks")
    assert onward(client, first) == []
    confirm_all_by_hand(client, first)
    assert onward(client, first)[0] == f"/studio/drafts/{second.pk}/"
    confirm_all_by_hand(client, second)  # from the last on to the first that is left
    assert onward(client, second)[0] == f"/studio/drafts/{report.pk}/"
    confirm_all_by_hand(client, report)
    slug, near = begun.slug, second.picks.get().number.line - 3
    assert onward(client, second) == [
        f"{LIST}{begun.pk}/?from={near}#line-{near + 3}", f"/studio/drafts/new/page/?report={slug}",
        f"/studio/offers/{slug}/", f"/studio/reviews/ask/?draft={second.pk}",
    ]  # fmt: skip
    page = at(client, second, "next")
    [first_link] = page.select("nav[aria-label='What comes next'] a[autofocus]")
    assert first_link["href"] == f"{LIST}{begun.pk}/?from={near}#line-{near + 3}"


def test_a_page_begins_with_the_figures_that_are_confirmed(client, begun):
    pick(client, begun, "67 %")
    first = figure()
    pick(client, begun, "83.4")
    confirm_all_by_hand(client, first)
    new = "/studio/drafts/new/page/"
    page = BeautifulSoup(client.get(new, {"report": begun.slug}).content, "html.parser")
    assert [box["value"] for box in page.select("[name=figures]")] == [first.key]
    assert page.select_one("[name=figures]").has_attr("checked")
    sent = {"report": begun.slug, "title": "Most have a plan", "figures": [first.key, "no-such"]}
    client.post(new, sent)
    draft = Draft.objects.get(kind=ObjectKind.PAGE)
    assert draft.newest_revision().body["body"] == f"{{figure:{first.key}}}"
    client.post(new, {"report": "tiny-2020", "title": "Another", "figures": [first.key]})
    other = Draft.objects.get(kind=ObjectKind.PAGE, report="tiny-2020")
    assert other.newest_revision().body["body"] == ""


def test_a_number_is_opened_under_its_line_and_picked_where_it_stands(client, begun):
    number = begun.numbers.get(as_printed__contains="67 %")
    page = BeautifulSoup(client.get(f"{LIST}{begun.pk}/").content, "html.parser")
    mark = page.select_one(f"#line-{number.line} a.aw-mark")
    address, fragment = mark["href"].split("#")
    opened = BeautifulSoup(client.get(f"{LIST}{begun.pk}/{address}").content, "html.parser")
    assert opened.select_one(f"#line-{number.line} #{fragment}").name == "button"
    assert len(opened.select("#number")) == 1
    answer = pick(client, begun, "67 %")["Location"]
    assert answer.startswith("/studio/drafts/")
    again = client.get(f"{LIST}{begun.pk}/", {"number": number.place}).content
    picked = BeautifulSoup(again, "html.parser")
    confirm = picked.select_one(f"#line-{number.line} #{fragment}")
    assert confirm["href"].startswith("/studio/drafts/")
    # Where its line is on another part of the text, it stands beside that.
    far = BeautifulSoup(
        client.get(f"{LIST}{begun.pk}/?from=99999&number={number.place}").content, "html.parser"
    )
    assert len(far.select("#number")) == 1


def test_there_is_no_way_to_confirm_all_at_once(client, begun):
    pick(client, begun, "67 %")
    draft = figure()
    sent = form_of(client, draft)
    for field in ("", "nothing", "based_on"):
        answer = client.post(f"/studio/drafts/{draft.pk}/confirm/", {**sent, "field": field})
        assert answer.status_code == 404
    before = Confirmation.objects.count()
    client.post(f"/studio/drafts/{draft.pk}/confirm/", {**sent, "field": ["value", "unit"]})
    assert Confirmation.objects.count() == before + 1


def test_what_is_typed_is_the_authors_and_is_kept_with_a_confirmation(client, begun):
    pick(client, begun, "67 %")
    draft = figure()
    sent = form_of(client, draft) | {"label": "Managers with a plan", "field": "unit"}
    client.post(f"/studio/drafts/{draft.pk}/confirm/", sent)
    assert draft.newest_revision().body["label"] == "Managers with a plan"
    page = BeautifulSoup(client.get(f"/studio/drafts/{draft.pk}/").content, "html.parser")
    assert "Written by an author" in page.select_one("#at-label").text


@pytest.mark.parametrize(
    ("value", "proposed", "confirmed", "stands"),
    [
        ("67", "67", set(), "proposed"),
        ("67", "67", {"67"}, "confirmed"),
        ("76", "67", {"67"}, "typed"),
        ("", "67", {"67"}, "empty"),
    ],
)
def test_a_value_is_confirmed_as_long_as_it_is_the_one(value, proposed, confirmed, stands):
    assert field_state(value, proposed, frozenset(confirmed)) == stands


def test_two_authors_at_one_figure_lose_nothing(client, begun, site, author):
    pick(client, begun, "67 %")
    draft = figure()
    mine = form_of(client, draft) | {"label": "Mine", "field": "value"}
    second = make_person("Berit Berg", site, role="author")
    client.force_login(second)
    theirs = form_of(client, draft) | {"label": "Theirs", "field": "value"}
    answer = client.post(f"/studio/drafts/{draft.pk}/confirm/", theirs)
    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()
    said = Confirmation.objects.filter(field="value")
    assert said.count() == 0
    drafting.take_over(draft.pk, second, timezone.now())
    client.post(f"/studio/drafts/{draft.pk}/confirm/", theirs)
    client.force_login(author)
    answer = client.post(f"/studio/drafts/{draft.pk}/confirm/", mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Mine" in page
    assert "Theirs" in page
    assert said.count() == 1


def test_no_caveat_takes_the_place_of_another(client, begun):
    pick(client, begun, "67 %")
    draft = Draft.objects.get(kind=ObjectKind.REPORT)
    said = form_of(client, draft) | {
        "caveat_words_1": "It is what managers of shops told us in writing.",
        "caveat_words_2": "It is what managers of shops told us in writing, by post.",
        "caveat_key_3": "—", "caveat_words_3": "It is old.",
    }  # fmt: skip
    client.post(f"/studio/drafts/{draft.pk}/save/", said)
    caveats = dict(draft.newest_revision().body["caveats"])
    assert [*caveats.values()] == [said[f"caveat_words_{n}"] for n in (1, 2, 3)]
    assert all(caveats)

    name = next(iter(caveats))
    twice = form_of(client, draft) | {"caveat_key_4": name.lower(), "caveat_words_4": "It is new."}
    page = client.post(f"/studio/drafts/{draft.pk}/save/", twice)
    assert page.context["form"].has_error("caveat_key_4", "same_name")
    assert "It is new." in page.content.decode()
    assert dict(draft.newest_revision().body["caveats"]) == caveats


def test_drafts_become_files_that_the_reader_takes(client, begun, tmp_path, settings):
    pick(client, begun, "67 %")
    client.post(f"{LIST}{begun.pk}/table/17/", {"table": "1"})
    draft = Draft.objects.get(kind=ObjectKind.REPORT)
    said = form_of(client, draft) | {
        "how": "By post.", "interests": "It looks after work.", "credit": "The Office of Work",
        "may_we_use": "on", "why": "The licence says so.",
        "caveat_key_1": "", "caveat_words_1": "It is what managers said.",
    }  # fmt: skip
    client.post(f"/studio/drafts/{draft.pk}/save/", said)
    table = Draft.objects.get(kind=ObjectKind.TABLE)
    page = client.get(f"/studio/drafts/{table.pk}/").content.decode()
    assert "“Out of what, or of whom” is empty" in page
    filled = form_of(client, table) | {"measure": "share", "population": "People of age"}
    filled |= {"as_of": "2023-12-31"}
    client.post(f"/studio/drafts/{table.pk}/save/", filled)
    drafts = Draft.objects.all()
    root = tmp_path / "staged"
    stage([(each.ref, each.newest_revision().body) for each in drafts], root)
    problems = []
    pack = read_pack(root / "tiny" / "reports" / begun.slug, problems)
    assert [str(problem) for problem in problems] == []
    assert [figure.value for figure in pack.figures] == [67]
    assert pack.report.caveats == {"WHAT_MANAGERS": "It is what managers said."}
    [read] = pack.tables
    assert [str(cell.value) for cell in read.table.cells["norway"].values()] == ["61.5", "60.2"]


def confirm_all_by_hand(client, draft) -> None:
    """Field by field, as there is no other way."""
    for _ in range(30):
        left = origins_of(draft, draft.newest_revision().body, list(draft.picks.get().proposals))
        if not left.unconfirmed_fields:
            return
        sent = held(draft) | {"field": left.unconfirmed_fields[0]}
        client.post(f"/studio/drafts/{draft.pk}/confirm/", sent)


def test_what_nobody_confirmed_is_not_published_and_the_rest_is(client, begun, author, site):
    pick(client, begun, "67 %")
    draft = Draft.objects.get(kind=ObjectKind.REPORT)
    said = form_of(client, draft) | {
        "how": "By post.", "interests": "It looks after work.", "credit": "The Office of Work",
        "may_we_use": "on", "why": "The licence says so.", "asked": "Employees in some firms",
    }  # fmt: skip
    client.post(f"/studio/drafts/{draft.pk}/save/", said)
    number = figure()
    said = form_of(client, number) | {"measure": "share", "label": "Managers with a plan"}
    said |= {"as_of": "2023-05-31"}
    client.post(f"/studio/drafts/{number.pk}/save/", said)
    second = make_person("Berit Berg", site, role="author")

    def publish():
        pinned = [(each.pk, each.newest_revision().number) for each in Draft.objects.open()]
        publishing.publish(pinned, author, second, uuid4(), timezone.now())
        work_off(timezone.now)
        return JobOutcome.objects.get()

    with pytest.raises(DraftError, match="unconfirmed"):
        publish()
    with pytest.raises(DraftReviewError, match="unconfirmed"):
        draft_reviews.ask_for_review(
            {number.pk: 2}, second, author, author.today(), timezone.now(), "", {}
        )
    for each in Draft.objects.all():
        confirm_all_by_hand(client, each)
    outcome = publish()
    assert (outcome.state, outcome.problems) == (JobState.TAKEN, [])
    figures = PublishedFigure.objects.filter(report__slug=begun.slug)
    assert [(each.key, each.value) for each in figures] == [("managers-plan", 67)]
    assert not Draft.objects.open().exists()
    # What was published can be picked from again, beside its own text.
    pick(client, begun, "83.4")
    assert Draft.objects.open().get().newest_revision().body["where"].startswith("2023:17")


def test_a_table_of_the_text_is_picked_with_its_lines(client, begun):
    page = client.get(f"{LIST}{begun.pk}/table/17/").content.decode()
    assert "<td>83.4</td>" in page
    answer = client.post(f"{LIST}{begun.pk}/table/17/", {"table": "1"})
    draft = Draft.objects.get(kind=ObjectKind.TABLE)
    assert answer["Location"] == f"/studio/drafts/{draft.pk}/?at=title"
    body = draft.newest_revision().body
    assert [(row["printed"], row["line"], row["values"]) for row in body["grid"]["rows"]] == [
        ("Sweden", 17, ["82.1", "83.4"]), ("Norway", 18, ["61.5", "60.2"]),
    ]  # fmt: skip
    assert (body["base_n"], body["unit"]) == ("800", "percent")
    sent = form_of(client, draft) | {"row_label_0": "In Sweden"}
    sent.pop("row_used_1")
    assert client.post(f"/studio/drafts/{draft.pk}/save/", sent).status_code == 302
    body = draft.newest_revision().body
    assert (body["row_labels"][0], body["row_used"]) == ("In Sweden", [True, False])
    assert body["grid"]["rows"][1]["values"] == ["61.5", "60.2"]
    whole = {
        "chart": "lines", "finding": "More", "title": "Women who work", "unit": "percent",
        "label": "Women, {row}, {col}", "measure": "share_of_women", "population": "Women",
        "question": "Do you work?", "use": "TEACH", "insight": "01", "audience": ["S"],
        "as_of": "2023-12-31", "review_by": "2030-12-31", "row_kind": "nominal",
        "col_kind": "ordinal", "col_label_0": "2022", "col_label_1": "2023",
    }  # fmt: skip
    client.post(f"/studio/drafts/{draft.pk}/save/", form_of(client, draft) | whole)
    said = client.get(f"/studio/drafts/{draft.pk}/").content.decode()
    assert "in time" in said, "two columns are no line, and the draft says so at once"
    client.post(f"{LIST}{begun.pk}/table/18/", {"table": "1"})
    assert Draft.objects.filter(kind=ObjectKind.TABLE).count() == 1
    assert client.get(f"{LIST}{begun.pk}/table/3/").status_code == 404
    assert client.post(f"{LIST}{begun.pk}/table/17/", {"table": "2"}).status_code == 404


def test_what_was_read_wrongly_of_a_table_is_corrected_and_proved(client, begun):
    client.post(f"{LIST}{begun.pk}/table/17/", {"table": "1"})
    draft = Draft.objects.get(kind=ObjectKind.TABLE)
    address = f"/studio/drafts/{draft.pk}/"

    def form():
        return client.get(address).context["form"]

    def save(**changes):
        return client.post(f"{address}save/", form_of(client, draft) | changes)

    before = draft.newest_revision().body
    whole = {"population": "Women", "as_of": "2023-12-31"}  # then it is compared with its lines
    save(**whole)
    assert draft.newest_revision().body == before | whole
    assert form()["row_values_0"].value() == "82.1 | 83.4"
    save(row_values_0="82.1 | 84.3")
    [problem] = form()["row_values_0"].problems
    assert ("84.3" in problem.message, "83.4" in problem.fix) == (True, True)
    assert [row["is_open"] for row in form().rows] == [True, False]
    save(row_values_0="82.1|83.4", row_values_1=" | 60.2", row_line_1="18")
    assert draft.newest_revision().body["grid"]["rows"][1]["values"] == ["", "60.2"]
    assert not form()["row_values_0"].problems
    save(row_values_1="61.5 | 60.2", row_line_1="17")
    assert form()["row_values_1"].problems  # another row's line
    save(row_line_1="18", row_printed_1="Norge")
    assert form()["row_values_1"].problems
    answer = save(row_values_0="82.1")
    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["row_values_0"][0].code == "cell_count"
    assert "82.1" in answer.context["form"]["row_values_0"].value()


REPORT = pdf(
    ["# Women at work 2023"],
    ["Country\tYes (%)\tNo (%)", "Sweden\t71.3\t28.7", "Norway\t60.1\t39.9"],
)


def test_the_tables_of_a_page_are_opened_in_the_background(client, author, tiny, settings):
    in_background(settings)
    client.force_login(author)
    client.post(LIST, {"file": SimpleUploadedFile("work.pdf", REPORT)})
    run_tasks()
    sent = ReportFile.objects.get()
    address = f"{LIST}{sent.pk}/tables/2/"
    assert "Open the tables of this page" in client.get(address).content.decode()
    assert client.post(address)["Location"] == address
    waiting = client.get(address)
    assert waiting["Refresh"] == "2"
    run_tasks()
    assert "<td>71.3</td>" in client.get(address).content.decode()
    assert client.post(address, {"table": "1"})["Location"] == f"{LIST}{sent.pk}/"
    client.post(f"{LIST}{sent.pk}/begin/", {"subject": "tiny"})
    client.post(address, {"table": "1"})
    body = Draft.objects.get(kind=ObjectKind.TABLE).newest_revision().body
    assert [row["line"] for row in body["grid"]["rows"]] == [5, 6]
    assert body["grid"]["cols"][0] == "Yes (%)"
    client.post(address)
    assert PageTables.objects.count() == 1
    assert client.get(f"{LIST}{sent.pk}/tables/3/").status_code == 404


def test_tables_that_cannot_be_opened_say_why(client, author, tiny, read_once):
    client.force_login(author)
    client.post(LIST, {"file": SimpleUploadedFile("work.pdf", REPORT)})
    sent = ReportFile.objects.get()
    originals.path_of(sent.original).unlink()
    address = f"{LIST}{sent.pk}/tables/2/"
    client.post(address)
    page = client.get(address).content.decode()
    assert "no longer here" in page
    assert "Try again" in page


def test_a_report_that_drafts_rest_on_stays(client, begun):
    pick(client, begun, "67 %")
    client.post(f"{LIST}{begun.pk}/take-away/")
    assert ReportFile.objects.count() == 1
    for draft in Draft.objects.all():
        drafting.delete(draft.pk, draft.editor, timezone.now())
    assert report_actions.take_away(ReportFile.objects.get())
    assert ReportFile.objects.count() == 0
    assert Picked.objects.count() == 2  # what was picked stays told


def test_nobody_else_comes_in(client, begun, auditor, alice):
    pick(client, begun, "67 %")
    draft = figure()
    number = begun.numbers.first().place
    for person in (auditor, alice, None):
        client.logout()
        if person:
            client.force_login(person)
        refused = 404 if person else 401
        for address, data in (
            (f"{LIST}{begun.pk}/begin/", {"subject": "tiny"}),
            (f"{LIST}{begun.pk}/pick/", {"number": number}),
            (f"{LIST}{begun.pk}/table/17/", {"table": "1"}),
            (f"{LIST}{begun.pk}/tables/1/", {}),
            (f"/studio/drafts/{draft.pk}/confirm/", {"field": "value"}),
        ):
            assert client.post(address, data).status_code == refused
            assert client.get(address).status_code in (302, refused, 405)
    assert (Draft.objects.count(), Confirmation.objects.count()) == (2, 2)  # by picking alone


def test_a_report_with_a_thousand_numbers_costs_no_more(client, author, tiny):
    client.force_login(author)
    counts = []
    for lines in (20, 1000):
        text = "\n".join(f"- {at} % of people said so" for at in range(10, 10 + lines))
        client.post(LIST, {"file": SimpleUploadedFile(f"{lines}.md", text.encode())})
        sent = ReportFile.objects.order_by("-at").first()
        client.post(f"{LIST}{sent.pk}/begin/", {"subject": "tiny"})
        sent.refresh_from_db()
        pick(client, sent, "12 %" if lines == 20 else "777 %", key=f"k{lines}")
        draft = Draft.objects.get(key=f"k{lines}")
        place = draft.picks.get().number.place
        of_each = []
        for address in (f"{LIST}{sent.pk}/?number={place}", f"/studio/drafts/{draft.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            of_each.append(len(queries))
        counts.append(of_each)
    assert counts[0] == counts[1]
