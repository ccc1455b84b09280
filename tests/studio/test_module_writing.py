"""A module as its file: read again it is the same, and nothing else in it changes."""

import shutil

import pytest

from awareness.content.files import read_yaml
from awareness.content.schema_course import ModuleFile
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.modules import WRITER, form_fields_of, module_of_fields
from tests.studio.conftest import FIXTURES, SMALL

FILES = sorted(FIXTURES.glob("*/modules/*.yaml"))
PLACE = ObjectRef(ObjectKind.MODULE, "child-protection", "", "what-to-do")


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SMALL / "child-protection", tmp_path / "child-protection")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_modules_that_ship_are_written_as_they_are(path):
    data = read_yaml(path).data
    fields = form_fields_of(data)
    assert module_of_fields(fields, data["slug"], data) == data
    alone = module_of_fields(fields, data["slug"], {})
    assert ModuleFile.model_validate(alone).objectives == data["objectives"]
    assert form_fields_of(alone) == fields


def test_only_what_was_changed_differs(folder):
    path = folder / "modules/what-to-do.yaml"
    before = path.read_text().split("\n")
    fields = WRITER.read_fields(folder, PLACE)
    WRITER.write_fields(folder, PLACE, fields)
    assert path.read_text().split("\n") == before
    WRITER.write_fields(folder, PLACE, fields | {"minutes": 59, "open_to": "managers"})
    after = path.read_text().split("\n")
    assert "minutes: 59" in after
    assert [line for line in after if line not in before] == ["minutes: 59", "open_to: managers"]


def test_steps_are_written_in_another_order(folder):
    fields = WRITER.read_fields(folder, PLACE)
    names = ("slug", "kind", "title", "preview", "form", "uses")
    swapped = fields | {f"step1_{name}": fields[f"step2_{name}"] for name in names}
    swapped |= {f"step2_{name}": fields[f"step1_{name}"] for name in names}
    old = read_yaml(folder / "modules/what-to-do.yaml").data["steps"]
    WRITER.write_fields(folder, PLACE, swapped)
    assert WRITER.read_fields(folder, PLACE) == swapped
    steps = read_yaml(folder / "modules/what-to-do.yaml").data["steps"]
    assert steps == [old[1], old[0], *old[2:]]


def test_a_line_leads_back_to_its_field(folder):
    path = folder / "modules/what-to-do.yaml"
    lines = path.read_text().split("\n")
    minutes = next(n for n, line in enumerate(lines, 1) if line.startswith("minutes:"))
    steps = next(n for n, line in enumerate(lines, 1) if line == "steps:")
    title = next(n for n, line in enumerate(lines, 1) if n > steps and "  title:" in line)
    assert WRITER.field_at_line(folder, PLACE, path, minutes) == "minutes"
    assert WRITER.field_at_line(folder, PLACE, path, title) == "step1_title"
    assert WRITER.field_at_line(folder, PLACE, folder / "subject.yaml", 1) == ""
