"""Licence, credit line, whether we may use it: needed before anything of a report is published."""

import re
import shutil

import pytest

from awareness.content.checks import check
from awareness.content.reader import read_content
from awareness.insights.models import Report
from tests.studio.content import load_all, write_tiny

RIGHTS = re.compile(r"^rights:\n(?:  .*\n)+", re.MULTILINE)


def problems(*dirs) -> list[str]:
    return [str(problem) for problem in check(read_content(dirs)) if not problem.warning]


def rewrite(root, change) -> str:
    path = root / "tiny/reports/tiny-2020/report.yaml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return str(path)


def test_nothing_is_published_without_rights(tmp_path):
    path = rewrite(write_tiny(tmp_path), lambda text: RIGHTS.sub("", text))
    (told,) = problems(tmp_path)
    assert told.startswith(f"{path}:3: `rights` is missing")


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("may_we_use: true", "may_we_use: false", 11, "we may not use this report: Facts are free"),
        ("may_we_use: true", "may_we_use: perhaps", 11, "`may_we_use` 'perhaps' is neither true"),
        ("  licence: No licence is stated.\n", "", 9, "`licence` is missing"),
        ("  credit:", "  kredit:", 10, "did you mean `credit`?"),
    ],
)
def test_what_is_wrong_with_them_is_told_with_its_line(tmp_path, old, new, line, told):
    path = rewrite(write_tiny(tmp_path), lambda text: text.replace(old, new))
    found = [problem for problem in problems(tmp_path) if told in problem]
    assert [problem.partition(": ")[0].rpartition(":")[0] for problem in found] == [path]
    assert abs(int(found[0].split(":")[1]) - line) <= 1, found


def test_a_copy_written_before_there_were_rights_has_those_of_what_ships(tmp_path):
    shipped = write_tiny(tmp_path / "shipped")
    shutil.copytree(shipped / "tiny/reports", tmp_path / "written/tiny/reports")
    rewrite(tmp_path / "written", lambda text: RIGHTS.sub("", text))
    assert problems(shipped, tmp_path / "written") == []


def test_they_stand_with_the_sources_and_what_is_internal_is_told_no_stranger(
    db, tmp_path, settings, client, alice, client_for
):
    settings.CONTENT_DIRS = [write_tiny(tmp_path)]
    load_all()
    assert "How it is used" in client.get("/sources/").content.decode()
    assert "The Shop Managers" in client.get("/sources/").content.decode()

    rewrite(tmp_path, lambda text: text.replace("  may_we_use:", "  internal: true\n  may_we_use:"))
    load_all()
    assert Report.objects.get().internal
    assert "Tiny Report" not in client.get("/sources/").content.decode()
    assert "Tiny Report" in client_for(alice).get("/sources/").content.decode()
