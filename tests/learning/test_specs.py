"""What a module's version consists of: read from its JSON, and written as it was."""

import json

import pytest
from django.db import connection
from pydantic import ValidationError

from awareness.learning.models import ModuleSpec, ModuleVersion, StepKind


def stored(version: ModuleVersion) -> dict:
    """The JSON of the column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT spec FROM learning_moduleversion WHERE id = %s", [version.pk])
        [value] = cursor.fetchone()
    return json.loads(value) if isinstance(value, str) else value


def test_steps_have_their_place_and_kind(module):
    spec = ModuleVersion.objects.live().get(module=module).spec
    assert [step.position for step in spec.steps] == [1, 2, 3, 4, 5]
    assert [step.kind for step in spec.steps] == [
        StepKind.SCENARIO, StepKind.READ, StepKind.ESTIMATE, StepKind.CHECK, StepKind.COMMIT,
    ]  # fmt: skip
    assert [question.form for question in spec.steps[0].asks] == ["a", "b"]
    assert (spec.title, spec.minutes, spec.pass_mark) == ("A neutral title", 10, None)


def test_what_was_read_is_written_as_it_was(module):
    version = ModuleVersion.objects.live().get(module=module)
    before = stored(version)
    assert before["code"] == "A1"  # a key that no page reads
    version.save()
    assert stored(version) == before


def test_a_key_of_the_column_is_a_plain_value(module):
    titles = (
        ModuleVersion.objects.live().filter(module=module).values_list("spec__title", flat=True)
    )
    assert list(titles) == ["A neutral title"]


def test_one_text_is_one_object_that_cannot_be_changed(module):
    one, two = (ModuleVersion.objects.live().get(module=module).spec for _read in range(2))
    assert one is two
    with pytest.raises(ValidationError):
        one.title = "Other"
    with pytest.raises(ValidationError):
        ModuleSpec.model_validate({"title": "No minutes"})
