"""The background worker, as `make run` and production start it."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

POLL = 1.5  # seconds between two looks for something to do
AT_ONCE = 4  # tasks at a time, in threads: three may hang on a mail server or compute


class Command(BaseCommand):
    help = "Do what waits in the background until SIGTERM or SIGINT; then finish what was begun."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        call_command("ox_worker", interval=POLL, concurrency=AT_ONCE, verbosity=verbosity)
