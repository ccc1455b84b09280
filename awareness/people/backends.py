"""Who is asking: the user and their site in one query (time zone, support lines)."""

from allauth.account.auth_backends import AuthenticationBackend

from awareness.people.models import User
from awareness.people.queries import user_with_site


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        user = user_with_site(user_id)
        return user if user and self.user_can_authenticate(user) else None
