"""What a figure's note says."""

import json
from dataclasses import replace

import pytest

from awareness.insights.ledger import Span
from awareness.insights.sources import line_words, note_anchor, source_note
from tests.insights.ledgers import REPORT, make_figure


def test_a_report_without_numbered_parts_is_given_none(ledger):
    alerts = ledger.figure("alerts", REPORT)
    bare = replace(ledger, reports={REPORT: replace(ledger.reports[REPORT], part="")})
    chapters = replace(ledger, reports={REPORT: replace(ledger.reports[REPORT], part="chapter")})

    assert source_note(bare, alerts)["insight"] == ""
    assert source_note(chapters, alerts)["insight"] == "chapter 7"


def test_it_works(ledger):
    note = source_note(ledger, ledger.figure("alerts", REPORT))
    assert (
        note
        | {
            "key": "tiny-2018:alerts",
            "shown": "513",
            "report_title": "The Tiny Report 2018",
            "insight": "insight 7",
            "lines": "line 12",
            "as_printed": "513",
            "asked": "Employers who use one product",
            "question": "How many?",
            "base": "",
            "caveats": ["It counts alerts, over 2 to 11 years."],
            "discrepancies": [
                {"key": "D-04", "what": "It says employees.", "treatment": "We do not."}
            ],
            "as_of": "2018-08-13",
            "interests": "Tiny sells such software.",
        }
        == note
    )
    assert json.loads(json.dumps(note)) == note


def test_a_derived_figure_shows_its_sum(ledger):
    note = source_note(ledger, ledger.figure("computers-per-alert", REPORT))
    assert note["formula"] == "269,370 ÷ 513, rounded"


@pytest.mark.parametrize(
    ("base_n", "inferred", "said"),
    [(None, False, ""), (272, False, "272"), (41, True, "about 41, inferred from the shares")],
)
def test_the_base_says_when_it_is_inferred(ledger, base_n, inferred, said):
    figure = make_figure("x", 5, base_n=base_n, base_inferred=inferred)
    assert source_note(ledger, figure)["base"] == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ((), ""),
        ((Span("2018", 12, 12),), "line 12"),
        ((Span("2018", 12, 14),), "lines 12–14"),
        ((Span("2018", 20, 20), Span("2018", 12, 12)), "lines 12, 20"),
        ((Span("2018", 12, 12), Span("2018", 13, 15), Span("2018", 14, 14)), "lines 12–15"),
        ((Span("2018", 12, 12), Span("foreword", 7, 7)), "line 12; foreword, line 7"),
    ],
)
def test_lines(ledger, where, said):
    assert line_words(ledger.reports[REPORT], where) == said


def test_an_anchor_is_a_plain_id():
    assert (
        note_anchor("netclean-2018:t-2018-06a/yes/share")
        == "source-netclean-2018-t-2018-06a-yes-share"
    )
