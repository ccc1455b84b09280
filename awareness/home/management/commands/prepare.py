"""Everything between an installed program and a demo that can be looked at, in one process."""

import hashlib
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from awareness.home.demo import employer


class Command(BaseCommand):
    help = "Migrate, load the shipped content, collect the static files and make the demo employer."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("prepare makes a demo; in production follow docs/operating.md.")
        try:
            employer.refuse_other_people(connection)
            self.prepare()
        except employer.DemoError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. Nothing is half done; start again when you like."
            ) from None

    def prepare(self) -> None:
        self.step("Preparing the database", "migrate", verbosity=0)
        self.step("Loading the content", "load_content", verbosity=0)
        self.collect_static()
        self.step("Making the demo employer, Nordvik Foods", "create_demo", verbosity=0)

    def step(self, title: str, command: str, *args: Any, **options: Any) -> None:
        """Say what is being done before it is, so that a slow machine never looks stuck."""
        self.stdout.write(f"{title} ... ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        call_command(command, *args, **options)
        self.stdout.write(f"done in {time.monotonic() - began:.1f} s")

    def collect_static(self) -> None:
        """Collect only when a file or a library changed: compressing takes some seconds."""
        stamp = Path(settings.STATIC_ROOT) / "collected"
        state = static_state()
        if stamp.exists() and stamp.read_text() == state:
            return
        self.step("Collecting the static files", "collectstatic", "--noinput", verbosity=0)
        stamp.write_text(state)


def static_state() -> str:
    """A digest of what is collected: our own files by content, the libraries by the lock file."""
    digest = hashlib.sha256((settings.BASE_DIR / "uv.lock").read_bytes())
    assets = settings.BASE_DIR / "awareness" / "home" / "assets"
    for path in sorted(p for p in assets.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(assets)).encode() + path.read_bytes())
    return digest.hexdigest()
