"""What the database itself refuses, on every engine."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from quizzes.actions import answer, publish
from quizzes.models import Attempt, AttemptItem, Grade, Question, QuestionVersion, Response
from tests.quizzes import specs
from tests.quizzes.conftest import token_of


@pytest.fixture
def refuses(db):
    """`with refuses("name"):` the database refuses it, by the constraint of that name."""

    class Refuses:
        def __init__(self, name: str, fields: str = "") -> None:
            self.said = (name, fields or name)

        def __enter__(self):
            self.raises = pytest.raises(IntegrityError)
            self.error = self.raises.__enter__()
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()

        def __exit__(self, *error):
            self.savepoint.__exit__(*error)
            assert self.raises.__exit__(*error)
            # PostgreSQL names the constraint; SQLite names a check, or the fields of an index.
            assert any(words in str(self.error.value) for words in self.said), self.error.value
            return True

    return Refuses


@pytest.fixture
def version(db):
    return publish("q", "single", specs.single())


def another(version, **fields):
    values = {
        "question": version.question,
        "number": 7,
        "status": "retired",
        "spec": version.spec,
        "spec_hash": "other",
    }
    return QuestionVersion.objects.create(**(values | fields))


def attempt_of(learner, **fields):
    values = {"context": "c", "number": 1, "length": 1, "started_at": specs.NOW}
    return Attempt.objects.create(learner=learner, **(values | fields))


def test_question_has_a_known_kind(refuses):
    with refuses("quizzes_question_kind_known"):
        Question.objects.create(key="k", kind="essay")


def test_one_live_version(refuses, version):
    with refuses("quizzes_version_one_live", "quizzes_questionversion.question_id"):
        another(version, status="live")
    another(version, status="live", lang="sv")  # another language lives beside it


def test_same_content_once(refuses, version):
    with refuses("quizzes_version_content_once", "quizzes_questionversion.spec_hash"):
        another(version, spec_hash=version.spec_hash)


def test_version_number_once(refuses, version):
    with refuses("quizzes_version_number_once", "quizzes_questionversion.number"):
        another(version, number=version.number)


def test_version_has_a_known_status(refuses, version):
    with refuses("quizzes_version_status_known"):
        another(version, status="lively")


def test_one_open_attempt(refuses, alice, charlie):
    attempt_of(alice)
    attempt_of(charlie)
    attempt_of(alice, context="elsewhere")
    with refuses("quizzes_attempt_one_open", "quizzes_attempt.context"):
        attempt_of(alice, number=2)
    attempt_of(alice, number=2, state="finished", finished_at=specs.NOW)


def test_attempt_number_once(refuses, alice):
    attempt_of(alice)
    with refuses("quizzes_attempt_number_once", "quizzes_attempt.number"):
        attempt_of(alice, state="finished", finished_at=specs.NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "finished"},
        {"state": "open", "finished_at": specs.NOW},
        {"state": "lost"},
    ],
)
def test_finished_has_a_time(refuses, alice, fields):
    with refuses("quizzes_attempt_finished_has_time"):
        attempt_of(alice, **fields)


def test_attempt_has_a_known_behaviour(refuses, alice):
    with refuses("quizzes_attempt_behaviour_known"):
        attempt_of(alice, behaviour="exam")


@pytest.mark.parametrize("fraction", [-0.1, 1.2])
def test_fractions_are_shares(refuses, alice, ask, fraction):
    with refuses("quizzes_attempt_fraction_0_to_1"):
        attempt_of(alice, fraction=fraction)
    with refuses("quizzes_attempt_pass_0_to_1"):
        attempt_of(alice, pass_fraction=fraction)
    grade = answered(ask).grades.get()
    with refuses("quizzes_item_fraction_0_to_1"):
        AttemptItem.objects.update(fraction=fraction)
    with refuses("quizzes_grade_fraction_0_to_1"):
        Grade.objects.filter(pk=grade.pk).update(fraction=fraction)


def test_item_once(refuses, alice, version):
    attempt = attempt_of(alice)
    values = {"attempt": attempt, "layout": {}}
    AttemptItem.objects.create(version=version, position=0, **values)
    with refuses("quizzes_item_version_once", "quizzes_attemptitem.version_id"):
        AttemptItem.objects.create(version=version, position=1, **values)
    with refuses("quizzes_item_position_once", "quizzes_attemptitem.position"):
        AttemptItem.objects.create(version=another(version), position=0, **values)


def answered(ask) -> Response:
    item = ask(specs.single())[0]
    raw = {"answer": token_of(item, "key-two")}
    return answer(item, token="t", raw=raw, now=specs.NOW)


def test_response_once(refuses, ask):
    first = answered(ask)
    values = {"item": first.item, "answer": {}, "at": specs.NOW}
    with refuses("quizzes_response_token_once", "quizzes_response.token"):
        Response.objects.create(token="t", sequence=2, is_final=False, **values)
    with refuses("quizzes_response_sequence_once", "quizzes_response.sequence"):
        Response.objects.create(token="u", sequence=1, is_final=False, **values)
    with refuses("quizzes_response_one_final", "quizzes_response.item_id"):
        Response.objects.create(token="u", sequence=2, is_final=True, **values)


def test_grade_once_per_key(refuses, ask):
    grade = answered(ask).grades.get()
    values = {"response": grade.response, "version": grade.version, "parts": {}, "at": specs.NOW}
    with refuses("quizzes_grade_once_per_key", "quizzes_grade.grader"):
        Grade.objects.create(grader=grade.grader, **values)
    Grade.objects.create(grader="single-2", **values)


def test_answered_versions_stay(ask):
    version = answered(ask).item.version
    with pytest.raises(ProtectedError):
        version.delete()
    with pytest.raises(ProtectedError):
        version.question.delete()
