"""No page waits for a database that says nothing, and the help card waits for nothing for long.

A server that is frozen, or behind a line that swallows packets, keeps its connections open: neither
a limit on connecting nor one that the server keeps (`statement_timeout`) ends the wait, and the web
server ends the process with no page at all. So the process is woken by its own clock (decision 17).
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

HELP_SECONDS = 5  # seconds for a help card, once there is a connection
CONNECTION_SECONDS = 3  # seconds until the database answers at all

type Handler = Callable[[HttpRequest], HttpResponse]


class GivenUp(BaseException):
    """Raised wherever the process waits. No `except Exception` between there and the middleware
    takes it for something else, and goes on to ask the database again."""


def in_time(get_response: Handler) -> Handler:
    """Raise OperationalError, which is answered as an outage, when the database is silent.

    Whoever has no session may be on a page that asks it nothing: they lose the kept connection, and
    if the page wants one, connecting has a limit of its own. Only the main thread of a process is
    woken by a signal; it is the one that answers in gunicorn's sync workers.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_help_card = request.path_info.startswith(reverse("workplace:help"))
        if threading.current_thread() is not threading.main_thread():
            return get_response(request)
        is_needed = is_help_card or settings.SESSION_COOKIE_NAME in request.COOKIES
        try:
            with _given_up_after(CONNECTION_SECONDS):
                _check_connection(is_needed)
        except OperationalError:
            if is_needed:
                raise
        if not is_help_card:
            return get_response(request)
        with _given_up_after(HELP_SECONDS):
            return get_response(request)

    return middleware


def _check_connection(is_needed: bool) -> None:
    """What Django does before the first query of a request, and then not once more: look whether a
    kept connection works, and where there is none, connect. What is refused is refused to that
    query as well, and is answered there."""
    try:
        connection.close_if_health_check_failed()
        if is_needed:
            connection.ensure_connection()
    except DatabaseError:
        pass


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    """End what is done inside, wherever it waits, and raise OperationalError."""
    signal.signal(signal.SIGALRM, _give_up)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except GivenUp as error:
        connection.close()  # what it answers now would be taken for the answer to another query
        raise OperationalError("the database gave no answer in time") from error


def _give_up(_signal: int, _frame: object) -> None:
    raise GivenUp
