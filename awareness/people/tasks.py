"""What the background worker does about people: mail to a person, and forgetting."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from awareness.people import tries
from awareness.people.models import Door, User, WayIn
from awareness.people.reading import language_of
from awareness.people.ways_in import VALID, claimed, token_of


# Behind everything else: with a mail server that hangs, mails would take every place there is.
@task(queue_name="mail", priority=-10)
def send_password_mail(person: int | None, site_url: str) -> None:
    """Mail a link for a new password to the address that the person has now.

    `person`: an id; None where nobody could be meant, so that both leave the same trace.
    `site_url`: where the site was asked, such as https://awareness.example

    Whoever left meanwhile, or has no address, gets none. Sent twice (a worker that was killed
    between sending and writing that down), both links are good, and the first one used voids both:
    each is signed over the password as it is.
    """
    user = User.objects.select_related("site").filter(pk__in=[person] if person else []).first()
    if user is None or user.email is None or not user.may_sign_in() or user.unproven_address:
        return
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = site_url + reverse("account_reset_password_from_key", kwargs=key)
    with translation.override(language_of(user) or settings.LANGUAGE_CODE):
        context = {"user": user, "password_reset_url": link}
        mail = get_adapter().render_mail("account/email/password_reset_key", user.email, context)
    mail.send()


@task(queue_name="mail", priority=-10)
def tell_old_address(person: int, address: str) -> None:
    """Tell the address that somebody had so far that they have another, or none, now.

    Leavers are told as well: whoever took an account over may have ended it, too.
    """
    user = User.objects.select_related("site").filter(pk=person).first()
    if user is None:
        return
    with translation.override(language_of(user) or settings.LANGUAGE_CODE):
        context = {"user": user, "employer": settings.EMPLOYER or _("your employer")}
        get_adapter().render_mail("account/email/address_changed", address, context).send()


@task(queue_name="mail", priority=-10)
def send_invitations() -> None:
    """Mail the links that wait: each to the address that the person has now, joiners on their first
    day. What was sent is noted after each, so that a worker that was killed sends one twice at
    most, and both mails hold the same link.
    """
    now = timezone.now()
    waiting = WayIn.objects.filter(door=Door.LINK, sent_at=None, ended_at=None)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        way_in = waiting.select_related("person__site").filter(pk=pk).first()
        if way_in is not None and _hears_of_it(way_in.person, now):
            send_invitation(way_in, now)


def _hears_of_it(person: User, now: datetime) -> bool:
    """Joiners hear nothing before their first day, and who has left or has no address, nothing."""
    begun = person.start_day is None or person.start_day <= person.today(now)
    return bool(begun and person.email and person.may_sign_in(now) and not claimed(person))


def send_invitation(way_in: WayIn, now: datetime) -> None:
    """Mail one link, and note when; from then on it holds for a fortnight."""
    person, until = way_in.person, now + VALID
    with translation.override(language_of(person) or settings.LANGUAGE_CODE):
        context = {
            "user": person,
            "employer": settings.EMPLOYER or _("your employer"),
            "link": way_in.site_url + reverse("account_claim", args=[token_of(way_in)]),
            "until": timezone.localtime(until, person.zone),
        }
        mail = get_adapter().render_mail("account/email/invitation", person.email, context)
    mail.send()
    WayIn.objects.filter(pk=way_in.pk, used_at=None).update(sent_at=now, until=until)


@task
def forget_tries() -> None:
    """Take away the counts of tries at passwords whose time is over. It may run twice."""
    tries.forget(timezone.now())
