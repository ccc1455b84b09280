"""Which edition somebody reads: the ordinary one, the plain one, or the youth edition.

The youth edition takes the place of both for those for whom HR has set it: it is as short as the
plain one, and names an adult to trust where that does not. The choice of the plain one stays in the
reader's browser, in a cookie that only the running session can make sense of; it ends with the
browser or on signing out. No table, session row, log line or address says it, so nobody can ask for
it (DESIGN §5: the route taken is not stored).
"""

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from awareness.people.access import UserRequest

ORDINARY, PLAIN, YOUTH = "ordinary", "plain", "youth"
COOKIE = "reading"


def _mark(request: UserRequest) -> str:
    """What the cookie holds for the plain edition. On a shared device the next person, who has
    another session, does not read on in it."""
    return salted_hmac(
        "awareness.learning.editions", request.session.session_key or "", algorithm="sha256"
    ).hexdigest()


def current(request: UserRequest) -> str:
    """Which edition the person reads."""
    if request.user.youth_until and request.user.is_youth_on(request.user.today()):
        return YOUTH
    kept = request.COOKIES.get(COOKIE, "")
    if kept and constant_time_compare(kept, _mark(request)):
        return PLAIN
    return ORDINARY


def choose(request: UserRequest, response: HttpResponse, edition: str) -> HttpResponse:
    """Read on in this edition; the ordinary one leaves nothing behind."""
    if edition == PLAIN:
        response.set_cookie(
            COOKIE,
            _mark(request),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
