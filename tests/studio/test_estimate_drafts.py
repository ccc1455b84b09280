"""The form of an estimate: its number is picked as a figure and computed, its words an author's."""

import pytest
from bs4 import BeautifulSoup

from awareness.bank.checklist import LookKind
from awareness.content.writing.questions import WRITER
from awareness.studio.draft_kinds.base import FIRST_TO_MEND
from awareness.studio.models import Draft
from tests.studio.test_drafts import LIST, save

NEW = "/studio/drafts/new/question/"
WORDS = {
    "close": "You were close: {figure:with-rule}.",
    "near": "Not far: {figure:with-rule}.",
    "far": "Most guess as you did. It is {figure:with-rule}.",
}


@pytest.fixture
def mine(tiny, client_for, author):
    return client_for(author)


@pytest.fixture
def draft(mine) -> Draft:
    begun = {"report": "tiny-2020", "kind": "generated-Q9", "stem": "How many shops have a rule?"}
    answer = mine.post(NEW, begun)
    draft = Draft.objects.get()
    assert answer["Location"] == f"{LIST}{draft.pk}/?at={FIRST_TO_MEND}"
    return draft


def shown(mine, draft):
    return mine.get(f"{LIST}{draft.pk}/").context


def test_its_figure_is_picked_and_its_words_are_kept(draft, mine, tiny):
    assert shown(mine, draft)["form"]["ask"].value() == "How many shops have a rule?"
    save(mine, draft, source="{figure:with-rule}", objective="library", close_within="4",
         near_within="9", **WORDS)  # fmt: skip
    body, folder = draft.newest_revision().body, tiny / "tiny"
    assert body["source"] == ["with-rule"]
    assert body["seed"] == 1  # of answers that there are none of: no field that one sees
    WRITER.write_fields(folder, draft.ref, body)
    read = WRITER.read_fields(folder, draft.ref)
    assert {name: body.get(name) for name in read} == read
    path = folder / "reports/tiny-2020/questions.yaml"
    before = path.read_text()
    assert "close_within: 4" in before
    WRITER.write_fields(folder, draft.ref, read)
    assert path.read_text() == before
    line = next(n for n, text in enumerate(before.split("\n"), 1) if "near_within" in text)
    assert WRITER.field_at_line(folder, draft.ref, path, line) == "near_within"


def test_what_is_said_of_which_guess_is_seen_and_played(draft, mine):
    save(mine, draft, source="with-rule", objective="library", close_within="4", **WORDS)
    preview = shown(mine, draft)["preview"]
    numbers = preview.context["guess"]
    value = numbers.value
    assert numbers.far.endswith(f"It is about {numbers.with_unit(value)}.")
    assert [band.name for band in numbers.bands()] == ["close", "near", "far"]
    assert {look["kind"] for look in preview.context["looks"] if look["passed"]} == {
        LookKind.ONE_KEY, LookKind.YEAR_AND_PEOPLE, LookKind.FEEDBACK,
    }  # fmt: skip
    assert preview.context["asked"]
    told = mine.get(f"{LIST}{draft.pk}/").content.decode()
    assert "Most guess as you did." in told


def test_a_question_that_names_its_number_is_told_so_at_its_field(draft, mine):
    save(mine, draft, source="with-rule", ask="Is it {figure:with-rule}?", **WORDS)
    form = shown(mine, draft)["form"]
    assert form["ask"].problems
    assert not form["source"].problems


def test_a_reach_that_makes_no_sense_is_told_and_kept(draft, mine):
    save(mine, draft, source="with-rule", objective="library", close_within="9", near_within="3")
    context = shown(mine, draft)
    assert [field.name for field in context["form"] if field.problems] == ["near_within"]
    assert context["form"]["near_within"].value() == 3
    answer = save(mine, draft, close_within="nine")
    assert answer.status_code == 422
    assert answer.context["form"]["close_within"].value() == "nine"


def test_a_kind_is_chosen_beside_the_offers(mine):
    offers = BeautifulSoup(mine.get("/studio/offers/tiny-2020/").content, "html.parser")
    links = [link["href"] for link in offers.select("[aria-labelledby=own] a")]
    assert len(links) == 6
    chosen = [mine.get(link).context["form"] for link in links[:-1]]
    assert [form["kind"].value() for form in chosen][-1] == "generated-Q9"
    assert {form["report"].value() for form in chosen} == {"tiny-2020"}
