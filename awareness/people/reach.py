"""Of which places somebody is HR: of all of them, or of the sites and countries of their grant.

Every page, export and count of HR asks here, by `sites_of_hr`, `people_of_hr` and `site_of_hr`.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from awareness.people.models import RoleGrant, Site, User


@dataclass(frozen=True)
class Reach:
    """Places, by site and by country. `everywhere`: the whole employer, and people at no site."""

    everywhere: bool = False
    sites: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()

    def at(self, site: str = "") -> Q:
        """As a condition on sites, or on rows whose site stands under that name (`"site__"`)."""
        if self.everywhere:
            return Q()
        return Q(**{f"{site}pk__in": self.sites}) | Q(**{f"{site}country__in": self.countries})

    def holds(self, site: Site) -> bool:
        """Whether a site is one of these places."""
        return self.everywhere or site.pk in self.sites or site.country in self.countries


EVERYWHERE = Reach(everywhere=True)


def read_reach(user_id: int) -> Reach:
    """What the grant of HR says; nothing without one. One query. Of a request it is asked as
    `user.reach`, which keeps it."""
    grants = RoleGrant.objects.filter(user=user_id, role="hr")
    rows = list(grants.values_list("limited", "countries", "sites"))
    return Reach(
        everywhere=any(not limited for limited, _countries, _site in rows),
        sites=frozenset(site_id for _limited, _countries, site_id in rows if site_id),
        countries=frozenset(code for _limited, countries, _site in rows for code in countries),
    )


def sites_of_hr(user: User) -> QuerySet[Site]:
    """The sites that somebody is HR of, but those that were closed; none for whoever is not HR."""
    return Site.objects.open().filter(user.reach.at())


def people_of_hr(user: User) -> QuerySet[User]:
    """The people that somebody is HR of, those who have left or not begun among them."""
    return User.objects.filter(user.reach.at("site__"))


def site_of_hr(user: User, slug: str) -> Site:
    """A site that somebody is HR of; 404 for any other, as if it did not exist."""
    return get_object_or_404(sites_of_hr(user), slug=slug)
