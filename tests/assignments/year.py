"""A year of an employer under a test clock, by the site and by the reference.

    .venv/bin/python -m tests.assignments.year [--people 4000] [--days 365] [--seed 1]

On the database of DATABASE_URL, which has to be empty (scripts/with-postgres brings one), or on a
SQLite file of its own. People join, leave, come back, move, are on leave; modules get a major
version, another address, are retired; there is a yearly renewal and a second assignment beside the
first. The worker runs on most nights and stands still for three weeks. Once a week and after each
decision of HR every ask, state, sum and the mails of the week are compared; the first that differs
ends it. Prints one JSON object of what happened.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="awareness-year-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'year.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
        os.environ.setdefault("AWARENESS_MODE", "demo")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(run(options.people, options.days, options.seed), indent=2))


def run(people: int, days: int, seed: int) -> dict[str, Any]:
    """Live through the year; how often what happened, and how long it took."""
    from tests.assignments.histories import BEGIN
    from tests.assignments.town import Town

    began = time.process_time()
    town = Town(BEGIN, random.Random(seed))  # noqa: S311  no secret
    town.settle(people)
    for number in range(days):
        town.live(number)
        if number % 30 == 29:
            print(f"{number + 1} days", file=sys.stderr)
    return {
        "people": len(town.both.world.people),
        "asks": len(town.both.world.asks),
        "happened": dict(sorted(town.happened.items())),
        "compared": dict(town.both.compared),
        "cpu_seconds": round(time.process_time() - began),
    }


if __name__ == "__main__":
    main()
