"""An edit is light and published at once, or it is a draft that a second person reads."""

import pytest
from django.utils import timezone

from awareness.content import blocks
from awareness.content.light_blocks import is_light_edit
from awareness.insights.models import Figure
from awareness.studio.drafts import drafting
from awareness.studio.drafts import edited as edited_drafts
from awareness.studio.models import ContentEdit, Draft, Job, JobKind, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing.edit_views import MESSAGE_NO_OBJECT, MESSAGE_OWN_DRAFT
from tests.studio.content import save
from tests.studio.test_publishing import publish, work

FIGURE = "/studio/edit/figures/tiny-2020/with-rule/"
CELL = "/studio/edit/figures/tiny-2020/where/city/share/"
QUESTION = "/studio/edit/questions/tiny-2020/whom-it-stands-for/"
PAGE = "/studio/edit/pages/tiny-2020/lost-property/ordinary/"


def filled(client, address: str, **typed) -> dict:
    form = client.get(address).context["form"]
    return {field.html_name: field.value() or "" for field in form} | typed


def test_a_light_edit_is_published_at_once(tiny, client_for, author):
    client = client_for(author)
    page = save(client, FIGURE, filled(client, FIGURE, label="Managers, with a written rule"))
    assert page.context["edit"].by == author
    assert Figure.objects.get(key="with-rule").label == "Managers, with a written rule"
    assert not Draft.objects.exists()


def test_all_else_becomes_a_draft_that_nobody_publishes_alone(tiny, client_for, author):
    client = client_for(author)
    before = Figure.objects.get(key="with-rule").label
    page = save(client, FIGURE, filled(client, FIGURE, label="Managers with no rule"))
    draft = Draft.objects.get()
    assert (draft.kind, draft.report, draft.key) == ("figure", "tiny-2020", "with-rule")
    assert draft.newest_revision().body["label"] == "Managers with no rule"
    assert draft.editor == author
    assert "so it is a draft now" in page.content.decode()
    assert Figure.objects.get(key="with-rule").label == before
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("address", "kind", "key"),
    [
        (CELL, "table", "where"),
        (QUESTION, "question", "whom-it-stands-for"),
        (PAGE, "page", "lost-property"),
    ],
)
def test_every_block_becomes_a_draft_of_its_object(tiny, client_for, author, address, kind, key):
    client = client_for(author)
    fields = filled(client, address)
    if "text" in fields:
        lines = fields["text"].split("\n")
        wanted = "stem:" if kind == "question" else "lead:"
        at = next(n for n, line in enumerate(lines) if line.strip().startswith(wanted))
        lines[at] = lines[at].partition(":")[0] + ": Something else entirely?"
        while lines[at + 1].startswith("      ") or (
            lines[at + 1].startswith("    ") and (kind == "question" and ":" not in lines[at + 1])
        ):
            del lines[at + 1]
        fields["text"] = "\n".join(lines)
    else:
        fields["share"] = "76"
    assert client.post(address, fields).status_code == 302
    draft = Draft.objects.get()
    assert (draft.kind, draft.key) == (kind, key)
    assert any(word in str(draft.newest_revision().body) for word in ("Something else", "76"))


def test_the_job_asks_again(tiny, author):
    block = blocks.figure_block("tiny-2020", "with-rule")
    after = block.csv_row_with({"label": "Managers with no rule"})
    request = jobs.JobRequest(JobKind.FIGURE, ["tiny-2020", "with-rule"], "x", block.token,
                              block.text, after)  # fmt: skip
    jobs.submit(request, "6d1b1f8e-3f1a-4a52-9d6d-1d7a5b0c1f11", author, timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.get()
    assert outcome.state == "refused"
    assert "a second person" in outcome.problems[0]
    assert not ContentEdit.objects.exists()


def test_ones_own_open_draft_takes_in_what_was_changed(tiny, client_for, author):
    client = client_for(author)
    client.post(FIGURE, filled(client, FIGURE, label="Managers with no rule"))
    draft = Draft.objects.get()
    body = draft.newest_revision().body
    drafting.save(draft.pk, {**body, "statement": "Mine."}, "", 1, author, timezone.now())
    client.post(FIGURE, filled(client, FIGURE, population="Somebody else"))
    body = draft.newest_revision().body
    assert (body["label"], body["statement"]) == ("Managers with no rule", "Mine.")
    assert body["population"] == "Somebody else"


def test_a_draft_of_somebody_else_is_left_alone_and_what_was_typed_stays(
    tiny, client_for, author, second
):
    block = blocks.figure_block("tiny-2020", "with-rule")
    theirs = edited_drafts.begin(
        JobKind.FIGURE, block, block.csv_row_with({"label": "Theirs"}), second, timezone.now()
    )
    client = client_for(author)
    answer = client.post(FIGURE, filled(client, FIGURE, label="Mine alone"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else writes" in page
    assert "Mine alone" in page
    assert theirs.newest_revision().body["label"] == "Theirs"


def test_what_is_no_entry_any_more_is_said(tiny, client_for, author):
    client = client_for(author)
    answer = client.post(QUESTION, filled(client, QUESTION, text="- key: other\n  kind: single"))
    assert answer.status_code == 422
    assert "cannot be read as one entry" in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("cells", "light"),
    [
        ({"label": "Managers, with a written rule"}, True),
        ({"label": "Managers without a written rule"}, False),
        ({"value": "7.5"}, False),
        ({"as_printed": "75  %"}, False),
        ({"use": "HOLD"}, False),
        ({"caveats": ""}, False),
    ],
)
def test_of_a_row_prose_alone_may_differ_and_lightly(tiny, cells, light):
    block = blocks.figure_block("tiny-2020", "with-rule")
    assert is_light_edit(block, block.csv_row_with(cells)) is light


def test_of_a_question_keys_and_what_is_right_are_to_the_letter(tiny):
    block = blocks.question_block("tiny-2020/whom-it-stands-for")
    assert is_light_edit(block, block.text)
    for old, new in (("correct: true", "correct: false"), ("kind: single", "kind: multiple")):
        assert old in block.text
        assert not is_light_edit(block, block.text.replace(old, new))
    assert not is_light_edit(block, block.text + "\n  caveats: [X]")


def test_of_a_page_the_body_and_the_head_are_compared(tiny):
    block = blocks.page_block("tiny-2020", "lost-property", "ordinary")
    assert is_light_edit(block, block.text.replace(". ", ".  "))
    assert not is_light_edit(block, block.text.replace("order: ", "order: 1"))
    assert not is_light_edit(block, f"{block.text} And more.")


RIGHT = "\n      correct: true"
HEAD_MORE = "\nreplaces:\n  page: tiny-2020/other\n---\n"
BEYOND_ITS_FORM = {
    "a key of a page's head": (PAGE, lambda text: text.replace("\n---\n", HEAD_MORE, 1)),
    "a comment in a head": (PAGE, lambda text: text.replace("\n---\n", "\n# Why\n---\nSo ", 1)),
    "a comment": (QUESTION, lambda text: f"{text}\n  # Ask Ann\n  caveats: [CAVEAT]"),
    "a comment at a line's end": (QUESTION, lambda text: f"{text}\n  caveats: [CAVEAT]  # Ann"),
    "an unknown key": (QUESTION, lambda text: f"{text}\n  numeric: {{answer: 5}}"),
    "an unknown key of an option": (
        QUESTION,
        lambda text: text.replace(RIGHT, f"{RIGHT}{RIGHT[:-13]}weight: 2"),
    ),
    "a second entry": (QUESTION, lambda text: f"{text}\n- key: another\n  kind: single"),
    "letters as a list": (QUESTION, lambda text: f"{text}\n  caveats: CAVEAT"),
}


@pytest.mark.parametrize("what", BEYOND_ITS_FORM)
def test_what_a_form_has_no_field_for_becomes_a_draft_of_the_file(tiny, client_for, author, what):
    address, change = BEYOND_ITS_FORM[what]
    client = client_for(author)
    typed = change(filled(client, address)["text"])
    answer = client.post(address, filled(client, address, text=typed))
    draft = Draft.objects.get()
    assert draft.kind == "file"
    assert typed in draft.newest_revision().body["text"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "so it is a draft now" in page.content.decode()


def test_the_draft_of_a_file_is_published_as_it_was_typed(tiny, client_for, author, second):
    client = client_for(author)
    typed = filled(client, PAGE)["text"].replace("\ntitle: ", "\n# Why so\ntitle: So ", 1)
    client.post(PAGE, filled(client, PAGE, text=typed))
    publish([Draft.objects.get()], author, second)
    assert work().state == "taken"
    assert filled(client, PAGE)["text"] == typed


ILL_FORMED = {
    "a row without its key": lambda text: text.replace("\n    - key:", "\n    - name:", 1),
    "rows that are none": lambda text: f"{text.partition('  options:')[0]}  options: [a, b]",
    "a text for rows": lambda text: f"{text.partition('  options:')[0]}  options: nothing",
    "a list for an edition": lambda text: f"{text}\n  plain: [a, b]",
    "a number for a list": lambda text: f"{text}\n  caveats: 5",
    "a list for a text": lambda text: f"{text}\n  side_by_side: [[a], [b]]",
    "half a number": lambda text: f"{text}\n  headline: .nan",
    "a sign that no database takes": lambda text: f'{text}\n  headline: "a\\0b"',
    "no YAML": lambda text: f'{text}\n  headline: "a',
}


@pytest.mark.parametrize("how", ILL_FORMED)
def test_what_is_ill_formed_is_said_and_stays_in_the_form(tiny, client_for, author, how):
    client = client_for(author)
    text = filled(client, QUESTION)["text"]
    typed = ILL_FORMED[how](text)
    assert typed != text
    answer = client.post(QUESTION, filled(client, QUESTION, text=typed))
    assert answer.status_code == 422
    assert answer.context["message"] == MESSAGE_NO_OBJECT
    assert answer.context["form"]["text"].value() == typed
    assert not Draft.objects.exists()


def test_a_line_of_a_table_that_is_no_number_is_said(tiny, client_for, author):
    client = client_for(author)
    answer = client.post(CELL, filled(client, CELL, line="abc", share="76"))
    assert answer.context["message"] == MESSAGE_NO_OBJECT
    assert answer.context["form"]["line"].value() == "abc"
    # None at all is as good as another one, for its check to speak of.
    answer = client.post(CELL, filled(client, CELL, line="", share="76"))
    assert client.get(answer["Location"]).status_code == 200
    assert "city,,76\n" in Draft.objects.get().newest_revision().body["text"]


def test_what_an_edit_takes_away_does_not_come_back_from_ones_own_draft(tiny, client_for, author):
    client = client_for(author)
    text = filled(client, QUESTION)["text"]
    client.post(QUESTION, filled(client, QUESTION, text=text.replace("stem: ", "stem: So ", 1)))
    draft = Draft.objects.get()
    last = text.rindex("\n    - key:")
    rows = [name for name in draft.newest_revision().body if name.endswith("_key")]
    client.post(QUESTION, filled(client, QUESTION, text=text[:last]))
    body = draft.newest_revision().body
    assert draft.newest_revision().number == 2
    assert [name for name in body if name.endswith("_key")] == rows[:-1]
    assert body["stem"].startswith("So ")


def test_ones_own_draft_is_not_overwritten_where_both_say_something_else(tiny, client_for, author):
    client = client_for(author)
    for address, one, other in (
        (FIGURE, {"label": "Managers with no rule"}, {"label": "Managers who know no rule"}),
        (PAGE, {"text": "No page.\n"}, {"text": "No page at all.\n"}),
    ):
        client.post(address, filled(client, address, **one))
        answer = client.post(address, filled(client, address, **other))
        assert answer.context["message"] == MESSAGE_OWN_DRAFT
        assert next(iter(other.values())).strip() in answer.content.decode()
    assert [draft.newest_revision().number for draft in Draft.objects.all()] == [1, 1]
