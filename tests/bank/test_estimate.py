"""Q9: guess, then see."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.bank.canonical import canonical_json
from awareness.bank.guards import RefusedItem
from awareness.bank.item_models import QuestionRequest, generate_spec
from awareness.bank.item_models.estimate import accepted_range
from quizzes.errors import SpecError
from quizzes.kinds import parse_spec
from tests.bank.ledgers import PACK, a_figure, a_ledger, shipped


def ask(ledger, source, report="tiny-2018", **words):
    asked, family_fields = words.pop("ask", ""), words
    wanted = QuestionRequest(report, "Q9", "k", source, 1, ask=asked, family_fields=family_fields)
    return generate_spec(ledger, wanted).stored()


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


def test_an_author_says_what_is_close_and_what_is_said_of_it():
    words = {"far": "Most guess more. It is {figure:met}.", "close_within": 2, "near_within": 6}
    spec = ask(a_ledger(a_figure(value="54.4")), "met", **words)
    numbers = parse_spec(spec).numeric

    assert numbers.far == "Most guess more. It is 54.4\u202f%."
    assert numbers.near.startswith("In the area:")  # where nothing is written, the model speaks
    assert [numbers.band(Decimal(guess)) for guess in (56, 57, 60, 61)] == [
        "close", "near", "near", "far",
    ]  # fmt: skip
    assert [(band.least, band.most) for band in numbers.bands()] == [
        ("52\u202f%", "56.4\u202f%"), ("48\u202f%", "60.4\u202f%"), ("", ""),
    ]  # fmt: skip


def test_of_a_count_it_is_in_per_cent_of_it():
    words = {"close_within": 10, "near_within": 100}
    numbers = parse_spec(ask(shipped().ledger, "computers-per-alert", PACK, **words)).numeric

    assert [numbers.band(Decimal(guess)) for guess in (455, 454, 250, 249, 577, 1050, 1051)] == [
        "close", "near", "near", "far", "close", "near", "far",
    ]  # fmt: skip
    assert [band.most for band in numbers.bands()][:2] == [
        "One alert for every 577 work computers", "One alert for every 1,050 work computers",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("close", "near"), [(10, 5), (60, None), (0, 5), (None, 4)],
    ids=["near is nearer", "beyond reason", "nought", "nearer than close of all"],
)  # fmt: skip
def test_close_that_reaches_farther_than_near_is_refused(close, near):
    with pytest.raises(SpecError):
        parse_spec(ask(a_ledger(a_figure()), "met", close_within=close, near_within=near))


def test_a_question_that_names_the_number_is_refused():
    with pytest.raises(RefusedItem) as refused:
        ask(a_ledger(a_figure()), "met", ask="Is it {figure:met}?")

    assert refused.value.guard == "G20"


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
