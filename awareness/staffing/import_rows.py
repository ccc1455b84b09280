"""The rows of an import as HR reads them: names for ids, days as days, before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awareness.people.models import Site
from awareness.staffing.known import team_paths
from awareness.staffing.models import NeededRow, Outcome, PlannedRow
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.row_problems import CODES_OF_NO_DAY, reason_in_words
from awareness.staffing.reading.heads import LABELS, Field
from awareness.workplace.languages import language_name

KIND_WORDS: dict[str, Promise] = {
    Kind.NEW: gettext_lazy("new"),
    Kind.CHANGED: gettext_lazy("changed"),
    Kind.BACK: gettext_lazy("back"),
    Kind.LEAVER: gettext_lazy("leaves"),
    Kind.UNCHANGED: gettext_lazy("unchanged"),
    Kind.PAST: gettext_lazy("left before, not made"),
}
LEFT_WORDS = {
    "waits": gettext_lazy("Left: its site or team is not known here."),
    "changed": gettext_lazy("Left: somebody changed this person meanwhile."),
    "not_yours": gettext_lazy("Left: you do not keep this person or this site any more."),
    "taken": gettext_lazy("Left: somebody else was given this number or address meanwhile."),
}
_DAYS = ("start", "end", "leave_from", "leave_until", "youth_until")


@dataclass(frozen=True)
class FieldChange:
    what: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class ReceiptLine:
    """One row: about whom, what changes, and what became of it."""

    row: int
    name: str
    kind: str | Promise
    changes: list[FieldChange]
    notes: list[str]
    outcome: str
    is_new: bool = False

    @property
    def together(self) -> str:
        """Of somebody new, all in one line; of others "", since there is a before."""
        after = [change.after for change in self.changes if change.after != self.name]
        return " · ".join(after) if self.is_new else ""


@dataclass(frozen=True)
class NeedLine:
    """One cell that needs somebody. `withheld`: what stands there is not kept; `typed`: what HR
    wrote in its place, or what stands there; `others`: how many other rows need the same."""

    pk: int
    row: int
    name: str
    field: str
    label: str | Promise
    value: str
    withheld: bool
    reason: str
    mends: list[str]
    typed: str
    others: int


class RowWords:
    """Turns rows into lines; sites and teams are read once."""

    def __init__(self) -> None:
        self._sites = dict(Site.objects.values_list("pk", "name"))
        self._teams = team_paths()

    def lines(self, rows: Iterable[PlannedRow]) -> list[ReceiptLine]:
        return [self._line(planned_row) for planned_row in rows]

    def _line(self, planned_row: PlannedRow) -> ReceiptLine:
        fields = [f for f in planned_row.after if f != "shut"]
        return ReceiptLine(
            planned_row.row,
            planned_row.name,
            KIND_WORDS[planned_row.kind],
            [
                FieldChange(
                    _field_label(f),
                    self._words(f, planned_row.before.get(f)),
                    self._words(f, planned_row.after[f]),
                )
                for f in fields
            ],
            [_note_words(column) for column, _code in planned_row.notes],
            _outcome_words(planned_row),
            planned_row.kind == Kind.NEW,
        )

    def _words(self, field: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if field == "site":
            return value[0] if isinstance(value, list) else self._sites.get(value, "")
        if field == "team":
            return self._team(value)
        if field in _DAYS:
            return date_format(date.fromisoformat(value))
        return language_name(value) if field == "language" else str(value)

    def _team(self, value: Any) -> str:
        if isinstance(value, int):
            return " / ".join(self._teams.get(value, ()))
        if all(isinstance(part, int) for part in value):
            return ", ".join(" / ".join(self._teams.get(pk, ())) for pk in value)
        return " / ".join(value)


def need_lines(
    rows: Iterable[NeededRow],
    typed: Mapping[tuple[int, str], str] | None = None,
    alike: Mapping[int, int] | None = None,
) -> list[NeedLine]:
    """`typed`: by row and field, what HR wrote in their place; `alike`: by position, how many rows
    the line stands for."""
    typed, alike = typed or {}, alike or {}
    return [
        NeedLine(
            row.pk,
            row.row,
            row.name,
            row.field,
            _field_label(row.field) if row.field else "",
            row.value,
            not row.value and row.code in CODES_OF_NO_DAY,
            reason_in_words(row.code, row.params),
            row.mends,
            typed.get((row.row, row.field), row.value),
            alike.get(row.position, 1) - 1,
        )
        for row in rows
    ]


def _field_label(field: str) -> str | Promise:
    return LABELS[Field(field)]


def _note_words(column: str) -> str:
    return _("%(column)s: a sign that nobody sees was left out.") % {"column": _field_label(column)}


def _outcome_words(planned_row: PlannedRow) -> str:
    if planned_row.outcome == Outcome.LEFT:
        return str(LEFT_WORDS[planned_row.why])
    return str(Outcome(planned_row.outcome).label) if planned_row.outcome else ""
