"""Monday's page, the lists and the form: what they say, and what they cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from awareness.assignments import desk_views, team_views, teamlists
from awareness.assignments.desk_views import PAGE
from awareness.assignments.models import Ask, Assignment
from awareness.people.models import Membership, RoleGrant, User

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
    assert words(page.h1) == "2 late, 0 in their fortnight"
    totals = [words(line) for line in page.select(".aw-totals li")]
    assert totals == [
        "2 late", "0 in the fortnight after the due day", "1 due by Sunday 29 November",
        "0 expiring",
    ]  # fmt: skip
    [group] = page.select(".aw-group")
    assert words(group.h3) == "Gothenburg 2"
    assert [words(line) for line in group.select("li")] == [
        "Alice Lind Packing What to do late, due 6 November",
        "Eva Holm What to do late, due 6 November",
    ]
    table = page.find("section", attrs={"aria-labelledby": "all"}).table
    rows = [[words(c) for c in r.find_all(["th", "td"])] for r in table.find_all("tr")]
    assert rows == [
        ["Site", "Asked", "Done", "To do", "Fortnight", "Late", "Expiring", "Excused"],
        ["Gothenburg", "3", "1", "0", "0", "2", "0", "0"],
        ["Leeds", "1", "0", "1", "0", "0", "0", "0"],
        ["All sites", "4", "1", "1", "0", "2", "0", "0"],
    ]
    assert len(page.find_all("h1")) == 1


def test_monday_of_one_site(
    alice, charlie, eva, module, assign, site, other_site, october, client_for
):
    assign(module, [site, other_site], date(2026, 11, 6), now=october)
    page = soup(client_for(eva).get(TODAY, {"site": "leeds"}))
    assert words(page.h1) == "1 late, 0 in their fortnight"
    assert "Alice Lind" not in page.main.get_text()
    assert page.find("a", href="/hr/export.csv?which=late&site=leeds")
    printed = words(page.select_one(".aw-asof"))
    assert "Late, Leeds, all modules." in printed
    assert "As of 23 November 2026" in printed


def test_who_starts_this_week_is_named(alice, eva, module, assign, site, client_for):
    assign(module, [site], MONDAY)
    User.objects.filter(pk=alice.pk).update(start_day=MONDAY + timedelta(days=2))
    page = soup(client_for(eva).get(TODAY))
    starters = page.find("section", attrs={"aria-labelledby": "starters"})
    assert words(starters.li) == "Alice Lind Gothenburg 25 November"


def test_a_first_monday_says_what_to_do(eva, auditor, client_for):
    assert soup(client_for(eva).get(TODAY)).find("a", href=reverse("assignments:assign"))
    said = words(soup(client_for(auditor).get(TODAY)).main)
    assert "As soon as HR assigns a module" in said


def test_people_by_name_and_state(alice, bob, eva, module, assign, complete, site, client_for):
    assign(module, [site], MONDAY + timedelta(days=60))
    complete(bob, module)
    client, url = client_for(eva), reverse("assignments:people")

    def listed(**filters):
        return [words(line) for line in soup(client.get(url, filters)).select(".aw-picks li")]

    assert "Bob Ek Packing · Gothenburg What to do done 23 November 2026, version 1.0" in listed()
    assert "Alice Lind Packing · Gothenburg What to do to do by 22 January" in listed()
    assert [line.split()[0] for line in listed(which="done")] == ["Bob"]
    assert [line.split()[0] for line in listed(q="ali")] == ["Alice"]
    assert [line.split()[0] for line in listed(team="packing", which="to_do")] == ["Alice"]
    assert "Nobody is found here" in words(soup(client.get(url, {"q": "zzz"})).main)


@pytest.fixture
def found_by_name(client_for):
    """Whom a search names, as who searches: (in its list, below it, the words of the page)."""

    def search(who, **filters):
        page = soup(client_for(who).get(reverse("assignments:people"), filters))
        below = page.find("section", attrs={"aria-labelledby": "others"})
        picks = {words(line) for line in page.select(".aw-picks li")}
        others = [words(line) for line in below.select("li")] if below else []
        return picks, others, words(page.main)

    return search


def test_a_search_names_whoever_it_finds_whatever_its_list_shows(
    alice, bob, eva, auditor, module, assign, complete, site, other_site, found_by_name
):
    """Not late, of another site, gone or yet to come; and the page says what its list shows."""
    assign(module, [site], MONDAY + timedelta(days=60))
    complete(bob, module)
    for who in (eva, auditor):
        picks, others, said = found_by_name(who, which="late", q="alice")
        assert (picks, others) == (set(), ["Alice Lind Gothenburg Packing"])
        assert "Found, and not in this list 1" in said
        assert "Late, all sites, all modules, “alice”" in said
    elsewhere = found_by_name(eva, which="late", site="leeds", q="bob")
    assert elsewhere[1] == ["Bob Ek Gothenburg Packing"]
    User.objects.filter(pk=bob.pk).update(end_day=MONDAY - timedelta(days=1))
    User.objects.filter(pk=alice.pk).update(start_day=MONDAY + timedelta(days=9))
    assert found_by_name(eva, q="bob")[:2] == (set(), ["Bob Ek Gothenburg Packing"])
    assert found_by_name(eva, q="alice")[:2] == (set(), ["Alice Lind Gothenburg Packing"])


def test_whoever_is_in_the_list_is_not_named_twice(
    alice, bob, eva, module, assign, complete, site, found_by_name
):
    assign(module, [site], MONDAY + timedelta(days=60))
    complete(bob, module)
    picks, others, _said = found_by_name(eva, which="done", q="packing")
    assert [line.split()[0] for line in picks] == ["Bob"]
    assert [line.split()[0] for line in others] == ["Alice"]
    assert found_by_name(eva, which="all", q="packing")[1] == []
    assert found_by_name(eva, which="late")[1] == []
    assert found_by_name(eva, which="late", q="zzz")[1] == []


def test_hr_of_one_site_finds_nobody_of_another_by_a_search(alice, eva, other_site, found_by_name):
    grant = RoleGrant.objects.get(user=eva)
    grant.limited = True
    grant.save()
    grant.sites.add(other_site)
    assert found_by_name(eva, which="late", q="alice")[:2] == (set(), [])
    User.objects.filter(pk=alice.pk).update(site=other_site)
    assert len(found_by_name(eva, which="late", q="alice")[1]) == 1


def test_what_is_past_is_found(
    alice, bob, eva, auditor, module, assign, complete, site, client_for
):
    """Withdrawn, of people who have left, and done before: in the list and in the file."""
    made = assign(module, [site], MONDAY + timedelta(days=60))
    complete(bob, module)
    client = client_for(eva)
    client.post(reverse("assignments:withdraw", args=[made.pk]))
    User.objects.filter(pk=bob.pk).update(end_day=MONDAY - timedelta(days=1), is_active=False)
    for who in (eva, auditor):
        page = soup(client_for(who).get(reverse("assignments:people"), {"which": "past"}))
        lines = [words(line) for line in page.select(".aw-picks li")]
        said = "What to do done 23 November 2026, version 1.0 (withdrawn 23 November 2026)"
        assert [line for line in lines if line.startswith("Bob Ek") and line.endswith(said)]
        sheet = client_for(who).get(reverse("assignments:export"), {"which": "past"})
        assert "2026-11-23 withdrawn" in sheet.getvalue().decode()
        assert (
            "Bob Ek"
            in client_for(who)
            .get(reverse("assignments:export"), {"which": "past"})
            .getvalue()
            .decode()
        )


def test_long_lists_come_in_pages(eva, module, assign, site, client_for):
    for n in range(PAGE + 5):
        User.objects.create_user(email=f"p{n}@example.com", name=f"P {n:03}", site=site)
    assign(module, [site], MONDAY)
    page = soup(client_for(eva).get(reverse("assignments:people"), {"page": 2, "q": "P "}))
    assert len(page.select(".aw-picks li")) == 5
    assert page.find("a", string="Earlier names")["href"] == "?page=1&q=P+"


def test_of_very_many_the_first_of_each_site_are_listed(
    eva, module, assign, site, other_site, client_for, monkeypatch, october
):
    monkeypatch.setattr(desk_views, "MOST_LISTED", 5)
    for n in range(9):
        User.objects.create_user(
            email=f"p{n}@example.com", name=f"P {n}", site=other_site if n == 8 else site
        )
    assign(module, [site, other_site], date(2026, 11, 6), now=october)
    client, url = client_for(eva), reverse("assignments:people")
    page = soup(client.get(url, {"which": "late"}))
    assert words(page.h1) == "Late 10"
    groups = [(words(group.h3), len(group.select("li"))) for group in page.select(".aw-group")]
    assert groups == [("Gothenburg 9", 4), ("Leeds 1", 1)]
    more = page.find("a", string=lambda text: text and "5 more in Gothenburg" in text)
    assert len(soup(client.get(more["href"])).select(".aw-picks li")) == 9


@pytest.mark.parametrize("who", ["eva", "bob"])
def test_pages_cost_the_same_for_four_times_the_people(
    who, eva, bob, module, assign, site, packing, october, client_for,
    django_assert_max_num_queries,
):  # fmt: skip
    client = client_for({"eva": eva, "bob": bob}[who])
    urls = {
        "eva": [
            TODAY,
            "/hr/people/",
            "/hr/people/?q=P&which=done",
            "/hr/over-time/",
            "/hr/export.csv",
            "/hr/assign/",
        ],
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
            with django_assert_max_num_queries(35) as seen:
                client.get(url).getvalue() if "csv" in url else client.get(url)
            counts.append((url, len(seen)))
    assert counts[: len(urls)] == counts[len(urls) :]


def test_a_team_is_read_at_one_look(
    bob, eva, make_module, assign, complete, site, october, client_for, packing, alice
):
    first, second = make_module(), make_module("second", title="Another")
    assign(first, [site], date(2026, 11, 6), now=october)
    assign(second, [site], MONDAY + timedelta(days=60))
    complete(alice, second)
    page = soup(client_for(bob).get(reverse("assignments:team")))
    assert words(page.h1) == "2 late, 0 due this week"
    assert [words(line) for line in page.select(".aw-glance li")] == [
        "Another 1 to do", "What to do 2 to do · 2 late",
    ]  # fmt: skip
    rows = [words(row) for row in page.table.tbody.find_all("tr")]
    assert rows == [
        "Alice Lind Packing Another: nothing to do What to do: late, due 6 November",
        "Bob Ek Packing Another: to do by 22 January What to do: late, due 6 November",
    ]


def test_of_very_many_people_a_manager_reads_who_comes_first(
    bob, alice, module, assign, site, october, client_for, packing, monkeypatch
):
    assign(module, [site], date(2026, 11, 6), now=october)
    Ask.objects.filter(person=alice).update(due_on=MONDAY)
    monkeypatch.setattr(teamlists, "MOST_LISTED", 1)
    monkeypatch.setattr(team_views, "PAGE", 1)
    page = soup(client_for(bob).get(reverse("assignments:team")))
    assert words(page.h1) == "1 late, 1 due this week"
    assert [words(row.th) for row in page.table.tbody.find_all("tr")] == ["Bob Ek"]
    page = soup(client_for(bob).get(reverse("assignments:team"), {"q": "alice"}))
    assert words(page.h1) == "1 person is found"
    assert [words(row.th) for row in page.table.tbody.find_all("tr")] == ["Alice Lind"]


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
    assert "the plain version" in said
    assert "which version" not in said


def test_the_day_is_the_viewers_own(alice, eva, site, module, assign, october, client_for):
    """At 23:30 UTC it is already the next day in Gothenburg, and one more is overdue."""
    assign(module, [site], date(2026, 11, 10), now=october)
    for moment, late in ((22, 0), (23, 2)):
        with time_machine.travel(datetime(2026, 11, 23, moment, 30, tzinfo=UTC), tick=False):
            page = soup(client_for(eva).get(TODAY))
        assert words(page.h1).startswith(f"{late} late")
