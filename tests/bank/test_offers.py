"""What item models offer of a report, and why the rest gives nothing."""

from collections import Counter

import pytest

from awareness.bank.build import MOST_PER_FIGURE
from awareness.bank.gate import broken_rules
from awareness.bank.offers import (
    ALIKE_ON_PAGE,
    ENOUGH_ON_FIGURE,
    MOST_ALIKE,
    offers_by_report,
    offers_of_report,
    outcomes_of_report,
    possible_requests,
)
from awareness.insights.ledger import Use
from tests.bank.families import TINY, a_column
from tests.bank.ledgers import a_figure, a_ledger, build_questions

WORK = {"shops": "61.5", "schools": "12.5", "banks": "11.5", "farms": "9.5"}


def a_report():
    return a_ledger(
        a_column(WORK, chart="bars"),
        a_figure("met", "40", population="Officers who chose to answer; by letter"),
        a_figure("held", "30", use=Use.HOLD),
    )


def test_every_try_is_offered_or_refused_with_its_reason():
    ledger = a_report()
    found = offers_of_report(ledger, TINY)

    assert found.tried == len(list(possible_requests(ledger, TINY)))
    assert {refusal.source for refusal in found.refusals if refusal.guard == "G7"} == {"held"}
    assert sum(found.by_guard.values()) == len(found.refusals)
    assert all(refusal.message for refusal in found.refusals)


def test_two_items_rest_on_a_figure_at_most():
    found = offers_of_report(a_report(), TINY)
    used = Counter(key for offer in found.offers for key in offer.figures)

    assert max(used.values()) <= MOST_PER_FIGURE
    assert found.by_guard[ENOUGH_ON_FIGURE] > 0
    assert len({offer.family for offer in found.offers}) > 2  # not one family alone


def test_two_items_of_a_page_ask_the_same_of_another_label():
    figures = [
        a_figure(f"of-{name}", str(value), label=f"Shops with {name}", insight=insight)
        for insight, names in (("01", "abcdefgh"), ("02", "i"))
        for name, value in zip(names, range(21, 99), strict=False)
    ]
    given = offers_of_report(a_ledger(*figures), TINY)
    of_page = Counter((offer.form, offer.insights) for offer in given.offers)

    assert max(of_page.values()) == MOST_ALIKE
    assert given.by_guard[ALIKE_ON_PAGE] > 0
    # What is not like those before it comes first.
    first = [offer.form for offer in given.offers if offer.family == "Q11-of-whom"]
    assert len(set(first[:2])) == 2


def test_of_many_alike_the_first_are_tried(monkeypatch):
    """Thousands of cells cost what some hundred do; where many were decided, more are tried."""
    names = [f"{one}{other}" for one in "abcdef" for other in "ghijklmnop"]
    figures = [a_figure(f"of-{name}", str(value), label=f"Shops with {name}")
               for value, name in enumerate(names, 21)]  # fmt: skip
    bounded = offers_of_report(a_ledger(*figures), TINY)
    monkeypatch.setattr("awareness.bank.offers.MOST_MADE", len(figures))
    every = offers_of_report(a_ledger(*figures), TINY)
    assert bounded.offers == [offer for offer in every.offers if offer in bounded.offers] != []
    assert {offer.family for offer in bounded.offers} == {offer.family for offer in every.offers}
    assert bounded.tried < every.tried
    monkeypatch.undo()
    assert len(outcomes_of_report(a_ledger(*figures), TINY, more=len(figures))) == every.tried


def test_an_offer_is_a_line_that_builds_what_it_shows():
    ledger = a_report()
    for offer in offers_of_report(ledger, TINY).offers:
        line = offer.line | {"report": TINY, "objective": "library"}
        [built], problems = build_questions(ledger, [line])
        assert [p.rule for p in problems if p.rule != "key positions are balanced"] == []
        assert built.spec.stem == offer.spec.stem
        assert built.spec.rows == offer.spec.rows
        assert not broken_rules(offer.spec)


def test_the_third_item_on_a_figure_is_refused():
    lines = [
        {"report": TINY, "generate": model, "key": f"k{n}", "from": source, "seed": 1,
         "objective": "library"}
        for n, (model, source) in enumerate([("Q9", "met"), ("Q14", "met"), ("Q13", ["met"])])
    ]  # fmt: skip
    problems = build_questions(a_report(), lines)[1]

    [found] = [problem for problem in problems if problem.rule == "two a figure"]
    assert found.what.startswith("k2: 2 generated questions rest on tiny-2018:met")
    assert not [p for p in build_questions(a_report(), lines[:2])[1] if p.rule == "two a figure"]


@pytest.mark.parametrize("figure", [a_figure(value=None), a_figure(use=Use.NEVER)])
def test_a_report_without_numbers_is_left_out(figure):
    assert offers_by_report(a_ledger(figure)) == []
