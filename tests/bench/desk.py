"""P7 and P10: the employer's pages and files at several sizes, over HTTP.

    .venv/bin/python -m tests.bench.desk --people 10000 100000
    .venv/bin/python -m tests.bench.desk --people 10000 --pages --keep /tmp/desk

The second measures no files and keeps its SQLite files for the next time (of the same day: what is
late depends on it). Prints one JSON object: CPU of each page (server and database) at each size,
the exponent with which it grows, the floor of P7 (totals, 200 teams and 50 rows out of one flat
table), and each file with its seconds, the memory that the server grew by, and whether its rows are
those of the database.
"""

import argparse
import csv
import http.client
import io
import json
import math
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench import proc
from tests.bench.servers import HERE, ROOT, Database, Server, ours_environment, run

PAGES = {
    "hr": [
        "/hr/", "/hr/?site=s1", "/hr/?module=m3", "/hr/people/", "/hr/people/?which=late",
        "/hr/people/?which=late&site=s1", "/hr/people/?which=done&site=s1", "/hr/people/?site=s1",
        "/hr/people/?which=excused&site=s1", "/hr/people/?team=t7", "/hr/people/?which=past",
        "/hr/people/?q=000123", "/hr/over-time/?by=module", "/hr/over-time/?by=team&site=s1",
    ],
    "everybody": ["/team/", "/team/?team=t7", "/team/?q=000123"],
    "team": ["/team/"],
}  # fmt: skip
FILES = {"hr": ["/hr/export.csv?which=done&module=m3", "/hr/export.csv", "/hr/export.xlsx"],
         "everybody": ["/team/export.csv"]}  # fmt: skip
TIMES = 6
WARM = 8  # requests first: both workers have to read the page's templates once
FLOOR = (
    "SELECT state, count(*) FROM bench_floor GROUP BY state",
    "SELECT team, count(*), sum(CASE WHEN state = 2 THEN 1 ELSE 0 END) FROM bench_floor"
    " GROUP BY team",
    "SELECT person, team, due FROM bench_floor WHERE state = 2 ORDER BY due, person LIMIT 50",
)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Visitor:
    """Somebody who is signed in, with one connection."""

    def __init__(self, base: str, cookie: str):
        self.base, self.cookie = urlsplit(base), cookie

    def get(self, path: str, into: Path | None = None) -> tuple[int, int]:
        """(status, bytes); the body goes into a file where one is given."""
        connection = http.client.HTTPConnection(self.base.netloc, timeout=300)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie})
            answer = connection.getresponse()
            size = 0
            with (into or Path(os.devnull)).open("wb") as file:
                while piece := answer.read(1 << 16):
                    size += len(piece)
                    file.write(piece)
            return answer.status, size
        finally:
            connection.close()


def measured(people: int, url: str = "", files: bool = True, keep: Path | None = None) -> dict:
    """Every page, and every file, at one size on one database. `keep`: where its SQLite file is
    made once."""
    folder = keep or Path(tempfile.mkdtemp(prefix="awareness-bench-"))
    database = Database(folder, url)
    environment = ours_environment(database, "x", "tests.bench.settings")
    side = f"desk{people}"
    environment["DATABASE_URL"] = database.of(side)
    server = None
    try:
        told = employer(people, database, side, environment, folder)
        config = str(HERE / "gunicorn.conf.py")
        server = Server(ROOT, "awareness.wsgi", environment, "--config", config, database=database)
        visitors = {
            who: Visitor(server.base, f"{told['cookie']}={key}")
            for who, key in told["signed_in"].items()
        }
        pages = {}
        for who, paths in PAGES.items():
            for path in paths:
                pages[f"{who} {path}"] = cost(server, visitors[who], path)
        floors = [floor(environment, people) for _time in range(3)]
        result = {"people": people, "floor_cpu_ms": statistics.median(floors), "pages": pages}
        say(json.dumps(result))
        if files:
            result["files"] = {
                f"{who} {path}": fetched(server, visitors[who], path, folder, environment)
                for who, paths in FILES.items()
                for path in paths
            }
        return result
    finally:
        if server:
            server.stop()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def employer(
    people: int, database: Database, side: str, environment: dict[str, str], folder: Path
) -> dict:
    """Who is signed in at an employer of so many people; it is made unless it is there."""
    kept = folder / f"{side}.json"
    if not kept.exists():
        say(f"Making {people} people, {database.name} ...")
        folder.mkdir(parents=True, exist_ok=True)
        database.make(side)
        kept.write_text(run([str(HERE / "seed_employer.py"), str(people)], ROOT, environment))
    else:
        run(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], ROOT, environment)
    return json.loads(kept.read_text())


def cost(server: Server, visitor: Visitor, path: str) -> float:
    """CPU milliseconds of one request, of the server and the database; the median of several."""
    for _time in range(WARM):
        status, _size = visitor.get(path)
        if status != 200:
            raise RuntimeError(f"{status} at {path}")
    costs = []
    for _time in range(3):
        before = server.cpu()
        for _again in range(TIMES // 2):
            visitor.get(path)
        costs.append(1000 * (server.cpu() - before) / (TIMES // 2))
    return round(statistics.median(costs), 1)


def floor(environment: dict[str, str], people: int) -> float:
    """CPU milliseconds of the least queries of P7, in a process of their own."""
    return float(run([str(HERE / "desk.py"), "--floor", str(people)], ROOT, environment))


def run_floor(people: int) -> None:
    import django

    django.setup()
    from django.db import connection, transaction

    rows = [(n, n % 200, 2 if n % 60 == 0 else n % 2, n % 97) for n in range(people)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        cursor.execute(
            "CREATE TABLE bench_floor (person integer PRIMARY KEY, team integer, state integer,"
            " due integer)"
        )
        cursor.executemany("INSERT INTO bench_floor VALUES (%s, %s, %s, %s)", rows)
    with connection.cursor() as cursor:
        pid = 0
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE bench_floor")
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        for _warm in range(2):
            _ask(cursor)
        before = _used(pid)
        for _time in range(20):
            _ask(cursor)
        print(1000 * (_used(pid) - before) / 20)


def _ask(cursor) -> None:
    for query in FLOOR:
        cursor.execute(query)
        cursor.fetchall()


def _used(pid: int) -> float:
    return time.process_time() + (sum(proc.stat(pid)[1:]) if pid else 0.0)


def fetched(
    server: Server, visitor: Visitor, path: str, folder: Path, environment: dict[str, str]
) -> dict:
    """A file: seconds, CPU, memory that the workers grew by, and whether it is whole."""
    target = folder / "file"
    before, began, cpu = peaks(server), time.perf_counter(), server.cpu()
    status, size = visitor.get(path, target)
    seconds, cpu = time.perf_counter() - began, server.cpu() - cpu
    grown = max(after - before.get(pid, after) for pid, after in peaks(server).items())
    told = {
        "status": status,
        "MB": round(size / 1e6, 1),
        "seconds": round(seconds, 1),
        "cpu_s": round(cpu, 1),
        "grew_by_MB": round(grown / 1000, 1),
    }
    where = path.partition("?")[2]
    held = run([str(HERE / "desk.py"), "--rows", where], ROOT, environment)
    told["database"], told["sum"] = json.loads(held)
    if ".csv" in path:
        with target.open(encoding="utf-8-sig", newline="") as file:
            told["rows"], found = summed(csv.DictReader(file, delimiter=";"))
    else:
        told["rows"], found = summed(rows_of_workbook(target))
    told["is_equal"] = [told["rows"], found] == [told["database"], told["sum"]]
    return told


_ROW = re.compile(r"<row>(.*?)</row>", re.DOTALL)
_CELL = re.compile(r"<c(?:/>|[^>]*>(?:<is><t[^>]*>(.*?)</t></is>|<v>(.*?)</v>)</c>)", re.DOTALL)


def rows_of_workbook(path: Path) -> Iterator[dict[str, str]]:
    """The rows of all sheets by the names of their columns, each read once, in pieces."""
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        for sheet in sheets:
            head: list[str] = []
            with io.TextIOWrapper(package.open(sheet), encoding="utf-8") as stream:
                for row in _rows_in(stream):
                    cells = [unescape(text or number) for text, number in _CELL.findall(row)]
                    if head:
                        yield dict(zip(head, cells, strict=True))
                    head = head or cells


def _rows_in(stream: io.TextIOBase) -> Iterator[str]:
    rest = ""
    while piece := stream.read(1 << 18):
        rest += piece
        end = 0
        for found in _ROW.finditer(rest):
            yield found[1]
            end = found.end()
        rest = rest[end:]


def summed(rows: Iterable[Mapping[str, str]]) -> tuple[int, int]:
    """How many rows there are, and the sum of what each says of person and module: the same for
    the same rows in whatever order."""
    number = total = 0
    for row in rows:
        number += 1
        total += zlib.crc32(f"{row['name']}|{row['module']}".encode())
    return number, total


def peaks(server: Server) -> dict[int, int]:
    """By process of the server: the most memory it has held, in kB."""
    held = {}
    for pid in proc.tree(server.process.pid):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                held[pid] = int(line.split()[1])
    return held


def run_rows(query: str) -> None:
    """How many rows a file has to have, and their sum, read plainly from the database."""
    import django

    django.setup()
    from awareness.assignments.models import Ask
    from awareness.people.models import Leave

    asks = Ask.objects.filter(ended_on=None)
    if "which=done" in query:
        asks = asks.filter(
            done_on__isnull=False, excused_on=None, paused_on=None, module__slug="m3"
        )
        asks = asks.exclude(person__in=Leave.objects.values("person"))
    rows = asks.order_by().values_list("person__name", "module__slug").iterator()
    print(
        json.dumps(
            summed(
                {"name": name, "module": f"Module {int(slug.removeprefix('m')):02}"}
                for name, slug in rows
            )
        )
    )


def exponents(small: dict, large: dict) -> dict[str, float]:
    """By page: to which power its CPU grows with the people."""
    times = math.log(large["people"] / small["people"])
    return {
        page: round(math.log(large["pages"][page] / cost) / times, 2)
        for page, cost in small["pages"].items()
    }


def report(results: list[dict]) -> dict:
    small, large = results[0], results[-1]
    told: dict = {"sizes": results}
    if large["people"] > small["people"]:
        grown = exponents(small, large)
        told["exponents"] = grown | {"reach": 0.3, "reached": max(grown.values()) <= 0.3}
    ratio = large["pages"]["hr /hr/"] / large["floor_cpu_ms"]
    told["P7"] = {"ratio_to_floor": round(ratio, 2), "reach": 3, "reached": ratio <= 3}
    whole = large.get("files", {}).values()
    told["P10"] = {"reached": all(f["is_equal"] for f in whole)} if whole else "not measured"
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--floor", type=int)
    parser.add_argument("--rows")
    parser.add_argument("--pages", action="store_true", help="measure no files")
    parser.add_argument("--keep", type=Path, help="a folder for SQLite files to be used again")
    options = parser.parse_args()
    if options.floor:
        run_floor(options.floor)
    elif options.rows is not None:
        run_rows(options.rows)
    else:
        url = os.environ.get("DATABASE_URL", "")
        url = url if url.startswith("postgres") else ""
        files = not options.pages
        results = [measured(n, url, files, options.keep) for n in options.people]
        print(json.dumps(report(results), indent=2))


if __name__ == "__main__":
    main()
