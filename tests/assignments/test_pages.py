"""Monday's page, the lists and the form: what they say, and what they cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from awareness.assignments.models import Ask, Assignment
from awareness.assignments.views import PAGE
from awareness.people.models import Membership, User

from .conftest import MONDAY, NOW

TODAY = "/hr/"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def test_monday_morning(
    alice, bob, charlie, eva, module, assign, complete, site, other_site, october, client_for
):
    assign(module, [site], date(2026, 11, 6), now=october)
    assign(module, [other_site], date(2026, 11, 27), now=october)
    complete(bob, module)
    page = soup(client_for(eva).get(TODAY))
    assert words(page.h1) == "2 overdue, 1 due this week"
    late = page.find("table", class_="table--names")
    assert [words(r) for r in late.find_all("tr")][1:] == [
        "Gothenburg 2",
        "Alice Lind Packing due 6 November",
        "Eva Holm due 6 November",
    ]
    week = page.find("section", attrs={"aria-labelledby": "week"})
    assert "Leeds 1" in words(week)
    assert "Sunday 29 November" in words(week)
    table = page.find("section", attrs={"aria-labelledby": "all"}).table
    rows = [[words(c) for c in r.find_all(["th", "td"])] for r in table.find_all("tr")]
    assert rows[1:] == [
        ["Gothenburg", "3", "1", "0", "0", "2"],
        ["Leeds", "1", "0", "0", "1", "0"],
        ["All sites", "4", "1", "0", "1", "2"],
    ]
    assert len(page.find_all("h1")) == 1


def test_monday_of_one_site(
    alice, charlie, eva, module, assign, site, other_site, october, client_for
):
    assign(module, [site, other_site], date(2026, 11, 6), now=october)
    page = soup(client_for(eva).get(TODAY, {"site": "leeds"}))
    assert words(page.h1) == "1 overdue, 0 due this week"
    assert "Alice Lind" not in page.main.get_text()
    assert page.find("a", href="/hr/export.csv?site=leeds")


def test_a_first_monday_says_what_to_do(eva, auditor, client_for):
    assert soup(client_for(eva).get(TODAY)).find("a", href=reverse("assignments:assign"))
    said = words(soup(client_for(auditor).get(TODAY)).main)
    assert "As soon as HR assigns a module" in said


def test_people_by_name_and_state(alice, bob, eva, module, assign, complete, site, client_for):
    assign(module, [site], MONDAY + timedelta(days=60))
    complete(bob, module)
    client, url = client_for(eva), reverse("assignments:people")
    everybody = words(soup(client.get(url)).main)
    assert "What to do: done 23 November 2026, version 1.0" in everybody
    assert "What to do: due 22 January 2027" in everybody
    assert "Alice" not in words(soup(client.get(url, {"state": "done"})).main.table)
    assert "Bob" not in words(soup(client.get(url, {"q": "ali"})).main.table)
    assert "Nobody is found here" in words(soup(client.get(url, {"q": "zzz"})).main)


def test_long_lists_come_in_pages(eva, module, assign, site, client_for):
    for n in range(PAGE + 5):
        User.objects.create_user(email=f"p{n}@example.com", name=f"P {n:03}", site=site)
    assign(module, [site], MONDAY)
    page = soup(client_for(eva).get(reverse("assignments:people"), {"page": 2, "q": "P "}))
    assert len(page.table.tbody.find_all("tr")) == 5
    assert page.find("a", string="Earlier names")["href"] == "?page=1&q=P+"


@pytest.mark.parametrize("who", ["eva", "bob"])
def test_pages_cost_the_same_for_four_times_the_people(
    who, eva, bob, module, assign, site, packing, october, client_for,
    django_assert_max_num_queries,
):  # fmt: skip
    client = client_for({"eva": eva, "bob": bob}[who])
    urls = {
        "eva": [TODAY, "/hr/people/", "/hr/export.csv", "/hr/assign/"],
        "bob": ["/team/", "/team/export.csv"],
    }[who]
    counts = []
    for size in (5, 20):
        for n in range(size):
            user = User.objects.create_user(
                email=f"p{size}-{n}@example.com", name=f"P {n}", site=site
            )
            Membership.objects.create(user=user, team=packing, since=date(2020, 1, 1))
        Assignment.objects.exists() or assign(module, [site], date(2026, 11, 6), now=october)
        from awareness.assignments.evaluation import evaluate

        evaluate(october)
        for url in urls:
            with django_assert_max_num_queries(25) as seen:
                client.get(url).getvalue() if "csv" in url else client.get(url)
            counts.append((url, len(seen)))
    assert counts[: len(urls)] == counts[len(urls) :]


def test_a_team_is_read_at_one_look(
    bob, eva, make_module, assign, complete, site, october, client_for, packing, alice
):
    """Each module's sum is that of the rows below it, whatever order people and modules are in."""
    first, second = make_module(), make_module("second", title="Another")
    assign(first, [site], date(2026, 11, 6), now=october)
    assign(second, [site], MONDAY + timedelta(days=60))
    complete(alice, second)
    page = soup(client_for(bob).get(reverse("assignments:team")))
    sums = [words(line) for line in page.select(".aw-glance li")]
    table = page.find("table", class_="table--fold")
    heads = [words(th) for th in table.thead.find_all("th")]
    assert heads == ["Name", "Another", "What to do"]
    cells = [[words(td) for td in row.find_all("td")] for row in table.tbody.find_all("tr")]
    for place, title in enumerate(heads[1:]):
        done = sum(row[place].startswith("done") for row in cells)
        late = sum(row[place].startswith("overdue") for row in cells)
        said = f"{title} {done} of {len(cells)} done" + (f" · {late} overdue" if late else "")
        assert said in sums
    assert sums[0].startswith("Another 1 of")
    assert "overdue" in sums[1]


def test_a_team_with_many_modules_has_them_below_each_other(
    bob, make_module, assign, site, client_for, packing, alice
):
    for number in range(4):
        assign(make_module(f"m{number}", title=f"Module {number}"), [site], MONDAY)
    page = soup(client_for(bob).get(reverse("assignments:team")))
    assert len(page.select(".aw-glance li")) == 4
    assert len(page.find("table", class_="table--names").thead.find_all("th")) == 4


@pytest.mark.parametrize("url", [TODAY, "/team/"])
def test_whoever_is_overdue_is_given_time_and_asked_for_no_reason(
    url, alice, eva, bob, module, assign, site, october, client_for
):
    client = client_for(eva if url == TODAY else bob)
    assign(module, [site], date(2026, 11, 20), now=october)
    assert "ask for no reason" not in words(soup(client.get(url)).main)
    Ask.objects.update(first_due_on=date(2026, 11, 1), due_on=date(2026, 11, 1))
    assert "ask for no reason" in words(soup(client.get(url)).main)


@pytest.mark.parametrize("url", [TODAY, "/hr/people/", "/hr/assign/", "/team/"])
def test_what_is_not_seen_is_not_mixed_up_with_the_version_that_is(
    url, alice, eva, bob, module, assign, site, client_for
):
    assign(module, [site], MONDAY)
    page = soup(client_for(bob if url == "/team/" else eva).get(url))
    said = words(page.find("aside", attrs={"aria-labelledby": "not"}))
    assert "whether they took the plain version" in said
    assert "which version" not in said


def test_the_day_is_the_viewers_own(alice, eva, site, module, assign, october, client_for):
    """At 23:30 UTC it is already the next day in Gothenburg, and one more is overdue."""
    assign(module, [site], date(2026, 11, 10), now=october)
    for moment, late in ((22, 0), (23, 2)):
        with time_machine.travel(datetime(2026, 11, 23, moment, 30, tzinfo=UTC), tick=False):
            page = soup(client_for(eva).get(TODAY))
        assert words(page.h1).startswith(f"{late} overdue")
