"""What a list sets off is said before it is imported, as it then happens; and without mail."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command

from awareness.assignments import actions as assignments
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask
from awareness.home.mailrows import mails
from awareness.learning.models import Module
from awareness.mailing import actions as mailing
from awareness.mailing.listing import day_plan_of
from awareness.mailing.reasons import ReasonNotWritten
from awareness.outbox.models import Mail, Quiet
from awareness.outbox.models import Occasion as Written
from awareness.people.models import Role, RoleGrant, User
from awareness.staffing import importing, staging
from awareness.staffing.models import Import
from awareness.staffing.reading.read import read
from tests.conftest import make_person
from tests.mailing.conftest import DAY, MONDAY, SITE, at, run
from tests.pages import page_text
from tests.staffing.files import csv_bytes

pytestmark = pytest.mark.django_db
HEAD = "Number;E-mail;Name;Site;Team;Manager;Start;Leave from;Youth edition until"
NOW = at(MONDAY, 10)
DUE = MONDAY + 60 * DAY


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asking(eva, module, site):
    """The module is asked of everybody at the site of the tests."""
    return assignments.assign(module, [site], DUE, eva, NOW - DAY, token=uuid4())


@pytest.fixture
def mail_on(eva):
    mailing.switch(True, eva, SITE, NOW - 30 * DAY)


def planned(by, *lines: str) -> Import:
    imported = staging.stage(read(csv_bytes(HEAD, *lines)), "staff.csv", by, NOW)
    staging.plan_import(imported.pk)
    imported.refresh_from_db()
    return imported


def bring(imported: Import, **how) -> None:
    importing.begin(imported.pk, **how)
    importing.carry_on(imported.pk)


LINES = (
    "1;one@example.com;One New;Gothenburg;Packing;;;;",
    "2;two@example.com;Two Away;Gothenburg;;;;2027-04-01;",
    "3;;Three Paper;Gothenburg;;;;;",
    "4;four@example.com;Four Later;Gothenburg;;;2027-05-01;;",
    "5;five@example.com;Five Elsewhere;Leeds;;;;;",
    "6;six@example.com;Six Moved;Gothenburg;;;;;",
    "7;seven@example.com;Seven Here;Gothenburg;;;;;",
    "8;eight@example.com;Eight Waits;Cork;;;;;",
    "9;nine@example.com;Nine Wrong;Gothenburg;;;31/02/2027;;",
)  # fmt: skip


@pytest.fixture
def known(site, other_site, packing, asking):
    """Somebody who moves to the site, and somebody who is asked there already."""
    moved, here = make_person("Six Moved", other_site), make_person("Seven Here", site)
    for person, number in ((moved, "6"), (here, "7")):
        person.employee_number, person.email = (
            number,
            f"{person.name.split()[0].lower()}@example.com",
        )
        person.save()
    evaluate(NOW - timedelta(hours=1))
    return moved, here


def test_as_many_are_asked_and_written_to_as_were_said(known, eva, mail_on, client_for):
    imported = planned(eva, *LINES)
    before = set(Ask.objects.current().values_list("person", flat=True))
    assert {name: imported.counts[name] for name in ("asked", "mails", "mail_day")} == {
        "asked": 4, "mails": 2, "mail_day": "2027-04-12",
    }  # fmt: skip
    text = page_text(client_for(eva).get(f"/hr/people/import/{imported.pk}/"))
    assert "4 people will be asked" in text
    assert "2 mails" in text
    assert "Monday, 12 April 2027" in text
    bring(imported)
    asked = Ask.objects.current().exclude(person__in=before)
    names = set(asked.values_list("person__name", flat=True))
    assert names == {"One New", "Two Away", "Three Paper", "Six Moved"}
    run(MONDAY, 11)
    people = Mail.objects.filter(kind="digest").values_list("person", flat=True)
    written = User.objects.filter(public_id__in=people, pk__in=asked.values("person"))
    assert set(written.values_list("name", flat=True)) == {"One New", "Six Moved"}


def test_without_mail_nobody_hears_of_being_asked_and_everybody_of_what_comes_later(
    known, eva, mail_on, client_for
):
    imported = planned(eva, *LINES)
    response = client_for(eva).post(
        f"/hr/people/import/{imported.pk}/begin/", {"without_mail": "yes"}, follow=True
    )
    assert "imported without mail" in page_text(response)
    one = User.objects.get(name="One New")
    assert Ask.objects.current().filter(person=one).exists()
    for days in range(5):  # what was missed is not made up for either
        run(MONDAY + days * DAY, 11)
    written = set(Written.objects.values_list("person", flat=True))
    assert written.isdisjoint(Quiet.objects.values_list("person", flat=True))
    day = day_plan_of(MONDAY, NOW, User.objects.all())
    assert one.pk in day.silent(ReasonNotWritten.QUIET)
    [row] = mails(one, MONDAY)
    assert (row["state"], row["day"]) == ("not sent", MONDAY)
    soon = DUE - 7 * DAY
    run(soon, 11)
    [occasion] = Written.objects.filter(person=one.public_id)
    assert (occasion.kind, occasion.mail.state) == ("due_soon", "sent")


def test_word_that_managers_will_be_told_comes_with_the_first_mail(known, eva, mail_on, site):
    mailing.announce(site.country, eva, NOW - 20 * DAY)
    bring(planned(eva, LINES[0]), without_mail=True)
    one = User.objects.get(name="One New")
    for days in range(5):
        run(MONDAY + days * DAY, 11)
    assert not Written.objects.filter(person=one.public_id).exists()
    run(DUE - 7 * DAY, 11)
    plan = day_plan_of(DUE + 17 * DAY, NOW, User.objects.filter(pk=one.pk))
    assert [item.kind for mail in plan.written_to for item in mail.items] == ["late"]
    run(DUE - 6 * DAY, 11)
    kinds = Written.objects.filter(person=one.public_id).values_list("kind", flat=True)
    assert sorted(kinds) == ["due_soon", "managers"]


def test_a_list_without_assignments_or_mail_says_so(site, packing, eva, client_for, module):
    address = "/hr/people/import/{}/"
    imported = planned(eva, LINES[0])
    text = page_text(client_for(eva).get(address.format(imported.pk)))
    assert "Nobody is asked anything by it" in text
    assignments.assign(module, [site], DUE, eva, NOW, token=uuid4())
    page = client_for(eva).get(address.format(planned(eva, LINES[0]).pk))
    assert "1 person will be asked" in page_text(page)
    assert "people are asked is off" in page_text(page)
    assert BeautifulSoup(page.content, "html.parser").find(id="without_mail") is None


def test_the_box_stays_ticked_where_the_brake_holds(known, eva, mail_on, site, client_for):
    people = [make_person(f"Person {n}", site) for n in range(8)]
    for n, person in enumerate(people):
        person.employee_number = f"80{n}"
        person.save()
    lines = [f"80{n};;Other Name {n};;;;;;" for n in range(8)]
    imported = planned(eva, LINES[0], *lines)
    response = client_for(eva).post(
        f"/hr/people/import/{imported.pk}/begin/", {"without_mail": "yes"}
    )
    assert response.status_code == 422
    box = BeautifulSoup(response.content, "html.parser").find(id="without_mail")
    assert box.has_attr("checked")
    imported.refresh_from_db()
    assert not imported.without_mail


def test_a_new_manager_is_asked_what_is_for_managers(eva, module, site, packing, mail_on):
    Module.objects.filter(pk=module.pk).update(open_to="managers")
    module.refresh_from_db()
    assignments.assign(module, [site], DUE, eva, NOW - DAY, token=uuid4())
    boss = make_person("Bea Boss", site)
    boss.employee_number = "90"
    boss.save()
    imported = planned(eva, "90;;Bea Boss;;;;;;", "91;;Nia New;Gothenburg;Packing;90;;;")
    assert imported.counts["asked"] == 1
    bring(imported, without_mail=True)
    assert RoleGrant.objects.filter(user=boss, role=Role.MANAGER).exists()
    assert Ask.objects.current().get().person == boss
    run(MONDAY, 11)
    assert not Written.objects.exists()


def test_whoever_comes_back_is_asked_again(known, eva, module, site, mail_on):
    _moved, here = known
    User.objects.filter(pk=here.pk).update(end_day=MONDAY - DAY)
    evaluate(NOW)
    assert Ask.objects.past().filter(person=here).exists()
    imported = planned(eva, LINES[6])
    assert (imported.counts["back"], imported.counts["asked"]) == (1, 1)
    bring(imported)
    assert Ask.objects.current().filter(person=here).exists()


def test_the_command_says_it_too_and_imports_without_mail(known, mail_on, tmp_path, capsys):
    file = tmp_path / "staff.csv"
    file.write_bytes(csv_bytes(HEAD, LINES[0]))
    call_command("import_people", str(file), "--dry-run", "--format", "json")
    outcome = json.loads(capsys.readouterr().out)
    assert (outcome["asked"], outcome["mails"], outcome["mail_day"]) == (1, 1, "2027-04-12")
    call_command("import_people", str(file), "--without-mail")
    said = capsys.readouterr().out
    assert "1 will be asked" in said
    assert "1 mails on 2027-04-12" in said
    run(MONDAY, 11)
    assert not Written.objects.filter(person=User.objects.get(name="One New").public_id).exists()


def test_without_mail_holds_where_the_worker_asks_only_after_midnight(known, eva):
    imported = planned(eva, LINES[0])
    with time_machine.travel(at(MONDAY, 23, 30), tick=False):
        bring(imported, without_mail=True)
    one = User.objects.get(name="One New")
    days = Quiet.objects.filter(person=one.public_id).order_by("day")
    assert list(days.values_list("day", flat=True)) == [MONDAY, MONDAY + DAY]
