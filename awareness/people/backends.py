"""Who is asking: the user and their site in one query (time zone, support lines)."""

from allauth.account.auth_backends import AuthenticationBackend

from awareness.people.models import User
from prepared import Slot, prepared


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        for user in _with_site(user=user_id):
            return user if self.user_can_authenticate(user) else None
        return None


@prepared
def _with_site(user: Slot):
    return User.objects.filter(pk=user).select_related("site")
