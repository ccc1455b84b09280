"""A copy of content in which a test plants one error."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from awareness.content.checks import check
from awareness.content.reader import read_content
from awareness.content.reading import sealed
from awareness.people.models import User
from awareness.studio.models import ReportFile
from awareness.studio.reports import actions as report_actions
from tests.conftest import make_person, undone_after
from tests.studio.content import FIGURES_DIFFER, HEADING, REPORT_TEXT, load_all, write_tiny

FIXTURES = settings.BASE_DIR / "fixtures"
# A few of everything that a check looks at, cut from what ships: a fifth of the time to check.
SMALL = Path(__file__).parent / "small"
SUBJECT = "child-protection"  # the folder that holds all of it
PACK = "reports/netclean-2018"
FIGURES = f"{PACK}/figures.csv"
QUESTIONS = f"{PACK}/questions.yaml"
WORKPLACE = f"{PACK}/insights/07-workplace.md"
LAPTOP = "scenarios/shared-laptop.yaml"
MODULE = "modules/what-to-do.yaml"


class Planted:
    """A copy of the content. `put` changes one place and returns its line. `root` is the folder of
    content, `folder` that of its subject, in which files are named."""

    def __init__(self, root: Path):
        self.root, self.folder = root, root / SUBJECT

    def put(self, file: str, old: str, new: str) -> str:
        """Write `new` for `old`, which must stand in `file`; `path:line` of its first letter."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        offset = text.find(old)
        assert offset >= 0, f"{old!r} does not stand in {file}"
        path.write_text(text[:offset] + new + text[offset + len(old) :], encoding="utf-8")
        same = [a == b for a, b in zip(old, new, strict=False)]
        shared = same.index(False) if False in same else len(same)
        return f"{path}:{text.count(chr(10), 0, offset + shared) + 1}"

    def put_cell(self, key: str, column: str, value: str) -> str:
        """Change one cell of figures.csv in the row of `key`."""
        import csv

        path = self.folder / FIGURES
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        number = next(n for n, row in enumerate(rows, 1) if row[0] == key)
        rows[number - 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return f"{path}:{number}"

    def problems(self, sources=None, as_of=None) -> list[str]:
        problems = check(read_content([self.root]), sources, as_of)
        return [f"{problem}{' (warning)' if problem.warning else ''}" for problem in problems]


def tells(problem: str, place: str, *words: str) -> bool:
    """Whether a problem stands at `place` (path:line) and names all of `words`."""
    return problem.startswith(f"{place}: ") and all(word in problem for word in words)


@pytest.fixture
def planted(tmp_path) -> Planted:
    """The small content."""
    return Planted(shutil.copytree(SMALL, tmp_path / "content"))


def copy_of_shipped(folder: Path, *without: str) -> Planted:
    """The content that ships, for what is about just that; `without` names files and folders."""
    ignore = shutil.ignore_patterns("demo", *without)
    return Planted(shutil.copytree(FIXTURES, folder / "content", ignore=ignore))


@pytest.fixture
def planted_in_shipped(tmp_path) -> Planted:
    return copy_of_shipped(tmp_path)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """The tiny pack of docs/authoring.md, loaded once for the tests of a file."""
    folder = write_tiny(tmp_path_factory.mktemp("loaded"))
    with undone_after(django_db_blocker):
        with override_settings(CONTENT_DIRS=[folder], SOURCES_DIR=folder / "sources"):
            load_all()
        yield folder


@pytest.fixture
def tiny(loaded, settings, tmp_path, db) -> Path:
    """A copy of it, for tests that edit it, as the whole content."""
    folder = Path(shutil.copytree(loaded, tmp_path / "content"))
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    settings.SOURCES_DIR = folder / "sources"
    return folder


@pytest.fixture
def tiny_files(settings, tmp_path, db) -> Path:
    """The files of the tiny content as the whole content, of which nothing is loaded."""
    folder = write_tiny(tmp_path / "content")
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    settings.SOURCES_DIR = folder / "sources"
    return folder


@pytest.fixture
def differing(settings, tmp_path, db) -> int:
    """The tiny content, of whose report a heading prints another share; the line of it."""
    folder = write_tiny(tmp_path / "content")
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    settings.SOURCES_DIR = folder / "sources"
    text = folder / "sources/tiny.txt"
    lines = text.read_text().rstrip("\n").split("\n")
    text.write_text("\n".join([*lines, HEADING, ""]))
    with (folder / "tiny/reports/tiny-2020/figures.csv").open("a") as figures:
        figures.write(FIGURES_DIFFER.format(line=len(lines) + 1))
    load_all()
    return len(lines) + 1


convert_once, examine_once = cache(sealed.convert), cache(sealed.examine_text)


@pytest.fixture
def read_once(monkeypatch) -> None:
    """What a report's file says is worked out once for the tests of a process that send the same:
    two programs are started for it."""
    monkeypatch.setattr(
        report_actions, "convert_file", lambda path, _progress: convert_once(path.read_bytes())
    )
    monkeypatch.setattr(report_actions, "examine_text", examine_once)


@pytest.fixture
def sent(client, author, tiny_files, read_once) -> ReportFile:
    """A report as Markdown that an author, who is signed in, has sent."""
    client.force_login(author)
    client.post("/studio/reports/", {"file": SimpleUploadedFile("work.md", REPORT_TEXT)})
    return ReportFile.objects.get()


@pytest.fixture
def begun(client, sent) -> ReportFile:
    """A report that is worked with."""
    assert client.post(f"/studio/reports/{sent.pk}/begin/", {"subject": "tiny"}).status_code == 302
    sent.refresh_from_db()
    return sent


@pytest.fixture
def second(site) -> User:
    """Another author than `author`."""
    return make_person("Berit Berg", site, role="author")


@pytest.fixture(scope="session")
def sources(tmp_path_factory) -> Path:
    """The texts of all reports that ship, in one folder. They are not in the repository: elsewhere
    the test is skipped."""
    shared = settings.BASE_DIR.parent / "shared"
    named = os.environ.get("AWARENESS_SOURCES")
    folders = [Path(named)] if named else [shared / "reports", shared / "reports-open"]
    texts = {path.name: path for folder in folders if folder.is_dir() for path in folder.iterdir()}
    if not {"netclean-report-2018.txt", "03-fbi-ic3-report-2024.md"} <= set(texts):
        pytest.skip("the reports' texts are not here; AWARENESS_SOURCES=DIR names their folder")
    together = tmp_path_factory.mktemp("sources")
    for name, path in texts.items():
        (together / name).symlink_to(path.resolve())
    return together


@pytest.fixture
def any_edit(monkeypatch):
    """Every edit counts as light: for tests of how one is done, and not of which need a second
    person (test_edited_drafts.py)."""
    for module in ("editing", "edit_views"):
        monkeypatch.setattr(f"awareness.studio.publishing.{module}.is_light_edit", lambda *_: True)
