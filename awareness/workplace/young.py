"""Who is under 18 here. The day until which somebody counts as young is kept in `people`
(`youth_until`, the first day on which they no longer do); nothing here keeps it.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import FieldDoesNotExist

from awareness.people.models import Site, User


def is_young(user, day: date) -> bool:
    """Whether the user is under 18 on the day. Somebody without that day counts as grown up."""
    until = getattr(user, "youth_until", None)
    return until is not None and day < until


def sites_with_young(sites: Sequence[Site], day: date) -> set[int]:
    """Ids of the sites where somebody under 18 works on the day: they need a trusted adult."""
    try:
        User._meta.get_field("youth_until")
    except FieldDoesNotExist:  # an installation that keeps no such day
        return set()
    young = User.objects.filter(is_active=True, site__in=sites, youth_until__gt=day)
    return set(young.order_by().values_list("site_id", flat=True).distinct())
