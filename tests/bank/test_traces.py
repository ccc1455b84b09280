"""The sample traces of the research on generated items, as the rules now say.

Kinds of abuse, ages and regions are never ranked. Those traces are kept with the printed numbers,
and are refused by name; the same numbers under harmless names show what the other guards say.
"""

import pytest

from awareness.bank import phrases
from awareness.insights.ledger import Use
from tests.bank.families import (
    cells,
    column_ledger,
    key_of,
    made_or_refused,
    make,
)
from tests.bank.ledgers import PACK, a_figure, a_ledger, shipped

REGIONS = {
    "Europe": "66.5", "North America": "47.6", "Asia": "29.1", "South America": "5.9",
    "Africa": "1.2", "Oceania": "1.2",
}  # fmt: skip
SEVERAL = {"multi_answer": True, "exclusive": False, "sums": ""}


def refusal(*args, **more):
    return made_or_refused(*args, **more)[1]


@pytest.mark.parametrize(
    ("table", "col"),
    [("t-2018-01a", "very-common"), ("t-2018-01a", "common"), ("t-2018-01b", "increased")],
)
def test_kinds_of_abuse_are_never_ranked(table, col):
    source = [f"{table}/{row}/{col}" for row in ("innocent", "grooming", "trafficking")]
    refused = refusal(shipped().ledger, "Q2", source, report=PACK)

    assert refused.guard == "G12"
    assert refused.numbers == {"subject": "kinds of abuse", "task": "read"}


def test_regions_are_never_ranked():
    ledger = column_ledger(REGIONS, **SEVERAL)
    refused = refusal(ledger, "Q2", cells(ledger)[:3])

    assert refused.guard == "G12"
    assert refused.numbers["subject"] == "regions of the world"


def test_a_misprint_is_no_key():
    """2016: "Almost half …, 4.7 per cent" stands on hold."""
    figure = a_figure("public", "4.7", use=Use.HOLD, discrepancies=("D-01",))
    refused = refusal(a_ledger(figure, discrepancies=("D-01",)), "Q9", "public")

    assert refused.guard == "G7"
    assert refused.numbers["use"] == "HOLD"


def test_ages_are_never_asked():
    """2018, table 2."""
    refused = refusal(shipped().ledger, "Q9", "t-2018-02/5-7/grooming-met", report=PACK)
    assert refused.guard == "G12"
    assert refused.numbers["subject"] == "ages of children"


def test_editions_are_not_compared():
    """D-06: one in a thousand in 2016 and one in 500 in 2018 do not make a doubling."""
    old = a_figure("old", "20", report="other-2016")
    figures = [a_figure("new", "40"), old, a_figure("newer", "60")]
    ledger = a_ledger(*figures)
    ledger.reports["other-2016"] = ledger.reports["tiny-2018"]
    refused = refusal(ledger, "Q2", [figure.full_key for figure in figures])

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
        assert spec["stem"].endswith(phrases.WHICH_HEADLINE)
