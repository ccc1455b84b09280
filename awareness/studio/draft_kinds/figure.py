"""Drafts of figures: one number of a report, each field confirmed beside the line it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from textwrap import shorten
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import SPAN_TEXT, split_list
from awareness.content.checks.one_figure import field_of, problems_by_field
from awareness.content.pack import REPORT_COLUMNS
from awareness.content.problems import Problem
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.studio import onward
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    DraftForm,
    FieldProblem,
    FindingField,
    Preview,
    places_field,
    words_field,
)
from awareness.studio.draft_kinds.confirmed import (
    Origins,
    beside_lines,
    carried,
    lines_around,
    origins,
)
from awareness.studio.draft_kinds.drafted_reports import report_at
from awareness.studio.draft_kinds.ledger_words import problems_of_words, quoting
from awareness.studio.draft_kinds.page import AUDIENCES
from awareness.studio.models import Draft

KINDS = [
    ("", _("Choose one")), ("share", _("A share")), ("count", _("A count")),
    ("mean", _("An average")), ("median", _("A median")), ("rate", _("A rate: so many per …")),
    ("ratio", _("A ratio")), ("index", _("A score or index")), ("change", _("A change")),
    ("money", _("An amount of money")), ("duration", _("A length of time")), ("date", _("A day")),
]  # fmt: skip
QUALIFIERS = [
    ("", _("exactly as printed")), ("about", _("about")), ("over", _("more than")),
    ("under", _("less than")), ("at_least", _("at least")), ("up_to", _("up to")),
    ("range", _("from … to")),
]  # fmt: skip
SCALES = [
    ("", _("No word, or it stands right after the digits")), ("thousand", _("thousand")),
    ("million", _("million")), ("billion", _("billion")), ("trillion", _("trillion")),
]  # fmt: skip
USES = [
    ("TEACH", _("Teach with it")), ("CAVEAT", _("Only with what has to be said beside it")),
    ("VOICE", _("Tell as what somebody says, ask nothing about it")),
    ("HOLD", _("Hold it back, and say why")),
]  # fmt: skip
GATHERED = [
    ("", _("As the report says")), ("survey", _("People were asked")),
    ("records", _("Counted from records, nobody was asked")),
]  # fmt: skip
YES = [("", _("No")), ("yes", _("Yes"))]
# In the order in which they are confirmed.
NUMBER = ("value", "value_to", "qualifier", "unit", "kind", "per", "as_printed", "where")
MEANING = ("label", "population", "base_n", "base_where", "question", "gathered", "as_of")
# What figures of one report often share.
CARRIED = ("population", "base_n", "question", "as_of")
WITH = {"base_n": "base_where"}  # what is taken over together
USED = ("use", "reason", "caveats")
MORE = (
    "measure", "statement", "insight", "between", "scale", "base_inferred", "multi_answer",
    "formula", "discrepancies", "review_by", "audience",
)  # fmt: skip
# Few figures need them; they stand under More until something is in them or said of them, or until
# the field beside them says so.
SELDOM = {
    "value_to": ("qualifier", "range"), "per": ("kind", "rate"), "base_where": ("base_n", None),
    "reason": ("use", "HOLD"), "caveats": ("use", "CAVEAT"),
}  # fmt: skip


def _choice(label: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    widget = forms.Select({"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget, **kwargs)


class FigureForm(DraftForm):
    value = words_field(_("Number, in full size and plain digits"))
    value_to = words_field(_("Upper end, of a range"))
    qualifier = _choice(_("How exact"), QUALIFIERS)
    unit = words_field(
        _("Unit"), help_text=_("percent, points, years, a currency (EUR), or what is counted.")
    )
    kind = _choice(_("What sort of number"), KINDS)
    per = words_field(_("Per how many, of a rate"))
    as_printed = words_field(_("As printed: the fewest words that hold the number"))
    where = places_field(_("Lines of the report"))
    label = words_field(_("What it counts, in our own words"), long=2, max_length=400)
    population = words_field(_("Out of what, or of whom"), long=2, max_length=400)
    base_n = words_field(_("Base: how many answered"))
    base_where = places_field(_("Lines of the report that print the base"))
    question = words_field(_("What was asked"), long=2, max_length=600)
    measure = words_field(
        _("Measure"),
        help_text=_("Figures of one measure may be compared. It is this figure's own as long as no "
                    "other has it."),
    )  # fmt: skip
    use = _choice(_("How it may be used"), USES)
    reason = words_field(_("Why it is held back"), long=2, max_length=600)
    caveats = words_field(
        _("What has to be said beside it"),
        help_text=_("Short names of the report's reservations, joined by ;"),
    )
    statement = words_field(_("In a sentence"), long=2, max_length=600)
    insight = FindingField()
    between = words_field(_("Between what, of a change (2023;2024); of an index what is 100"))
    scale = _choice(_("Word of size that stands elsewhere"), SCALES)
    base_inferred = _choice(_("The base is worked out, not printed"), YES)
    multi_answer = _choice(_("Several answers could be given"), YES)
    gathered = _choice(_("How it came about"), GATHERED)
    formula = words_field(_("Formula, of a number that we work out"))
    discrepancies = words_field(_("Disagreements it belongs to"))
    as_of = words_field(_("As of (a day: 2023-12-31)"))
    review_by = words_field(_("To be looked at again by (a day)"))
    audience = forms.MultipleChoiceField(
        label=_("For whom"), required=False, choices=AUDIENCES,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )  # fmt: skip

    def as_fields(self) -> dict[str, Any]:
        """The cells of the row, as figures.csv writes them."""
        fields = super().as_fields()
        fields["audience"] = ";".join(fields["audience"])
        return {name: " ".join(value.split()) for name, value in fields.items()}

    @classmethod
    def card_of(cls, field: str) -> str:
        return gettext("The figure")

    @classmethod
    def in_its_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """At the field that is named, or whose words are quoted: all of them stand in one line."""
        named = re.search(r"`(\w+)`", problem.message)
        name = named[1] if named and named[1] in cls.base_fields else ""
        name = name or quoting(fields, WORDS, problem.message)
        return super().in_its_words(replace(problem, field=name or problem.field), fields)

    def in_words(self, name: str, value: Any) -> str | None:
        if name == "caveats":
            return self.caveats_in_words(str(value or ""))
        return super().in_words(name, value)

    @classmethod
    def filled(cls, fields: Fields, based_on: int, ref: ObjectRef) -> "FigureForm":
        shown = {**fields, "audience": split_list(fields.get("audience", ""))}
        return cls(initial={**shown, "based_on": based_on}, ref=ref, before=fields)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Of each part of the form its heading and fields; the last stands folded up."""
        folded = [name for name in SELDOM if self._is_folded(name)]
        named = [
            (_("The number"), NUMBER), (_("What it says"), MEANING), (_("How it is used"), USED),
        ]  # fmt: skip
        parts = [(heading, [self[name] for name in names if name not in folded])
                 for heading, names in named]  # fmt: skip
        return [*parts, (_("More"), [self[name] for name in (*folded, *MORE)])]

    def _is_folded(self, name: str) -> bool:
        beside, asks_for_it = SELDOM[name]
        value = self[beside].value()
        wanted = value == asks_for_it if asks_for_it else bool(value)
        return self.is_idle(name) and not wanted


LABELS = {name: field.label for name, field in FigureForm.base_fields.items()}
LONG_TITLE = 70  # letters of a label in a title
WORDS = ("label", "statement", "population", "question", "reason")
ORDER = [*NUMBER, *MEANING, *USED, *MORE]


def field_problems(draft: Draft, fields: Fields, origins: Origins) -> Iterator[FieldProblem]:
    """What the checks of a figure say, each at its field, in words of the form."""
    report = report_at(draft.subject, draft.report)
    if report is None:
        return
    lines = str(origins.kept).split("\n") if origins.kept else None
    cells = {name: str(fields.get(name, "")) for name in REPORT_COLUMNS} | {"key": draft.key}
    for name, problems in problems_by_field(cells, report, lines).items():
        for wrong in problems:
            yield _field_problem(draft, name or "label", wrong)
    if not fields.get("as_of") and fields.get("use") in ("TEACH", "CAVEAT", "VOICE"):
        fix = gettext("say of which day it tells: a year's last day, where only the year is known")
        yield FieldProblem(field="as_of", message=gettext("This is still empty"), fix=fix)
    for wrong, field_problem in problems_of_words(draft, fields):
        name = field_of(wrong, draft.key) or quoting(fields, WORDS, wrong.message)
        yield _field_problem(draft, name or field_problem.field, wrong)


def _field_problem(draft: Draft, name: str, wrong: Problem) -> FieldProblem:
    words = wrong.message.removeprefix(f"{draft.key}: ")
    return FieldProblem(
        field=name, message=named_as(words, LABELS), fix=named_as(wrong.fix, LABELS)
    )


def named_as(words: str, labels: Mapping[str, Any]) -> str:
    """Names of columns and keys as the form calls them."""
    return re.sub(r"`(\w+)`", lambda match: f"“{labels.get(match[1], match[1])}”", words)


def preview(draft: Draft, fields: Fields) -> Preview:
    """The lines that it stands in, and what the checks say."""
    known = origins(draft, fields, ORDER)
    if draft.closed_at is None:
        known = replace(known, carried=carried(draft, fields, known, CARRIED, WITH))
    match = SPAN_TEXT.match(str(fields.get("where", "")).split(";")[0])
    lines: list[tuple[int, str, bool]] = []
    if match and known.kept:
        first = min(int(match[2]), len(known.kept.lines))
        last = min(int(match[3] or match[2]), len(known.kept.lines), first + 8)
        lines = lines_around(known.kept, first, last)
    picked = known.picked
    place = picked.number.place if picked and picked.number else ""
    context = beside_lines(known, lines, place)
    problems = list(dict.fromkeys(field_problems(draft, fields, known)))
    return Preview("studio/drafts/_figure_lines.html", context, problems, known)


def title_of(fields: Fields) -> str:
    printed, label = fields.get("as_printed", ""), shorten(fields.get("label", ""), LONG_TITLE)
    return (
        f"{printed}: {label}" if printed and label else str(label or printed or gettext("A figure"))
    )


KIND = DraftKind(
    kind=ObjectKind.FIGURE,
    name=_("figure"),
    new_name=_("A new figure"),
    form=FigureForm,
    template="studio/drafts/_figure_form.html",
    preview=preview,
    title_of=title_of,
    seen_as=_("Where it stands in the report"),
    tools=partial(onward.tools_of_picked, order=ORDER),
)
