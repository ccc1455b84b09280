"""Assigning a module to everybody: what the request costs, and how long the worker takes.

    .venv/bin/python -m tests.bench.assigning --people 100000
    scripts/with-postgres .venv/bin/python -m tests.bench.assigning --people 100000

Prints one JSON object: the request that assigns and its page of progress in milliseconds of one
process; of the worker seconds, CPU seconds (of its process), memory, and the longest of its
transactions, beside which others save; on SQLite how long somebody waited for the write lock.
"""

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.desk import employer
from tests.bench.people_import import WriteLock
from tests.bench.servers import ROOT, Database, ours_environment, run


def measured(people: int, url: str) -> dict:
    folder = Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    database = Database(folder, url)
    environment = ours_environment(database, "x", "tests.bench.settings")
    side = f"assigning{people}"
    environment["DATABASE_URL"] = database.of(side)
    environment["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    try:
        employer(people, database, side, environment, folder)
        lock = None if url else WriteLock(folder / f"{side}.sqlite3")
        if lock:
            lock.start()
        told = json.loads(run(["-m", "tests.bench.assigning", "--within"], ROOT, environment))
        began = told.pop("worker_began")
        if lock:
            told["waits_for_the_lock"] = lock.stop(began)
        return {"database": database.name, "people": people} | told
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def within() -> None:
    """In a process that has the employer's database: assign, and do what the worker does."""
    import django

    django.setup()
    from datetime import timedelta

    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from awareness.assignments import evaluation
    from awareness.assignments.actions import make_assignment
    from awareness.assignments.models import Ask
    from awareness.assignments.wanted_assignment import WantedAssignment
    from awareness.learning.models import Module, ModuleVersion
    from awareness.people.models import Role, User

    settings.DEMO = True  # nothing is adopted here
    settings.ALLOWED_HOSTS = ["testserver"]
    module = Module.objects.create(slug="new", code="B99", track="bench", mandatory=True)
    ModuleVersion.objects.create(
        module=module, major=1, minor=0, content_hash="bench new", status="live",
        spec={"title": "New", "minutes": 10, "needs": []},
    )  # fmt: skip
    hr = User.objects.get(role_grants__role=Role.HR)
    now = timezone.now()
    began = time.perf_counter()
    due_on = hr.today() + timedelta(days=60)
    made = make_assignment(WantedAssignment(module=module, everyone=True, due_on=due_on), hr, now)
    request_ms = 1000 * (time.perf_counter() - began)
    client = Client()
    client.force_login(hr)
    client.get(reverse("assignments:assignment", args=[made.pk]))
    began = time.perf_counter()
    page = client.get(reverse("assignments:assignment", args=[made.pk]))
    page_ms = 1000 * (time.perf_counter() - began)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    longest, settle = 0.0, evaluation.Evaluation.settle

    def timed(self, pairs):
        nonlocal longest
        began = time.perf_counter()
        try:
            return settle(self, pairs)
        finally:
            longest = max(longest, time.perf_counter() - began)

    evaluation.Evaluation.settle = timed
    began, cpu = time.monotonic(), time.process_time()
    count = evaluation.evaluate(made.created_at, assignment=made)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "request_ms": round(request_ms),
                "page_of_progress": {"status": page.status_code, "ms": round(page_ms)},
                "worker_began": began,
                "asked": Ask.objects.filter(module=module).count(),
                "worker": {
                    "pairs": count,
                    "s": round(time.monotonic() - began, 1),
                    "cpu_s": round(time.process_time() - cpu, 1),
                    "longest_transaction_ms": round(1000 * longest),
                    "grew_by_MB": round((after - before) / 1024),
                },
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--within", action="store_true")
    options = parser.parse_args()
    if options.within:
        within()
        return
    url = os.environ.get("DATABASE_URL", "")
    told = measured(options.people, url if url.startswith("postgres") else "")
    json.dump(told, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
