"""Drafts of disagreements: what two places print, beside each other, and what is done about it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import split_list
from awareness.content.checks.ledger_words import (
    disagreement_number_problems,
    disagreement_problems,
    figures_by_file,
)
from awareness.content.checks.source import Sources
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem
from awareness.content.reader import read_discrepancies
from awareness.content.staging import current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.discrepancies import FIRST_STUDIO_NUMBER, source_names_in
from awareness.insights.ledger import Ledger
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import DraftForm, NewForm, Preview
from awareness.studio.draft_kinds.field_problems import FieldProblem, problems_at_fields
from awareness.studio.draft_kinds.form_fields import words_field
from awareness.studio.draft_kinds.subjects import SubjectField
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft
from awareness.studio.reports.texts import never_shown_lines, texts_of_reports

LEVELS = [
    ("learn", _("Worth knowing: readers see what each prints")),
    ("authors", _("For authors: readers see that there is one, and what is done about it")),
]
NEEDED_FIELDS = ("title", "where", "what", "treatment")
MOST_LINES = 12  # of a place that are shown


class DiscrepancyForm(DraftForm):
    """One entry of discrepancies.yaml. `level` is the choice of which the draft keeps `learn`."""

    label_without_field = {"learn": _("Who reads it"), "sources": _("The texts that it names")}

    title = words_field(_("Title: what it is about, in a few words"), max_length=120)
    where = words_field(
        _("Where it stands"), max_length=400,
        help_text=_("The name of a text and its lines: 2018:344-346;blog:9."),
    )  # fmt: skip
    what = words_field(_("What each prints, and why they may differ"), rows=5, max_length=2000)
    treatment = words_field(
        _("What is done about it: which number is used, and what is said"), rows=3, max_length=1000
    )
    level = forms.ChoiceField(
        label=_("Who reads it"), choices=LEVELS, required=False,
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )  # fmt: skip
    worked_out = words_field(
        _("Sums that give a number which no place prints, a line each"), rows=2, max_length=1000,
        help_text=_("With figures as {report:key}: {tiny-2020:rules} * 2."),
    )  # fmt: skip

    def as_fields(self) -> dict[str, Any]:
        """With the files of the texts that `where` names, by their names, as far as they are known;
        sums line by line."""
        fields = super().as_fields()
        sums = [line.strip() for line in fields.pop("worked_out").splitlines()]
        file_by_name = known_sources() | self.saved_fields.get("sources", {})
        return {
            **fields, "level": "", "learn": fields["level"] == "learn",
            "worked_out": [line for line in sums if line],
            "sources": {
                name: file_by_name[name]
                for name in source_names_in(fields["where"])
                if name in file_by_name
            },
        }  # fmt: skip

    @classmethod
    def filled(cls, fields: Fields, revision_number: int, ref: ObjectRef) -> "DraftForm":
        shown = {**fields, "level": "learn" if fields.get("learn") else "authors",
                 "worked_out": "\n".join(fields.get("worked_out") or ())}  # fmt: skip
        return super().filled(shown, revision_number, ref)

    def value_in_words(self, field_name: str, value: Any) -> str | None:
        if field_name == "learn" and value is not None:
            return str(dict(LEVELS)["learn" if value else "authors"])
        return super().value_in_words(field_name, value)


def known_sources() -> dict[str, str]:
    """The files of reports' texts by name: as disagreements call them; other names as the first
    report has them that uses one."""
    content = current_content()
    file_by_name: dict[str, str] = {}
    for report in content.ledger.reports.values():
        for name, file in report.sources.items():
            file_by_name.setdefault(name, file)
    return file_by_name | content.discrepancy_sources


def free_discrepancy_key() -> str:
    """The first key (`D-900`) of the numbers that the studio gives which no disagreement has, nor
    any draft, also of those that were deleted."""
    taken_keys = set(current_content().ledger.discrepancies)
    drafts = Draft.objects.filter(kind=ObjectKind.DISCREPANCY)
    taken_keys |= set(drafts.values_list("key", flat=True))
    return next(
        key for number in count(FIRST_STUDIO_NUMBER) if (key := f"D-{number}") not in taken_keys
    )


def empty_discrepancy() -> dict[str, Any]:
    """The fields of one of which nothing is said yet."""
    return {"title": "", "where": "", "what": "", "treatment": "", "level": "", "learn": False,
            "worked_out": [], "sources": {}}  # fmt: skip


class NewDiscrepancyForm(NewForm):
    """Which subject a disagreement is of, and what it is about."""

    subject = SubjectField()
    title = words_field(_("Title: what it is about, in a few words"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        subject_key = self.cleaned_data["subject"]
        return ObjectRef(ObjectKind.DISCREPANCY, subject_key, report="", key=free_discrepancy_key())

    def as_fields(self) -> dict[str, Any]:
        return empty_discrepancy() | {"title": self.cleaned_data["title"]}


@dataclass(frozen=True)
class ShownPlace:
    """A place of a disagreement: its text and lines as the file says them (`2018:344-346`), the
    title of the report whose text it is, and (number, words) of its lines."""

    name: str
    report: str
    lines: list[tuple[int, str]]
    is_never: bool  # a figure says that it is never to be shown
    is_here: bool  # the text is, and perhaps no such line


def preview(draft: Draft, fields: Fields) -> Preview:
    """The places beside each other; what the checks say of it, as far as texts are at hand."""
    empty_names = [name for name in NEEDED_FIELDS if not str(fields.get(name, "")).strip()]
    # Checks need something there; without a place there is nothing to look up.
    filled = {**fields, **dict.fromkeys(set(empty_names) - {"where"}, "…")}
    with staged_alone(draft.ref, filled) as staged:
        content = staged.content
        naming_drafts = _ledger_drafts_that_name(draft.key)
        ledger = _ledger_with_names(content.ledger, draft.key, naming_drafts)
        content.ledger = replace(ledger, discrepancies={})  # this one alone is read anew
        read_discrepancies([staged.folder], draft.subject, content)
        problems: list[Problem] = []
        places: list[ShownPlace] = []
        if draft.key in content.discrepancies:
            report_texts = texts_of_reports(fields.get("sources", {}).values())
            problems += disagreement_problems(draft.key, content, figures_by_file(content))
            problems += disagreement_number_problems(draft.key, content, report_texts)
            places = [*_shown_places(content, draft.key, report_texts)]
        field_problems = [
            *(
                FieldProblem(field_name=name, message=gettext("This is still empty"))
                for name in empty_names
            ),
            *(
                problem
                for problem in problems_at_fields(staged, draft.ref, problems)
                if problem.field_name not in empty_names
            ),
        ]
        naming_figures = sorted(  # (label, key)
            (figure.label, figure.full_key)
            for figure in content.ledger.figures.values()
            if draft.key in figure.discrepancies
        )
    context = {"places": places, "named": naming_figures, "beside": naming_drafts}
    return Preview("studio/drafts/_discrepancy_preview.html", context, field_problems)


def _ledger_drafts_that_name(discrepancy_key: str) -> list[Draft]:
    """The open drafts of figures and tables that name a disagreement. In two queries."""
    drafts = Draft.objects.open().filter(kind__in=(ObjectKind.FIGURE, ObjectKind.TABLE))
    return [
        draft
        for draft, fields in with_newest_bodies(list(drafts))
        if discrepancy_key in split_list(str(fields.get("discrepancies", "")))
    ]


def _ledger_with_names(ledger: Ledger, discrepancy_key: str, drafts: list[Draft]) -> Ledger:
    """The ledger in which the figures of these drafts, and of the cells of these tables, name the
    disagreement, as they will once they are published."""
    draft_keys = {f"{draft.report}:{draft.key}" for draft in drafts}
    figures = {
        full_key: replace(figure, discrepancies=(*figure.discrepancies, discrepancy_key))
        if full_key in draft_keys or full_key.partition("/")[0] in draft_keys else figure
        for full_key, figure in ledger.figures.items()
    }  # fmt: skip
    return replace(ledger, figures=figures)


def _shown_places(
    content: Content, discrepancy_key: str, report_texts: Sources
) -> Iterator[ShownPlace]:
    """Each place of a disagreement, of a long one the first lines; no lines where a figure says
    that one of them is never shown."""
    title_by_file = {file: report.title for report in content.ledger.reports.values()
                     for file in report.sources.values()}  # fmt: skip
    never_lines = never_shown_lines(content.ledger)
    for span in content.ledger.discrepancies[discrepancy_key].where:
        file = content.discrepancy_sources[span.source]
        text_lines = report_texts.lines(file)
        is_never = any((file, number) in never_lines for number in range(span.first, span.last + 1))
        lines = [] if is_never else text_lines or []
        last = min(span.last, span.first + MOST_LINES - 1, len(lines))
        numbered_lines = [
            (number, lines[number - 1].strip("# ")) for number in range(span.first, last + 1)
        ]
        yield ShownPlace(
            name=str(span),
            report=title_by_file.get(file, ""),
            lines=numbered_lines,
            is_never=is_never,
            is_here=text_lines is not None,
        )


def title_of(fields: Fields) -> str:
    return str(fields.get("title", ""))


KIND = DraftKind(
    kind=ObjectKind.DISCREPANCY,
    name=_("disagreement"),
    new_name=_("A new disagreement"),
    form_class=DiscrepancyForm,
    template="studio/drafts/_discrepancy_form.html",
    preview=preview,
    title_of=title_of,
    new_form_class=NewDiscrepancyForm,
    preview_heading=_("What its places print"),
)
