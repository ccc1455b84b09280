"""Which edition somebody reads: the ordinary one or the plain one.

The choice lives in the session and nowhere else. No table, log line or address says it, so nobody
can ask for it (DESIGN §5: the route taken is not stored).
"""

from django.http import HttpRequest

ORDINARY, PLAIN = "ordinary", "plain"
KEY = "edition"


def current(request: HttpRequest) -> str:
    return PLAIN if request.session.get(KEY) == PLAIN else ORDINARY


def choose(request: HttpRequest, edition: str) -> None:
    """Read on in this edition; the ordinary one leaves no trace even in the session."""
    if edition == PLAIN:
        request.session[KEY] = PLAIN
    else:
        request.session.pop(KEY, None)
