"""HR's pages about mail, and one's own."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from awareness.mailing import choices, queries
from awareness.mailing.models import ManagerMail, OptionalMail, Switch
from awareness.outbox.actions import put
from awareness.outbox.letters import address_hash
from awareness.outbox.models import Letterhead, Mail, State
from awareness.people.models import RoleGrant, User
from awareness.people.returned_mails import count_returned, returned_mails
from awareness.staffing import people_actions
from tests.conftest import make_person
from tests.mailing.conftest import DAY, MONDAY, ask, at, run
from tests.pages import error_codes, text_of

pytestmark = pytest.mark.django_db
PLAN, NAMES = reverse("mailing:plan"), reverse("mailing:names")
RETURNED, AGAIN = reverse("mailing:returned"), reverse("mailing:send_again")
WORDS, SWITCH, MANAGERS = (reverse(f"mailing:{name}") for name in ("words", "switch", "announce"))
MINE = reverse("mailing:mine")


@pytest.fixture(autouse=True)
def on_monday(time_machine):
    time_machine.move_to(at(MONDAY), tick=False)


def page(response) -> str:
    return text_of(BeautifulSoup(response.content, "html.parser").main)


def test_the_plan_says_who_and_why_not_and_leads_to_the_names(
    eva, alice, bob, module, turned_on, client_for
):
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    client = client_for(eva)
    shown = page(client.get(PLAN))
    assert "1 mail on Monday 12 April 2027" in shown
    assert "A module for you" in shown
    assert "Not asked anything" in shown
    listed = client.get(NAMES, {"day": MONDAY.isoformat(), "of": "asked"})
    assert "Alice Lind" in page(listed)
    listed = page(client.get(NAMES, {"day": MONDAY.isoformat(), "of": "not_asked"}))
    assert "Bob Ek" in listed
    assert "Alice Lind" not in listed
    found = page(client.get(PLAN, {"day": MONDAY.isoformat(), "q": "alice"}))
    assert "Gets A module for you." in found
    found = page(client.get(PLAN, {"day": MONDAY.isoformat(), "q": "bob"}))
    assert "Not asked anything." in found
    assert "No assignment reaches them." in found
    wrong = client.get(PLAN, {"day": "soon", "q": "alice"})
    assert wrong.status_code == 422
    assert "Write a day" in page(wrong)
    assert client.get(NAMES, {"day": MONDAY.isoformat(), "of": "gossip"}).status_code == 404


def test_hr_of_one_place_sees_its_people_and_decides_nothing_for_all(
    eva, alice, charlie, site, module, turned_on, client_for
):
    for person in (alice, charlie):
        ask(person, module, MONDAY, MONDAY + 30 * DAY)
    grant = RoleGrant.objects.get(user=eva)
    grant.limited = True
    grant.save()
    grant.sites.add(site)
    client = client_for(eva)
    assert "1 mail on" in page(client.get(PLAN))
    assert "Charlie" not in page(client.get(PLAN, {"day": MONDAY.isoformat(), "q": "charlie"}))
    assert client.get(WORDS).status_code == 404
    assert client.post(SWITCH, {"on": "no"}).status_code == 404
    assert client.post(MANAGERS, {"country": "SE", "on": "yes"}).status_code == 404
    assert (Switch.objects.count(), ManagerMail.objects.count()) == (1, 0)


def test_who_stopped_reminders_cannot_be_told_from_any_page_of_hr(
    eva, alice, bob, module, turned_on, client_for
):
    """The plan, the names and the outbox's troubles are the same to the byte."""
    for person in (alice, bob):
        ask(person, module, MONDAY - 23 * DAY, MONDAY + 7 * DAY)
    client = client_for(eva)
    addresses = [
        PLAN,
        f"{PLAN}?day={MONDAY}&q=alice",
        f"{NAMES}?day={MONDAY}&of=due_soon",
        f"{NAMES}?day={MONDAY}&of=nothing_new",
        RETURNED,
        f"/hr/people/staff/{alice.public_id}/",
    ]

    def everything() -> list[str]:
        return [page(client.get(address)) for address in addresses]

    before = everything()
    choices.choose(alice, False, MONDAY)
    assert everything() == before
    run(MONDAY)
    assert everything() == before
    assert Mail.objects.get(person=alice.public_id).why == "stopped"


def came_back(person: User, why: str = "address") -> Mail:
    mail = put("digest", person.public_id, why, MONDAY - DAY)
    Mail.objects.filter(pk=mail.pk).update(
        state=State.BOUNCED,
        why=why,
        settled_on=MONDAY - DAY,
        address_hash=address_hash(person.email),
    )
    return mail


def test_mail_that_came_back_is_listed_and_goes_again_once_the_address_is_mended(
    eva, alice, charlie, module, turned_on, client_for, mailoutbox
):
    mail = came_back(alice)
    Mail.objects.filter(pk=mail.pk).update(once_a_day=True)
    thing = ask(alice, module, MONDAY - DAY, MONDAY + 30 * DAY).public_id
    mail.occasions.update(kind="asked", thing=str(thing))
    client = client_for(eva)
    assert "Mail to 1 person did not arrive" in page(client.get(PLAN))
    listed = page(client.get(RETURNED))
    assert "Alice Lind, Gothenburg" in listed
    assert "the mailbox is unknown" in listed
    assert "Correct the address" in listed
    states = people_actions.changes.read_states([alice.pk])
    alice.email = "alice.holm@example.com"
    alice.save()
    people_actions.changes.note_changes(
        states, people_actions.changes.read_states([alice.pk]), eva, timezone.now()
    )
    assert "changed since" in page(client.get(RETURNED))
    mailoutbox.clear()
    answer = client.post(AGAIN, {"mail": [str(mail.pk)]}, follow=True)
    assert "1 mail goes again." in page(answer)
    run(MONDAY)
    assert [sent.to for sent in mailoutbox] == [["alice.holm@example.com"]]
    assert count_returned(eva.reach, MONDAY) == 0
    assert "Mark at least one mail" in page(client.post(AGAIN, {}, follow=True))


def test_the_desk_says_how_many_mails_came_back(eva, auditor, alice, client_for):
    assert "came back" not in page(client_for(eva).get("/hr/"))
    came_back(alice)
    assert "Mail to 1 person came back." in page(client_for(eva).get("/hr/"))
    assert "came back" not in page(client_for(auditor).get("/hr/"))


def test_private_mails_and_other_places_are_not_listed(eva, alice, charlie, site):
    came_back(charlie)
    private = came_back(alice)
    Mail.objects.filter(pk=private.pk).update(kind="password")
    assert [each.person for each in returned_mails(eva.reach, MONDAY)] == [charlie]
    grant = RoleGrant.objects.get(user=eva)
    grant.limited = True
    grant.save()
    grant.sites.add(site)
    assert returned_mails(User.objects.get(pk=eva.pk).reach, MONDAY) == []


def test_no_page_of_hr_changes_with_a_private_mail(eva, alice, bob, turned_on, client_for):
    """Neither one that came back nor one that arrived: somebody asked for a new password."""
    came_back(bob)
    client = client_for(eva)
    names = {"day": MONDAY.isoformat(), "of": "bounced"}

    def everything() -> list[str]:
        answers = [client.get(PLAN), client.get(RETURNED), client.get(NAMES, names)]
        return [page(answer) for answer in answers]

    before = everything()
    assert "Bob Ek" in before[2]
    private = came_back(alice).pk, came_back(bob, "spam").pk
    Mail.objects.filter(pk__in=private).update(kind="password", settled_on=MONDAY)
    Mail.objects.filter(person=bob.public_id, kind="password").update(state=State.SENT)
    assert everything() == before


@pytest.mark.parametrize("count", [2, 8])
def test_what_came_back_costs_the_same_for_all(count, eva, site, django_assert_num_queries):
    for n in range(count):
        came_back(make_person(f"P {n}", site))
    reach = eva.reach
    with django_assert_num_queries(4):
        assert count_returned(reach, MONDAY) == count


def test_the_words_are_seen_before_they_are_saved(eva, client_for):
    client = client_for(eva)
    typed = {
        "sender": "Nordvik, Learning",
        "reply_to": "learning@nordvik.example",
        "greeting": "Dear",
        "closing": "Eva Nyström, HR",
    }
    seen = page(client.post(WORDS, typed | {"preview": "yes"}))
    assert "Not saved yet" in seen
    for words in ("Nordvik, Learning", "learning@nordvik.example", "Dear Eva Holm,", "Nyström"):
        assert words in seen
    assert not Letterhead.objects.exists()
    assert client.post(WORDS, typed).status_code == 302
    assert Letterhead.objects.get().closing == "Eva Nyström, HR"
    assert "Dear Eva Holm," in page(client.get(WORDS))


def test_the_words_name_no_topic_and_answers_go_to_an_address(eva, module, client_for):
    client = client_for(eva)
    title = module.versions.get().spec.title
    for words in (f"Learning: {title.upper()}", "Child-Protection team, Nordvik"):
        refused = client.post(WORDS, {"sender": words})
        assert refused.status_code == 422
        assert error_codes(refused) == {"sender": ["names_the_topic"]}
    assert client.post(WORDS, {"reply_to": "nowhere"}).status_code == 422
    assert not Letterhead.objects.exists()


def test_turning_on_and_off_and_announcing(eva, client_for):
    client = client_for(eva)
    assert "off, so nobody is written to about that" in page(client.get(PLAN))
    client.post(SWITCH, {"on": "yes"}, headers={"host": "localhost"})
    newest = queries.newest_switch()
    assert (newest.on, newest.day, newest.site_url, newest.by) == (
        True, MONDAY, "http://localhost", eva,
    )  # fmt: skip
    client.post(SWITCH, {"on": "no"})
    assert queries.on_since() is None
    client.post(MANAGERS, {"country": "SE", "on": "yes"})
    assert set(queries.manager_mail_by_country()) == {"SE"}
    client.post(MANAGERS, {"country": "SE", "on": "no"})
    assert queries.manager_mail_by_country() == {}
    assert client.post(MANAGERS, {"country": "XX", "on": "yes"}).status_code == 404


def test_a_country_that_is_no_text_is_none(eva, client_for):
    """PostgreSQL refuses NUL: what was sent reaches no question to the database."""

    def as_postgresql(execute, sql, params, many, context):
        assert not any(isinstance(value, str) and "\0" in value for value in params or ())
        return execute(sql, params, many, context)

    client = client_for(eva)
    with connection.execute_wrapper(as_postgresql):
        assert client.post(MANAGERS, {"country": "SE\0", "on": "yes"}).status_code == 404


def test_ones_own_choice(alice, client_for):
    client = client_for(alice)
    assert "You get them." in page(client.get(MINE))
    client.post(MINE, {"wanted": "no"})
    assert "You do not get them." in page(client.get(MINE))
    client.post(MINE, {"wanted": "yes"})
    assert OptionalMail.objects.get(person=alice).wanted


@pytest.mark.parametrize("who", ["alice", "bob", "auditor"])
@pytest.mark.parametrize("address", [PLAN, NAMES, RETURNED, WORDS])
def test_nobody_else_sees_who_is_written_to(who, address, request, client_for):
    client = client_for(request.getfixturevalue(who))
    assert client.get(address).status_code == 404
