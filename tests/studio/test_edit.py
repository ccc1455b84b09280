"""An author mends content in the browser: checked, written and loaded, or refused and kept."""

import html

import pytest

from awareness.content import blocks
from awareness.insights.models import ExplainerVersion, Figure
from awareness.studio.draft_kinds.figure import FigureForm
from awareness.studio.models import ContentEdit, FolderChange, Job, JobOutcome
from awareness.studio.publishing import editing
from quizzes.models import QuestionVersion
from tests.pages import page_text
from tests.studio.content import load_all, save

pytestmark = pytest.mark.usefixtures("any_edit")

FIGURE = "/studio/edit/figures/tiny-2020/with-rule/"
CELL = "/studio/edit/figures/tiny-2020/where/city/share/"
QUESTION = "/studio/edit/questions/tiny-2020/whom-it-stands-for/"
PAGE = "/studio/edit/pages/tiny-2020/lost-property/ordinary/"
ADDRESSES = (FIGURE, CELL, QUESTION, PAGE, PAGE.replace("ordinary", "plain"))


@pytest.fixture
def written(settings):
    return settings.CONTENT_WRITE_DIR / "tiny" / "reports" / "tiny-2020"


def filled(client, address: str) -> dict:
    """What the form holds when it is opened."""
    form = client.get(address).context["form"]
    return {field.html_name: field.value() or "" for field in form}


def state() -> tuple:
    return (
        list(Figure.objects.order_by("key").values_list("key", "value", "label")),
        list(ExplainerVersion.objects.values_list("number", "status", "content_hash")),
        list(QuestionVersion.objects.values_list("number", "status", "spec_hash")),
        ContentEdit.objects.count(),
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_authors_alone_edit(address, tiny, client, client_for, author, alice, mallory, eva):
    before = state()
    fields = filled(client_for(author), address)
    for other in (alice, mallory, eva):
        assert client_for(other).get(address).status_code == 404
        assert client_for(other).post(address, fields).status_code == 404
    assert client.post(address, fields).status_code == 401
    assert state() == before


@pytest.mark.parametrize(
    "address",
    [
        "figures/tiny-2020/nothing/",
        "figures/..%2f..%2fetc/passwd/",
        "figures/tiny-2020/../../../secret/a/b/",
        "figures/tiny-2020/where/city/line/",
        "figures/nothing/with-rule/",
        "questions/tiny-2020/nothing/",
        "questions/../../secret/",
        "questions/scenario/s1-a/",
        "pages/tiny-2020/nothing/ordinary/",
        "pages/tiny-2020/lost-property/sv/",
        "pages/tiny-2020/..%2f..%2fquestions/ordinary/",
    ],
)
def test_only_what_the_reader_knows_is_edited(address, tiny, client_for, author):
    client = client_for(author)
    assert client.get(f"/studio/edit/{address}").status_code == 404
    answer = client.post(f"/studio/edit/{address}", {"token": "0" * 64, "text": "x"})
    assert answer.status_code == 404


def test_the_page_says_what_is_edited(tiny, client_for, author):
    text = page_text(client_for(author).get(FIGURE))
    assert "tiny-2020/figures.csv, line 3" in text
    assert "Edit with-rule" in text


def test_columns_are_called_as_in_a_draft(tiny, client_for, author):
    form = client_for(author).get(FIGURE).context["form"]
    assert form["population"].label == FigureForm.base_fields["population"].label
    assert "population" in form["population"].help_text  # as the checks name it


def test_a_mended_label_is_written_and_loaded(tiny, written, client_for, author):
    client = client_for(author)
    fields = filled(client, FIGURE) | {"label": "Managers who have a written rule"}
    shipped = (tiny / "tiny/reports/tiny-2020/figures.csv").read_text()

    answer = save(client, FIGURE, fields)

    assert answer.status_code == 200
    assert Figure.objects.get(key="with-rule").label == "Managers who have a written rule"
    assert "Managers who have a written rule" in (written / "figures.csv").read_text()
    assert (tiny / "tiny/reports/tiny-2020/figures.csv").read_text() == shipped
    kinds = {
        (version["kind"], version["key"], version["version"])
        for version in answer.context["edit"].touched
    }
    assert ("page", "tiny-2020/lost-property", "2") in kinds
    assert ("question", "tiny-2020/whom-it-stands-for", "2") in kinds
    row = ContentEdit.objects.get()
    assert (row.by, row.name, row.file) == (author, author.name, "figures.csv")
    assert FolderChange.objects.get().job == Job.objects.get() == row.outcome.job
    assert not (written.parents[1] / ".edit").exists()
    # What the browser wrote is what the commands read from now on.
    load_all()
    assert Figure.objects.get(key="with-rule").label == "Managers who have a written rule"


def test_only_the_edited_row_changes(tiny, written, client_for, author):
    client = client_for(author)
    save(client, FIGURE, filled(client, FIGURE) | {"label": 'A "new", label'})
    before = (tiny / "tiny/reports/tiny-2020/figures.csv").read_text().splitlines()
    after = (written / "figures.csv").read_text().splitlines()
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False, True]
    assert '"A ""new"", label"' in after[2]


def test_a_question_is_edited_as_its_text(tiny, written, client_for, author):
    client = client_for(author)
    fields = filled(client, QUESTION)
    fields["text"] = (
        fields["text"].replace("They matter here", "They do matter").replace("\n", "\r\n")
    )

    save(client, QUESTION, fields)

    spec = QuestionVersion.objects.live().get().spec
    assert spec.options[2].feedback.startswith("They do matter")
    assert "\r" not in (written / "questions.yaml").read_bytes().decode()


def test_a_page_is_edited_in_both_editions(tiny, client_for, author):
    client = client_for(author)
    for address in (PAGE, PAGE.replace("ordinary", "plain")):
        fields = filled(client, address)
        save(client, address, fields | {"text": fields["text"] + "\n\nAnd no more."})
    page = ExplainerVersion.objects.live().get()
    assert page.number == 3
    assert page.body_markdown.endswith("And no more.")
    assert page.plain["body_markdown"].endswith("And no more.")


REFUSED = [
    (FIGURE, {"value": "76"}, "figures.csv:3: "),
    (FIGURE, {"value": "many"}, "figures.csv:3: "),
    (FIGURE, {"caveats": "NONE"}, "figures.csv:3: "),
    (CELL, {"share": "61"}, "tables/where.csv:2: "),
    (QUESTION, {"text": "- key: whom-it-stands-for\n  kind: single"}, "questions.yaml:1: "),
    (QUESTION, {"text": "nonsense: ["}, "questions.yaml:"),
    (
        PAGE,
        {"text": "---\ntitle: A\nlead: B\ninsight: '01'\norder: 1\n---\n99 managers"},
        ".md:7: ",
    ),
    (PAGE, {"text": "no head"}, ".md:1: "),
]


@pytest.mark.parametrize(("address", "typed", "message"), REFUSED)
def test_what_fails_a_check_changes_nothing_and_keeps_what_was_typed(
    address, typed, message, tiny, written, client_for, author
):
    client = client_for(author)
    before = state()

    answer = save(client, address, filled(client, address) | typed)

    problems = answer.context["outcome"].problems
    assert any(message in problem for problem in problems), problems
    assert not any(".edit" in problem for problem in problems)
    assert all(problem in html.unescape(answer.content.decode()) for problem in problems)
    ((name, text),) = typed.items()
    assert answer.context["form"][name].value() == text
    assert state() == before
    assert not written.exists()
    assert not (written.parents[1] / ".edit").exists()


def test_a_wrong_digit_is_refused_with_the_line_that_prints_another(tiny, client_for, author):
    client = client_for(author)
    fields = filled(client, "/studio/edit/figures/tiny-2020/managers/")
    fields |= {"value": "121", "as_printed": "121", "statement": "121 shop managers answered."}
    answer = save(client, "/studio/edit/figures/tiny-2020/managers/", fields)
    problems = answer.context["outcome"].problems
    assert any("figures.csv:2" in p and "120" in p for p in problems)


@pytest.mark.parametrize(
    "text",
    [
        "- key: another\n{rest}",
        "- key: whom-it-stands-for\n{rest}\n- key: a-second\n{rest}",
    ],
)
def test_an_entry_stays_one_entry_with_its_key(text, tiny, client_for, author):
    client, before = client_for(author), state()
    fields = filled(client, QUESTION)
    rest = fields["text"].partition("\n")[2]
    answer = save(client, QUESTION, fields | {"text": text.replace("{rest}", rest)})
    assert answer.context["outcome"].state in ("key", "refused")
    assert state() == before


def test_another_kind_is_another_question(tiny, client_for, author):
    client, before = client_for(author), state()
    fields = filled(client, QUESTION)
    text = (
        fields["text"]
        .replace("kind: single", "kind: ordering")
        .replace("      correct: true\n", "")
    )
    answer = save(client, QUESTION, fields | {"text": text})
    assert answer.context["outcome"].problems
    assert state() == before


def test_who_comes_second_is_told_and_loses_nothing(tiny, client_for, author, make_author):
    first, second = client_for(author), client_for(make_author)
    opened = filled(second, FIGURE)
    save(first, FIGURE, filled(first, FIGURE) | {"label": "From the first"})
    before = state()

    answer = save(second, FIGURE, opened | {"label": "From the second"})

    text = answer.content.decode()
    assert answer.context["outcome"].state == "changed"
    assert "while you wrote" in text
    assert "From the first" in text
    assert answer.context["form"]["label"].value() == "From the second"
    assert state() == before
    # Saving once more, in sight of the other text, is a choice.
    again = {field.html_name: field.value() or "" for field in answer.context["form"]}
    assert again["follows"] == str(answer.context["job"].pk)
    assert save(second, FIGURE, again).context["edit"].name == "Second Author"
    assert Figure.objects.get(key="with-rule").label == "From the second"


@pytest.fixture
def make_author(site):
    from tests.conftest import make_person

    return make_person("Second Author", site, role="author")


def test_the_same_text_is_no_edit(tiny, client_for, author):
    client, before = client_for(author), state()
    for address in ADDRESSES:
        answer = client.post(address, filled(client, address))
        assert "Nothing is different" in answer.content.decode()
    assert state() == before


def test_a_forged_token_is_refused(tiny, client_for, author):
    client, before = client_for(author), state()
    for token in ("", "x", "0" * 64):
        fields = filled(client, FIGURE) | {"token": token, "label": "New"}
        assert save(client, FIGURE, fields).status_code == (200 if len(token) == 64 else 422)
    assert JobOutcome.objects.get().state == "changed"
    assert state() == before


def test_without_a_folder_to_write_to_nothing_is_edited(tiny, settings, client_for, author):
    client = client_for(author)
    fields = filled(client, FIGURE) | {"label": "New"}
    settings.CONTENT_WRITE_DIR = None
    assert "CONTENT_WRITE_DIR" in client.get(FIGURE).content.decode()
    assert client.post(FIGURE, fields).status_code == 422


def test_a_load_that_breaks_leaves_files_and_database(
    tiny, written, client_for, author, monkeypatch
):
    client = client_for(author)
    save(client, FIGURE, filled(client, FIGURE) | {"label": "First"})
    before, file = state(), (written / "figures.csv").read_text()

    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(editing, "load", breaks)
    answer = save(client, FIGURE, filled(client, FIGURE) | {"label": "Second"})

    assert answer.context["outcome"].state == "broken"
    assert answer.context["form"]["label"].value() == "Second"
    assert state() == before
    assert (written / "figures.csv").read_text() == file


def test_script_that_was_typed_does_nothing(tiny, client_for, author):
    client = client_for(author)
    evil = "</textarea><script>alert(1)</script>"
    answer = save(client, FIGURE, filled(client, FIGURE) | {"label": evil, "value": "76"})
    assert "<script>alert" not in answer.content.decode()
    save(client, FIGURE, filled(client, FIGURE) | {"label": evil})
    for address in (f"/studio/edits/{row.pk}/" for row in ContentEdit.objects.all()):
        assert "<script>alert" not in client.get(address).content.decode()


def test_what_an_edit_touched_is_for_authors(tiny, client, client_for, author, alice, bob):
    authors_client = client_for(author)
    save(authors_client, FIGURE, filled(authors_client, FIGURE) | {"label": "New"})
    address = f"/studio/edits/{ContentEdit.objects.get().pk}/"
    assert authors_client.get(address).status_code == 200
    for other in (alice, bob):
        assert client_for(other).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_an_edit_is_kept_as_it_was(tiny, client_for, author):
    client = client_for(author)
    save(client, FIGURE, filled(client, FIGURE) | {"label": "New"})
    with pytest.raises(TypeError):
        ContentEdit.objects.get().save()
    with pytest.raises(TypeError):
        ContentEdit.objects.update(name="")


def test_every_shipped_block_is_written_back_as_it_was(tmp_path):
    """What is found is what stands in the file: putting it back changes nothing but its ends."""
    import shutil

    from awareness.content.csv_files import read_csv
    from awareness.content.files import read_yaml

    folder = blocks._pack_folder("netclean-2018")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    shipped_blocks = [
        blocks.question_block(f"netclean-2018/{data['key']}")
        for data in read_yaml(folder / "questions.yaml").data
    ]
    shipped_blocks += [
        blocks.figure_block("netclean-2018", row.cells["key"])
        for row in read_csv(folder / "figures.csv").rows[:20]
    ]
    shipped_blocks += [blocks.page_block("netclean-2018", "workplace", "plain")]
    for block in shipped_blocks:
        block.write_into(copy, block.text)
        assert (copy / block.file).read_text() == (folder / block.file).read_text(), block.key
        assert block.keys_in_file(copy) == block.keys_in_file(folder)
