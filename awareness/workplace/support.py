"""What is told of the needs and the lines outside the house. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from awareness.people.models import Site
from awareness.people.validation import is_web_link
from awareness.subjects.registry import only_subject as only_subject
from awareness.subjects.registry import subject_of_words, subjects
from awareness.subjects.schema import Danger, SubjectFile
from awareness.workplace.models import Need, SiteContact, SupportLine

STALE_AFTER = timedelta(days=180)


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
    copy_date: str
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
    def read_in(self) -> str:
        """The page of its publisher that a line that ships was read in; "" of any other line, and
        of a number that everybody knows."""
        return self.source if is_web_link(self.source) and not self.emergency else ""

    @property
    def read_at(self) -> str:
        """Who publishes that page, as the host of its address."""
        return (urlsplit(self.read_in).hostname or "").removeprefix("www.")

    @property
    def copied(self) -> str:
        """The date of that page as it is read out; "" where it bears none."""
        match self.copy_date.count("-"):
            case 2:
                return date_format(date.fromisoformat(self.copy_date))
            case 1:
                return date_format(date.fromisoformat(f"{self.copy_date}-01"), "YEAR_MONTH_FORMAT")
        return self.copy_date if self.copy_date.isdecimal() else ""

    @property
    def as_text(self) -> str:
        """Name, phone and address in one line; what is not known is left out."""
        return ", ".join(filter(None, (self.name, self.phone, self.shown_address)))

    @property
    def linked(self) -> SafeString:
        """Name, phone and address in one line as HTML, with what can be called or opened as
        links."""
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
    """A need with its lines. Where it has none, `nearest` says who helps."""

    need: str
    label: str
    lines: tuple[LineView, ...]
    about: str = ""  # whom it is for, where the label does not tell
    nearest: str = ""
    upset: bool = False  # its lines answer whom a page has upset
    young: bool = False  # its lines are also for people under 18
    outside_first: bool = False  # the named contact, who may have to act, is not offered
    subject: str = ""

    @property
    def checked(self) -> bool:
        return any(line.checked for line in self.lines)

    @property
    def on_paper(self) -> bool:
        """Whether the printed card has a line for it: checked, and not the number at its top."""
        return any(line.checked and not line.emergency for line in self.lines)


@dataclass(frozen=True)
class Support:
    """Everything a page needs to say whom to talk to. `emergency` is dialled as it stands ("" when
    no number is known); `contacts` are at most two of each subject, the first first.
    `trusted_adults` and `youth` are filled for somebody under 18 alone (`young`), and stand beside
    all the rest.
    """

    site: Site | None
    emergency: str
    contacts: tuple[SiteContact, ...]
    needs: tuple[NeedView, ...]
    young: bool = False
    trusted_adults: tuple[SiteContact, ...] = ()  # one of each subject, in their order
    youth: tuple[LineView, ...] = ()
    # Subjects of which it is although nobody and nothing of them is known; None: the database could
    # not be asked which are on.
    otherwise: frozenset[str] | None = None

    @cached_property
    def subject(self) -> SubjectFile | None:
        """The one subject it is of; None where it gathers several."""
        return subject_of_words(self._subject_keys)

    @property
    def danger(self) -> Danger:
        """The words beside the emergency number."""
        return self.subject.danger if self.subject else Danger()

    @property
    def keys(self) -> set[str]:
        """The subjects that somebody or something here is of."""
        keys = {contact.subject for contact in self.contacts}
        return (keys | {need.subject for need in self.needs}) - {""}

    @property
    def _subject_keys(self) -> set[str]:
        if self.otherwise is None:
            return self.keys or set(only_subject())
        return self.keys | self.otherwise

    def of(self, subject: str) -> Support:
        """What of it belongs to one subject, or to none."""
        mine = ("", subject)
        return replace(
            self,
            contacts=tuple(contact for contact in self.contacts if contact.subject in mine),
            needs=tuple(need for need in self.needs if need.subject in mine),
            trusted_adults=tuple(
                contact for contact in self.trusted_adults if contact.subject in mine
            ),
        )

    @property
    def trusted(self) -> SiteContact | None:
        """The adult to trust: of one subject its own, else that of the first that names one."""
        return next(iter(self.trusted_adults), None)

    @property
    def by_subject(self) -> list[tuple[SubjectFile, Support]]:
        """Each subject that has somebody or something here, with its own part, in their order."""
        return [
            (subject, self.of(key))
            for key, subject in subjects().items()
            if key in self._subject_keys
        ]

    @property
    def first(self) -> SiteContact | None:
        return contact_at_position(self.contacts, 1)

    @property
    def second(self) -> SiteContact | None:
        return contact_at_position(self.contacts, 2)

    @property
    def contacts_since(self) -> date | None:
        """The day on which the newest of the contacts was entered."""
        return max((contact.since for contact in self.contacts), default=None)

    @property
    def any_on_paper(self) -> bool:
        return any(view.on_paper for view in self.needs)

    @property
    def also_for_the_young(self) -> tuple[LineView, ...]:
        """Lines for everybody that stand beside the trusted adult where there is none for the young
        alone."""
        return tuple(line for view in self.needs if view.young for line in view.lines)

    @property
    def missing(self) -> tuple[str, ...]:
        """Needs nobody has entered a line for."""
        return tuple(view.need for view in self.needs if not view.lines)


def contact_at_position(contacts: Iterable[SiteContact], position: int) -> SiteContact | None:
    return next((c for c in contacts if c.position == position), None)


def need_view(need: Need, lines: Sequence[LineView]) -> NeedView:
    """The need with those of the lines that are for it. A line that a site entered may lead into
    the house, so that where somebody needs one outside first, those that ship stand first.
    """
    own_lines = [line for line in lines if line.need == need.key]
    if need.outside_first:
        own_lines.sort(key=lambda line: line.own)
    return NeedView(
        need.key,
        need.label,
        tuple(own_lines),
        need.about,
        need.nearest,
        need.upset,
        need.young,
        need.outside_first,
        need.subject,
    )


def line_view(line: SupportLine, today: date) -> LineView:
    """The line as people read it on this day, with the newest check if that found that it
    answers."""
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
        copy_date=line.copy_date,
        own=line.site_id is not None,
        emergency=line.emergency,
        youth=line.youth,
        reachable=line.reachable,
        checked_on=day,
        checked_by=line.check_by or "" if day else "",
        stale=day is not None and today - day > STALE_AFTER,
    )
