"""HR reminds people by hand: in their one mail of the day, and nobody who has nothing to do."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse

from awareness.assignments.models import Ask, AskChange
from awareness.journal.models import Event
from awareness.mailing import actions, choices, reminding
from awareness.mailing.listing import day_plan_of
from awareness.mailing.occasions import Occasion
from awareness.mailing.reasons import ReasonNotWritten
from awareness.mailing.reminding import RemindError
from awareness.outbox.letters import address_hash
from awareness.outbox.models import Mail, State
from awareness.outbox.models import Occasion as Written
from awareness.outbox.sending import send_waiting
from awareness.people.models import Leave, RoleGrant, User
from tests.conftest import make_person
from tests.mailing.conftest import DAY, MONDAY, ask, at, run
from tests.pages import text_of

pytestmark = pytest.mark.django_db
REMIND, TODAY = reverse("mailing:remind"), reverse("assignments:today")
DUE = MONDAY - 40 * DAY  # late, and written about long ago


@pytest.fixture(autouse=True)
def on_monday(time_machine):
    time_machine.move_to(at(MONDAY), tick=False)


@pytest.fixture
def late(people, module, turned_on):
    return [ask(person, module, DUE - 30 * DAY, DUE) for person in people]


def page(response) -> str:
    return text_of(BeautifulSoup(response.content, "html.parser").main)


def ids(asks) -> list[int]:
    return [each.pk for each in asks]


def test_marked_people_are_shown_first_and_then_get_one_mail_each(late, eva, client_for):
    client = client_for(eva)
    marked = {"ask": ids(late[:2]), "which": "late"}
    shown = page(client.post(REMIND, marked))
    assert "Remind 2 people" in shown
    assert "Person 1" in shown
    assert "Its day: 3 March 2027" in shown
    assert not Mail.objects.exists()
    said = page(client.post(REMIND, marked | {"save": "yes"}, follow=True))
    assert "2 people are reminded" in said
    send_waiting(lambda: at(MONDAY))
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
        each.person.email for each in late[:2]
    )
    assert mail.outbox[0].subject == "A reminder: a module is open"
    assert "You reminded 2 people today at" in page(client.get(TODAY))
    changes = AskChange.objects.filter(kind="reminded")
    assert {(each.ask_id, each.by) for each in changes} == {(pk, eva) for pk in ids(late[:2])}
    events = Event.objects.filter(kind="ask.reminded", actor=eva.public_id)
    assert {each.subject for each in events} == {each.person.public_id for each in late[:2]}


def test_all_that_a_list_shows_are_reminded_at_once(late, eva, client_for, site):
    shown = {"everybody": "yes", "which": "late", "site": site.slug, "save": "yes"}
    client_for(eva).post(REMIND, shown)
    assert Written.objects.filter(kind=Occasion.REMINDED).count() == len(late)


def change(**fields):
    return lambda given: Ask.objects.filter(pk=given.pk).update(**fields)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (change(excused_on=MONDAY, excused_code="personal"), ReasonNotWritten.EXCUSED),
        (change(paused_on=MONDAY, paused_code="personal"), ReasonNotWritten.PAUSED),
        (lambda given: Leave.objects.create(person=given.person, first_day=MONDAY),
         ReasonNotWritten.ON_LEAVE),
        (lambda given: User.objects.filter(pk=given.person_id).update(start_day=MONDAY + DAY),
         ReasonNotWritten.NOT_STARTED),
        (lambda given: given.person.identifiers.all().delete(), ReasonNotWritten.NO_ADDRESS),
        (lambda given: Mail.objects.create(
            person=given.person.public_id, kind="invitation", day=MONDAY - DAY,
            state=State.BOUNCED, settled_on=MONDAY, address_hash=address_hash(given.person.email),
         ), ReasonNotWritten.BOUNCED),
        (lambda given: Mail.objects.create(
            person=given.person.public_id, kind="digest", day=MONDAY, once_a_day=True,
            state=State.SENT, settled_on=MONDAY,
         ), ReasonNotWritten.HEARD),
    ],
)  # fmt: skip
def test_who_is_not_reminded_and_why(happens, why, late, eva, client_for):
    happens(late[0])
    first, second = reminding.reminded(ids(late[:2]), at(MONDAY))
    assert (first.why, second.why) == (why, None)
    shown = page(client_for(eva).post(REMIND, {"ask": ids(late[:2])}))
    assert str(why.label) in shown
    assert "Remind 1 person" in shown
    assert len(reminding.remind(ids(late[:2]), eva, at(MONDAY))) == 1
    assert AskChange.objects.get(kind="reminded").ask == late[1]


def test_who_is_done_or_gone_is_not_reminded(people, module, eva, turned_on):
    done = ask(people[0], module, DUE - 30 * DAY, DUE, done_on=DUE)
    gone = ask(people[1], module, DUE - 30 * DAY, DUE)
    User.objects.filter(pk=people[1].pk).update(end_day=MONDAY - DAY)
    [only] = reminding.reminded([done.pk, gone.pk], at(MONDAY))
    assert (only.person, only.why) == (people[0], ReasonNotWritten.DONE)
    assert reminding.remind([done.pk, gone.pk], eva, at(MONDAY)) == []
    assert not Mail.objects.exists()


def test_once_a_day_at_most_however_often_it_is_pressed(late, eva):
    for _n in range(2):
        reminding.remind(ids(late), eva, at(MONDAY))
    [first, *_others] = reminding.reminded(ids(late), at(MONDAY))
    assert first.why == ReasonNotWritten.REMINDED
    send_waiting(lambda: at(MONDAY))
    reminding.remind(ids(late), eva, at(MONDAY, 11))
    run(MONDAY, 12)
    assert len(mail.outbox) == len(late)
    assert AskChange.objects.filter(kind="reminded").count() == len(late)
    reminding.remind(ids(late), eva, at(MONDAY + DAY))
    send_waiting(lambda: at(MONDAY + DAY))
    assert len(mail.outbox) == 2 * len(late)


def test_in_the_evening_it_waits_for_the_working_day_and_joins_its_mail(
    alice, module, opening, eva, turned_on
):
    friday = MONDAY - 3 * DAY
    given = ask(alice, module, DUE - 30 * DAY, DUE)
    reminding.remind([given.pk], eva, at(friday, 18))
    reminding.remind([given.pk], eva, at(friday + DAY, 10))  # on Saturday once more
    ask(alice, opening, MONDAY, MONDAY + 30 * DAY)
    send_waiting(lambda: at(friday, 19))
    assert mail.outbox == []
    run(MONDAY, 9)
    [sent] = mail.outbox
    assert "HR reminds you of 1 module" in sent.body
    assert "You are asked to take 1 module" in sent.body
    assert Mail.objects.get().day == MONDAY


def test_where_the_mail_says_it_anyhow_it_is_said_once(alice, module, eva, turned_on):
    given = ask(alice, module, MONDAY - 45 * DAY, MONDAY - 15 * DAY)
    reminding.remind([given.pk], eva, at(MONDAY))
    run(MONDAY)
    [sent] = mail.outbox
    assert sent.subject == "A module is still open"
    assert "HR reminds you" not in sent.body


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"excused_on": MONDAY, "excused_code": "personal"}, "excused"),
        ({"paused_on": MONDAY, "paused_code": "personal"}, "paused"),
        ({"ended_on": MONDAY, "ended_reason": "withdrawn"}, "withdrawn"),
    ],
)
def test_it_is_checked_again_at_the_moment_of_sending(fields, why, late, eva):
    reminding.remind([late[0].pk], eva, at(MONDAY))
    Ask.objects.filter(pk=late[0].pk).update(**fields)
    send_waiting(lambda: at(MONDAY))
    assert mail.outbox == []
    assert Mail.objects.get().why == why


def test_ahead_of_the_day_it_is_their_choice_and_nobody_is_told(
    people, module, eva, client_for, turned_on
):
    asks = [ask(person, module, MONDAY - 10 * DAY, MONDAY + 20 * DAY) for person in people[:2]]
    client, marked = client_for(eva), {"ask": ids(asks)}
    choices.choose(people[0], False, MONDAY)
    before = page(client.post(REMIND, marked))
    assert "is theirs to know" in before
    choices.choose(people[0], True, MONDAY)
    assert page(client.post(REMIND, marked)) == before
    choices.choose(people[0], False, MONDAY)
    client.post(REMIND, marked | {"save": "yes"})
    send_waiting(lambda: at(MONDAY))
    assert [sent.to for sent in mail.outbox] == [[people[1].email]]
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers
    first, second = reminding.reminded(ids(asks), at(MONDAY, 11))
    assert first.why == second.why == ReasonNotWritten.HEARD  # of both alike
    Ask.objects.update(due_on=MONDAY - DAY, first_due_on=MONDAY - DAY)
    reminding.remind(ids(asks), eva, at(MONDAY + DAY))
    send_waiting(lambda: at(MONDAY + DAY))
    assert len(mail.outbox) == 3  # once the day has passed it is not


def test_the_plan_of_the_day_has_it(late, eva):
    reminding.remind([late[0].pk], eva, at(MONDAY))
    plan = day_plan_of(MONDAY, at(MONDAY), User.objects.all())
    assert [each.person for each in plan.subjects[Occasion.REMINDED]] == [late[0].person]
    Ask.objects.filter(pk=late[0].pk).update(excused_on=MONDAY, excused_code="personal")
    plan = day_plan_of(MONDAY, at(MONDAY), User.objects.all())
    assert Occasion.REMINDED not in plan.subjects
    assert ReasonNotWritten.EXCUSED in plan.reasons


def test_nobody_is_reminded_while_mail_is_off(late, eva, client_for):
    actions.switch(False, eva, "", at(MONDAY))
    with pytest.raises(RemindError) as caught:
        reminding.remind(ids(late), eva, at(MONDAY))
    assert caught.value.code == "off"
    client, marked = client_for(eva), {"ask": ids(late)}
    assert "nobody can be reminded by mail" in page(client.post(REMIND, marked))
    said = page(client.post(REMIND, marked | {"save": "yes"}, follow=True))
    assert "nobody was reminded" in said
    assert not AskChange.objects.filter(kind="reminded").exists()


def test_nobody_elsewhere_is_reminded_and_nobody_else_reminds(
    late, charlie, module, eva, bob, mallory, client_for, site
):
    elsewhere = ask(charlie, module, DUE - 30 * DAY, DUE)
    grant = RoleGrant.objects.get(user=eva)
    grant.limited = True
    grant.save()
    grant.sites.add(site)
    marked = {"ask": [late[0].pk, elsewhere.pk]}
    shown = page(client_for(eva).post(REMIND, marked))
    assert "Remind 1 person" in shown
    assert "Charlie" not in shown
    RoleGrant.objects.create(user=bob, role="auditor")
    for who in (bob, mallory, charlie):
        assert client_for(who).post(REMIND, marked).status_code == 404


def test_as_many_queries_for_many_as_for_few(
    site, packing, module, eva, turned_on, django_assert_max_num_queries
):
    counts = []
    for size in (3, 12):
        asks = [
            ask(make_person(f"Q {size} {n}", site, packing), module, DUE - 30 * DAY, DUE)
            for n in range(size)
        ]
        with django_assert_max_num_queries(45) as seen:
            reminding.remind(ids(asks), eva, at(MONDAY))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_nobody_is_reminded_in_a_mail_of_a_day_on_which_they_have_left(late, eva, time_machine):
    friday = MONDAY + 4 * DAY
    time_machine.move_to(at(friday, 18), tick=False)
    User.objects.filter(pk=late[0].person_id).update(end_day=friday)
    going = reminding.remind(ids(late[:2]), eva, at(friday, 18))
    assert [each.person.pk for each in going] == [late[1].person_id]
