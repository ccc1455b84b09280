"""Mails about an account: an invitation, a link to a new password, word that the address changed.

Each is said at the moment of sending, to the address that the person has then; links are made then
too. The outbox keeps what became of it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awareness.outbox.actions import MailAtOnce, put, put_all
from awareness.outbox.kinds import Kind, NotSent, register
from awareness.outbox.letters import Letter, Link
from awareness.outbox.models import STATES_OF_TROUBLE, Mail, Occasion
from awareness.people.models import User, WayIn
from awareness.people.reading import language_of
from awareness.people.ways_in import VALID_FOR, is_claimed, token_of

INVITATION_MAIL, PASSWORD_MAIL, OLD_ADDRESS_MAIL = "invitation", "password", "old_address"


def employer_name() -> str:
    return settings.EMPLOYER or _("your employer")


def mail_language(person: User) -> str:
    """What a mail to them is written in."""
    return language_of(person) or settings.LANGUAGE_CODE


def person_of(mail: Mail) -> User | None:
    people = User.objects.select_related("site").with_identifiers()
    person: User | None = people.filter(public_id=mail.person).first()
    return person


def why_no_mail(person: User | None, now: datetime) -> str:
    """A code: why no mail of any kind goes to somebody; "" where some may."""
    if person is None:
        return "forgotten"
    if not person.may_sign_in(now):
        return "left"
    return "" if person.email else "no_address"


def put_password_mail(person: User, site_url: str, request: str, day: date) -> Mail | None:
    """A link to a new password. `request` names the asking, so that it is answered once."""
    return put(PASSWORD_MAIL, person.public_id, request, day, site_url=site_url)


def put_invitations(ways_in: Iterable[WayIn], now: datetime) -> None:
    """Links to those who may be written to at that moment; what was put in before is left out."""
    rows = []
    for way_in in ways_in:
        person, today = way_in.person, way_in.person.today(now)
        begun = person.start_day is None or person.start_day <= today
        if begun and not why_no_mail(person, now) and not is_claimed(person):
            rows.append(MailAtOnce(person.public_id, str(way_in.pk), today, way_in.site_url))
    put_all(INVITATION_MAIL, rows)


def invitations_refused() -> list[int]:
    """Ids of the ways in whose mail did not arrive, or may not have. Few; nothing goes again by
    itself."""
    written = Occasion.objects.filter(
        kind=INVITATION_MAIL, mail__kind=INVITATION_MAIL, mail__state__in=STATES_OF_TROUBLE
    )
    return [int(thing) for thing in written.values_list("thing", flat=True)]


def put_old_address_mail(person: User, address: str, request: str, day: date) -> Mail | None:
    return put(OLD_ADDRESS_MAIL, person.public_id, request, day, address=address)


def compose_password(mail: Mail, now: datetime) -> Letter | NotSent:
    """Sent twice, both links are good, and the first one used voids both: each is signed over the
    password as it is."""
    person = person_of(mail)
    if person is None or (why := why_no_mail(person, now)):
        return NotSent(why if person else "forgotten")
    if person.unproven_address:
        return NotSent("unproven")
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = mail.site_url + reverse("account_reset_password_from_key", kwargs=key)
    with translation.override(mail_language(person)):
        return Letter(
            to=person.email or "",
            name=person.name,
            subject=_("A new password"),
            body=(
                _("Somebody asked for a new password for your account."),
                Link(_("If it was you, open this link"), link),
                _("If it was not you, do nothing. Your password stays as it is."),
            ),
            language=mail_language(person),
        )


def _way_in_of_mail(mail: Mail) -> WayIn | None:
    """The way in that an invitation is about; None where it was used or ended since."""
    occasion = mail.occasions.first()
    ways_in = WayIn.objects.filter(used_at=None, ended_at=None)
    return ways_in.filter(pk=occasion.thing).first() if occasion else None


def compose_invitation(mail: Mail, now: datetime) -> Letter | NotSent:
    """The letter with the link to claim an account; NotSent with the code of why it does not go."""
    person, way_in = person_of(mail), _way_in_of_mail(mail)
    if person is None or (why := why_no_mail(person, now)):
        return NotSent(why if person else "forgotten")
    if way_in is None or is_claimed(person):
        return NotSent("done")
    if person.start_day and person.start_day > person.today(now):
        return NotSent("not_started")
    until = date_format(timezone.localtime(now + VALID_FOR, person.zone).date())
    with translation.override(mail_language(person)):
        words = {"employer": employer_name(), "until": until}
        return Letter(
            to=person.email or "",
            name=person.name,
            subject=_("Your account at %(employer)s") % words,
            body=(
                _("%(employer)s has made an account for you, for short lessons at work.") % words,
                Link(
                    _("Open this link to choose a password"),
                    mail.site_url + reverse("account_claim", args=[token_of(way_in)]),
                ),
                _("It works once, until %(until)s.") % words
                + " "
                + _(
                    "Your answers will be yours alone: your employer sees that you finished a "
                    "lesson, on which day, and the version of its text."
                ),
                _("If you do not work there, do nothing. Nothing happens without you."),
            ),
            language=mail_language(person),
        )


def invitation_goes(mail: Mail, now: datetime) -> None:
    """From now on the link holds for a fortnight."""
    if way_in := _way_in_of_mail(mail):
        WayIn.objects.filter(pk=way_in.pk).update(sent_at=now, until=now + VALID_FOR)


def invitation_not_gone(mail: Mail, now: datetime) -> None:
    if way_in := _way_in_of_mail(mail):
        WayIn.objects.filter(pk=way_in.pk).update(sent_at=None, until=None)


def compose_old_address(mail: Mail, now: datetime) -> Letter | NotSent:
    """Leavers are told as well: whoever took an account over may have ended it, too."""
    person = person_of(mail)
    if person is None:
        return NotSent("forgotten")
    with translation.override(mail_language(person)):
        words = {"employer": employer_name()}
        return Letter(
            to=mail.address,
            name=person.name,
            subject=_("Your account at %(employer)s: another address") % words,
            body=(
                _(
                    "%(employer)s has changed the e-mail address of your account. Mail no longer "
                    "comes here, and you have been signed out everywhere."
                )
                % words,
                _("If you knew of it, do nothing. If not, ask HR who changed it and why."),
            ),
            language=mail_language(person),
        )


def new_request() -> str:
    """Names one asking for a mail."""
    return uuid4().hex


def register_kinds() -> None:
    register(
        Kind(
            INVITATION_MAIL,
            compose_invitation,
            about_to_go=invitation_goes,
            not_gone=invitation_not_gone,
        )
    )
    # That somebody asked for a new password is nobody's to see, nor whose address was another.
    register(Kind(PASSWORD_MAIL, compose_password, private=True))
    register(Kind(OLD_ADDRESS_MAIL, compose_old_address, private=True))
