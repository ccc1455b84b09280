"""The sample traces of the research on generated items, as the rules now say.

Kinds of abuse, ages and regions are never ranked. Those traces are kept with the printed numbers,
and are refused by name; the same numbers under harmless names show what the other guards say.
"""

import pytest

from awareness.insights.ledger import Use
from tests.bank.families import (
    cells,
    column_ledger,
    key_of,
    made_or_refused,
    make,
)
from tests.bank.ledgers import PACK, a_figure, a_ledger, a_table, shipped

REGIONS = {
    "Europe": "66.5", "North America": "47.6", "Asia": "29.1", "South America": "5.9",
    "Africa": "1.2", "Oceania": "1.2",
}  # fmt: skip
SEVERAL = {"multi_answer": True, "exclusive": False, "sums": ""}
SAID = "Which of these was named by the largest share of them, several answers allowed?"


def harmless(values: dict[str, str]) -> dict[str, str]:
    return {f"room {'abcdefgh'[n]}": value for n, value in enumerate(values.values())}


def refusal(*args, **more):
    return made_or_refused(*args, **more)[1]


@pytest.mark.parametrize("column", ["very-common", "common"])
@pytest.mark.parametrize("table", ["t-2018-01a", "t-2018-01b"])
def test_kinds_of_abuse_are_never_ranked(table, column):
    column = "increased" if table.endswith("b") else column
    refused = refusal(shipped().ledger, "Q1", table, report=PACK, column=column)

    assert refused.guard == "G12"
    assert refused.numbers == {"subject": "kinds of abuse", "task": "extremum"}


def test_the_same_numbers_under_harmless_names_are_far_enough_apart():
    """52.5 before 26.5, n about 198: a gap of 26 where 8 are needed, and chance asks for 7.1."""
    column = harmless(dict(enumerate(["21.9", "52.5", "26.5", "17.9", "7.3"])))
    spec = make(column_ledger(column, base_n=198), "Q1", "t")
    [gap] = [guard for guard in spec["guards"] if guard["name"] == "G1"]

    assert key_of(spec)["text"] == "room b"
    assert gap["numbers"]["gap"] == "26"
    assert gap["numbers"]["needed"] == "8"


@pytest.mark.parametrize("end", ["largest", "smallest"])
def test_regions_are_never_ranked(end):
    refused = refusal(column_ledger(REGIONS, **SEVERAL), "Q1", "t", end=end)

    assert refused.guard == "G12"
    assert refused.numbers["subject"] == "regions of the world"


def test_regions_are_put_in_no_order():
    ledger = column_ledger(REGIONS, **SEVERAL)
    assert refusal(ledger, "Q6", cells(ledger)[:3]).guard == "G12"
    assert refusal(ledger, "Q2", cells(ledger)[:3]).guard == "G12"


def test_two_smallest_that_tie():
    """1.2 and 1.2."""
    ledger = column_ledger(harmless(REGIONS), **SEVERAL)
    refused = refusal(ledger, "Q1", "t", end="smallest")

    assert refused.guard == "G1"
    assert refused.numbers["first"] == refused.numbers["second"] == "1.2"
    assert refused.numbers["gap"] == "0"
    assert key_of(make(ledger, "Q1", "t", ask=SAID))["text"] == "room a"


@pytest.mark.parametrize("model", ["Q5", "Q9"])
def test_a_misprint_is_no_key(model):
    """2016: "Almost half …, 4.7 per cent" stands on hold."""
    figure = a_figure("public", "4.7", use=Use.HOLD, discrepancies=("D-01",))
    refused = refusal(a_ledger(figure, discrepancies=("D-01",)), model, "public")

    assert refused.guard == "G7"
    assert refused.numbers["use"] == "HOLD"


def test_what_the_blog_rounds_is_no_key():
    figure = a_figure("blog", "60", use=Use.HOLD)
    assert refusal(a_ledger(figure), "Q5", "blog").guard == "G7"


def test_ages_are_never_asked_and_a_table_of_columns_needs_one():
    """2018, table 2: the row that leads depends on the column."""
    refused = refusal(shipped().ledger, "Q1", "t-2018-02", report=PACK)
    assert refused.guard == "G12"
    assert refused.numbers["subject"] == "ages of children"

    printed = {"one": ("66.7", "47.6"), "two": ("60.3", "51.9"), "three": ("28", "11.1")}
    lines = {row: {"met": a, "most often": b} for row, (a, b) in printed.items()}
    assert refusal(a_ledger(a_table(lines)), "Q1", "t").guard == "G2"


@pytest.mark.parametrize("model", ["Q2", "Q6", "Q8"])
def test_editions_are_not_compared(model):
    """D-06: one in a thousand in 2016 and one in 500 in 2018 do not make a doubling."""
    old = a_figure("old", "20", report="other-2016")
    figures = [a_figure("new", "40"), old, a_figure("newer", "60")][: 2 if model == "Q8" else 3]
    ledger = a_ledger(*figures)
    ledger.reports["other-2016"] = ledger.reports["tiny-2018"]
    refused = refusal(ledger, model, [figure.full_key for figure in figures])

    assert refused.guard == "G6"
    assert refused.numbers == {"groups": 2}


def test_what_cannot_be_told_is_asked_as_a_conclusion():
    """D-06 again: two populations may stand side by side where that is the lesson."""
    ledger = a_ledger(a_figure("new", "40"), a_figure("old", "20", population="Others; by letter"))
    claims = [
        {"text": "The officers of each year said so.", "holds": True, "feedback": "As printed."},
        {"text": "The two years asked in two ways.", "holds": True, "feedback": "As printed."},
        {"text": "It has doubled.", "feedback": "Two questions, two groups: nobody can tell."},
    ]
    assert key_of(make(ledger, "Q12", ["new", "old"], claims=claims))["text"] == "It has doubled."


def test_a_loose_heading_is_no_wrong_answer_outside_its_own_repair():
    """D-08: the heading's one in five beside the chart's 17 per cent."""
    numbers = [
        option["text"]
        for seed in range(30)
        for option in make(
            shipped().ledger, "Q5", "t-2018-06a/yes/share", seed, report=PACK
        )["options"]
    ]  # fmt: skip
    assert "17\u202f%" in numbers
    assert "20\u202f%" not in numbers


def test_the_repair_of_two_headings():
    """D-08 and D-24: the honest one names who, what and how far."""
    share, blocked = a_figure("met", "17"), a_figure(
        "blocked", "500000", unit="requests", measure="alerts", population="One internet provider",
    )  # fmt: skip
    told = [
        ("met", [("{figure:met} of officers had met one", True), ("One in five had met one", False),
                 ("Deepfakes are in every sixth case", False)]),
        ("blocked", [("One provider: {figure:blocked} alerts a month", True),
                     ("{figure:blocked} searches in the world", False),
                     ("{figure:blocked} people search each month", False)]),
    ]  # fmt: skip
    for source, lines in told:
        claims = [{"text": t, "holds": h, "feedback": "So it is printed."} for t, h in lines]
        spec = make(a_ledger(share, blocked), "Q13", [source], claims=claims)
        assert key_of(spec)["text"][0] in "1O"
        assert spec["stem"].endswith("Which headline says what the data show?")
