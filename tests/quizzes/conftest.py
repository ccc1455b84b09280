"""Attempts to test with, and a database that several threads may write at once."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import connection, connections

from quizzes.actions import publish, start_attempt
from tests.quizzes import specs


@pytest.fixture
def ask(alice):
    """Start an attempt on specs: `ask(specs.single(), …)` -> its items, for Alice."""

    def start(*wanted, learner=alice, context="here", behaviour="practice"):
        versions = [
            publish(f"{spec['kind']}-{n}", spec["kind"], spec) for n, spec in enumerate(wanted)
        ]
        attempt = start_attempt(learner, context, versions, behaviour=behaviour, now=specs.NOW)
        return list(attempt.items.select_related("attempt", "version"))

    return start


def token_of(item, key: str) -> str:
    """The token under which this attempt hands out an option."""
    return next(token for token, named in item.layout["tokens"].items() if named == key)


@pytest.fixture
def threads(transactional_db, tmp_path):
    """Run functions at once, each on a connection of its own; gives results or the errors.

    SQLite's database in memory refuses a second writer, so it is copied to a file for this test.
    """
    if connection.vendor == "sqlite":
        with _in_a_file(tmp_path / "test.sqlite3"):
            yield run_at_once
    else:
        yield run_at_once


class _in_a_file:
    def __init__(self, path) -> None:
        self.path = str(path)

    def __enter__(self) -> None:
        self.memory = connections["default"]
        self.memory.ensure_connection()
        with closing(sqlite3.connect(self.path)) as copy:
            self.memory.connection.backup(copy)
        self.name = connections.settings["default"]["NAME"]
        connections.settings["default"]["NAME"] = self.path
        connections["default"] = connections.create_connection("default")

    def __exit__(self, *_error) -> None:
        connections["default"].close()
        connections.settings["default"]["NAME"] = self.name
        connections["default"] = self.memory


def run_at_once(functions: list) -> list:
    results: list = [None] * len(functions)
    ready = threading.Barrier(len(functions))

    def run(place: int, function) -> None:
        try:
            ready.wait()
            results[place] = function()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    workers = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results
