"""From the first frozen release on, migrations are only added, and each app has one leaf."""

import json

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.upgrade.freeze import HERE, ROOT, migrations, version

RELEASES = sorted(HERE.glob("*/expected.json"))
OURS = {path.parent.parent.name for path in ROOT.glob("*/migrations/0001_*.py")}
OURS |= {path.parent.parent.name for path in ROOT.glob("awareness/*/migrations/0001_*.py")}


def test_each_app_has_one_leaf():
    """Two leaves would be two orders in which databases came to be."""
    graph = MigrationLoader(None).graph
    leaves = {app: [name for _app, name in graph.leaf_nodes(app)] for app in OURS}
    assert len(OURS) >= 8
    assert {app: names for app, names in leaves.items() if len(names) != 1} == {}


@pytest.mark.parametrize("frozen", RELEASES, ids=lambda path: path.parent.name)
def test_what_was_released_is_still_there_unedited(frozen):
    """A database that ran it will not run it again: an edit would never reach it."""
    released = json.loads(frozen.read_text(encoding="utf-8"))["migrations"]
    now = migrations()
    assert len(released) > 20
    assert {path: now.get(path) for path in released} == released


def test_the_number_of_this_release_is_the_lock_files_and_not_older_than_a_frozen_one():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert f'name = "awareness"\nversion = "{version()}"' in lock

    def order(number: str) -> list[int]:
        return [int(part) for part in number.split(".")]

    assert order(version()) >= max(order(path.parent.name) for path in RELEASES)
