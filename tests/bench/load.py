"""`python -m tests.bench.load`: CPU of checking and loading what ships, and how long a load locks.

In an empty database of its own. Seconds are CPU of this process or of the command; `locked` is what
passed between BEGIN and COMMIT of the load, during which SQLite lets nobody else write.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
PACK = "fixtures/fraud-at-work/reports/ic3-2024"


def command(*arguments: str) -> float:
    """CPU seconds of a command of manage.py, its start and imports with it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    line = [sys.executable, "manage.py", *arguments]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)


def locked(load) -> dict[str, float]:
    """CPU seconds and statements of a load between its BEGIN and its COMMIT."""
    from django.db import connection

    seen: list[float] = []

    def count(execute, sql, params, many, context):
        if sql.startswith("BEGIN"):
            seen.clear()
        seen.append(time.process_time())
        return execute(sql, params, many, context)

    commit, ends = connection._commit, []

    def noted() -> None:
        commit()
        ends.append((time.process_time() - seen[0], len(seen)))

    connection._commit = noted
    try:
        with connection.execute_wrapper(count):
            load()
    finally:
        connection._commit = commit
    seconds, statements = max(ends)
    return {"locked": round(seconds, 2), "statements": statements}


def loads() -> dict[str, dict[str, float]]:
    import django

    django.setup()
    from django.conf import settings

    from awareness.content.checks import examine
    from awareness.content.load import load, resolved_content
    from awareness.content.reader import read_content

    content = read_content(settings.CONTENT_DIRS)

    def timed() -> dict[str, float]:
        checked, texts = examine(content), resolved_content(content)
        return locked(lambda: load(content, checked.built_questions, texts=texts))

    figures = content.ledger.figures
    report = Path(PACK).name
    key = next(key for key in figures if key.startswith(f"{report}:") and "/" not in key)
    everything = timed()
    figures[key] = replace(figures[key], label=f"{figures[key].label} again")
    return {"everything": everything, "one figure": timed()}


def main() -> None:
    with TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "awareness.settings",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
        }
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # code is compiled once, as it is at work
        command("migrate", "--verbosity=0")
        figures: dict[str, object] = dict(loads())
        command("load_content", "--again")
        command("check_content")
        figures |= {
            "unchanged load": command("load_content"),
            "check one folder": command("check_content", PACK),
            "check all": command("check_content"),
        }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
