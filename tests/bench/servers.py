"""The two servers that stand side by side, each on a SQLite file with `synchronous=FULL`."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import proc

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
WORKERS = "2"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A gunicorn of two sync workers; `cpu()` is its process tree's CPU seconds so far."""

    def __init__(self, where: Path, wsgi: str, environment: dict[str, str], *options: str):
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
        return proc.cpu(self.process.pid)

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


def ours_environment(folder: Path, password: str, settings: str) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'ours.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": settings,
        "BENCH_PASSWORD": password,
        "BENCH_STATIC": str(folder / "static"),
        "PYTHONPATH": str(ROOT),
        "CONTENT_DIRS": str(HERE / "content"),
    }


def start_ours(folder: Path, people: int, password: str, settings: str) -> Server:
    """Ours, with the configuration that ships."""
    environment = ours_environment(folder, password, settings)
    if people:
        run([str(HERE / "seed_ours.py"), str(people)], ROOT, environment)
    config = str(HERE / "gunicorn.conf.py")
    return Server(ROOT, "awareness.wsgi", environment, "--config", config)


def hash_alone(folder: Path, password: str) -> float:
    """CPU milliseconds of the password hash that ships: the median of 30."""
    environment = ours_environment(folder, password, "tests.bench.settings_real_hash")
    return float(run([str(HERE / "hash_cost.py")], ROOT, environment))


def start_floor(folder: Path, people: int, password: str) -> Server:
    environment = {
        "FLOOR_DATABASE": str(folder / "floor.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "settings",
        "BENCH_PASSWORD": password,
        "PYTHONPATH": str(HERE / "floor"),
    }
    run(["seed.py", str(people)], HERE / "floor", environment)
    return Server(HERE / "floor", "wsgi", environment)
