"""Who signs in, by e-mail or employee number; and who is asking: the user and their site in one
query (time zone, support lines)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from awareness.people.models import User
from awareness.people.normal_forms import password_spellings
from awareness.people.queries import user_with_site


class SignInBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: Any,
    ) -> User | None:
        """The person who signs in with `username`, whichever kind it is, if the password is theirs
        and they may."""
        person = user_by_identifier(username or "")
        is_right = is_password_of(person, password or "")
        return person if is_right and person and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return user.may_sign_in()

    def get_user(self, user_id: int) -> User | None:
        user = user_with_site(user_id)
        return user if user and self.user_can_authenticate(user) else None


def is_password_of(person: User | None, password: str) -> bool:
    """Whether it is their password, whether or not they may sign in. For nobody it is wrong, and as
    many hashes are made as for somebody, so that the time tells nothing."""
    if person is not None:
        return person.check_password(password)
    for spelling in password_spellings(password):
        User().set_password(spelling)
    return False


def user_by_identifier(typed: str) -> User | None:
    """The User who signs in with what was typed, with their site, whether or not they may; None:
    nobody does. One query."""
    return User.objects.signing_in_with(typed).select_related("site").first()
