"""Print who may see what, from the code that decides it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from awareness.people.visibility import ROLES, visibility_rows


class Command(BaseCommand):
    help = "One row a field: what each role sees of it, from own to never (docs/privacy.md)."
    requires_system_checks: list[str] = []  # it reads code only, no database and no settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["json", "text"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = visibility_rows()
        as_format = as_json if options["format"] == "json" else as_text
        self.stdout.write(as_format(rows))


def as_json(rows: list[dict[str, str]]) -> str:
    """[{"field": …, "roles": {"learner": …, "manager": …, …}}, …]"""
    nested = [{"field": row["field"], "roles": {role: row[role] for role in ROLES}} for row in rows]
    return json.dumps(nested, indent=2)


def as_text(rows: list[dict[str, str]]) -> str:
    """The table in columns that line up."""
    names = ["field", *ROLES]
    widths = {n: max(len(n), *(len(row[n]) for row in rows)) for n in names}
    lines = [{n: n for n in names}, *rows]
    return "\n".join("  ".join(line[n].ljust(widths[n]) for n in names).rstrip() for line in lines)
