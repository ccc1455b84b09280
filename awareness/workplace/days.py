"""What day it is where somebody works."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from awareness.people.models import Site


def day_at(site: Site | None, now: datetime | None = None) -> date:
    """The calendar day at the site (UTC without a site, or where its zone is not known)."""
    try:
        zone = ZoneInfo(site.time_zone) if site else ZoneInfo("UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return timezone.localdate(now, timezone=zone)
