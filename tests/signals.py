"""Signals as a terminal leaves them to what it starts."""

import signal


def as_in_a_terminal() -> None:
    """For `preexec_fn`. A run in the background, or under nohup, hands on that it ignores some."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
