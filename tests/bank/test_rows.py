"""Q1 extremum, Q2 compare, Q6 order, Q8 swap: what rows may be set beside each other."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.bank.canonical import canonical_json
from awareness.bank.gate import judge
from awareness.bank.guards import Refused
from awareness.insights.ledger import Use
from quizzes.kinds import parse_spec, read_spec
from tests.bank.families import (
    a_column,
    cells,
    column_ledger,
    key_of,
    made_or_refused,
    make,
    value,
)
from tests.bank.ledgers import PACK, a_figure, a_ledger, a_table, shipped

WORK = {"Shops": "54.4", "Schools": "22.1", "Banks": "6.6", "Farms": "3.7", "All others": "13.2"}


def respondents(*rows: str) -> list[str]:
    return [f"respondents/{row}/share" for row in rows]


def test_the_largest_row_of_the_shipped_table():
    spec = make(
        shipped().ledger, "Q1", "respondents", report=PACK,
        ask="In which of these countries did the largest share of them work?",
    )  # fmt: skip

    assert key_of(spec)["text"] == "United States"
    assert "All others" not in {option["text"] for option in spec["options"]}
    assert "272 answered" in spec["stem"]
    assert spec["item_model"] == "Q1@1"
    assert not judge(read_spec(spec))
    parse_spec(spec)


def test_the_smallest_row_is_refused_while_two_are_near():
    refused = made_or_refused(column_ledger(WORK), "Q1", "t", end="smallest")[1]

    assert refused.guard == "G1"
    assert refused.numbers["gap"] == "2.9"


def test_three_rows_and_an_order():
    ledger = column_ledger(WORK)
    compared = make(ledger, "Q2", ["t/Banks/share", "t/Shops/share", "t/Schools/share"])
    ordered = make(ledger, "Q6", ["t/Banks/share", "t/Shops/share", "t/Schools/share"])

    assert key_of(compared)["text"] == "Shops"
    assert [o["text"] for o in ordered["options"]] == ["Shops", "Schools", "Banks"]
    assert ordered["ordering"] == {"keys": ["a", "b", "c"]}
    assert "correct" not in ordered["options"][0]
    assert {"tried": 6, "found": 1} in [guard["numbers"] for guard in ordered["guards"]]
    for spec in (compared, ordered):
        assert not judge(read_spec(spec))
        parse_spec(spec)


def test_swapped_labels_have_two_options_and_true_numbers():
    spec = make(
        shipped().ledger, "Q8", ["t-2018-06c/yes/share", "t-2018-06c/no/share"], report=PACK,
        ask="Will deepfakes become more common?",
    )  # fmt: skip

    assert key_of(spec)["text"] == "Yes: 77.2\u202f%. No: 22.8\u202f%."
    assert {o["text"] for o in spec["options"]} == {
        "Yes: 77.2\u202f%. No: 22.8\u202f%.",
        "Yes: 22.8\u202f%. No: 77.2\u202f%.",
    }
    assert not judge(read_spec(spec))


@pytest.mark.parametrize("model", ["Q2", "Q6"])
@pytest.mark.parametrize(
    ("source", "guard"),
    [
        (["t/Shops/share", "t/Schools/share"], "G15"),
        (["t/Shops/share", "t/Banks/share", "t/Farms/share"], None),
        (["t/Shops/share", "t/Schools/share", "t/All others/share"], "G17"),
        (["t/Shops/share", "t/Schools/share", "none"], "G7"),
    ],
)
def test_which_rows_are_refused(model, source, guard):
    spec, refused = made_or_refused(column_ledger(WORK), model, source)
    if guard:
        assert refused.guard == guard
    else:  # a largest one, and the two behind it too near for an order
        assert (spec is None) == (model == "Q6")


@pytest.mark.parametrize("model", ["Q2", "Q6", "Q8"])
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
def test_every_guard_is_asked(model, parts, guard):
    first = a_figure("one", "60", label="One")
    second = a_figure("two", "30", label="Two")
    odd = a_figure("odd", "10", **{"label": "Odd"} | parts)
    ledger = a_ledger(first, second, odd)
    ledger.reports["other-2016"] = ledger.reports["tiny-2018"]
    source = ["one", odd.full_key] if model == "Q8" else ["one", "two", odd.full_key]

    assert made_or_refused(ledger, model, source)[1].guard == guard


def test_a_table_of_several_columns_needs_one_named_in_the_words():
    table = a_table({
        "Shops": {"Seen": "60", "Heard": "10"}, "Schools": {"Seen": "30", "Heard": "12"},
        "Banks": {"Seen": "12", "Heard": "70"}, "Farms": {"Seen": "9", "Heard": "8"},
    })  # fmt: skip
    ledger = a_ledger(table)

    assert made_or_refused(ledger, "Q1", "t")[1].guard == "G2"
    assert made_or_refused(ledger, "Q1", "t", column="Touched")[1].guard == "G2"
    unsaid = made_or_refused(ledger, "Q1", "t", column="Seen", ask="Which is the largest share?")
    assert unsaid[1].guard == "G2"
    spec = make(ledger, "Q1", "t", column="Seen", ask="Which had the largest share of “seen”?")
    assert key_of(spec)["text"] == "Shops"
    # Banks come first in the other column: right under another reading, so no wrong answer.
    assert {option["text"] for option in spec["options"]} == {"Shops", "Schools", "Farms"}


def test_the_column_of_several_answers_is_no_whole():
    figure = a_figure("t/a/share", "60", multi_answer=True)
    assert figure.multi_answer
    table = a_column(["60", "30", "10"], multi_answer=True)

    assert key_of(make(a_ledger(table), "Q1", "t"))["text"] == "row a"  # no part of a whole asked


shares = st.decimals(min_value=0, max_value=100, places=1)
columns = st.lists(shares, min_size=2, max_size=7)


@settings(max_examples=60, deadline=None)
@given(columns, st.integers(0, 99), st.sampled_from(["largest", "smallest"]))
def test_any_table_has_one_largest_row_or_a_named_refusal(values, seed, end):
    ledger = column_ledger(values)
    spec, refused = made_or_refused(ledger, "Q1", "t", seed, end=end)
    if refused:
        assert refused.guard in ("G1", "G17")
        assert refused.numbers
        return

    best = (max if end == "largest" else min)(values)
    shown = {o["text"]: value(ledger, f"t/{o['text']}/share") for o in spec["options"]}
    assert len(shown) == 3
    assert shown.pop(key_of(spec)["text"]) == best
    assert all(abs(other - best) >= 8 for other in shown.values())
    assert canonical_json(spec) == canonical_json(make(ledger, "Q1", "t", seed, end=end))
    assert not judge(read_spec(spec))


@settings(max_examples=60, deadline=None)
@given(st.lists(shares, min_size=3, max_size=3), st.integers(0, 99))
def test_any_three_rows_have_one_order_or_a_named_refusal(values, seed):
    ledger = column_ledger(values)
    for model in ("Q2", "Q6"):
        spec, refused = made_or_refused(ledger, model, cells(ledger), seed)
        if refused:
            assert refused.guard == "G1"
            assert Decimal(str(refused.numbers["gap"])) < Decimal(str(refused.numbers["needed"]))
            continue
        by_text = {o["text"]: value(ledger, f"t/{o['text']}/share") for o in spec["options"]}
        if model == "Q2":
            assert by_text[key_of(spec)["text"]] == max(values)
        else:
            placed = [by_text[option["text"]] for option in spec["options"]]
            assert all(a - b >= 8 for a, b in pairwise(placed))
        again = make(ledger, model, cells(ledger), seed)
        assert canonical_json(spec) == canonical_json(again)
        backwards = make(ledger, model, cells(ledger)[::-1], seed)
        assert [o["text"] for o in backwards["options"]] == [o["text"] for o in spec["options"]]
        parse_spec(spec)


@settings(max_examples=40, deadline=None)
@given(shares, shares, st.integers(0, 99))
def test_any_two_rows_swap_or_are_refused(one, two, seed):
    ledger = column_ledger([one, two])
    spec, refused = made_or_refused(ledger, "Q8", cells(ledger), seed)
    if refused:
        assert refused.guard == "G1"
    else:
        assert key_of(spec)["text"].startswith(f"row a: {one.normalize():f}")
        assert len({option["text"] for option in spec["options"]}) == 2
        assert not judge(read_spec(spec))


def test_seeds_move_the_key():
    ledger = column_ledger(WORK)
    places = {
        next(n for n, o in enumerate(make(ledger, "Q1", "t", seed)["options"]) if o["correct"])
        for seed in range(20)
    }
    assert places == {0, 1, 2}


def test_another_report_changes_no_item():
    alone = column_ledger(WORK)
    beside = a_ledger(a_column(WORK), a_figure("x", "53", report="other-2016"))

    for model, source in (("Q1", "t"), ("Q6", cells(alone)[:3])):
        assert canonical_json(make(alone, model, source)) == canonical_json(
            make(beside, model, source)
        )


def test_an_empty_table_is_refused():
    assert made_or_refused(a_ledger(a_table({"Shops": {}})), "Q1", "t")[1].guard == "G7"


def test_an_unknown_table_is_refused_by_name():
    with pytest.raises(Refused, match="no table 'none'"):
        make(a_ledger(), "Q1", "none")
