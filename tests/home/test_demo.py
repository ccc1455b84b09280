"""The demo employer: whole, the same every time, every state on screen, every page in order."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from lxml.html import HtmlElement, document_fromstring

from awareness.assignments.models import Ask, Assignment
from awareness.assignments.rules import AskDays, Standing, end_of_week, is_late_to_oneself, standing
from awareness.home.demo import company, employer
from awareness.learning.models import Adoption, Completion, Enrolment
from awareness.people.models import Membership, Site, Team, User
from awareness.subjects.registry import subjects
from awareness.workplace.models import Position, SiteContact
from tests.conftest import tell_the_planner, undone_after

TODAY = date(2026, 11, 23)  # a Monday
# Ranges kept for fiction (fixtures/demo/nordvik-foods.yaml names them).
FICTION = re.compile(r"031-390 06 [0-4]\d|0113 496 0\d{3}|020 91\d \d{4}")


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """Content and demo employer, made once for the tests of this file and undone after them."""
    with undone_after(django_db_blocker):
        call_command("load_content", verbosity=0)
        call_command("create_demo", today=TODAY, verbosity=0)
        tell_the_planner()
        yield


pytestmark = pytest.mark.django_db


def test_120_people_at_three_sites_in_eight_teams():
    assert User.objects.count() == 120
    assert set(Site.objects.values_list("country", flat=True)) == {"SE", "GB", "IE"}
    sizes = Counter(Membership.objects.values_list("team", flat=True))
    assert Team.objects.count() == 8
    assert len(set(sizes.values())) > 5


def test_everybody_is_marked_as_demo():
    assert not User.objects.filter(is_demo=False).exists()


def test_somebody_is_under_18_and_their_site_names_an_adult():
    [young] = User.objects.exclude(youth_until=None)
    assert young.is_youth_on(young.today())
    assert SiteContact.objects.current().filter(site=young.site, position=Position.TRUSTED).exists()
    client = Client()
    client.force_login(young)
    assert "Priya Nair" in client.get("/help/").content.decode()
    assert client.get("/learn/children-tech-and-home/").status_code == 404


def test_names_differ_and_addresses_are_nobodys():
    people = User.objects.with_identifiers()
    assert len({person.name for person in people}) == 120
    assert all(p.email.endswith("@example.com") for p in people if p.email)
    by_number = [p.employee_number for p in people if not p.email]
    assert len(by_number) == 24
    assert all(number.startswith("NF-") for number in by_number)


def test_every_site_names_two_people_who_work_there_with_numbers_kept_for_fiction():
    for site, subject in product(Site.objects.all(), subjects()):
        contacts = SiteContact.objects.current().filter(site=site, subject=subject)
        assert len(contacts) == 3  # the third for people under 18
        for contact in contacts:
            assert FICTION.fullmatch(contact.phone)
            assert User.objects.filter(name=contact.name).exists()


def test_adoptions_are_marked_as_demo():
    assert Adoption.objects.exists()
    assert not Adoption.objects.filter(demo=False).exists()


def test_every_state_is_there_for_the_employer_and_for_oneself():
    asked = [AskDays(ask.due_on, done_on=ask.done_on) for ask in Ask.objects.all()]
    stands = Counter(standing(days, TODAY) for days in asked)
    assert {word for word, n in stands.items() if n >= 3} == {
        Standing.TO_DO, Standing.LATE, Standing.DONE,
    }  # fmt: skip
    to_do = [days.due_on for days in asked if standing(days, TODAY) is Standing.TO_DO]
    assert sum(due <= end_of_week(TODAY) for due in to_do) >= 3
    assert sum(due > end_of_week(TODAY) for due in to_do) >= 3
    assert sum(is_late_to_oneself(days, TODAY) for days in asked) > 5


def test_somebody_has_begun_and_not_finished():
    assert Enrolment.objects.filter(state=Enrolment.State.OPEN).exists()


def test_nothing_was_done_today_or_before_it_was_assigned():
    first = Assignment.objects.order_by("created_at").first().created_at.date()
    days = Completion.objects.values_list("day", flat=True)
    assert all(first < day < TODAY for day in days)


def test_authors_see_how_a_question_works_that_a_hundred_people_have_answered():
    author = User.objects.filter(role_grants__role="author").first()
    client = Client()
    client.force_login(author)
    rows = client.get("/studio/statistics/").context["rows"]
    assert rows
    assert all(100 <= each.n <= 120 for each, _said in rows)


def test_a_second_call_changes_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        call_command("create_demo", today=TODAY + timedelta(days=3), verbosity=0)
    assert User.objects.count() == 120


def test_the_same_seed_makes_the_same_people():
    told = company.read_employer()
    again = list(company.roster(told, company.seeded_random(told["seed"])))
    made = User.objects.with_identifiers().order_by("id")
    assert [(p.name, p.email, p.number or None) for p in again] == [
        (p.name, p.email, p.employee_number) for p in made
    ]


def test_the_same_seed_tells_the_same_story():
    """The plan is made anew from file, seed and day: what is in the database is that plan."""
    told = company.read_employer()
    asked = employer.demo_assignments(told, TODAY)
    users = {user.name: user for user in User.objects.select_related("site")}
    planned = {
        (person.name, visit.assignment.module.slug): visit.starts.date()
        for person in company.roster(told, company.seeded_random(told["seed"]))
        for visit in employer.planned_visits(
            person, users[person.name].site, asked, TODAY, told["seed"]
        )
        if visit.upto == employer.ALL_STEPS
    }
    done = Completion.objects.filter(module_version__module__mandatory=True)
    rows = done.values_list("learner__name", "module_version__module__slug", "day")
    assert {(name, module): day for name, module, day in rows} == planned
    assert len(planned) > 80


def test_is_refused_outside_demo_mode(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode"):
        call_command("create_demo")


def test_shows_who_can_sign_in(capsys):
    call_command("create_demo", show=True, verbosity=0)
    said = capsys.readouterr().out
    for words in (
        "maja.lindqvist@example.com",
        "NF-1042",
        "HR",
        "case handler",
        "IT and security",
        "auditor",
        "northern-harvest-demo",
    ):
        assert words in said


@pytest.mark.parametrize(("what", "name", "typed"), company.sign_ins())
def test_the_sign_ins_work(what, name, typed, client):
    sent = {"login": typed, "password": company.read_employer()["password"]}
    assert client.post("/account/login/", sent).headers["Location"] == "/learn/"
    assert client.get("/me/").context["user"].name == name


# Every page that can be reached by links --------------------------------------------------


def crawl(client: Client, start: str, each_view: int = 3) -> dict[str, HtmlElement]:
    """Follow internal links; at most so many addresses of one view. Fails on any that is broken."""
    todo, seen, of_view, broken = [(start, "")], {}, Counter(), []
    while todo:
        path, came_from = todo.pop(0)
        if path in seen or path.startswith(("/static/", "/structure/")):
            continue
        view = resolve(urlsplit(path).path).view_name
        of_view[view] += 1
        if of_view[view] > each_view:
            continue
        response = client.get(path, follow=True)
        if response.status_code != 200:
            broken.append(f"{path} ({response.status_code}), linked from {came_from}")
        seen[path] = page = None
        if response.headers["Content-Type"].startswith("text/html"):
            seen[path] = page = document_fromstring(response.content.decode())
            links = [urljoin(path, href).split("#")[0] for href in page.xpath("//a/@href")]
            todo += [(link, path) for link in links if link.startswith("/")]
    assert not broken, "\n".join(broken)
    return {path: page for path, page in seen.items() if page is not None}


# Another learner and another author open the same pages.
LIKE_ANOTHER = {"learner, by employee number", "second author"}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(typed, marks=pytest.mark.once if what in LIKE_ANOTHER else ())
        for what, _name, typed in company.sign_ins()
    ],
)
def test_every_link_leads_somewhere_and_no_page_carries_script_or_style(typed):
    client = Client()
    client.force_login(User.objects.signing_in_with(typed).get())
    pages = crawl(client, "/learn/")
    assert len(pages) > 10
    for path, page in pages.items():
        assert len(page.xpath("//h1")) == 1, path
        assert not page.xpath("//style"), path
        assert all(script.get("src") for script in page.iter("script")), path
        loud = [t.tag for t in page.iter() if any(a == "style" or a[:2] == "on" for a in t.attrib)]
        assert not loud, f"{path}: {loud}"
        elsewhere = [t for t in page.iter("script", "img", "link") if "//" in t.get("src", "")]
        assert not elsewhere, path
        ids = Counter(page.xpath("//@id"))
        assert not [i for i, n in ids.items() if n > 1], f"{path}: ids twice"


def test_strangers_find_their_way_too():
    pages = crawl(Client(), "/account/login/")
    assert {"/help/", "/account/password/reset/", "/recorded/"} <= set(pages)


def test_learn_costs_the_same_however_much_was_done():
    """Nothing, some of it, all of it: session, person, roles, modules 2, what HR opened, due days,
    support 2."""
    asked = {}
    for typed in ("nf-1042", "maja.lindqvist@example.com", "eva.nystrom@example.com"):
        client = Client()
        client.force_login(User.objects.signing_in_with(typed).get())
        with CaptureQueriesContext(connection) as queries:
            client.get("/learn/")
        asked[typed] = len(queries)
    assert set(asked.values()) == {11}
