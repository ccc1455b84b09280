"""What day it is where somebody works."""

from datetime import UTC, date, datetime

from django.utils import timezone

from awareness.people.models import Site


def day_at(site: Site | None, now: datetime | None = None) -> date:
    """The calendar day at the site (UTC without a site, or where its zone is not known)."""
    zone = site.zone if site else UTC
    return timezone.localdate(now, timezone=zone)
