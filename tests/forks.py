"""Processes of the site for tests that kill them: forks of one in which Django is set up already,
so that each of them begins at once, and costs what it does and not what it imports."""

import multiprocessing
import os
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.migrated import migrated_file

SETTLED = "tests.settled"


class Site:
    """A SQLite database of its own at `file`, migrated, and the processes that work on it."""

    def __init__(self, file: Path) -> None:
        self.file = migrated_file(file)
        self.do("from django.core.management import call_command\ncall_command('migrate', '-v0')\n")

    def start(self, *programs: str) -> BaseProcess:
        """A process that runs these programs as one; what it prints is not shown."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([SETTLED])
        process = context.Process(target=_run, args=(str(self.file), "".join(programs)))
        process.start()
        return process

    def do(self, *programs: str) -> None:
        process = self.start(*programs)
        process.join()
        assert process.exitcode == 0


def _run(file: str, program: str) -> None:
    from django.db import connection

    connection.settings_dict["NAME"] = file  # nothing has connected yet
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (until the process ends)
    exec(program, {"__name__": "__main__"})  # noqa: S102
