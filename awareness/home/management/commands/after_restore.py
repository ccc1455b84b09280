"""After a restore: close what had ended since the backup, and name what somebody has to decide."""

from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format

from awareness.people.models import Site
from awareness.people.ways_in import end_handed_out_ways_in
from awareness.workplace.actions import end_link
from awareness.workplace.models import HelpLink
from prepared.planning import refresh_statistics


class Command(BaseCommand):
    help = (
        "After a backup was restored: end every session and every invitation and code that was "
        "handed out, forget what the cache counted, and name the help links that open. A link that "
        "was renewed since the backup opens again under its old address until it is ended here "
        "(--end-help-link SITE) and made anew by HR."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--end-help-link",
            action="append",
            default=[],
            metavar="SITE",
            dest="sites",
            help="the slug of a site whose link was renewed since the backup; may be repeated",
        )

    def handle(self, *args: Any, sites: list[str], **options: Any) -> None:
        ended = [self._site(slug) for slug in sites]
        today = timezone.localdate()
        sessions, _ = Session.objects.all().delete()
        cache.clear()
        refresh_statistics(apps.get_models())
        self.stdout.write(f"Sessions ended: {sessions}. Everybody signs in again.")
        ways_in = end_handed_out_ways_in(timezone.now())
        self.stdout.write(f"Invitations and codes ended: {ways_in}. HR makes new ones.")
        for site in ended:
            was = end_link(site, today)
            self.stdout.write(
                f"{site.name}: the help link is ended; HR makes a new one under Ready."
                if was
                else f"{site.name}: there was no help link."
            )
        self._name_links()

    def _site(self, slug: str) -> Site:
        site = Site.objects.filter(slug=slug).first()
        if site is None:
            known = ", ".join(Site.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"no site is called {slug!r}; there are: {known or 'none'}")
        return site

    def _name_links(self) -> None:
        """Print each help link that opens, with the day on which it was made."""
        links = HelpLink.objects.filter(ended_on=None).select_related("site").order_by("site__slug")
        if not links:
            self.stdout.write("No help link is open.")
            return
        self.stdout.write(
            "Help links that open. If one of these was renewed after the backup, end it "
            "(--end-help-link SITE):"
        )
        for link in links:
            self.stdout.write(f"  {link.site.slug}: made on {date_format(link.made_on)}")
