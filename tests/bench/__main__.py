"""make bench: P1 to P7, P9 and P10 of docs/performance.md as one JSON object; progress on stderr.

Two servers stand side by side: ours with a synthetic module of ten questions (tests/bench/content),
and the floor app. First on SQLite with `synchronous=FULL`, then, where PostgreSQL is installed, on
PostgreSQL with fsync and synchronous_commit on. Runs alternate A B B A …; ratios are taken pair by
pair. The password hash is left out on both sides (P2 measures it by itself).
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.bench import assigning, desk, flows, people_import
from tests.bench.client import Counts
from tests.bench.servers import (
    ROOT,
    Database,
    hash_alone,
    load_again,
    start_floor,
    start_ours,
)
from tests.bench.sides import Side, cpu_of, spread

WARM = 8


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    options = arguments()
    if options.database == "here":
        url = os.environ["DATABASE_URL"]
        print(json.dumps(everything(options, url), indent=2))
        return
    found = {}
    if options.database in ("both", "sqlite"):
        found["sqlite"] = everything(options, "")
    if options.database in ("both", "postgres"):
        found["postgres"] = beside_postgres()
    print(json.dumps(found, indent=2))


def everything(options, url: str) -> dict:
    return measured(options, url) | desks(options, url) | lists(options, url)


def lists(options, url: str) -> dict:
    """P9: a list of people, read, brought in, and answers beside it."""
    if not options.rows:
        return {}
    with tempfile.TemporaryDirectory(prefix="awareness-bench-") as folder:
        return {"P9": people_import.measured(options.rows, Database(Path(folder), url))}


def desks(options, url: str) -> dict:
    """P7 and P10: the employer's pages and files, at each size; and assigning to the largest."""
    if not options.people:
        return {}
    return {
        "desk": desk.report([desk.measured(people, url) for people in options.people]),
        "assigning": assigning.measured(max(options.people), url),
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--attempts", type=int, default=30, help="attempts a run and side")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs")
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument(
        "--people", type=int, nargs="*", default=[10_000, 100_000], help="sizes of the employer"
    )
    parser.add_argument("--rows", type=int, default=100_000, help="of the list of people; 0: none")
    parser.add_argument(
        "--database",
        choices=("both", "sqlite", "postgres", "here"),
        default="both",
        help="here: the PostgreSQL of DATABASE_URL, as scripts/with-postgres starts it",
    )
    return parser.parse_args()


def beside_postgres() -> dict | str:
    """The same in a process beside a throw-away cluster that writes to the disk."""
    say("Starting PostgreSQL ...")
    given = [argument for argument in sys.argv[1:] if argument not in ("both", "postgres")]
    given = [argument for argument in given if argument != "--database"]
    command = [sys.executable, "-m", "tests.bench", *given, "--database", "here"]
    done = subprocess.run(
        [str(ROOT / "scripts" / "with-postgres"), *command],
        env=os.environ | {"PG_OPTIONS": "-c fsync=on"},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode == 77:
        return "not measured: PostgreSQL 15 or newer is not installed"
    done.check_returncode()
    return json.loads(done.stdout)


def measured(options, url: str) -> dict:
    """Every measure on one database: SQLite files, or the cluster at `url`."""
    people = options.attempts * (2 * options.rounds + 1) + WARM + 2
    password = secrets.token_urlsafe(12)
    folder = Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    servers = []
    try:
        database = Database(folder, url)
        say(f"Preparing {people} people on both sides, {database.name} ...")
        ours = Side(start_ours(database, people, password, "tests.bench.settings"), password)
        servers.append(ours.server)
        floor = Side(start_floor(database, people, password), password)
        servers.append(floor.server)
        whole = whole_flow(ours, floor, options)
        answer = one_answer(ours, floor, options)
        waiting = latency(ours, floor, options)
        visit = first_visit(ours)
        real = start_ours(database, 0, password, "tests.bench.settings_real_hash")
        servers.append(real)
        say("One sign-in ...")
        login = one_sign_in(Side(real, password), options)
        login["hash_alone_cpu_ms"] = hash_alone(database, password)
        say("Loading the content ...")
        loading = load_again(database, password)
        told = report(ours, whole, answer, login, options)
        return {"database": database.name, **told, "P5": visit, "P6": waiting, "loading": loading}
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def whole_flow(ours: Side, floor: Side, options) -> dict:
    """P1: a learner's whole way, ours against the floor's 31 requests."""
    sides = [(ours, flows.ours), (floor, flows.floor)]
    for side, flow in sides:
        side.measure(flow, WARM, options.concurrency)
    for number in range(options.rounds):
        say(f"Whole flow, pair {number + 1} of {options.rounds} ...")
        for side, flow in sides if number % 2 == 0 else sides[::-1]:
            side.rounds.append(side.measure(flow, options.attempts, options.concurrency))
    key = "cpu_s_per_attempt"
    pairs = [a[key] / b[key] for a, b in zip(ours.rounds, floor.rounds, strict=True)]
    return {
        "cpu_per_attempt_ratio": spread(pairs),
        "ours": ours.summary(),
        "floor": floor.summary(),
    }


def one_answer(ours: Side, floor: Side, options) -> dict:
    """P3: an answer after which the next question comes back, against the floor's write alone and
    against the floor's whole answer (write, redirect, the page with the next question)."""
    pairs = []
    for number in range(options.rounds):
        say(f"One answer, pair {number + 1} of {options.rounds} ...")
        costs = {}
        for name in ("ours", "floor") if number % 2 == 0 else ("floor", "ours"):
            if name == "ours":
                acts = [(flows.ours_answer, flows.MIDDLE)]
                side, to = ours, flows.ours_to_questions
            else:
                acts = [(flows.floor_write, flows.MIDDLE), (flows.floor_answer, flows.MIDDLE)]
                side, to = floor, flows.floor_to_questions
            before = partial(to, password=side.password)
            numbers = side.people(options.attempts)
            costs[name] = cpu_of(side, numbers, before, acts, options.concurrency)
        pairs.append((*costs["ours"], *costs["floor"]))
    ours_ms, write_ms, step_ms = (round(statistics.median(p), 2) for p in zip(*pairs, strict=True))
    return {
        "ours_cpu_ms": ours_ms,
        "floor_write_cpu_ms": write_ms,
        "floor_answer_cpu_ms": step_ms,
        "ratio_to_write": spread([answer / write for answer, write, _step in pairs]),
        "ratio_to_whole_answer": spread([answer / step for answer, _write, step in pairs]),
    }


def one_sign_in(side: Side, options) -> dict:
    """P2: the POST of a sign-in with the hash that ships."""
    numbers = side.people(options.attempts)

    async def before(at, number) -> None:
        await flows.ours_sign_in_page(at)
        at.number = number

    async def sign_in(at) -> None:
        await flows.ours_sign_in(at, at.number, side.password)

    # The stored hashes are the measuring ones: the first sign-in re-hashes, so it is left out.
    costs = [
        cpu_of(side, numbers, before, [(sign_in, 1)], options.concurrency)[0]
        for _round in range(options.rounds + 1)
    ][1:]
    return {"cpu_ms_a_login": round(statistics.median(costs), 1)}


PAGES = 40  # requests a round and side for the first byte


def latency(ours: Side, floor: Side, options) -> dict:
    """P6: the 95th percentile of an answer at the run's concurrency, and the first byte of a page
    to read (one request after the other), each against the floor's."""
    answers = [
        a["answer_ms_p95"] / b["answer_ms_p95"]
        for a, b in zip(ours.rounds, floor.rounds, strict=True)
    ]
    pages = asyncio.run(_pages(ours, floor, options.rounds))
    ratio = spread(answers)
    page = spread([a / b for a, b in pages])
    return {
        "answer_p95_ratio": ratio,
        "first_byte_ratio": page,
        "reach": {"answer_p95_ratio": 1.5, "first_byte_ratio": 3},
        "reached": ratio["median"] <= 1.5 and page["median"] <= 3,
    }


async def _pages(ours: Side, floor: Side, rounds: int) -> list[tuple[float, float]]:
    """Medians of the first byte in seconds, pair by pair: (ours, the floor's)."""
    [mine], [theirs] = ours.people(1), floor.people(1)
    found = []
    async with (
        flows.browser(ours.server.base, mine, Counts()) as at,
        flows.browser(floor.server.base, theirs, Counts()) as there,
    ):
        await flows.ours_sign_in_page(at)
        await flows.ours_sign_in(at, mine, ours.password)
        await flows.floor_sign_in(there, theirs, floor.password)
        for _round in range(rounds):
            pair = []
            for who, path in ((at, flows.EXPLAINER), (there, "/page/")):
                taken = await flows.first_bytes(who, path, PAGES)
                pair.append(statistics.median(taken[-PAGES:]))
            found.append(tuple(pair))
    return found


def first_visit(ours: Side) -> dict:
    """P5: all that a browser with an empty cache fetches beside the pages, compressed."""
    [number] = ours.people(1)
    files = asyncio.run(flows.first_visit(ours.server.base, ours.password, number))
    size = sum(files.values()) / 1000
    return {
        "kB": round(size, 1),
        "files": {name.rpartition("/")[2]: count for name, count in files.items()},
        "reach": 100,
        "reached": size <= 100,
    }


def report(ours: Side, whole: dict, answer: dict, login: dict, options) -> dict:
    p1, p3 = whole["cpu_per_attempt_ratio"]["median"], answer["ratio_to_write"]["median"]
    requests = ours.summary()["requests_per_attempt"]
    size = ours.summary()["kB_per_attempt"]
    return {
        "attempts_a_run": options.attempts,
        "pairs": options.rounds,
        "concurrency": options.concurrency,
        "P1": whole | {"reach": 1.4, "reached": p1 <= 1.4},
        "P2": login | {"reach": 35, "reached": login["cpu_ms_a_login"] <= 35},
        "P3": answer | {"reach": 1.5, "reached": p3 <= 1.5},
        "P4": {
            "requests_per_attempt": requests,
            "kB_per_attempt": size,
            "reach": {"requests": 22, "kB": 60},
            "reached": requests <= 22 and size <= 60,
        },
    }


if __name__ == "__main__":
    main()
