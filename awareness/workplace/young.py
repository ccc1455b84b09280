"""Who is under 18 at the workplaces: the day is kept in `people`, and counts to its end."""

from collections.abc import Sequence
from datetime import date

from awareness.people.models import Site, User


def is_young(user, day: date) -> bool:
    """Whether the user is given the youth edition on the day; nobody who is not signed in is."""
    return user.is_authenticated and user.is_youth_on(day)


def sites_with_young(sites: Sequence[Site], day: date) -> set[int]:
    """Ids of the sites where somebody under 18 works on the day: they need a trusted adult."""
    young = User.objects.filter(is_active=True, site__in=sites, youth_until__gte=day)
    return set(young.order_by().values_list("site_id", flat=True).distinct())
