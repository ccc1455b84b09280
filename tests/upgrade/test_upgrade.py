"""Every release that was frozen becomes today's code, and everything in it is still there.

Runs on the database that the tests run on: SQLite, or PostgreSQL by DATABASE_URL.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connection

from tests.upgrade.freeze import HERE, ROOT
from tests.upgrade.releases import RELEASES, as_it_ships_now, expected, frozen

pytestmark = pytest.mark.own_database
# What an upgrade takes away or rewrites on purpose: "table" or "table.column", and why nobody loses
# anything by it. Renaming something in Python is no reason: db_table and db_column keep its name.
DELIBERATE: dict[str, str] = {
    "assignments_assignment.audience": "There was one kind, and nothing read the column.",
    "assignments_assignedperson": "Each row is one of assignments_ask now; FACTS hold them.",
    "people_user.email": "It is a row of people_identifier; FACTS hold the two together.",
    "people_user.employee_number": "As the address.",
    "people_user.sign_in": "It was made of these two, and is no more: both sign in.",
}

# Tables in which no release of ours keeps anything, or of which the frozen content has none.
EMPTY = {
    "account_emailaddress", "account_emailconfirmation", "auth_group", "auth_group_permissions",
    "insights_discrepancy", "people_user_groups", "people_user_user_permissions",
}  # fmt: skip


@pytest.fixture(scope="module", params=RELEASES)
def release(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def seen(release, tmp_path_factory) -> dict:
    """What the drill saw of the release, in a database of its own that is gone afterwards."""
    folder = tmp_path_factory.mktemp(release)
    for name in ("content", "written"):
        shutil.copytree(HERE / release / name, folder / name)
    as_it_ships_now(folder / "content")
    if connection.vendor == "postgresql":
        yield from _on_postgres(release, folder)
    else:
        database = folder / "awareness.sqlite3"
        database.write_bytes(frozen(release, database.name))
        yield _drill(folder, f"sqlite:///{database}")


def _on_postgres(release: str, folder: Path):
    import psycopg

    name, url = f"frozen_{uuid4().hex}", urlsplit(os.environ["DATABASE_URL"])
    mine = url._replace(path=f"/{name}").geturl()
    with psycopg.connect(url.geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(mine, autocommit=True) as empty:
                empty.execute(frozen(release, "postgres.sql"))
            yield _drill(folder, mine)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _drill(folder: Path, url: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.drill", str(folder), *DELIBERATE],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "seen.json").read_text(encoding="utf-8"))


def test_what_is_restored_is_what_wasfrozen(seen, release):
    frozen = expected(release)
    for what in ("counts", "columns", "facts"):
        assert seen["restored"][what] == frozen[what], what
    engine = "postgres" if connection.vendor == "postgresql" else "sqlite"
    assert seen["restored"]["certificates"] == frozen["certificates"][engine]


def test_there_is_something_to_lose_in_every_table(release):
    counts = expected(release)["counts"]
    assert {table for table, rows in counts.items() if not rows} <= EMPTY


def test_no_table_loses_a_row(seen, release):
    counts = {k: n for k, n in expected(release)["counts"].items() if k not in DELIBERATE}
    now = seen["migrated"]["counts"]
    assert {table: now.get(table) for table in counts} == counts


def test_every_row_says_what_it_said(seen):
    assert seen["lost"] == {}


def test_every_column_keeps_its_name(seen, release):
    now = seen["migrated"]["columns"]
    gone = {
        f"{table}.{name}"
        for table, names in expected(release)["columns"].items()
        for name in names
        if name not in now.get(table, ()) and table not in DELIBERATE
    }
    assert gone - set(DELIBERATE) == set()


def test_what_is_taken_away_on_purpose_was_there_and_has_a_reason():
    there = {
        name
        for release in RELEASES
        for table, names in expected(release)["columns"].items()
        for name in (table, *(f"{table}.{column}" for column in names))
    }
    assert set(DELIBERATE) <= there
    assert all(DELIBERATE.values())


@pytest.mark.parametrize("when", ["migrated", "after_loading"])
def test_people_keep_what_they_did(seen, release, when):
    assert seen[when]["facts"] == expected(release)["facts"]
    assert seen[when]["certificates"] == seen["restored"]["certificates"]


def test_every_certificate_is_served_as_it_was_made(seen):
    kept = seen["restored"]["certificates"]
    assert [each["serial"] for each in seen["certificates"]]
    for each in seen["certificates"]:
        # Whose a withdrawn one was is not said; its bytes stay its owner's.
        assert each["page_names"] is not each["withdrawn"], each
        assert each["file"] == (None if each["left"] else kept[each["serial"]]), each
    assert {each["withdrawn"] for each in seen["certificates"]} == {True, False}


def test_the_content_loads_and_a_second_time_changes_nothing(seen):
    first, second = seen["loaded"]
    assert [line.partition(":")[0] for line in first] == [line.partition(":")[0] for line in second]
    assert [line for line in second if "nothing changed" not in line] == []


def test_everybody_finds_their_pages(seen):
    assert {"card of Gothenburg", "card of Leeds"} <= set(seen["pages"])
    assert {page: code for page, code in seen["pages"].items() if code != 200} == {}


def test_what_was_begun_is_finished_where_it_stopped(seen):
    went_on = seen["went_on"]
    assert went_on["to"] == "/learn/"
    assert went_on["same_attempt"]
    assert went_on["version"][0] == went_on["version"][1]
    assert went_on["done"] == 200
