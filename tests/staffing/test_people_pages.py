"""HR keeps one person, or several: for whom they may, in words, with the journal."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awareness.assignments.models import Ask
from awareness.journal.actions import append
from awareness.journal.models import Event
from awareness.people import ways_in
from awareness.people.models import Leave, Membership, RoleGrant, User
from tests.conftest import make_person
from tests.pages import error_codes, text_of

LIST, ADD = reverse("staff:staff"), reverse("staff:add_person")
END, MOVE = reverse("staff:end_people"), reverse("staff:move_people")
PASSWORD = "a-long-winter-walk"
OF_ONE = ("show_person", "edit_person", "end_person", "bring_back", "put_on_leave", "cancel_leave")


def at(verb: str, person: User) -> str:
    return reverse(f"staff:{verb}", args=[person.public_id])


def typed(person: User, **other) -> dict:
    """What the form of this person sends."""
    return {
        "name": person.name,
        "email": person.email or "",
        "employee_number": person.employee_number or "",
        "site": person.site_id,
    } | other


def main_of(response) -> str:
    return text_of(BeautifulSoup(response.content, "html.parser").main)


def kinds(person: User) -> list[str]:
    events = Event.objects.filter(subject=person.public_id).order_by("pk")
    return list(events.values_list("kind", flat=True))


def claim(person: User) -> None:
    person.set_password(PASSWORD)
    person.save()


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "author", "auditor"])
def test_hr_alone_comes_in(who, request, client_for, alice):
    client = client_for(request.getfixturevalue(who))
    for url in (LIST, ADD, END, MOVE, *(at(verb, alice) for verb in OF_ONE)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"name": "x"}).status_code == 404
    assert Event.objects.count() == 0


def test_hr_of_a_site_reaches_nobody_elsewhere(client_for, local, mallory, other_site):
    client = client_for(local)
    assert "Mallory Hart" not in main_of(client.get(LIST))
    for verb in OF_ONE:
        posted = client.post(at(verb, mallory), typed(mallory)).status_code
        assert {client.get(at(verb, mallory)).status_code, posted} <= {404, 405}
        assert verb == "show_person" or posted == 404
    for url in (END, MOVE):
        assert client.post(url, {"person": [mallory.public_id], "save": "y"}).status_code == 302
    elsewhere = {"name": "Nora", "employee_number": "N-1", "site": other_site.pk}
    for site in (other_site.pk, ""):
        assert client.post(ADD, elsewhere | {"site": site}).status_code == 422
    assert not User.objects.filter(name="Nora").exists()


def test_somebody_is_added_and_has_no_way_in_yet(client_for, eva, site, packing, bob):
    client = client_for(eva)
    sent = {"name": "Nora Åberg", "employee_number": "N-1", "site": site.pk, "team": packing.pk}
    response = client.post(ADD, sent | {"start_day": "2026-01-07", "language": "sv"}, follow=True)
    nora = User.objects.get(name="Nora Åberg")
    assert not nora.has_usable_password()
    assert Membership.objects.get(user=nora).since == date(2026, 1, 7)
    assert (nora.employee_number, nora.language) == ("N-1", "sv")
    assert kinds(nora) == ["account.made"]
    words = main_of(response)
    assert "Added." in words
    assert "since 7 January 2026, led by Bob Ek" in words
    assert "the list of staff Eva Holm" in words


def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client_for, eva, alice, site):
    client = client_for(eva)
    taken = {"name": "Nora Åberg", "email": "ALICE.lind@example.com", "site": site.pk}
    response = client.post(ADD, taken)
    assert response.status_code == 422
    assert error_codes(response) == {"email": ["taken"]}
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("input", {"name": "name"})["value"] == "Nora Åberg"
    neither = client.post(ADD, {"name": "Nora", "site": site.pk})
    assert error_codes(neither) == {"__all__": ["no_identifier"]}
    alice.end_day = date(2026, 2, 1)
    alice.save()
    late = client.post(at("edit_person", alice), typed(alice, start_day="2026-03-01"))
    assert late.status_code == 422
    assert error_codes(late) == {"start_day": ["after_the_end"]}
    assert User.objects.filter(name__startswith="Nora").count() == 0


def test_somebody_is_changed_and_moved(client_for, eva, alice, other_site, sales):
    client = client_for(eva)
    sent = typed(alice, name="Alice Berg", site=other_site.pk, team=sales.pk)
    words = main_of(client.post(at("edit_person", alice), sent, follow=True))
    alice.refresh_from_db()
    assert (alice.name, alice.site) == ("Alice Berg", other_site)
    held = Membership.objects.on(eva.today()).get(user=alice)
    assert held.team == sales
    assert "Site: Gothenburg becomes Leeds" in words
    assert "Team: Packing becomes Sales" in words
    assert "Changed: name" in words
    # As it is: nothing more is written down.
    before = Event.objects.count()
    client.post(at("edit_person", alice), typed(alice))
    assert Event.objects.count() == before


def test_no_form_gives_a_role_or_a_password(client_for, eva, alice):
    more = {"role": "hr", "is_superuser": "on", "is_staff": "on", "password": "x" * 20}
    client_for(eva).post(at("edit_person", alice), typed(alice, **more))
    alice.refresh_from_db()
    assert not alice.is_superuser
    assert not alice.is_staff
    assert not alice.has_usable_password()
    assert not RoleGrant.objects.filter(user=alice).exists()


def test_whoever_keeps_the_list_and_oneself_are_not_ended(client_for, eva, alice):
    client = client_for(eva)
    assert client.post(at("end_person", eva), {"last_day": "2026-01-01"}).status_code == 422
    alice.is_superuser = True
    alice.save()
    assert "keeps the staff list" in main_of(client.get(at("show_person", alice)))
    tried = [
        (at("edit_person", alice), typed(alice, email="mine@example.com")),
        (at("end_person", alice), {"last_day": "2026-01-01"}),
        (at("put_on_leave", alice), {"first_day": "2026-01-01"}),
        (END, {"person": [alice.public_id], "last_day": "2026-01-01", "save": "y"}),
        (MOVE, {"person": [alice.public_id], "site": alice.site_id, "save": "y"}),
    ]
    for url, sent in tried:
        response = client.post(url, sent)
        assert response.status_code == 422
        assert "Alice Lind keeps the staff list." in main_of(response)
    client.post(at("bring_back", alice))
    assert kinds(alice) == kinds(eva) == []


def test_a_leaver_is_out_and_comes_back_with_everything(client_for, eva, alice):
    client, hers = client_for(eva), client_for(alice)
    yesterday = (alice.today() - timedelta(days=1)).isoformat()
    ended = client.post(at("end_person", alice), {"last_day": yesterday}, follow=True)
    assert "Left on" in main_of(ended)
    assert hers.get("/learn/").status_code == 302
    assert "Alice Lind" not in main_of(client.get(LIST))
    assert "Alice Lind" in main_of(client.get(LIST, {"group": "left"}))
    client.post(at("bring_back", alice))
    alice.refresh_from_db()
    assert alice.may_sign_in()
    assert Membership.objects.on(alice.today()).filter(user=alice).exists()
    assert kinds(alice) == ["person.changed"] * 2
    alice.start_day = date(2026, 5, 1)
    alice.save()
    early = client.post(at("end_person", alice), {"last_day": "2026-04-01"})
    assert early.status_code == 422
    assert error_codes(early) == {"last_day": ["before_start"]}


def test_leave_is_set_changed_and_taken_out(client_for, eva, alice):
    client, today = client_for(eva), alice.today()
    days = {"first_day": today.isoformat(), "last_day": ""}
    client.post(at("put_on_leave", alice), days)
    assert "Alice Lind" in main_of(client.get(LIST, {"group": "away"}))
    later = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=9)).isoformat()}
    client.post(at("put_on_leave", alice), later)
    assert Leave.objects.get(person=alice).last_day == today + timedelta(days=9)
    before = {"last_day": (today - timedelta(days=1)).isoformat()}
    refused = client.post(at("put_on_leave", alice), later | before)
    assert refused.status_code == 422
    assert "Leave ends on" in main_of(refused)
    client.post(at("cancel_leave", alice))
    assert not Leave.objects.exists()
    assert kinds(alice) == ["person.changed"] * 3


def test_another_address_tells_the_old_one_and_ends_the_sessions(client_for, eva, alice):
    claim(alice)
    hers = client_for(alice)
    client_for(eva).post(at("edit_person", alice), typed(alice, email="mine@example.com"))
    assert [sent.to for sent in mail.outbox] == [["alice.lind@example.com"]]
    assert "mine@example.com" not in mail.outbox[0].body
    assert hers.get("/learn/").status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_hr_does_not_become_the_learner_by_an_address_of_its_own(client, client_for, eva, alice):
    """Until the person, signed in, says that it is theirs, no link to a password goes there."""
    claim(alice)
    hr, mine = client_for(eva), "mine@example.com"
    hr.post(at("edit_person", alice), typed(alice, email=mine))
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": mine})
    sent = {"person": [alice.public_id], "group": "claimed"}
    said = hr.post(reverse("ways_in:mail_password"), sent, follow=True)
    assert "No link was sent" in main_of(said)
    assert ways_in.make_links([alice], eva, "https://x.example", timezone.now()) == []
    assert mail.outbox == []
    hers = client_for(User.objects.get(pk=alice.pk))
    assert mine in main_of(hers.get("/me/"))
    hers.post(reverse("home:prove_address"), {"address": "other@example.com"})
    client.post(reverse("account_reset_password"), {"email": mine})
    assert mail.outbox == []
    hers.post(reverse("home:prove_address"), {"address": mine})
    client.post(reverse("account_reset_password"), {"email": mine})
    assert [sent.to for sent in mail.outbox] == [[mine]]


def test_the_sheet_is_the_same_for_the_person_and_tells_no_more(client_for, eva, alice):
    """Of an account that was claimed by a way in, and of a password, it says nothing."""
    now = timezone.now()
    [(_person, code)] = ways_in.make_codes([alice], eva, now)
    hr = client_for(eva)
    before = main_of(hr.get(at("show_person", alice)))
    assert "a code on paper Eva Holm" in before
    ways_in.claim_account(ways_in.way_in_by_code(code, now), PASSWORD, now)
    append("password.set", now=now, subject=alice.public_id)
    assert (
        main_of(hr.get(at("show_person", alice))).split("What was")[1:]
        == (before.split("What was")[1:])
    )
    alice.refresh_from_db()

    def sheet(response) -> list[str]:
        page = BeautifulSoup(response.content, "html.parser").main
        return [text_of(part) for part in page.select(".aw-who, section")]

    theirs = sheet(client_for(alice).get(reverse("home:employer_sees")))
    assert theirs == sheet(hr.get(at("show_person", alice)))
    assert len(theirs) == 3


def lead_of(response) -> str:
    return text_of(BeautifulSoup(response.content, "html.parser").select_one(".aw-lead"))


def test_the_first_sentence_of_a_sheet_is_true(client_for, eva, alice, module):
    client, today = client_for(eva), alice.today()
    never_asked = lead_of(client.get(at("show_person", alice)))
    ask = Ask.objects.create(
        person=alice, module=module, asked_on=today, first_due_on=today, due_on=today,
        counts_from=today, excused_on=today, excused_code="personal",
    )  # fmt: skip
    excused = lead_of(client.get(at("show_person", alice)))
    assert excused not in ("", never_asked)
    Ask.objects.filter(pk=ask.pk).update(ended_on=today, ended_reason="withdrawn")
    asked_before = lead_of(client.get(at("show_person", alice)))
    assert asked_before not in ("", never_asked, excused)
    alice.end_day, alice.is_active = today + timedelta(days=30), False
    alice.save()
    shut = lead_of(client.get(at("show_person", alice)))
    alice.end_day = None
    alice.save()
    assert lead_of(client.get(at("show_person", alice))) == shut


def test_several_are_named_then_ended(client_for, eva, alice, charlie):
    client = client_for(eva)
    people = {"person": [alice.public_id, charlie.public_id, "x"]}
    asked = client.post(END, people)
    assert asked.status_code == 200
    assert "Alice Lind" in main_of(asked)
    assert "Charlie Webb" in main_of(asked)
    assert Event.objects.count() == 0
    refused = client.post(END, people | {"save": "y", "last_day": "soon"})
    assert refused.status_code == 422
    done = client.post(END, people | {"save": "y", "last_day": "2026-02-01"}, follow=True)
    assert "2 people have a last day now." in main_of(done)
    ended = User.objects.filter(end_day=date(2026, 2, 1))
    assert set(ended) == {alice, charlie}
    # One of whom it cannot be holds up all.
    client.post(END, {"person": [eva.public_id, alice.public_id], "save": "y",
                      "last_day": "2026-03-01"})  # fmt: skip
    assert not User.objects.filter(end_day=date(2026, 3, 1)).exists()


def test_several_are_moved(client_for, eva, alice, charlie, packing, other_site):
    client = client_for(eva)
    people = {"everybody": "yes", "group": "here", "site_shown": "leeds"}
    nowhere = client.post(MOVE, people | {"save": "y"})
    assert nowhere.status_code == 422
    assert error_codes(nowhere) == {"__all__": ["nowhere"]}
    done = client.post(MOVE, people | {"save": "y", "team": packing.pk}, follow=True)
    assert "1 person was moved." in main_of(done)
    assert Membership.objects.on(eva.today()).get(user=charlie).team == packing
    charlie.refresh_from_db()
    assert charlie.site == other_site
    assert kinds(alice) == []


def test_who_has_no_place_is_said(client_for, eva, alice):
    make_person("Nils Nowhere", None)
    client = client_for(eva)
    words = main_of(client.get(LIST))
    assert "Without a site : 1" in words or "Without a site: 1" in words
    assert "Nils Nowhere" in main_of(client.get(LIST, {"group": "no-site"}))
    assert "Alice Lind" not in main_of(client.get(LIST, {"group": "no-team"}))


def test_more_people_cost_no_more_queries(client_for, eva, site, packing):
    counts = []
    for size in (3, 12):
        for number in range(size):
            make_person(f"Person {size} {number}", site, packing)
        client = client_for(eva)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_leave_that_begins_with_an_earlier_one_is_refused_for_what_it_is(client_for, eva, alice):
    first = alice.today() - timedelta(days=30)
    Leave.objects.create(person=alice, first_day=first, last_day=first + timedelta(days=9))
    days = {"first_day": first.isoformat(), "last_day": ""}
    refused = client_for(eva).post(at("put_on_leave", alice), days)
    assert error_codes(refused) == {"first_day": ["begins_already"]}


def test_an_address_in_other_capitals_is_the_same_address(client_for, eva, alice):
    """Nobody is told that mail no longer comes there, and what is not proven stays so."""
    claim(alice)
    hers, hr = client_for(alice), client_for(eva)
    for unproven, email in ((False, "Alice.LIND@example.com"), (True, "alice.lind@EXAMPLE.com")):
        alice.identifiers.filter(kind="email").update(unproven=unproven)
        said = main_of(hr.post(at("edit_person", alice), typed(alice, email=email), follow=True))
        assert "The address so far is told" not in said
        kept = User.objects.get(pk=alice.pk)
        assert (kept.email, kept.unproven_address) == (email, email if unproven else None)
    assert mail.outbox == []
    assert hers.get("/me/").status_code == 200
