import pytest

from quizzes.actions import publish
from quizzes.errors import QuizError, SpecError
from quizzes.models import QuestionVersion
from quizzes.queries import live_version
from tests.quizzes import specs

pytestmark = pytest.mark.django_db


def test_it_works():
    version = publish("q", "single", specs.single())
    assert (version.number, version.status, version.kind) == (1, "live", "single")
    assert live_version("q") == version


def test_the_same_again_changes_nothing():
    first = publish("q", "single", specs.single())
    backwards = dict(reversed(specs.single().items()))
    assert publish("q", "single", backwards) == first
    assert QuestionVersion.objects.count() == 1


def test_a_change_is_a_new_version():
    first = publish("q", "single", specs.single())
    second = publish("q", "single", specs.single("Another stem?"))
    first.refresh_from_db()
    assert (first.status, second.status, second.number) == ("retired", "live", 2)
    assert first.spec.stored() == specs.single()  # what was asked stays readable


def test_old_content_goes_live_again():
    first = publish("q", "single", specs.single())
    second = publish("q", "single", specs.single("Another stem?"))
    again = publish("q", "single", specs.single())
    second.refresh_from_db()
    assert (again.pk, again.status, second.status) == (first.pk, "live", "retired")
    assert QuestionVersion.objects.count() == 2


def test_languages_live_side_by_side():
    english = publish("q", "single", specs.single())
    swedish = publish("q", "single", specs.single("Vilken?", lang="sv"), lang="sv")
    assert live_version("q") == english
    assert live_version("q", "sv") == swedish


@pytest.mark.parametrize(
    ("kind", "spec", "code"),
    [
        ("essay", {"kind": "essay"}, "kind_unknown"),
        ("single", specs.multiple(), "kind_changed"),
        ("multiple", specs.multiple(), "kind_changed"),  # the question is single already
        ("single", specs.single(lang="sv"), "lang_mismatch"),
    ],
)
def test_it_refuses(kind, spec, code):
    publish("q", "single", specs.single())
    with pytest.raises(QuizError) as error:
        publish("q", kind, spec)
    assert error.value.code == code
    assert QuestionVersion.objects.count() == 1


def test_it_refuses_a_broken_spec_and_says_where():
    with pytest.raises(SpecError) as error:
        publish("q", "single", specs.single("", options=[specs.option("one") | {"feedback": ""}]))
    assert error.value.code == "spec_invalid"
    assert [problem.path for problem in error.value.problems] == [
        "stem",
        "options.0.feedback",
        "options",
        "options",
    ]
    assert QuestionVersion.objects.count() == 0


def test_two_loaders_at_once_make_one_version(threads):
    results = threads([lambda: publish("q", "single", specs.single()) for _ in range(6)])
    assert {version.number for version in results} == {1}
    assert QuestionVersion.objects.count() == 1
