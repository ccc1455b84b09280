"""Who signs in, by e-mail or employee number; and who is asking: the user and their site in one
query (time zone, support lines)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import OuterRef
from django.http import HttpRequest

from awareness.people.models import Identifier, User
from awareness.people.normal_forms import password_spellings
from awareness.people.queries import user_with_site


class SignInBackend(AuthenticationBackend):
    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        # The adapter, which counts tries, has looked up already who is meant.
        is_person_given = "person" in credentials
        user = (
            credentials["person"]
            if is_person_given
            else user_by_identifier(credentials.get("username") or "")
        )
        return self._check_password(user, credentials["password"])

    def _mitigate_timing_attack(self, password: str) -> None:
        # As many hashes as a wrong password costs where there is an account.
        for spelling in password_spellings(password):
            User().set_password(spelling)

    def user_can_authenticate(self, user: Any) -> bool:
        return user.may_sign_in()

    def get_user(self, user_id: int) -> User | None:
        user = user_with_site(user_id)
        return user if user and self.user_can_authenticate(user) else None


def user_by_identifier(typed: str) -> Any:
    """The User who signs in with what was typed, with their site, whether or not they may; None:
    nobody does. `counted_at` is the first of all they sign in with. One query."""
    own_identifiers = Identifier.objects.filter(person=OuterRef("pk"), normal__isnull=False)
    people = User.objects.signing_in_with(typed).select_related("site")
    return people.annotate(
        counted_at=own_identifiers.order_by("normal").values("normal")[:1]
    ).first()
