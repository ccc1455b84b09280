"""A module's own questions are edited in the browser too, and its texts stay those that ship."""

import pytest

from awareness.content import blocks
from awareness.studio.models import ContentEdit
from quizzes.models import QuestionVersion
from tests.pages import page_text
from tests.studio.content import load_all, save
from tests.studio.test_module_questions import QUESTION

KEY = "what-to-do/whom-first"
EDIT = f"/studio/edit/questions/{KEY}/"
CARD = f"/studio/questions/{KEY}/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_edit")]


@pytest.fixture
def module(planted, settings):
    path = planted.folder / "modules/what-to-do/questions.yaml"
    before = path.read_text() if path.exists() else ""
    path.write_text(f"{before}\n{QUESTION}".lstrip())
    settings.CONTENT_DIRS = [planted.root, settings.CONTENT_WRITE_DIR]
    load_all()
    return path


@pytest.fixture
def written(settings):
    return settings.CONTENT_WRITE_DIR / "child-protection/modules/what-to-do"


def filled(client) -> dict:
    form = client.get(EDIT).context["form"]
    return {field.html_name: field.value() or "" for field in form}


def test_its_card_leads_to_the_form_and_the_form_names_the_file(module, client_for, author):
    client = client_for(author)
    assert EDIT in client.get(CARD).content.decode()
    assert "what-to-do/questions.yaml, line" in page_text(client.get(EDIT))


def test_a_mended_question_is_written_and_loaded(module, written, client_for, author):
    client, shipped = client_for(author), module.read_text()
    fields = filled(client)
    fields["text"] = fields["text"].replace("It feels right to ask.", "It feels safe to ask.")

    assert save(client, EDIT, fields).context["edit"]

    assert "It feels safe to ask." in (written / "questions.yaml").read_text()
    assert {path.name for path in written.iterdir()} == {"questions.yaml", ".origin.json"}
    assert module.read_text() == shipped
    spec = QuestionVersion.objects.live().get(question__key=KEY).spec
    assert spec.options[0].feedback.startswith("It feels safe to ask.")
    row = ContentEdit.objects.get()
    assert (row.pack, row.file, row.key) == ("what-to-do", "questions.yaml", KEY)
    # The next edit begins with what was written, and the commands read it from now on.
    assert blocks.question_block(KEY).folder == written
    load_all()
    assert QuestionVersion.objects.live().get(question__key=KEY).spec == spec
    text = written / "a-text.md"
    text.write_text("Somebody put this here.")
    second_fields = filled(client)
    second_fields["text"] = second_fields["text"].replace(
        "It feels safe to ask.", "One may want to ask."
    )
    (written / "a-text.plain.md").write_text("Somebody put this here.")
    assert save(client, EDIT, second_fields).context["edit"]
    assert text.exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: single", "kind: essay", "what-to-do/questions.yaml:"),
        ("My manager.", "Nineteen people.", "the number “Nineteen” is typed"),
        ("correct: true, ", "", "one key"),
    ],
)
def test_what_fails_a_check_changes_nothing(old, new, message, module, written, client_for, author):
    client = client_for(author)
    fields = filled(client)
    before = list(QuestionVersion.objects.values_list("spec_hash", "status"))

    answer = save(client, EDIT, fields | {"text": fields["text"].replace(old, new)})

    problems = answer.context["outcome"].problems
    assert any(message in problem for problem in problems), problems
    assert not any(".edit" in problem for problem in problems)
    assert not written.exists()
    assert list(QuestionVersion.objects.values_list("spec_hash", "status")) == before


def test_authors_alone_edit_it(module, client, client_for, author, alice, mallory, eva):
    fields = filled(client_for(author))
    for other in (alice, mallory, eva):
        assert client_for(other).get(EDIT).status_code == 404
        assert client_for(other).post(EDIT, fields).status_code == 404
    assert client.post(EDIT, fields).status_code == 401


def test_an_unknown_key_is_not_found(module, client_for, author):
    for key in ("what-to-do/nothing", "nowhere/whom-first", "../what-to-do/whom-first"):
        assert client_for(author).get(f"/studio/edit/questions/{key}/").status_code == 404
