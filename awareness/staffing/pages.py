"""What the page of a rehearsal shows."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awareness.people.models import Site, Team
from awareness.staffing.import_rows import Line, NeedLine, Shower, need_lines
from awareness.staffing.importing import DOES
from awareness.staffing.models import Import
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.records import site_key, team_key

FEW, PREVIEW = 6, 50  # rows that need somebody: shown, and folded below them


@dataclass(frozen=True)
class Unknown:
    """A site or team that is not known here and not decided on."""

    column: str
    name: str
    people: int
    close: int | None
    close_name: str


class Preview:
    """One import, planned and not begun."""

    def __init__(self, imported: Import) -> None:
        self.imported = imported
        self.counts: dict[str, Any] = imported.counts

    @property
    def headline(self) -> str:
        return headline(self.counts)

    @cached_property
    def needs(self) -> list[NeedLine]:
        return need_lines(self.imported.needed_rows.order_by("row", "position")[:PREVIEW])

    @property
    def first_needs(self) -> list[NeedLine]:
        return self.needs[:FEW]

    @property
    def other_needs(self) -> list[NeedLine]:
        return self.needs[FEW:]

    @property
    def cells_in_need(self) -> int:
        return self.imported.needed_rows.count()

    @property
    def left(self) -> int:
        """Rows that stay out as it is now."""
        return int(self.counts["needs"]) + int(self.counts["waiting"])

    @cached_property
    def does(self) -> int:
        """People whom importing it now would make, change, bring back or end."""
        return self.imported.planned_rows.filter(kind__in=DOES, waits=False).count()

    @property
    def mail_day(self) -> date | None:
        """On which day whoever is asked by it has a mail; None where nobody has."""
        day = self.counts.get("mail_day")
        return date.fromisoformat(day) if day and self.counts["mails"] else None

    @property
    def touched(self) -> int:
        brake = self.imported.brake
        return brake["changed"] + brake["leavers"] if brake else 0

    @cached_property
    def changed(self) -> list[Line]:
        rows = self.imported.planned_rows.filter(kind__in=(Kind.CHANGED, Kind.BACK))
        return Shower().lines(rows[:5])

    @property
    def changes(self) -> int:
        return int(self.counts["changed"]) + int(self.counts["back"])

    @cached_property
    def leavers(self) -> list[Line]:
        rows = self.imported.planned_rows.filter(kind=Kind.LEAVER).order_by("name")
        return Shower().lines(rows[:PREVIEW])

    @property
    def by_site(self) -> list[Any]:
        return list(self.counts.get("by_site", []))[:30]

    @cached_property
    def unknown(self) -> list[Unknown]:
        imported = self.imported
        said_teams = [path for path, _said in imported.teams]
        sites = dict(Site.objects.values_list("pk", "name"))
        teams = dict(Team.objects.values_list("pk", "name"))
        return [
            Unknown(
                p["column"],
                " / ".join(p["name"]),
                p["people"],
                p["close"],
                (sites if p["column"] == "site" else teams).get(p["close"], ""),
            )
            for p in imported.proposals
            if (
                site_key(p["name"][0]) not in imported.sites
                if p["column"] == "site"
                else team_key(p["name"]) not in said_teams
            )
        ]

    @property
    def unknown_sites(self) -> list[Unknown]:
        return [proposal for proposal in self.unknown if proposal.column == "site"]

    @property
    def unknown_teams(self) -> list[Unknown]:
        return [proposal for proposal in self.unknown if proposal.column == "team"]


def headline(counts: dict[str, Any]) -> str:
    """3,941 new, 46 changed, 8 back, 13 need you; what is none is left out."""
    words = (
        ("new", ngettext("%(n)s new", "%(n)s new", counts["new"])),
        ("changed", ngettext("%(n)s changed", "%(n)s changed", counts["changed"])),
        ("back", ngettext("%(n)s back", "%(n)s back", counts["back"])),
        ("leaver", ngettext("%(n)s leaves", "%(n)s leave", counts["leaver"])),
        ("needs", ngettext("%(n)s needs you", "%(n)s need you", counts["needs"])),
    )
    parts = [text % {"n": number_format(counts[k], use_l10n=True, force_grouping=True)}
            for k, text in words if counts[k]]  # fmt: skip
    return ", ".join(parts) or _("Nothing changes")
