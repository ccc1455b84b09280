"""Whether a background worker runs, for a terminal or a monitor."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from awareness.worker.seen import warning


class Command(BaseCommand):
    help = "Say so, and exit with 1, when no background worker was seen for ten minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := warning(timezone.now()):
            sys.exit(problem)
