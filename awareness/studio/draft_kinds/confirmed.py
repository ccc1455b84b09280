"""What is confirmed of a draft that was taken out of a report's file: how each field stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from awareness.content.reading.kept import KeptText
from awareness.content.reading.proposals import sentence_span
from awareness.content.writing import Fields
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Confirmation, Draft, FoundNumber, Picked

LONGEST_WHOLE_LINE = 160  # letters of a line that stands beside a field as it is
LONGEST_EXCERPT = 600  # letters of a sentence of a longer one
MOST_LETTERS_FOR_LANGUAGE = 60  # of a line, which show in which language a report is written
LINES_AROUND = 3  # before the first line that is named, and after the last
MOST_DRAFTS_TO_CARRY_FROM = 20  # those that were changed last


class FieldState(models.TextChoices):
    """How a field stands for which something was proposed."""

    PROPOSED = "proposed", _("Proposed, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    TYPED = "typed", _("Written by an author")
    EMPTY = "empty", _("Left empty")


class StoredProposal(NamedTuple):
    """What `Picked.proposals` holds of a field: a value, the line of the kept text it came from (0
    for none), and whether that line stands over the number, as a heading does."""

    value: str
    line: int
    inherited: bool


class TextLine(NamedTuple):
    """A line of a kept text as it is shown: its number, its words, whether the draft names it."""

    number: int
    words: str
    is_named: bool


@dataclass(frozen=True)
class Origin:
    """Where the proposal for a field came from (line 0 for none; page None where the text has no
    pages; `words` as of `excerpt`), and how the field stands."""

    line: int
    page: int | None
    words: str
    inherited: bool
    state: FieldState


@dataclass(frozen=True)
class CarriedValue:
    """What another draft of the report, of this `title`, says in a field, to be taken over by
    whoever reads it; with it, where `field_with_it` is not "", what it says in that field."""

    value: str
    title: str
    field_with_it: str = ""
    value_with_it: str = ""


@dataclass(frozen=True)
class Origins:
    """All that is known of where a draft came from; a value is carried where nothing is said yet,
    or only proposed. Mappings are by the names of fields."""

    picked: Picked | None = None
    kept_text: KeptText | None = None
    origin_by_field: Mapping[str, Origin] = field(default_factory=dict)
    carried_by_field: Mapping[str, CarriedValue] = field(default_factory=dict)
    field_order: Sequence[str] = ()  # of the form

    @property
    def unconfirmed_fields(self) -> list[str]:
        """Names of fields that hold what was proposed and nobody has confirmed."""
        return [
            name
            for name, origin in self.origin_by_field.items()
            if origin.state is FieldState.PROPOSED
        ]

    def next_field_after(self, field_name: str, names_with_problems: Collection[str] = ()) -> str:
        """The next field of the form to confirm or to take over, or with a problem; then, from the
        top again, what is left to confirm; "" where nothing is. From the top for a `field_name`
        that the form has not."""
        names = list(self.field_order)
        start = names.index(field_name) + 1 if field_name in names else 0
        unconfirmed = set(self.unconfirmed_fields)
        to_look_at = unconfirmed | {*self.carried_by_field, *names_with_problems}
        below = next((name for name in names[start:] if name in to_look_at), "")
        return below or next((name for name in names[:start] if name in unconfirmed), "")


def field_state(value: str, proposed: str, confirmed_values: Collection[str]) -> FieldState:
    """How a field with this value stands. Pure. It counts as confirmed as long as its value is one
    that was confirmed."""
    if not value:
        return FieldState.EMPTY
    if value in confirmed_values:
        return FieldState.CONFIRMED
    return FieldState.PROPOSED if value == proposed else FieldState.TYPED


def origins_of(draft: Draft, fields: Fields, field_order: Sequence[str]) -> Origins:
    """The origins of a draft's fields, in the order of the form; nothing is carried yet. In two
    queries; nothing but the order for a draft that no file stands behind."""
    picked = draft.picks.select_related("report", "number").first()
    if picked is None:
        return Origins(field_order=field_order)
    kept_text = picked.report.kept_text if picked.report else None
    confirmed_by_field: dict[str, set[str]] = defaultdict(set)
    for name, value in draft.confirmations.values_list("field", "value"):
        confirmed_by_field[name].add(value)
    origin_by_field = {}
    for name in (name for name in field_order if name in picked.proposals):
        proposal = StoredProposal(*picked.proposals[name])
        state = field_state(str(fields.get(name, "")), proposal.value, confirmed_by_field[name])
        origin_by_field[name] = origin_of(name, proposal, kept_text, state, picked.number)
    return Origins(picked, kept_text, origin_by_field, field_order=field_order)


def carried_by_field(
    draft: Draft,
    fields: Fields,
    origins: Origins,
    field_names: Sequence[str],
    companion_by_field: Mapping[str, str],
) -> dict[str, CarriedValue]:
    """For these fields what the drafts of the same kind and report say that were changed last and
    of which nothing is left to confirm; not what this one says already, or somebody wrote. A field
    may have a companion, which is taken over with it. In four queries."""
    unconfirmed = origins.unconfirmed_fields
    names_to_fill = [name for name in field_names if not fields.get(name) or name in unconfirmed]
    if not names_to_fill:
        return {}
    other_drafts = Draft.objects.open().with_state().filter(kind=draft.kind, report=draft.report)
    last_changed_drafts = other_drafts.exclude(pk=draft.pk)[:MOST_DRAFTS_TO_CARRY_FROM]
    drafts_and_fields = with_newest_bodies(list(last_changed_drafts))
    unconfirmed_ids = ids_with_unconfirmed_field(
        {other_draft.pk: other_fields for other_draft, other_fields in drafts_and_fields}
    )
    carried: dict[str, CarriedValue] = {}
    for other_draft, other_fields in drafts_and_fields:
        for name in names_to_fill if other_draft.pk not in unconfirmed_ids else ():
            value = str(other_fields.get(name, ""))
            if name not in carried and value and value != fields.get(name):
                companion = companion_by_field.get(name, "")
                carried[name] = CarriedValue(
                    value=value,
                    title=other_draft.title or other_draft.key,
                    field_with_it=companion,
                    value_with_it=str(other_fields.get(companion, "")),
                )
    return carried


def origin_of(
    field_name: str,
    proposal: StoredProposal,
    kept_text: KeptText | None,
    state: FieldState,
    number: FoundNumber | None = None,
) -> Origin:
    """Where a field's proposal came from, without words and page where there is no text any more or
    it has no such line; `number` is the one that was picked."""
    line = proposal.line
    words, page_number = "", kept_text.page(line) if kept_text and line else None
    if kept_text and 0 < line <= len(kept_text.lines):
        start = number.start if number is not None and number.line == line else None
        whole_line = kept_text.line_for_people(line)
        if field_name == "language":  # its value is no word of the line
            words = Truncator(whole_line.lstrip("# ")).chars(MOST_LETTERS_FOR_LANGUAGE)
        else:
            words = excerpt(whole_line, proposal.value, start)
    return Origin(line, page_number, words, proposal.inherited, state)


def excerpt(line: str, value: str, position: int | None = None) -> str:
    """Of a long line, as a paragraph of a web page is, the sentence that is looked for: at
    `position`, or with `value` in it; where neither is, its beginning. What is left out has an
    ellipsis. Pure."""
    if len(line) <= LONGEST_WHOLE_LINE:
        return line.lstrip("# ")
    if position is None:
        position = line.find(value) if value else -1
    start, end = (
        sentence_span(line, position)
        if position >= 0
        else (0, line.rfind(" ", 0, LONGEST_WHOLE_LINE))
    )
    if end - start > LONGEST_EXCERPT:
        start = max(start, position - LONGEST_EXCERPT // 2)
        end = min(end, start + LONGEST_EXCERPT)
    words = line[start:end].strip().lstrip("# ")
    return f"{'… ' if start else ''}{words}{' …' if end < len(line) else ''}"


def ids_with_unconfirmed_field(fields_by_draft_id: Mapping[UUID, Fields]) -> set[UUID]:
    """Of drafts by what they say the ids of those with a field that is proposed and not confirmed.
    In two queries."""
    confirmed_values: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    confirmations = Confirmation.objects.filter(draft__in=fields_by_draft_id)
    for draft_id, name, value in confirmations.values_list("draft_id", "field", "value"):
        confirmed_values[draft_id, name].add(value)
    picks = Picked.objects.filter(draft__in=fields_by_draft_id)
    return {
        draft_id
        for draft_id, proposals in picks.values_list("draft_id", "proposals")
        for name, (proposed, _line, _inherited) in proposals.items()
        if field_state(
            str(fields_by_draft_id[draft_id].get(name, "")),
            proposed,
            confirmed_values[draft_id, name],
        )
        is FieldState.PROPOSED
    }


def lines_around(kept_text: KeptText, first: int, last: int) -> list[TextLine]:
    """The lines from `first` to `last`, which are named, and some above and below; without empty
    ones and marks of pages."""
    start, end = max(1, first - LINES_AROUND), min(len(kept_text.lines), last + LINES_AROUND)
    lines = [
        TextLine(
            number=number,
            words=kept_text.line_for_people(number).lstrip("# "),
            is_named=first <= number <= last,
        )
        for number in range(start, end + 1)
        if not kept_text.is_page_mark(number)
    ]
    return [line for line in lines if line.words.strip()]


def lines_context(
    origins: Origins, lines: Sequence[TextLine], number_place: str = ""
) -> dict[str, Any]:
    """Context of studio/drafts/_figure_lines.html, which shows where a draft stands in the report;
    `number_place` leads to the number that was picked (FoundNumber.place)."""
    report_file = origins.picked.report if origins.picked else None
    return {
        "lines": lines, "report": report_file, "place": number_place,
        "left": len(origins.unconfirmed_fields),
    }  # fmt: skip


def confirmation_context(
    draft: Draft, fields: Fields, query: Mapping[str, str], *, field_order: Sequence[str]
) -> dict[str, Any]:
    """How many fields are left to confirm (`left`), and the name of the one that is looked at
    (`at`)."""
    origins = origins_of(draft, fields, field_order)
    return {"left": len(origins.unconfirmed_fields), "at": query.get("at", "")}


def unconfirmed_drafts(drafts: Sequence[Draft]) -> list[Draft]:
    """Those with a field that is proposed and that nobody has confirmed. Three queries."""
    unconfirmed_ids = ids_with_unconfirmed_field(
        {draft.pk: fields for draft, fields in with_newest_bodies(drafts)}
    )
    return [draft for draft in drafts if draft.pk in unconfirmed_ids]
