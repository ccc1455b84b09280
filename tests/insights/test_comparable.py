"""Numbers of two editions or two groups: no drawing puts them on one axis, and none without why."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from awareness.insights import charts, comparable
from awareness.insights.charts.scale import CANVASES, text_width
from awareness.insights.figure_references import ChartError
from awareness.insights.ledger import Chart
from tests.insights.ledgers import REPORT, make_figure, make_ledger

OTHER = "tiny-2016"
ASKED = "Officers who chose to answer; all use one tool"
WHY = "Both surveys print it in the same words."


def a_ledger(*figures, kind="bars", **parts):
    chart = Chart(
        report=REPORT, key="both", kind=kind, title="Who met it", sub="In per cent", base="",
        sign="", figures={}, rows=tuple(figure.full_key for figure in figures),
    )  # fmt: skip
    ledger = make_ledger(*figures)
    report = ledger.reports[REPORT]
    other = replace(report, slug=OTHER, year=2016, title="The Tiny Report 2016", charts=())
    reports = {REPORT: replace(report, charts=(replace(chart, **parts),)), OTHER: other}
    return replace(ledger, reports=reports)


def share(key, value, **parts):
    common = {"unit": "percent", "population": ASKED, "base_n": 200, "label": f"Met {key}"}
    return make_figure(key, value, **common | parts)


NOW, THEN = share("now", "40"), share("then", "20", report=OTHER, base_n=120)
SOME = share("some", "90", population="Officers who had met it", base_n=None)


@pytest.mark.parametrize("second", [THEN, SOME])
def test_two_groups_are_not_drawn_without_a_reason(second):
    with pytest.raises(ChartError) as refused:
        charts.drawing_data(a_ledger(NOW, second), REPORT, "both")

    assert refused.value.code == "groups_meet"
    assert "numbers of 2 groups meet" in str(refused.value)
    assert second.key in str(refused.value)


def test_a_second_group_in_the_title_counts_too():
    ledger = a_ledger(NOW, title=f"{{figure:{THEN.full_key}}} before")
    ledger.figures[THEN.full_key] = THEN

    with pytest.raises(ChartError, match="groups meet"):
        charts.drawing_data(ledger, REPORT, "both")


def test_one_group_is_drawn_as_bars_and_says_of_whom():
    data = charts.drawing_data(a_ledger(NOW, share("more", "60"), base="Of 200."), REPORT, "both")

    assert data["kind"] == "bars"
    assert "groups" not in data
    assert charts.drawing_data(a_ledger(NOW), REPORT, "both")["base"] == f"{ASKED}, 200."
    with pytest.raises(ChartError) as refused:
        charts.drawing_data(a_ledger(replace(NOW, population="", base_n=None)), REPORT, "both")
    assert refused.value.code == "no_base"


def test_panels_of_one_measure_have_one_axis_unless_the_drawing_says_otherwise():
    few, many = (replace(f, unit="alerts", value=v) for f, v in ((NOW, 10), (THEN, 100)))

    def widths(*figures, **chart):
        data = charts.drawing_data(a_ledger(*figures, side_by_side=WHY, **chart), REPORT, "both")
        [wide, _] = charts.drawing_contexts(data)
        return [float(panel["bars"][0]["width"]) for panel in wide["panels"]]

    one, other = widths(few, many)
    assert other == pytest.approx(10 * one, rel=0.05)
    one, other = widths(few, many, own_axes=True)
    assert other == pytest.approx(one, rel=0.05)
    one, other = widths(few, replace(many, measure="people"))
    assert other == pytest.approx(one, rel=0.05)


def test_a_figure_without_a_number_is_of_no_group():
    assert list(comparable.figures_by_group([make_figure("told"), NOW])) == [(REPORT, ASKED)]


def test_dots_are_never_of_two_groups():
    ledger = a_ledger(NOW, SOME, kind="dots", figures={"marks": "now"}, side_by_side=WHY)

    with pytest.raises(ChartError, match="draw them as bars"):
        charts.drawing_data(ledger, REPORT, "both")


def test_with_a_reason_each_group_is_a_panel_with_its_base():
    data = charts.drawing_data(a_ledger(NOW, THEN, SOME, side_by_side=WHY), REPORT, "both")

    assert data["kind"] == "panels"
    assert [(g["report"], g["base"]) for g in data["groups"]] == [
        ("The Tiny Report 2018", "200"), ("The Tiny Report 2016", "120"),
        ("The Tiny Report 2018", ""),
    ]  # fmt: skip
    assert data["source"].count("The Tiny Report") == 2
    assert "Base: 120" in data["desc"]
    assert "How many answered is not printed" in data["desc"]
    html = BeautifulSoup(
        render_to_string(
            "insights/_chart.html", {"chart": data, "drawings": charts.drawing_contexts(data)}
        ),
        "html.parser",
    )
    foot = " ".join(html.select_one(".aw-chart__foot").text.split())
    assert WHY in foot
    for named in ("The Tiny Report 2016", "Officers who chose to answer", "Base: 120"):
        assert named in foot
    assert "does not say how many" in foot
    assert len(html.select("tbody")) == 3
    for drawing in html.select("svg[role=img]"):
        assert len(drawing.select("path.m-axis")) == 3  # an axis each, and none for all
        assert "Base: 120" in " ".join(text.text for text in drawing.select("text"))


def test_a_panel_of_shares_ends_at_the_whole_and_its_words_fit():
    ledger = a_ledger(NOW, THEN, side_by_side=WHY)
    drawings = charts.drawing_contexts(charts.drawing_data(ledger, REPORT, "both"))

    for drawing, canvas in zip(drawings, CANVASES, strict=True):
        widths = [float(panel["bars"][0]["width"]) for panel in drawing["panels"]]
        assert widths[0] == pytest.approx(2 * widths[1], rel=0.05)
        assert all(
            text_width(line["text"], canvas.font) <= canvas.width
            for panel in drawing["panels"]
            for line in panel["lines"]
        )


def test_a_split_names_each_bar_s_group():
    yes, no = share("yes", "40"), share("no", "60")
    rest = [share(k, v, population="Officers who had met it") for k, v in
            (("low", "25"), ("mid", "50"), ("high", "25"))]  # fmt: skip
    ledger = a_ledger(
        yes, no, *rest, kind="split", figures={"yes": "yes", "no": "no"},
        captions=("All", "Those who said yes"), side_by_side=WHY,
    )  # fmt: skip
    data = charts.drawing_data(ledger, REPORT, "both")

    assert data["kind"] == "split"
    assert data["base"] == ""
    assert [(g["label"], g["who"]) for g in data["groups"]] == [
        ("All", ASKED), ("Those who said yes", "Officers who had met it"),
    ]  # fmt: skip


def test_the_editions_behind_a_sum_are_found():
    change = share("change", "20", formula=f"{{now}} - {{{THEN.full_key}}}")
    ledger = a_ledger(NOW, THEN, change)

    assert comparable.reports_behind(ledger, [change]) == {REPORT, OTHER}
    assert comparable.reports_behind(ledger, [NOW]) == {REPORT}
