"""A long run of many transactions leaves SQLite's write lock to others again and again.

SQLite gives its lock to nobody in turn: whoever waits to save an answer asks for it, soon ten times
a second, and between transactions that follow each other it is hardly ever free.
"""

import threading
import time

from django.db import DEFAULT_DB_ALIAS, connections

BUSY_SECONDS, FREE_SECONDS = 0.1, 0.02  # seconds: after so many of ours, so many of others
# Now and then for longer than it is from one asking to the next: nobody is unlucky twice.
SECONDS_TO_LONG_PAUSE, LONG_PAUSE_SECONDS = 1.0, 0.11

_last_pause = threading.local()  # when there was a pause in this thread, and a long one


def let_others_write() -> None:
    """Wait a moment where that lets others save: called after each transaction of a run, by the
    worker or by a command. Nothing happens within a transaction, and on PostgreSQL, where whoever
    changes other rows waits for nobody."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    now = time.monotonic()
    if now - getattr(_last_pause, "long", 0) >= SECONDS_TO_LONG_PAUSE:
        time.sleep(LONG_PAUSE_SECONDS)
        _last_pause.long = _last_pause.any = time.monotonic()
    elif now - _last_pause.any >= BUSY_SECONDS:
        time.sleep(FREE_SECONDS)
        _last_pause.any = time.monotonic()
