"""HR's set-up page: four steps, each done or naming what is missing; and the checklist below."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from awareness.people.models import Site, User
from awareness.workplace import actions
from awareness.workplace.actions import WorkplaceError
from awareness.workplace.models import Statement
from awareness.workplace.queries import checklist

from .conftest import TODAY
from .test_pages import READY, soup, words

pytestmark = pytest.mark.usefixtures("today")

MAIL, BACKUP, COUNCIL = (
    "/workplace/mail/",
    "/workplace/said/backup/",
    "/workplace/said/works_council/",
)


def test_the_steps_name_what_is_missing(lines, complete, site, other_site, eva, client_for):
    page = soup(client_for(eva).get(READY))
    assert "0 of 4 steps are done." in words(page.main)
    assert "Leeds: nobody works here yet" in words(page.find(id="people"))
    User.objects.create_user(email="l@example.com", name="L", site=other_site)
    complete(site, eva)
    page = soup(client_for(eva).get(READY))
    assert "1 of 4 steps is done." in words(page.main)
    contacts = words(page.find(id="contacts"))
    assert "Leeds: no first contact" in contacts
    assert "Leeds: no second contact" in contacts
    assert "tried for: A crisis now; To report;" in contacts
    assert "Gothenburg:" not in contacts
    assert "Leeds: no policy" in words(page.find(id="policy"))
    assert "Gothenburg Version 1 3 November 2026" in words(page.find(id="policy"))
    complete(other_site, eva)
    page = soup(client_for(eva).get(READY))
    assert "3 of 4 steps are done." in words(page.main)
    assert words(page.find(id="content")).startswith("4 Step 4")
    assert "No module is published yet" in words(page.find(id="content"))


def test_the_step_to_do_now_is_the_first_that_is_not_done(lines, complete, site, eva, client_for):
    complete(site, eva)
    page = soup(client_for(eva).get(READY))
    css = [
        li["class"][0] for li in page.find("ol", class_="aw-four").find_all("li", recursive=False)
    ]
    assert css == ["is-done", "is-done", "is-done", "is-here"]


def test_an_installation_without_a_site(eva, client_for):
    eva.site = None
    eva.save()
    Site.objects.all().delete()
    page = soup(client_for(eva).get(READY))
    assert words(page.main).count("No site is entered yet") == 3


# The checklist


def test_something_is_said_on_a_day_by_a_name_and_taken_back(lines, site, eva, client_for):
    client = client_for(eva)
    for _twice in range(2):
        assert client.post(BACKUP, {"answer": "done"}).url == f"{READY}#checklist"
    assert Statement.objects.count() == 1
    said = words(soup(client.get(READY)).find(id="backup"))
    assert "Done" in said
    assert "by Eva Holm on 3 November 2026" in said
    client.post(BACKUP, {"answer": "withdrawn"})
    said = words(soup(client.get(READY)).find(id="backup"))
    assert "Not marked yet" in said
    assert said.index("Taken back by Eva") < said.index("Marked by Eva")
    assert [s.answer for s in Statement.objects.all()] == ["done", "withdrawn"]


def test_a_house_without_a_works_council(lines, site, eva, client_for):
    client_for(eva).post(COUNCIL, {"answer": "none"})
    assert "There is none" in words(soup(client_for(eva).get(READY)).find(id="works_council"))


@pytest.mark.parametrize(
    ("subject", "answer", "code"),
    [
        ("mood", "done", "unknown_statement"),
        ("backup", "perhaps", "unknown_statement"),
        ("backup", "none", "unknown_statement"),
        ("test_mail", "done", "mail_first"),
        ("backup", "withdrawn", "nothing_to_withdraw"),
    ],
)
def test_what_cannot_be_said(subject, answer, code, eva):
    with pytest.raises(WorkplaceError) as caught:
        actions.state(subject, answer, by=eva, today=TODAY)
    assert caught.value.code == code
    assert not Statement.objects.exists()


def test_the_page_says_why_it_was_not_said(lines, site, eva, client_for):
    page = client_for(eva).post(BACKUP, {"answer": "withdrawn"}, follow=True)
    assert "There is nothing to take back." in words(soup(page).main)
    assert client_for(eva).post("/workplace/said/mood/", {"answer": "done"}).status_code == 404


def test_statements_are_never_changed(eva):
    made = actions.state("backup", "done", by=eva, today=TODAY)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        Statement.objects.update(answer="withdrawn")
    for wrong in ({"name": ""}, {"answer": "none"}, {"subject": "mood"}):
        said = {"subject": "backup", "answer": "done", "name": "Eva", "by": eva, "day": TODAY}
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.create(**said | wrong)


def test_the_test_mail_is_sent_and_then_written_down(lines, site, eva, client_for):
    page = client_for(eva).post(MAIL, follow=True)
    (sent,) = mail.outbox
    assert sent.to == ["eva.holm@example.com"]
    assert "abuse" not in (sent.subject + sent.body).lower()
    assert "sent to eva.holm@example.com" in words(soup(page).main)
    assert "Sent to Eva Holm on 3 November 2026" in words(soup(page).find(id="test_mail"))
    assert checklist()[2].now.by == eva


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SMTPRecipientsRefused({"eva.holm@example.com": (550, b"no such user")}), "no such user"),
        (ConnectionRefusedError("connection refused"), "connection refused"),
    ],
)
def test_a_mail_that_was_not_sent_is_no_statement(
    error, said, lines, site, eva, client_for, monkeypatch
):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(actions, "send_mail", fail)
    page = client_for(eva).post(MAIL, follow=True)
    assert "The mail was not sent." in words(soup(page).main)
    assert said in words(soup(page).main)
    assert not Statement.objects.exists()


def test_hr_without_an_address_is_told_so(lines, site, eva):
    eva.email, eva.employee_number = None, "NF-1"
    eva.save()
    with pytest.raises(WorkplaceError) as caught:
        actions.send_test_mail(by=eva, today=TODAY)
    assert caught.value.code == "no_address"
    assert not mail.outbox


@pytest.mark.parametrize("url", [MAIL, BACKUP])
@pytest.mark.parametrize("who", ["alice", "mallory", "author", "auditor"])
def test_saying_is_for_hr(url, who, request, client_for):
    client = client_for(request.getfixturevalue(who))
    assert client.post(url, {"answer": "done"}).status_code == 404
    assert not Statement.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize("url", [MAIL, BACKUP])
def test_saying_needs_a_post_and_its_token(url, eva):
    client = Client(enforce_csrf_checks=True)
    client.force_login(eva)
    assert client.get(url).status_code == 405
    assert client.post(url, {"answer": "done"}).status_code == 403
    assert Client().post(url).status_code == 401


def test_ready_costs_the_same_for_four_times_the_sites(
    lines, complete, site, eva, client_for, django_assert_max_num_queries
):
    client, counts = client_for(eva), []
    complete(site, eva)
    for size in (1, 4):
        for n in range(size - 1):
            complete(Site.objects.create(slug=f"s{n}", name=f"S{n}", country="SE"), eva)
            actions.state("backup", ("done", "withdrawn")[n % 2], by=eva, today=TODAY)
        with django_assert_max_num_queries(24) as seen:
            client.get(READY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
