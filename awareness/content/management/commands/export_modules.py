"""`manage.py export_modules`: every live module as a JSON list on stdout, and nothing else."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from awareness.learning.models import ModuleVersion


class Command(BaseCommand):
    help = "Print every live module as JSON: what it teaches, its steps and their questions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, **options: Any) -> None:
        live = ModuleVersion.objects.live().select_related("module").order_by("module__order")
        rows = [module_row(version) for version in live]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))


def module_row(version: ModuleVersion) -> dict[str, Any]:
    """One module as the export has it. A step's questions are keys, the forms of a scenario too."""
    spec = version.spec
    return {
        "slug": spec.slug,
        "track": spec.track,
        "title": spec.title,
        "version": version.label,
        "mandatory": version.module.mandatory,
        "minutes": spec.minutes,
        "objectives": spec.objectives,
        "editions": spec.editions,
        "decisions": spec.decisions,
        "steps": [
            {
                "kind": step.kind,
                "slug": step.slug,
                "questions": [question.key for question in step.asks],
            }
            for step in spec.steps
        ],
    }
