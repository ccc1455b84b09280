import pytest

from quizzes.access import own_item
from quizzes.errors import QuizError
from tests.quizzes import specs


def test_own_item(ask, alice, charlie):
    item = ask(specs.single())[0]
    assert own_item(alice, item.pk) == own_item(alice, item.pk, "here") == item
    for learner, context in [(charlie, None), (charlie, "here"), (alice, "elsewhere")]:
        with pytest.raises(QuizError) as error:
            own_item(learner, item.pk, context)
        assert error.value.code == "unknown_item"
