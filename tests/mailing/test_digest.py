"""One mail a person and day, checked again at the moment of sending; no topic in what is seen."""

import re

import pytest
from django.core import mail
from django.test import Client

from awareness.assignments.ask_actions import extend
from awareness.assignments.models import Ask
from awareness.learning.models import ModuleVersion
from awareness.mailing import actions, choices
from awareness.mailing.models import OptionalMail
from awareness.mailing.occasions import Occasion
from awareness.outbox.kinds import KIND_BY_NAME
from awareness.outbox.models import Mail, State
from awareness.outbox.sending import send_waiting
from awareness.people import mail as people_mail
from awareness.people import ways_in
from awareness.people.models import Leave
from awareness.studio.models import DraftReview, ReviewOutcome
from awareness.studio.reviews import mail as review_mail
from awareness.subjects.models import Subject
from tests.conftest import make_person
from tests.mailing.conftest import DAY, MONDAY, SITE, TURNED_ON, ask, at, run

pytestmark = pytest.mark.django_db


def states() -> list[tuple[str, str]]:
    return [(each.state, each.why) for each in Mail.objects.order_by("pk")]


def test_what_falls_on_one_day_is_one_mail(alice, module, opening, turned_on):
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    ask(alice, opening, MONDAY - 45 * DAY, MONDAY - 15 * DAY)
    run(MONDAY), run(MONDAY, 11)
    [sent] = mail.outbox
    assert sent.to == ["alice.lind@example.com"]
    assert sent.subject == "A module is still open"  # the most pressing
    assert "28 March 2027" in sent.body
    assert "12 May 2027" in sent.body
    assert f"{SITE}/learn/" in sent.body
    [row] = Mail.objects.all()
    assert {each.kind for each in row.occasions.all()} == {"asked", "late"}


def test_an_ask_has_its_mails_on_their_days_and_no_other(alice, module, turned_on):
    """Every day for three months, twice a day, with and without a worker in between."""
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    for n in range(90):
        day = MONDAY + n * DAY
        if day.weekday() == 2:  # on Wednesdays the worker stands still
            continue
        before = len(mail.outbox)
        run(day, 7), run(day, 9), run(day, 16)
        assert len(mail.outbox) - before <= 1
    days = {each.occasions.get().kind: each.day for each in Mail.objects.all()}
    due = MONDAY + 30 * DAY  # a Wednesday
    assert days == {"asked": MONDAY, "due_soon": due - 6 * DAY, "late": due + 15 * DAY}


def test_nothing_of_before_mail_was_turned_on_is_written_about(alice, module, eva):
    ask(alice, module, MONDAY - DAY, MONDAY + 30 * DAY)
    run(MONDAY)
    actions.switch(True, eva, SITE, at(MONDAY))
    run(MONDAY)
    assert mail.outbox == []
    run(MONDAY + 24 * DAY)  # but for the week before the day
    assert len(mail.outbox) == 1
    actions.switch(False, eva, "", at(MONDAY + 25 * DAY))
    run(MONDAY + 45 * DAY)
    assert len(mail.outbox) == 1


def done(person, given):
    Ask.objects.all().delete()
    ask(person, given.module, given.asked_on, given.due_on, public_id=given.public_id,
        done_on=MONDAY)  # fmt: skip


def changed(**fields):
    return lambda person, given: Ask.objects.update(**fields)


def left(person, given):
    person.end_day = MONDAY - DAY
    person.save()


def on_leave(person, given):
    Leave.objects.create(person=person, first_day=MONDAY, last_day=MONDAY + 3 * DAY)


def without_address(person, given):
    person.email, person.employee_number = None, "NF-7"
    person.save()


def not_begun(person, given):
    person.start_day = MONDAY + 3 * DAY
    person.save()


def subject_off(person, given):
    Subject.objects.update_or_create(key=given.module.subject, defaults={"on": False})


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (done, "done"),
        (left, "left"),
        (on_leave, "on_leave"),
        (not_begun, "not_started"),
        (without_address, "no_address"),
        (changed(paused_on=MONDAY, paused_code="personal"), "paused"),
        (changed(excused_on=MONDAY, excused_code="personal"), "excused"),
        (changed(ended_on=MONDAY, ended_reason="withdrawn"), "withdrawn"),
        (subject_off, "subject_off"),
    ],
)
def test_it_is_checked_again_at_the_moment_of_sending(happens, why, alice, module, turned_on):
    given = ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    actions.put_in_mails_of_today(at(MONDAY))
    happens(alice, given)
    send_waiting(lambda: at(MONDAY))
    assert mail.outbox == []
    assert states() == [("not_sent", why)]


def test_who_comes_back_is_told_then_and_who_is_extended_is_not_told_late(
    alice, bob, module, turned_on
):
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    actions.put_in_mails_of_today(at(MONDAY))
    on_leave(alice, None)
    send_waiting(lambda: at(MONDAY))
    for n in range(5):
        run(MONDAY + n * DAY)
    assert [(each.day, each.state) for each in Mail.objects.order_by("day")] == [
        (MONDAY, "not_sent"),
        (MONDAY + 4 * DAY, "sent"),
    ]
    late = ask(bob, module, MONDAY - 60 * DAY, MONDAY - 15 * DAY)
    actions.put_in_mails_of_today(at(MONDAY))
    Ask.objects.filter(pk=late.pk).update(due_on=MONDAY + 9 * DAY)
    send_waiting(lambda: at(MONDAY))
    assert Mail.objects.get(person=bob.public_id).why == "changed"


def test_more_time_is_told_once_by_the_newest_day(alice, bob, module, eva, turned_on):
    for person in (alice, bob):
        ask(person, module, MONDAY - 20 * DAY, MONDAY + DAY)
    choices.choose(bob, False, MONDAY)
    for days in (30, 40):
        extend(Ask.objects.all(), MONDAY + days * DAY, "workload", eva, at(MONDAY))
    run(MONDAY), run(MONDAY, 10)
    [sent] = mail.outbox
    assert sent.to == ["alice.lind@example.com"]
    assert sent.subject == "You have more time"
    assert "22 May 2027" in sent.body
    assert Mail.objects.get(person=bob.public_id).why == "stopped"
    run(MONDAY + DAY)
    assert len(mail.outbox) == 1


def test_more_time_for_what_was_asked_on_that_day_is_said_with_it(alice, module, eva, turned_on):
    ask(alice, module, MONDAY, MONDAY + DAY)
    extend(Ask.objects.all(), MONDAY + 30 * DAY, "workload", eva, at(MONDAY))
    run(MONDAY)
    [sent] = mail.outbox
    assert sent.subject == "A module for you"
    assert "12 May 2027" in sent.body
    assert "more time" not in sent.body


@pytest.mark.parametrize("other", [{}, {"excused_on": MONDAY, "excused_code": "personal"}])
def test_what_was_paused_beside_something_else_is_written_about_after_the_pause(
    other, alice, module, opening, turned_on
):
    paused = ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    beside = ask(alice, opening, MONDAY, MONDAY + 40 * DAY)
    actions.put_in_mails_of_today(at(MONDAY))
    pause = {"paused_on": MONDAY, "paused_until": MONDAY + DAY, "paused_code": "personal"}
    Ask.objects.filter(pk=paused.pk).update(**pause)
    Ask.objects.filter(pk=beside.pk).update(**other)
    for n in range(5):
        run(MONDAY + n * DAY)
    told = [
        each.occasions.get().thing for each in Mail.objects.filter(state="sent").order_by("day")
    ]
    first = [] if other else [str(beside.public_id)]
    assert told == [*first, str(paused.public_id)]


def test_six_hours_without_a_server_and_over_night(alice, bob, module, turned_on, monkeypatch):
    for person in (alice, bob):
        ask(person, module, MONDAY, MONDAY + 30 * DAY)

    def away(self):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away, raising=False)
        for hour in range(9, 17):
            run(MONDAY, hour)
    assert {state for state, _why in states()} == {State.WAITING}
    run(MONDAY, 17)  # nobody is written to in the evening
    assert mail.outbox == []
    ask(alice, ModuleVersion.objects.first().module, MONDAY + DAY, MONDAY + 40 * DAY)
    send_waiting(lambda: at(MONDAY + DAY, 8))  # before the worker has put in what is new
    run(MONDAY + DAY, 8), run(MONDAY + DAY, 9)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["alice.lind@example.com",
                                                         "bob.ek@example.com"]  # fmt: skip


def test_nobody_gets_an_invitation_and_a_digest_on_one_day(alice, eva, module, turned_on):
    alice.set_unusable_password()
    alice.save()
    [way_in] = ways_in.make_links([alice], eva, SITE, at(MONDAY))
    people_mail.put_invitations([way_in], at(MONDAY))
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    run(MONDAY), run(MONDAY, 10)
    assert [sent.subject for sent in mail.outbox] == ["Your account at Nordvik Foods"]
    run(MONDAY + DAY)
    assert [sent.subject for sent in mail.outbox][1:] == ["A module for you"]


def test_an_address_that_did_not_work_is_silent_until_it_is_mended(alice, module, turned_on):
    ask(alice, module, MONDAY, MONDAY + 9 * DAY)
    run(MONDAY)
    Mail.objects.update(state=State.BOUNCED, why="address")
    run(MONDAY + 2 * DAY)
    assert len(mail.outbox) == 1
    alice.email = "alice.holm@example.com"
    alice.save()
    run(MONDAY + 3 * DAY)  # a week before the day was yesterday, and nobody was told
    assert mail.outbox[-1].to == ["alice.holm@example.com"]


def test_what_is_optional_can_be_stopped_by_its_link_and_nothing_else(
    alice, module, turned_on, client_for
):
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    run(MONDAY)
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    run(MONDAY + 24 * DAY)
    reminder = mail.outbox[1]
    [link] = re.findall(rf"{SITE}(/me/mail/stop/\S+)", reminder.body)
    assert reminder.extra_headers["List-Unsubscribe"] == f"<{SITE}{link}>"
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(link).status_code == 200
    assert not OptionalMail.objects.exists()  # programs open links
    sent = stranger.post(link, {"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    assert not OptionalMail.objects.get(person=alice).wanted
    assert stranger.post("/me/mail/stop/made-up/").status_code == 404
    Ask.objects.update(due_on=MONDAY + 42 * DAY)
    run(MONDAY + 35 * DAY)
    assert len(mail.outbox) == 2
    assert Mail.objects.get(why="stopped").state == State.NOT_SENT
    run(MONDAY + 57 * DAY)  # late is no choice
    assert len(mail.outbox) == 3


TOPIC = re.compile(r"abuse|child|sexual|police|report|protect|explicit", re.IGNORECASE)


def test_no_subject_address_or_sender_names_the_topic(alice, bob, eva, module, turned_on):
    """Every kind of mail there is, with every occasion; every module's words are looked for."""
    titles = [version.title for version in ModuleVersion.objects.all()]
    slugs = list(ModuleVersion.objects.values_list("module__slug", flat=True))
    everything = [*_all_digests(alice, module), *_all_others(alice, bob, eva, module)]
    kinds = set(KIND_BY_NAME)
    assert {kind for kind, _sent in everything} == kinds
    for _kind, sent in everything:
        seen = [sent.subject, sent.from_email, *re.findall(r"https?://\S+", sent.body)]
        html = sent.alternatives[0].content
        assert "<img" not in html
        assert not re.search(r"\bsrc=|url\(", html)
        assert set(re.findall(r'href="([^"]+)"', html)) <= set(
            re.findall(r"https?://\S+", sent.body)
        )
        for words in seen:
            assert not TOPIC.search(words), words
            assert not any(title in words for title in titles)
            assert not any(slug in words for slug in slugs)


def _all_digests(person, module):
    from awareness.mailing.digest import letter
    from awareness.mailing.words import Notice
    from awareness.outbox.letters import email_message, render

    for kind in Occasion:
        told = letter(person, [Notice(kind, MONDAY)], SITE)
        yield "digest", email_message(told, render(told))


def _all_others(alice, bob, eva, module):
    """Mail of every other kind: about the account, reviews, and to managers."""
    people_mail.put_password_mail(alice, SITE, "once", MONDAY)
    people_mail.put_old_address_mail(alice, "old@example.com", "once", MONDAY)
    [way_in] = ways_in.make_links([eva], bob, SITE, at(MONDAY))
    people_mail.put_invitations([way_in], at(MONDAY))
    _put_reviews(alice.site)
    actions.announce("SE", eva, at(TURNED_ON))
    ask(alice, module, MONDAY - 60 * DAY, MONDAY - 15 * DAY)
    run(MONDAY - 35 * DAY)
    run(MONDAY)
    for kind in set(KIND_BY_NAME) - {"digest"}:
        subjects = {
            "password": "A new password",
            "old_address": "another address",
            "invitation": "Your account at Nordvik Foods",
            "team": "Your team",
            "review_asked": "Something to read at",
            "review_ended": "What you sent at",
        }
        yield kind, next(sent for sent in mail.outbox if subjects[kind] in sent.subject)


def _put_reviews(site):
    """One author asks another one twice, and hears how the second time ended."""
    writer, reader = (make_person(name, site, role="author") for name in ("Ed Ek", "Bo Ny"))
    now = at(MONDAY)
    for verdict in ("", "approved"):
        review = DraftReview.objects.create(
            asked_by=writer, asked_name=writer.name, reviewer=reader, reviewer_name=reader.name,
            at=now, by_day=MONDAY, site_url=SITE,
        )  # fmt: skip
        if verdict:
            ReviewOutcome.objects.create(
                review=review, verdict=verdict, by=reader, name=reader.name, at=now
            )
            review_mail.put_ended(review)
        else:
            review_mail.put_asked(review)


def test_the_link_that_stops_is_signed(alice, bob):
    path = choices.stop_path(alice)
    assert choices.person_of(path.split("/")[-2]) == alice
    assert choices.person_of(f"{bob.public_id}:{path.split(':')[-1][:-1]}") is None


def test_what_hr_sends_again_goes_though_another_mail_came_back_too(
    alice, module, opening, eva, turned_on
):
    """The provider tells of two mails days later; then the mailbox is mended."""
    ask(alice, module, MONDAY, MONDAY + 30 * DAY)
    ask(alice, opening, MONDAY + DAY, MONDAY + 31 * DAY)
    run(MONDAY), run(MONDAY + DAY)
    Mail.objects.update(state=State.BOUNCED, settled_on=MONDAY + 2 * DAY)
    actions.send_again([Mail.objects.latest("pk")], eva, at(MONDAY + 3 * DAY))
    mail.outbox.clear()
    send_waiting(lambda: at(MONDAY + 3 * DAY))
    assert len(mail.outbox) == 1
