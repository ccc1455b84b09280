"""Drafts of figures: one number of a report, each field confirmed beside the line it came from."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from textwrap import shorten
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import SPAN_TEXT, split_list
from awareness.content.checks.one_figure import field_of, problems_by_field
from awareness.content.pack import REPORT_COLUMNS
from awareness.content.printed_words import on_one_line
from awareness.content.problems import Problem
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import DraftForm, FieldGroup, Preview
from awareness.studio.draft_kinds.confirmed import (
    Origins,
    TextLine,
    carried_by_field,
    lines_around,
    lines_context,
    origins_of,
)
from awareness.studio.draft_kinds.drafted_reports import report_as_drafted
from awareness.studio.draft_kinds.field_problems import (
    QUOTED_NAME,
    FieldProblem,
    field_with_quoted_words,
    with_labels,
)
from awareness.studio.draft_kinds.form_fields import (
    AUDIENCES,
    FindingField,
    checkboxes_field,
    line_spans_field,
    select_field,
    words_field,
)
from awareness.studio.draft_kinds.ledger_words import word_problems
from awareness.studio.drafts import onward
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
NO_OR_YES = [("", _("No")), ("yes", _("Yes"))]
# Names of fields by the part of the form, in the order in which they are confirmed.
NUMBER_FIELDS = (
    "value", "value_to", "qualifier", "unit", "kind", "per", "as_printed", "where",
)  # fmt: skip
MEANING_FIELDS = ("label", "population", "base_n", "base_where", "question", "gathered", "as_of")
USE_FIELDS = ("use", "reason", "caveats")
MORE_FIELDS = (
    "measure", "statement", "insight", "between", "scale", "base_inferred", "multi_answer",
    "formula", "discrepancies", "review_by", "audience",
)  # fmt: skip
FIELD_ORDER = [*NUMBER_FIELDS, *MEANING_FIELDS, *USE_FIELDS, *MORE_FIELDS]
TEXT_FIELDS = ("label", "statement", "population", "question", "reason")
# What figures of one report often share, and what is taken over together.
CARRIED_FIELDS = ("population", "base_n", "question", "as_of")
COMPANION_BY_FIELD = {"base_n": "base_where"}
LONGEST_LABEL = 70  # letters of a label in a title
MOST_LINES = 9  # of the report that are named beside the form


class AskedFor(NamedTuple):
    """That a field is asked for by what stands in another one: this value; any where it is None."""

    by_field: str
    value: str | None


# Few figures need these fields; they stand under More until something is in them or said of them,
# or until the field that asks for them does.
SELDOM_FIELDS = {
    "value_to": AskedFor("qualifier", "range"), "per": AskedFor("kind", "rate"),
    "base_where": AskedFor("base_n", None), "reason": AskedFor("use", "HOLD"),
    "caveats": AskedFor("use", "CAVEAT"),
}  # fmt: skip


class FigureForm(DraftForm):
    """One row of figures.csv, each field called as its column."""

    value = words_field(_("Number, in full size and plain digits"))
    value_to = words_field(_("Upper end, of a range"))
    qualifier = select_field(_("How exact"), QUALIFIERS)
    unit = words_field(
        _("Unit"), help_text=_("percent, points, years, a currency (EUR), or what is counted.")
    )
    kind = select_field(_("What sort of number"), KINDS)
    per = words_field(_("Per how many, of a rate"))
    as_printed = words_field(_("As printed: the fewest words that hold the number"))
    where = line_spans_field(_("Lines of the report"))
    label = words_field(_("What it counts, in our own words"), rows=2, max_length=400)
    population = words_field(_("Out of what, or of whom"), rows=2, max_length=400)
    base_n = words_field(_("Base: how many answered"))
    base_where = line_spans_field(_("Lines of the report that print the base"))
    question = words_field(_("What was asked"), rows=2, max_length=600)
    measure = words_field(
        _("Measure"),
        help_text=_("Figures of one measure may be compared. It is this figure's own as long as no "
                    "other has it."),
    )  # fmt: skip
    use = select_field(_("How it may be used"), USES)
    reason = words_field(_("Why it is held back"), rows=2, max_length=600)
    caveats = words_field(
        _("What has to be said beside it"),
        help_text=_("Short names of the report's reservations, joined by ;"),
    )
    statement = words_field(_("In a sentence"), rows=2, max_length=600)
    insight = FindingField()
    between = words_field(_("Between what, of a change (2023;2024); of an index what is 100"))
    scale = select_field(_("Word of size that stands elsewhere"), SCALES)
    base_inferred = select_field(_("The base is worked out, not printed"), NO_OR_YES)
    multi_answer = select_field(_("Several answers could be given"), NO_OR_YES)
    gathered = select_field(_("How it came about"), GATHERED)
    formula = words_field(_("Formula, of a number that we work out"))
    discrepancies = words_field(_("Disagreements it belongs to"))
    as_of = words_field(_("As of (a day: 2023-12-31)"))
    review_by = words_field(_("To be looked at again by (a day)"))
    audience = checkboxes_field(_("For whom"), choices=AUDIENCES)

    def as_fields(self) -> dict[str, Any]:
        """The cells of the row, as figures.csv writes them: texts in one line."""
        fields = super().as_fields()
        fields["audience"] = ";".join(fields["audience"])
        return {name: on_one_line(value) for name, value in fields.items()}

    @classmethod
    def filled(cls, fields: Fields, revision_number: int, ref: ObjectRef) -> "FigureForm":
        shown = {**fields, "audience": split_list(fields.get("audience", ""))}
        return cls(initial={**shown, "based_on": revision_number}, ref=ref, saved_fields=fields)

    @classmethod
    def card_name_of(cls, field_name: str) -> str:
        """All fields are read as one."""
        return gettext("The figure")

    @classmethod
    def problem_in_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """With the field that its message names, or whose words it quotes: all fields stand in one
        line of the file, which says nothing of which it is."""
        name_match = QUOTED_NAME.search(problem.message)
        field_name = name_match[1] if name_match and name_match[1] in cls.base_fields else ""
        field_name = field_name or field_with_quoted_words(fields, TEXT_FIELDS, problem.message)
        at_field = replace(problem, field_name=field_name or problem.field_name)
        return super().problem_in_words(at_field, fields)

    def value_in_words(self, field_name: str, value: Any) -> str | None:
        if field_name == "caveats":
            return self.caveats_in_words(str(value or ""))
        return super().value_in_words(field_name, value)

    @property
    def groups(self) -> list[FieldGroup]:
        """The parts of the form; the last stands folded up."""
        folded = [name for name in SELDOM_FIELDS if self._is_folded(name)]
        names_by_heading = [
            (_("The number"), NUMBER_FIELDS), (_("What it says"), MEANING_FIELDS),
            (_("How it is used"), USE_FIELDS),
        ]  # fmt: skip
        groups = [
            FieldGroup(heading, [self[name] for name in names if name not in folded])
            for heading, names in names_by_heading
        ]
        return [*groups, FieldGroup(_("More"), [self[name] for name in (*folded, *MORE_FIELDS)])]

    def _is_folded(self, field_name: str) -> bool:
        """Whether a field that few figures need stands under More: nothing is in it or said of it,
        and no other field asks for it."""
        asked_for = SELDOM_FIELDS[field_name]
        value = self[asked_for.by_field].value()
        is_asked_for = value == asked_for.value if asked_for.value else bool(value)
        return self.is_idle(field_name) and not is_asked_for


LABEL_BY_FIELD = {name: field.label for name, field in FigureForm.base_fields.items()}


def problems_of_figure(draft: Draft, fields: Fields, origins: Origins) -> Iterator[FieldProblem]:
    """What the checks of a figure say, each at its field, in words of the form. Nothing where its
    report is neither drafted nor published."""
    report = report_as_drafted(draft.subject, draft.report)
    if report is None:
        return
    lines = str(origins.kept_text).split("\n") if origins.kept_text else None
    cells = {name: str(fields.get(name, "")) for name in REPORT_COLUMNS} | {"key": draft.key}
    for field_name, problems in problems_by_field(cells, report, lines).items():
        for problem in problems:
            yield _in_words_of_form(draft, field_name or "label", problem)
    if not fields.get("as_of") and fields.get("use") in ("TEACH", "CAVEAT", "VOICE"):
        fix = gettext("say of which day it tells: a year's last day, where only the year is known")
        yield FieldProblem(field_name="as_of", message=gettext("This is still empty"), fix=fix)
    for problem, field_problem in word_problems(draft, fields):
        field_name = field_of(problem, draft.key) or field_with_quoted_words(
            fields, TEXT_FIELDS, problem.message
        )
        yield _in_words_of_form(draft, field_name or field_problem.field_name, problem)


def _in_words_of_form(draft: Draft, field_name: str, problem: Problem) -> FieldProblem:
    """A problem at a field, without the figure's key, columns called as the form calls them."""
    message = problem.message.removeprefix(f"{draft.key}: ")
    return FieldProblem(
        field_name=field_name,
        message=with_labels(message, LABEL_BY_FIELD),
        fix=with_labels(problem.fix, LABEL_BY_FIELD),
    )


def preview(draft: Draft, fields: Fields) -> Preview:
    """The lines that it stands in, and what the checks say."""
    origins = origins_of(draft, fields, FIELD_ORDER)
    if draft.closed_at is None:
        carried = carried_by_field(draft, fields, origins, CARRIED_FIELDS, COMPANION_BY_FIELD)
        origins = replace(origins, carried_by_field=carried)
    span = SPAN_TEXT.match(next(iter(split_list(str(fields.get("where", "")))), ""))
    lines: list[TextLine] = []
    if span and origins.kept_text:
        line_count = len(origins.kept_text.lines)
        first = min(int(span[2]), line_count)
        last = min(int(span[3] or span[2]), line_count, first + MOST_LINES - 1)
        lines = lines_around(origins.kept_text, first, last)
    picked = origins.picked
    number_place = picked.number.place if picked and picked.number else ""
    context = lines_context(origins, lines, number_place)
    problems = list(dict.fromkeys(problems_of_figure(draft, fields, origins)))
    return Preview("studio/drafts/_figure_lines.html", context, problems, origins)


def title_of(fields: Fields) -> str:
    """What it prints and what that counts, or the one that is there."""
    printed, label = fields.get("as_printed", ""), shorten(fields.get("label", ""), LONGEST_LABEL)
    if printed and label:
        return f"{printed}: {label}"
    return str(label or printed or gettext("A figure"))


KIND = DraftKind(
    kind=ObjectKind.FIGURE,
    name=_("figure"),
    new_name=_("A new figure"),
    form_class=FigureForm,
    template="studio/drafts/_figure_form.html",
    preview=preview,
    title_of=title_of,
    preview_heading=_("Where it stands in the report"),
    tools_context=partial(onward.tools_of_picked, order=FIELD_ORDER),
)
