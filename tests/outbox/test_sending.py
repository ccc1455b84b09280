"""What is put into the outbox goes once; what the server says decides what is written down."""

import smtplib
from datetime import timedelta

import pytest
from anymail.backends import base
from anymail.backends import test as provider
from anymail.exceptions import (
    AnymailAPIError,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from anymail.signals import AnymailTrackingEvent, tracking

from awareness.outbox import sending
from awareness.outbox.actions import put, put_daily, send_again
from awareness.outbox.kinds import NotSent, PutOff
from awareness.outbox.models import Mail, Occasion, State
from awareness.outbox.queries import bad_addresses
from awareness.outbox.tasks import forget_private, send_waiting
from awareness.outbox.verdicts import Outcome, verdict_of
from tests.outbox.conftest import EIGHT, MONDAY, address, due, say, whom
from tests.outbox.servers import mailers

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def run(now=EIGHT) -> bool:
    return sending.send_waiting(lambda: now)


def states() -> dict[int, str]:
    return {mail.person.int: mail.state for mail in Mail.objects.all()}


def test_a_mail_goes_once_and_what_was_sent_is_known_by_its_hash(kind, server, turns):
    put("test", whom(1), "a", MONDAY)
    assert put("test", whom(1), "a", MONDAY) is None  # put in twice
    run(), run()
    assert len(turns) == 1
    [mail] = Mail.objects.all()
    assert mail.state == State.SENT
    assert (mail.settled_on, mail.sending_since, mail.not_before) == (MONDAY, None, None)
    assert len(mail.text_hash) == len(mail.address_hash) == 64
    [sent] = server.taken
    assert (sent["To"], sent["Subject"]) == ("p1@example.com", "Number 1")
    plain, html = (part.get_payload(decode=True).decode() for part in sent.get_payload())
    for text in (plain, html):
        assert "Hello Lena," in text
        assert "https://awareness.example/learn/" in text
    assert "<img" not in html
    assert "p1@example.com" not in str(Mail.objects.values().get())


def test_somebody_hears_once_a_day_and_what_is_new_after_that_waits_for_the_next(kind, server):
    assert put_daily("test", [due(1, "a"), due(1, "b"), due(2, "a")]) == 3
    assert put_daily("test", [due(1, "a"), due(1, "c")]) == 1  # the mail has not gone yet
    run()
    assert put_daily("test", [due(1, "d")]) == 0
    next_day = {"mail_day": TUESDAY, "not_before": EIGHT + timedelta(days=1)}
    assert put_daily("test", [due(1, "d", **next_day)]) == 1
    run()
    assert len(server.taken) == 2
    run(EIGHT + timedelta(days=1))
    assert len(server.taken) == 3
    of_first = Mail.objects.filter(person=whom(1)).order_by("day")
    assert [[each.thing for each in mail.occasions.order_by("thing")] for mail in of_first] == [
        ["a", "b", "c"],
        ["d"],
    ]


def test_six_hours_without_a_server_and_then_everything_once(kind, server, settings):
    settings.MAILERS = mailers(1, seconds=0.2)  # nobody listens there
    for number in range(1, 6):
        put("test", whom(number), "a", MONDAY)
    for minutes in range(0, 360, 60):
        run(EIGHT + timedelta(minutes=minutes))
    assert set(states().values()) == {State.WAITING}
    settings.MAILERS = mailers(server.port)
    run(EIGHT + timedelta(hours=6))
    run(EIGHT + timedelta(hours=6))
    assert sorted(sent["Subject"] for sent in server.taken) == [f"Number {n}" for n in range(1, 6)]
    assert set(states().values()) == {State.SENT}


def test_two_days_without_a_server_are_one_mail(kind, server):
    put_daily("test", [due(1, "a")])
    wednesday = MONDAY + timedelta(days=2)
    later = {"mail_day": wednesday, "not_before": EIGHT + timedelta(days=2)}
    put_daily("test", [due(1, "b", **later)])
    run(EIGHT)
    assert server.taken == []
    run(EIGHT + timedelta(days=2))
    [mail] = Mail.objects.all()
    assert (mail.day, mail.occasions.count(), len(server.taken)) == (wednesday, 2, 1)


def test_nothing_left_to_say_and_not_now_are_kept_with_why(kind, server):
    kind(lambda mail, now: NotSent("done") if mail.person == whom(1) else PutOff(now + HOUR))
    put("test", whom(1), "a", MONDAY)
    put("test", whom(2), "a", MONDAY)
    run()
    assert states() == {1: State.NOT_SENT, 2: State.WAITING}
    assert Mail.objects.get(person=whom(1)).why == "done"
    kind(say)
    run(EIGHT + timedelta(minutes=59))
    assert server.taken == []
    run(EIGHT + HOUR)
    assert [sent["To"] for sent in server.taken] == [address(whom(2))]


HOUR = timedelta(hours=1)


def test_a_refusal_is_kept_and_a_server_that_says_later_is_asked_again(kind, server):
    server.answers = {address(whom(1)): "550 no such mailbox", address(whom(2)): "451 later"}
    gone = []
    kind(say, not_gone=lambda mail, now: gone.append(mail.person.int))
    for number in (1, 2, 3):
        put("test", whom(number), "a", MONDAY)
    run()
    assert states() == {1: State.REFUSED, 2: State.WAITING, 3: State.SENT}
    assert sorted(gone) == [1, 2]
    assert Mail.objects.get(person=whom(1)).why == "address"
    assert set(bad_addresses()) == {whom(1)}
    server.answers = {}
    run(EIGHT + timedelta(minutes=9))
    assert states()[2] == State.WAITING
    run(EIGHT + timedelta(minutes=10))
    assert states()[2] == State.SENT
    # Once the address is mended, somebody asks for it to be sent again.
    [again] = send_again([Mail.objects.get(person=whom(1)).pk], EIGHT)
    assert send_again([again.pk], EIGHT) == []
    run()
    assert states()[1] == State.SENT
    assert bad_addresses() == {}


def test_a_mail_that_cannot_be_made_holds_up_no_other_and_is_given_up(kind, server):
    def break_of_one(mail, now):
        return 1 / 0 if mail.person == whom(1) else say(mail, now)

    kind(break_of_one)
    put("test", whom(1), "a", MONDAY)
    put("test", whom(2), "a", MONDAY)
    run()
    assert states() == {1: State.WAITING, 2: State.SENT}
    moment, tries = EIGHT, 0
    while (mail := Mail.objects.get(person=whom(1))).state == State.WAITING:
        assert mail.not_before > moment
        moment, tries = mail.not_before, tries + 1
        run(moment)
    assert (tries, mail.state, mail.why) == (sending.MOST_TRIES, State.REFUSED, "given_up")


def test_a_broken_line_leaves_an_unknown_outcome_that_is_not_sent_again(kind, server, monkeypatch):
    def broken(self, messages):
        raise smtplib.SMTPServerDisconnected("gone, Lena")

    put("test", whom(1), "a", MONDAY)
    put("test", whom(2), "a", MONDAY)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", broken)
        run()
    assert states() == {1: State.UNKNOWN, 2: State.WAITING}
    run()
    assert states() == {1: State.UNKNOWN, 2: State.SENT}
    assert [sent["To"] for sent in server.taken] == [address(whom(2))]
    assert bad_addresses() == {}


def test_what_a_kill_left_is_unknown_after_ten_minutes(kind, server):
    mail = put("test", whom(1), "a", MONDAY)
    sending.begin(mail.pk, EIGHT)
    run(EIGHT + timedelta(minutes=9))
    assert states() == {1: State.SENDING}
    run(EIGHT + timedelta(minutes=10))
    assert states() == {1: State.UNKNOWN}
    assert server.taken == []


def refused(code: int) -> Exception:
    return smtplib.SMTPRecipientsRefused({"p@example.com": (code, b"words")})


@pytest.mark.parametrize(
    ("error", "outcome", "why"),
    [
        (refused(550), Outcome.REFUSED, "address"),
        (refused(552), Outcome.REFUSED, "mailbox_full"),
        (refused(450), Outcome.LATER, ""),
        (refused(421), Outcome.AWAY, ""),
        (smtplib.SMTPDataError(554, b""), Outcome.REFUSED, "words"),
        (smtplib.SMTPDataError(452, b""), Outcome.LATER, ""),
        (smtplib.SMTPSenderRefused(550, b"", "us@example.com"), Outcome.AWAY, ""),
        (smtplib.SMTPServerDisconnected("gone"), Outcome.UNKNOWN, ""),
        (TimeoutError(), Outcome.UNKNOWN, ""),
        (ValueError("Invalid address"), Outcome.REFUSED, "address"),
        (AnymailRecipientsRefused(), Outcome.REFUSED, "address"),
        (AnymailUnsupportedFeature("track_opens"), Outcome.AWAY, ""),
        (AnymailAPIError(), Outcome.UNKNOWN, ""),
        *((AnymailAPIError(status_code=code), Outcome.LATER, "") for code in (400, 413, 422, 429)),
        *((AnymailAPIError(status_code=code), Outcome.AWAY, "") for code in (401, 402, 403, 503)),
        *((AnymailAPIError(status_code=code), Outcome.UNKNOWN, "") for code in (200, 502, 504)),
    ],
)
def test_what_an_answer_means(error, outcome, why):
    assert (verdict_of(error).outcome, verdict_of(error).why) == (outcome, why)


def test_a_provider_tells_of_a_bounce_and_opening_is_not_written_down(kind, settings):
    settings.MAILERS = {"default": {"BACKEND": "anymail.backends.test.EmailBackend"}}
    mail = put("test", whom(1), "a", MONDAY)
    run()
    mail.refresh_from_db()
    assert (mail.state, mail.message_id) == (State.SENT, "0")
    for event_type in ("opened", "clicked", "delivered", "complained"):
        tell(event_type, "0")
        mail.refresh_from_db()
        assert mail.state == State.SENT
    tell("bounced", "1")
    assert states() == {1: State.SENT}  # another mail
    tell("bounced", "0", reject_reason="bounced")
    mail.refresh_from_db()
    assert (mail.state, mail.why) == (State.BOUNCED, "address")
    assert set(bad_addresses()) == {whom(1)}


class NotToldOfTracking(provider.TestPayload):
    """Of a provider (Brevo, Resend, ...) that cannot be told with a mail to follow nobody."""

    set_track_opens = base.BasePayload.set_track_opens
    set_track_clicks = base.BasePayload.set_track_clicks


def by_provider(payload) -> dict:
    """The setting MAILERS that sends by one."""
    backend = "anymail.backends.test.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"payload_class": payload}}}


def test_what_a_provider_cannot_be_told_makes_no_address_bad(kind, settings):
    settings.MAILERS = by_provider(NotToldOfTracking)
    put("test", whom(1), "a", MONDAY)
    run()
    assert (states(), bad_addresses()) == ({1: State.WAITING}, {})
    settings.ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True}  # as awareness/settings.py has it
    run()
    assert states() == {1: State.SENT}


class TooLarge(provider.TestPayload):
    def get_params(self):
        if self.message.to == [address(whom(1))]:
            raise AnymailAPIError(status_code=413)
        return super().get_params()


def test_a_mail_that_a_provider_does_not_take_holds_up_no_other_and_is_given_up(kind, settings):
    settings.MAILERS = by_provider(TooLarge)
    put("test", whom(1), "a", MONDAY)
    put("test", whom(2), "a", MONDAY)
    run()
    assert states() == {1: State.WAITING, 2: State.SENT}
    for _n in range(sending.MOST_TRIES):
        run(Mail.objects.get(person=whom(1)).not_before)
    mail = Mail.objects.get(person=whom(1))
    assert (mail.state, mail.why) == (State.REFUSED, "given_up")


def tell(event_type: str, message_id: str, **facts) -> None:
    event = AnymailTrackingEvent(event_type=event_type, message_id=message_id, **facts)
    tracking.send(sender=object, event=event, esp_name="Test")


def test_what_is_private_is_forgotten_after_a_month(kind, server, time_machine):
    time_machine.move_to(EIGHT)
    kind(say, private=True)
    put("test", whom(1), "a", MONDAY)
    send_waiting.enqueue()
    time_machine.move_to(EIGHT + timedelta(days=29))
    forget_private.enqueue()
    assert Mail.objects.count() == 1
    time_machine.move_to(EIGHT + timedelta(days=30))
    forget_private.enqueue()
    assert not Mail.objects.exists()
    assert not Occasion.objects.exists()


@pytest.mark.parametrize("people", [2, 8])
def test_putting_in_costs_as_many_queries_whatever_the_number(
    people, kind, django_assert_num_queries
):
    put_daily("test", [due(1, "old")])
    with django_assert_num_queries(7):
        put_daily("test", [due(number) for number in range(2, people + 2)])


def test_two_workers_send_each_mail_once(threads, kind, server):
    for number in range(1, 21):
        put("test", whom(number), "a", MONDAY)
    assert threads([lambda: sending.send_waiting(lambda: EIGHT)] * 3) == [False] * 3
    assert len(server.taken) == len({sent["To"] for sent in server.taken}) == 20
    assert set(states().values()) == {State.SENT}
