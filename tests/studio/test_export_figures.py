"""`export_figures`: every figure, once, on stdout and nothing else."""

import csv
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from awareness.content.export import FIGURE_COLUMNS, csv_cell
from awareness.content.reader import read_content
from tests.conftest import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Loaded once for all of these: they only read."""
    with undone_after(django_db_blocker):
        call_command("load_content", stdout=StringIO())
        yield


def run(form: str) -> str:
    out, err = StringIO(), StringIO()
    call_command("export_figures", format=form, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


def test_csv_holds_every_figure_of_the_files():
    ledger = read_content(settings.CONTENT_DIRS).ledger

    rows = list(csv.DictReader(StringIO(run("csv"))))

    assert tuple(rows[0]) == FIGURE_COLUMNS
    assert {f"{row['report']}:{row['key']}" for row in rows} == set(ledger.figures)
    assert len(rows) == len(ledger.figures)
    for row in rows:
        figure = ledger.figures[f"{row['report']}:{row['key']}"]
        assert (Decimal(row["value"]) if row["value"] else None) == figure.value
        assert row["where"] == ";".join(map(str, figure.where))
        assert row["caveats"] == ";".join(figure.caveats)
        assert row["as_printed"] == figure.as_printed
        assert row["multi_answer"] == ("yes" if figure.multi_answer else "")


def test_decimals_are_plain_and_cells_and_sums_are_there():
    rows = {row["key"]: row for row in csv.DictReader(StringIO(run("csv")))}

    assert rows["clients"]["value"] == "269370"
    assert rows["alerts-per-500"]["value"] == "0.95"
    assert rows["respondents/usa/share"]["value"] == "54.4"
    assert rows["computers-per-alert"]["value"] == "525"
    assert rows["computers-per-alert"]["as_printed"] == ""
    assert rows["technique-1"]["value"] == rows["technique-1"]["as_printed"] == ""


def test_json_is_a_list_of_the_same():
    rows = json.loads(run("json"))

    assert len(rows) == len(list(csv.DictReader(StringIO(run("csv")))))
    assert tuple(rows[0]) == FIGURE_COLUMNS
    by_key = {row["key"]: row for row in rows}
    assert by_key["alerts-per-500"]["value"] == 0.95
    assert by_key["respondents"]["where"] == ["2018:140", "2018:156"]
    assert by_key["respondents"]["base_n"] is None
    assert by_key["t-2018-06b/common/share"]["base_n"] == 41
    assert by_key["t-2018-06b/common/share"]["base_inferred"] is True


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"), ("+46", "'+46"), ("-3", "'-3"), ("@x", "'@x"), (">90 %", ">90 %"),
        (None, ""), (False, ""), (True, "yes"), (["a", "b"], "a;b"), (0.95, "0.95"), (513, "513"),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run(value, written):
    assert csv_cell(value) == written
