"""The parent of `make run`: the web server and the background worker beside it, ended together.

The web server's end is the end of all, with its exit code. A worker that ends is started again,
after a wait that doubles while it does not last. Nothing is left behind: told to stop (Ctrl+C,
SIGTERM, a closed terminal) both are told and waited for; on Linux they are told by the system when
this process is killed. In production a service manager is the parent (docs/operating.md).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

BIN = Path(sys.executable).parent
WEB = [str(BIN / "gunicorn"), "--config", "scripts/gunicorn.conf.py", "awareness.wsgi"]
WORKER = [sys.executable, "manage.py", "work"]
LOOK = [sys.executable, "manage.py", "worker_seen"]  # says so when there is none

TICK = 0.2  # seconds between two looks at the children
PATIENCE = 10  # seconds to end in; then they are killed, and what a task had begun is done anew
FIRST_WAIT, LONGEST_WAIT, LASTING = 1, 60, 60  # seconds; a worker that lasts begins anew with 1
FIRST_LOOK, NEXT_LOOK = 30, 600  # seconds
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def start(command: list[str]) -> subprocess.Popen:
    """A child in a process group of its own, so that Ctrl+C reaches it once, through us."""
    parent, prctl = os.getpid(), getattr(ctypes.CDLL(None), "prctl", None)

    def end_with_parent() -> None:
        if prctl:
            prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # killed before that was said
            os._exit(1)

    return subprocess.Popen(command, process_group=0, preexec_fn=end_with_parent)  # noqa: S603


def end(children: list[subprocess.Popen], patience: float) -> None:
    """Ask all to end, wait, and kill what is left, children of theirs included."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + patience
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0, until - time.monotonic()))
        with suppress(ProcessLookupError):  # the usual case: nobody of its group is there any more
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def serve(web_command: list[str], worker_command: list[str], look: list[str] | None = None) -> int:
    """Run both until the web server ends or a signal comes; the web server's exit code."""
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves SIGHUP
            signal.signal(number, lambda number, frame: told.append(number))
    web, worker, looking = start(web_command), start(worker_command), None
    began = time.monotonic()
    wait, begin_at, look_at = FIRST_WAIT, 0.0, began + FIRST_LOOK
    while not told and web.poll() is None:
        time.sleep(TICK)
        now = time.monotonic()
        if worker is None:
            if now >= begin_at:
                worker, began = start(worker_command), now
        elif (code := worker.poll()) is not None:
            wait = FIRST_WAIT if now - began > LASTING else wait
            print(
                f"The background worker ended (exit code {code}); it is started again in {wait} s.",
                file=sys.stderr,
                flush=True,
            )
            worker, begin_at, wait = None, now + wait, min(wait * 2, LONGEST_WAIT)
        if looking:
            looking.poll()
        if look and now >= look_at:
            looking, look_at = start(look), now + NEXT_LOOK
    end([child for child in (web, worker, looking) if child], PATIENCE)
    return web.returncode if web.returncode >= 0 else 128 - web.returncode


if __name__ == "__main__":
    sys.exit(serve(WEB, WORKER, LOOK))
