"""Q5: pick the true share."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.bank import distractors
from awareness.bank.canonical import canonical_json
from awareness.bank.gate import as_number, judge
from awareness.bank.guards import Refused
from awareness.bank.item_models import Request, generate
from awareness.insights.ledger import Use
from quizzes.kinds import read_spec
from tests.bank.ledgers import PACK, a_figure, a_ledger, a_table, shipped


def ask(ledger, source, seed=1, report="tiny-2018"):
    return generate(
        ledger, Request(report, "Q5", "k", source, seed, ask="What share met it?")
    ).stored()


def numbers(spec) -> list[Decimal]:
    return [as_number(option["text"]) for option in spec["options"]]


def test_it_keys_the_printed_share():
    spec = ask(shipped().ledger, "t-2018-06a/yes/share", report=PACK)

    key = next(option for option in spec["options"] if option["correct"])
    assert key["text"] == "17\u202f%"
    assert key["sources"] == [f"{PACK}:t-2018-06a/yes/share"]
    assert numbers(spec) == sorted(numbers(spec))
    assert "2018" in spec["stem"]
    assert "leaves open how many answered" in spec["stem"]
    assert len(spec["caveats"]) == 2
    assert spec["item_model"] == "Q5@1"
    assert not judge(read_spec(spec))


def test_it_is_the_same_bytes_each_time():
    ledger = a_ledger(a_figure())

    assert canonical_json(ask(ledger, "met")) == canonical_json(ask(ledger, "met"))
    assert {canonical_json(ask(ledger, "met", seed)) for seed in range(9)} != {
        canonical_json(ask(ledger, "met"))
    }


def test_another_report_changes_no_item():
    alone = a_ledger(a_figure())
    beside = a_ledger(a_figure(), a_figure("x", "27", report="other-2016"))

    assert canonical_json(ask(alone, "met")) == canonical_json(ask(beside, "met"))


def test_its_rounding_is_that_of_the_key():
    spec = ask(shipped().ledger, "respondents/usa/share", report=PACK)

    assert [o["text"].rstrip("\u202f%") for o in spec["options"]] == ["21.8", "54.4", "87.0"]


def test_an_inferred_base_is_said_to_be_inferred():
    spec = ask(a_ledger(a_figure(base_inferred=True)), "met")

    assert "leaves open how many answered; its shares point to 200." in spec["stem"]


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({"use": Use.HOLD}, "G7"),
        ({"use": Use.VOICE}, "G7"),
        ({"use": Use.NEVER}, "G7"),
        ({"label": "After grooming"}, "G12"),
        ({"population": ""}, "G5"),
        ({"as_printed": "a sixth"}, "G14"),
        ({"unit": "alerts"}, "G13"),
        ({"caveats": ()}, "G10"),
        ({"caveats": ("NONE",)}, "G10"),
        ({"population": "Word " * 40}, "G16"),
    ],
)
def test_it_names_the_guard_that_refuses(parts, guard):
    with pytest.raises((Refused, KeyError)) as refused:
        ask(a_ledger(a_figure(**parts)), "met")

    if guard != "G10":
        assert refused.value.guard == guard


def test_it_refuses_an_unknown_figure():
    with pytest.raises(Refused, match="no figure"):
        ask(a_ledger(), "none")


def test_it_refuses_when_no_honest_number_is_left():
    near = [a_figure(f"n{n}", str(n)) for n in range(1, 100) if n != 50]

    with pytest.raises(Refused) as refused:
        ask(a_ledger(a_figure(value="50"), *near), "met")

    assert refused.value.guard == "G17"
    assert refused.value.numbers["key"] == "50"
    assert "40" in refused.value.numbers["forbidden"]


def test_the_heading_and_the_complement_are_no_options():
    ledger = shipped().ledger
    figure = ledger.figure("t-2018-06a/yes/share", PACK)

    never = distractors.forbidden(ledger, figure)

    assert {Decimal(20), Decimal(83)} <= set(never)
    assert figure.value not in never


def made_or_refused(ledger, source, seed):
    try:
        return ask(ledger, source, seed), None
    except Refused as refused:
        return None, refused


def whole(number: Decimal) -> Decimal:
    """As people round: half goes up (Python's own `round` takes 38.5 to 38)."""
    return number.quantize(Decimal(1), ROUND_HALF_UP)


shares = st.decimals(min_value=1, max_value=99, places=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(shares, min_size=2, max_size=6, unique=True), st.integers(0, 99))
def test_any_table_gives_one_key_or_a_named_refusal(values, seed):
    """No wrong number is true of something near, too close to the key, or its complement."""
    table = a_table({f"r{n}": {"share": str(value)} for n, value in enumerate(values)})
    ledger = a_ledger(table)
    figure = ledger.figure("t/r0/share", "tiny-2018")
    spec, refused = made_or_refused(ledger, figure.key, seed)
    if refused:
        assert refused.guard == "G17"
        assert refused.numbers["forbidden"]
        return

    found = numbers(spec)
    assert len(set(found)) == 3
    assert [n for n, o in zip(found, spec["options"], strict=True) if o["correct"]] == [
        figure.value
    ]
    for number in set(found) - {figure.value}:
        assert not distractors.is_forbidden(number, distractors.forbidden(ledger, figure))
        assert whole(number) not in {whole(value) for value in values[1:]}
        assert abs(number - figure.value) >= 8
        assert abs(number - figure.value) >= Decimal("0.2") * max(number, figure.value)
        assert number != 100 - figure.value
    assert all(guard["passed"] for guard in spec["guards"])
