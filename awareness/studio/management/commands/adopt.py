"""`manage.py adopt MODULE --by "Name" --by "Name"`: two people take on a live version."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from awareness.learning.adoption import adopt
from awareness.learning.errors import AdoptionError
from awareness.learning.models import ModuleVersion

MESSAGES = {
    "two_people": 'Name two people: --by "First Person" --by "Second Person".',
    "same_person": "These are the same person. Adoption needs two different people.",
    "already_adopted": "This version is adopted already. Nothing was changed.",
    "demo_only": "A demo adoption is possible in the demo only (AWARENESS_MODE=demo).",
}


class Command(BaseCommand):
    help = "Write down that two named people have read a module's live version and adopt it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("module", help="the module's slug, for instance what-to-do")
        parser.add_argument("--by", action="append", default=[], metavar="NAME")
        parser.add_argument("--demo", action="store_true", help="counts in the demo alone")

    def handle(self, *, module: str, by: list[str], demo: bool, **options: Any) -> None:
        version = (
            ModuleVersion.objects.live()
            .select_related("module")
            .filter(module__slug=module)
            .first()
        )
        if version is None:
            module_slugs = ModuleVersion.objects.live().values_list("module__slug", flat=True)
            names = ", ".join(module_slugs) or "none is loaded"
            raise CommandError(f"There is no module {module}. Modules: {names}.")
        try:
            adoption = adopt(version, by, timezone.localdate(), demo)
        except AdoptionError as error:
            raise CommandError(MESSAGES[error.code]) from error
        self.stdout.write(
            f"{module} {version.label} is adopted by {adoption.first} and {adoption.second}"
            f"{' (demo)' if demo else ''}. Text {adoption.content_hash[:12]}."
        )
