"""Takes from a process what reading a report does not need. Called in that process."""

import os
import resource
from contextlib import suppress
from pathlib import Path

NICENESS = 10  # as `nice` counts: of two that want a processor, answers to people get nine tenths


def give_way() -> None:
    """Answers to people come first. This process holds no lock that one of them could wait for, as
    the worker does, which therefore takes its turn like all."""
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():  # Linux may weigh sessions as a whole; this one is its own
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICENESS))


def shut_in(memory: int, seconds: int, *, opens: bool) -> None:
    """No network where the system allows it, bounds on memory and CPU time, no file that grows.

    Unless it `opens` files of its own, as libraries that load as they go do, it can open nothing
    more, neither file nor connection: no descriptor is left to it.
    """
    give_way()
    for flags in (os.CLONE_NEWUSER | os.CLONE_NEWNET, os.CLONE_NEWNET):
        try:
            os.unshare(flags)
            break
        except OSError:
            continue
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if not opens:
        limits[resource.RLIMIT_NOFILE] = 3
    for limit, most in limits.items():
        # The first bound on CPU time is told by a signal of its own, the second kills.
        resource.setrlimit(limit, (most, most + 5 if limit == resource.RLIMIT_CPU else most))
