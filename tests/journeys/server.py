"""A real server for the journeys: gunicorn and the worker as `make run` starts them, with files of
their own.

`prepare(folder)` makes the database and the static files; `serve` starts on a copy of the database;
`Server.begin_anew` puts that copy back while the server runs.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.migrated import migrated_file

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 180  # seconds, on a busy machine
READY = "Password for all"  # the last line said before it serves


class ServerError(Exception):
    """It could not be prepared, or does not answer; the message is what it said."""


@dataclass
class Server:
    """A running server: where it listens, its database, and what it says."""

    url: str
    database: Path
    log_file: Path
    templates_file: Path
    log_starts: int = 0  # byte of the log file

    def log(self) -> str:
        """All that it has said since it was ready or began anew."""
        text = self.log_file.read_bytes()[self.log_starts :].decode()
        return text if self.log_starts else text.partition(READY)[2].partition("\n")[2]

    def begin_anew(self, prepared: Path) -> None:
        """The employer as prepared: another file's journeys leave nothing behind. The server sees
        it as one more write; that its worker was seen is kept, for the worker goes on."""
        shutil.rmtree(self.content, ignore_errors=True)
        with (
            closing(sqlite3.connect(prepared)) as source,
            closing(sqlite3.connect(self.database, timeout=READY_WITHIN)) as live,
        ):
            seen = live.execute("SELECT id, at FROM worker_workerseen").fetchall()
            source.backup(live)
            live.executemany("REPLACE INTO worker_workerseen (id, at) VALUES (?, ?)", seen)
            live.commit()
        self.forget_templates()
        self.log_starts = self.log_file.stat().st_size

    @property
    def content(self) -> Path:
        """Where it keeps what authors write."""
        return self.database.parent / "content"

    def templates(self) -> set[str]:
        return set(self.templates_file.read_text().split())

    def forget_templates(self) -> None:
        self.templates_file.write_text("")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _environment(folder: Path, database: Path, port: int = 0) -> dict[str, str]:
    dropped = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "EMPLOYER", "CONTENT_DIRS")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {
        "AWARENESS_MODE": "demo",
        "CONTENT_WRITE_DIR": str(folder / "content"),
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "JOURNEYS_FOLDER": str(folder),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


def prepare(folder: Path) -> Path:
    """The prepared database, made when it is not there yet; and static files as of now."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "prepared.sqlite3"
    if not (folder / "prepared").exists():
        made.unlink(missing_ok=True)
        migrated_file(made)
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.prepare"],
        cwd=ROOT,
        env=_environment(folder, made),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ServerError(f"the database could not be prepared:\n{done.stdout}{done.stderr}")
    return made  # closed by its last connection, so the whole of it is in this file


def manage(server: Server, *command: str) -> str:
    """A command of manage.py beside the running server, as somebody in IT would give it."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=_environment(server.database.parent, server.database),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ServerError(f"{command} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def serve(prepared: Path) -> Iterator[Server]:
    """A server with a fresh copy of the prepared database, for as long as the block lasts."""
    folder, port = prepared.parent, free_port()
    database = folder / "journeys.sqlite3"
    for old in folder.glob("journeys.sqlite3*"):
        old.unlink()
    shutil.rmtree(folder / "content", ignore_errors=True)  # what authors wrote the last time
    shutil.copy(prepared, database)
    log_file, templates_file = folder / "server.log", folder / "templates.txt"
    templates_file.write_text("")
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "scripts/serve.py"],
            cwd=ROOT, env=_environment(folder, database, port),
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    server = Server(f"http://localhost:{port}", database, log_file, templates_file)
    try:
        _wait(process, server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen, server: Server) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if READY in server.log_file.read_text(encoding="utf-8"):
            with urllib.request.urlopen(f"{server.url}/account/login/"):  # noqa: S310
                return
        time.sleep(0.1)
    raise ServerError(f"the server does not answer; it said:\n{server.log_file.read_text()}")
