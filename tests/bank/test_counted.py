"""Q11: what does a number count, and of whom is it a share."""

import pytest

from awareness.bank.gate import broken_rules
from awareness.insights.ledger import Gathered, Kind, Use
from quizzes.kinds import read_spec
from tests.bank.families import directly, key_of, made_or_refused, make, quoted
from tests.bank.ledgers import a_figure, a_ledger

RECORDS = "Visits to the pool in a year"


def a_count(key: str, value: str, measure: str, **parts):
    common = {
        "unit": measure, "measure": measure, "as_printed": value, "kind": Kind.COUNT,
        "population": RECORDS, "question": "", "base_n": None, "gathered": Gathered.RECORDS,
        "label": key.capitalize(), "statement": f"{value} were counted.",
    }  # fmt: skip
    return a_figure(key, value, **common | parts)


def pool(*more):
    return a_ledger(
        a_count("visits", "9000", "visits"),
        a_count("tickets", "4000", "tickets"),
        a_count("towels", "2500", "towels_lent"),
        *more,
    )


def test_what_is_counted_stands_beside_what_else_the_report_counts():
    spec = make(pool(), "Q11-counts", "visits")

    assert key_of(spec)["text"] == "Visits"
    assert {option["text"] for option in spec["options"]} == {"Visits", "Tickets", "Towels lent"}
    said = {option["text"]: option["feedback"] for option in spec["options"]}
    assert said["Towels lent"].endswith("“Towels” is 2,500 towels lent.")
    assert not broken_rules(read_spec(spec))


@pytest.mark.parametrize(
    "other",
    [
        a_count("far", "1000000", "drops"),  # a hundred times as many: nobody mixes them up
        a_count("held", "3000", "lockers", use=Use.HOLD),
        a_count("money", "3000", "takings", kind=Kind.MONEY, unit="SEK"),
        a_count("other", "3000", "members", population="Members of the club"),
        a_count("same", "3000", "visits"),
    ],
)
def test_nothing_else_is_offered(other):
    beside = a_ledger(a_count("visits", "9000", "visits"), a_count("t", "4000", "tickets"), other)

    assert made_or_refused(beside, "Q11-counts", "visits")[1].guard == "G17"


def test_a_computed_number_is_no_count():
    ledger = pool(a_count("sum", "13000", "visits", formula="{visits} + {tickets}"))

    assert made_or_refused(ledger, "Q11-counts", "sum")[1].guard == "G8"


@pytest.mark.parametrize("gathered", list(Gathered))
def test_of_whom_a_share_is(gathered):
    figure = a_figure(gathered=gathered, measure="share_of_clubs", population="Clubs in the north")
    spec = directly(a_ledger(figure), "Q11-of-whom", "met")

    asked = "asked" if gathered is Gathered.SURVEY else "counted here"
    assert key_of(spec)["text"] == "Clubs in the north"
    assert {option["text"] for option in spec["options"]} == {
        "Clubs in the north",
        f"All clubs, whether they were {asked} or not",
        "Those alone who stand under “Had met it”",
    }
    assert not broken_rules(read_spec(spec))


def test_another_group_of_the_report_may_be_taken_for_it():
    others = a_figure("south", "30", population="Clubs in the south", label="South")
    figure = a_figure(population="Clubs in the north", measure="share_of_clubs")
    texts = {
        option["text"]
        for seed in range(9)
        for option in make(a_ledger(figure, others), "Q11-of-whom", "met", seed)["options"]
    }

    assert "Clubs in the south" in texts


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({"use": Use.VOICE}, "G7"),
        ({"label": "After grooming"}, "G12"),
        ({"kind": Kind.CHANGE}, "G8"),
        ({"as_printed": "most"}, "G14"),
    ],
)
def test_it_names_the_guard_that_refuses(parts, guard):
    figure = a_figure(**{"kind": Kind.SHARE} | parts)

    assert made_or_refused(a_ledger(figure), "Q11-of-whom", "met")[1].guard == guard


def test_the_seed_moves_the_key():
    ledger = a_ledger(a_figure())
    keys = {key_of(make(ledger, "Q11-of-whom", "met", seed))["key"] for seed in range(20)}

    assert keys == set("abc")


@pytest.mark.parametrize(
    ("gathered", "sentence"),
    [
        (Gathered.SURVEY, "whomever one asks, it will be"),
        (Gathered.RECORDS, "wherever one looks, it"),
    ],
)
def test_a_sentence_may_take_a_share_for_one_of_everybody(gathered, sentence):
    figure = a_figure(gathered=gathered, population="Clubs in the north", measure="share_of_clubs")
    made = quoted(a_ledger(figure), "Q11-of-whom", "met")

    assert made
    for spec in made:
        assert sentence in spec["stem"]
        assert key_of(spec)["text"].startswith("All clubs, whether they were ")
        assert "the number does not" in key_of(spec)["feedback"]
        assert not broken_rules(read_spec(spec))


def test_of_records_the_population_is_what_it_is_a_share_of():
    """A share of the money in complaints is none of the complaints."""
    money = a_figure(gathered=Gathered.RECORDS, population="Complaints", measure="share_of_losses")

    assert made_or_refused(a_ledger(money), "Q11-of-whom", "met")[1].guard == "G8"
