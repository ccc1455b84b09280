"""Mail to managers: names and days, where it was announced, and nobody who was not told."""

import pytest
from django.core import mail

from awareness.assignments.models import Ask
from awareness.mailing import actions
from awareness.outbox.sending import send_waiting
from awareness.people.models import Leave
from tests.conftest import make_person
from tests.mailing.conftest import DAY, MONDAY, ask, at, run

pytestmark = pytest.mark.django_db
ASKED, DUE = MONDAY - 60 * DAY, MONDAY - 15 * DAY
TOLD_ON = MONDAY - 20 * DAY  # a Tuesday


@pytest.fixture
def late(site, packing, sales, bob, mallory, module, turned_on):
    """Six of Packing whose fortnight ends on the day before MONDAY."""
    people = [make_person(f"Late {n}", site, packing) for n in range(6)]
    return [ask(person, module, ASKED, DUE) for person in people]


def to_managers() -> list:
    return [sent for sent in mail.outbox if sent.subject.startswith("Your team")]


def test_it_is_off_until_somebody_announces_it(late):
    run(MONDAY)
    assert len(mail.outbox) == 6
    assert to_managers() == []


def test_people_are_told_a_week_before_and_the_manager_of_their_team_then(late, eva):
    run(TOLD_ON - DAY)  # the reminder of a week before
    mail.outbox.clear()
    actions.announce("SE", eva, at(TOLD_ON))
    run(TOLD_ON)
    assert len(mail.outbox) == 6
    assert {sent.subject for sent in mail.outbox} == {"What managers will be told"}
    assert "30 March 2027" in mail.outbox[0].body  # a week later
    run(MONDAY)
    [sent] = to_managers()
    assert sent.to == ["bob.ek@example.com"]  # and not who manages another team
    for n in range(6):
        assert f"Late {n}, by 28 March 2027" in sent.body
    run(MONDAY + DAY)
    assert len(to_managers()) == 1


def test_nobody_is_named_who_was_not_told_a_week_ago(late, eva):
    actions.announce("SE", eva, at(MONDAY - 6 * DAY))
    run(MONDAY - 6 * DAY)
    run(MONDAY)
    assert to_managers() == []


def test_done_excused_paused_and_on_leave_cannot_be_told_apart(late, eva, alice):
    """What happens between planning and sending: none of them is in the mail, nor why."""
    actions.announce("SE", eva, at(TOLD_ON))
    run(TOLD_ON)
    mail.outbox.clear()
    actions.put_in_mails_of_today(at(MONDAY))
    excused, paused, away, extended, withdrawn, _stays = late
    Ask.objects.filter(pk=excused.pk).update(excused_on=MONDAY, excused_code="personal")
    Ask.objects.filter(pk=paused.pk).update(paused_on=MONDAY, paused_code="personal")
    Leave.objects.create(person=away.person, first_day=MONDAY)
    Ask.objects.filter(pk=extended.pk).update(due_on=MONDAY + 9 * DAY)
    Ask.objects.filter(pk=withdrawn.pk).update(ended_on=MONDAY, ended_reason="withdrawn")
    send_waiting(lambda: at(MONDAY))
    [sent] = to_managers()
    named = [n for n in range(6) if f"Late {n}" in sent.body]
    assert named == [5]
    assert "1 person of your team" in sent.body


def test_ending_it_tells_nobody_any_more(late, eva):
    actions.announce("SE", eva, at(TOLD_ON))
    actions.announce("SE", eva, at(TOLD_ON))  # twice is once
    run(TOLD_ON)
    actions.put_in_mails_of_today(at(MONDAY))
    actions.end_manager_mail("SE", eva, at(MONDAY))
    send_waiting(lambda: at(MONDAY))
    assert to_managers() == []


def test_whoever_is_late_at_another_clock_is_named_the_next_day(
    site, other_site, packing, bob, module, eva, turned_on
):
    other_site.country, other_site.time_zone = "GB", "America/New_York"
    other_site.save()
    near, far = make_person("Nia Near", site, packing), make_person("Finn Far", other_site, packing)
    for person in (near, far):
        ask(person, module, ASKED, DUE)
    for country in ("SE", "GB"):
        actions.announce(country, eva, at(TOLD_ON))
    run(TOLD_ON)
    run(TOLD_ON, 15)  # nine in New York
    run(MONDAY)
    run(MONDAY, 15)
    assert [("Nia" in sent.body, "Finn" in sent.body) for sent in to_managers()] == [(True, False)]
    run(MONDAY + DAY)
    run(MONDAY + DAY, 15)
    assert len(to_managers()) == 2
    assert "Finn Far" in to_managers()[1].body
    run(MONDAY + 2 * DAY, 15)
    assert len(to_managers()) == 2


def test_a_manager_who_was_away_is_told_when_they_are_back(late, bob, eva):
    actions.announce("SE", eva, at(TOLD_ON))
    run(TOLD_ON)
    Leave.objects.create(person=bob, first_day=MONDAY, last_day=MONDAY + DAY)
    for later in range(2):
        run(MONDAY + later * DAY)
    assert to_managers() == []
    run(MONDAY + 2 * DAY)
    [sent] = to_managers()
    assert "Late 0" in sent.body
    run(MONDAY + 3 * DAY)
    assert len(to_managers()) == 1
