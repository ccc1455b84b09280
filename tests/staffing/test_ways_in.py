"""HR makes ways in: for whom they may, by mail and on paper, and sees nothing of their use."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awareness.journal.models import Event
from awareness.mailing.listing import day_plan_of
from awareness.outbox.models import Mail, State
from awareness.people import ways_in
from awareness.people.models import Door, User, WayIn
from tests.conftest import make_person
from tests.pages import text_of

NOW_DAY = timezone.now().date()
LIST, INVITE = reverse("ways_in:ways_in"), reverse("ways_in:invite")
PRINT, MAIL = reverse("ways_in:print_codes"), reverse("ways_in:mail_password")
PASSWORD = "a-long-winter-walk"


def read(client, **query) -> BeautifulSoup:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [text_of(label) for label in page.select("tbody th a")]


def without_address(person: User, number: str) -> User:
    person.email, person.employee_number = None, number
    person.save()
    return person


@pytest.mark.parametrize("url", [LIST, INVITE, PRINT, MAIL])
def test_hr_alone_comes_in(client, client_for, alice, bob, charlie, author, auditor, url):
    for person in (alice, bob, charlie, author, auditor):
        answered = client_for(person)
        assert answered.get(url).status_code == 404
        assert answered.post(url, {"everybody": "yes"}).status_code == 404
    assert WayIn.objects.count() == 0


def test_it_lists_who_has_no_account(client_for, eva, alice, bob, mallory):
    without_address(bob, "NF-2")
    alice.set_password(PASSWORD)
    alice.save()
    client = client_for(eva)
    assert names(read(client)) == ["Bob Ek", "Eva Holm", "Mallory Hart"]
    assert names(read(client, group="mail")) == ["Eva Holm", "Mallory Hart"]
    assert names(read(client, group="code")) == ["Bob Ek"]
    assert names(read(client, group="claimed")) == ["Alice Lind"]
    assert names(read(client, q="NF-2")) == ["Bob Ek"]
    assert names(read(client, site_shown="leeds")) == ["Mallory Hart"]
    assert names(read(client, group="nonsense", site_shown="nowhere")) == names(read(client))


def test_hr_of_a_site_reaches_nobody_elsewhere(client_for, local, alice, mallory):
    client = client_for(local)
    assert "Mallory Hart" not in names(read(client))
    client.post(INVITE, {"person": [mallory.public_id, alice.public_id]})
    client.post(PRINT, {"person": [mallory.public_id]})
    client.post(INVITE, {"everybody": "yes", "site_shown": "leeds"})
    assert set(WayIn.objects.values_list("person", flat=True)) <= {alice.pk, local.pk}


def test_links_go_to_those_marked(client_for, eva, alice, bob):
    without_address(bob, "NF-2")
    response = client_for(eva).post(
        INVITE, {"person": [alice.public_id, bob.public_id, "x"]}, follow=True
    )
    assert [sent.to for sent in mail.outbox] == [["alice.lind@example.com"]]
    main = text_of(BeautifulSoup(response.content, "html.parser").main)
    assert "1 link is on its way" in main
    assert "1 person was left out" in main
    assert text_of(read(client_for(eva), q="alice").select_one("tbody td:last-child")).startswith(
        "a link by e-mail, until"
    )


def test_a_second_press_mails_nobody_again(client_for, eva, alice, bob, mallory):
    client, both = client_for(eva), [alice.public_id, bob.public_id]
    client.post(INVITE, {"person": both})
    once_more = client.post(INVITE, {"person": [*both, mallory.public_id]}, follow=True)
    assert [sent.to for sent in mail.outbox] == [[person.email] for person in (alice, bob, mallory)]
    assert "2 people were left out" in text_of(BeautifulSoup(once_more.content, "html.parser").main)
    client.post(INVITE, {"person": [alice.public_id]})  # alone: it is meant
    assert mail.outbox[-1].to == [alice.email]
    assert len(mail.outbox) == 4
    WayIn.objects.filter(person=bob).update(sent_at=timezone.now() - timedelta(days=2))
    client.post(INVITE, {"person": both})
    assert [sent.to for sent in mail.outbox[4:]] == [[bob.email]]


def test_strips_hold_what_opens_the_account(client_for, eva, alice, bob):
    without_address(bob, "NF-2")
    response = client_for(eva).post(PRINT, {"everybody": "yes", "group": "code"})
    assert "no-store" in response["Cache-Control"]
    [strip] = BeautifulSoup(response.content, "html.parser").select(".aw-codes__one")
    code = text_of(strip.select_one(".aw-codes__code"))
    assert ways_in.way_in_by_code(code, timezone.now()).person == bob
    words = text_of(strip)
    assert "Bob Ek NF-2" in words
    assert "Gothenburg, Packing" in words
    assert "/account/code/" in words


def test_whether_it_was_used_is_not_shown(client_for, eva, alice, bob):
    """Before the account is claimed, the list is the same whether or not a page was opened."""
    [(_person, code)] = ways_in.make_codes([alice], eva, timezone.now())
    client = client_for(eva)
    before = str(read(client, q="alice").select_one("tbody"))
    client_for(bob).get(reverse("account_claim", args=[ways_in.token_of(WayIn.objects.get())]))
    assert str(read(client, q="alice").select_one("tbody")) == before
    ways_in.claim_account(ways_in.way_in_by_code(code, timezone.now()), PASSWORD, timezone.now())
    row = text_of(read(client, group="claimed").select_one("tbody td:last-child"))
    assert row == "account claimed"


def test_a_claimed_account_gets_mail_to_its_address_and_no_code(client_for, eva, alice):
    alice.set_password(PASSWORD)
    alice.save()
    client = client_for(eva)
    sent = {"person": [alice.public_id], "group": "claimed"}
    refused = client.post(PRINT, sent, follow=True)
    assert "Nobody of them needs a code" in refused.content.decode()
    client.post(INVITE, sent)
    assert mail.outbox == []
    client.post(MAIL, sent)
    assert [each.to for each in mail.outbox] == [["alice.lind@example.com"]]
    assert list(WayIn.objects.values_list("person", "door")) == [(alice.pk, Door.PASSWORD_MAIL)]
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    for _ in range(6):  # a mailbox is not filled
        client.post(MAIL, sent)
    assert len(mail.outbox) == 5


def test_who_has_left_is_not_said_to_be_invited(client_for, eva, alice, bob):
    """A page from before shows them still."""
    alice.end_day = alice.today() - timedelta(days=1)
    bob.end_day = bob.today()
    alice.save()
    bob.save()
    both = {"person": [alice.public_id, bob.public_id]}
    main = BeautifulSoup(
        client_for(eva).post(INVITE, both, follow=True).content, "html.parser"
    ).main
    assert [way_in.person for way_in in WayIn.objects.all()] == [bob]
    assert "1 link is on its way." in text_of(main)
    assert "1 person was left out" in text_of(main)


def test_the_journal_has_it_without_a_name(client_for, eva, alice):
    client_for(eva).post(INVITE, {"person": [alice.public_id]})
    event = Event.objects.get(kind="way_in.made")
    assert (event.subject, event.actor) == (alice.public_id, eva.public_id)
    assert event.facts == {"door": "link"}


def test_more_people_cost_no_more_queries(client_for, eva, site, packing):
    counts = []
    for size in (3, 12):
        for number in range(size):
            make_person(f"Person {size} {number}", site, packing)
        client = client_for(eva)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(client)
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            client.post(PRINT, {"everybody": "yes"})
        counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_a_link_that_the_mail_server_refused_is_on_its_way_to_nobody(
    client_for, eva, alice, bob, monkeypatch
):
    """HR mends the addresses and invites all of them again."""
    client = client_for(eva)
    both = {"person": [alice.public_id, bob.public_id]}
    client.post(INVITE, both)
    Mail.objects.update(state=State.REFUSED, why="address", sending_since=None, settled_on=NOW_DAY)
    WayIn.objects.update(sent_at=None, until=None)
    [plan] = [day_plan_of(NOW_DAY, timezone.now(), User.objects.all(), NOW_DAY)]
    assert plan.invited == []
    main = BeautifulSoup(client.post(INVITE, both, follow=True).content, "html.parser").main
    assert "2 links are on their way." in text_of(main)
    assert WayIn.objects.filter(ended_at=None).count() == 2
    assert WayIn.objects.count() == 4
