"""`manage.py export_figures --format csv|json`: every figure on stdout, and nothing else."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from awareness.content.export import as_csv, figure_rows


class Command(BaseCommand):
    help = "Print every figure of the ledger: table cells and derived ones included."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *, format: str, **options: Any) -> None:
        rows = figure_rows()
        if format == "csv":
            self.stdout.write(as_csv(rows), ending="")
        else:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
