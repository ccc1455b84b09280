"""Files hold every row of the list that the address names, opened again equal to the database."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from awareness.assignments import exports
from awareness.assignments.models import Ask
from awareness.people.models import User

from .conftest import MONDAY, NOW


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def crowd(alice, eva, make_module, assign, complete, site, other_site, october, monkeypatch):
    """More people than a piece of a file, at two sites."""
    monkeypatch.setattr(exports, "PEOPLE_AT_ONCE", 4)
    for n in range(9):
        User.objects.create_user(
            email=f"p{n}@example.com", employee_number=f"00{n}", name=f"=P {n}",
            site=other_site if n % 2 else site,
        )  # fmt: skip
    for number in range(2):
        module = make_module(f"m{number}", title=f"M {number}")
        assign(module, [site, other_site], date(2026, 11, 6), now=october)
        complete(alice, module)


def rows_of(response) -> list[list[object]]:
    content = response.getvalue()
    if "csv" in response["Content-Type"]:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_row_is_there_once(kind, crowd, eva, client_for):
    head, *rows = rows_of(client_for(eva).get(f"/hr/export.{kind}"))
    of = {name: number for number, name in enumerate(head)}
    text = (lambda name: f"'{name}") if kind == "csv" else str
    expected = {
        (text(name) if name.startswith("=") else name, f"M {slug[1:]}", due)
        for name, slug, due in Ask.objects.values_list("person__name", "module__slug", "due_on")
    }
    found = [
        (row[of["name"]], row[of["module"]], date.fromisoformat(str(row[of["due_day"]])[:10]))
        for row in rows
    ]
    assert set(found) == expected
    assert len(found) == len(expected) == Ask.objects.count()
    assert [row[of["site"]] for row in rows] == sorted(row[of["site"]] for row in rows)
    assert {"000", "008"} <= {row[of["employee_number"]] for row in rows}
    stands = {row[of["standing"]] for row in rows if row[of["name"]] == "Alice Lind"}
    assert stands == {"done"}


def test_the_file_is_of_what_the_list_shows(crowd, eva, client_for):
    client = client_for(eva)
    names = [row[1] for row in rows_of(client.get("/hr/export.csv?which=done"))[1:]]
    assert names == ["Alice Lind"] * 2
    rows = rows_of(client.get("/hr/export.csv?which=late&site=leeds&module=m1"))[1:]
    assert len(rows) == 4
    assert len(rows_of(client.get("/hr/over-time.csv?by=site"))) == 1 + 2 * 12


def test_it_is_cut_as_in_the_readers_country(crowd, eva, site, client_for):
    site.country = "GB"
    site.save()
    first = client_for(eva).get("/hr/export.csv").getvalue().decode()
    assert first.startswith("\ufeffemployee_number,name,")


def test_pieces_are_asked_for_one_after_the_other(crowd, eva, client_for, monkeypatch):
    told = []
    monkeypatch.setattr(exports, "tell_server", lambda: told.append(1))
    response = client_for(eva).get("/hr/export.csv")
    assert not told
    response.getvalue()
    assert len(told) == 3
    assert MONDAY - timedelta(days=17) == date(2026, 11, 6)
