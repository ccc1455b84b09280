"""Q9: guess, then see."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.bank.canonical import canonical_json
from awareness.bank.guards import RefusedItem
from awareness.bank.item_models import QuestionRequest, generate_spec
from awareness.bank.item_models.estimate import accepted_range
from quizzes.kinds import parse_spec
from tests.bank.ledgers import PACK, a_figure, a_ledger, shipped


def ask(ledger, source, report="tiny-2018"):
    return generate_spec(ledger, QuestionRequest(report, "Q9", "k", source, 1)).stored()


def test_it_takes_500_to_525_computers_for_each_alert():
    """D-04: the arithmetic says 525, the report prints 500; both are met."""
    spec = ask(shipped().ledger, "computers-per-alert", PACK)
    parse_spec(spec)

    block = spec["numeric"]
    assert (block["value"], block["low"], block["high"]) == ("525", "500", "525")
    assert block["scale"] == "ratio"
    assert (block["prefix"], block["unit"]) == ("One alert for every", "work computers")
    assert "does not tell how many people" in block["tells_not"]
    assert any("counts alerts, not people" in caveat for caveat in spec["caveats"])


def test_a_share_is_in_points():
    block = ask(a_ledger(a_figure(value="54.4")), "met")["numeric"]

    assert (block["scale"], block["min"], block["max"]) == ("points", "0", "100")
    assert (block["low"], block["high"]) == ("54", "54.4")
    assert block["close"] == "Very close: the report prints 54.4\u202f%."


def test_it_is_the_same_bytes_each_time():
    ledger = a_ledger(a_figure())

    assert canonical_json(ask(ledger, "met")) == canonical_json(ask(ledger, "met"))


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({"value": None, "as_printed": "most"}, "G14"),
        ({"value_to": Decimal(20)}, "G13"),
        ({"measure": ""}, "G8"),
        ({"as_printed": "almost half"}, "G14"),
        ({"no_key": "never a key"}, "G7"),
    ],
)
def test_it_names_the_guard_that_refuses(parts, guard):
    with pytest.raises(RefusedItem) as refused:
        ask(a_ledger(a_figure(**parts)), "met")

    assert refused.value.guard == guard


@given(st.decimals(min_value=1, max_value=10**7, places=0))
def test_what_is_met_is_the_number_or_a_near_rounding(value):
    low, high = accepted_range(value, points=False)

    assert low <= value <= high
    assert high - low <= value / 20
