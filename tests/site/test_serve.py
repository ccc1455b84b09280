"""The parent of `make run`: whatever ends, and however, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.signals import as_in_a_terminal

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
# Each writes down its number; the web server's own child, the second number, outlives it.
WEB = "sleep 60 & echo $$ $! >> web; wait"
WORKER = "echo $$ >> worker; exec sleep 60"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(true) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


class Parent:
    """scripts/serve.py with shell commands in place of the two."""

    def __init__(self, folder: Path, web: str = WEB, worker: str = WORKER, look: str = "true"):
        self.folder = folder
        code = (
            f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import serve\n"
            "serve.FIRST_WAIT, serve.FIRST_LOOK, serve.NEXT_LOOK = 0.2, 0.1, 0.3\n"
            f"web, worker, look = (['sh', '-c', each] for each in {(web, worker, look)!r})\n"
            "sys.exit(serve.serve(web, worker, look))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=folder, stderr=subprocess.PIPE, text=True,
            start_new_session=True, preexec_fn=as_in_a_terminal,
        )  # fmt: skip

    def numbers(self, name: str) -> list[int]:
        path = self.folder / name
        return [int(word) for word in path.read_text().split()] if path.exists() else []

    def started(self) -> "Parent":
        until(lambda: self.numbers("web") and self.numbers("worker"))
        return self

    def nothing_left(self) -> None:
        numbers = self.numbers("web") + self.numbers("worker")
        assert len(numbers) >= 3
        until(lambda: not any(alive(number) for number in numbers))


@pytest.fixture
def parent(tmp_path):
    begun = []

    def start(**commands) -> Parent:
        begun.append(Parent(tmp_path, **commands))
        return begun[-1].started()

    if not Path("/proc/self/stat").exists():
        pytest.skip("looks for processes in /proc")
    yield start
    for each in begun:
        each.process.kill()
        each.process.communicate(timeout=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_ends_both(number, parent):
    run = parent()
    run.process.send_signal(number)
    assert run.process.wait(60) == 128 + signal.SIGTERM  # as the shell in place of the server ends
    run.nothing_left()


def test_ctrl_c_reaches_each_child_once(parent):
    """A second signal would have the worker leave in the middle of a task."""
    run = parent(
        worker="trap 'echo 0 >> told' INT TERM; echo $$ >> worker; sleep 60 & wait; sleep 0.3"
    )
    os.killpg(run.process.pid, signal.SIGINT)
    run.process.wait(60)
    assert run.numbers("told") == [0]
    run.nothing_left()


def test_killed_it_takes_both_along(parent):
    run = parent(web="echo $$ $$ >> web; exec sleep 60")
    run.process.kill()
    run.nothing_left()


def test_the_end_of_the_web_server_is_the_end_of_all(parent):
    run = parent(web="sleep 60 & echo $$ $! >> web; until [ -s worker ]; do :; done; exit 7")
    assert run.process.wait(60) == 7
    run.nothing_left()


def test_a_worker_that_ends_is_started_again_after_a_while(parent):
    run = parent()
    for times, wait in ((2, 0.2), (3, 0.4)):
        began = time.monotonic()
        os.kill(run.numbers("worker")[-1], signal.SIGKILL)
        until(lambda times=times: len(run.numbers("worker")) == times)
        assert time.monotonic() - began >= wait
    run.process.terminate()
    _, said = run.process.communicate(timeout=60)
    assert "(exit code -9)" in said
    assert "again in 0.2 s." in said
    assert "again in 0.4 s." in said
    run.nothing_left()


def test_it_looks_whether_a_worker_is_seen_and_looks_again(parent):
    run = parent(look="echo 1 >> look; echo No worker. >&2; exit 1")
    until(lambda: len(run.numbers("look")) >= 2)
    run.process.terminate()
    _, said = run.process.communicate(timeout=60)
    assert "No worker." in said
    run.nothing_left()
