"""Whether each site is ready to be assigned something, and what it lacks, for HR's set-up page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from awareness.people.models import Site
from awareness.workplace.models import Need, PolicyVersion, SiteContact
from awareness.workplace.queries import checked_needs


@dataclass(frozen=True, slots=True)
class SiteReady:
    """What one site has. `policy` was entered last; `checked`: needs with a line that answers."""

    site: Site
    people: int
    first: SiteContact | None
    second: SiteContact | None
    policy: PolicyVersion | None
    checked: frozenset[str]

    @property
    def has_contacts(self) -> bool:
        return self.first is not None and self.second is not None

    @property
    def has_lines(self) -> bool:
        return len(self.checked) == len(Need)

    @property
    def unchecked(self) -> list[str]:
        """Labels of the needs without a line that was tried."""
        return [str(need.label) for need in Need if need.value not in self.checked]


@dataclass(frozen=True, slots=True)
class Ready:
    """The four steps over all sites. `here` is the first step not done, 0 when all are."""

    sites: tuple[SiteReady, ...]

    @property
    def done(self) -> dict[str, bool]:
        some = bool(self.sites)
        return {
            "people": some and all(s.people for s in self.sites),
            "contacts": some and all(s.has_contacts for s in self.sites),
            "policy": some and all(s.policy for s in self.sites),
            "lines": some and all(s.has_lines for s in self.sites),
        }

    @property
    def css(self) -> dict[str, str]:
        """The class of each step: done, the one to do now, or one after it."""
        found, css = False, {}
        for step, done in self.done.items():
            css[step] = "is-done" if done else "is-next" if found else "is-here"
            found = found or not done
        return css

    @property
    def count_done(self) -> int:
        return sum(self.done.values())

    @property
    def complete(self) -> bool:
        return all(self.done.values())

    @property
    def people(self) -> int:
        return sum(s.people for s in self.sites)


def ready(only: Sequence[Site] | None = None) -> Ready:
    """Everything about all sites (or only these), in five queries however many there are."""
    sites = Site.objects.annotate(n=Count("people", filter=Q(people__is_active=True)))
    if only is not None:
        sites = sites.filter(pk__in=[site.pk for site in only])
    sites = list(sites.order_by("name"))
    contacts = {
        (c.site_id, c.position): c for c in SiteContact.objects.current().filter(site__in=sites)
    }
    policies = {
        p.site_id: p for p in PolicyVersion.objects.filter(site__in=sites).order_by("number")
    }
    checked = checked_needs(sites)
    return Ready(
        tuple(
            SiteReady(
                site=site,
                people=site.n,
                first=contacts.get((site.pk, 1)),
                second=contacts.get((site.pk, 2)),
                policy=policies.get(site.pk),
                checked=frozenset(need for at, need in checked if at == site.pk),
            )
            for site in sites
        )
    )
