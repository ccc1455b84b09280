"""Make our tables, load the shipped and the synthetic content, and people u0 … at one site."""

import os
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402

from awareness.people.models import Site, User  # noqa: E402

call_command("migrate", verbosity=0)
call_command("load_content", verbosity=0)
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
call_command("collectstatic", "--noinput", verbosity=0)
site = Site.objects.create(slug="bench", name="Bench", country="SE", time_zone="Europe/Stockholm")
password = make_password(os.environ["BENCH_PASSWORD"])
User.objects.bulk_create(
    User(
        email=f"u{i}@example.com",
        name=f"Person {i}",
        password=password,
        site=site,
    )
    for i in range(int(sys.argv[1]))
)
