"""make bench: P1 to P4 of docs/performance.md as one JSON object on stdout; progress on stderr.

Two servers stand side by side on SQLite with `synchronous=FULL`: ours with a synthetic module of
ten questions (tests/bench/content), and the floor app. Runs alternate A B B A …; ratios are taken
pair by pair. The password hash is left out on both sides (P2 measures it by itself).
"""

import argparse
import json
import secrets
import shutil
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.bench import flows
from tests.bench.servers import hash_alone, start_floor, start_ours
from tests.bench.sides import Side, cpu_of, spread

WARM = 8


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--attempts", type=int, default=30, help="attempts a run and side")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs")
    parser.add_argument("--concurrency", type=int, default=4)
    options = parser.parse_args()
    people = options.attempts * (2 * options.rounds + 1) + WARM
    password = secrets.token_urlsafe(12)
    folder = Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    servers = []
    try:
        say(f"Preparing {people} people on both sides ...")
        ours = Side(start_ours(folder, people, password, "tests.bench.settings"), password)
        servers.append(ours.server)
        floor = Side(start_floor(folder, people, password), password)
        servers.append(floor.server)
        whole = whole_flow(ours, floor, options)
        answer = one_answer(ours, floor, options)
        real = start_ours(folder, 0, password, "tests.bench.settings_real_hash")
        servers.append(real)
        say("One sign-in ...")
        login = one_sign_in(Side(real, password), options)
        login["hash_alone_cpu_ms"] = hash_alone(folder, password)
        print(json.dumps(report(ours, whole, answer, login, options), indent=2))
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


def report(ours: Side, whole: dict, answer: dict, login: dict, options) -> dict:
    p1, p3 = whole["cpu_per_attempt_ratio"]["median"], answer["ratio_to_write"]["median"]
    requests = ours.summary()["requests_per_attempt"]
    size = ours.summary()["kB_per_attempt"]
    return {
        "database": "sqlite, synchronous=FULL, both sides",
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
