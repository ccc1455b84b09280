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
from awareness.studio import onward
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    EMPTY,
    DraftField,
    DraftForm,
    FieldProblem,
    Preview,
    places_field,
    words_field,
)
from awareness.studio.draft_kinds.confirmed import Carried, beside_lines, origins
from awareness.studio.draft_kinds.figure import named_as
from awareness.studio.draft_kinds.ledger_words import problems_of_words, quoting
from awareness.studio.models import Draft

GATHERED = [
    ("survey", _("People were asked")), ("records", _("Counted from records, nobody was asked")),
]  # fmt: skip
MOST_CAVEATS = 40
OF_CAVEAT = re.compile(r"caveat_(?:key|words)_([0-9]{1,2})")
GROUPS = [
    (_("The report"), ("title", "publisher", "year", "language", "numbers", "gathered")),
    (_("Who was asked"), ("part", "first", "last", "days_where", "asked")),
    (_("Interests"), ("how", "interests", "interests_where")),
    (_("May we use it"), ("licence", "credit", "may_we_use", "why", "internal")),
]  # fmt: skip
ORDER = tuple(name for _heading, names in GROUPS for name in names)
# Few reports need them; they stand folded up until something is in them or said of them.
SELDOM = ("part", "first", "last", "days_where", "interests_where", "numbers", "internal")


def _select(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    widget = forms.Select({"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _check(label: Any, help_text: Any = "") -> forms.BooleanField:
    widget = forms.CheckboxInput({"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, help_text=help_text)


class ReportForm(DraftForm):
    others = {
        "caveats": _("What has to be said beside its figures"),
        "sources": _("Its text, as a file"),
    }

    @classmethod
    def card_of(cls, field: str) -> str:
        return gettext("About the report")

    def in_words(self, name: str, value: Any) -> str | None:
        if name == "caveats":
            return "\n".join(words for _key, words in value or ())
        return super().in_words(name, value)

    title = words_field(_("Title"))
    publisher = words_field(_("Publisher"))
    year = words_field(_("Year"), max_length=4)
    language = _select(_("Language"), [(code, name) for code, name in LANGUAGE_NAMES.items()])
    numbers = _select(
        _("How it writes numbers"),
        [("", _("As is usual in its language")), *((each, each) for each in FORMAT_BY_EXAMPLE)],
    )
    gathered = _select(_("How its numbers came about"), GATHERED)
    part = words_field(
        _("What it calls a numbered part"), max_length=30,
        help_text=_("insight, chapter. Empty where it has none: then no page names one."),
    )  # fmt: skip
    first = words_field(_("People were asked from (a day: 2023-03-01)"))
    last = words_field(_("… to"))
    days_where = places_field(_("Lines of the report that print these days"))
    asked = words_field(
        _("Who was asked, in our own words"), long=3, max_length=2000,
        help_text=_("Numbers are figures that you picked: {figure:key}."),
    )  # fmt: skip
    how = words_field(_("How they were found and asked"), long=3, max_length=2000)
    interests = words_field(_("What the publisher gains, and who paid"), long=3, max_length=2000)
    interests_where = places_field(_("Lines of the report that show it"))
    licence = words_field(_("Licence"), long=2, max_length=600)
    credit = words_field(_("How it is named: the credit"), max_length=600)
    may_we_use = _check(_("We may use it"))
    why = words_field(_("Why we may, or may not"), long=2, max_length=600)
    internal = _check(_("It is the employer's own"), _("No stranger is told that it is there."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        caveats = self.before.get("caveats", [])
        sent = [int(match[1]) for name in self.data if (match := OF_CAVEAT.fullmatch(name))]
        self.caveat_count = min(max([len(caveats), *sent]) + 1, MOST_CAVEATS)
        for number in range(1, self.caveat_count + 1):
            key, words = caveats[number - 1] if number <= len(caveats) else ("", "")
            self.fields[f"caveat_key_{number}"] = words_field(_("Short name"), max_length=40)
            self.fields[f"caveat_words_{number}"] = words_field(
                _("In words"), long=2, max_length=900
            )
            self.initial[f"caveat_key_{number}"] = key
            self.initial[f"caveat_words_{number}"] = words

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        body = {name: fields[name] for name in ORDER}
        body["caveats"] = [*self._caveats(fields)]
        body["sources"] = dict(self.before.get("sources", {}))  # of the file, never of a form
        return body

    def _caveats(self, fields: Mapping[str, Any]) -> Iterator[list[str]]:
        """Those that say something; a short name is made of the words where nobody gave one."""
        taken_keys: set[str] = set()
        for number in range(1, self.caveat_count + 1):
            key, words = fields[f"caveat_key_{number}"], fields[f"caveat_words_{number}"]
            if words or key:
                name = key or key_from_label(words, {taken_key.lower() for taken_key in taken_keys})
                name = re.sub(r"\W+", "_", name).upper().strip("_")
                taken_keys.add(name)
                yield [name, words]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Of each part of the form its heading and fields; the last stands folded up, with the
        reservations."""
        folded = [name for name in SELDOM if self.is_idle(name)]
        parts = [(heading, [self[name] for name in names if name not in folded])
                 for heading, names in GROUPS]  # fmt: skip
        more = _("More: days, lines, how numbers are written, what has to be said beside them")
        return [*parts, (more, [self[name] for name in folded])]

    @property
    def more_opens(self) -> bool:
        fields = [cast(DraftField, field) for pair in self.caveats for field in pair]
        said = any(field.value() or field.problems or field.errors for field in fields)
        return said or super().more_opens

    @property
    def caveats(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        ats = range(1, self.caveat_count + 1)
        return [(self[f"caveat_key_{number}"], self[f"caveat_words_{number}"]) for number in ats]


LABELS = {name: ReportForm.base_fields[name].label for name in ORDER}
HERE = Path("report.yaml")


def field_problems(draft: Draft, fields: Fields) -> Iterator[FieldProblem]:
    """What does not fit the schema of report.yaml, and what is missing to use it at all."""
    problems: list[Problem] = []
    made = write_report(file_keys_of(draft.ref, fields))
    document = read_yaml(HERE, problems, made)
    validate(ReportShape, document, problems)
    for wrong in problems:
        name = _field_at(wrong)
        if EMPTY.search(wrong.message) and not fields.get(name):
            yield FieldProblem(field=name, message=gettext("This is still empty"))
            continue
        yield FieldProblem(
            field=name,
            message=named_as(wrong.message, LABELS),
            fix=named_as(wrong.fix, LABELS),
        )
    for wrong, field_problem in problems_of_words(draft, fields):
        name = (
            _caveat_at(fields, wrong) if field_problem.field == "caveats" else field_problem.field
        )
        yield FieldProblem(
            field=name,
            sentence=field_problem.sentence,
            message=named_as(wrong.message, LABELS),
            fix=named_as(wrong.fix, LABELS),
        )
    if not fields.get("may_we_use"):
        fix = gettext("read its licence, say why we may, and tick this")
        yield FieldProblem(
            field="may_we_use",
            message=gettext("nothing of it is published before we may use it"),
            fix=fix,
        )


def _caveat_at(fields: Fields, wrong: Problem) -> str:
    """The field of the reservation that says what a problem quotes."""
    caveats = {f"caveat_words_{n}": words for n, (_key, words) in enumerate(fields["caveats"], 1)}
    return quoting(caveats, tuple(caveats), wrong.message) or "caveat_words_1"


def _field_at(wrong: Problem) -> str:
    """The field that the words of a problem name."""
    names = {"fieldwork": "first", "from": "first", "to": "last", "where": "days_where",
             "rights": "licence",
             "caveats": "caveat_words_1"}  # fmt: skip
    for name in re.findall(r"`(\w+)`", wrong.message):
        if name in ORDER or name in names:
            return names.get(name, name)
    return "title"


def preview(draft: Draft, fields: Fields) -> Preview:
    """The lines that its fields came from, in the order of the report."""
    known = origins(draft, fields, list(ORDER))
    if draft.closed_at is None:
        known = replace(known, carried=carried_from_publisher(draft.report, fields))
    lines = sorted(
        {(origin.line, origin.words) for origin in known.by_field.values() if origin.words}
    )
    context = beside_lines(known, [(line_number, words, False) for line_number, words in lines])
    problems = list(dict.fromkeys(field_problems(draft, fields)))
    return Preview("studio/drafts/_figure_lines.html", context, problems, known)


def carried_from_publisher(report_slug: str, fields: Fields) -> dict[str, Carried]:
    """By field, where nothing is said yet, what the newest published report of the same publisher
    says; not what names figures, which are its own. No query."""
    publisher = str(fields.get("publisher") or "").casefold()
    reports = [
        report
        for report in current_content().ledger.reports.values()
        if publisher and report.publisher.casefold() == publisher and report.slug != report_slug
    ]
    if not reports:
        return {}
    newest = max(reports, key=lambda report: report.year)
    said = {"interests": newest.interests, "licence": newest.licence}
    return {
        name: Carried(words, newest.title)
        for name, words in said.items()
        if words and "{" not in words and not fields.get(name)
    }


def beside(draft: Draft) -> dict[str, str]:
    """The kept text that its figures name lines of, under the name that the draft gives it."""
    picked = draft.picks.select_related("report").first()
    sources = draft.newest_revision().body.get("sources", {})
    if picked is None or picked.report is None:
        return {}
    return {name: picked.report.text for name in list(sources.values())[:1]}


def tools(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """What is left to confirm, and where saving leads on to."""
    progress = onward.tools_of_picked(draft, fields, query, order=list(ORDER))
    return progress | {"then": onward.after_saving(draft)[:1]}


def title_of(fields: Fields) -> str:
    return str(fields.get("title") or gettext("A report"))


KIND = DraftKind(
    kind=ObjectKind.REPORT,
    name=_("report"),
    new_name=_("A new report"),
    form=ReportForm,
    template="studio/drafts/_report_form.html",
    preview=preview,
    title_of=title_of,
    beside=beside,
    seen_as=_("Where it stands in the report"),
    tools=tools,
)
