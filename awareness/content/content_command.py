"""What the commands that read content share: their arguments, and how they say what is wrong."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from awareness.content import written_folders
from awareness.content.problems import Problem

if TYPE_CHECKING:
    from awareness.content.parsed_content import Content


class ContentCommand(BaseCommand):
    """`PATH…` are pack folders; each replaces the shipped pack of its name."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "packs",
            nargs="*",
            type=Path,
            metavar="PATH",
            help="a pack folder; it replaces the pack of that name, all else is as shipped",
        )

        parser.add_argument(
            "--subject",
            default="",
            help="the subject of a new pack that lies in no subject's folder",
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        # All that is read is kept to the end; searching it for garbage was a tenth of the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            return super().execute(*args, **options)
        finally:
            if collects:
                gc.enable()

    def read(self, packs: list[Path], subject: str = "") -> Content:
        """All content, with these packs in place of the shipped ones. CommandError for a path that
        is no pack."""
        for path in packs:
            if not path.exists():
                raise CommandError(f"{path} is not there. Give the folder of a pack.")
            if not path.is_dir():
                raise CommandError(f"{path} is a file. Give the folder of a pack.")
            if not (path / "report.yaml").is_file():
                raise CommandError(f"{path} is no pack: it has no report.yaml.")
        from awareness.content.reader import read_content  # an unchanged load reads nothing

        return read_content(settings.CONTENT_DIRS, packs, subject)

    def warn_of_waiting_edits(self, within_line: bool = False) -> None:
        """Which edited folders hide something newer that ships, and what differs.

        `within_line`: another command has begun a line, and goes on after this.
        """
        waiting = written_folders.waiting_folders()
        if waiting and within_line:
            self.stderr.write("")
        for folder in waiting:
            self.stderr.write("\n".join(written_folders.status_lines(folder)))

    def write_problems(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.stderr.write(str(problem))

    def refuse(self, errors: list[Problem], outcome: str) -> None:
        """All errors at once, then a non-zero exit."""
        self.write_problems(errors)
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        raise CommandError(f"{count}. {outcome}")
