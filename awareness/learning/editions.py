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
EDITION_COOKIE = "reading"


def _plain_cookie_value(request: UserRequest) -> str:
    """What the cookie holds for the plain edition. On a shared device the next person, who has
    another session, does not read on in it."""
    return salted_hmac(
        "awareness.learning.editions", request.session.session_key or "", algorithm="sha256"
    ).hexdigest()


def current_edition(request: UserRequest) -> str:
    """Which edition the person reads."""
    if request.user.youth_until and request.user.is_youth_on(request.user.today()):
        return YOUTH
    cookie_value = request.COOKIES.get(EDITION_COOKIE, "")
    if cookie_value and constant_time_compare(cookie_value, _plain_cookie_value(request)):
        return PLAIN
    return ORDINARY


def remember_edition(request: UserRequest, response: HttpResponse, edition: str) -> HttpResponse:
    """Read on in this edition; the ordinary one leaves nothing behind."""
    if edition == PLAIN:
        response.set_cookie(
            EDITION_COOKIE,
            _plain_cookie_value(request),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    elif EDITION_COOKIE in request.COOKIES:
        response.delete_cookie(EDITION_COOKIE, samesite="Lax")
    return response
