from decimal import Decimal

import pytest

from awareness.bank import guards
from awareness.insights.ledger import Use
from tests.bank.ledgers import OFFICERS, RULES, a_figure, a_ledger


def test_g8_wants_the_noun_of_what_was_counted():
    assert guards.measure_named(a_figure(measure="alerts"), "How many alerts?").passed
    assert not guards.measure_named(a_figure(measure="alerts"), "How many people?").passed


def test_g8_refuses_a_measure_without_words():
    assert not guards.measure_named(a_figure(measure="wishes"), "How many wishes?").passed


def test_g9_wants_year_and_population():
    report = a_ledger().reports["tiny-2018"]
    who = OFFICERS.partition(";")[0]

    assert guards.year_and_place(a_figure(), report, f"In 2018, {who}.").passed
    assert not guards.year_and_place(a_figure(), report, f"{who}.").passed
    assert not guards.year_and_place(a_figure(), report, "In 2018, some officers.").passed


def test_g10_wants_every_caveat_of_a_figure():
    reports = a_ledger().reports
    figure = a_figure()

    assert guards.caveats_shown([figure], reports, {"tiny-2018:SRC"}).passed
    missing = guards.caveats_shown([figure], reports, set())
    assert not missing.passed
    assert missing.numbers["missing"] == ["tiny-2018:SRC"]


def test_g10_refuses_an_unknown_caveat_and_a_bare_caveat_figure():
    reports = a_ledger().reports

    assert not guards.caveats_shown([], reports, {"tiny-2018:NONE"}).passed
    assert not guards.caveats_shown([a_figure(caveats=())], reports, set()).passed
    assert guards.caveats_shown([a_figure(caveats=(), use=Use.TEACH)], reports, set()).passed


@pytest.mark.parametrize("word", ["child pornography", "minors", "monsters", "voluntarily"])
def test_g11_refuses_words_we_do_not_use(word):
    assert not guards.words_allowed(RULES, f"Some say {word} here.").passed


def test_g11_allows_a_quotation():
    assert guards.words_allowed(RULES, "The law says “child pornography”.").passed


def test_g15_wants_one_true_option_and_the_key():
    options = {"a": 1, "b": 2, "c": 2}

    assert guards.one_key(options, lambda n: n == 1, "a").passed
    assert not guards.one_key(options, lambda n: n == 1, "b").passed
    two = guards.one_key(options, lambda n: n == 2, "b")
    assert not two.passed
    assert two.numbers["right"] == ["b", "c"]


def test_g16_refuses_what_takes_two_breaths():
    assert guards.short_enough("What comes first?", ["I call."]).passed
    assert not guards.short_enough("word " * 31 + ".", ["I call."]).passed
    assert not guards.short_enough("What?", ["word " * 31]).passed


def test_g16_ends_a_sentence_at_a_quotation():
    said = "A colleague says: " + '"' + "word " * 20 + 'end." ' + "word " * 20 + "?"

    assert guards.short_enough(said, []).passed


def test_g17_keeps_numbers_apart():
    def passes(*numbers, points=True):
        return guards.numbers_apart([Decimal(n) for n in numbers], points).passed

    assert passes("9", "17", "34")
    assert not passes("10", "17", "34")  # seven points
    assert not passes("80", "95", "50")  # 15 points, and less than a fifth
    assert passes("109", "272", "598", points=False)


def test_g17_keeps_words_apart():
    assert guards.texts_apart(["I call the police.", "I wait."]).passed
    assert not guards.texts_apart(["I wait.", "i wait"]).passed
    assert not guards.texts_apart(["I wait.", "I wait until Monday."]).passed
