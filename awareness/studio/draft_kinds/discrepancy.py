"""Drafts of disagreements: what two places print, beside each other, and what is done about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.checks.ledger_words import (
    disagreement_number_problems,
    disagreement_problems,
    figures_by_file,
)
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem
from awareness.content.reader import read_discrepancies
from awareness.content.staging import current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.discrepancies import FIRST_STUDIO_NUMBER, source_names_in
from awareness.insights.ledger import Ledger
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    DraftForm,
    FieldProblem,
    NewForm,
    Preview,
    field_problems,
    words_field,
)
from awareness.studio.draft_kinds.subjects import SubjectField
from awareness.studio.drafting import with_newest_bodies
from awareness.studio.models import Draft
from awareness.studio.report_texts import never_shown_lines, texts_of_reports

LEVELS = [
    ("learn", _("Worth knowing: readers see what each prints")),
    ("authors", _("For authors: readers see that there is one, and what is done about it")),
]
NEEDED = ("title", "where", "what", "treatment")
LONGEST = 12  # lines of a place that are shown


class DiscrepancyForm(DraftForm):
    others = {"learn": _("Who reads it"), "sources": _("The texts that it names")}

    def in_words(self, name: str, value: Any) -> str | None:
        if name == "learn" and value is not None:
            return str(dict(LEVELS)["learn" if value else "authors"])
        return super().in_words(name, value)

    title = words_field(_("Title: what it is about, in a few words"), max_length=120)
    where = words_field(
        _("Where it stands"), max_length=400,
        help_text=_("The name of a text and its lines: 2018:344-346;blog:9."),
    )  # fmt: skip
    what = words_field(_("What each prints, and why they may differ"), long=5, max_length=2000)
    treatment = words_field(
        _("What is done about it: which number is used, and what is said"), long=3, max_length=1000
    )
    level = forms.ChoiceField(
        label=_("Who reads it"), choices=LEVELS, required=False,
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )  # fmt: skip
    worked_out = words_field(
        _("Sums that give a number which no place prints, a line each"), long=2, max_length=1000,
        help_text=_("With figures as {report:key}: {tiny-2020:rules} * 2."),
    )  # fmt: skip

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        sums = [line.strip() for line in fields.pop("worked_out").splitlines()]
        known = known_sources() | self.before.get("sources", {})
        return {
            **fields, "level": "", "learn": fields["level"] == "learn",
            "worked_out": [line for line in sums if line],
            "sources": {
                name: known[name] for name in source_names_in(fields["where"]) if name in known
            },
        }  # fmt: skip

    @classmethod
    def filled(cls, fields: Fields, based_on: int, ref: ObjectRef) -> "DraftForm":
        shown = {**fields, "level": "learn" if fields.get("learn") else "authors",
                 "worked_out": "\n".join(fields.get("worked_out") or ())}  # fmt: skip
        return super().filled(shown, based_on, ref)


def known_sources() -> dict[str, str]:
    """What texts are called in disagreements, and in reports where that name is free."""
    content = current_content()
    names: dict[str, str] = {}
    for report in content.ledger.reports.values():
        for name, file in report.sources.items():
            names.setdefault(name, file)
    return names | content.discrepancy_sources


def free_key() -> str:
    """The next of the studio's own, that none has, also no draft that is put away."""
    taken_keys = set(current_content().ledger.discrepancies)
    rows = Draft.objects.filter(kind=ObjectKind.DISCREPANCY)
    taken_keys |= set(rows.values_list("key", flat=True))
    return next(
        key
        for number in range(FIRST_STUDIO_NUMBER, 10**6)
        if (key := f"D-{number}") not in taken_keys
    )


def empty() -> dict[str, Any]:
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
        subject = self.cleaned_data["subject"]
        return ObjectRef(ObjectKind.DISCREPANCY, subject, "", free_key())

    def as_fields(self) -> dict[str, Any]:
        return empty() | {"title": self.cleaned_data["title"]}


@dataclass(frozen=True)
class PlaceShown:
    """A place of a disagreement: what it is called, whose it is, and its numbered lines."""

    name: str
    report: str
    lines: list[tuple[int, str]]
    is_never: bool  # a figure says that it is never to be shown
    is_here: bool  # the text is, and perhaps no such line


def preview(draft: Draft, fields: Fields) -> Preview:
    """The places beside each other; what the checks say of it, as far as texts are at hand."""
    missing = [name for name in NEEDED if not str(fields.get(name, "")).strip()]
    filled = {**fields, **dict.fromkeys(set(missing) - {"where"}, "…")}
    with staged_alone(draft.ref, filled) as read_alone:
        content = read_alone.content
        naming = _drafts_naming(draft.key)
        content.ledger = replace(_with_named(content.ledger, draft.key, naming), discrepancies={})
        read_discrepancies([read_alone.folder], draft.subject, content)
        wrong: list[Problem] = []
        places: list[PlaceShown] = []
        if draft.key in content.discrepancies:
            sources = texts_of_reports(fields.get("sources", {}).values())
            wrong += disagreement_problems(draft.key, content, figures_by_file(content))
            wrong += disagreement_number_problems(draft.key, content, sources)
            places = [*_places(content, draft.key, sources)]
        problems = [
            *(FieldProblem(field=name, message=gettext("This is still empty")) for name in missing),
            *(
                problem
                for problem in field_problems(read_alone, draft.ref, wrong)
                if problem.field not in missing
            ),
        ]
        named = sorted(
            (figure.label, figure.full_key)
            for figure in content.ledger.figures.values()
            if draft.key in figure.discrepancies
        )
    context = {"places": places, "named": named, "beside": naming}
    return Preview("studio/drafts/_discrepancy_preview.html", context, problems)


def _drafts_naming(key: str) -> list[Draft]:
    """The open drafts of figures and tables that name a disagreement. In two queries."""
    of_ledger = Draft.objects.open().filter(kind__in=(ObjectKind.FIGURE, ObjectKind.TABLE))
    every = with_newest_bodies(list(of_ledger))
    return [draft for draft, body in every if key in str(body.get("discrepancies", "")).split(";")]


def _with_named(ledger: Ledger, key: str, naming: list[Draft]) -> Ledger:
    """The ledger as it will be once those drafts are published, as far as it matters here."""
    keys = {f"{draft.report}:{draft.key}" for draft in naming}
    figures = {
        full_key: replace(figure, discrepancies=(*figure.discrepancies, key))
        if full_key in keys or full_key.partition("/")[0] in keys else figure
        for full_key, figure in ledger.figures.items()
    }  # fmt: skip
    return replace(ledger, figures=figures)


def _places(content: Content, key: str, sources: Any) -> Iterator[PlaceShown]:
    whose = {file: report.title for report in content.ledger.reports.values()
             for file in report.sources.values()}  # fmt: skip
    never = never_shown_lines(content.ledger)
    for span in content.ledger.discrepancies[key].where:
        file = content.discrepancy_sources[span.source]
        text = sources.lines(file)
        is_never = any((file, n) in never for n in range(span.first, span.last + 1))
        lines = [] if is_never else text or []
        last = min(span.last, span.first + LONGEST - 1, len(lines))
        shown = [(n, lines[n - 1].strip("# ")) for n in range(span.first, last + 1)]
        yield PlaceShown(str(span), whose.get(file, ""), shown, is_never, text is not None)


def title_of(fields: Mapping[str, Any]) -> str:
    return str(fields.get("title", ""))


KIND = DraftKind(
    kind=ObjectKind.DISCREPANCY,
    name=_("disagreement"),
    new_name=_("A new disagreement"),
    form=DiscrepancyForm,
    template="studio/drafts/_discrepancy_form.html",
    preview=preview,
    title_of=title_of,
    new=cast(type[NewForm], NewDiscrepancyForm),
    seen_as=_("What its places print"),
)
