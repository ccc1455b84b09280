"""The two servers that stand side by side, each on a database of its own.

On SQLite (`synchronous=FULL`) that is a file each; on PostgreSQL (fsync, synchronous_commit) two
databases of one cluster, whose processes are counted with the server that is being driven.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.bench import proc

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
WORKERS = "2"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Database:
    """Where both sides keep their rows: SQLite files in a folder, or the cluster at `url`."""

    def __init__(self, folder: Path, url: str = ""):
        self.folder, self.url = folder, url
        self.pid = 0
        if url:
            # scripts/with-postgres names the socket's folder; the cluster's own stands beside it.
            place = Path(unquote(urlsplit(url).hostname or ""))
            self.pid = int((place / "data" / "postmaster.pid").read_text().splitlines()[0])

    @property
    def name(self) -> str:
        return "postgres" if self.url else "sqlite"

    def of(self, side: str) -> str:
        """The URL of one side's database; made anew on PostgreSQL."""
        if not self.url:
            return f"sqlite:///{self.folder / side}.sqlite3"
        return self.url.rpartition("/")[0] + f"/{side}"

    def make(self, side: str) -> None:
        if self.url:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{side}" WITH (FORCE)')
                connection.execute(f'CREATE DATABASE "{side}"')

    def cpu(self) -> float:
        """CPU seconds of the cluster's processes so far; SQLite's are the server's own."""
        return proc.cpu(self.pid) if self.pid else 0.0


class Server:
    """A gunicorn of two sync workers; `cpu()` is the CPU seconds so far of its process tree, and of
    the database's."""

    def __init__(
        self,
        where: Path,
        wsgi: str,
        environment: dict[str, str],
        *options: str,
        database: Database | None = None,
    ):
        self.database = database
        port = str(free_port())
        self.base = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "gunicorn", "-w", WORKERS, "-b", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(
            [*command, "--log-level", "error", *options, wsgi],
            cwd=where,
            env=os.environ | environment | {"PORT": port},
        )
        for _try in range(200):
            try:
                socket.create_connection(("127.0.0.1", int(port)), 0.2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def cpu(self) -> float:
        return proc.cpu(self.process.pid) + (self.database.cpu() if self.database else 0.0)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def run(command: list[str], where: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=where,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def ours_environment(database: Database, password: str, settings: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database.of("ours"),
        "DJANGO_SETTINGS_MODULE": settings,
        "BENCH_PASSWORD": password,
        "BENCH_STATIC": str(database.folder / "static"),
        "PYTHONPATH": str(ROOT),
        "CONTENT_DIRS": str(HERE / "content"),
        "CONTENT_WRITE_DIR": str(database.folder / "written"),
    }


def start_ours(database: Database, people: int, password: str, settings: str) -> Server:
    """Ours, with the configuration that ships."""
    environment = ours_environment(database, password, settings)
    if people:
        database.make("ours")
        run([str(HERE / "seed_ours.py"), str(people)], ROOT, environment)
    config = str(HERE / "gunicorn.conf.py")
    return Server(ROOT, "awareness.wsgi", environment, "--config", config, database=database)


def load_again(database: Database, password: str) -> dict[str, float]:
    """Seconds of `load_content` on an empty database, and on one that holds it all."""
    environment = ours_environment(database, password, "tests.bench.settings")
    environment["DATABASE_URL"] = database.of("loading")
    database.make("loading")
    run(["manage.py", "migrate", "--verbosity", "0"], ROOT, environment)
    taken = []
    for _time in range(4):
        began = time.perf_counter()
        run(["manage.py", "load_content"], ROOT, environment)
        taken.append(time.perf_counter() - began)
    return {"empty_s": round(taken[0], 2), "unchanged_s": round(sorted(taken[1:])[1], 2)}


def hash_alone(database: Database, password: str) -> float:
    """CPU milliseconds of the password hash that ships: the median of 30."""
    environment = ours_environment(database, password, "tests.bench.settings_real_hash")
    return float(run([str(HERE / "hash_cost.py")], ROOT, environment))


def start_floor(database: Database, people: int, password: str) -> Server:
    environment = {
        "FLOOR_DATABASE": database.of("floor"),
        "DJANGO_SETTINGS_MODULE": "settings",
        "BENCH_PASSWORD": password,
        "PYTHONPATH": str(HERE / "floor"),
    }
    database.make("floor")
    run(["seed.py", str(people)], HERE / "floor", environment)
    return Server(HERE / "floor", "wsgi", environment, database=database)
