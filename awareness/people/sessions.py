"""Sessions as rows of the database, as Django keeps them, read by a query whose SQL is at hand."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from awareness.people.queries import session_row

SHARED_DEVICE_KEY = "shared_device"  # in the session of a device that several people use
# After which it ends there, from when somebody did something last.
SHARED_IDLE_SECONDS = 20 * 60


class SessionStore(db.SessionStore):
    """Nothing is cached: what one process ends (signing out) has ended for all."""

    def get_session_cookie_age(self) -> int:
        return (
            SHARED_IDLE_SECONDS if self.get(SHARED_DEVICE_KEY) else super().get_session_cookie_age()
        )

    def cycle_key(self) -> None:
        # At sign-in there is no session yet whose key somebody could know: the response writes the
        # row, once and whole, instead of an empty one first.
        if self.session_key is None:
            self.modified = True
        else:
            super().cycle_key()

    def _get_session_from_db(self) -> Session | None:
        row = session_row(self.session_key) if self.session_key else None
        if row and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None
