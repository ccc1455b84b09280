"""An explainer's text: links to notes, drawings on lines of their own, and clean HTML."""

import pytest
from bs4 import BeautifulSoup

from awareness.insights import markdown_passages
from awareness.insights.resolved_texts import ProseError, render_html, resolve_markdown
from tests.insights.ledgers import BODY, REPORT


def test_it_works(ledger):
    resolved = resolve_markdown(ledger, REPORT, BODY + "\nIn {say:two minutes}.")
    assert "In all, [513](#source-tiny-2018-alerts) alerts" in resolved.markdown
    assert "[two to eleven](#source-tiny-2018-years-in-place) years" in resolved.markdown
    assert [note["key"] for note in resolved.figures] == [
        "tiny-2018:alerts",
        "tiny-2018:clients",
        "tiny-2018:years-in-place",
    ]
    assert list(resolved.charts) == ["alerts-dots", "countries"]
    assert resolved.says == ["two minutes"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Look: {chart:countries}", "chart_in_line"),
        ("{chart:nothing}", "unknown_chart"),
        ("{figure:wrong}", "hold_figure"),
    ],
)
def test_it_refuses(ledger, text, code):
    with pytest.raises(ProseError) as caught:
        resolve_markdown(ledger, REPORT, f"One.\n\n{text}\n", line_number=7)
    assert (caught.value.code, caught.value.line) == (code, 9)


def test_a_passage_ends_with_its_chart_and_begins_with_a_heading(ledger):
    found = markdown_passages.passages_of(resolve_markdown(ledger, REPORT, BODY).markdown)
    assert [passage.chart for passage in found] == ["alerts-dots", "countries"]
    assert found[0].anchors == ("source-tiny-2018-alerts", "source-tiny-2018-clients")
    assert found[1].html.startswith('<h2 class="aw-h2">')


def test_a_figure_is_a_link_with_its_class(ledger):
    html = render_html(resolve_markdown(ledger, REPORT, "Then {figure:alerts} alerts."))
    link = BeautifulSoup(html, "html.parser").a
    assert (link["class"], link["href"]) == (["aw-fig"], "#source-tiny-2018-alerts")


def test_long_words_may_break(ledger):
    html = render_html(resolve_markdown(ledger, REPORT, "{figure:clients|words}"))
    assert "aw-fig--words" in BeautifulSoup(html, "html.parser").a["class"]


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "![x](https://example.com/x.png)",
        '<p style="color:red">x</p>',
        "[x](data:text/html;base64,xx)",
    ],
)
def test_nothing_but_our_own_markup_comes_out(nasty):
    html = BeautifulSoup(markdown_passages.render_html(f"Before.\n\n{nasty}\n"), "html.parser")
    assert not html.find_all(["script", "img", "style"])
    for tag in html.find_all(True):
        assert set(tag.attrs) <= {"href", "class", "rel", "start"}
        assert tag.get("href", "#").startswith(("#", "/", "https:", "mailto:"))


def test_a_label_cannot_break_out_of_its_link(ledger):
    text = "{figure:only-men|as [x](javascript:alert) <b>y</b>}"
    html = BeautifulSoup(render_html(resolve_markdown(ledger, REPORT, text)), "html.parser")
    assert len(html.find_all("a")) == 1
    assert not html.find("b")
    assert html.a["href"] == "#source-tiny-2018-only-men"
