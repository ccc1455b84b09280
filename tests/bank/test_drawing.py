"""Q2: read the drawing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.bank.gate import broken_rules
from awareness.insights.ledger import Gathered, Kind, Use
from quizzes.errors import SpecError
from quizzes.kinds import parse_spec, read_spec
from tests.bank.families import cells, column_ledger, key_of, made_or_refused, make
from tests.bank.ledgers import a_figure, a_ledger

CLOSE = {"Shops": "61.5", "Schools": "12.5", "Banks": "11.5", "Farms": "9.5", "All others": "5"}
SHOPS = "“Shops” stands for "


def of(column: dict[str, str] | list, **parts):
    ledger = column_ledger(column)
    for figure in list(ledger.figures.values()):
        changed = replace(figure, **parts)
        table = ledger.tables["tiny-2018:t"]
        ledger.figures[figure.full_key] = changed
        table.cells[figure.key.split("/")[1]]["share"] = changed
    return ledger


def test_it_draws_the_rows_and_bears_out_one_sentence():
    ledger = of(CLOSE)
    spec = make(ledger, "Q2", cells(ledger))

    assert [(bar["label"], bar["length"]) for bar in spec["drawing"]["bars"]] == [
        ("Shops", 100), ("Schools", 20), ("Banks", 19), ("Farms", 15), ("All others", 8),
    ]  # fmt: skip
    assert spec["drawing"]["bars"][0]["shown"] == "61.5\u202f%"
    assert key_of(spec)["text"].startswith(SHOPS)
    assert "The drawing shows “A table”." in spec["stem"]
    assert not broken_rules(read_spec(spec))
    parse_spec(spec)


def test_what_is_left_over_is_drawn_and_in_no_sentence():
    ledger = of(CLOSE)
    said = [
        option["text"]
        for seed in range(20)
        for option in make(ledger, "Q2", cells(ledger), seed)["options"]
    ]
    assert not [text for text in said if "All others" in text]


def test_a_difference_that_chance_could_make_is_a_misreading():
    ledger = of(CLOSE)
    spec = make(ledger, "Q2", cells(ledger))
    wrong = [option for option in spec["options"] if not option["correct"]]

    assert all("chance can move a share that far" in option["feedback"] for option in wrong)


def test_records_need_no_base_and_are_compared_by_size():
    parts = {"gathered": Gathered.RECORDS, "kind": Kind.COUNT, "unit": "visits",
             "measure": "visits", "base_n": None}  # fmt: skip
    ledger = of({"a": "900", "b": "880", "c": "300", "d": "290"}, **parts)
    spec = make(ledger, "Q2", cells(ledger))

    assert key_of(spec)["feedback"].startswith("So it is drawn")
    assert "answered" not in spec["stem"]


@pytest.mark.parametrize(
    ("column", "parts", "guard"),
    [
        (CLOSE, {"base_n": None}, "G1"),
        ({"a": "90", "b": "9", "c": "1"}, {}, "G1"),  # nobody could misread it
        ({"a": "33", "b": "33", "c": "34"}, {}, "G1"),  # it bears out nothing
        ({"a": "90", "b": "9"}, {}, "G13"),
        (CLOSE, {"qualifier": "about"}, "G13"),
        (CLOSE, {"use": Use.HOLD}, "G7"),
        (CLOSE, {"label": "After grooming"}, "G12"),
    ],
)
def test_it_names_the_guard_that_refuses(column, parts, guard):
    ledger = of(column, **parts)

    assert made_or_refused(ledger, "Q2", cells(ledger))[1].guard == guard


def test_rows_of_several_groups_are_refused():
    ledger = a_ledger(
        *(a_figure(key, "40", label=key) for key in "abc"), a_figure("d", "9", population="Others")
    )
    assert made_or_refused(ledger, "Q2", list("abcd"))[1].guard == "G6"


shares = st.decimals(min_value=0, max_value=100, places=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(shares, min_size=3, max_size=8), st.integers(20, 3000), st.integers(0, 99))
def test_one_sentence_holds_and_two_do_not(values, base, seed):
    ledger = of(list(map(str, values)), base_n=base)
    spec, refused = made_or_refused(ledger, "Q2", cells(ledger), seed)
    if refused:
        assert refused.guard in ("G1", "G17")
        return
    share = {f"row {'abcdefgh'[n]}": value for n, value in enumerate(values)}
    for option in spec["options"]:
        named = [row for row in share if f"“{row}”" in option["text"]]
        named.sort(key=lambda row: option["text"].index(row))
        if "half" in option["text"]:
            holds = share[named[0]] > 50
        elif "twice" in option["text"]:
            holds = share[named[0]] >= 2 * share[named[1]]
        else:
            gap = share[named[0]] - share[named[1]]
            holds = gap >= 8
        assert holds is option["correct"] or ("clearly" in option["text"] and not option["correct"])


def test_a_bar_is_no_longer_than_the_longest():
    ledger = of(CLOSE)
    spec = make(ledger, "Q2", cells(ledger))
    spec["drawing"]["bars"][0]["length"] = 101

    with pytest.raises(SpecError):
        parse_spec(spec)


def test_one_base_for_several_groups_is_nobody_s_own():
    apart = {"a": "62", "b": "36", "c": "33"}
    for ledger in (of(CLOSE), column_ledger(apart, sums="", multi_answer=True)):
        assert make(ledger, "Q2", cells(ledger))
    for parts in ({"sums": ""}, {"sums": "row"}):
        ledger = column_ledger(apart, **parts)
        refused = made_or_refused(ledger, "Q2", cells(ledger))[1]
        assert (refused.guard, refused.message) == (
            "G1", "nobody knows how many answered for each",
        )  # fmt: skip
        assert made_or_refused(ledger, "Q12", ["t/a/share", "t/b/share"])[1].guard == "G1"
        own = of_own_bases(ledger)
        assert make(own, "Q2", cells(own))
        assert make(own, "Q12", ["t/a/share", "t/b/share"])


def of_own_bases(ledger):
    """The same with a base of each row's own."""
    for n, figure in enumerate(list(ledger.figures.values())):
        own = replace(figure, base_n=300 + n)
        ledger.figures[figure.full_key] = own
        ledger.tables["tiny-2018:t"].cells[figure.key.split("/")[1]]["share"] = own
    return ledger
