"""What is read about people at every request: who asks, by which session, with which roles.

The SQL is built once for a process (prepared/); each call asks the database.
"""

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from awareness.people.models import RoleGrant, User
from prepared import Slot, prepared


def session_row(key: str) -> Session | None:
    """The session row of that key, whether or not it has expired."""
    return next(iter(_session_rows(key=key)), None)


@prepared
def _session_rows(key: Slot) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


def user_with_site(pk: int) -> User | None:
    """The user with their site (time zone, support lines), active or not."""
    return next(iter(_user_with_site(user=pk)), None)


@prepared
def _user_with_site(user: Slot) -> QuerySet[User]:
    return User.objects.filter(pk=user).select_related("site")


def granted_roles(pk: int) -> list[str]:
    """The roles that were granted to a user: every role but `learner`, which everybody has."""
    return [role for (role,) in _granted_roles(user=pk)]


@prepared
def _granted_roles(user: Slot) -> QuerySet[RoleGrant, tuple[str]]:
    return RoleGrant.objects.filter(user=user).values_list("role")
