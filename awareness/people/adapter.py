"""How allauth behaves here: accounts come from the employer, never from a sign-up page, and tries
at passwords are counted by us (tries.py), not by allauth's rate limits."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from awareness.people import devices, tries
from awareness.people.backends import is_password_of, user_by_identifier
from awareness.people.models import User


def too_many_tries_error(error: tries.TooManyTries) -> ValidationError:
    """The error that a form shows when there are no tries left: it says in how many minutes,
    rounded up, there are new ones."""
    minutes = -(-error.seconds // 60)
    words = ngettext(
        "That was tried too often from here. Try again in %(minutes)d minute.",
        "That was tried too often from here. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    return ValidationError(words, code="too_many_login_attempts")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "signed in as …" banners: the page itself shows where one is."""

    def is_ajax(self, request: HttpRequest) -> bool:
        """No page here asks for JSON, which would tell an outcome that is kept back."""
        return False

    def authenticate(self, request: Any, **credentials: str) -> User | None:
        """Check a password at sign-in, or of somebody who is signed in, as a try that counts: whose
        it is, also where they have left (`pre_login` tells them so).

        What was counted is left at `request.password_try` for the view.
        """
        now, typed_text = timezone.now(), credentials["username"]
        person: User | None
        try:
            if request.user.is_authenticated:
                person = request.user
                counted_try = tries.count_when_signed_in(request.user.pk, now)
            else:
                person = user_by_identifier(typed_text)
                if device := devices.known_device_number(request, person):
                    counted_try = tries.count_on_device(device, now)
                else:
                    counted_try = tries.count_at_account(
                        typed_text, person.pk if person else None, self.get_client_ip(request), now
                    )
        except tries.TooManyTries as error:
            raise too_many_tries_error(error) from error
        checked_person = person if counted_try.is_checked else None
        is_right = is_password_of(checked_person, credentials["password"])
        tries.settle_try(counted_try, is_right, now)
        request.password_try = counted_try
        return checked_person if is_right else None

    def reauthenticate(self, user: Any, password: str) -> bool:
        return self.authenticate(context.request, username="", password=password) is not None

    def pre_login(self, request: Any, user: User, **kwargs: Any) -> Any:
        """Who has left is told so once the password was right, and is not let in."""
        if not user.may_sign_in():
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)
