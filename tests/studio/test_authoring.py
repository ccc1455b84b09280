"""docs/authoring.md is tried: the subject it prints passes, loads, and fails when it is wrong."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from awareness.content.files import read_yaml
from awareness.content.pack import REPORT_COLUMNS
from awareness.content.problems import Problem
from awareness.content.schema_course import ModuleFile
from awareness.content.schema_validation import validate
from awareness.insights.models import ExplainerVersion, Figure
from awareness.learning.models import Module
from quizzes.models import QuestionVersion
from tests.studio.conftest import SMALL
from tests.studio.content import DOC, printed

PACK = "mine/shops/reports/tiny-2020"


@pytest.fixture
def tiny(tmp_path, settings):
    """The folder with the files that the page prints, and CONTENT_DIRS as it says."""
    for name, text in printed():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings.CONTENT_DIRS = [SMALL, tmp_path / "mine"]
    return tmp_path


def checked(folder) -> tuple[str, str]:
    """What a check of the printed pack says, and its warnings."""
    out, err = StringIO(), StringIO()
    sources = folder / "sources"
    call_command("check_content", str(folder / PACK), sources=sources, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_tiny_subject_passes_beside_what_ships(tiny, settings):
    settings.CONTENT_DIRS = [settings.BASE_DIR / "fixtures", tiny / "mine"]
    output, warnings = checked(tiny)

    assert re.match(r"Passed: \d+ reports, ", output)
    assert "Looked at were tiny-2020 and" in output
    assert "printed number of tiny-2020" in output
    assert [line for line in warnings.splitlines() if "write 2 at least" not in line] == []


@pytest.mark.django_db
def test_the_tiny_subject_loads(tiny):
    call_command("load_content", stdout=StringIO(), stderr=StringIO())

    assert Module.objects.get(slug="what-is-found").subject == "shops"
    assert Figure.objects.get(report__slug="tiny-2020", key="rules").value == 90
    page = ExplainerVersion.objects.live().get(explainer__slug="lost-property")
    assert "About three quarters" in page.body_markdown
    assert page.plain is not None
    assert QuestionVersion.objects.filter(
        question__key="tiny-2020/whom-it-stands-for", status="live"
    ).exists()


def refused(folder, path: str, old: str, new: str) -> str:
    """What a check says once a file reads otherwise."""
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command(
            "check_content", str(folder / PACK), sources=folder / "sources", stdout=StringIO(),
            stderr=err,
        )  # fmt: skip
    return err.getvalue()


def test_a_changed_digit_is_refused_by_file_and_line(tiny):
    said = refused(tiny, f"{PACK}/tables/where.csv", "60", "61")

    path = tiny / PACK / "tables/where.csv"
    assert f"{path}:2: where/city/share is 61; the source, line 9, prints 60\n" in said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("about: A page", "about: Two pages", "the number “Two” is typed"),
        ("title: The rule", "title: 40 rules", "the number “40” is typed"),
        ("[tiny-2020/whom-it-stands-for]", "[tiny-2020/whom]", "tiny-2020/whom"),
    ],
)
def test_a_module_is_checked_with_the_report_it_comes_with(tiny, old, new, message):
    path = "mine/shops/modules/what-is-found.yaml"
    assert message in refused(tiny, path, old, new)


def test_a_subject_that_is_not_read_is_said(tiny, settings):
    settings.CONTENT_DIRS = settings.CONTENT_DIRS[:-1]
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("check_content", str(tiny / PACK), stdout=StringIO(), stderr=err)
    [line] = err.getvalue().splitlines()
    assert line.startswith(f"{tiny / PACK}:1: belongs to a subject that")
    assert line.endswith(f" CONTENT_DIRS: {tiny / 'mine'}")


def test_the_page_names_every_column_and_use():
    text = DOC.read_text(encoding="utf-8")

    for name in (*REPORT_COLUMNS, "TEACH", "CAVEAT", "VOICE", "HOLD", "NEVER"):
        assert name in text


def test_the_module_that_is_printed_has_every_key_it_needs():
    text = DOC.read_text(encoding="utf-8").partition("A whole module, ")[2]
    printed = text.partition("```yaml\n")[2].partition("```")[0]
    found: list[Problem] = []
    document = read_yaml(Path("lost-property.yaml"), found, printed)
    module = validate(ModuleFile, document, found)
    assert found == []
    assert {step.kind for step in module.steps} == {"estimate", "read", "check", "commit"}
