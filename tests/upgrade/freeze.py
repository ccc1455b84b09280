"""Freeze a release: `python -m tests.upgrade.freeze`, once, on the release's own code.

Makes tests/upgrade/VERSION/ with a database on SQLite and one on PostgreSQL, the content they were
made from, and what has to be found in them ever after (README.md beside this file). A release that
is frozen already stays as it is.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ROOMS = ("awareness/*", "quizzes")
SAME = ("counts", "columns", "facts")  # whichever database was used


def version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]


def migrations() -> dict[str, str]:
    """Every migration file of ours by its path, with the SHA-256 of its bytes."""
    files = [path for room in ROOMS for path in ROOT.glob(f"{room}/migrations/[0-9]*.py")]
    return {
        str(path.relative_to(ROOT)): sha256(path.read_bytes()).hexdigest() for path in sorted(files)
    }


def make(folder: Path, url: str) -> dict:
    """Tell the story in the empty database of that address; what is in it afterwards."""
    folder.mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "AWARENESS_MODE"}
    environment |= {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.upgrade.story", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return json.loads((folder / "held.json").read_text(encoding="utf-8"))


def dump(folder: Path) -> None:
    """The PostgreSQL half, beside a server of its own (scripts/with-postgres)."""
    url = os.environ["DATABASE_URL"]
    make(folder, url)
    command = [
        "pg_dump",
        "--no-owner",
        "--no-privileges",
        "--inserts",
        "--rows-per-insert=200",
        url,
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # Newer ones write commands of psql's into it; without them whatever speaks SQL restores it.
    lines = [line for line in told.splitlines() if not line.startswith("\\")]
    (folder / "postgres.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")


def freeze() -> Path:
    target = HERE / version()
    if target.exists():
        sys.exit(f"{target.relative_to(ROOT)} is there already, and a release is frozen once.")
    with TemporaryDirectory() as made:
        lite, post = Path(made) / "sqlite", Path(made) / "postgres"
        held = {"sqlite": make(lite, f"sqlite:///{made}/awareness.sqlite3")}
        command = ["scripts/with-postgres", sys.executable, "-m", "tests.upgrade.freeze", str(post)]
        subprocess.run(command, cwd=ROOT, check=True)
        held["postgres"] = json.loads((post / "held.json").read_text(encoding="utf-8"))
        for what in SAME:
            assert held["sqlite"][what] == held["postgres"][what], f"{what} differ"
        target.mkdir()
        for name in ("content", "written"):
            shutil.copytree(lite / name, target / name, ignore=shutil.ignore_patterns(".lock"))
        _pack(Path(made) / "awareness.sqlite3", target)
        _pack(post / "postgres.sql", target)
    expected = {what: held["sqlite"][what] for what in SAME}
    expected["certificates"] = {name: each["certificates"] for name, each in held.items()}
    expected["migrations"] = migrations()
    text = json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True)
    (target / "expected.json").write_text(f"{text}\n", encoding="utf-8")
    (target / "README.md").write_text(_readme(held), encoding="utf-8")
    return target


def _pack(path: Path, target: Path) -> None:
    data = gzip.compress(path.read_bytes(), mtime=0)
    (target / f"{path.name}.gz").write_bytes(data)


def _readme(held: dict) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    today = datetime.now(UTC).date()
    engines = " and ".join(each["engine"] for each in held.values())
    return f"""# Release {version()}, frozen

Made on {today} by `python -m tests.upgrade.freeze` from the code of {commit}, on {engines}.
`../README.md` says what is in it and what it is for. Nothing in this folder is ever changed.

    gunzip -k awareness.sqlite3.gz                       # DATABASE_URL=sqlite:///…/awareness.sqlite3
    createdb frozen && gunzip -c postgres.sql.gz | psql -v ON_ERROR_STOP=1 frozen
"""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        dump(Path(sys.argv[1]))
    else:
        print(freeze().relative_to(ROOT))
