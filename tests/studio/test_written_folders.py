"""A written folder remembers what it came from; when what ships has changed too, it is told."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.content import written_folders
from awareness.content.fingerprint import fingerprint_of
from awareness.content.written_folders import FolderStatus, Origin, folder_status
from awareness.insights.models import Figure
from awareness.studio.models import FolderChange, JobOutcome
from awareness.studio.publishing import jobs
from quizzes.models import QuestionVersion
from tests.studio.content import hidden, load_all, save
from tests.studio.test_module_questions import QUESTION

FIGURE = "/studio/edit/figures/tiny-2020/with-rule/"
LIST = "/studio/written/"
TINY = "tiny/reports/tiny-2020"
PAGE = "/studio/written/reports/tiny-2020/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_edit")]


@pytest.fixture
def ours(settings):
    return settings.CONTENT_WRITE_DIR / "tiny" / "reports" / "tiny-2020"


@pytest.fixture
def edited(tiny, client_for, author):
    """An author has mended a label here."""
    client = client_for(author)
    fields = {f.html_name: f.value() or "" for f in client.get(FIGURE).context["form"]}
    assert save(client, FIGURE, fields | {"label": "Our label"}).context["edit"]


def update(tiny, old="Who answered?", new="Who has answered?", file="figures.csv") -> None:
    """An update of what ships: of the first figure alone."""
    path = tiny / "tiny/reports/tiny-2020" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def run(command="load_content", **options) -> str:
    """What the command says of itself, beside what it did and without the checks' warnings."""
    errors = StringIO()
    call_command(command, stdout=StringIO(), stderr=errors, **options)
    return "".join(line for line in errors.getvalue().splitlines(True) if "(warning)" not in line)


def decide(client, decision: str):
    return save(client, PAGE, hidden(client.get(PAGE).context["form"]) | {"decision": decision})


DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("origin", "shipped", "written", "status"),
    [
        ("1", "1", "2", FolderStatus.OURS),
        ("1", "2", "2", FolderStatus.SAME),
        (None, "2", "2", FolderStatus.SAME),
        ("1", "3", "2", FolderStatus.BOTH),
        (None, "1", "2", FolderStatus.UNKNOWN),
        ("1", "", "2", FolderStatus.GONE),
        (None, "", "2", FolderStatus.ALONE),
        ("", "", "2", FolderStatus.ALONE),
        ("", "1", "2", FolderStatus.BOTH),
    ],
)
def test_how_a_folder_stands(origin, shipped, written, status):
    remembered = None if origin is None else Origin(origin, DAY, {})
    assert folder_status(remembered, shipped, written) == status
    assert status.waits == (status in ("both", "unknown", "gone"))


def test_an_edit_remembers_what_it_came_from_and_so_does_the_next(
    edited, tiny, ours, client_for, author
):
    first = written_folders.read_origin(ours)
    assert first.shipped_digest == written_folders.folder_digest(
        tiny / "tiny/reports/tiny-2020", "reports"
    )
    assert set(first.parts["figures.csv"]) == {"", "managers", "with-rule", "rules"}
    update(tiny)
    client = client_for(author)
    fields = {f.html_name: f.value() or "" for f in client.get(FIGURE).context["form"]}
    save(client, FIGURE, fields | {"label": "Our second label"})
    assert written_folders.read_origin(ours) == first


def test_as_long_as_what_ships_stays_nothing_is_said(edited, client_for, author):
    assert run() == ""
    assert run("check_content") == ""
    assert written_folders.waiting_folders() == []
    page = client_for(author).get(PAGE).content.decode()
    assert "what ships is as it was" in page
    assert "Keep what was edited here" not in page
    assert "wait for a decision" not in client_for(author).get("/studio/").content.decode()


@pytest.mark.parametrize("command", ["load_content", "check_content"])
def test_when_both_changed_commands_say_so_by_file_and_key(command, edited, tiny):
    update(tiny)
    update(tiny, "lost property", "lost things", "insights/01-lost-property.plain.md")
    (tiny / "tiny/reports/tiny-2020/insights/02-more.md").write_text("New.")
    for _time in range(2):  # also when nothing else has changed since the last load
        output = run(command)
        today = timezone.localdate()
        assert output.splitlines() == [
            f"tiny/reports/tiny-2020: was edited here, and what ships has changed since {today}; "
            "what was edited here is read; decide in the studio, under What was edited here",
            "  figures.csv, `managers`: changed in what ships",
            "  figures.csv, `with-rule`: changed here",
            "  insights/01-lost-property.plain.md: changed in what ships",
            "  insights/02-more.md: changed in what ships, stands in what ships alone",
        ]
    assert Figure.objects.get(key="with-rule").label == "Our label"
    assert Figure.objects.get(key="managers").question == "Who answered?"


def test_what_changed_on_both_sides_is_told_apart(edited, tiny, client_for, author):
    update(tiny, "Managers with a written rule", "Their label")
    assert "`with-rule`: changed on both sides" in run()
    page = client_for(author).get(PAGE).content.decode()
    assert "changed on both sides" in page
    assert "<del>Their</del>" in page
    assert "<ins>Our</ins>" in page


def test_the_studio_says_how_many_wait_and_shows_both(edited, tiny, client_for, author):
    update(tiny)
    client = client_for(author)
    assert "1 waits for a decision" in client.get("/studio/").content.decode()
    assert PAGE in client.get(LIST).content.decode()
    page = client.get(PAGE).content.decode()
    assert "and what ships has changed since" in page
    assert "<del>has </del>" in page
    assert "<ins>Our label</ins>" in page or "<ins>Our</ins>" in page


def test_keeping_ours_remembers_what_ships_now_and_who_said_so(
    edited, tiny, ours, client_for, author
):
    update(tiny)
    before = {path: path.read_bytes() for path in written_folders.counted_files(ours, "reports")}

    page = decide(client_for(author), "keep")

    assert page.context["outcome"].state == "taken"
    assert written_folders.waiting_folders() == []
    assert run() == ""
    assert {
        path: path.read_bytes() for path in written_folders.counted_files(ours, "reports")
    } == before
    row = FolderChange.objects.first()
    assert (row.target, row.kept, row.job.by) == ("tiny/reports/tiny-2020", "", author)
    assert author.name in client_for(author).get(LIST).content.decode()
    update(tiny, "Who has", "Who had")
    assert "`managers`: changed on both sides" in run()


def test_taking_what_ships_sets_ours_aside_under_a_name(
    edited, tiny, ours, client_for, author, settings
):
    update(tiny)

    page = decide(client_for(author), "take")

    kept = f"set-aside/tiny/reports/tiny-2020-{timezone.localdate()}"
    assert kept in page.content.decode()
    assert not ours.exists()
    assert "Our label" in (settings.CONTENT_WRITE_DIR / kept / "figures.csv").read_text()
    assert Figure.objects.get(key="with-rule").label == "Managers with a written rule"
    assert Figure.objects.get(key="managers").question == "Who has answered?"
    assert FolderChange.objects.first().kept == kept
    assert kept in client_for(author).get(LIST).content.decode()
    assert run() == ""


def test_what_was_set_aside_once_is_not_written_over(edited, tiny, client_for, author, settings):
    client = client_for(author)
    decide(client, "take")
    fields = {f.html_name: f.value() or "" for f in client.get(FIGURE).context["form"]}
    save(client, FIGURE, fields | {"label": "Again"})
    decide(client, "take")
    aside = settings.CONTENT_WRITE_DIR / "set-aside/tiny/reports"
    labels = [(path / "figures.csv").read_text() for path in sorted(aside.iterdir())]
    assert ["Our label" in text for text in labels] == [True, False]
    assert "Again" in labels[1]


def test_what_ships_and_fails_a_check_is_not_taken(edited, tiny, ours, client_for, author):
    update(tiny, "75,,about", "76,,about")
    page = decide(client_for(author), "take")
    assert any("figures.csv:3" in problem for problem in page.context["outcome"].problems)
    assert ours.exists()
    assert Figure.objects.get(key="with-rule").label == "Our label"


def test_a_decision_counts_for_what_was_in_sight(edited, tiny, ours, client_for, author):
    update(tiny)
    client = client_for(author)
    fields = hidden(client.get(PAGE).context["form"]) | {"decision": "take"}
    update(tiny, "Who has", "Who had")
    page = save(client, PAGE, fields)
    assert page.context["outcome"].state == "changed"
    assert PAGE in page.content.decode()
    assert ours.exists()


def test_nothing_decided_is_nothing_done(edited, tiny, client_for, author):
    client = client_for(author)
    fields = hidden(client.get(PAGE).context["form"])
    for wrong in ({}, {"decision": "burn"}, {"decision": "take", "token": "x"}):
        assert client.post(PAGE, fields | wrong).status_code == 422
    assert JobOutcome.objects.count() == 1


def test_a_folder_from_before_is_of_unknown_origin_until_somebody_decides(
    edited, tiny, ours, client_for, author
):
    (ours / ".origin.json").unlink()
    lines = run().splitlines()
    assert lines[0].startswith("tiny/reports/tiny-2020: differs")
    assert lines[1:] == ["  figures.csv, `with-rule`: differs"]
    assert "Differs from what ships" in client_for(author).get(PAGE).content.decode()
    decide(client_for(author), "keep")
    assert run() == ""
    assert written_folders.read_origin(ours).shipped_digest == written_folders.folder_digest(
        tiny / "tiny/reports/tiny-2020", "reports"
    )


def test_an_origin_that_cannot_be_read_is_unknown(edited, ours):
    for text in ("{", "[]", '{"of": 1}', '{"of": "x", "day": "y", "parts": {}}', "\0"):
        (ours / ".origin.json").write_text(text)
        assert written_folders.written_folder(*TINY.split("/")).status == FolderStatus.UNKNOWN


def test_what_is_as_it_ships_simply_goes(edited, tiny, ours):
    update(tiny, "Managers with a written rule", "Our label")
    assert run("check_content") == ""
    assert ours.exists()
    assert run().startswith("tiny/reports/tiny-2020 is as it ships")
    assert not ours.exists()
    assert run() == ""
    assert Figure.objects.get(key="with-rule").label == "Our label"


def test_a_pack_that_ships_no_more_is_told(edited, tiny, ours, client_for, author):
    import shutil

    shutil.rmtree(tiny / "tiny/reports/tiny-2020")
    assert "ships no more" in run().splitlines()[0]
    assert Figure.objects.get(key="with-rule").label == "Our label"
    decide(client_for(author), "keep")
    assert run() == ""
    assert written_folders.written_folder(*TINY.split("/")).status == FolderStatus.ALONE


def test_what_nothing_is_read_from_makes_no_new_load(edited, ours, settings):
    before = fingerprint_of(settings.CONTENT_DIRS)
    (ours / ".origin.json").write_text("{}")
    for name in (".edit", "set-aside"):
        (settings.CONTENT_WRITE_DIR / name).mkdir()
        (settings.CONTENT_WRITE_DIR / name / "figures.csv").write_text("x")
    assert fingerprint_of(settings.CONTENT_DIRS) == before
    (ours / "figures.csv").write_text("x")
    assert fingerprint_of(settings.CONTENT_DIRS) != before


def test_for_authors_alone(edited, tiny, client, client_for, author, alice, bob, mallory, eva):
    update(tiny)
    fields = hidden(client_for(author).get(PAGE).context["form"]) | {"decision": "take"}
    for other in (alice, bob, mallory, eva):
        for address in (LIST, PAGE):
            assert client_for(other).get(address).status_code == 404
        assert client_for(other).post(PAGE, fields).status_code == 404
    assert client.post(PAGE, fields).status_code == 401
    assert JobOutcome.objects.count() == 1


@pytest.mark.parametrize("name", ["reports/nothing", "reports/..", "modules/tiny-2020", "x/one"])
def test_only_what_was_written_is_decided(name, edited, client_for, author):
    assert client_for(author).get(f"{LIST}{name}/").status_code == 404


def test_the_list_costs_the_same_with_many(edited, ours, client_for, author):
    import shutil

    client, counts = client_for(author), []
    for size in (1, 4):
        for n in range(size):
            shutil.copytree(ours, ours.with_name(f"other-{size}-{n}"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        counts.append(len(queries))
    assert len(page.context["rows"]) == 6
    assert counts[0] == counts[1]


def test_a_modules_questions_remember_too(planted, settings, client_for, author):
    """Of a module its questions alone are written: they remember, and they alone are decided on."""
    path = planted.folder / "modules/what-to-do/questions.yaml"
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{QUESTION}".lstrip())
    settings.CONTENT_DIRS = [planted.root, settings.CONTENT_WRITE_DIR]
    load_all()
    client, edit = client_for(author), "/studio/edit/questions/what-to-do/whom-first/"
    fields = {f.html_name: f.value() or "" for f in client.get(edit).context["form"]}
    fields["text"] = fields["text"].replace("It feels right to ask.", "It feels safe to ask.")
    assert save(client, edit, fields).context["edit"]
    beside = settings.CONTENT_WRITE_DIR / "child-protection/modules/what-to-do/notes.txt"
    beside.write_text("Somebody put this here.")
    path.write_text(path.read_text().replace("My manager.", "My own manager."))
    (folder,) = written_folders.waiting_folders()
    assert (folder.path, folder.status) == (
        "child-protection/modules/what-to-do",
        FolderStatus.BOTH,
    )
    (only,) = written_folders.differences(folder)
    assert (only.file, only.key, only.ours, only.theirs) == (
        "questions.yaml", "whom-first", True, True,
    )  # fmt: skip

    page = f"{LIST}modules/what-to-do/"
    fields = hidden(client.get(page).context["form"]) | {"decision": "take"}
    assert save(client, page, fields).context["outcome"].problems == []

    assert [file.name for file in beside.parent.iterdir()] == ["notes.txt"]
    assert written_folders.all_written_folders() == []
    spec = QuestionVersion.objects.live().get(question__key="what-to-do/whom-first").spec
    assert "My own manager." in [option.text for option in spec.options]
    assert jobs.work_off(timezone.now) == 0
