"""What the page of a rehearsal shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awareness.people.models import Site, Team
from awareness.staffing.forms import CellsSent
from awareness.staffing.import_rows import NeedLine, ReceiptLine, RowWords, need_lines
from awareness.staffing.importing import KINDS_THAT_WRITE
from awareness.staffing.models import Import
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.known import PlaceAnswer
from awareness.staffing.planning.row_problems import CODES_OF_THE_VALUE
from awareness.staffing.records import site_key, team_key

NEEDS_UNFOLDED, MOST_SHOWN = 6, 50  # rows that need somebody: shown, and folded below them
# One mend is right for all that have this value.
IS_OF_THE_VALUE = Q(code__in=CODES_OF_THE_VALUE) & ~Q(value="")


@dataclass(frozen=True)
class UnknownPlace:
    """A site or team that is not known here and not decided on."""

    column: str
    name: str
    people: int
    close: int | None
    close_name: str


@dataclass(frozen=True)
class AnsweredSite:
    """A site that the list names and that is not known here, and what HR said that it is."""

    name: str
    answer: PlaceAnswer


class Preview:
    """One import, planned and not begun."""

    def __init__(self, imported: Import, typed: Mapping[tuple[int, str], str]) -> None:
        """`typed`: by row and field, what HR wrote and could not be taken."""
        self.imported, self.typed = imported, typed
        self.counts: dict[str, Any] = imported.counts

    @property
    def headline(self) -> str:
        return headline(self.counts)

    @cached_property
    def needs(self) -> list[NeedLine]:
        """The first of them; of rows with the same wrong name or number one, for all."""
        needed = self.imported.needed_rows
        groups = (
            needed.filter(IS_OF_THE_VALUE)
            .values("field", "value", "code")
            .annotate(first=Min("position"), n=Count("pk"))
        )
        alike = {group["first"]: group["n"] for group in groups.order_by("first")}
        shown = needed.filter(~IS_OF_THE_VALUE | Q(position__in=list(alike)[:MOST_SHOWN]))
        return need_lines(shown.order_by("row", "position")[:MOST_SHOWN], self.typed, alike)

    @property
    def first_needs(self) -> list[NeedLine]:
        return self.needs[:NEEDS_UNFOLDED]

    @property
    def other_needs(self) -> list[NeedLine]:
        return self.needs[NEEDS_UNFOLDED:]

    @cached_property
    def cells_in_need(self) -> int:
        return self.imported.needed_rows.count()

    @property
    def is_cut(self) -> bool:
        """Whether the page of all cells shows more than this one."""
        return self.cells_in_need > len(self.needs)

    @property
    def left(self) -> int:
        """Rows that stay out as it is now."""
        return int(self.counts["needs"]) + int(self.counts["waiting"])

    @cached_property
    def does(self) -> int:
        """People whom importing it now would make, change, bring back or end."""
        return self.imported.planned_rows.filter(kind__in=KINDS_THAT_WRITE, waits=False).count()

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
    def changed(self) -> list[ReceiptLine]:
        rows = self.imported.planned_rows.filter(kind__in=(Kind.CHANGED, Kind.BACK))
        return RowWords().lines(rows[:5])

    @property
    def changes(self) -> int:
        return int(self.counts["changed"]) + int(self.counts["back"])

    @cached_property
    def leavers(self) -> list[ReceiptLine]:
        rows = self.imported.planned_rows.filter(kind=Kind.LEAVER).order_by("name")
        return RowWords().lines(rows[:MOST_SHOWN])

    @property
    def by_site(self) -> list[Any]:
        return list(self.counts.get("by_site", []))[:30]

    @cached_property
    def unknown(self) -> list[UnknownPlace]:
        imported = self.imported
        said_teams = [path for path, _said in imported.teams]
        sites = dict(Site.objects.values_list("pk", "name"))
        teams = dict(Team.objects.values_list("pk", "name"))
        return [
            UnknownPlace(
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
    def sites_said(self) -> list[AnsweredSite]:
        """What HR said so far, and may say otherwise."""
        answers = [
            AnsweredSite(kept["name"], PlaceAnswer.of_json(kept))
            for kept in self.imported.sites.values()
            if "name" in kept
        ]
        return sorted(answers, key=lambda answered: answered.name.casefold())

    @property
    def unknown_sites(self) -> list[UnknownPlace]:
        return [proposal for proposal in self.unknown if proposal.column == "site"]

    @property
    def unknown_teams(self) -> list[UnknownPlace]:
        return [proposal for proposal in self.unknown if proposal.column == "team"]


def mended_cells(imported: Import, sent: CellsSent, all_alike: bool) -> dict[tuple[int, str], str]:
    """What is to stand in which cells: of those that a page showed, the ones whose text is another
    now or whose button was pressed; with `all_alike`, rows beside them that need the same."""
    rows = Q(row__in={row for row, _field in sent.typed})
    stood = {(need.row, need.field): need for need in imported.needed_rows.filter(rows)}
    texts = {}
    for cell, text in sent.typed.items():
        need = stood.get(cell)
        if cell not in sent.pressed and (need is None or text == need.value):
            continue
        texts[cell] = text
        if all_alike and need and need.value and need.code in CODES_OF_THE_VALUE:
            same = imported.needed_rows.filter(field=need.field, value=need.value, code=need.code)
            for row in same.values_list("row", flat=True):
                texts.setdefault((row, need.field), text)
    return texts


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
