"""Answers while the worker reads a report of 500 pages, as one JSON object; progress on stderr.

    python -m tests.bench.converting [--rounds 3]

The PDF is set by typst from the texts of docs/ and fixtures/, with tables. Learners answer on a
server of two sync workers; an author's file is then sent, which `manage.py work` reads beside it.
Reach: it is ready to work on within 120 s, and the 95th percentile of an answer stays within twice
the quiet one. SQLite, or the cluster of DATABASE_URL (`scripts/with-postgres python -m …`). Of a
machine that does other things the load is told, and CPU says more than the clock.
"""

import argparse
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import flows, proc
from tests.bench.servers import ROOT, Database, ours_environment, start_ours
from tests.bench.sides import Side

PAGES = 500
LETTERS = 2600  # of text on a page, beside what else is on it
LEARNERS = 6000
ATTEMPTS, CONCURRENCY = 12, 2  # of a round of answers
REACH = {"ready_s": 120, "p95_ratio": 2}
SETTINGS = "tests.bench.settings"


def paragraphs() -> list[str]:
    """Of the texts that come with the project, in the order of their files."""
    files = [*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("fixtures/*/reports/*/insights/*"))]
    texts = (file.read_text(encoding="utf-8") for file in files)
    parts = (" ".join(part.split()) for text in texts for part in text.split("\n\n"))
    return [part for part in parts if len(part) > 80]


def source(pages: int = PAGES) -> str:
    """A document of so many pages as typst sets it: a heading, text, on each fifth page a table."""
    texts, at = paragraphs(), 0
    told = ['#set page(paper: "a4", margin: 2cm, numbering: "1")', "#set text(size: 10pt)"]
    for page in range(1, pages + 1):
        left = LETTERS - (900 if page % 5 == 0 else 0)
        told.append(f"#heading(level: 1, {json.dumps(f'Part {page} of the report')})")
        while left > 80:
            part = texts[at % len(texts)][:left]
            told.append(f"#par({json.dumps(part, ensure_ascii=False)})")
            left, at = left - len(part), at + 1
        if page % 5 == 0:
            cells = ["Group", "Agreed", "Asked"]
            cells += [f"{word} {row}" if word == "Group" else
                      f"{(page * row * 7) % 97 + 2} %" if word == "Agreed" else f"{page * 31 + row}"
                      for row in range(1, 9) for word in ("Group", "Agreed", "Asked")]  # fmt: skip
            told.append(f"#table(columns: 3, {', '.join(map(json.dumps, cells))})")
        told.append("#pagebreak()" if page < pages else "")
    return "\n\n".join(told)


def write_pdf(path: Path) -> int:
    """Sets the document; how many bytes it has."""
    import typst

    path.write_bytes(typst.compile(source().encode(), format="pdf"))
    return path.stat().st_size


def send(path: Path) -> None:
    """In a process of its own: an author's file is kept, and read by the worker. Prints what became
    of it, once it has been read."""
    import django

    django.setup()
    from django.utils import timezone

    from awareness.people.models import User
    from awareness.studio.models import FileState, FoundNumber, ReportFile
    from awareness.studio.reports import actions as report_actions
    from awareness.studio.tasks import read_report_file

    by, began = User.objects.earliest("pk"), time.perf_counter()
    sent, _new = report_actions.receive(path.read_bytes(), path.name, by, timezone.now())
    read_report_file.enqueue(str(sent.pk))
    files = ReportFile.objects.filter(pk=sent.pk)
    while files.values_list("state", flat=True).get() == FileState.WAITS:
        time.sleep(0.5)
    took = time.perf_counter() - began
    row = files.values("state", "refused", "page", "pages").get()
    numbers = FoundNumber.objects.filter(report=sent.pk).count()
    print(json.dumps(row | {"ready_s": round(took, 1), "numbers": numbers}))


class Reading:
    """A worker, and the process that sends it the file."""

    def __init__(self, path: Path, environment: dict[str, str]):
        def start(*command: str, **options) -> subprocess.Popen:
            whole = [sys.executable, *command]
            return subprocess.Popen(whole, cwd=ROOT, env=os.environ | environment, **options)

        self.worker = start("manage.py", "work", stdout=subprocess.DEVNULL)
        asks = ["-m", "tests.bench.converting", "--send", str(path)]
        self.sender = start(*asks, stdout=subprocess.PIPE, text=True)

    def is_over(self) -> bool:
        if self.worker.poll() is not None:
            self.sender.kill()
            raise RuntimeError("the worker ended before it had read the file")
        return self.sender.poll() is not None

    def told(self) -> dict:
        """What became of the file, and CPU seconds of the worker with all that it started."""
        text, _none = self.sender.communicate(timeout=600)
        cpu = proc.cpu(self.worker.pid)
        self.worker.terminate()
        self.worker.wait(60)
        return json.loads(text) | {"worker_cpu_s": round(cpu, 1)}


def answers(side: Side) -> dict:
    """One round: the 95th percentile of an answer in ms, CPU seconds of the server an attempt."""
    return side.measure(flows.ours, ATTEMPTS, CONCURRENCY)


def middle(rounds: list[dict], key: str) -> float:
    return statistics.median(each[key] for each in rounds)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(rounds: int, database: Database) -> dict:
    password, path = secrets.token_urlsafe(12), database.folder / "report.pdf"
    say(f"Setting {PAGES} pages ...")
    size = write_pdf(path)
    os.environ["ORIGINALS_DIR"] = str(database.folder / "originals")
    server = start_ours(database, LEARNERS, password, SETTINGS)
    environment = ours_environment(database, password, SETTINGS)
    loads = [os.getloadavg()[0]]
    try:
        side = Side(server, password)
        answers(side)
        say("Answers while nothing else is done ...")
        quiet = [answers(side) for _ in range(rounds)]
        loads.append(os.getloadavg()[0])
        say("Reading ...")
        reading, beside = Reading(path, environment), []
        while not reading.is_over() and side.next + ATTEMPTS < LEARNERS:
            beside.append(answers(side))
        loads.append(os.getloadavg()[0])
        told = reading.told()
        say("Answers once more while nothing else is done ...")
        quiet += [answers(side) for _ in range(rounds)]
    finally:
        server.stop()
    before, during = middle(quiet, "answer_ms_p95"), middle(beside, "answer_ms_p95")
    cpu = middle(beside, "cpu_s_per_attempt") / middle(quiet, "cpu_s_per_attempt")
    return {
        "database": database.name,
        "pdf": {"pages": PAGES, "kB": size // 1024},
        "read": told,
        "answer_p95_ms": {"quiet": round(before, 1), "while_reading": round(during, 1)},
        "p95_ratio": round(during / before, 2),
        "cpu_an_attempt_ratio": round(cpu, 2),
        "rounds": {"quiet": len(quiet), "while_reading": len(beside)},
        "load": [round(load, 1) for load in loads],
        "reach": REACH,
        "reached": told["state"] == "ready" and told["ready_s"] <= REACH["ready_s"]
        and during / before <= REACH["p95_ratio"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="of answers before and after")
    parser.add_argument("--send", type=Path, help="a file; used by the command itself")
    options = parser.parse_args()
    if options.send:
        send(options.send)
        return
    folder = Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    try:
        url = os.environ.get("DATABASE_URL", "")
        print(json.dumps(measured(options.rounds, Database(folder, url)), indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
