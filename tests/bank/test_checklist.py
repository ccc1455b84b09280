"""What is looked at while somebody writes, for kinds with right and wrong options."""

import pytest

from awareness.bank.checklist import LookKind, WrittenRow, looks_at_question
from tests.bank.ledgers import a_figure, a_ledger

LEARNED_FROM = [
    [(f"Perhaps the {thing} comes later.", True), (f"Surely the {thing} comes first.", False),
     (f"Surely no {thing} comes.", False)]
    for thing in ("alert", "report", "call", "answer", "question", "drawing")
]  # fmt: skip


def looks(kind, rows, stem="Which of these hold?"):
    written = [WrittenRow(text, feedback="Said.", right=right) for text, right in rows]
    found = looks_at_question(a_ledger(a_figure()), kind, stem, written, [], LEARNED_FROM)
    return {look.asked: look for look in found}


FINE = [
    ("One tells the support line today.", True), ("One waits for the next round.", False),
    ("One keeps what one has seen closed.", True), ("One asks others in the team.", False),
]  # fmt: skip


def test_several_right_options_that_give_nothing_away():
    found = looks("multiple", FINE)
    assert {LookKind.LENGTH, LookKind.WORDS, LookKind.OPTIONS_ALONE} <= found.keys()
    assert all(look.passed for look in found.values())
    assert found[LookKind.OPTIONS_ALONE].numbers["chance"] == 50


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_length_and_words_are_looked_at_wherever_options_are_right_or_wrong(kind):
    keys = 1 if kind == "single" else 2
    rows = [
        (f"One calls the supervisor before lunch and says so to {n} people of the team.", n < keys)
        for n in range(keys)
    ]
    rows += [("One never waits.", False), ("One goes on as before.", False)]
    found = looks(kind, rows, stem="What does one say to a supervisor?")
    assert not found[LookKind.LENGTH].passed
    assert not found[LookKind.WORDS].passed
    assert {"supervisor", "never"} <= {*found[LookKind.WORDS].words}


def test_a_word_of_the_stem_in_one_of_the_right_options_alone_tells_little():
    rows = [("A supervisor is told.", True), *FINE]
    assert looks("multiple", rows, stem="What does a supervisor do?")[LookKind.WORDS].passed


def test_options_alone_that_tell_which_are_right():
    rows = [
        ("Perhaps one waits.", True), ("Perhaps one calls.", True),
        ("Surely one writes.", False), ("Surely one goes.", False),
    ]  # fmt: skip
    look = looks("multiple", rows)[LookKind.OPTIONS_ALONE]
    assert not look.passed
    assert look.numbers["found"] > 75 > look.numbers["chance"]


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_what_has_no_wrong_options_has_no_clue_in_them(kind):
    assert looks(kind, FINE).keys() == {LookKind.ONE_KEY, LookKind.FEEDBACK}
