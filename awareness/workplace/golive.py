"""What was said of the checklist before a module goes out, and which link opens a help card."""

from collections.abc import Iterable
from dataclasses import dataclass

from awareness.people.models import Site
from awareness.workplace.models import Answer, HelpLink, Statement, Subject


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the checklist: what stands now, and everything that was said of it before."""

    subject: Subject
    now: Statement | None  # None also when the newest row takes it back
    rows: tuple[Statement, ...]  # the newest first

    @property
    def label(self) -> str:
        return str(self.subject.label)

    @property
    def is_council(self) -> bool:
        return self.subject == Subject.WORKS_COUNCIL

    @property
    def is_mail(self) -> bool:
        return self.subject == Subject.TEST_MAIL


def checklist(rows: Iterable[Statement] | None = None) -> list[Said]:
    """Every subject in its order; one query."""
    rows = list(Statement.objects.order_by("-id") if rows is None else rows)
    found = []
    for subject in Subject:
        said = tuple(row for row in rows if row.subject == subject)
        stands = said[0] if said and said[0].answer != Answer.WITHDRAWN else None
        found.append(Said(subject, stands, said))
    return found


def link_of(site: Site) -> HelpLink | None:
    """The link that opens the site's help card now."""
    return HelpLink.objects.filter(site=site, ended_on=None).select_related("made_by").first()


def site_behind(token: str) -> Site | None:
    """The site whose card the link opens; None for a link that was renewed, or never was."""
    link = HelpLink.objects.filter(token=token, ended_on=None).select_related("site").first()
    return link.site if link else None
