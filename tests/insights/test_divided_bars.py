"""Divided bars: each share in its place, on its part or led to, and the words say the same."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from awareness.insights import charts
from awareness.insights.charts import shares
from awareness.insights.charts.scale import CANVASES, number_width
from awareness.insights.ledger import Chart
from tests.insights.ledgers import REPORT, make_figure, make_ledger, make_table
from tests.pages import text_of

STEPS = {"low": "Low", "mid": "Neither", "high": "High"}
KINDS = {"one": ("10", "30", "60"), "two": ("3", "2", "95")}


def ledger_with(kind="scale"):
    """Two kinds on a scale of three steps, and yes and no with a breakdown."""
    cells = {
        row: {
            col: make_figure(f"levels/{row}/{col}", value, unit="percent", base_n=base)
            for col, value in zip(STEPS, values, strict=True)
        }
        for (row, values), base in zip(KINDS.items(), (198, 193), strict=True)
    }
    table = replace(
        make_table({"one": "1"}),
        key="levels",
        title="How high",
        finding="How high it is",
        row_labels={"one": "First kind", "two": "Second kind"},
        col_labels=STEPS,
        col_kind="ordinal",
        sums="row",
        chart="scale",
        cells=cells,
    )
    rows = {"yes": "17", "no": "83"} | dict(zip(STEPS, ("25", "50", "25"), strict=True))
    figures = [
        make_figure(key, value, unit="percent", label=key.title(), base_n=None if n < 2 else 41)
        for n, (key, value) in enumerate(rows.items())
    ]
    chart = Chart(
        report=REPORT,
        key="split",
        kind="split",
        title="Some had met it",
        sub="In per cent",
        base="Those who answered.",
        sign="",
        figures={"yes": "yes", "no": "no"},
        rows=tuple(rows),
        captions=("All who answered", "Those who said yes"),
    )
    ledger = make_ledger(*figures, *(cell for row in cells.values() for cell in row.values()))
    report = replace(ledger.reports[REPORT], charts=(chart,))
    return replace(ledger, reports={REPORT: report}, tables={f"{REPORT}:levels": table})


def drawn(data: dict) -> BeautifulSoup:
    context = {"chart": data, "drawings": charts.drawing_contexts(data)}
    return BeautifulSoup(render_to_string("insights/_chart.html", context), "html.parser")


@pytest.fixture(params=["levels", "split"])
def data(request):
    return charts.drawing_data(ledger_with(), REPORT, request.param)


def test_no_style_no_script_no_event_and_every_id_once(data):
    html = drawn(data)
    assert not html.find_all(["style", "script", "foreignobject", "image"])
    for tag in html.find_all(True):
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))
    assert len(html.select("svg.aw-chart__draw")) == 2


def test_the_words_hold_every_share(data):
    html = drawn(data)
    for svg in html.select("svg.aw-chart__draw"):
        title, desc = svg["aria-labelledby"].split()
        assert text_of(html.find(id=title)) == data["title"]
        for row in data["table"]["rows"]:
            assert f"{row['short']} {row['shown']}" in text_of(html.find(id=desc))


def test_each_share_stands_on_its_part_or_is_led_to(data):
    for svg in drawn(data).select("svg.aw-chart__draw"):
        texts = [text_of(text) for text in svg.find_all("text")]
        for panel in data["panels"]:
            for part in panel["parts"]:
                assert part["value"] in texts


def test_letters_are_never_under_13_pixels_and_stay_in_the_drawing(data):
    for svg, canvas in zip(drawn(data).select("svg.aw-chart__draw"), CANVASES, strict=True):
        height = float(svg["viewbox"].split()[3])
        for text in svg.find_all("text"):
            assert float(text["font-size"]) >= 13
            assert 0 < float(text["y"]) <= height
            if text.get("text-anchor") == "middle":
                half = number_width(text_of(text), canvas.font) / 2
                assert float(text["x"]) - half >= -1
                assert float(text["x"]) + half <= canvas.width + 1


def test_the_table_has_a_group_for_each_bar(data):
    html = drawn(data)
    groups = [text_of(th) for th in html.select("tbody .is-group")]
    assert groups == list(dict.fromkeys(row["group"] for row in data["table"]["rows"]))
    rows = [(text_of(row.th), text_of(row.td)) for row in html.select("tbody tr") if row.td]
    assert rows == [(row["short"], row["shown"]) for row in data["table"]["rows"]]


def test_the_steps_are_named_on_the_drawing_or_in_a_key(data):
    """On both drawings of a short scale, so that no key is needed; a split has its shares there."""
    html = drawn(data)
    if data["key"] == "levels":
        assert not html.select(".aw-key")
        for svg in html.select("svg.aw-chart__draw"):
            texts = [text_of(text) for text in svg.find_all("text")]
            assert texts[: len(STEPS)] == list(STEPS.values())
        return
    steps = [li.select("span")[0].text for li in html.select(".aw-key li")]
    assert [step.lower() for step in steps] == [
        part["short"].lower() for part in data["panels"][0]["parts"]
    ]
    colours = [li.rect["class"][0] for li in html.select(".aw-key li")]
    assert colours == ["s2", "s3", "s4"]


def test_where_the_names_of_the_steps_have_no_room_a_key_stands_with_the_narrow_drawing():
    long = {"one": "Extraordinarily", "two": "Neither", "three": "Incomparably-often"}
    ledger = ledger_with()
    table = ledger.tables[f"{REPORT}:levels"]
    cells = {
        row: dict(zip(long, by_col.values(), strict=True)) for row, by_col in table.cells.items()
    }
    table = replace(table, col_labels=long, cells=cells)
    html = drawn(
        charts.drawing_data(replace(ledger, tables={f"{REPORT}:levels": table}), REPORT, "levels")
    )
    assert html.select_one(".aw-key.aw-only-narrow")


def test_bars_stand_in_the_reports_order_on_a_common_middle():
    data = charts.drawing_data(ledger_with(), REPORT, "levels")
    assert [panel["label"] for panel in data["panels"]] == ["First kind", "Second kind"]
    for drawing, canvas in zip(charts.drawing_contexts(data), CANVASES, strict=True):
        parts = [panel["parts"] for panel in drawing["panels"]]
        middles = [float(b["x"]) + float(b["width"]) / 2 for _a, b, _c in parts]
        assert middles[0] == pytest.approx(middles[1], abs=0.2)
        edges = [float(part["x"]) for panel in parts for part in panel]
        ends = [float(part["x"]) + float(part["width"]) for panel in parts for part in panel]
        assert min(edges) == pytest.approx(0, abs=shares.GAP_OF_PARTS)
        assert max(ends) == pytest.approx(canvas.width, abs=shares.GAP_OF_PARTS)
        first = [float(part["width"]) + shares.GAP_OF_PARTS for part in parts[0]]
        assert first[1] / first[0] == pytest.approx(3, rel=0.02)
        # One scale for both: a share of 3 in the lower bar is three tenths of one of 10 above it.
        assert (float(parts[1][0]["width"]) + shares.GAP_OF_PARTS) / first[0] == pytest.approx(
            0.3, rel=0.05
        )


def test_it_says_how_many_answered():
    assert charts.drawing_data(ledger_with(), REPORT, "levels")["base"].startswith(
        "193 to 198 for each bar."
    )
    assert charts.drawing_data(ledger_with(), REPORT, "split")["base"] == (
        "Those who answered. The lower bar: 41."
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"col_kind": "nominal"}, "no_scale"),
        ({"sums": "column"}, "no_scale"),
        ({"col_labels": {"low": "Low", "mid": "Mid"}}, "missing_cell"),
        ({"values": Decimal(0)}, "no_parts"),
        ({"values": Decimal(-3)}, "no_parts"),
    ],
)
def test_it_refuses_what_is_no_scale(change, code):
    ledger = ledger_with()
    table = ledger.tables[f"{REPORT}:levels"]
    if (value := change.get("values")) is not None:
        cells = {
            row: {col: replace(cell, value=value) for col, cell in line.items()}
            for row, line in table.cells.items()
        }
        change = {"cells": cells}
    table = replace(table, **change)
    with pytest.raises(charts.ChartError) as caught:
        charts.drawing_data(replace(ledger, tables={f"{REPORT}:levels": table}), REPORT, "levels")
    assert caught.value.code == code


def test_it_refuses_a_split_without_its_ends():
    ledger = ledger_with()
    report = ledger.reports[REPORT]
    chart = replace(report.charts[0], figures={"yes": "yes"})
    broken = replace(ledger, reports={REPORT: replace(report, charts=(chart,))})
    with pytest.raises(charts.ChartError) as caught:
        charts.drawing_data(broken, REPORT, "split")
    assert caught.value.code == "no_split"


@given(st.lists(st.integers(0, 252), min_size=1, max_size=5))
def test_labels_beside_each_other_do_not_overlap(middles):
    canvas = CANVASES[1]
    width = number_width("12.2", canvas.font)
    centres = [float(m) for m in sorted(middles)]
    placed = shares.label_positions(centres, [width] * len(centres), canvas)
    assert all(b - a >= width for a, b in pairwise(placed))
    assert placed[0] >= width / 2 - 0.1
    assert placed[-1] <= canvas.width - width / 2 + 0.1
