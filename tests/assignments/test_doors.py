"""Every other door: who gets in, by which method, and that nothing of learning is behind it."""

import csv
import io
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from awareness.assignments import actions
from awareness.assignments.models import Ask, Assignment
from awareness.learning.models import (
    Acknowledgement,
    Certificate,
    Enrolment,
    Module,
    ModuleVersion,
    RefresherChoice,
    Step,
    StepDone,
)
from awareness.people.models import Membership, Role, RoleGrant, Site, Team, User
from awareness.people.visibility import SCOPES_BY_FIELD
from quizzes.models import Attempt

from ..conftest import make_other_site, make_person, make_site, undone_after
from .conftest import MONDAY, NOW, OCTOBER, form_data, publish_live

DESK = [
    "assignments:today", "assignments:people", "assignments:export", "assignments:over_time",
    "assignments:over_time_csv",
]  # fmt: skip
HR_ONLY = ["assignments:assign", "assignments:assignments"]
MANAGER = ["assignments:team", "assignments:team_export"]
POSTS = [("assignments:restore", [1])]
PAGES = DESK + HR_ONLY + MANAGER
# Who may open what: everything that is not named is refused.
ALLOWED = {
    "eva": DESK + HR_ONLY,
    "auditor": DESK,
    "bob": MANAGER,
    "mallory": MANAGER,
    "alice": [],
    "charlie": [],
    "author": [],
    "handler": [],
    "it": [],
}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> SimpleNamespace:
    """Everybody at both sites is asked, and overdue on MONDAY: made once for the tests of this
    file; what a test changes is undone after it."""
    with undone_after(django_db_blocker), time_machine.travel(NOW, tick=False):
        site, other_site = make_site(), make_other_site()
        packing = Team.objects.create(slug="packing", name="Packing")
        sales = Team.objects.create(slug="sales", name="Sales")
        people = {
            "alice": make_person("Alice Lind", site, packing),
            "bob": make_person("Bob Ek", site, packing, role="manager", of=packing),
            "mallory": make_person("Mallory Hart", other_site, sales, role="manager", of=sales),
            "charlie": make_person("Charlie Webb", other_site, sales),
            "eva": make_person("Eva Holm", site, role="hr"),
            "author": make_person("Ada Author", site, role="author"),
            "auditor": make_person("Otto Auditor", site, role="auditor"),
            "handler": make_person("Hanna Lie", site, role="handler"),
            "it": make_person("Ivo Dahl", site, role="it"),
        }
        asked = actions.assign(
            publish_live(), [site, other_site], MONDAY - timedelta(days=20), people["eva"],
            OCTOBER, token=uuid4(),
        )  # fmt: skip
        yield SimpleNamespace(
            people={name: person.pk for name, person in people.items()}, asked=asked.pk
        )


@pytest.fixture
def people(built, db) -> dict[str, User]:
    rows = User.objects.select_related("site").in_bulk(built.people.values())
    return {name: rows[pk] for name, pk in built.people.items()}


@pytest.fixture
def eva(people) -> User:
    return people["eva"]


@pytest.fixture
def site(people) -> Site:
    return Site.objects.get(slug="gothenburg")


@pytest.fixture
def other_site(people) -> Site:
    return Site.objects.get(slug="leeds")


@pytest.fixture
def packing(people) -> Team:
    return Team.objects.get(slug="packing")


@pytest.fixture
def sales(people) -> Team:
    return Team.objects.get(slug="sales")


@pytest.fixture
def module(people) -> Module:
    return Module.objects.get()


def test_every_role_is_tried(people):
    held = set(RoleGrant.objects.filter(user__in=people.values()).values_list("role", flat=True))
    assert held == set(Role.values) - {Role.LEARNER}


@pytest.fixture
def asked(built, people) -> Assignment:
    return Assignment.objects.get(pk=built.asked)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def body(response) -> str:
    return (response.getvalue()).decode()


@pytest.mark.parametrize(
    ("who", "page"),
    [
        pytest.param(who, page, marks=() if page in pages else pytest.mark.once)
        for who, pages in ALLOWED.items()
        for page in PAGES
    ],
)
def test_who_gets_in(page, who, people, asked, client_for):
    status = client_for(people[who]).get(reverse(page)).status_code
    assert status == (200 if page in ALLOWED[who] else 404)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in(page, db, client):
    response = client.get(reverse(page))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.once
@pytest.mark.parametrize("page", [p for p in PAGES if p != "assignments:assign"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_that_read_refuse_to_write(page, method, people, asked, client_for):
    who = next(name for name, pages in ALLOWED.items() if page in pages)
    assert getattr(client_for(people[who]), method)(reverse(page)).status_code == 405


@pytest.mark.parametrize(("page", "args"), POSTS)
def test_writing_is_for_hr_and_by_post(page, args, people, asked, client_for):
    if args:
        args = [asked.pk]
    url = reverse(page, args=args)
    for who in set(ALLOWED) - {"eva"}:
        assert client_for(people[who]).post(url).status_code == 404
    assert Client().post(url).status_code == 401
    eva = client_for(people["eva"])
    for method in ("get", "put", "delete"):
        assert getattr(eva, method)(url).status_code == 405
    assert Assignment.objects.get().withdrawn_on is None
    assert eva.post(url).status_code == 302


@pytest.mark.parametrize("page", ["assignments:assign"])
def test_a_post_needs_its_token(page, people, asked):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["eva"])
    assert client.post(reverse(page)).status_code == 403


def test_an_auditor_finds_nobody_by_their_address(people, asked, client_for):
    """Letter by letter, the answers would spell what may not be read."""
    url = reverse("assignments:people")
    User.objects.filter(pk=people["alice"].pk).update(name="Alice Ny")
    found = {
        who: [
            (client := client_for(people[who]))
            .get(url, {"q": "alice.l"})
            .content.count(b"Alice Ny"),
            body(client.get(reverse("assignments:export"), {"q": "alice.l"})).count("Alice Ny"),
        ]
        for who in ("eva", "auditor")
    }
    assert found["auditor"] == [0, 0]
    assert all(found["eva"])
    page = body(client_for(people["auditor"]).get(url))
    assert "Name, team or number" in page
    assert "e-mail" not in page


def test_an_auditor_is_offered_nothing_to_change(people, asked, client_for):
    page = body(client_for(people["auditor"]).get(reverse("assignments:today")))
    assert reverse("assignments:assign") not in page
    assert 'method="post"' not in page.split("<main", 1)[1].split("</main>")[0]


def test_a_manager_sees_own_teams_only(people, asked, client_for):
    for who, own, other in (("bob", "Alice Lind", "Charlie"), ("mallory", "Charlie", "Alice")):
        for page in MANAGER:
            seen = body(client_for(people[who]).get(reverse(page)))
            assert own in seen
            assert other not in seen


def test_filters_open_no_other_door(people, asked, client_for, packing, sales, site, other_site):
    bob = client_for(people["bob"])
    for page in MANAGER:
        assert bob.get(reverse(page), {"team": "packing"}).status_code == 200
        for slug in ("sales", "nowhere", "packing' OR 1=1 --"):
            assert bob.get(reverse(page), {"team": slug}).status_code == 404
    for guess in (
        {"q": "Charlie"}, {"site": "leeds"}, {"page": "2"}, {"role": "hr"}, {"sort": "score"},
        {"user": people["charlie"].pk}, {"team__slug": "sales"}, {"person__site": other_site.pk},
    ):  # fmt: skip
        assert "Charlie" not in body(bob.get(reverse("assignments:team_export"), guess))
        page = body(bob.get(reverse("assignments:team"), guess))
        assert "Webb" not in page
    assert "Charlie Webb" not in body(bob.get(reverse("assignments:team"), {"q": "%"}))


def test_somebody_in_two_teams_is_seen_with_the_managers_team_alone(
    people, asked, client_for, sales
):
    Membership.objects.create(user=people["alice"], team=sales, since=MONDAY)
    for page in MANAGER:
        assert "Sales" not in body(client_for(people["bob"]).get(reverse(page)))
    assert "Packing, Sales" in body(client_for(people["eva"]).get(reverse("assignments:export")))


def test_who_left_the_team_is_no_longer_seen(people, asked, client_for):
    Membership.objects.filter(user=people["alice"]).update(until=MONDAY)
    assert "Alice" not in body(client_for(people["bob"]).get(reverse("assignments:team_export")))


def test_a_manager_sees_the_teams_below(people, asked, client_for, packing, sales):
    Team.objects.filter(pk=sales.pk).update(parent=packing)
    bob = client_for(people["bob"])
    assert "Charlie Webb" in body(bob.get(reverse("assignments:team")))
    assert "Charlie Webb" not in body(client_for(people["mallory"]).get("/team/?team=packing"))
    narrowed = body(bob.get(reverse("assignments:team"), {"team": "sales"}))
    assert "Charlie Webb" in narrowed
    assert "Alice Lind" not in narrowed


def test_a_role_taken_back_closes_the_door(people, asked, client_for):
    RoleGrant.objects.filter(user=people["bob"]).delete()
    assert client_for(people["bob"]).get(reverse("assignments:team")).status_code == 404


def test_unknown_filters_are_not_found(people, asked, client_for):
    eva = client_for(people["eva"])
    for page in ("people", "export", "over_time"):
        for guess in ({"which": "started"}, {"module": "nothing"}, {"team": "nowhere"}):
            assert eva.get(reverse(f"assignments:{page}"), guess).status_code == 404
    assert eva.get(reverse("assignments:today"), {"site": "nowhere"}).status_code == 404
    assert eva.get(reverse("assignments:people"), {"page": "x"}).status_code == 200
    assert eva.get(reverse("assignments:people"), {"q": "a\0b"}).status_code == 400


def test_exports_hold_visible_fields_and_no_others(people, asked, client_for):
    for who, page in (("eva", "export"), ("auditor", "export"), ("bob", "team_export")):
        response = client_for(people[who]).get(reverse(f"assignments:{page}"))
        header = next(
            csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";")
        )
        seen = ["name", "team", "site", "module", "standing", "assigned", "due_day"]
        more = ["done_day", "module_version", "valid_to"]
        last = {"eva": ["excuse_code", "no_longer_asked"], "auditor": ["no_longer_asked"]}
        assert header == (seen if who == "bob" else ["employee_number", *seen, *more, *last[who]])
        assert set(header) <= set(SCOPES_BY_FIELD)


def what_an_employer_sees(people, client_for) -> dict[str, str]:
    """Every page and sheet, without the token that differs from request to request."""
    seen = {}
    for who, pages in ALLOWED.items():
        client = client_for(people[who])
        for page in pages:
            text = body(client.get(reverse(page)))
            text = re.sub(r'("X-CSRFToken": |(csrfmiddlewaretoken|owner)" value=)"[^"]+"', "", text)
            seen[f"{who} {page}"] = re.sub(r'name="token" value="[^"]+"', "", text)
    return seen


def test_what_somebody_does_inside_a_module_changes_nothing(
    people, asked, module, complete, client_for
):
    """Begun, steps, an acknowledgement, attempts, on whatever route: not one byte differs."""
    before = what_an_employer_sees(people, client_for)
    version = module.versions.get()
    step = Step.objects.create(module_version=version, position=1, slug="one", kind="read")
    enrolment = Enrolment.objects.create(
        learner=people["alice"], module=module, module_version=version, begun_at=NOW
    )
    StepDone.objects.create(enrolment=enrolment, step=step, on=MONDAY)
    Acknowledgement.objects.create(enrolment=enrolment, step=step, policy_number=1, on=MONDAY)
    for number in (1, 2, 3):
        Attempt.objects.create(
            learner=people["alice"], context="one", number=number, behaviour="practice", length=1,
            state="finished", started_at=NOW, finished_at=NOW, fraction=0,
        )  # fmt: skip
    assert what_an_employer_sees(people, client_for) == before


def test_what_somebody_does_for_themselves_changes_nothing(
    people, asked, module, complete, client_for
):
    """Refreshers on and taken, a certificate, another way of reading: not one byte differs."""
    completion = complete(people["alice"], module)
    before = what_an_employer_sees(people, client_for)
    RefresherChoice.objects.create(learner=people["alice"], is_on=True, chosen_on=MONDAY)
    for number in (1, 2):
        Attempt.objects.create(
            learner=people["alice"], context=f"refresher:what-to-do:{completion.pk}:{number}",
            number=1, behaviour="practice", length=4, state="finished", started_at=NOW,
            finished_at=NOW, fraction=0.5,
        )  # fmt: skip
    Certificate.objects.create(
        completion=completion, number=1, serial="abcd", name="Alice Lind", title="T", version="1.0",
        day=MONDAY, employer="E", issued_on=MONDAY, sha256="0" * 64, pdf=b"%PDF",
    )  # fmt: skip
    User.objects.filter(pk=people["alice"].pk).update(reading_size="larger")
    assert what_an_employer_sees(people, client_for) == before


@pytest.fixture
def own_choice(make_module):
    """A module that people take or leave, and that no employer knows."""
    module = make_module("at-home", title="Zebra crossing")
    Module.objects.filter(pk=module.pk).update(opt_in=True, mandatory=False)
    return module


def test_a_module_of_ones_own_choice_is_behind_no_door(
    people, asked, own_choice, complete, client_for
):
    """Not its name, not that it is there, not that somebody has finished it, not one byte."""
    seen = what_an_employer_sees(people, client_for)
    assert not [page for page, text in seen.items() if "Zebra" in text or "at-home" in text]
    complete(people["alice"], own_choice)
    complete(people["bob"], own_choice)
    assert what_an_employer_sees(people, client_for) == seen
    ModuleVersion.objects.filter(module=own_choice).update(status="retired")
    assert what_an_employer_sees(people, client_for) == seen


def test_nor_is_one_that_was_assigned_before_it_became_that(
    people, asked, make_module, assign, complete, client_for, site
):
    before = what_an_employer_sees(people, client_for)
    module = make_module("at-home", title="Zebra crossing")
    late = assign(module, [site], MONDAY - timedelta(days=30), now=NOW - timedelta(days=60))
    Module.objects.filter(pk=module.pk).update(opt_in=True, mandatory=False)
    complete(people["alice"], module)
    assert what_an_employer_sees(people, client_for) == before
    for narrowed in ({"which": "done"}, {"which": "late"}, {"which": "past"}, {"q": "Alice"}):
        page = body(client_for(people["eva"]).get(reverse("assignments:people"), narrowed))
        assert "Zebra" not in page
    url = reverse("assignments:withdraw", args=[late.pk])
    assert client_for(people["eva"]).post(url).status_code == 404
    posted = form_data(what="module:at-home")
    assert "Zebra" not in body(
        client_for(people["eva"]).post(reverse("assignments:assign"), posted)
    )


def test_two_who_finished_differently_look_alike(people, asked, module, complete, client_for):
    """Same day; the one with three failed attempts, the other with none: names alone differ."""
    twin = User.objects.create_user(
        email="twin@example.com", name="Boris Berg", site=people["alice"].site
    )
    member = Membership.objects.get(user=people["alice"])
    Membership.objects.create(user=twin, team=member.team, since=member.since)
    mine = Ask.objects.get(person=people["alice"])
    mine.pk, mine.public_id, mine.person = None, uuid4(), twin
    mine.save()
    complete(people["alice"], module)
    complete(twin, module)
    Attempt.objects.create(
        learner=twin, context="x", number=1, behaviour="practice", length=1, state="finished",
        started_at=NOW, finished_at=NOW, fraction=0,
    )  # fmt: skip
    for who, page in (("eva", "export"), ("bob", "team_export")):
        sheet = body(client_for(people[who]).get(reverse(f"assignments:{page}")))
        one, other = (
            next(line for line in sheet.splitlines() if name in line).replace(name, "X")
            for name in ("Alice Lind", "Boris Berg")
        )
        assert one == other


def test_names_are_inert(people, asked, client_for, packing):
    evil = '<script>alert(1)</script>"onmouseover=x'
    User.objects.filter(pk=people["alice"].pk).update(name=evil)
    Team.objects.filter(pk=packing.pk).update(name=evil)
    for who, page in (("eva", "today"), ("eva", "people"), ("bob", "team")):
        seen = body(client_for(people[who]).get(reverse(f"assignments:{page}"), {"q": ""}))
        assert "<script>alert" not in seen
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in seen
    found = body(client_for(people["eva"]).get(reverse("assignments:people"), {"q": evil}))
    assert "<script>alert" not in found


def test_nothing_sensitive_stays_on_a_shared_machine(people, asked, client_for):
    for who, pages in ALLOWED.items():
        for page in pages:
            response = client_for(people[who]).get(reverse(page))
            assert "no-store" in response["Cache-Control"]
            body(response)
