"""Who would get which mail on a day, and why everybody else gets none."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from awareness.mailing.listing import PlanLine, read_plan_lines
from awareness.people.models import User


class Command(BaseCommand):
    help = "Say who would get which mail on a day, and why everybody else gets none. Sends nothing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--on", required=True, help="the day, as 2027-04-15")
        parser.add_argument("--format", choices=("json", "text"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = date.fromisoformat(options["on"])
        except ValueError:
            raise CommandError(f"--on is {options['on']!r}; write a day as 2027-04-15.") from None
        rows = read_plan_lines(day, timezone.now(), User.objects.all())
        if options["format"] == "json":
            self._as_json(rows)
        else:
            for row in rows:
                self.stdout.write(as_text(row))

    def _as_json(self, rows: Any) -> None:
        """One list; each person on a line of its own, so that any number of them can be read."""
        text_before = "[\n"
        for row in rows:
            self.stdout.write(text_before + json.dumps(as_json(row), ensure_ascii=False), ending="")
            text_before = ",\n"
        self.stdout.write("[]" if text_before == "[\n" else "\n]")


def as_json(row: PlanLine) -> dict[str, Any]:
    return {
        "person": str(row.person.public_id),
        "number": row.number,
        "name": row.person.name,
        "at": row.at.isoformat() if row.at else None,
        "mail": row.mail,
        "occasions": [
            {"kind": item.kind.value, "thing": item.thing, "day": item.day.isoformat()}
            for item in row.items
        ],
        "why": row.why,
    }


def as_text(row: PlanLine) -> str:
    kinds = ", ".join(f"{item.kind.value} of {item.day}" for item in row.items)
    if row.why:
        return f"{row.person.name}: no mail, {row.why}" + (f" (else {kinds})" if kinds else "")
    time = f"{row.at:%H:%M}" if row.at else "at once"
    return f"{row.person.name}: {row.mail} at {time}" + (f" ({kinds})" if kinds else "")
