"""Guards on the ledger. The traces of ITEM-GENERATION §5.6 are kept as tests."""

from dataclasses import replace
from decimal import Decimal

import pytest

from awareness.bank import guards
from awareness.insights.ledger import Use
from tests.bank.ledgers import PACK, a_figure, a_ledger, a_table, shipped


def column(table_key: str, col: str) -> dict:
    table = shipped().ledger.tables[f"{PACK}:{table_key}"]
    return {row: cells[col].value for row, cells in table.cells.items()}


def test_g1_passes_a_clear_gap():
    found = guards.tie_guard(column("t-2018-01a", "very-common"), 198)

    assert found.passed
    assert found.numbers == {"first": "52.5", "second": "26.5", "gap": "26", "needed": "12.081"}


def test_g1_refuses_a_tie_and_names_the_numbers():
    found = guards.tie_guard({"africa": Decimal("1.2"), "oceania": Decimal("1.2"), "x": 9}, 254,
                       largest=False)  # fmt: skip

    assert not found.passed
    assert found.name == "G1"
    assert found.numbers["gap"] == "0"


def test_g1_asks_more_of_a_small_base():
    values = {"a": 50, "b": 38}

    assert guards.tie_guard(values, 400).passed
    assert not guards.tie_guard(values, 41).passed


def test_chance_moves_a_difference_further_than_either_share():
    """12 and 5 of 41: what one answer gains the other loses."""
    between = guards.chance_points_between(29.3, 12.2, 41, 41)
    assert guards.chance_points(29.3, 41) < 17.1 < between
    assert guards.chance_points_between(50, 50, 100, 400) == pytest.approx((10**2 + 5**2) ** 0.5)
    assert (
        guards.chance_points_between(50, 40, None, 41) < between
    )  # a base that nobody knows adds nothing


def test_where_answers_make_more_than_all_some_lie_within_others():
    parts = {"base_n": 450, "question": "Where do you work?"}
    shares = {"us": "46.4", "america": "50.4", "europe": "40"}
    figures = [a_figure(key, value, **parts) for key, value in shares.items()]
    assert not guards.one_answer_guard(a_ledger(*figures), figures[:2]).passed
    assert guards.one_answer_guard(a_ledger(*figures[1:]), figures[1:]).passed
    several = [replace(figure, multi_answer=True) for figure in figures]
    assert guards.one_answer_guard(a_ledger(*several), several[:2]).passed


def test_g1_has_nothing_to_say_of_one_row():
    assert not guards.tie_guard({"a": 50}, 100).passed


def test_g5_needs_a_population_and_shows_the_base():
    assert guards.base_guard(a_figure()).numbers == {"base_n": 200, "inferred": False}
    assert not guards.base_guard(a_figure(population="")).passed


def test_g6_refuses_a_comparison_across_questions():
    """D-06, 2016 against 2018: different reports, different questions."""
    same = [a_figure("a"), a_figure("b")]

    assert guards.same_population_guard(same).passed
    assert not guards.same_population_guard([*same, a_figure("c", question="Another?")]).passed
    assert not guards.same_population_guard([*same, a_figure("d", report="other-2016")]).passed


def test_g7_refuses_hold_voice_and_never():
    ledger = a_ledger()

    assert guards.usable_guard(ledger, a_figure(use=Use.TEACH)).passed
    for use in (Use.HOLD, Use.VOICE, Use.NEVER):
        assert not guards.usable_guard(ledger, a_figure(use=use)).passed


def test_g7_refuses_what_may_be_told_and_never_be_a_key():
    assert not guards.usable_guard(
        a_ledger(), a_figure(no_key="never an objective or a key")
    ).passed


def test_g7_refuses_a_discrepancy_nobody_treated():
    figure = a_figure(discrepancies=("D-05",))

    assert not guards.usable_guard(a_ledger(), figure).passed
    assert guards.usable_guard(a_ledger(discrepancies=("D-05",)), figure).passed


def test_g12_never_ranks_kinds_ages_or_regions():
    ledger = shipped().ledger
    ages = a_ledger(a_table({"5 to 7 years": {"s": "9"}, "under 5": {"s": "8"}}))
    regions = a_ledger(a_table({"Europe": {"s": "66.5"}, "North America": {"s": "47.6"}}))

    for key in ("t-2018-01a/grooming/common", "t-2018-01b/trafficking/neither", "selfgen-common"):
        assert not guards.never_ranked_guard(ledger, ledger.figure(key, PACK), "share").passed
    found = guards.never_ranked_guard(ages, ages.figure("t/under 5/s", "tiny-2018"), "order")
    assert found.numbers["subject"] == "ages of children"
    found = guards.never_ranked_guard(
        regions, regions.figure("t/Europe/s", "tiny-2018"), "extremum"
    )
    assert found.numbers["subject"] == "regions of the world"


def test_g12_lets_the_sample_be_asked_about():
    ledger = shipped().ledger

    assert guards.never_ranked_guard(
        ledger, ledger.figure("respondents/usa/share", PACK), "share"
    ).passed


def test_g13_holds_the_key_to_its_rounding():
    figure = a_figure(value="54.4")

    assert guards.rounding_guard(figure, Decimal("54.4")).passed
    assert guards.rounding_guard(figure, Decimal(54)).passed
    assert not guards.rounding_guard(figure, Decimal(55)).passed
    assert not guards.rounding_guard(a_figure(value=None), Decimal(1)).passed


@pytest.mark.parametrize(
    ("printed", "value", "passes"),
    [
        ("75 %", "75", True),
        ("Three quarters", "75", True),
        ("a third", "33.3", True),
        ("Almost half", "50", True),  # shown with its qualifier
        ("one in ten", "10", True),
        ("Two hundred and five", "205", True),
        ("Three quarters", "70", False),  # another number than the printed words name
        ("most of them", "60", False),
        ("many", None, False),
    ],
)
def test_g14_takes_words_that_have_a_value(printed, value, passes):
    figure = a_figure(value=value, as_printed=printed)

    assert guards.printed_number_guard(a_ledger(), figure).passed is passes


def test_g14_reads_the_language_of_the_report():
    ledger = a_ledger()
    swedish = replace(ledger.reports["tiny-2018"], language="sv")
    figure = a_figure(value="10", as_printed="Var tionde")

    assert not guards.printed_number_guard(ledger, figure).passed
    assert guards.printed_number_guard(
        replace(ledger, reports={"tiny-2018": swedish}), figure
    ).passed


def test_g14_takes_what_was_computed():
    assert guards.printed_number_guard(
        a_ledger(), a_figure(as_printed="", formula="{a} / {b}")
    ).passed


def test_g1_draws_nothing_from_a_few_things():
    assert guards.counts_differ(193407, 86415)
    assert not guards.counts_differ(10, 3)
    few, many = (a_figure(value=n, unit="agencies") for n in ("13", "130"))
    assert not guards.count_size_guard(few).passed
    assert guards.count_size_guard(many).passed
    assert guards.count_size_guard(a_figure(value="13")).passed  # a share
