"""Tables over time draw lines: in the order of time, from nought, each number beside its dot."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from awareness.insights import charts
from awareness.insights.charts.times import years_of_label
from awareness.insights.ledger import Kind, Ledger
from tests.insights.ledgers import REPORT, make_figure, make_ledger, make_table
from tests.pages import text_of


def ledger_of(cols, rows, finding="As it was", **parts) -> Ledger:
    """A table of this name, drawn as lines: labels of columns, and values by the label of rows."""
    keys = {f"c{n}": label for n, label in enumerate(cols)}
    names = {f"r{n}": label for n, label in enumerate(rows)}
    cells = {
        row: {
            col: make_figure(
                f"kinds/{row}/{col}", value,
                **{"unit": "complaints", "label": f"{name}, {label}"} | parts,
            )
            for (col, label), value in zip(keys.items(), rows[name], strict=True)
        }
        for row, name in names.items()
    }  # fmt: skip
    table = replace(
        make_table({"here": "1"}), key="kinds", title="Complaints by kind", cells=cells,
        col_labels=keys, row_labels=names, finding=finding, chart="lines",
    )  # fmt: skip
    ledger = replace(make_ledger(), tables={f"{REPORT}:kinds": table})
    ledger.figures.update({f.full_key: f for row in cells.values() for f in row.values()})
    return ledger


def build(*args, **parts):
    return charts.drawing_data(ledger_of(*args, **parts), REPORT, "kinds")


def drawn(data) -> BeautifulSoup:
    context = {"chart": data, "drawings": charts.drawing_contexts(data)}
    return BeautifulSoup(render_to_string("insights/_chart.html", context), "html.parser")


NEWEST_FIRST = ["2024", "2023", "2022"]
KINDS = {"Phishing": (193, 298, 321), "False support": (36, 37, 32)}


def test_a_line_goes_on_in_time_whichever_way_the_report_prints_it():
    data = build(NEWEST_FIRST, KINDS, "Phishing came to {figure:kinds/r0/c0} complaints")

    assert data["title"] == "Phishing came to 193 complaints"
    assert [time["label"] for time in data["times"]] == ["2022", "2023", "2024"]
    assert "Phishing: 2022 321; 2023 298; 2024 193." in data["desc"]
    for drawing in charts.drawing_contexts(data):
        for panel in drawing["panels"]:
            places = [float(dot["x"]) for dot in panel["dots"]]
            assert places == sorted(places)
            assert len(panel["dots"]) == 3


def test_all_lines_have_one_axis_that_begins_at_nought():
    for drawing in charts.drawing_contexts(build(NEWEST_FIRST, KINDS)):
        levels = []
        for panel in drawing["panels"]:
            nought = float(panel["axis"].split()[1].partition("h")[0])
            levels += [nought - float(dot["y"]) for dot in panel["dots"]]
        values = [321, 298, 193, 32, 37, 36]
        assert levels == pytest.approx([level * levels[0] / 321 for level in values], abs=0.2)


def test_times_lie_as_far_apart_as_they_were():
    data = build(["2010", "2015", "2016"], {"EU": (3, 2, 1)})
    first, second, third = (
        float(dot["x"]) for dot in charts.drawing_contexts(data)[0]["panels"][0]["dots"]
    )

    assert (second - first) == pytest.approx(5 * (third - second), rel=0.01)


def test_rows_may_be_the_times():
    ledger = ledger_of(["Share of offices"], {"Q1 2024": (12,), "Q2 2024": (55,), "Q3 2024": (48,)},
                       unit="percent")  # fmt: skip
    data = charts.drawing_data(ledger, REPORT, "kinds")

    assert [line["name"] for line in data["series"]] == ["Share of offices"]
    assert [row["short"] for row in data["table"]["rows"]] == ["Q1 2024", "Q2 2024", "Q3 2024"]
    assert data["sub"] == "Complaints by kind, in per cent"
    assert not any("group" in row for row in data["table"]["rows"])


def test_what_the_title_names_is_marked_by_more_than_colour():
    data = build(NEWEST_FIRST, KINDS, "{figure:kinds/r0/c0} complaints")
    first, second = charts.drawing_contexts(data)[0]["panels"]

    assert (first["marked"], second["marked"]) == (True, False)
    assert [dot["marked"] for dot in first["dots"]] == [False, False, True]
    assert float(first["dots"][2]["r"]) > float(first["dots"][1]["r"])


def test_the_table_has_every_number_that_is_drawn():
    data = build(NEWEST_FIRST, KINDS)
    html = drawn(data)

    rows = [(text_of(row.th), text_of(row.td)) for row in html.select("tbody tr") if row.td]
    assert rows == [("2022", "321"), ("2023", "298"), ("2024", "193"),
                    ("2022", "32"), ("2023", "37"), ("2024", "36")]  # fmt: skip
    assert [text_of(head) for head in html.select("th.is-group")] == list(KINDS)


def test_letters_are_never_under_13_pixels_and_stay_within_the_drawing():
    long = {"A name that is longer than half of any drawing of ours is wide": (7, 8, 9)}
    for svg in drawn(build(NEWEST_FIRST, KINDS | long)).select("svg.aw-chart__draw"):
        width, height = map(float, svg["viewbox"].split()[2:])
        assert width == (518 if "aw-only-wide" in svg["class"] else 252)
        for text in svg.find_all("text"):
            assert float(text["font-size"]) >= 13
            assert 0 <= float(text["x"]) <= width
            assert 0 < float(text["y"]) <= height


def test_falls_lie_below_nought():
    data = build(["2021", "2022", "2023"], {"All": (3, -8, 2)}, unit="points", kind=Kind.CHANGE)
    panel = charts.drawing_contexts(data)[0]["panels"][0]
    nought = float(panel["axis"].split()[1].partition("h")[0])

    assert [float(dot["y"]) > nought for dot in panel["dots"]] == [False, True, False]
    assert [value["text"] for value in panel["values"]] == ["+3", "−8", "+2"]
    assert data["sub"] == "Complaints by kind, in percentage points"


def test_a_rate_says_once_what_it_is_of():
    data = build(NEWEST_FIRST, {"EU": ("1.9", "1.8", "1.7")}, kind=Kind.RATE, per=100_000)

    assert data["sub"] == "Complaints by kind, complaints per 100,000"
    assert [value["text"] for value in charts.drawing_contexts(data)[0]["panels"][0]["values"]] == [
        "1.7", "1.8", "1.9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cols", "code", "words"),
    [
        (["2023", "2024"], "few_times", "fewer than three points in time"),
        (["2022", "2023", "Women"], "no_time", "“Women”"),
        (["2022", "2023", "2023"], "no_time", "stands twice"),
        (["January 2022", "Jan 2022", "Feb 2022"], "no_time", "another of its times"),
    ],
)
def test_it_refuses(cols, code, words):
    with pytest.raises(charts.ChartError) as caught:
        build(cols, {"All": range(len(cols))})
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_line_with_a_gap_is_refused():
    ledger = ledger_of(NEWEST_FIRST, KINDS)
    del ledger.tables[f"{REPORT}:kinds"].cells["r1"]["c1"]
    with pytest.raises(charts.ChartError) as caught:
        charts.drawing_data(ledger, REPORT, "kinds")
    assert caught.value.code == "missing_cell"


@pytest.mark.parametrize(
    ("label", "years"),
    [
        ("2024", 2024), ("2023/24", 2023), ("2023–2024", 2023), ("Q3 2024", "2024.5"),
        ("2024 Q3", "2024.5"), ("H2 2024", "2024.5"), ("July 2024", "2024.5"),
        ("Jan. 2024", 2024), ("1 July 2024", "2024.5"), ("Women", None), ("1 in 2024", None),
        ("2024 (part)", None), ("Mayor 2024", None), ("Q4/2019", "2019.75"),
        ("60", None), ("H4 2024", None),
    ],
)  # fmt: skip
def test_a_label_is_a_time_or_none(label, years):
    assert years_of_label(label) == (None if years is None else Decimal(years))


VALUES = st.decimals(-1000, 10**9, places=1)


@given(
    st.lists(st.integers(1990, 2040), min_size=3, max_size=12, unique=True),
    st.data(),
)
def test_numbers_never_stand_on_each_other(years, data):
    rows = {f"Line {n}": data.draw(st.tuples(*[VALUES] * len(years))) for n in range(3)}
    for drawing in charts.drawing_contexts(
        build([str(year) for year in years], rows, kind=Kind.CHANGE)
    ):
        for panel in drawing["panels"]:
            for said in (panel["values"], panel["times"]):
                ends = sorted(_ends(label, float(drawing["font"])) for label in said)
                assert all(one[1] <= next_one[0] for one, next_one in pairwise(ends))
                assert said[0]["text"]
                assert len(panel["dots"]) == len(years)


def _ends(label, font):
    width, x = charts.scale.text_width(label["text"], font), float(label["x"])
    start = {"start": x, "middle": x - width / 2, "end": x - width}[label["anchor"]]
    return start, start + width
