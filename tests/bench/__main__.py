"""make bench: P1 to P4 of docs/performance.md as one JSON object on stdout; progress on stderr.

Two servers stand side by side on SQLite with `synchronous=FULL`: ours with a synthetic module of
ten questions (tests/bench/content), and the floor app. Runs alternate A B A B …; ratios are taken
pair by pair. The password hash is left out on both sides (P2 measures it by itself).
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import flows, proc
from tests.bench.client import Counts

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
WORKERS = 2


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A gunicorn of two sync workers; `cpu()` is its process tree's CPU seconds so far."""

    def __init__(self, where: Path, wsgi: str, environment: dict[str, str]):
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-b"),
                *(f"127.0.0.1:{self.port}", "--log-level", "error", wsgi),
            ],
            cwd=where,
            env=os.environ | environment,
        )
        for _try in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def cpu(self) -> float:
        return proc.cpu(self.process.pid)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def run(command: list[str], where: Path, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *command], cwd=where, env=os.environ | environment, check=True)


def start_ours(folder: Path, people: int, password: str, settings: str) -> Server:
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'ours.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": settings,
        "BENCH_PASSWORD": password,
        "BENCH_STATIC": str(folder / "static"),
        "PYTHONPATH": str(ROOT),
        "CONTENT_DIRS": str(HERE / "content"),
    }
    if not (folder / "ours.sqlite3").exists():
        run([str(HERE / "seed_ours.py"), str(people)], ROOT, environment)
    return Server(ROOT, "awareness.wsgi", environment)


def start_floor(folder: Path, people: int, password: str) -> Server:
    environment = {
        "FLOOR_DATABASE": str(folder / "floor.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "settings",
        "BENCH_PASSWORD": password,
        "PYTHONPATH": str(HERE / "floor"),
    }
    run(["seed.py", str(people)], HERE / "floor", environment)
    return Server(HERE / "floor", "wsgi", environment)


class Side:
    """One side of the comparison: a server, its flow, and who takes it next."""

    def __init__(self, name: str, server: Server, flow, password: str):
        self.name, self.server, self.flow, self.password = name, server, flow, password
        self.next = 0
        self.rounds: list[dict] = []

    def measure(self, attempts: int, concurrency: int, keep: bool = True) -> None:
        counts = Counts()
        before, began = self.server.cpu(), time.perf_counter()
        asyncio.run(self.drive(attempts, concurrency, counts))
        seconds, cpu = time.perf_counter() - began, self.server.cpu() - before
        if keep:
            answer = sorted(counts.seconds["answer"])
            self.rounds.append(
                {
                    "cpu_s_per_attempt": cpu / attempts,
                    "requests_per_attempt": counts.requests / attempts,
                    "kB_per_attempt": counts.bytes / attempts / 1000,
                    "attempts_per_s": attempts / seconds,
                    "answer_ms_p50": 1000 * answer[len(answer) // 2],
                    "answer_ms_p95": 1000 * answer[int(len(answer) * 0.95)],
                }
            )

    async def drive(self, attempts: int, concurrency: int, counts: Counts) -> None:
        first, self.next = self.next, self.next + attempts
        waiting = iter(range(first, first + attempts))

        async def worker() -> None:
            for number in waiting:
                await self.flow(self.server.base, number, self.password, counts)

        await asyncio.gather(*(worker() for _ in range(concurrency)))

    def summary(self) -> dict:
        return {
            key: round(statistics.median(r[key] for r in self.rounds), 4) for key in self.rounds[0]
        }


def ratio(ours: Side, floor: Side, key: str) -> dict:
    """Ours divided by the floor's, pair by pair."""
    pairs = sorted(a[key] / b[key] for a, b in zip(ours.rounds, floor.rounds, strict=True))
    return {
        "median": round(statistics.median(pairs), 3),
        "min": round(pairs[0], 3),
        "max": round(pairs[-1], 3),
    }


def cpu_of(side: Side, flow, attempts: int, concurrency: int) -> float:
    """CPU seconds of one run of another flow by the same people."""
    kept, side.flow = side.flow, flow
    before = side.server.cpu()
    asyncio.run(side.drive(attempts, concurrency, Counts()))
    side.flow = kept
    return (side.server.cpu() - before) / attempts


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--attempts", type=int, default=30, help="attempts a run and side")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs")
    parser.add_argument("--concurrency", type=int, default=4)
    options = parser.parse_args()
    people = options.attempts * (2 * options.rounds + 8) + 50
    password = secrets.token_urlsafe(12)
    folder = Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    servers = []
    try:
        say(f"Preparing {people} people on both sides ...")
        ours = Side(
            "ours",
            start_ours(folder, people, password, "tests.bench.settings"),
            flows.ours,
            password,
        )
        servers.append(ours.server)
        floor = Side("floor", start_floor(folder, people, password), flows.floor, password)
        servers.append(floor.server)
        for side in (ours, floor):
            side.measure(8, options.concurrency, keep=False)  # warm
        for number in range(options.rounds):
            say(f"Pair {number + 1} of {options.rounds} ...")
            for side in (ours, floor) if number % 2 == 0 else (floor, ours):
                side.measure(options.attempts, options.concurrency)
        say("One answer, and one sign-in ...")
        answer = answer_cost(ours, floor, options)
        login = login_cost(folder, ours, password, options)
        servers.append(login.pop("server"))
        print(json.dumps(report(ours, floor, answer, login, options), indent=2))
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def answer_cost(ours: Side, floor: Side, options) -> dict:
    """CPU of one answer each: the whole flow with its answers less the flow up to them."""
    pairs = []
    for _round in range(3):
        costs = []
        for side, whole, part in (
            (ours, flows.ours, flows.ours_without_answers),
            (floor, flows.floor, flows.floor_without_answers),
        ):
            full = cpu_of(side, whole, options.attempts, options.concurrency)
            less = cpu_of(side, part, options.attempts, options.concurrency)
            costs.append((full - less) / flows.QUESTIONS)
        pairs.append(costs)
    return {
        "ours_cpu_ms": round(1000 * statistics.median(p[0] for p in pairs), 2),
        "floor_cpu_ms": round(1000 * statistics.median(p[1] for p in pairs), 2),
        "ratio": round(statistics.median(p[0] / p[1] for p in pairs), 3),
    }


def login_cost(folder: Path, ours: Side, password: str, options) -> dict:
    """CPU of one sign-in (its POST) with the real hash: with the sign-in less without it."""
    real = start_ours(folder, 0, password, "tests.bench.settings_real_hash")
    side = Side("real hash", real, flows.sign_in_page, password)
    asyncio.run(side.drive(8, options.concurrency, Counts()))
    # The stored hashes are the measuring ones; the first sign-in re-hashes, so it is not counted.
    side.next = 0
    asyncio.run(_drive_flow(side, flows.sign_in, options))
    costs = []
    for _round in range(3):
        side.next = 0
        with_it = cpu_of(side, flows.sign_in, options.attempts, options.concurrency)
        side.next = 0
        without = cpu_of(side, flows.sign_in_page, options.attempts, options.concurrency)
        costs.append(1000 * (with_it - without))
    return {"cpu_ms": round(statistics.median(costs), 1), "server": real}


async def _drive_flow(side: Side, flow, options) -> None:
    kept, side.flow = side.flow, flow
    await side.drive(options.attempts, options.concurrency, Counts())
    side.flow = kept


def report(ours: Side, floor: Side, answer: dict, login: dict, options) -> dict:
    p1 = ratio(ours, floor, "cpu_s_per_attempt")
    requests = ours.summary()["requests_per_attempt"]
    size = ours.summary()["kB_per_attempt"]
    return {
        "database": "sqlite, synchronous=FULL, both sides",
        "attempts_a_run": options.attempts,
        "pairs": options.rounds,
        "concurrency": options.concurrency,
        "P1": {
            "cpu_per_attempt_ratio": p1,
            "reach": 1.4,
            "reached": p1["median"] <= 1.4,
            "ours": ours.summary(),
            "floor": floor.summary(),
        },
        "P2": {"cpu_ms_a_login": login["cpu_ms"], "reach": 35, "reached": login["cpu_ms"] <= 35},
        "P3": answer | {"reach": 1.5, "reached": answer["ratio"] <= 1.5},
        "P4": {
            "requests_per_attempt": requests,
            "kB_per_attempt": size,
            "reach": {"requests": 22, "kB": 60},
            "reached": requests <= 22 and size <= 60,
        },
    }


if __name__ == "__main__":
    main()
