"""Histories of a year, chosen by hypothesis, in the site and in the reference."""

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.assignments.both import Both
from tests.assignments.histories import BEGIN, GAPS, History
from tests.conftest import TASKS

NUMBERS = st.integers(0, 99)
STEPS = st.tuples(NUMBERS, NUMBERS, NUMBERS, st.integers(0, len(GAPS) - 1))
EXAMPLES = 5  # a second or two each


def live(steps) -> list[str]:
    """The steps one after the other, in both; what was done."""
    with transaction.atomic():
        both = Both(BEGIN)
        try:
            history = History(both)
            names = []
            for person in range(4):
                history.join(person, person + 1)
            for step in steps:
                names.append(history.take(step))
                both.compare()
        except Exception as error:
            error.add_note("After " + ", ".join(name for name in names if name))
            raise
        finally:
            both.stop()
            transaction.set_rollback(True)
    return [name for name in names if name]


@pytest.fixture
def in_the_queue():
    """What people's changes ask of the worker waits in its queue: it runs when the history says."""
    with override_settings(TASKS=TASKS):
        yield


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=30, max_size=50))
def test_site_and_reference_agree_on_every_history(db, in_the_queue, steps):
    assert live(steps)
