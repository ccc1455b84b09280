"""P9: a list of 100,000 people on its way in, as one JSON object on stdout; progress on stderr.

`manage.py import_people` reads, checks and compares the list (`--dry-run`), from CSV and from XLSX;
then it brings everybody in, while learners answer questions on a server beside it. Their answers'
95th percentile is put beside the one they have while nothing else is done. SQLite files with
`synchronous=FULL`, or the cluster of DATABASE_URL: `scripts/with-postgres python -m
tests.bench.people_import`.
"""

import argparse
import csv
import io
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.bench import flows
from tests.bench.servers import ROOT, Database, ours_environment, start_ours
from tests.bench.sides import Side

HEAD = (
    "Employee no",
    "Email",
    "First name",
    "Last name",
    "Site",
    "Team",
    "Manager",
    "Start",
    "Pay",
)
SITES, TEAMS = 40, 1000
LEARNERS = 6000
ATTEMPTS, CONCURRENCY = 12, 2  # of a round of answers
REACH = {"seconds": 30, "MB": 300, "p95_ratio": 2}


def people(count: int) -> list[tuple[object, ...]]:
    """As HR systems hold them, with a column that is not taken."""
    return [
        (
            f"{n + 100000:06}", f"person.{n}@example.org", f"First{n % 977}", f"Last{n % 1499}",
            f"Site {n % SITES}", f"Unit {n % 50} / Team {n % TEAMS}",
            f"{100000 + n % TEAMS:06}" if n >= TEAMS else "",
            date(2001, 1, 1) + timedelta(days=n % 9000), 30000 + n % 900,
        )
        for n in range(count)
    ]  # fmt: skip


def write(folder: Path, rows: list[tuple[object, ...]]) -> dict[str, Path]:
    """The list as CSV and as XLSX."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEAD, *rows])
    (folder / "people.csv").write_text(text.getvalue())
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for row in (HEAD, *rows):
        sheet.append(row)
    book.save(folder / "people.xlsx")
    return {"csv": folder / "people.csv", "xlsx": folder / "people.xlsx"}


class Import:
    """A run of the command in a process of its own."""

    def __init__(self, file: Path, environment: dict[str, str], *options: str):
        command = [sys.executable, "manage.py", "import_people", str(file), "--format", "json"]
        self.began, self.ended = time.perf_counter(), None
        self.process = subprocess.Popen(
            [*command, "--new-sites", "SE", "--new-teams", *options],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
        )

    def is_over(self) -> bool:
        if self.ended is None:
            pid, status, used = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.ended = time.perf_counter(), status, used
        return self.ended is not None

    def told(self) -> dict[str, Any]:
        """Seconds, CPU seconds and MB at most, once it is over."""
        while not self.is_over():
            time.sleep(0.05)
        at, status, used = self.ended
        return {
            "s": round(at - self.began, 1),
            "cpu_s": round(used.ru_utime + used.ru_stime, 1),
            "MB": round(used.ru_maxrss / 1024),
            "exit": os.waitstatus_to_exitcode(status),
        }


class WriteLock(threading.Thread):
    """Asks a SQLite file for its write lock again and again, and notes each wait for it: what
    whoever saves an answer may have to wait. Of no use on PostgreSQL, which has none."""

    def __init__(self, file: Path):
        super().__init__(daemon=True)
        self.file, self.over = file, threading.Event()
        self.waits: list[tuple[float, float]] = []  # since when, for how many seconds

    def run(self) -> None:
        database = sqlite3.connect(self.file, timeout=60, isolation_level=None)
        while not self.over.wait(0.02):
            began = time.monotonic()
            database.execute("BEGIN IMMEDIATE")
            self.waits.append((began, time.monotonic() - began))
            database.execute("ROLLBACK")
        database.close()

    def stop(self, since: float = 0) -> dict[str, int]:
        """How long the half, one in twenty and the longest waited, in milliseconds."""
        self.over.set()
        self.join()
        waits = sorted(round(1000 * wait) for began, wait in self.waits if began >= since)
        return {
            "times": len(waits),
            "median_ms": waits[len(waits) // 2],
            "p95_ms": waits[len(waits) * 95 // 100],
            "longest_ms": waits[-1],
        }


def p95(side: Side, rounds: int) -> float:
    """Milliseconds: the median of the 95th percentiles of some rounds."""
    found = [
        side.measure(flows.ours, ATTEMPTS, CONCURRENCY)["answer_ms_p95"] for _ in range(rounds)
    ]
    return sorted(found)[len(found) // 2]


def measured(rows: int, database: Database) -> dict[str, object]:
    password, folder = secrets.token_urlsafe(12), database.folder
    files = write(folder, people(rows))
    print(f"{rows:,} rows, {database.name} ...", file=sys.stderr, flush=True)
    server = start_ours(database, LEARNERS, password, "tests.bench.settings")
    environment = ours_environment(database, password, "tests.bench.settings")
    try:
        side = Side(server, password)
        side.measure(flows.ours, 4, CONCURRENCY)
        dry = {}
        for kind, file in files.items():
            print(f"Dry run of {kind} ...", file=sys.stderr, flush=True)
            dry[kind] = Import(file, environment, "--dry-run").told()
        print("Answers while nothing else is done ...", file=sys.stderr, flush=True)
        quiet, beside = p95(side, 3), []
        print("Import ...", file=sys.stderr, flush=True)
        lock = WriteLock(folder / "ours.sqlite3") if database.name == "sqlite" else None
        if lock:
            lock.start()
        going = Import(files["csv"], environment)
        while not going.is_over() and side.next + ATTEMPTS < LEARNERS:
            beside.append(p95(side, 1))
        whole = going.told()
        if lock:
            whole["waits_for_the_lock"] = lock.stop()
        busy = sorted(beside)[len(beside) // 2]
    finally:
        server.stop()
    return {
        "database": database.name,
        "rows": rows,
        "dry_run": dry,
        "import": whole,
        "answer_p95_ms": {"quiet": round(quiet, 1), "while_importing": round(busy, 1)},
        "p95_ratio": round(busy / quiet, 2),
        "rounds_while_importing": len(beside),
        "reach": REACH,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    try:
        url = os.environ.get("DATABASE_URL", "")
        print(json.dumps(measured(options.rows, Database(folder, url)), indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
