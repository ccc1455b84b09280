"""Who gets a mail on a day, and why the others do not: rows, numbers and the outbox agree."""

import json

import pytest
from django.core.management import CommandError, call_command

from awareness.assignments.models import Ask
from awareness.mailing import actions
from awareness.mailing.listing import day_plan_of, read_plan_lines
from awareness.mailing.plan import plan_mails
from awareness.mailing.reasons import ReasonNotWritten
from awareness.outbox.actions import put
from awareness.outbox.letters import address_hash
from awareness.outbox.models import Mail, State
from awareness.people import ways_in
from awareness.people.models import Leave, User
from tests.conftest import make_person
from tests.mailing.conftest import DAY, MONDAY, SITE, TURNED_ON, ask, at

pytestmark = pytest.mark.django_db
DUE = MONDAY + 30 * DAY


def person(name, site, **fields):
    someone = make_person(name, site)
    User.objects.filter(pk=someone.pk).update(**fields)
    return User.objects.get(pk=someone.pk)


@pytest.fixture
def everybody(site, eva, module, opening, turned_on):
    """One under each reason, two who get a mail, and one who has left."""
    people = {
        name: person(name, site)
        for name in ("asked", "done", "excused", "paused", "away", "bounced", "told", "off paper")
    }
    people["joins"] = person("joins", site, start_day=MONDAY + DAY)
    people["left"] = person("left", site, end_day=MONDAY - DAY)
    people["finished"] = person("finished", site)
    for name in people:
        ask(people[name], opening, MONDAY - 40 * DAY, DUE, done_on=MONDAY - 20 * DAY)
    for name in ("asked", "away", "bounced", "off paper", "joins", "left"):
        ask(people[name], module, MONDAY, DUE)
    ask(people["told"], module, MONDAY - 20 * DAY, DUE)
    ask(people["excused"], module, MONDAY, DUE, excused_on=MONDAY, excused_code="personal")
    ask(people["paused"], module, MONDAY, DUE, paused_on=MONDAY, paused_code="personal")
    ask(people["finished"], module, MONDAY - 9 * DAY, DUE, done_on=MONDAY - DAY)
    Leave.objects.create(person=people["away"], first_day=MONDAY, last_day=MONDAY + DAY)
    people["off paper"].email, people["off paper"].employee_number = None, "NF-7"
    people["off paper"].save()
    mail = put("digest", people["bounced"].public_id, "before", MONDAY - 9 * DAY)
    Mail.objects.filter(pk=mail.pk).update(
        state=State.BOUNCED,
        settled_on=MONDAY - 9 * DAY,
        address_hash=address_hash(people["bounced"].email),
    )
    return people


EXPECTED = {
    "asked": "digest",
    "finished": "digest",
    "away": ReasonNotWritten.ON_LEAVE,
    "bounced": ReasonNotWritten.BOUNCED,
    "off paper": ReasonNotWritten.NO_ADDRESS,
    "joins": ReasonNotWritten.NOT_STARTED,
    "done": ReasonNotWritten.DONE,
    "excused": ReasonNotWritten.EXCUSED,
    "paused": ReasonNotWritten.PAUSED,
    "told": ReasonNotWritten.NOTHING_NEW,
    "Eva Holm": ReasonNotWritten.NOT_ASKED,
}


def test_everybody_stands_under_a_mail_or_one_reason(everybody):
    rows = list(read_plan_lines(MONDAY, at(MONDAY), User.objects.all()))
    assert {row.person.name: row.mail or row.why for row in rows} == EXPECTED
    assert len(rows) == len(EXPECTED)  # once each; who has left is in none
    would = {row.person.name for row in rows if row.items and row.why}
    assert would == {"away", "bounced", "off paper", "joins"}


def test_the_numbers_of_the_page_are_those_of_the_rows(everybody):
    plan = day_plan_of(MONDAY, at(MONDAY), User.objects.all())
    reasons = [why for why in EXPECTED.values() if isinstance(why, ReasonNotWritten)]
    assert plan.reasons == {why: 1 for why in ReasonNotWritten if why in reasons}
    assert sum(plan.reasons.values()) + len(plan.recipients) == len(EXPECTED)
    for name, why in EXPECTED.items():
        if isinstance(why, ReasonNotWritten):
            assert [User.objects.get(pk=pk).name for pk in plan.silent(why)] == [name]


def test_the_worker_puts_in_what_the_plan_says(everybody):
    rows = list(read_plan_lines(MONDAY, at(MONDAY), User.objects.all()))
    actions.put_in_mails_of_today(at(MONDAY))
    put_in = set(Mail.objects.filter(day=MONDAY).values_list("person", flat=True))
    assert put_in == {row.person.public_id for row in rows if row.mail}
    # Carried out, the plan of the day stays as it was, and to carry it out again adds nothing.
    assert list(read_plan_lines(MONDAY, at(MONDAY), User.objects.all())) == rows
    assert actions.put_in_mails_of_today(at(MONDAY)) == 0


def test_the_command_prints_the_same_rows(everybody, capsys):
    rows = list(read_plan_lines(MONDAY, at(MONDAY), User.objects.all()))
    call_command("mail_plan", "--on", MONDAY.isoformat(), "--format", "json")
    printed = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["mail"], each["why"]) for each in printed] == [
        (row.person.name, row.mail, row.why) for row in rows
    ]
    asked = next(each for each in printed if each["name"] == "asked")
    thing = Ask.objects.get(person=everybody["asked"], done_on=None).public_id
    assert asked["at"] == "2027-04-12T08:00:00+02:00"
    assert asked["occasions"] == [{"kind": "asked", "thing": str(thing), "day": "2027-04-12"}]
    call_command("mail_plan", "--on", MONDAY.isoformat())
    text = capsys.readouterr().out.splitlines()
    assert len(text) == len(rows)
    assert "away: no mail, on_leave (else asked of 2027-04-12)" in text
    with pytest.raises(CommandError, match="2027-04-15"):
        call_command("mail_plan", "--on", "tomorrow")


def test_the_command_of_nobody_is_an_empty_list(db, capsys):
    call_command("mail_plan", "--on", MONDAY.isoformat(), "--format", "json")
    assert json.loads(capsys.readouterr().out) == []


def test_joiners_get_their_way_in_on_their_first_day(site, eva, turned_on):
    joins = person("joins", site, start_day=MONDAY + DAY, password="")
    ways_in.make_links([joins], eva, SITE, at(MONDAY))
    for day, mail in ((MONDAY, ""), (MONDAY + DAY, "invitation"), (MONDAY + 2 * DAY, "")):
        rows = {
            row.person.name: row.mail
            for row in read_plan_lines(day, at(MONDAY), User.objects.all())
        }
        assert rows["joins"] == mail


@pytest.mark.parametrize("count", [3, 12])
def test_planning_costs_as_many_queries_whatever_the_number(
    count, site, module, turned_on, django_assert_num_queries
):
    for n in range(count):
        ask(person(f"p{n}", site), module, MONDAY, DUE)
    people = User.objects.all()
    with django_assert_num_queries(9):
        falling = list(
            plan_mails(MONDAY, people, since=TURNED_ON, missed=True, bounced=frozenset())
        )
    assert len(falling) == count
    with django_assert_num_queries(13):
        assert sum(day_plan_of(MONDAY + DAY, at(MONDAY), people).reasons.values()) == count + 1


def test_each_site_has_its_own_clock(site, other_site, module, turned_on, turns):
    ask(person("north", site), module, MONDAY, DUE)
    ask(person("west", other_site), module, MONDAY, DUE)
    assert actions.put_in_mails_of_today(at(MONDAY, 8, 30)) == 1  # half past seven in Leeds
    assert actions.put_in_mails_of_today(at(MONDAY, 9, 30)) == 1
    assert {mail.day for mail in Mail.objects.all()} == {MONDAY}
    assert len(turns) == 3  # the first of them twice
