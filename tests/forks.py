"""Processes of the site for tests that kill them: forks of one in which Django is set up already,
so that each of them begins at once, and costs what it does and not what it imports."""

import multiprocessing
import os
import sqlite3
import sys
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from tests.migrated import migrated_file
from tests.migrated import name as migrated_name

SETTLED = "tests.settled"
MIGRATE = "from django.core.management import call_command\ncall_command('migrate', '-v0')\n"
SERVER = os.environ.get("DATABASE_URL", "")
ON_POSTGRES = SERVER.startswith("postgres")


class Site:
    """A database of its own, migrated, and the processes that work on it: a file of SQLite in the
    folder, or one on the server of PostgreSQL that the tests run on (`django_db_setup` first)."""

    def __init__(self, folder: Path) -> None:
        if ON_POSTGRES:
            self.name = f"killed_{uuid4().hex}"
            self._on_server(f'CREATE DATABASE "{self.name}" TEMPLATE "{migrated_name()}"')
        else:
            self.name = str(migrated_file(folder / "killed.sqlite3"))
            self.do(MIGRATE)

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_error: object) -> None:
        if ON_POSTGRES:
            self._on_server(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _on_server(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(sql)

    def rows(self, sql: str) -> list[tuple]:
        """What the database holds at this moment, whatever the processes do."""
        if ON_POSTGRES:
            import psycopg

            url = urlsplit(SERVER)._replace(path=f"/{self.name}").geturl()
            with psycopg.connect(url, autocommit=True) as database:
                return database.execute(sql).fetchall()
        with closing(sqlite3.connect(self.name, timeout=30)) as database:
            return database.execute(sql).fetchall()

    def start(self, *programs: str) -> BaseProcess:
        """A process that runs these programs as one; what it prints is not shown."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([SETTLED])
        process = context.Process(target=_run, args=(self.name, "".join(programs)))
        process.start()
        return process

    def do(self, *programs: str) -> None:
        process = self.start(*programs)
        process.join()
        assert process.exitcode == 0


def _run(name: str, program: str) -> None:
    from django.db import connection

    connection.settings_dict["NAME"] = name  # nothing has connected yet
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (until the process ends)
    exec(program, {"__name__": "__main__"})  # noqa: S102
