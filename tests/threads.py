"""Functions run at once, each on a connection of its own, and the database that this needs."""

import sqlite3
import threading
from contextlib import closing

from django.db import connections


class in_a_file:
    """SQLite's database in memory, copied to a file for as long as the block lasts."""

    def __init__(self, path) -> None:
        self.path = str(path)

    def __enter__(self) -> None:
        self.memory = connections["default"]
        self.memory.ensure_connection()
        with closing(sqlite3.connect(self.path)) as copy:
            self.memory.connection.backup(copy)
            # As `migrate` leaves a site's file. Were each thread's connection to change the
            # journal, those that do it at once would be told "database is locked" without a wait.
            copy.execute("PRAGMA journal_mode=WAL")
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
