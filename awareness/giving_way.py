"""A long run of many transactions leaves SQLite's write lock to others again and again.

SQLite gives its lock to nobody in turn: whoever waits to save an answer asks for it, soon ten times
a second, and between transactions that follow each other it is hardly ever free.
"""

import threading
import time

from django.db import DEFAULT_DB_ALIAS, connections

BUSY, FREE = 0.1, 0.02  # seconds: after so many of ours, so many of others
# Now and then for longer than it is from one asking to the next: nobody is unlucky twice.
LONG_AFTER, LONG = 1.0, 0.11

_last = threading.local()  # when there was a pause in this thread, and a long one


def let_others_write() -> None:
    """Wait a moment where that lets others save: called after each transaction of a run, by the
    worker or by a command. Nothing happens within a transaction, and on PostgreSQL, where whoever
    changes other rows waits for nobody."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    now = time.monotonic()
    if now - getattr(_last, "long", 0) >= LONG_AFTER:
        time.sleep(LONG)
        _last.long = _last.any = time.monotonic()
    elif now - _last.any >= BUSY:
        time.sleep(FREE)
        _last.any = time.monotonic()
