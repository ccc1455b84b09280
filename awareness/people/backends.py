"""Who is asking: the user and their site in one query (time zone, support lines)."""

from allauth.account.auth_backends import AuthenticationBackend

from awareness.people.models import User


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        user = User.objects.select_related("site").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
