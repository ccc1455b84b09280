"""docs/authoring.md is tried: the tiny pack it prints passes, loads, and fails when it is wrong."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from awareness.content.files import read_yaml
from awareness.content.pack import COLUMNS
from awareness.content.problems import Problem
from awareness.content.schema_course import ModuleFile
from awareness.content.schema_validation import validate
from awareness.insights.models import ExplainerVersion, Figure
from quizzes.models import QuestionVersion
from tests.studio.conftest import SMALL

DOC = settings.BASE_DIR / "docs" / "authoring.md"
BLOCK = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def tiny(tmp_path):
    """The folder with the files that the page prints."""
    for name, text in BLOCK.findall(DOC.read_text(encoding="utf-8")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(command: str, folder, **options) -> str:
    out = StringIO()
    options |= {"subject": "child-protection", "stdout": out, "stderr": StringIO()}
    call_command(command, str(folder / "tiny-2020"), **options)
    return out.getvalue()


def test_the_tiny_pack_passes(tiny):
    output = run("check_content", tiny, sources=tiny / "sources")

    assert re.match(r"Passed: \d+ reports, ", output)
    assert "Looked at were tiny-2020 and the texts and questions elsewhere that name it." in output
    assert "Every printed number of tiny-2020 stands" in output


@pytest.mark.django_db
def test_the_tiny_pack_loads(tiny, settings):
    settings.CONTENT_DIRS = [SMALL]
    run("load_content", tiny)

    assert Figure.objects.get(report__slug="tiny-2020", key="rules").value == 90
    page = ExplainerVersion.objects.live().get(explainer__slug="lost-property")
    assert "About three quarters" in page.body_markdown
    assert page.plain is not None
    assert QuestionVersion.objects.filter(
        question__key="tiny-2020/whom-it-stands-for", status="live"
    ).exists()


def test_a_changed_digit_is_refused_by_file_and_line(tiny, settings):
    settings.CONTENT_DIRS = [SMALL]
    path = tiny / "tiny-2020" / "tables" / "where.csv"
    path.write_text(path.read_text().replace("60", "61"))
    err = StringIO()

    with pytest.raises(CommandError):
        call_command(
            "check_content", str(tiny / "tiny-2020"), sources=tiny / "sources",
            subject="child-protection", stdout=StringIO(), stderr=err,
        )  # fmt: skip

    assert f"{path}:2: where/city/share is 61; the source, line 9, prints 60" in err.getvalue()


def test_the_page_names_every_column_and_use():
    text = DOC.read_text(encoding="utf-8")

    for name in (*COLUMNS, "TEACH", "CAVEAT", "VOICE", "HOLD", "NEVER"):
        assert name in text


def test_the_module_that_is_printed_has_every_key_it_needs():
    text = DOC.read_text(encoding="utf-8").partition("A whole module, ")[2]
    printed = text.partition("```yaml\n")[2].partition("```")[0]
    found: list[Problem] = []
    document = read_yaml(Path("lost-property.yaml"), found, printed)
    module = validate(ModuleFile, document, found)
    assert found == []
    assert {step.kind for step in module.steps} == {"estimate", "read", "check", "commit"}
