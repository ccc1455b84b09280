from datetime import date

import pytest

from awareness.bank import guards
from awareness.insights.ledger import Kind, Use
from tests.bank.ledgers import OFFICERS, RULES, a_figure, a_ledger, a_table


def test_g8_wants_the_noun_of_what_was_counted():
    assert guards.measure_named_guard(a_figure(measure="alerts"), "How many alerts?").passed
    assert not guards.measure_named_guard(a_figure(measure="alerts"), "How many people?").passed


def test_g8_lets_a_row_speak_for_itself_where_its_subject_has_no_words():
    assert guards.measure_named_guard(a_figure(measure="wishes"), "How many?").passed
    assert not guards.measure_named_guard(a_figure(measure=""), "How many?").passed


def test_g9_wants_year_and_population():
    ledger, who = a_ledger(), OFFICERS.partition(";")[0]

    def passes(text: str, *figures) -> bool:
        return guards.year_and_place_guard(ledger, figures or [a_figure()], text).passed

    assert passes(f"In 2018, {who}.")
    assert not passes(f"{who}.")
    assert not passes("In 2018, some officers.")
    assert not passes(f"In 2018, {who}.", a_figure(), a_figure(as_of=date(2015, 12, 31)))


YEARS = {"City": {"2019": "60", "2020": "40"}, "Country": {"2019": "40", "2020": "60"}}


@pytest.mark.parametrize(
    ("parts", "years"),
    [
        ({"as_of": date(2015, 12, 31)}, ("2015",)),  # not that of the report, 2018
        ({"as_of": None}, ("2018",)),
        ({"kind": Kind.CHANGE, "between": ("2013", "2014"), "as_of": None}, ("2013", "2014")),
        ({"kind": Kind.INDEX, "between": ("2013",)}, ("2018",)),  # that is what is 100
        ({"label": "Asked in 2012"}, ("2012",)),
        ({"label": "Asked 2,012 times"}, ("2018",)),
        ({"kind": Kind.CHANGE, "between": ("women", "men")}, ("2018",)),
    ],
)
def test_g9_knows_the_years_of_a_figure(parts, years):
    assert guards.years_of(a_ledger(), a_figure(**parts)) == years


def test_g9_reads_the_year_of_a_column():
    ledger = a_ledger(a_table(YEARS))

    assert guards.years_of(ledger, ledger.figure("t/City/2019", "tiny-2018")) == ("2019",)


def test_g10_wants_every_caveat_of_a_figure():
    reports = a_ledger().reports
    figure = a_figure()

    assert guards.caveats_guard([figure], reports, {"tiny-2018:SRC"}).passed
    missing = guards.caveats_guard([figure], reports, set())
    assert not missing.passed
    assert missing.numbers["missing"] == ["tiny-2018:SRC"]


def test_g10_refuses_an_unknown_caveat_and_a_bare_caveat_figure():
    reports = a_ledger().reports

    assert not guards.caveats_guard([], reports, {"tiny-2018:NONE"}).passed
    assert not guards.caveats_guard([a_figure(caveats=())], reports, set()).passed
    assert guards.caveats_guard([a_figure(caveats=(), use=Use.TEACH)], reports, set()).passed


@pytest.mark.parametrize("word", ["child pornography", "minors", "monsters", "voluntarily"])
def test_g11_refuses_words_we_do_not_use(word):
    assert not guards.words_allowed_guard(RULES, f"Some say {word} here.").passed


def test_g11_allows_a_quotation():
    assert guards.words_allowed_guard(RULES, "The law says “child pornography”.").passed


def test_g15_wants_one_true_option_and_the_key():
    options = {"a": 1, "b": 2, "c": 2}

    assert guards.one_key_guard(options, lambda n: n == 1, "a").passed
    assert not guards.one_key_guard(options, lambda n: n == 1, "b").passed
    two = guards.one_key_guard(options, lambda n: n == 2, "b")
    assert not two.passed
    assert two.numbers["right"] == ["b", "c"]


def test_g16_refuses_what_takes_two_breaths():
    assert guards.length_guard("What comes first?", ["I call."]).passed
    assert not guards.length_guard("word " * 31 + ".", ["I call."]).passed
    assert not guards.length_guard("What?", ["word " * 31]).passed


def test_g16_ends_a_sentence_at_a_quotation():
    said = "A colleague says: " + '"' + "word " * 20 + 'end." ' + "word " * 20 + "?"

    assert guards.length_guard(said, []).passed


def test_g17_keeps_words_apart():
    assert guards.texts_apart_guard(["I call the police.", "I wait."]).passed
    assert not guards.texts_apart_guard(["I wait.", "i wait"]).passed
    assert not guards.texts_apart_guard(["I wait.", "I wait until Monday."]).passed
