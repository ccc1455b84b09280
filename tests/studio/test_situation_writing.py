"""A situation becomes its file, and its file the fields of a form."""

import shutil
from difflib import ndiff

import pytest

from awareness.bank.authored import ScenarioFile
from awareness.content.files import read_yaml
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.situations import (
    CHOICE_KEY_ORDER,
    WRITER,
    form_fields_of,
    situation_of_fields,
)
from awareness.studio.draft_kinds.situation_commands import apply_command
from awareness.studio.draft_kinds.situation_form import (
    CHOICE_LABEL_BY_SUFFIX,
    TURN_LABEL_BY_SUFFIX,
    SituationForm,
)
from quizzes.kinds.scenario import CHOICE_TEXTS, NODE_TEXTS
from tests.studio.conftest import FIXTURES, SMALL

PLACE = ObjectRef(ObjectKind.SITUATION, "child-protection", "", "shared-laptop")
FILES = sorted(FIXTURES.glob("*/scenarios/*.yaml"))


def said(part):
    """What a part of a file says: what is empty is left out."""
    if isinstance(part, dict):
        return {key: said(each) for key, each in part.items() if each not in ([], {}, "")}
    return [said(each) for each in part] if isinstance(part, list) else part


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_situations_that_ship_are_written_as_they_are(path, tmp_path):
    place = ObjectRef(ObjectKind.SITUATION, "any", "", path.stem)
    file = tmp_path / "scenarios" / path.name
    file.parent.mkdir()
    shutil.copy(path, file)
    before, data = file.read_text(), read_yaml(path).data
    fields = WRITER.read_fields(tmp_path, place)
    assert situation_of_fields(fields, data) == data
    WRITER.write_fields(tmp_path, place, fields)
    assert file.read_text() == before
    # Only the lines of what was changed differ, comments and other choices of the turn stay.
    now = fields | {"form1_turn1_choice2_feedback": "Short.", "form1_turn2_text": "It rings."}
    WRITER.write_fields(tmp_path, place, now)
    new = [line for line in file.read_text().split("\n") if line not in before.split("\n")]
    assert [line.strip() for line in new] == ["feedback: Short.", "text: It rings."]
    assert WRITER.read_fields(tmp_path, place) == now
    # A choice that goes takes its own lines along, and none of the others'.
    file.write_text(before)
    WRITER.write_fields(tmp_path, place, apply_command(None, fields, "form1_turn1_choice2 remove"))
    lines = [line for line in ndiff(before.split("\n"), file.read_text().split("\n"))
             if not line.startswith(" ")]  # fmt: skip
    assert len(lines) > 5
    assert all(line.startswith("- ") for line in lines)
    file.unlink()
    WRITER.write_fields(tmp_path, place, fields)
    assert said(read_yaml(file).data) == said(data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_form_of_what_ships_holds_all_of_it(path):
    place = ObjectRef(ObjectKind.SITUATION, "child-protection", "", path.stem)
    fields = form_fields_of(read_yaml(path).data)
    shown = SituationForm.filled(fields, 1, place)
    sent = {field.html_name: value for field in shown if (value := as_sent(field)) is not None}
    form = SituationForm(sent, ref=place, saved_fields=fields)
    assert form.is_valid(), form.errors
    assert form.as_fields() == fields


def as_sent(field) -> str | None:
    """What a browser sends of a field that nobody touched: of an empty box nothing."""
    value = field.value()
    if isinstance(value, bool):
        return "on" if value else None
    return "\r\n".join(value) if isinstance(value, list) else str(value).replace("\n", "\r\n")


def test_turns_in_another_order_are_written_so(tmp_path):
    place = ObjectRef(ObjectKind.SITUATION, "any", "", FILES[0].stem)
    file = tmp_path / "scenarios" / FILES[0].name
    file.parent.mkdir()
    shutil.copy(FILES[0], file)
    fields = WRITER.read_fields(tmp_path, place)
    moved = apply_command(None, fields, "form1_turn2 down")
    WRITER.write_fields(tmp_path, place, moved)
    assert WRITER.read_fields(tmp_path, place) == moved != fields
    shape = ScenarioFile.model_validate(read_yaml(file).data)
    assert not [*next(iter(shape.forms.values())).problems()]


def test_a_line_leads_back_to_its_field():
    folder = SMALL / "child-protection"
    path = folder / WRITER.exchanged_paths(PLACE)[0]
    document = read_yaml(path)
    form = next(iter(document.data["forms"]))
    node = next(iter(document.data["forms"][form]["nodes"]))
    at = ("forms", form, "nodes", node)
    for part, field in (
        (("title",), "title"), (("decision",), "decision"),
        (("forms", form, "title"), "form1_title"), (("forms", form, "start"), "form1_start"),
        ((*at, "text"), "form1_turn1_text"),
        ((*at, "choices", 1, "feedback"), "form1_turn1_choice2_feedback"),
        ((*at, "choices", 0, "goto"), "form1_turn1_choice1_goto"),
    ):  # fmt: skip
        line = document.spans[part][1]
        assert WRITER.field_at_line(folder, PLACE, path, line) == field
    assert WRITER.field_at_line(folder, PLACE, folder / "other.yaml", 1) == ""


def test_every_text_of_a_situation_has_a_field():
    assert set(TURN_LABEL_BY_SUFFIX) == set(NODE_TEXTS)
    assert set(CHOICE_LABEL_BY_SUFFIX) == set(CHOICE_TEXTS) <= set(CHOICE_KEY_ORDER)


def test_fields_of_a_file_and_back():
    data = {"key": "s", "decision": "d", "title": "T", "note": "kept", "forms": {"a": {
        "title": "A", "start": "two", "vary": {"device": ["phone", "laptop"]}, "nodes": {
            "one": {"text": "One.", "end": True},
            "two": {"text": "Two.", "choices": [
                {"key": "a", "text": "Go.", "best": True, "goto": "one", "feedback": "Good."},
                {"key": "b", "text": "Stay.", "best": False, "goto": "one", "feedback": "No."}]},
        }}}}  # fmt: skip
    fields = form_fields_of(data)
    assert (fields["form1_start"], fields["form1_turn2_choice1_goto"]) == ("2", "1")
    assert fields["form1_vary"] == "device: phone, laptop"
    assert situation_of_fields(fields, data) == data
