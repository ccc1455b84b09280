"""Fills the server's database and collects its static files: `python -m tests.journeys.prepare`, in
a process of its own. A database that is there already stays as it is."""

import os
from pathlib import Path

import django
from django.core.management import call_command

from tests.journeys.people import ADDED, JOINER, PASSWORD, SITE, TEAM


def main() -> None:
    django.setup()
    call_command("collectstatic", "--noinput", verbosity=0)
    made = Path(os.environ["JOURNEYS_FOLDER"]) / "prepared"
    if made.exists():
        return
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("create_demo", verbosity=0)
    add_people()
    made.touch()


def add_people() -> None:
    """People who joined today; all but the last are asked what everybody at their site is asked."""
    from django.utils import timezone

    from awareness.assignments.actions import add_all_joiners
    from awareness.people.models import Membership, Site, Team, User

    now = timezone.now()
    site, team = Site.objects.get(slug=SITE), Team.objects.get(slug=TEAM)
    for who in (*ADDED, JOINER):
        if who is JOINER:
            add_all_joiners(now)
        user = User.objects.create_user(
            email=who.sign_in, name=who.name, site=site, password=PASSWORD, is_demo=True
        )
        Membership.objects.create(user=user, team=team, since=now.date())


if __name__ == "__main__":
    main()
