"""What the words of a picked figure and its report may say, told at their fields."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.draft_kinds.figure import FigureForm
from awareness.studio.draft_kinds.report import ReportForm
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft
from tests.studio.test_picking import figure, form_of, pick


@pytest.fixture
def tiny(tiny_files):
    return tiny_files


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("insight", "3", "03"), ("insight", "About", "about"), ("insight", "12", "12"),
        ("insight", "", "about"),
        ("where", "4", "2023:4"), ("where", "4; 6-7", "2023:4;2023:6-7"), ("where", "", ""),
    ],
)  # fmt: skip
def test_a_finding_and_lines_are_kept_as_they_are_meant(client, begun, field, typed, kept):
    pick(client, begun, "67 %")
    draft = figure()
    client.post(f"/studio/drafts/{draft.pk}/save/", form_of(client, draft) | {field: typed})
    assert draft.newest_revision().body[field] == kept


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("insight", "three", "Write two digits"),
        ("insight", "123", "Write two digits"),
        ("where", "page 3", "names no line"),
        ("where", "2023:x", "names no line"),
    ],
)
def test_what_is_no_finding_and_no_line_is_said_at_its_field(client, begun, field, typed, told):
    pick(client, begun, "67 %")
    draft = figure()
    sent = form_of(client, draft) | {field: typed, "label": "Kept as typed"}
    answer = client.post(f"/studio/drafts/{draft.pk}/save/", sent)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert told in page.select_one(f"#at-{field}").text
    assert page.select_one(f"#id_{field}")["value"] == typed
    assert "Kept as typed" in page.select_one("#id_label").text


def test_a_line_alone_is_of_no_text_where_there_are_several(tiny):
    place = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "new")
    sent = {"where": "4", "based_on": "1"}
    two = {"sources": {"a": "", "b": ""}}
    of_two = ReportForm({"interests_where": "4"}, ref=place, saved_fields=two)
    assert of_two.errors.as_data()["interests_where"][0].code == "which_text"
    form = FigureForm(sent, ref=place, saved_fields={})
    assert (form.is_valid(), form.as_fields()["where"]) == (True, "2020:4")


def test_what_is_wrong_stands_at_its_field_in_words_of_the_form(client, begun):
    pick(client, begun, "67 %")
    draft = figure()
    sent = form_of(client, draft) | {"value": "76", "measure": ""}
    client.post(f"/studio/drafts/{draft.pk}/save/", sent)
    page = BeautifulSoup(client.get(f"/studio/drafts/{draft.pk}/").content, "html.parser")
    assert "says 67" in page.select_one("#gate-value").text
    assert "“Measure” is empty" in page.select_one("#gate-measure").text
    assert "`" not in page.select_one("#draft-form").text


SAID = {
    "how": "By post.", "interests": "It looks after work.", "credit": "The Office of Work",
    "may_we_use": "on", "why": "The licence says so.", "asked": "Employees in some firms",
}  # fmt: skip


def told_at(client, draft, **changes) -> dict[str, list[str]]:
    """What is told of a draft once it is saved, by field."""
    client.post(f"/studio/drafts/{draft.pk}/save/", form_of(client, draft) | changes)
    form = client.get(f"/studio/drafts/{draft.pk}/").context["form"]
    return {field.name: [problem.message for problem in field.problems] for field in form
            if getattr(field, "problems", ())}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("label", "Managers with 3 plans", "which is not this figure's number"),
        ("population", "the 812 managers", "the number “812” is typed"),
        ("question", "Do you have 12 plans?", "the number “12” is typed"),
        ("base_n", "813", "is no figure of this report"),
    ],
)
def test_what_publishing_would_refuse_of_its_words_is_said_when_a_figure_is_saved(
    client, begun, field, words, told
):
    report = Draft.objects.get(kind=ObjectKind.REPORT)
    assert told_at(client, report, **SAID) == {}
    pick(client, begun, "67 %")
    draft = figure()
    fine = {"as_of": "2023-05-31", "label": "Managers with a plan"}
    assert told_at(client, draft, **fine) == {}
    found = told_at(client, draft, **{field: words})
    assert [told in message for message in found.pop(field)] == [True]
    assert found == {}


@pytest.mark.parametrize("field", ["asked", "how", "interests", "caveat_words_1"])
def test_what_publishing_would_refuse_of_a_reports_words_is_said_when_it_is_saved(
    client, begun, field
):
    report = Draft.objects.get(kind=ObjectKind.REPORT)
    changes = SAID | {"caveat_words_1": "It is what they said."}
    found = told_at(client, report, **changes | {field: "There were 57 of them."})
    assert found == {field: ["the number “57” is typed"]}


def relabel(client, draft: Draft, label: str) -> str:
    """The key of a figure's draft after its label was changed."""
    said = form_of(client, draft) | {"label": label}
    client.post(f"/studio/drafts/{draft.pk}/save/", said)
    draft.refresh_from_db()
    return draft.key


def test_the_key_of_a_new_figure_follows_its_label(client, begun):
    pick(client, begun, "67 %")
    draft = figure()
    assert relabel(client, draft, "Managers with a plan") == "managers-plan"
    body = draft.newest_revision().body
    assert body["measure"] == "managers_plan"
    client.post(f"/studio/drafts/{draft.pk}/save/", form_of(client, draft))
    assert draft.newest_revision().body == body  # saved again as it stands, nothing is new
    assert relabel(client, draft, "") == "managers-plan"
    assert relabel(client, draft, "Leaders with a plan") == "managers-plan"


@pytest.mark.parametrize("text", ["As {figure:managers-plan} say.", "{tiny:managers-plan|about}"])
def test_a_key_that_something_names_stays(client, begun, author, text):
    pick(client, begun, "67 %")
    draft = figure()
    relabel(client, draft, "Managers with a plan")
    ref = ObjectRef(ObjectKind.PAGE, draft.subject, draft.report, "a-page")
    drafting.begin(ref, {"body": text}, "A page", "", author, timezone.now())
    assert relabel(client, draft, "Leaders with a plan") == "managers-plan"


def test_a_key_that_an_author_chose_stays(client, begun):
    pick(client, begun, "67 %", key="plan")
    assert relabel(client, figure(), "Managers with a plan") == "plan"


def test_a_key_that_another_has_gets_a_number(client, begun):
    pick(client, begun, "67 %")
    first = figure()
    relabel(client, first, "Managers with a plan")
    pick(client, begun, "83.4")
    second = Draft.objects.filter(kind=ObjectKind.FIGURE).exclude(pk=first.pk).get()
    assert relabel(client, second, "Managers with a plan") == "managers-plan-2"
