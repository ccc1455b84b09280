"""The migration that writes down what items of old attempts are worth, forwards and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quizzes.actions import answer, finish_attempt, publish, regrade
from quizzes.models import AttemptItem
from tests.quizzes import specs
from tests.quizzes.conftest import token_of
from tests.quizzes.test_regrade import LATER, corrected

BEFORE, AFTER = "0002_ordering_and_matching", "0003_item_fraction"


def migrate(name: str) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("quizzes", name)])


@pytest.mark.django_db(transaction=True)
def test_old_items_are_filled_and_nothing_is_lost_on_the_way_back(ask):
    regraded, guess = ask(specs.single(), specs.numeric())
    answer(regraded, token="t", raw={"answer": token_of(regraded, "key-one")}, now=specs.NOW)
    answer(guess, token="t", raw={"skip": "1"}, now=specs.NOW)
    finish_attempt(guess.attempt, specs.NOW)
    regrade(regraded.version, publish("single-0", "single", corrected("key-one")), LATER)
    counted = [1.0, None]  # the newest grade; an estimate is not scored
    assert list(AttemptItem.objects.values_list("fraction", flat=True)) == counted
    try:
        migrate(BEFORE)
        columns = connection.introspection.get_table_description(
            connection.cursor(), AttemptItem._meta.db_table
        )
        assert "fraction" not in {column.name for column in columns}
    finally:
        migrate(AFTER)
    assert list(AttemptItem.objects.values_list("fraction", flat=True)) == counted
