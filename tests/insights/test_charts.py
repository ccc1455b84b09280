"""Drawings: the picture, its words and its table say the same, and nothing in it needs a script."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from awareness.insights import charts, page_contexts
from awareness.insights.charts import scale
from tests.insights.ledgers import REPORT, make_figure, make_ledger, make_table
from tests.pages import text_of


def drawn(data: dict) -> BeautifulSoup:
    context = {"chart": data, "drawings": charts.drawing_contexts(data)}
    return BeautifulSoup(render_to_string("insights/_chart.html", context), "html.parser")


@pytest.fixture(params=["alerts-dots", "countries"])
def data(request, ledger):
    return charts.drawing_data(ledger, REPORT, request.param)


def test_no_style_no_script_no_event(data):
    html = drawn(data)
    assert not html.find_all(["style", "script", "foreignobject", "image"])
    for tag in html.find_all(True):
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]


def test_each_drawing_has_a_name_and_a_description(data):
    html = drawn(data)
    for svg in html.select("svg.aw-chart__draw"):
        title, desc = svg["aria-labelledby"].split()
        assert svg["role"] == "img"
        assert text_of(html.find(id=title)) == data["title"] == text_of(html.h2)
        assert text_of(html.find(id=desc)) == data["desc"]
    assert html.figure["aria-labelledby"] == html.h2["id"]
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [svg["class"][1] for svg in html.select("svg.aw-chart__draw")] == [
        "aw-only-wide",
        "aw-only-narrow",
    ]


def test_letters_are_never_under_13_pixels(data):
    # The narrow drawing stands 252 px wide on a screen of 320, the wide one 518 px from 640 on.
    for svg in drawn(data).select("svg.aw-chart__draw"):
        shown_at = 518 if "aw-only-wide" in svg["class"] else 252
        shrunk = min(1, shown_at / float(svg["viewbox"].split()[2]))
        for text in svg.find_all("text"):
            assert float(text["font-size"]) * shrunk >= 13


def test_the_table_says_what_was_drawn(data):
    html = drawn(data)
    rows = [(text_of(row.th).split(" (")[0], text_of(row.td)) for row in html.select("tbody tr")]
    assert rows == [(row["label"], row["shown"]) for row in data["table"]["rows"]]
    assert "Source: The Tiny Report 2018" in html.figcaption.text
    assert "Tiny sells such software." in html.figcaption.text
    assert html.select_one(f'a[href$="/charts/{data["key"]}.csv"]')


def test_dots_stand_in_a_field_and_the_sign_beside_it(ledger):
    data = charts.drawing_data(ledger, REPORT, "alerts-dots")
    assert "525 equal dots" in data["desc"]
    assert "1 alert" in data["desc"]
    for drawing in charts.drawing_contexts(data):
        pitch = float(drawing["pitch"])
        columns = float(drawing["full"]["width"]) / pitch
        rows = float(drawing["full"]["height"]) / pitch
        assert (columns * rows, drawing["rest"]) == (525, None)
        # The sign is 34 by 34 and ends before the field begins: to its left, or above it.
        right, below = (float(drawing["sign"][axis]) + 34 for axis in "xy")
        assert right < float(drawing["x"]) or below < float(drawing["y"])


def test_bars_keep_the_reports_order_with_the_rest_last(ledger):
    data = charts.drawing_data(ledger, REPORT, "countries")
    assert [row["label"] for row in data["table"]["rows"]] == ["Here", "There", "Others"]
    assert all(f"{row['label']} {row['shown']}" in data["desc"] for row in data["table"]["rows"])
    assert data["sub"] == "Share of officers, in per cent"
    assert data["base"] == "272 answers."
    assert data["asked"] == "Employers who use one product."


def test_bars_start_at_nought_and_are_in_proportion(ledger):
    data = charts.drawing_data(ledger, REPORT, "countries")
    for drawing in charts.drawing_contexts(data):
        here, there, _ = drawing["bars"]
        outline = 3  # the marked bar's
        ratio = (float(here["width"]) - outline) / float(there["width"])
        assert ratio == pytest.approx(54.4 / 25.3, rel=0.01)
        assert float(here["x"]) + outline / 2 == pytest.approx(float(there["x"]), abs=0.11)


def test_what_the_finding_names_is_marked_by_more_than_colour(ledger):
    data = charts.drawing_data(ledger, REPORT, "countries")
    assert [row["marked"] for row in data["table"]["rows"]] == [True, False, False]
    here, there, _ = charts.drawing_contexts(data)[0]["bars"]
    assert float(here["height"]) > float(there["height"])


def test_a_long_label_stands_above_its_bar():
    table = make_table({"a very long label indeed, longer than any country": "1", "here": "2"})
    ledger = make_ledger()
    tables = {f"{REPORT}:countries": table}
    data = charts.drawing_data(replace(ledger, tables=tables), REPORT, "countries")
    wide = charts.drawing_contexts(data)[0]
    assert float(wide["bars"][0]["x"]) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chart": ""}, "no_drawing"),
        ({"chart": "pie"}, "unknown_kind"),
        ({"col_labels": {"a": "A", "b": "B"}}, "missing_cell"),
        ({"cells": {"here": {"share": make_figure("down", -3)}}}, "negative"),
        ({"cells": {"here": {}}}, "missing_cell"),
        ({"cells": {}}, "missing_cell"),
    ],
)
def test_it_refuses(ledger, change, code):
    table = replace(make_table({"here": "1"}), **change)
    with pytest.raises(charts.ChartError) as caught:
        charts.drawing_data(
            replace(ledger, tables={f"{REPORT}:countries": table}), REPORT, "countries"
        )
    assert caught.value.code == code


def test_a_bar_of_more_than_all_stays_in_its_drawing():
    table = make_table({"here": "250", "there": "10"})
    years = {"y2023": "2023", "y2024": "2024"}
    cells = {
        row: {year: replace(line["share"], key=f"countries/{row}/{year}") for year in years}
        for row, line in table.cells.items()
    }
    table = replace(table, cells=cells, col_labels=years, finding="")
    ledger = replace(make_ledger(), tables={f"{REPORT}:countries": table})
    for drawing in charts.drawing_contexts(charts.drawing_data(ledger, REPORT, "countries")):
        for bar in (bar for panel in drawing["panels"] for bar in panel["bars"]):
            assert float(bar["x"]) + float(bar["width"]) <= drawing["width"]


def test_a_rate_says_its_unit_once_above_its_bars():
    table = make_table({"here": "250", "there": "10"}, finding="")
    unit = {"unit": "recorded_offences", "per": 100_000}
    cells = {row: {"share": replace(c["share"], **unit)} for row, c in table.cells.items()}
    table = replace(table, cells=cells)
    ledger = replace(make_ledger(), tables={f"{REPORT}:countries": table})
    data = charts.drawing_data(ledger, REPORT, "countries")
    assert data["sub"] == "Share of officers, recorded offences per 100,000"
    for drawing in charts.drawing_contexts(data):
        assert [bar["shown"] for bar in drawing["bars"]] == ["250", "10"]
        assert all(float(bar["width"]) > 0 for bar in drawing["bars"])


def test_rows_by_years_are_a_block_of_bars_each_on_one_axis():
    years = {"y2023": "2023", "y2024": "2024"}
    values = {"phishing": (100, 193), "extortion": (50, 86)}
    cells = {
        kind: {
            year: make_figure(f"kinds/{kind}/{year}", value, unit="complaints")
            for year, value in zip(years, pair, strict=True)
        }
        for kind, pair in values.items()
    }
    labels = {kind: kind.title() for kind in values}
    table = replace(
        make_table({"here": "1"}), key="kinds", cells=cells, col_labels=years, row_labels=labels,
        finding="Phishing came to {figure:kinds/phishing/y2024} complaints",
    )  # fmt: skip
    figures = {f.full_key: f for row in cells.values() for f in row.values()}
    ledger = replace(make_ledger(), tables={f"{REPORT}:kinds": table})
    ledger.figures.update(figures)

    data = charts.drawing_data(ledger, REPORT, "kinds")

    assert data["title"] == "Phishing came to 193 complaints"
    assert [row["group"] for row in data["table"]["rows"]] == [
        "Phishing", "Phishing", "Extortion", "Extortion",
    ]  # fmt: skip
    assert "Phishing: 2023 100; 2024 193." in data["desc"]
    for drawing in charts.drawing_contexts(data):
        bars = [bar for panel in drawing["panels"] for bar in panel["bars"]]
        assert [bar["label"] for bar in bars] == ["2023", "2024"] * 2
        widths = [float(bar["width"]) for bar in bars]
        assert widths[0] == pytest.approx(2 * widths[2], rel=0.005)  # 100 beside 50: one axis


@given(st.integers(1, 3000), st.integers(1, 60))
def test_a_field_holds_every_mark_once(marks, columns):
    laid = scale.laid_field(marks, columns)
    assert laid.columns * laid.full + laid.rest == marks
    assert laid.columns <= max(columns, 1)
    assert laid.rest < laid.columns


@given(st.decimals(0, 1000, places=1), st.decimals("0.1", 1000, places=1))
def test_the_scale_is_linear_from_nought(value, top):
    assert scale.position_on_axis(Decimal(0), top, 100) == 0
    assert scale.position_on_axis(top, top, 100) == pytest.approx(100)
    assert scale.position_on_axis(value, top, 100) == pytest.approx(float(value / top) * 100)


@given(st.floats(-1000, 1000))
def test_coordinates_have_points_and_no_commas(value):
    assert re.fullmatch(r"-?\d+(\.\d)?", scale.px(value))


def test_a_table_stands_open_and_nothing_is_drawn(ledger):
    table = replace(ledger.tables[f"{REPORT}:countries"], chart="table")
    ledger.tables[f"{REPORT}:countries"] = table
    data = charts.drawing_data(ledger, REPORT, "countries")
    html = drawn(data)
    assert charts.drawing_contexts(data) == []
    assert not html.select("svg.aw-chart__draw, details")
    assert len(html.select("tbody tr")) == len(table.row_labels)
    assert "272 answers." in html.figcaption.text
    assert "countries" in charts.all_drawing_data(ledger, REPORT)


def test_a_count_of_things_has_no_answers_as_its_base(ledger):
    table = ledger.tables[f"{REPORT}:countries"]
    counted = {
        row: {"share": replace(cells["share"], unit="series")} for row, cells in table.cells.items()
    }
    ledger.tables[f"{REPORT}:countries"] = replace(table, cells=counted, chart="table")
    assert "answer" not in charts.drawing_data(ledger, REPORT, "countries")["base"]


def test_what_was_counted_is_no_answer_of_anybody(ledger):
    cells = {
        row: {col: replace(cell, unit="series") for col, cell in cols.items()}
        for row, cols in ledger.tables[f"{REPORT}:countries"].cells.items()
    }
    table = replace(ledger.tables[f"{REPORT}:countries"], cells=cells)
    counted = replace(ledger, tables={f"{REPORT}:countries": table})
    data = charts.drawing_data(counted, REPORT, "countries")
    assert data["base"] == "Employers who use one product."
    assert data["asked"] == ""


def test_a_page_says_once_who_was_asked(ledger):
    one = charts.drawing_data(ledger, REPORT, "countries") | {"caveats": ["It is a share."]}
    other = one | {"key": "other", "caveats": ["It is a share.", "It is old."]}
    unlike = one | {"key": "unlike", "asked": "Somebody else.", "caveats": ["Only there."]}
    texts = {
        "sources": [],
        "charts": {each["key"]: each for each in (one, other, unlike)},
        "body_markdown": "{chart:countries}\n\n{chart:other}\n\n{chart:unlike}",
    }
    first, second, third = [each["chart"] for each in page_contexts.passage_contexts(texts)]
    assert first == one
    assert (second["asked"], second["caveats"]) == ("", ["It is old."])
    assert second["said_above"] == "countries"
    assert third == unlike
    html = drawn(second)
    assert html.select_one('a[href="#chart-countries"]')
    assert "Who was asked" not in html.text
