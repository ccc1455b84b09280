"""What the background worker does about people: mail to a person, and forgetting."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation

from awareness.people import tries
from awareness.people.models import User
from awareness.people.reading import language_of


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
    if user is None or user.email is None or not user.may_sign_in():
        return
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = site_url + reverse("account_reset_password_from_key", kwargs=key)
    with translation.override(language_of(user) or settings.LANGUAGE_CODE):
        context = {"user": user, "password_reset_url": link}
        mail = get_adapter().render_mail("account/email/password_reset_key", user.email, context)
    mail.send()


@task
def forget_tries() -> None:
    """Take away the counts of tries at passwords whose time is over. It may run twice."""
    tries.forget(timezone.now())
