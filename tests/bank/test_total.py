"""Q3: neighbours on an ordinal scale, added up."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.bank import distractors
from awareness.bank.canonical import canonical_json
from awareness.bank.gate import as_number, judge
from quizzes.kinds import read_spec
from tests.bank.families import cells, key_of, made_or_refused, make
from tests.bank.ledgers import PACK, a_ledger, a_table, shipped

SCALE = ("rare", "some", "common", "usual")


def scale(values, **parts):
    """One row of answers on a scale of as many steps."""
    line = {name: str(value) for name, value in zip(SCALE, values, strict=True)}
    common = {"col_kind": "ordinal", "sums": "row"}
    return a_ledger(a_table({"Visits": line}, **common | parts))


def numbers(spec) -> list[Decimal]:
    return [as_number(option["text"]) for option in spec["options"]]


def test_two_answers_of_the_shipped_scale():
    spec = make(
        shipped().ledger, "Q3",
        ["t-2018-06b/very-uncommon/share", "t-2018-06b/uncommon/share"], report=PACK,
    )  # fmt: skip

    assert key_of(spec)["text"] == "41.5\u202f%"
    assert "very uncommon or uncommon" in spec["stem"]
    assert "leaves open how many answered; its shares point to 41." in spec["stem"]
    assert "12.2" in key_of(spec)["feedback"]
    assert numbers(spec) == sorted(numbers(spec))
    assert not judge(read_spec(spec))


@pytest.mark.parametrize(
    ("parts", "source", "guard"),
    [
        ({}, ["t/Visits/rare", "t/Visits/common"], "G4"),  # not side by side
        ({}, ["t/Visits/rare", "t/Visits/rare"], "G4"),
        ({}, ["t/Visits/rare"], "G4"),
        ({"col_kind": "nominal"}, ["t/Visits/rare", "t/Visits/some"], "G4"),
        ({"exclusive": False}, ["t/Visits/rare", "t/Visits/some"], "G4"),
        ({"sums": ""}, ["t/Visits/rare", "t/Visits/some"], "G4"),
    ],
)
def test_what_does_not_add_up_is_refused(parts, source, guard):
    ledger = scale((40.2, 13.3, 26.1, 20.4), **parts)
    assert made_or_refused(ledger, "Q3", source)[1].guard == guard


def test_a_missing_remainder_is_refused_with_its_total():
    refused = made_or_refused(scale((40, 13, 26, 15)), "Q3", ["t/Visits/rare", "t/Visits/some"])[1]

    assert refused.guard == "G4"
    assert refused.numbers == {"total": "94"}


def test_the_shipped_kinds_are_refused():
    source = ["t-2018-01a/trafficking/common", "t-2018-01a/trafficking/very-common"]
    refused = made_or_refused(shipped().ledger, "Q3", source, report=PACK)[1]

    assert refused.guard == "G12"
    assert refused.numbers["subject"] == "kinds of abuse"


def test_countries_do_not_add_up():
    source = ["respondents/usa/share", "respondents/united-kingdom/share"]
    assert made_or_refused(shipped().ledger, "Q3", source, report=PACK)[1].guard == "G4"


parts = st.lists(st.integers(1, 940), min_size=3, max_size=3).filter(lambda n: sum(n) < 990)


@settings(max_examples=60, deadline=None)
@given(parts, st.integers(0, 99), st.sampled_from([(0, 1), (1, 2), (2, 3), (0, 1, 2), (1, 2, 3)]))
def test_any_scale_gives_one_sum_or_a_named_refusal(thousandths, seed, at):
    values = [Decimal(n) / 10 for n in thousandths]
    values.append(100 - sum(values))
    ledger = scale([f"{value:.1f}" for value in values])
    source = [cells(ledger)[n] for n in at]
    spec, refused = made_or_refused(ledger, "Q3", source, seed)
    if refused:
        assert refused.guard in ("G13", "G17")
        assert refused.numbers
        return

    total = sum(values[n] for n in at)
    assert as_number(key_of(spec)["text"]) == total
    for number in set(numbers(spec)) - {total}:
        assert abs(number - total) >= 8
        assert number != 100 - total
        assert not distractors.is_forbidden(number, values)  # a part, or another answer's share
    assert len(set(numbers(spec))) == 3
    assert canonical_json(spec) == canonical_json(make(ledger, "Q3", source, seed))
    assert not judge(read_spec(spec))
