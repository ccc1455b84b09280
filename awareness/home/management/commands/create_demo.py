"""Make Nordvik Foods: 120 invented people at three sites, and what they have done so far."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from awareness.home.demo import company, employer
from awareness.home.demo.company import sign_in_lines


class Command(BaseCommand):
    help = "Make the demo employer. A second call changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day from which all other days are counted (default: today)",
        )
        parser.add_argument(
            "--subject",
            action="append",
            default=[],
            metavar="KEY",
            help="a subject that is on, once for each (default: all are)",
        )
        parser.add_argument("--show", action="store_true", help="print the sign-ins and password")

    def handle(
        self,
        *args: Any,
        today: date | None = None,
        subject: Sequence[str] = (),
        show: bool = False,
        verbosity: int = 1,
        **options: Any,
    ) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo employer has a public password, so it is made in demo mode alone "
                "(AWARENESS_MODE=demo)."
            )
        try:
            employer.refuse_other_people(connection)
            exists = employer.demo_exists()
            if not exists:
                employer.create_demo(today or timezone.now().date(), subject)
        except employer.DemoError as error:
            raise CommandError(str(error)) from error
        if not exists:
            if verbosity:
                self.stdout.write(f"{company.read_employer()['name']}: made.")
        elif verbosity and not show:
            self.stdout.write(
                f"{company.read_employer()['name']} is here already. Nothing was changed."
            )
        if show:
            self.stdout.write("\n".join(sign_in_lines()))
