"""References in one-liners: what they become, and which may not stand."""

import pytest

from awareness.insights.resolved_texts import ProseError, reference_errors, resolve_text
from tests.insights.ledgers import REPORT, make_figure, make_ledger

CASES = [
    ("{figure:alerts} alerts", "513 alerts"),
    ("On {figure:clients} computers", "On 269,370 computers"),
    ("for {figure:tiny-2018:alerts}", "for 513"),
    ("{figure:countries/here/share} work here", "54.4\u202f% work here"),
    ("{figure:countries/here/share} per cent", "54.4 per cent"),
    ("{figure:countries/here/share} in 100 officers", "54.4 in 100 officers"),
    ("so {figure:countries/here/share|number}", "so 54.4"),
    ("so {figure:countries/here/share|words}", "so fifty-four point four per cent"),
    ("{figure:countries/here/share|about} of them", "More than half of them"),
    ("to say {figure:quarters|about} of them", "to say about three quarters of them"),
    ("Roughly {figure:quarters|about} of them", "Roughly three quarters of them"),
    ("One. {figure:quarters|about} of them", "One. About three quarters of them"),
    ("over {figure:years-in-place}.", "over 2 to 11 years."),
    ("over {figure:years-in-place} years", "over 2 to 11 years"),
    ("over {figure:years-in-place|words}", "over two to eleven years"),
    ("over {figure:years-in-place|about} years", "over two to eleven years"),
    ("in {say:two minutes}", "in two minutes"),
    ("{figure:only-men|statement}", "What only-men states."),
    ("So: {figure:only-men|statement}.", "So: What only-men states."),
    ("In {figure:only-men|as every case} it was a man", "In every case it was a man"),
]
REFUSED = [
    ("{figure:nothing}", "unknown_figure"),
    ("{figure:wrong}", "hold_figure"),
    ("{figure:hidden}", "never_figure"),
    ("{figure:alerts|roughly}", "unknown_style"),
    ("{figure:only-men}", "no_number"),
    ("{figure:alerts|as some}", "no_number"),
    ("{table:alerts}", "unknown_reference"),
    ("{chart:alerts-dots}", "chart_not_here"),
    ("{figure:alerts", "stray_brace"),
    ("a } b", "stray_brace"),
]


@pytest.mark.parametrize(("text", "words"), CASES)
def test_it_works(ledger, text, words):
    assert resolve_text(ledger, REPORT, text).text == words


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_it_refuses(ledger, text, code):
    with pytest.raises(ProseError) as caught:
        resolve_text(ledger, REPORT, f"First.\n\n{text}", line_number=10)
    assert (caught.value.code, caught.value.line) == (code, 12)


def test_it_names_its_figures_once_and_in_order(ledger):
    text = "{figure:clients}, {figure:alerts}, {figure:clients|about}"
    assert resolve_text(ledger, REPORT, text).figure_keys == [
        "tiny-2018:clients",
        "tiny-2018:alerts",
    ]


def test_all_problems_are_found_at_once(ledger):
    text = "{figure:wrong}\n{figure:alerts} {figure:x}\n\n{chart:nothing}\n{"
    found = [
        (p.code, p.line) for p in reference_errors(ledger, REPORT, text, 5, charts_allowed=True)
    ]
    assert found == [
        ("hold_figure", 5),
        ("unknown_figure", 6),
        ("unknown_chart", 8),
        ("stray_brace", 9),
    ]
    assert reference_errors(ledger, REPORT, "{figure:alerts}\n\n{chart:countries}", 1, True) == []


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        ("about", "Say: about half"),
        ("over", "Say: more than half"),
        ("under", "Say: less than half"),
        ("at_least", "Say: at least half"),
        ("up_to", "Say: up to half"),
        ("", "Say: half"),
    ],
)
def test_the_report_qualifies_its_own_number(qualifier, words):
    ledger = make_ledger(make_figure("x", 50, unit="percent", qualifier=qualifier))
    assert resolve_text(ledger, REPORT, "Say: {figure:x|about}").text == words
