"""Q2: what rows may be set beside each other."""

import pytest

from awareness.bank.gate import judge
from awareness.insights.ledger import Use
from quizzes.kinds import parse_spec, read_spec
from tests.bank.families import column_ledger, key_of, made_or_refused, make
from tests.bank.ledgers import a_figure, a_ledger

WORK = {"Shops": "54.4", "Schools": "22.1", "Banks": "6.6", "Farms": "3.7", "All others": "13.2"}


def test_the_largest_of_three_rows():
    spec = make(column_ledger(WORK), "Q2", ["t/Banks/share", "t/Shops/share", "t/Schools/share"])

    assert key_of(spec)["text"] == "Shops"
    assert not judge(read_spec(spec))
    parse_spec(spec)


@pytest.mark.parametrize(
    ("source", "guard"),
    [
        (["t/Shops/share", "t/Schools/share"], "G15"),
        (["t/Shops/share", "t/Schools/share", "t/All others/share"], "G17"),
        (["t/Shops/share", "t/Schools/share", "none"], "G7"),
        (["t/Schools/share", "t/Banks/share", "t/Farms/share"], None),
    ],
)
def test_which_rows_are_refused(source, guard):
    refused = made_or_refused(column_ledger(WORK), "Q2", source)[1]
    assert (refused and refused.guard) == guard


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({"use": Use.HOLD}, "G7"),
        ({"use": Use.VOICE}, "G7"),
        ({"no_key": "never asked"}, "G7"),
        ({"label": "After grooming"}, "G12"),
        ({"population": "Other officers"}, "G6"),
        ({"question": "Another question?"}, "G6"),
        ({"report": "other-2016"}, "G6"),
        ({"unit": "alerts", "measure": "share_of_officers"}, "G13"),
    ],
)
def test_every_guard_is_asked(parts, guard):
    first = a_figure("one", "60", label="One")
    second = a_figure("two", "30", label="Two")
    odd = a_figure("odd", "10", **{"label": "Odd"} | parts)
    ledger = a_ledger(first, second, odd)
    ledger.reports["other-2016"] = ledger.reports["tiny-2018"]

    assert made_or_refused(ledger, "Q2", ["one", "two", odd.full_key])[1].guard == guard
