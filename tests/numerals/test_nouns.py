"""One of a counted thing, and several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.numerals.nouns import is_plural, plural, singular

PAIRS = {
    "complaint": "complaints", "agency": "agencies", "survey": "surveys", "box": "boxes",
    "loss": "losses", "case": "cases", "house": "houses", "size": "sizes", "branch": "branches",
    "database": "databases", "person": "people", "child": "children", "woman": "women",
    "policeman": "policemen", "analysis": "analyses", "status": "statuses", "use": "uses",
    "headache": "headaches", "life": "lives", "movie": "movies", "quiz": "quizzes",
    "human": "humans", "specimen": "specimens", "employee with a plan": "employees with a plan",
    "work computer": "work computers", "visit to a doctor": "visits to a doctor",
}  # fmt: skip


@pytest.mark.parametrize(("one", "several"), PAIRS.items())
def test_one_and_several(one, several):
    assert plural(one) == several
    assert singular(several) == one
    assert plural(several) == several
    assert singular(one) == one


@pytest.mark.parametrize("alike", ["series", "staff", "police", "data", "species"])
def test_some_are_alike(alike):
    assert (plural(alike), singular(alike)) == (alike, alike)


def test_capitals_stay():
    assert (plural("Agency"), singular("People")) == ("Agencies", "Person")


@given(st.from_regex(r"[a-z]{3,12}[a-hj-tv-z]", fullmatch=True))
def test_a_plural_is_one(word):
    assert is_plural(plural(word))
    assert plural(plural(word)) == plural(word)
