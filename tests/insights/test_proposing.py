"""Which drawing figures ask for: rules over figures alone, each answer with its reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from awareness.insights.charts.proposing import propose_drawings, proposed_title
from awareness.insights.ledger import Kind, Use
from tests.insights.ledgers import make_figure, make_ledger


@pytest.fixture
def ledger():
    return make_ledger()


@pytest.fixture
def share():
    """Makes a share of the same people, on one base."""

    def make(key: str, value: str, /, **changes):
        told = {"label": f"Those of {key}", "unit": "percent", "kind": Kind.SHARE, "base_n": 272,
                "population": "Officers", "question": "Where?"}  # fmt: skip
        return replace(make_figure(key, value), **told | changes)

    return make


def of(ledger, *figures):
    return propose_drawings(ledger, figures[0].report, figures)


def test_shares_of_the_same_people_are_bars_with_every_other_kind_refused(ledger, share):
    [made], refused = of(ledger, share("usa", "54.4"), share("europe", "34.7"))
    assert refused == []
    assert (made.chart.kind, made.chart.rows) == ("bars", ("usa", "europe"))
    assert "on one base" in made.why
    not_others = dict(made.why_not)
    assert "89.1 of a hundred" in not_others["One divided bar, or a pie"]
    assert "of one time" in not_others["A line"]
    assert made.chart.title == "Those of usa: {figure:usa}, the largest share here"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "alerts", "kind": Kind.COUNT}, "different units (per cent, alerts)"),
        ({"population": "Employers."}, "different people or things (Officers; Employers)"),
        ({"base_n": 41}, "different bases (272, 41)"),
        ({"base_n": None}, "different bases (272, not printed)"),
        ({"formula": "{usa} + {asia}"}, "count twice"),
    ],
)
def test_what_shares_no_people_base_or_unit_is_refused_in_words(ledger, share, changes, words):
    made, [refused] = of(ledger, share("usa", "54.4"), share("other", "34.7", **changes))
    assert made == []
    assert [figure.key for figure in refused.figures] == ["usa", "other"]
    assert words in refused.why


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": None}, "has no number"),
        ({"use": Use.HOLD}, "may not be drawn"),
        ({"value": Decimal(-3)}, "is a fall"),
        ({"value_to": Decimal(60)}, "is a range"),
    ],
)
def test_what_is_never_drawn_is_told_by_itself(ledger, share, changes, words):
    pair = share("usa", "54.4"), share("europe", "34.7")
    [made], [refused] = of(ledger, *pair, share("odd", "1", **changes))
    assert made.chart.rows == ("usa", "europe")
    assert [figure.key for figure in refused.figures] == ["odd"]
    assert words in refused.why


def test_one_number_alone_is_a_sentence(ledger, share):
    made, [refused] = of(ledger, share("usa", "54.4"))
    assert made == []
    assert "sentence" in refused.why


def test_several_answers_and_a_whole_are_told_apart(ledger, share):
    several = [share(key, "50", multi_answer=True) for key in ("a", "b")]
    [made], _refused = of(ledger, *several)
    assert "Several answers" in dict(made.why_not)["One divided bar, or a pie"]
    [made], _refused = of(ledger, share("yes", "17"), share("no", "83"))
    assert "add up to a hundred" in dict(made.why_not)["One divided bar, or a pie"]


def test_over_time_they_stand_in_the_order_of_their_days(ledger, share):
    late, early = share("late", "9", as_of=date(2019, 1, 1)), share("early", "7")
    [made], _refused = of(ledger, late, early)
    assert made.chart.rows == ("early", "late")
    assert "Two points in time" in dict(made.why_not)["A line"]
    middle = share("middle", "8", as_of=date(2018, 12, 1))
    [made], _refused = of(ledger, late, early, middle)
    assert "Lines over time" in dict(made.why_not)["A line"]


def test_a_title_says_no_more_than_its_figures_hold(ledger, share):
    report = share("a", "1").report

    def title(*figures):
        return proposed_title(report, figures)

    assert "largest share" in title(share("a", "5"), share("b", "4"))
    for unsure in (
        (share("a", "5"), share("b", "5")),
        (share("a", "5", qualifier="about"), share("b", "4")),
        (share("a", "5"), share("b", "4", qualifier="over")),
        (share("a", "5"), share("b", "4", question="Something else?")),
    ):
        assert "largest" not in title(*unsure)
        assert title(*unsure) == "Those of a: {figure:a}; Those of b: {figure:b}"
    dated = title(share("a", "5", label="In 2018 {x}"), share("b", "4"))
    assert dated.startswith("In {say:2018} (x): {figure:a}")
    assert "{figure:rep:a}" in proposed_title("elsewhere", [share("a", "5", report="rep"),
                                                      share("b", "4", report="rep")])  # fmt: skip
