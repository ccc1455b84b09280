"""Publishing: the same text once, a changed one with a new number, nothing pulled from readers."""

from datetime import date

import pytest

from awareness.content.schema_course import ModuleFile, ReadStep
from awareness.learning.adoption import adopt, is_adopted
from awareness.learning.errors import PublishError
from awareness.learning.models import (
    Adoption,
    Certificate,
    Enrolment,
    Module,
    ModuleVersion,
    Step,
)
from awareness.learning.publish import publish_module, retire_modules_not_in
from quizzes.actions import publish
from quizzes.models import QuestionVersion

from .conftest import TEXTS, definition, single, situation


def test_publishing_twice_changes_nothing(module):
    first = module.versions.get()
    again = publish_module(definition(), TEXTS)
    assert again == first
    assert ModuleVersion.objects.filter(module=module).count() == 1
    assert Step.objects.filter(module_version=first).count() == 5


def test_a_version_pins_explainer_questions_and_every_form(module, explainer):
    version = module.versions.get()
    assert version.label == "1.0"
    text = version.steps.get(slug="text")
    assert text.explainer_version == explainer
    forms = version.steps.get(slug="decide").questions.values_list("form", flat=True)
    assert list(forms) == ["a", "b"]
    assert version.spec.steps[3].asks[1].key == "rep/q2"


def test_a_situation_whose_name_begins_like_another_is_another(module):
    publish("scenario/t1-more-a", "scenario", situation("Another story"))
    version = publish_module(definition(say="Other."), TEXTS)
    asked = version.steps.get(slug="decide").questions
    keys = asked.values_list("question_version__question__key", flat=True)
    assert list(keys) == ["scenario/t1-a", "scenario/t1-b"]


def test_a_changed_dependency_gives_a_new_minor_version(module, alice, walk):
    own = walk(alice, module).begin()
    publish("rep/q1", "single", single("Asked in other words?"))
    version = publish_module(definition(), TEXTS)
    assert version.label == "1.1"
    assert ModuleVersion.objects.live().get(module=module) == version
    # Who began stays on the text they began with.
    assert Enrolment.objects.get(pk=own.pk).module_version.label == "1.0"
    assert walk(alice, module).begin().module_version.label == "1.0"


def test_plain_words_of_a_choice_give_a_new_minor_version_to_adopt_and_ask_nobody_anew(
    module, alice, walk
):
    own = walk(alice, module).begin()
    adopt(module.versions.get(), ["Ada Berg", "Cem Demir"], date(2026, 11, 1))
    spec = situation("The laptop")
    for choice in spec["scenario"]["nodes"]["start"]["choices"]:
        choice |= {"plain": f"Plainly {choice['key']}", "plain_feedback": "Plainly said."}
    publish("scenario/t1-a", "scenario", spec)

    version = publish_module(definition(), TEXTS)

    assert version.label == "1.1"
    assert not is_adopted(version)  # two people have not read it yet
    assert walk(alice, module).begin().pk == own.pk
    assert Enrolment.objects.filter(learner=alice, module=module).count() == 1


def test_changed_words_give_a_new_minor_and_the_old_words_their_number_back(module):
    assert publish_module(definition(say="Other."), TEXTS).label == "1.1"
    assert publish_module(definition(), TEXTS).label == "1.0"
    assert ModuleVersion.objects.live().filter(module=module).count() == 1


def test_the_author_raises_the_major_and_never_lowers_it(module):
    assert publish_module(definition(major=2), TEXTS).label == "2.0"
    with pytest.raises(PublishError) as refused:
        publish_module(definition(say="Late."), TEXTS)
    assert refused.value.code == "major_went_back"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "away"}, "bad_slug"),
        ({"steps": []}, "no_steps"),
        ({"opens_with": "nowhere"}, "unknown_module"),
        ({"steps": [{"slug": "done", "kind": "commit", "title": "T"}]}, "bad_slug"),
        (
            {"steps": [{"slug": "x", "kind": "read", "explainer": "rep/none", "title": "T"}]},
            "unknown_explainer",
        ),
        (
            {"steps": [{"slug": "x", "kind": "read", "text": "none.md", "title": "T"}]},
            "unknown_text",
        ),
        (
            {"steps": [{"slug": "x", "kind": "check", "questions": ["none"], "title": "T"}]},
            "unknown_question",
        ),
        (
            {"steps": [{"slug": "x", "kind": "scenario", "scenario": "t9", "title": "T"}]},
            "missing_form",
        ),
    ],
)
def test_what_cannot_be_published_says_why(module, changes, code):
    with pytest.raises(PublishError) as refused:
        publish_module(definition(**changes), TEXTS)
    assert refused.value.code == code
    assert ModuleVersion.objects.filter(module=module).count() == 1


def test_a_module_that_left_the_content_is_no_longer_begun(module):
    assert retire_modules_not_in(["first"]) == 1
    assert not ModuleVersion.objects.live().filter(module=module).exists()


def adopted(version):
    return list(Adoption.objects.filter(module_version=version).values_list("first", "second"))


def test_a_light_edit_carries_the_adoption_and_says_so(module):
    read = adopt(module.versions.get(), ["Eva Holm", "Otto Rask"], date(2026, 11, 2))

    version = publish_module(definition(say=f"{definition()['say']} ,"), TEXTS)

    assert version.label == "1.1"
    row = Adoption.objects.get(module_version=version)
    assert (row.follows, row.first, row.second, row.day) == (
        read,
        "Eva Holm",
        "Otto Rask",
        date(2026, 11, 2),
    )
    assert is_adopted(version, demo=False)


def test_a_light_edit_of_a_question_carries_it_and_another_word_does_not(module):
    adopt(module.versions.get(), ["Eva Holm", "Otto Rask"], date(2026, 11, 2))
    stem = QuestionVersion.objects.live().get(question__key="rep/q1").spec.stem
    publish("rep/q1", "single", single(stem.replace("?", " ,?")))
    light = publish_module(definition(), TEXTS)
    assert (light.label, adopted(light)) == ("1.1", [("Eva Holm", "Otto Rask")])

    publish("rep/q1", "single", single(f"Or {stem}"))
    other = publish_module(definition(), TEXTS)
    assert (other.label, adopted(other)) == ("1.2", [])


@pytest.mark.parametrize("changes", [{"say": "Must you?"}, {"minutes": 9}, {"major": 2}])
def test_everything_else_needs_two_people_again(module, changes):
    adopt(module.versions.get(), ["Eva Holm", "Otto Rask"], date(2026, 11, 2))
    assert adopted(publish_module(definition(**changes), TEXTS)) == []


def test_what_nobody_adopted_stays_so(module):
    assert adopted(publish_module(definition(say=f"{definition()['say']} ,"), TEXTS)) == []


def test_what_a_file_may_say_fits_the_columns():
    """PostgreSQL would refuse what SQLite takes."""
    columns = [(ModuleFile, Module, ("slug", "code", "track")),
               (ReadStep, Step, ("slug", "title", "preview")),
               (ModuleFile, Certificate, ("title",))]  # fmt: skip
    for shape, model, names in columns:
        for name in names:
            most = [m.max_length for m in shape.model_fields[name].metadata
                    if hasattr(m, "max_length")]  # fmt: skip
            assert most
            assert max(most) <= model._meta.get_field(name).max_length, name
