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
    HelpLink,
    LineCheck,
    Need,
    PolicyVersion,
    Position,
    SiteContact,
    Statement,
    StatementAnswer,
    StatementTopic,
    SupportLine,
)
from awareness.workplace.phones import dial_digits
from awareness.workplace.support import Support, contact_at_position, line_view, need_view
from prepared import Slot, prepared

NEEDS_OF_MODULES = ("contacts", "policy", "support")


@dataclass(frozen=True)
class FooterGroup:
    """What the foot of a page says of one subject."""

    subject: SubjectFile
    first: SiteContact | None
    second: SiteContact | None
    needs: list[Need]


class FooterHelp:
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
        return tuple(_contacts_of_site(site=self._site.pk)) if self._site else ()

    @property
    def contacts(self) -> tuple[SiteContact, ...]:
        """The two who are told."""
        return tuple(c for c in self.named if c.position != Position.TRUSTED)

    @property
    def first(self) -> SiteContact | None:
        return contact_at_position(self.contacts, 1)

    @property
    def second(self) -> SiteContact | None:
        return contact_at_position(self.contacts, 2)

    @cached_property
    def _known(self) -> list[Need]:
        if self._site is None:
            return list(Need.objects.current().with_lines(SupportLine.objects.of(site=None)))
        return _needs_with_lines(site=self._site.pk, country=self._site.country)

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs that the foot names, each with whether a line is there (`has_lines`)."""
        return tuple(need for need in self._known if need.offer)

    @cached_property
    def groups(self) -> list[FooterGroup]:
        """Whom the foot names, subject after subject; of one page's subject that alone. Where no
        contact and no need is known, the first subject that the employer has on: its words link to
        the help card. A contact or need of no subject ("") is named with the others alone."""
        keys = {self._subject} if self._subject else {contact.subject for contact in self.contacts}
        keys |= {need.subject for need in self._known}
        if keys <= {""}:
            keys = {subject.key for subject in subjects_on()[:1]}
        return [self._group(subject) for key, subject in subjects().items() if key in keys]

    def _group(self, subject: SubjectFile) -> FooterGroup:
        mine = ("", subject.key)
        contacts = [contact for contact in self.contacts if contact.subject in mine]
        needs = [need for need in self.needs if need.subject in mine]
        return FooterGroup(
            subject, contact_at_position(contacts, 1), contact_at_position(contacts, 2), needs
        )

    @property
    def danger(self) -> Danger:
        """The words beside the emergency number: of the one subject, or of none."""
        return self.groups[0].subject.danger if len(self.groups) == 1 else Danger()

    def of(self, subject: str) -> FooterHelp:
        """What the foot of a page of this subject says; itself for a page between subjects ("")."""
        if not subject:
            return self
        narrowed = FooterHelp(self._site)
        narrowed._subject = subject
        narrowed.named = tuple(
            contact for contact in self.named if contact.subject in ("", subject)
        )
        narrowed._known = [need for need in self._known if need.subject in ("", subject)]
        narrowed._emergency = self.emergency
        return narrowed

    @property
    def emergency(self) -> str:
        """As it is dialled; "" where none is known."""
        if self._emergency is None:
            known = (dial_digits(need.emergency) for need in self._known if need.emergency)
            self._emergency = next(known, "")
        return self._emergency


@prepared
def _contacts_of_site(site: Slot) -> QuerySet[SiteContact]:
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
def _needs_with_lines(site: Slot, country: Slot) -> QuerySet[Need]:
    return Need.objects.current().with_lines(SupportLine.objects.at(site, country))


@dataclass(frozen=True, slots=True)
class MissingPart:
    """Something a site lacks. `code`: missing_contacts, missing_policy or missing_support."""

    code: str
    site: Site
    text: str

    def __str__(self) -> str:
        return self.text


def with_all_subjects(card: Support) -> Support:
    """The card with the words of every subject that is on, also of one for which nobody is entered
    yet; one query."""
    return replace(card, otherwise=frozenset(subject.key for subject in subjects_on()))


def support_for(site: Site | None, today: date | None = None, *, young: bool = False) -> Support:
    """Contacts and lines for the people of a site, with those for people under 18 if `young`: three
    queries, two without a site; one more where neither is of any subject.
    """
    today = today or (site.today() if site else timezone.localdate(timezone=UTC))
    footer_help = FooterHelp(site)
    checked_lines = SupportLine.objects.of(site).with_newest_check(site)
    lines = [line_view(line, today) for line in checked_lines]
    emergency = next((line.tel for line in lines if line.emergency), "")
    lines_for_all = [line for line in lines if not line.youth]
    needs = tuple(need_view(need, lines_for_all) for need in Need.objects.current())
    card = Support(site, emergency, footer_help.contacts, needs)
    if not card.keys:
        card = with_all_subjects(card)
    if not young:
        return card
    return replace(
        card,
        young=True,
        trusted_adults=_trusted_adults(footer_help.named),
        youth=tuple(line for line in lines if line.youth),
    )


def _trusted_adults(contacts: Iterable[SiteContact]) -> tuple[SiteContact, ...]:
    """The trusted adults among these, in the order of their subjects."""
    order = ["", *subjects()]
    trusted = [contact for contact in contacts if contact.position == Position.TRUSTED]
    known = [contact for contact in trusted if contact.subject in order]
    return tuple(sorted(known, key=lambda contact: order.index(contact.subject)))


def current_policy(
    site: Site, today: date | None = None, subject: str = ""
) -> PolicyVersion | None:
    """The policy that holds at the site: the newest whose first day has come; of any subject that
    is on where none is named."""
    valid = PolicyVersion.objects.filter(site=site, valid_from__lte=today or site.today())
    return _policies_of_subject(valid, subject).order_by("-number").first()


def current_policies(site: Site, today: date) -> list[PolicyVersion]:
    """The policy of each subject that is on and has one; one query."""
    valid = PolicyVersion.objects.filter(site=site, valid_from__lte=today)
    newest = {
        policy.subject: policy
        for policy in _policies_of_subject(valid, subject="").order_by("number")
    }
    return [newest[key] for key in ("", *subjects()) if key in newest]


def _policies_of_subject(
    policies: QuerySet[PolicyVersion], subject: str
) -> QuerySet[PolicyVersion]:
    """Those of the policies whose subject is on, of this subject or of none; of any where none is
    named."""
    shown = policies.exclude(subject__in=keys_of_subjects_off())
    return shown.filter(subject__in=("", subject)) if subject else shown


def newest_policy(site: Site, subject: str) -> PolicyVersion | None:
    """The policy of the subject entered last, whether or not its first day has come."""
    return (
        _policies_of_subject(PolicyVersion.objects.filter(site=site), subject)
        .order_by("-number")
        .first()
    )


def has_any_policy(subject: str) -> bool:
    """Whether any site has a policy of the subject yet."""
    return PolicyVersion.objects.filter(subject=subject).exists()


def emergency_numbers() -> list[tuple[str, str]]:
    """(site, number) of every open site whose number is known: all that a stranger may be told."""
    numbers = dict(
        SupportLine.objects.current()
        .filter(emergency=True, site=None)
        .values_list("country", "phone")
    )
    return [(s.name, numbers[s.country]) for s in Site.objects.open() if s.country in numbers]


def missing_at(
    sites: Sequence[Site], needs: Iterable[str], now: datetime | None = None, subject: str = ""
) -> list[MissingPart]:
    """What sites lack of a module's needs (`contacts`, `policy`, `support`) in its subject,
    named, by the day it is there (now, or at that moment); as many queries for several sites as for
    one. Ordered by site, then by need."""
    needs = set(needs)
    if unknown := needs.difference(NEEDS_OF_MODULES):
        raise ValueError(f"unknown needs of a module: {', '.join(sorted(unknown))}")
    missing: list[MissingPart] = []
    if "contacts" in needs:
        missing += _missing_contacts(sites, now, subject)
    if "policy" in needs:
        missing += _missing_policy(sites, now, subject)
    if "support" in needs:
        missing += _missing_support(sites, subject)
    places = {site.pk: place for place, site in enumerate(sites)}
    return sorted(missing, key=lambda m: places[m.site.pk])


def _missing_contacts(
    sites: Sequence[Site], now: datetime | None, subject: str
) -> list[MissingPart]:
    """The contacts of the subject that each site lacks: first, second, one who manages nobody where
    the subject asks for that, a trusted adult where somebody under 18 works."""
    current = SiteContact.objects.current().filter(site__in=sites)
    if subject:
        current = current.filter(subject__in=("", subject))
    contacts = list(current)
    named_positions = {(contact.site_id, contact.position) for contact in contacts}
    sites_with_outside_line = {contact.site_id for contact in contacts if contact.outside_line}
    words = {
        Position.FIRST: _("%(site)s: no first contact"),
        Position.SECOND: _("%(site)s: no second contact"),
        Position.TRUSTED: _("%(site)s: no trusted adult for people under 18"),
    }
    # Only where somebody under 18 works. Which day it is differs by hours between sites; they are
    # looked at on one, so that this stays one query.
    sites_with_youth = sites_with_young(sites, timezone.localdate(now, timezone=UTC))
    subject_definition = subjects().get(subject)
    nobody = _("%(site)s: no contact who manages nobody, for whoever has to tell of their manager")
    return [
        MissingPart("missing_outside_line", site, nobody % {"site": site.name})
        for site in sites
        if subject_definition
        and subject_definition.employer.outside_line
        and site.pk not in sites_with_outside_line
    ] + [
        MissingPart("missing_contacts", site, text % {"site": site.name})
        for site in sites
        for position, text in words.items()
        if (site.pk, position) not in named_positions
        and (position != Position.TRUSTED or site.pk in sites_with_youth)
    ]


def sites_with_young(sites: Sequence[Site], day: date) -> set[int]:
    """Ids of the sites where somebody under 18 works on the day: they need a trusted adult."""
    young = User.objects.at_work(day).filter(site__in=sites, youth_until__gte=day)
    return set(young.order_by().values_list("site_id", flat=True).distinct())


def _missing_policy(sites: Sequence[Site], now: datetime | None, subject: str) -> list[MissingPart]:
    """A part for each site where no policy of the subject holds on its day."""
    first_days: dict[int, date] = {}
    policies = _policies_of_subject(PolicyVersion.objects.filter(site__in=sites), subject)
    for site_id, day in policies.values_list("site_id", "valid_from"):
        first_days[site_id] = min(day, first_days.get(site_id, day))
    return [
        MissingPart(
            "missing_policy", site_id, _no_policy_words(site_id, first_days.get(site_id.pk))
        )
        for site_id in sites
        if first_days.get(site_id.pk, date.max) > site_id.today(now)
    ]


def _no_policy_words(site: Site, from_day: date | None) -> str:
    """In words: none is entered, or the one that is holds from a later day."""
    if from_day is None:
        return _("%(site)s: no policy") % {"site": site.name}
    values = {"site": site.name, "day": date_format(from_day)}
    return _("%(site)s: the policy holds from %(day)s only") % values


def _missing_support(sites: Sequence[Site], subject: str) -> list[MissingPart]:
    """A part for each site that has tried no line for some of the needs that require one."""
    checked = checked_needs(sites)
    needed = Need.objects.current().filter(required=True)
    required = list(needed.filter(subject__in=("", subject)) if subject else needed)
    text = _("%(site)s: no support line tried for: %(needs)s")
    missing = []
    for site in sites:
        needs = [need.label for need in required if (site.pk, need.key) not in checked]
        if needs:
            words = text % {"site": site.name, "needs": "; ".join(needs)}
            missing.append(MissingPart("missing_support", site, words))
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
    answering_checks = LineCheck.objects.filter(
        id__in=newest, answers=True, line__retired=False, line__youth=False
    )
    return set(answering_checks.order_by().values_list("site_id", "line__need"))


# The checklist before a module goes out, and the links of help cards


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of the checklist: the statement that holds, and every statement made before."""

    subject: StatementTopic
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
        if self.subject == StatementTopic.TEST_MAIL:
            return ("send", "not_arrived") if self.now else ("send",)
        if self.now:
            return ("take_back",)
        return ("done", "none") if self.subject == StatementTopic.WORKS_COUNCIL else ("done",)


def checklist(rows: Iterable[Statement] | None = None) -> list[ChecklistItem]:
    """Every subject in its order; one query."""
    statements = list(Statement.objects.order_by("-id") if rows is None else rows)
    items = []
    for subject in StatementTopic:
        history = tuple(row for row in statements if row.subject == subject)
        current = history[0] if history and history[0].answer != StatementAnswer.WITHDRAWN else None
        items.append(ChecklistItem(subject, current, history))
    return items


def current_link(site: Site) -> HelpLink | None:
    """The link that opens the site's help card now."""
    return HelpLink.objects.filter(site=site, ended_on=None).select_related("made_by").first()


def site_of_link(token: str) -> Site | None:
    """The site whose card the link opens; None for a link that was renewed, or never was."""
    link = HelpLink.objects.filter(token=token, ended_on=None).select_related("site").first()
    return link.site if link else None
