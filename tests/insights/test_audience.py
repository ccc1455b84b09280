"""Whom a page of the library is for."""

import pytest

from awareness.insights.audience import LETTERS_BY_ROLE, may_read
from awareness.people.models import Role


def test_the_roles_are_those_of_people():
    assert set(LETTERS_BY_ROLE) <= set(Role.values)


@pytest.mark.parametrize(
    ("audience", "roles", "reads"),
    [
        ([], [], True),
        ([], ["learner"], True),
        (["S"], ["learner"], True),
        (["H", "I"], ["learner"], False),
        (["H", "I"], ["learner", "manager"], False),
        (["H", "I"], ["learner", "auditor"], False),
        (["H", "I"], ["learner", "hr"], True),
        (["H", "I"], ["learner", "handler"], True),
        (["H", "I"], ["learner", "it"], True),
        (["H", "I"], ["learner", "author"], True),
        (["M"], ["learner", "it"], False),
    ],
)
def test_who_reads(audience, roles, reads):
    assert may_read(audience, roles) is reads
