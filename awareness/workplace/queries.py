"""What stands on the help card, what is missing before a site can be assigned anything, and what
was stated before a module goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from awareness.people.models import Site, User
from awareness.subjects.queries import keys_of_subjects_off, subjects_on
from awareness.subjects.registry import subjects
from awareness.subjects.schema import Danger, SubjectFile
from awareness.workplace.models import (
    Answer,
    HelpLink,
    LineCheck,
    Need,
    PolicyVersion,
    Position,
    SiteContact,
    Statement,
    Subject,
    SupportLine,
)
from awareness.workplace.phones import dial
from awareness.workplace.support import Support, contact_at, view_line, view_need
from prepared import Slot, prepared

NEEDS_OF_MODULES = ("contacts", "policy", "support")


@dataclass(frozen=True)
class Group:
    """What the foot of a page says of one subject."""

    subject: SubjectFile
    first: SiteContact | None
    second: SiteContact | None
    needs: list[Need]


class Nearest:
    """What the foot of every page says: whom to tell first, the emergency number and for which
    needs there is somebody outside. Two queries, made when a page asks for it; the names are those
    of `Support`.
    """

    def __init__(self, site: Site | None) -> None:
        self._site = site
        self._subject = ""  # whose page it is; "" between subjects
        self._emergency: str | None = None

    @cached_property
    def named(self) -> tuple[SiteContact, ...]:
        """Everybody who is named at the site, the trusted adult among them."""
        return tuple(_contacts(site=self._site.pk)) if self._site else ()

    @property
    def contacts(self) -> tuple[SiteContact, ...]:
        """The two who are told."""
        return tuple(c for c in self.named if c.position != Position.TRUSTED)

    @property
    def first(self) -> SiteContact | None:
        return contact_at(self.contacts, 1)

    @property
    def second(self) -> SiteContact | None:
        return contact_at(self.contacts, 2)

    @cached_property
    def _known(self) -> list[Need]:
        if self._site is None:
            return list(Need.objects.current().with_lines(SupportLine.objects.of(site=None)))
        return _needs(site=self._site.pk, country=self._site.country)

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs that the foot names, each with whether a line is there (`has_lines`)."""
        return tuple(need for need in self._known if need.offer)

    @cached_property
    def groups(self) -> list[Group]:
        """Whom the foot names, subject after subject; of one page's subject that alone. Where
        nobody and nothing is known, the first subject that is on: its words lead to the card."""
        keys = {self._subject} if self._subject else {contact.subject for contact in self.contacts}
        keys |= {need.subject for need in self._known}
        if keys <= {""}:
            keys = {subject.key for subject in subjects_on()[:1]}
        return [self._group(subject) for key, subject in subjects().items() if key in keys]

    def _group(self, subject: SubjectFile) -> Group:
        mine = ("", subject.key)
        contacts = [contact for contact in self.contacts if contact.subject in mine]
        needs = [need for need in self.needs if need.subject in mine]
        return Group(subject, contact_at(contacts, 1), contact_at(contacts, 2), needs)

    @property
    def danger(self) -> Danger:
        """The words beside the emergency number: of the one subject, or of none."""
        return self.groups[0].subject.danger if len(self.groups) == 1 else Danger()

    def of(self, subject: str) -> Nearest:
        """The same of one subject's page; of a page between subjects it is this."""
        if not subject:
            return self
        narrowed = Nearest(self._site)
        narrowed._subject = subject
        narrowed.named = tuple(policy for policy in self.named if policy.subject in ("", subject))
        narrowed._known = [need for need in self._known if need.subject in ("", subject)]
        narrowed._emergency = self.emergency
        return narrowed

    @property
    def emergency(self) -> str:
        """As it is dialled; "" where none is known."""
        if self._emergency is None:
            known = (dial(need.emergency) for need in self._known if need.emergency)
            self._emergency = next(known, "")
        return self._emergency


@prepared
def _contacts(site: Slot) -> QuerySet[SiteContact]:
    return SiteContact.objects.current().filter(site=site)


def contacts_elsewhere(card: Support) -> list[SiteContact]:
    """Who is named first at other sites and not on this card, with their sites; one query."""
    named = [contact.name for contact in card.contacts]
    other_contacts = SiteContact.objects.current().filter(position=Position.FIRST)
    if card.first:
        other_contacts = other_contacts.filter(subject=card.first.subject)
    other_contacts = (
        other_contacts.exclude(site=card.site).exclude(name__in=named).select_related("site")
    )
    return list({contact.name: contact for contact in other_contacts}.values())


@prepared
def _needs(site: Slot, country: Slot) -> QuerySet[Need]:
    return Need.objects.current().with_lines(SupportLine.objects.at(site, country))


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a site lacks. `code`: missing_contacts, missing_policy or missing_support."""

    code: str
    site: Site
    text: str

    def __str__(self) -> str:
        return self.text


def of_all(card: Support) -> Support:
    """With the words of every subject that is on, also of one for which nobody is entered yet; one
    query."""
    return replace(card, otherwise=frozenset(subject.key for subject in subjects_on()))


def support_for(site: Site | None, today: date | None = None, *, young: bool = False) -> Support:
    """Contacts and lines for the people of a site, with those for people under 18 if `young`: three
    queries, two without a site; one more where neither is of any subject.
    """
    today = today or (site.today() if site else timezone.localdate(timezone=UTC))
    named = Nearest(site)
    checked = SupportLine.objects.of(site).with_newest_check(site)
    lines = [view_line(line, today) for line in checked]
    emergency = next((line.tel for line in lines if line.emergency), "")
    grown = [line for line in lines if not line.youth]
    needs = tuple(view_need(need, grown) for need in Need.objects.current())
    card = Support(site, emergency, named.contacts, needs)
    if not card.keys:
        card = of_all(card)
    if not young:
        return card
    return replace(
        card,
        young=True,
        trusted_adults=_trusted(named.named),
        youth=tuple(line for line in lines if line.youth),
    )


def _trusted(named: Iterable[SiteContact]) -> tuple[SiteContact, ...]:
    """The trusted adults among these, in the order of their subjects."""
    order = ["", *subjects()]
    trusted = [contact for contact in named if contact.position == Position.TRUSTED]
    known = [contact for contact in trusted if contact.subject in order]
    return tuple(sorted(known, key=lambda contact: order.index(contact.subject)))


def current_policy(
    site: Site, today: date | None = None, subject: str = ""
) -> PolicyVersion | None:
    """The policy that holds at the site: the newest whose first day has come; of any subject that
    is on where none is named."""
    valid = PolicyVersion.objects.filter(site=site, valid_from__lte=today or site.today())
    return _of_subject(valid, subject).order_by("-number").first()


def current_policies(site: Site, today: date) -> list[PolicyVersion]:
    """The policy of each subject that is on and has one; one query."""
    valid = PolicyVersion.objects.filter(site=site, valid_from__lte=today)
    newest = {
        policy.subject: policy for policy in _of_subject(valid, subject="").order_by("number")
    }
    return [newest[key] for key in ("", *subjects()) if key in newest]


def _of_subject(policies: QuerySet[PolicyVersion], subject: str) -> QuerySet[PolicyVersion]:
    shown = policies.exclude(subject__in=keys_of_subjects_off())
    return shown.filter(subject__in=("", subject)) if subject else shown


def newest_policy(site: Site, subject: str) -> PolicyVersion | None:
    """The policy of the subject entered last, whether or not its first day has come."""
    return _of_subject(PolicyVersion.objects.filter(site=site), subject).order_by("-number").first()


def any_policy(subject: str) -> bool:
    """Whether any site has a policy of the subject yet."""
    return PolicyVersion.objects.filter(subject=subject).exists()


def emergency_numbers() -> list[tuple[str, str]]:
    """(site, number) of every site whose number is known: all that a stranger may be told."""
    numbers = dict(
        SupportLine.objects.current()
        .filter(emergency=True, site=None)
        .values_list("country", "phone")
    )
    return [(s.name, numbers[s.country]) for s in Site.objects.all() if s.country in numbers]


def missing_at(
    sites: Sequence[Site], needs: Iterable[str], now: datetime | None = None, subject: str = ""
) -> list[Missing]:
    """What sites lack of a module's needs (`contacts`, `policy`, `support`) in its subject,
    named, by the day it is there (now, or at that moment); as many queries for several sites as for
    one. Ordered by site, then by need."""
    needs = set(needs)
    if unknown := needs.difference(NEEDS_OF_MODULES):
        raise ValueError(f"unknown needs of a module: {', '.join(sorted(unknown))}")
    missing: list[Missing] = []
    if "contacts" in needs:
        missing += _missing_contacts(sites, now, subject)
    if "policy" in needs:
        missing += _missing_policy(sites, now, subject)
    if "support" in needs:
        missing += _missing_support(sites, subject)
    places = {site.pk: place for place, site in enumerate(sites)}
    return sorted(missing, key=lambda m: places[m.site.pk])


def _missing_contacts(sites: Sequence[Site], now: datetime | None, subject: str) -> list[Missing]:
    current = SiteContact.objects.current().filter(site__in=sites)
    if subject:
        current = current.filter(subject__in=("", subject))
    contacts = list(current)
    named = {(contact.site_id, contact.position) for contact in contacts}
    outside = {contact.site_id for contact in contacts if contact.outside_line}
    words = {
        Position.FIRST: _("%(site)s: no first contact"),
        Position.SECOND: _("%(site)s: no second contact"),
        Position.TRUSTED: _("%(site)s: no trusted adult for people under 18"),
    }
    # Only where somebody under 18 works. Which day it is differs by hours between sites; they are
    # looked at on one, so that this stays one query.
    young = sites_with_young(sites, timezone.localdate(now, timezone=UTC))
    known = subjects().get(subject)
    nobody = _("%(site)s: no contact who manages nobody, for whoever has to tell of their manager")
    return [
        Missing("missing_outside_line", site, nobody % {"site": site.name})
        for site in sites
        if known and known.employer.outside_line and site.pk not in outside
    ] + [
        Missing("missing_contacts", site, text % {"site": site.name})
        for site in sites
        for position, text in words.items()
        if (site.pk, position) not in named and (position != Position.TRUSTED or site.pk in young)
    ]


def sites_with_young(sites: Sequence[Site], day: date) -> set[int]:
    """Ids of the sites where somebody under 18 works on the day: they need a trusted adult."""
    young = User.objects.at_work(day).filter(site__in=sites, youth_until__gte=day)
    return set(young.order_by().values_list("site_id", flat=True).distinct())


def _missing_policy(sites: Sequence[Site], now: datetime | None, subject: str) -> list[Missing]:
    first_days: dict[int, date] = {}
    policies = _of_subject(PolicyVersion.objects.filter(site__in=sites), subject)
    for site_id, day in policies.values_list("site_id", "valid_from"):
        first_days[site_id] = min(day, first_days.get(site_id, day))
    return [
        Missing("missing_policy", site_id, _no_policy(site_id, first_days.get(site_id.pk)))
        for site_id in sites
        if first_days.get(site_id.pk, date.max) > site_id.today(now)
    ]


def _no_policy(site: Site, from_day: date | None) -> str:
    """In words: none is entered, or the one that is holds from a later day."""
    if from_day is None:
        return _("%(site)s: no policy") % {"site": site.name}
    values = {"site": site.name, "day": date_format(from_day)}
    return _("%(site)s: the policy holds from %(day)s only") % values


def _missing_support(sites: Sequence[Site], subject: str) -> list[Missing]:
    checked = checked_needs(sites)
    needed = Need.objects.current().filter(required=True)
    required = list(needed.filter(subject__in=("", subject)) if subject else needed)
    text = _("%(site)s: no support line tried for: %(needs)s")
    missing = []
    for site in sites:
        needs = [need.label for need in required if (site.pk, need.key) not in checked]
        if needs:
            words = text % {"site": site.name, "needs": "; ".join(needs)}
            missing.append(Missing("missing_support", site, words))
    return missing


def checked_needs(sites: Sequence[Site]) -> set[tuple[int, str]]:
    """(site id, need) of every need for which the site has tried a line that answers; one query."""
    newest = (
        LineCheck.objects.filter(site__in=sites)
        .order_by()
        .values("site", "line")
        .annotate(newest=Max("id"))
        .values("newest")
    )
    good = LineCheck.objects.filter(
        id__in=newest, answers=True, line__retired=False, line__youth=False
    )
    return set(good.order_by().values_list("site_id", "line__need"))


# The checklist before a module goes out, and the links of help cards


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of the checklist: the statement that holds, and every statement made before."""

    subject: Subject
    now: Statement | None  # None also when the newest row takes it back
    rows: tuple[Statement, ...]  # the newest first

    @property
    def label(self) -> str:
        return str(self.subject.label)

    @property
    def standing(self) -> str:
        """open, done or none (a house without a works council); names what the page shows of it."""
        return self.now.answer if self.now else "open"

    @property
    def actions(self) -> tuple[str, ...]:
        """What the page offers to do, by name of its part; a test mail can always be sent again."""
        if self.subject == Subject.TEST_MAIL:
            return ("send", "not_arrived") if self.now else ("send",)
        if self.now:
            return ("take_back",)
        return ("done", "none") if self.subject == Subject.WORKS_COUNCIL else ("done",)


def checklist(rows: Iterable[Statement] | None = None) -> list[ChecklistItem]:
    """Every subject in its order; one query."""
    statements = list(Statement.objects.order_by("-id") if rows is None else rows)
    items = []
    for subject in Subject:
        history = tuple(row for row in statements if row.subject == subject)
        current = history[0] if history and history[0].answer != Answer.WITHDRAWN else None
        items.append(ChecklistItem(subject, current, history))
    return items


def link_of(site: Site) -> HelpLink | None:
    """The link that opens the site's help card now."""
    return HelpLink.objects.filter(site=site, ended_on=None).select_related("made_by").first()


def site_behind(token: str) -> Site | None:
    """The site whose card the link opens; None for a link that was renewed, or never was."""
    link = HelpLink.objects.filter(token=token, ended_on=None).select_related("site").first()
    return link.site if link else None
