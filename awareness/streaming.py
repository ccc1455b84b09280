"""While a long file is sent, the server is told that its worker is at work.

gunicorn ends a worker that has not been heard of for 30 seconds, and a file of a million rows takes
longer on a slow line. A worker that hangs, or whose reader has stopped reading, says nothing and is
ended as before.
"""

from collections.abc import Callable

_notifiers: list[Callable[[], None]] = []


def notify_with(notify: Callable[[], None]) -> None:
    """How the server is told (scripts/gunicorn.conf.py: once a worker is there)."""
    _notifiers[:] = [notify]


def tell_server() -> None:
    """One more piece was taken by the reader; nothing happens outside a server."""
    for notify in _notifiers:
        notify()
