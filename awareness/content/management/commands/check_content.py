"""`manage.py check_content [PATH…]`: all that is wrong with the content, by file and line."""

from collections.abc import Sized
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from awareness.content.checks import examine, marked_as_no_claim
from awareness.content.content_command import ContentCommand
from awareness.content.swap import broken_off_swap


class Command(ContentCommand):
    help = "Check the content files without touching the database."
    requires_system_checks = ()  # Django's own checks would connect to the database

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--sources",
            type=Path,
            metavar="DIR",
            help="the folder with the reports' texts: proves every number against them",
        )
        parser.add_argument(
            "--as-of",
            metavar="DATE",
            help="warn of what is to be reviewed before this day (2027-01-31); default today",
        )

    def handle(
        self,
        *,
        packs: list[Path],
        sources: str | None,
        as_of: str | None,
        verbosity: int,
        subject: str,
        **options: Any,
    ) -> None:
        folder = Path(sources) if sources else None
        if folder and not folder.is_dir():
            raise CommandError(f"--sources {sources} is no folder. Give the folder of the reports.")
        if (root := settings.CONTENT_WRITE_DIR) and broken_off_swap(root):
            self.stderr.write(f"{root}: an edit was broken off here; load_content mends it")
        self.warn_of_waiting_edits()
        content = self.read(packs, subject)
        if packs:
            content.limit_to_named_packs()
        checked = examine(content, folder, self._day(as_of))
        for warning in checked.warnings:
            self.stderr.write(f"{warning} (warning)")
        if checked.errors:
            self.refuse(checked.errors, "Nothing was changed; the database is not touched.")
        if verbosity > 1:
            for place, words in marked_as_no_claim(content):
                self.stdout.write(f"{place}: say: {words}")
        ledger = content.ledger
        counted: dict[str, Sized] = {
            "report": ledger.reports,
            "figure": ledger.figures,
            "table": ledger.tables,
            "explainer": content.explainers,
            "question": checked.built_questions,
            "module": content.modules,
        }
        totals = [
            f"{len(items)} {kind}{'s' * (len(items) != 1)}" for kind, items in counted.items()
        ]
        self.stdout.write(f"Passed: {', '.join(totals)}.")
        if content.only_folders:
            self.stdout.write(
                f"Looked at were {', '.join(sorted(content.named_packs))} and what names it "
                "elsewhere: modules, questions, situations, texts. Without a path all are looked "
                "at, and by every load."
            )
        if sources is None:
            self.stdout.write(
                "The comparison with the reports' texts was left out; --sources DIR makes it."
            )
        else:
            of_reports = (
                f" of {', '.join(sorted(content.named_packs))}" if content.named_packs else ""
            )
            self.stdout.write(f"Every printed number{of_reports} stands in the texts of {sources}.")

    def _day(self, as_of: str | None) -> date:
        try:
            return date.fromisoformat(as_of) if as_of else timezone.localdate()
        except ValueError:
            raise CommandError(f"--as-of {as_of} is no day. Write it as 2027-01-31.") from None
