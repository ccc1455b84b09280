"""Attempts to test with."""

import pytest

from quizzes.actions import publish, start_attempt
from quizzes.queries import items_of_attempt
from tests.quizzes import specs


@pytest.fixture
def ask(alice):
    """Start an attempt on specs: `ask(specs.single(), …)` -> its items, for Alice."""

    def start(*wanted, learner=alice, context="here", behaviour="practice"):
        versions = [
            publish(f"{spec['kind']}-{n}", spec["kind"], spec) for n, spec in enumerate(wanted)
        ]
        attempt = start_attempt(learner, context, versions, behaviour=behaviour, now=specs.NOW)
        return items_of_attempt(attempt)

    return start


def token_of(item, key: str) -> str:
    """The token under which this attempt hands out an option."""
    return next(token for token, named in item.layout["tokens"].items() if named == key)
