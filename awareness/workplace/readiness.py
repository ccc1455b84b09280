"""Whether everything is there before a module is assigned, and what is missing in words, for HR's
set-up page: four steps, three of them this room's.

The fourth, adopted content, is known to a room above: `settings.READINESS_STEPS` names the
functions that say how their step stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from awareness.people.models import Site, at_work
from awareness.subjects.queries import subjects_on
from awareness.subjects.schema import SubjectFile
from awareness.workplace import languages
from awareness.workplace.models import (
    HelpLink,
    Need,
    PolicyVersion,
    Position,
    SiteContact,
    SiteSetting,
)
from awareness.workplace.queries import checked_needs, missing_at


@dataclass(frozen=True, slots=True)
class SiteReadiness:
    """What one site has. `policy` was entered last; `checked`: needs with a line that answers."""

    site: Site
    people: int
    first: SiteContact | None
    second: SiteContact | None
    trusted: SiteContact | None
    policy: PolicyVersion | None
    checked: frozenset[str]
    codes: tuple[str, ...]  # of the languages its people need
    link: HelpLink | None
    wanted: int = 0  # how many needs ask for a line

    @property
    def languages(self) -> str:
        """What its people need, by name."""
        return ", ".join(languages.language_name(code) for code in self.codes)

    @property
    def languages_missing(self) -> str:
        """The names of the languages that people of the site need and nothing exists in yet; "" for
        none."""
        translated = languages.shipped_among(list(self.codes))
        return ", ".join(
            languages.language_name(code) for code in self.codes if code not in translated
        )


@dataclass(frozen=True, slots=True)
class ReadinessStep:
    """One of the four: done when nothing is missing. What is missing is said in words. The key
    names the part of templates/workplace/_step_parts.html that stands below the heading."""

    key: str
    heading: str
    missing: tuple[str, ...]
    said: tuple[str, ...] = ()  # what is there, where there is no table of it

    @property
    def done(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class SubjectReadiness:
    """What the sites have of one subject."""

    subject: SubjectFile | None
    sites: tuple[SiteReadiness, ...]

    @property
    def of(self) -> str:
        """The end of an address: its number, for no address names a subject."""
        return f"?of={self.subject.order}" if self.subject else ""


@dataclass(frozen=True)
class Readiness:
    """The four steps over the sites that somebody is HR of, in the subjects that are on."""

    subjects: tuple[SubjectReadiness, ...]
    sites: tuple[SiteReadiness, ...]
    steps: tuple[ReadinessStep, ...]

    @cached_property
    def css(self) -> dict[str, str]:
        """The class of each step: done, the one to do now, or one after it."""
        next_is_marked, css = False, {}
        for step in self.steps:
            css[step.key] = "is-done" if step.done else "is-next" if next_is_marked else "is-here"
            next_is_marked = next_is_marked or not step.done
        return css

    @cached_property
    def step(self) -> dict[str, ReadinessStep]:
        return {step.key: step for step in self.steps}

    @property
    def marked(self) -> list[tuple[ReadinessStep, str]]:
        """Each step with its class."""
        return [(step, self.css[step.key]) for step in self.steps]

    @property
    def count_done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def complete(self) -> bool:
        return all(step.done for step in self.steps)


def read_readiness(sites: QuerySet[Site], now: datetime) -> Readiness:
    """Everything about these sites, each by its own day; as many queries for four as for one."""
    today = timezone.localdate(now)
    counted = sites.annotate(n=Count("people", filter=at_work(today, "people__")))
    people: dict[Site, int] = {site: site.n for site in counted.order_by("sort_key", "pk")}
    subjects = subjects_on()
    further = tuple(import_string(name)(today) for name in settings.READINESS_STEPS)
    by_subject = _readiness_by_subject(people, subjects)
    return Readiness(
        by_subject[:-1], by_subject[-1].sites, (*_first_steps(people, now, subjects), *further)
    )


def _first_steps(
    people: Mapping[Site, int], now: datetime, subjects: Sequence[SubjectFile]
) -> tuple[ReadinessStep, ...]:
    """The first three, of sites with how many work there. Without a site, each lacks that."""
    sites = list(people)
    none = () if sites else (_("No site is entered yet"),)
    nobody = _("%(site)s: nobody works here yet")
    empty = [nobody % {"site": site.name} for site in sites if not people[site]]
    missing = [
        (gap.code, gap.text if len(subjects) == 1 else f"{subject.neutral}, {gap.text}")
        for subject in subjects
        for gap in missing_at(sites, subject.employer.needed, now, subject.key)
    ]
    policy = tuple(text for code, text in missing if code == "missing_policy")
    others = tuple(text for code, text in missing if code != "missing_policy")
    return (
        ReadinessStep("people", _("Your people"), (*none, *empty)),
        ReadinessStep("contacts", _("Whom to turn to, at each site"), none + others),
        ReadinessStep("policy", _("Your policy"), none + policy),
    )


def _readiness_by_subject(
    people: Mapping[Site, int], subjects: Sequence[SubjectFile]
) -> tuple[SubjectReadiness, ...]:
    """For each subject in order what each site has of it, and at the end, under None, what each has
    of no subject. `people`: by site how many work there. As many queries for several subjects as
    for one."""
    sites = list(people)
    contact_by_place = {
        (c.subject, c.site_id, c.position): c
        for c in SiteContact.objects.current().filter(site__in=sites)
    }
    newest_policy_by_site = {
        (p.subject, p.site_id): p
        for p in PolicyVersion.objects.filter(site__in=sites).order_by("number")
    }
    required_needs_by_subject: dict[str, set[str]] = {}
    for need in Need.objects.current().filter(required=True):
        required_needs_by_subject.setdefault(need.subject, set()).add(need.key)
    languages_by_site = {
        s.site_id: s.languages for s in SiteSetting.objects.filter(site__in=sites).order_by("id")
    }
    link_by_site = {
        link.site_id: link for link in HelpLink.objects.filter(site__in=sites, ended_on=None)
    }
    tried_needs = checked_needs(sites)

    def site_readiness(subject: str, site: Site) -> SiteReadiness:
        """What a site has of the subject with this key, or, under "", of no subject."""
        required_needs = required_needs_by_subject.get(subject, set())
        return SiteReadiness(
            site=site,
            people=people[site],
            first=contact_by_place.get((subject, site.pk, Position.FIRST)),
            second=contact_by_place.get((subject, site.pk, Position.SECOND)),
            trusted=contact_by_place.get((subject, site.pk, Position.TRUSTED)),
            policy=newest_policy_by_site.get((subject, site.pk)),
            checked=frozenset(n for pk, n in tried_needs if pk == site.pk and n in required_needs),
            codes=tuple(languages_by_site.get(site.pk, [site.language])),
            link=link_by_site.get(site.pk),
            wanted=len(required_needs),
        )

    return tuple(
        SubjectReadiness(
            subject, tuple(site_readiness(subject.key if subject else "", s) for s in sites)
        )
        for subject in (*subjects, None)
    )
