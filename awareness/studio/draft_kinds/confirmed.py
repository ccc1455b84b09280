"""What is confirmed of a draft that was taken out of a report's file: how each field stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from awareness.content.reading.kept import KeptText
from awareness.content.reading.proposals import sentence_span
from awareness.studio.drafting import with_newest_bodies
from awareness.studio.models import Confirmation, Draft, FoundNumber, Picked

WHOLE = 160  # letters of a line that stands beside a field as it is
LONGEST = 600  # letters of a sentence of a longer one
A_FEW_WORDS = 60  # letters, which show in which language a report is written
AROUND = 3  # lines before and after the one that is named


class Standing(models.TextChoices):
    """How a field that something was proposed for stands."""

    PROPOSED = "proposed", _("Proposed, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    TYPED = "typed", _("Written by an author")
    EMPTY = "empty", _("Left empty")


@dataclass(frozen=True)
class Origin:
    """Where the proposal for a field came from: its line's words, and how the field stands."""

    field: str
    line: int
    page: int | None
    words: str
    inherited: bool
    standing: Standing


def standing(value: str, proposed: str, confirmed: frozenset[str]) -> Standing:
    """Pure. A value counts as confirmed as long as it is the one that was confirmed."""
    if not value:
        return Standing.EMPTY
    if value in confirmed:
        return Standing.CONFIRMED
    return Standing.PROPOSED if value == proposed else Standing.TYPED


@dataclass(frozen=True)
class Carried:
    """What another draft of the report says in a field, to be taken over by whoever reads it."""

    value: str
    title: str  # of that draft
    beside: tuple[str, str] | None = None  # a field that is taken over with it, and its value


@dataclass(frozen=True)
class Origins:
    """All that is known of where a draft came from; `carried` is offered where nothing is said yet,
    or only proposed."""

    picked: Picked | None = None
    kept: KeptText | None = None
    by_field: Mapping[str, Origin] = field(default_factory=dict)
    carried: Mapping[str, Carried] = field(default_factory=dict)
    order: Sequence[str] = ()  # of the form's fields

    @property
    def unconfirmed(self) -> list[str]:
        """Fields that hold what was proposed and nobody has confirmed."""
        return [name for name, origin in self.by_field.items() if origin.standing == "proposed"]

    def next_after(self, name: str, with_problems: Collection[str] = ()) -> str:
        """The next field to confirm or to take over, or `with_problems` that checks found;
        then from the top again what is left to confirm; "" where nothing is."""
        names = list(self.order)
        start = names.index(name) + 1 if name in names else 0
        left = set(self.unconfirmed)
        below = (
            other for other in names[start:] if other in left | {*self.carried, *with_problems}
        )
        return next(below, "") or next((other for other in names[:start] if other in left), "")


def origins(draft: Draft, fields: Mapping[str, Any], order: Sequence[str]) -> Origins:
    """In the order of the form. In two queries; none of a draft that no file stands behind."""
    picked = draft.picks.select_related("report", "number").first()
    if picked is None:
        return Origins(order=order)
    kept_text = picked.report.kept_text if picked.report else None
    confirmed_values: dict[str, set[str]] = {}
    for name, value in draft.confirmations.values_list("field", "value"):
        confirmed_values.setdefault(name, set()).add(value)
    by_name = {}
    for name in (name for name in order if name in picked.proposals):
        proposal = picked.proposals[name]
        stands = standing(
            str(fields.get(name, "")), proposal[0], frozenset(confirmed_values.get(name, ()))
        )
        by_name[name] = origin_of(name, proposal, kept_text, stands, picked.number)
    return Origins(picked, kept_text, by_name, order=order)


CARRIED_FROM = 20  # drafts that were changed last


def carried(
    draft: Draft,
    fields: Mapping[str, Any],
    origins: Origins,
    names: Sequence[str],
    together: Mapping[str, str],
) -> dict[str, Carried]:
    """By field what the drafts of the same kind and report say that were changed last and of which
    nothing is left to confirm; not what this one says already, or somebody wrote. Four queries."""
    open_for_it = [
        name for name in names
        if not fields.get(name) or (name in origins.by_field and name in origins.unconfirmed)
    ]  # fmt: skip
    if not open_for_it:
        return {}
    other_drafts = Draft.objects.open().with_state().filter(kind=draft.kind, report=draft.report)
    bodies = with_newest_bodies(list(other_drafts.exclude(pk=draft.pk)[:CARRIED_FROM]))
    left = waiting({other_draft.pk: body for other_draft, body in bodies})
    by_field: dict[str, Carried] = {}
    for other_draft, body in bodies:
        for name in open_for_it if other_draft.pk not in left else ():
            value = str(body.get(name, ""))
            if value and value != fields.get(name):
                other = together.get(name)
                beside = (other, str(body.get(other, ""))) if other else None
                by_field.setdefault(
                    name, Carried(value, other_draft.title or other_draft.key, beside)
                )
    return by_field


def origin_of(
    name: str,
    proposal: Sequence[Any],
    kept_text: KeptText | None,
    stands: Standing,
    number: FoundNumber | None = None,
) -> Origin:
    """`proposal`: the value, its line (0 for none), whether it is inherited; `number` is the one
    that was picked."""
    value, line, inherited = proposal
    words, page_number = "", kept_text.page(line) if kept_text and line else None
    if kept_text and 0 < line <= len(kept_text.lines):
        start = number.start if number is not None and number.line == line else None
        words = kept_text.line_for_people(line)
        if name == "language":  # it is no word of the line
            words = Truncator(words.lstrip("# ")).chars(A_FEW_WORDS)
        else:
            words = excerpt(words, value, start)
    return Origin(name, line, page_number, words, inherited, stands)


def excerpt(line: str, value: str, position: int | None = None) -> str:
    """Of a long line, as a paragraph of a web page is, the sentence that is looked for: at
    `position`, or with `value` in it; where neither is, its beginning. What is left out has an
    ellipsis. Pure."""
    if len(line) <= WHOLE:
        return line.lstrip("# ")
    if position is None:
        position = line.find(value) if value else -1
    start, end = sentence_span(line, position) if position >= 0 else (0, line.rfind(" ", 0, WHOLE))
    if end - start > LONGEST:
        start = max(start, position - LONGEST // 2)
        end = min(end, start + LONGEST)
    words = line[start:end].strip().lstrip("# ")
    return f"{'… ' if start else ''}{words}{' …' if end < len(line) else ''}"


def waiting(bodies: Mapping[UUID, Mapping[str, Any]]) -> set[UUID]:
    """Of drafts by what they say: those with a field that is proposed and not confirmed. In two
    queries."""
    confirmed_values: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    confirmed = Confirmation.objects.filter(draft__in=bodies)
    for pk, name, value in confirmed.values_list("draft_id", "field", "value"):
        confirmed_values[pk, name].add(value)
    picks = Picked.objects.filter(draft__in=bodies).values_list("draft_id", "proposals")
    return {
        pk
        for pk, proposals in picks
        for name, (proposed, _line, _inherited) in proposals.items()
        if standing(str(bodies[pk].get(name, "")), proposed, frozenset(confirmed_values[pk, name]))
        is Standing.PROPOSED
    }


def lines_around(kept_text: KeptText, first: int, last: int) -> list[tuple[int, str, bool]]:
    """(line, words, whether it is named) of a place and what stands around it."""
    start, end = max(1, first - AROUND), min(len(kept_text.lines), last + AROUND)
    lines = [
        (number, kept_text.line_for_people(number).lstrip("# "), first <= number <= last)
        for number in range(start, end + 1)
        if not kept_text.is_page_mark(number)
    ]
    return [line for line in lines if line[1].strip()]


def beside_lines(
    origins: Origins, lines: Sequence[tuple[int, str, bool]], place: str = ""
) -> dict[str, Any]:
    """Context of what shows where a draft stands in the report: lines as of `lines_around`."""
    report = origins.picked.report if origins.picked else None
    return {"lines": lines, "report": report, "place": place, "left": len(origins.unconfirmed)}


def tools(
    draft: Draft, fields: Mapping[str, Any], query: Mapping[str, str], *, order: Sequence[str]
) -> dict[str, Any]:
    """How many fields are left to confirm, and which one is looked at."""
    known = origins(draft, fields, order)
    return {"left": len(known.unconfirmed), "at": query.get("at", "")}


def unconfirmed(drafts: Sequence[Draft]) -> list[Draft]:
    """Those that say something that is proposed and that nobody has confirmed. Three queries."""
    left = waiting({draft.pk: body for draft, body in with_newest_bodies(drafts)})
    return [draft for draft in drafts if draft.pk in left]
