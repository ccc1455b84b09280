"""What the site asks of the engine behind `django.tasks`, whichever it is: with real workers on a
database of their own, on SQLite and on PostgreSQL."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]
WORKER = [sys.executable, "-m", "django", "ox_worker", "--interval", "0.1", "--concurrency", "4"]


@contextmanager
def database(folder: Path):
    """The address of an empty one, of the kind that the tests run on."""
    base = os.environ.get("DATABASE_URL", "")
    if not base.startswith("postgres"):
        yield f"sqlite:///{folder / 'queue.sqlite3'}"
        return
    name = f"queue_{os.getpid()}"
    with psycopg.connect(base.replace("postgres:", "postgresql:", 1), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{base.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Queue:
    """The workers of one test, and what their tasks wrote down."""

    def __init__(self, folder: Path, url: str):
        self.log, self.said = folder / "jobs.txt", folder / "said.txt"
        self.log.touch()
        dropped = ("AWARENESS_MODE", "SECRET_KEY", "DEBUG")
        self.environment = {k: v for k, v in os.environ.items() if k not in dropped} | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.worker.settings",
            "JOBS_LOG": str(self.log),
        }
        self.workers: list[subprocess.Popen] = []

    def run(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], cwd=ROOT, env=self.environment, check=True)

    def start(self) -> subprocess.Popen:
        with self.said.open("a") as said:
            self.workers.append(
                subprocess.Popen(WORKER, cwd=ROOT, env=self.environment, stdout=said, stderr=said)
            )
        return self.workers[-1]

    def count(self, word: str) -> int:
        return self.log.read_text().split("\n").count(word)

    def wait_for(self, word: str, times: int = 1) -> None:
        until = time.monotonic() + 60
        while self.count(word) < times:
            said = self.log.read_text() + self.said.read_text()
            assert time.monotonic() < until, f"{word} did not come:\n{said}"
            time.sleep(0.05)


@pytest.fixture
def queue(tmp_path):
    with database(tmp_path) as url:
        made = Queue(tmp_path, url)
        try:
            yield made
        finally:
            for worker in made.workers:
                with suppress(ProcessLookupError):
                    worker.kill()
                worker.wait(60)


def test_the_engine_keeps_its_word(queue):
    queue.run("-m", "tests.worker.jobs")
    first = queue.start()
    queue.wait_for("fail", 2)
    queue.wait_for("hang")
    first.kill()  # in the middle of a task
    assert queue.count("hung") == 0
    both = [queue.start(), queue.start()]
    for word, times in (("hung", 1), ("done", 1), ("kept", 1), ("tick", 3)):
        queue.wait_for(word, times)
    for worker in both:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(60) for worker in both] == [0, 0]

    assert queue.count("rolled back") == 0  # enqueued in a transaction that was taken back
    assert queue.count("hang") == 2  # killed with its worker, and done anew
    assert queue.count("fail") == 2  # failed, and tried again
    long = 2 if queue.count("long") > queue.count("done") else 1  # begun by the worker killed, too
    assert (queue.count("long"), queue.count("done")) == (long, 1)  # and no other took it over
    queue.run("-m", "tests.worker.ticks")  # each run of the schedule was asked for once
    said = queue.said.read_text()
    assert "ValueError" in said
    assert "alice" not in said
