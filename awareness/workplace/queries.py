"""What stands on the help card, what is missing before a site can be assigned anything, and what
was stated before a module goes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from awareness.people.models import Site, User
from awareness.people.validation import is_web_link
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
from prepared import Slot, prepared

STALE_AFTER = timedelta(days=180)
NEEDS_OF_MODULES = ("contacts", "policy", "support")


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as a site's people read it. `checked_on` is None until somebody of the site tried it;
    `stale` says that this was more than 180 days ago (it warns, it never blocks).
    """

    id: int
    need: str
    name: str
    phone: str
    tel: str
    address: str
    note: str
    source: str
    own: bool
    emergency: bool
    youth: bool
    reachable: bool
    checked_on: date | None
    checked_by: str
    stale: bool

    @property
    def checked(self) -> bool:
        return self.checked_on is not None

    @property
    def fresh(self) -> bool:
        return self.checked and not self.stale

    @property
    def opens(self) -> bool:
        """Whether pages may link to its address: one entered before the rule was may not."""
        return is_web_link(self.address)

    @property
    def shown_address(self) -> str:
        """The address as it is read out: without the scheme, `www.` and a slash at its end."""
        bare = self.address.removeprefix("https://").removeprefix("http://")
        return bare.removeprefix("www.").rstrip("/")

    @property
    def as_text(self) -> str:
        """Name, phone and address in one line; what is not known is left out."""
        return ", ".join(filter(None, (self.name, self.phone, self.shown_address)))

    @property
    def linked(self) -> SafeString:
        """The same, with what can be called or opened as links."""
        parts = [conditional_escape(self.name)]
        if self.phone:
            parts.append(format_html('<a href="tel:{}">{}</a>', self.tel, self.phone))
        if self.opens:
            link = '<a href="{}" rel="noreferrer">{}</a>'
            parts.append(format_html(link, self.address, self.shown_address))
        elif self.address:
            parts.append(conditional_escape(self.shown_address))
        return SafeString(", ".join(parts))


@dataclass(frozen=True, slots=True)
class NeedView:
    """One of the four needs with its lines; none means "Not yet entered by your employer"."""

    need: str
    label: str
    lines: tuple[LineView, ...]

    @property
    def about(self) -> str:
        """Whom the need is for, where its name alone does not tell; else ""."""
        match self.need:
            case Need.SURVIVOR:
                return _("You were abused as a child, or you are being abused now.")
            case Need.THOUGHTS:
                return _(
                    "Thoughts about children, or something you did or looked at. If you think of "
                    "not wanting to live, “A crisis now” is for you."
                )
        return ""

    @property
    def checked(self) -> bool:
        return any(line.checked for line in self.lines)

    @property
    def on_paper(self) -> bool:
        """Whether the printed card has a line for it: checked, and not the number at its top."""
        return any(line.checked and not line.emergency for line in self.lines)


@dataclass(frozen=True, slots=True)
class Support:
    """Everything a page needs to say whom to talk to. `emergency` is dialled as it stands ("" when
    no number is known); `contacts` are at most two, the first first. `trusted` and `youth` are
    filled for somebody under 18 alone (`young`), and stand beside all the rest.
    """

    site: Site | None
    emergency: str
    contacts: tuple[SiteContact, ...]
    needs: tuple[NeedView, ...]
    young: bool = False
    trusted: SiteContact | None = None
    youth: tuple[LineView, ...] = ()

    @property
    def first(self) -> SiteContact | None:
        return _at(self.contacts, 1)

    @property
    def second(self) -> SiteContact | None:
        return _at(self.contacts, 2)

    @property
    def contacts_since(self) -> date | None:
        """The day on which the newest of the contacts was entered."""
        return max((contact.since for contact in self.contacts), default=None)

    @property
    def any_on_paper(self) -> bool:
        return any(view.on_paper for view in self.needs)

    @property
    def lines_by_need(self) -> dict[str, tuple[LineView, ...]]:
        return {view.need: view.lines for view in self.needs}

    @property
    def missing(self) -> tuple[str, ...]:
        """Needs nobody has entered a line for."""
        return tuple(view.need for view in self.needs if not view.lines)


class Nearest:
    """What the foot of every page says: whom to tell first, and the emergency number. Each is one
    query, made when a page asks for it; the names are those of `Support`.
    """

    def __init__(self, site: Site | None) -> None:
        self._site = site

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
        return _at(self.contacts, 1)

    @property
    def second(self) -> SiteContact | None:
        return _at(self.contacts, 2)

    @cached_property
    def emergency(self) -> str:
        if self._site is None:
            lines = list(SupportLine.objects.of(None).filter(emergency=True)[:1])
        else:
            lines = _emergency(site=self._site.pk, country=self._site.country)
        return next((line.tel for line in lines), "")


def _at(contacts: Iterable[SiteContact], position: int) -> SiteContact | None:
    return next((c for c in contacts if c.position == position), None)


@prepared
def _contacts(site: Slot) -> QuerySet[SiteContact]:
    return SiteContact.objects.current().filter(site=site)


@prepared
def _emergency(site: Slot, country: Slot) -> QuerySet[SupportLine]:
    return SupportLine.objects.at(site, country).filter(emergency=True)[:1]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a site lacks. `code`: missing_contacts, missing_policy or missing_support."""

    code: str
    site: Site
    text: str

    def __str__(self) -> str:
        return self.text


def support_for(site: Site | None, today: date | None = None, *, young: bool = False) -> Support:
    """Contacts and lines for the people of a site, with those for people under 18 if `young`: two
    queries, one without a site.
    """
    today = today or (site.today() if site else timezone.localdate(timezone=UTC))
    named = Nearest(site)
    lines = [_view(line, today) for line in SupportLine.objects.of(site).with_newest_check(site)]
    emergency = next((line.tel for line in lines if line.emergency), "")
    grown = [line for line in lines if not line.youth]
    needs = tuple(
        NeedView(need, str(need.label), tuple(line for line in grown if line.need == need))
        for need in Need
    )
    if not young:
        return Support(site, emergency, named.contacts, needs)
    return Support(
        site,
        emergency,
        named.contacts,
        needs,
        young=True,
        trusted=_at(named.named, Position.TRUSTED),
        youth=tuple(line for line in lines if line.youth),
    )


def _view(line: SupportLine, today: date) -> LineView:
    day = line.check_day if line.check_ok else None
    return LineView(
        id=line.pk,
        need=line.need,
        name=line.name,
        phone=line.phone,
        tel=line.tel,
        address=line.address,
        note=line.note,
        source=line.source,
        own=line.site_id is not None,
        emergency=line.emergency,
        youth=line.youth,
        reachable=line.reachable,
        checked_on=day,
        checked_by=line.check_by or "" if day else "",
        stale=day is not None and today - day > STALE_AFTER,
    )


def current_policy(site: Site, today: date | None = None) -> PolicyVersion | None:
    """The policy that holds at the site: the newest whose first day has come."""
    valid = PolicyVersion.objects.filter(site=site, valid_from__lte=today or site.today())
    return valid.order_by("-number").first()


def newest_policy(site: Site) -> PolicyVersion | None:
    """The policy entered last, whether or not its first day has come."""
    return PolicyVersion.objects.filter(site=site).order_by("-number").first()


def any_policy() -> bool:
    """Whether any site has a policy yet."""
    return PolicyVersion.objects.exists()


def emergency_numbers() -> list[tuple[str, str]]:
    """(site, number) of every site whose number is known: all that a stranger may be told."""
    numbers = dict(
        SupportLine.objects.current()
        .filter(emergency=True, site=None)
        .values_list("country", "phone")
    )
    return [(s.name, numbers[s.country]) for s in Site.objects.all() if s.country in numbers]


def missing_at(
    sites: Sequence[Site], needs: Iterable[str], today: date | None = None
) -> list[Missing]:
    """What sites lack of a module's needs (`contacts`, `policy`, `support`), named; as many queries
    for several sites as for one. Ordered by site, then by need."""
    needs = set(needs)
    if unknown := needs.difference(NEEDS_OF_MODULES):
        raise ValueError(f"unknown needs of a module: {', '.join(sorted(unknown))}")
    missing: list[Missing] = []
    if "contacts" in needs:
        missing += _missing_contacts(sites, today)
    if "policy" in needs:
        missing += _missing_policy(sites, today)
    if "support" in needs:
        missing += _missing_support(sites)
    places = {site.pk: place for place, site in enumerate(sites)}
    return sorted(missing, key=lambda m: places[m.site.pk])


def _missing_contacts(sites: Sequence[Site], today: date | None) -> list[Missing]:
    there = set(
        SiteContact.objects.current().filter(site__in=sites).values_list("site_id", "position")
    )
    words = {
        Position.FIRST: _("%(site)s: no first contact"),
        Position.SECOND: _("%(site)s: no second contact"),
        Position.TRUSTED: _("%(site)s: no trusted adult for people under 18"),
    }
    # Only where somebody under 18 works. Which day it is differs by hours between sites; they are
    # looked at on one, so that this stays one query.
    young = sites_with_young(sites, today or timezone.localdate(timezone=UTC))
    return [
        Missing("missing_contacts", site, text % {"site": site.name})
        for site in sites
        for position, text in words.items()
        if (site.pk, position) not in there and (position != Position.TRUSTED or site.pk in young)
    ]


def sites_with_young(sites: Sequence[Site], day: date) -> set[int]:
    """Ids of the sites where somebody under 18 works on the day: they need a trusted adult."""
    young = User.objects.at_work(day).filter(site__in=sites, youth_until__gte=day)
    return set(young.order_by().values_list("site_id", flat=True).distinct())


def _missing_policy(sites: Sequence[Site], today: date | None) -> list[Missing]:
    first_days: dict[int, date] = {}
    for site, day in PolicyVersion.objects.filter(site__in=sites).values_list(
        "site_id", "valid_from"
    ):
        first_days[site] = min(day, first_days.get(site, day))
    return [
        Missing("missing_policy", site, _no_policy(site, first_days.get(site.pk)))
        for site in sites
        if first_days.get(site.pk, date.max) > (today or site.today())
    ]


def _no_policy(site: Site, from_day: date | None) -> str:
    """In words: none is entered, or the one that is holds from a later day."""
    if from_day is None:
        return _("%(site)s: no policy") % {"site": site.name}
    values = {"site": site.name, "day": date_format(from_day)}
    return _("%(site)s: the policy holds from %(day)s only") % values


def _missing_support(sites: Sequence[Site]) -> list[Missing]:
    checked = checked_needs(sites)
    text = _("%(site)s: no line checked for: %(needs)s")
    missing = []
    for site in sites:
        needs = [str(need.label) for need in Need if (site.pk, need.value) not in checked]
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
