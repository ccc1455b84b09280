"""`manage.py load_content [PATH…]`: content from files into the database, all or nothing."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from awareness.content import written_folders
from awareness.content.content_command import ContentCommand
from awareness.content.fingerprint import fingerprint_of
from awareness.content.load_changes import LoadChange, changes_if_unchanged
from awareness.content.problems import Problem
from awareness.content.swap import SwapError
from awareness.studio.publishing.write_lock import write_lock


class Command(ContentCommand):
    help = "Load the content files. What does not pass every check loads nothing."
    # They import every page, which takes longer than an unchanged load; `check` and `migrate` run
    # them, and every start.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--again",
            action="store_true",
            help="read and check everything even if no file has changed since the last load",
        )

    def handle(
        self, *, packs: list[Path], verbosity: int, again: bool, subject: str, **options: Any
    ) -> None:
        if not _migrated():
            raise CommandError("The database is not up to date. Run manage.py migrate first.")
        try:
            with write_lock() as repair_note:
                if repair_note:
                    self.stderr.write(repair_note)
                for path in written_folders.remove_unchanged_folders():
                    self.stderr.write(f"{path} is as it ships: what was edited here went")
                changes = self.load_unless_unchanged(packs, subject, is_forced=again)
        except PermissionError as error:
            raise CommandError(
                f"{error.filename} may not be written. Run this as the user that the site runs as."
            ) from error
        except SwapError as error:
            raise CommandError(f"{error}. Mend it by hand, then load again.") from error
        for change in changes if verbosity else ():
            self.stdout.write(str(change))
        self.warn_of_waiting_edits(within_line=not verbosity)

    def load_unless_unchanged(
        self, pack_folders: list[Path], subject_key: str, *, is_forced: bool
    ) -> list[LoadChange]:
        """What a load changes; what the last load changed where no file did since, unless the load
        is forced or is of some packs alone. `subject_key`: "" where each pack lies in its own."""
        fingerprint = "" if pack_folders else fingerprint_of(settings.CONTENT_DIRS)
        known_changes = None if pack_folders or is_forced else changes_if_unchanged(fingerprint)
        if known_changes is not None:
            return known_changes
        return self.load(pack_folders, fingerprint, subject_key)

    def load(
        self, pack_folders: list[Path], fingerprint: str, subject_key: str
    ) -> list[LoadChange]:
        """Reads, checks and loads. CommandError where a check refuses it."""
        # They take as long to import as all of an unchanged load.
        from awareness.content.checks import examine
        from awareness.content.held import hold_up
        from awareness.content.load import load

        content = self.read(pack_folders, subject_key)
        checked = examine(content)
        if not pack_folders:
            content, checked = hold_up(content, checked, examine)
        if checked.errors:
            self.refuse(checked.errors, "Nothing was loaded.")
        self.write_held(content.held_problems)
        return load(content, checked.built_questions, fingerprint=fingerprint)

    def write_held(self, problems_by_name: Mapping[str, Iterable[Problem]]) -> None:
        """What was loaded as it is and passes no more, and what rests on it, with its lines."""
        for name, problems in problems_by_name.items():
            sentence = "held up. What is live of it stays as it is; all else is loaded. Mend this:"
            self.stderr.write(f"{name}: {sentence}")
            self.write_problems(list(problems))


def _migrated() -> bool:
    """Whether the database has every migration. Their names say so without importing them all; a
    migration that was applied under the names of those it replaces is found by Django's plan."""
    migration_names = {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([f"{app.path}/migrations"])
        if module.name[0] not in "_~"
    }
    if migration_names <= MigrationRecorder(connection).applied_migrations().keys():
        return True
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
