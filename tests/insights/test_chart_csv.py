"""The numbers of a drawing as CSV."""

import csv
from io import StringIO

import pytest

from awareness.insights.models import Report

pytestmark = pytest.mark.django_db
URL = "/library/tiny-2018/charts/alerts-dots.csv"


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        response = client_for(person).get(URL)
        assert response["Content-Type"].startswith("text/csv")
        assert 'filename="tiny-2018-alerts-dots.csv"' in response["Content-Disposition"]
        rows = list(csv.DictReader(StringIO(response.content.decode())))
        assert [(row["value"], row["unit"], row["calculated"]) for row in rows] == [
            ("513", "count", ""),
            ("269370", "computers", ""),
            ("525", "computers", "yes"),
        ]


def test_it_holds_what_was_drawn(library, client_for, alice):
    drawn = Report.objects.get().charts["countries"]["table"]["rows"]
    response = client_for(alice).get("/library/tiny-2018/charts/countries.csv")
    rows = list(csv.DictReader(StringIO(response.content.decode())))
    assert [(r["label"], r["value"]) for r in rows] == [(r["label"], r["value"]) for r in drawn]


def test_words_open_as_text_in_a_spreadsheet(library, client_for, alice):
    report = Report.objects.get()
    charts = report.charts
    charts["countries"]["table"]["rows"][0] |= {"label": "=HYPERLINK(1)", "value": "-3"}
    Report.objects.update(charts=charts)
    response = client_for(alice).get("/library/tiny-2018/charts/countries.csv")
    row = next(csv.DictReader(StringIO(response.content.decode())))
    assert (row["label"], row["value"]) == ("'=HYPERLINK(1)", "-3")


def test_it_requires_login(library, client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL).status_code == 405


@pytest.mark.parametrize(
    "url", ["/library/tiny-2018/charts/nothing.csv", "/library/nothing/charts/countries.csv"]
)
def test_an_unknown_drawing_is_not_found(library, client_for, alice, url):
    assert client_for(alice).get(url).status_code == 404
