"""An upgrade of a staff list in which two would sign in with the same: it says so, and merges
nobody (decision 24)."""

import sqlite3
from contextlib import closing

import pytest


@pytest.fixture(scope="module")
def identifiers(upgraded) -> dict[str, list[tuple]]:
    """By name: (kind, typed, normal) of whoever was there twice."""
    with closing(sqlite3.connect(upgraded.file)) as new:
        count = new.execute("SELECT count(*) FROM people_user").fetchone()[0]
        assert count == upgraded.people
        ids = new.execute("SELECT count(DISTINCT public_id) FROM people_user").fetchone()[0]
        assert ids == count
        rows = new.execute(
            "SELECT u.name, i.kind, i.typed, i.normal FROM people_identifier i"
            " JOIN people_user u ON u.id = i.person_id ORDER BY i.kind"
        ).fetchall()
    held: dict[str, list[tuple]] = {}
    for name, *row in rows:
        held.setdefault(name, []).append(tuple(row))
    return held


def test_one_keeps_it_and_the_others_stays_written_down(identifiers):
    assert identifiers["Plain Hyphen"] == [("employee_number", "ZZ-10", "zz-10")]
    assert identifiers["Odd Hyphen"] == [("employee_number", "ZZ\u201110", None)]
    assert identifiers["Full Width"] == [("employee_number", "０７", None)]
    assert identifiers["Still Here"] == [
        ("email", "g@example.com", "g@example.com"), ("employee_number", "07", "07"),
    ]  # fmt: skip
    assert identifiers["By Mail"] == [("email", "h@example.com", "h@example.com")]
    assert identifiers["Unseen Sign"] == [("employee_number", "h@example.com", None)]
    assert identifiers["Nobody Else"] == [("employee_number", "A\u030ak 1", "åk 1")]


def test_both_are_named_in_words(upgraded):
    said = upgraded.messages
    lines = [line for line in said.splitlines() if "Nobody was merged" in line]
    assert len(lines) == 3
    for first, second in (
        ("Odd Hyphen", "Plain Hyphen"), ("Full Width", "Still Here"), ("Unseen Sign", "By Mail"),
    ):  # fmt: skip
        [line] = [line for line in lines if first in line]
        assert second in line
        assert f"{first} cannot sign in" in line
    assert "Nobody Else" not in said
