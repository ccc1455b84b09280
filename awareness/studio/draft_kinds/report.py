"""Drafts of what is said of a report: each field beside the line it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.files import read_yaml
from awareness.content.problems import Problem
from awareness.content.reading.figure_fields import key_from_label
from awareness.content.schema import ReportFile as ReportShape
from awareness.content.schema_validation import validate
from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.reports import file_keys_of, write_report
from awareness.numerals.languages import FORMAT_BY_EXAMPLE, LANGUAGE_NAMES
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import SAYS_EMPTY, DraftField, DraftForm, FieldGroup, Preview
from awareness.studio.draft_kinds.confirmed import CarriedValue, TextLine, lines_context, origins_of
from awareness.studio.draft_kinds.field_problems import (
    QUOTED_NAME,
    FieldProblem,
    field_with_quoted_words,
    with_labels,
)
from awareness.studio.draft_kinds.form_fields import (
    checkbox_field,
    line_spans_field,
    select_field,
    words_field,
)
from awareness.studio.draft_kinds.ledger_words import word_problems
from awareness.studio.drafts import onward
from awareness.studio.models import Draft

GATHERED = [
    ("survey", _("People were asked")), ("records", _("Counted from records, nobody was asked")),
]  # fmt: skip
MOST_CAVEATS = 40
CAVEAT_FIELD = re.compile(r"caveat_(?:key|words)_([0-9]{1,2})")
NAMES_BY_HEADING = [
    (_("The report"), ("title", "publisher", "year", "language", "numbers", "gathered")),
    (_("Who was asked"), ("part", "first", "last", "days_where", "asked")),
    (_("Interests"), ("how", "interests", "interests_where")),
    (_("May we use it"), ("licence", "credit", "may_we_use", "why", "internal")),
]  # fmt: skip
FIELD_ORDER = [name for _heading, names in NAMES_BY_HEADING for name in names]
# Few reports need them; they stand folded up until something is in them or said of them.
SELDOM_FIELDS = ("part", "first", "last", "days_where", "interests_where", "numbers", "internal")


def _short_name(typed: str) -> str:
    """The short name of a caveat as a file has it; "" of signs alone."""
    return re.sub(r"\W+", "_", typed).upper().strip("_")


class ReportForm(DraftForm):
    """What report.yaml says of a report. Its caveats have numbered fields, two each; in a draft's
    fields they are pairs of a short name and its words."""

    label_without_field = {
        "caveats": _("What has to be said beside its figures"),
        "sources": _("Its text, as a file"),
    }

    title = words_field(_("Title"))
    publisher = words_field(_("Publisher"))
    year = words_field(_("Year"), max_length=4)
    language = select_field(_("Language"), [(code, name) for code, name in LANGUAGE_NAMES.items()])
    numbers = select_field(
        _("How it writes numbers"),
        [
            ("", _("As is usual in its language")),
            *((example, example) for example in FORMAT_BY_EXAMPLE),
        ],
    )
    gathered = select_field(_("How its numbers came about"), GATHERED)
    part = words_field(
        _("What it calls a numbered part"), max_length=30,
        help_text=_("insight, chapter. Empty where it has none: then no page names one."),
    )  # fmt: skip
    first = words_field(_("People were asked from (a day: 2023-03-01)"))
    last = words_field(_("… to"))
    days_where = line_spans_field(_("Lines of the report that print these days"))
    asked = words_field(
        _("Who was asked, in our own words"), rows=3, max_length=2000,
        help_text=_("Numbers are figures that you picked: {figure:key}."),
    )  # fmt: skip
    how = words_field(_("How they were found and asked"), rows=3, max_length=2000)
    interests = words_field(_("What the publisher gains, and who paid"), rows=3, max_length=2000)
    interests_where = line_spans_field(_("Lines of the report that show it"))
    licence = words_field(_("Licence"), rows=2, max_length=600)
    credit = words_field(_("How it is named: the credit"), max_length=600)
    may_we_use = checkbox_field(_("We may use it"))
    why = words_field(_("Why we may, or may not"), rows=2, max_length=600)
    internal = checkbox_field(
        _("It is the employer's own"), _("No stranger is told that it is there.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        caveats = self.saved_fields.get("caveats", [])
        sent = [int(match[1]) for name in self.data if (match := CAVEAT_FIELD.fullmatch(name))]
        self.caveat_count = min(max([len(caveats), *sent]) + 1, MOST_CAVEATS)  # the last is empty
        for number in range(1, self.caveat_count + 1):
            key, words = caveats[number - 1] if number <= len(caveats) else ("", "")
            self.fields[f"caveat_key_{number}"] = words_field(_("Short name"), max_length=40)
            self.fields[f"caveat_words_{number}"] = words_field(
                _("In words"), rows=2, max_length=900
            )
            self.initial[f"caveat_key_{number}"] = key
            self.initial[f"caveat_words_{number}"] = words

    def clean(self) -> dict[str, Any]:
        """Adds the error same_name where a caveat has the short name of one above it: the file has
        one text of each."""
        cleaned = super().clean()
        names_above: set[str] = set()
        for number in range(1, self.caveat_count + 1):
            name = _short_name(cleaned.get(f"caveat_key_{number}", ""))
            if name in names_above:
                words = _("Another one above has this short name. Write another, or leave it out.")
                error = forms.ValidationError(words, code="same_name")
                self.add_error(f"caveat_key_{number}", error)
            names_above |= {name} - {""}
        return cleaned

    def as_fields(self) -> dict[str, Any]:
        """With the caveats in one list, and the texts that the draft has already."""
        cleaned = super().as_fields()
        fields = {name: cleaned[name] for name in FIELD_ORDER}
        fields["caveats"] = [*self._caveats_of(cleaned)]
        fields["sources"] = dict(self.saved_fields.get("sources", {}))  # no form has them
        return fields

    def _caveats_of(self, cleaned: Mapping[str, Any]) -> Iterator[list[str]]:
        """[short name, words] of the caveats that say something; a short name is made of the words
        where nobody gave one, and no two are alike."""
        numbers = range(1, self.caveat_count + 1)
        name_by_number = {
            number: _short_name(cleaned[f"caveat_key_{number}"]) for number in numbers
        }
        for number in numbers:
            name, words = name_by_number[number], cleaned[f"caveat_words_{number}"]
            if words and not name:
                # As key_from_label writes them.
                taken = {taken_name.lower().replace("_", "-")
                         for taken_name in name_by_number.values()}  # fmt: skip
                name = name_by_number[number] = _short_name(key_from_label(words, taken))
            if words or name:
                yield [name, words]

    @classmethod
    def card_name_of(cls, field_name: str) -> str:
        return gettext("About the report")

    def value_in_words(self, field_name: str, value: Any) -> str | None:
        if field_name == "caveats":
            return "\n".join(words for _key, words in value or ())
        return super().value_in_words(field_name, value)

    @property
    def groups(self) -> list[FieldGroup]:
        """The parts of the form; the last stands folded up, with the caveats."""
        folded = [name for name in SELDOM_FIELDS if self.is_idle(name)]
        groups = [
            FieldGroup(heading, [self[name] for name in names if name not in folded])
            for heading, names in NAMES_BY_HEADING
        ]
        more = _("More: days, lines, how numbers are written, what has to be said beside them")
        return [*groups, FieldGroup(more, [self[name] for name in folded])]

    @property
    def more_opens(self) -> bool:
        caveat_fields = [cast(DraftField, field) for pair in self.caveats for field in pair]
        is_needed = any(field.value() or field.problems or field.errors for field in caveat_fields)
        return is_needed or super().more_opens

    @property
    def caveats(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each caveat's short name and words."""
        return [
            (self[f"caveat_key_{number}"], self[f"caveat_words_{number}"])
            for number in range(1, self.caveat_count + 1)
        ]


LABEL_BY_FIELD = {name: ReportForm.base_fields[name].label for name in FIELD_ORDER}
REPORT_FILE = Path("report.yaml")
# Keys of report.yaml whose field has another name.
FIELD_BY_KEY = {
    "fieldwork": "first", "from": "first", "to": "last", "where": "days_where",
    "rights": "licence", "caveats": "caveat_words_1",
}  # fmt: skip


def problems_of_report(draft: Draft, fields: Fields) -> Iterator[FieldProblem]:
    """What does not fit the schema of report.yaml, and what is missing to use it at all, each at
    its field, in words of the form."""
    problems: list[Problem] = []
    text = write_report(file_keys_of(draft.ref, fields))
    validate(ReportShape, read_yaml(REPORT_FILE, problems, text), problems)
    for problem in problems:
        field_name = _field_named_in(problem)
        if SAYS_EMPTY.search(problem.message) and not fields.get(field_name):
            yield FieldProblem(field_name=field_name, message=gettext("This is still empty"))
            continue
        yield FieldProblem(
            field_name=field_name,
            message=with_labels(problem.message, LABEL_BY_FIELD),
            fix=with_labels(problem.fix, LABEL_BY_FIELD),
        )
    for problem, field_problem in word_problems(draft, fields):
        is_of_caveats = field_problem.field_name == "caveats"
        yield FieldProblem(
            field_name=(
                _caveat_field_of(fields, problem) if is_of_caveats else field_problem.field_name
            ),
            sentence=field_problem.sentence,
            message=with_labels(problem.message, LABEL_BY_FIELD),
            fix=with_labels(problem.fix, LABEL_BY_FIELD),
        )
    if not fields.get("may_we_use"):
        yield FieldProblem(
            field_name="may_we_use",
            message=gettext("nothing of it is published before we may use it"),
            fix=gettext("read its licence, say why we may, and tick this"),
        )


def _caveat_field_of(fields: Fields, problem: Problem) -> str:
    """The name of the field with the words of the caveat that a problem quotes; the first one's
    where it quotes none."""
    words_by_field = {
        f"caveat_words_{number}": words for number, (_key, words) in enumerate(fields["caveats"], 1)
    }
    quoting_field = field_with_quoted_words(words_by_field, tuple(words_by_field), problem.message)
    return quoting_field or "caveat_words_1"


def _field_named_in(problem: Problem) -> str:
    """The name of the field that a problem's message names by its key in the file; `title` where it
    names none."""
    for key in QUOTED_NAME.findall(problem.message):
        if key in FIELD_ORDER or key in FIELD_BY_KEY:
            return FIELD_BY_KEY.get(key, key)
    return "title"


def preview(draft: Draft, fields: Fields) -> Preview:
    """The lines that its fields came from, in the order of the report."""
    origins = origins_of(draft, fields, FIELD_ORDER)
    if draft.closed_at is None:
        carried = carried_from_publisher(draft.report, fields)
        origins = replace(origins, carried_by_field=carried)
    words_by_line = sorted(
        {(origin.line, origin.words) for origin in origins.origin_by_field.values() if origin.words}
    )
    lines = [TextLine(number, words, is_named=False) for number, words in words_by_line]
    problems = list(dict.fromkeys(problems_of_report(draft, fields)))
    context = lines_context(origins, lines)
    return Preview("studio/drafts/_figure_lines.html", context, problems, origins)


def carried_from_publisher(report_slug: str, fields: Fields) -> dict[str, CarriedValue]:
    """By the names of fields that are empty, what the newest published report of the same publisher
    says; not what names figures, which are its own. No query."""
    publisher = str(fields.get("publisher") or "").casefold()
    other_reports = [
        report
        for report in current_content().ledger.reports.values()
        if publisher and report.publisher.casefold() == publisher and report.slug != report_slug
    ]
    if not other_reports:
        return {}
    newest_report = max(other_reports, key=lambda report: report.year)
    words_by_field = {"interests": newest_report.interests, "licence": newest_report.licence}
    return {
        name: CarriedValue(words, newest_report.title)
        for name, words in words_by_field.items()
        if words and "{" not in words and not fields.get(name)
    }


def files_beside(draft: Draft) -> dict[str, str]:
    """The kept text that its figures name lines of, under the name that the draft gives it; nothing
    where the report's file is gone."""
    picked = draft.picks.select_related("report").first()
    sources = draft.newest_revision().body.get("sources", {})
    if picked is None or picked.report is None:
        return {}
    return {file_name: picked.report.text for file_name in list(sources.values())[:1]}


def tools_context(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """What is left to confirm, and where saving leads on to."""
    context = onward.tools_of_picked(draft, fields, query, order=FIELD_ORDER)
    return context | {"then": onward.after_saving(draft)[:1]}


def title_of(fields: Fields) -> str:
    return str(fields.get("title") or gettext("A report"))


KIND = DraftKind(
    kind=ObjectKind.REPORT,
    name=_("report"),
    new_name=_("A new report"),
    form_class=ReportForm,
    template="studio/drafts/_report_form.html",
    preview=preview,
    title_of=title_of,
    files_beside=files_beside,
    preview_heading=_("Where it stands in the report"),
    tools_context=tools_context,
)
