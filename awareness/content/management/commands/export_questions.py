"""`manage.py export_questions`: every live question as a JSON list on stdout, and nothing else."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from awareness.bank.export import question_row
from awareness.bank.queries import live_questions


class Command(BaseCommand):
    help = "Print every live question as JSON: options, answer, figures and the guards it passed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, **options: Any) -> None:
        rows = [
            question_row(version, sorted(use.module for use in version.question.module_uses.all()))
            for version in live_questions()
        ]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
