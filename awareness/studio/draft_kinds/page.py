"""Drafts of pages: a report's text with figures that are picked from the ledger."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.bank.reading import school_grade
from awareness.content.checks.editions import NO_PLAIN_EDITION
from awareness.content.staging import current_content, staged_alone
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.insights.figure_references import REFERENCE
from awareness.insights.figures import figure_in_digits
from awareness.insights.ledger import Figure, Ledger, Use
from awareness.insights.markdown_passages import words_on_one_line as bare_words
from awareness.insights.models.explainers import ACROSS
from awareness.insights.page_contexts import passage_contexts
from awareness.insights.resolved_texts import resolve_markdown
from awareness.insights.sources import caveat_text
from awareness.studio import drawings, onward
from awareness.studio.draft_kinds import DraftKind, edition_of
from awareness.studio.draft_kinds.base import (
    ABOUT,
    DraftForm,
    FieldProblem,
    FindingField,
    NewForm,
    Preview,
    field_problems,
    title_words,
    words_field,
)
from awareness.studio.draft_kinds.drafted_reports import (
    beside_of_ledger,
    ledger_beside,
    reports_there,
)
from awareness.studio.draft_kinds.figure_sentences import in_a_sentence
from awareness.studio.drafting import with_newest_bodies
from awareness.studio.models import Draft

AUDIENCES = [
    ("S", _("All staff")),
    ("M", _("Managers")),
    ("H", _("Those who handle cases")),
    ("I", _("Those who look after IT")),
]
EDITIONS = {"": _("Ordinary"), "plain_": _("Plain"), "youth_": _("Youth")}
TEXTS = [f"{begins}{part}" for begins in EDITIONS for part in ("title", "lead", "body")]
WHOLE = {"": _("The page"), "plain_": _("The plain edition"), "youth_": _("The youth edition")}
GRADED = 30  # words from which on it says something how hard a text is to read
PICKS = 8  # figures that are offered at once
TYPED = re.compile(r"the number “([^”]+)” is typed$")  # of checks/editorial.py
# What a page cannot do without, and what stands there while it is checked half written.
NEEDED = {"title": "…", "lead": "…", "insight": "00"}
NEEDED_PLAIN = {"plain_title": "…", "plain_lead": "…", "plain_body": "…"}


class PageForm(DraftForm):
    title = words_field(_("Title: what was found, in one line"))
    lead = words_field(_("Lead: one sentence under the title"), long=2, max_length=1000)
    body = words_field(_("Text"), long=16, strip=False)
    plain_title = words_field(_("Title"))
    plain_lead = words_field(_("Lead"), long=2, max_length=1000)
    plain_body = words_field(_("Text"), long=12, strip=False)
    youth_title = words_field(_("Title"))
    youth_lead = words_field(_("Lead"), long=2, max_length=1000)
    youth_body = words_field(_("Text"), long=12, strip=False)
    insight = FindingField(also=[ACROSS])
    order = forms.IntegerField(
        label=_("Place among the report's pages"), required=False, min_value=0, max_value=999,
        widget=forms.NumberInput({"class": "form-control"}),
    )  # fmt: skip
    audience = forms.MultipleChoiceField(
        label=_("For whom"), required=False, choices=AUDIENCES,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        help_text=_("Nobody chosen: for everybody."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for begins in EDITIONS:
            self.fields[f"{begins}body"].widget.attrs["data-takes"] = ""

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        for begins in EDITIONS:  # browsers send \r\n
            fields[f"{begins}body"] = fields[f"{begins}body"].replace("\r\n", "\n")
        fields["order"] = fields["order"] or 0
        return fields

    @classmethod
    def whole_of(cls, field: str, fields: Fields) -> str:
        begins = next((begins for begins in ("plain_", "youth_") if field.startswith(begins)), "")
        return str(WHOLE[begins])

    @classmethod
    def in_its_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """Also of the plain edition: it is in the form, and no file that somebody writes."""
        if problem.message == NO_PLAIN_EDITION:
            return FieldProblem(
                field="plain_body",
                message=problem.message,
                fix=gettext("write it under “Plain edition”"),
            )
        return super().in_its_words(problem, fields)

    @property
    def editions(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Of each edition its name and fields."""
        return [
            (name, [self[f"{begins}{part}"] for part in ("title", "lead", "body")])
            for begins, name in EDITIONS.items()
        ]


class FiguresField(forms.MultipleChoiceField):
    """Figures to begin with. Those of another report than the chosen one are left out."""

    def valid_value(self, value: str) -> bool:
        return True


class NewPageForm(NewForm):
    """Which report a page is of, what it is to be called, and with which figures it begins."""

    leads_to = "lead"

    report = forms.ChoiceField(
        label=_("Report"), widget=forms.Select({"class": "form-select"}),
        error_messages={"required": _("Choose a report.")},
    )  # fmt: skip
    title = words_field(_("Title: what was found, in one line"))
    figures = FiguresField(
        label=_("Figures that it begins with"), required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        help_text=_("Each stands in the text in a sentence of its own, which you make yours."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = reports_there()
        chosen = self.data.get("report") or self.initial.get("report", "")
        confirmed_figures = (
            onward.progress_of(chosen).confirmed_drafts if chosen in self.reports else []
        )
        self.there = {draft.key: draft for draft in confirmed_figures
                      if draft.kind == ObjectKind.FIGURE}  # fmt: skip
        figures = cast(forms.ChoiceField, self.fields["figures"])
        figures.choices = [(key, draft.title or key) for key, draft in self.there.items()]
        self.initial.setdefault("figures", list(self.there))
        if not self.there:
            del self.fields["figures"]
        titles = ((report.title, slug) for slug, report in self.reports.items())
        report = cast(forms.ChoiceField, self.fields["report"])
        report.choices = [(slug, title) for title, slug in sorted(titles)]
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        report = self.cleaned_data["report"]
        content = current_content()
        subject = self.reports[report].subject
        taken_keys = {page.slug for page in content.explainers if page.report == report}
        taken_keys |= set(Draft.objects.filter(report=report).values_list("key", flat=True))
        slug = slugify(self.cleaned_data["title"])[:60].strip("-") or "page"
        others = (f"{slug}-{number}" for number in range(2, 10_000))
        key = next(name for name in (slug, *others) if name not in taken_keys)
        return ObjectRef(ObjectKind.PAGE, subject, report, key)

    def as_fields(self) -> dict[str, Any]:
        report = self.cleaned_data["report"]
        orders = [page.order for page in current_content().explainers if page.report == report]
        empty = dict.fromkeys(TEXTS, "")
        chosen = [self.there[key] for key in self.cleaned_data.get("figures", ())
                  if key in self.there]  # fmt: skip
        sentences = [in_a_sentence(draft.key, body) for draft, body in with_newest_bodies(chosen)]
        return {
            **empty, "body": "\n\n".join(sentences),
            "title": self.cleaned_data["title"], "insight": ABOUT,
            "order": max(orders, default=0) + 1, "audience": [],
        }  # fmt: skip


@dataclass(frozen=True)
class Pick:
    """A figure as it is offered: what it counts, its words, and what has to stand beside it."""

    reference: str
    label: str
    words: str
    caveats: tuple[str, ...]


def picks(
    ledger: Ledger, report_slug: str, query: str, references: Collection[str] = ()
) -> tuple[list[Pick], int]:
    """Figures of a report whose label, number or key has every word that is looked for, and how
    many there are; of other reports, and what the texts refer to, once something is looked for."""
    wanted = query.lower().split()
    figures = [
        figure
        for figure in ledger.figures.values()
        if figure.use not in (Use.HOLD, Use.NEVER)
        and (wanted or (figure.report == report_slug and figure.key not in references))
        and all(word in _searched(figure) for word in wanted)
    ]
    figures.sort(key=lambda figure: figure.report != report_slug)
    return [_pick(ledger, report_slug, figure) for figure in figures[:PICKS]], len(figures)


def _searched(figure: Figure) -> str:
    return f"{figure.label} {figure.statement} {figure.as_printed} {figure.full_key}".lower()


def _pick(ledger: Ledger, report_slug: str, figure: Figure) -> Pick:
    key = figure.key if figure.report == report_slug else figure.full_key
    style = "" if figure.value is not None or figure.day else f"|as {figure.label}"
    source = ledger.reports[figure.report]
    caveats = tuple(
        caveat_text(ledger, source, name) for name in figure.caveats if name in source.caveats
    )
    words = "" if style else figure_in_digits(figure)
    return Pick(f"{{figure:{key}{style}}}", figure.label, words, caveats)


def tools(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows besides its fields: figures to pick from."""
    ledger = ledger_beside(draft.report)
    words = query.get("q", "")[:100]
    references = {match["what"].strip() for match in REFERENCE.finditer(_texts(fields))}
    offered, count = picks(ledger, draft.report, words, references)
    shown_beside: dict[str, Any] = {"picks": offered, "pick_count": count, "q": words}
    if draft.kind in (ObjectKind.PAGE, ObjectKind.QUESTION):
        shown_beside["then"] = onward.after_saving(draft)
    if draft.kind == ObjectKind.PAGE:
        shown_beside["named"] = named(ledger, draft.report, fields)
        drawn, refused = drawings.drawn_proposals(ledger, draft, fields)
        drawn = [
            replace(drawing, title=query.get(f"title-{drawing.key}", drawing.title))
            for drawing in drawn
        ]
        shown_beside |= {"proposed": drawn, "not_drawn": refused,
                         "drawings": drawings.existing_drawings(ledger, draft),
                         "asks_to_draw": any(name.startswith(("drawings", "title-"))
                                             for name in query)}  # fmt: skip
    return shown_beside


@dataclass(frozen=True)
class NamedReference:
    """What stands in braces in a text, and the words that readers see for it; "" for a figure that
    there is not."""

    reference: str
    words: str
    label: str


def _texts(fields: Fields) -> str:
    return " ".join(str(fields.get(name) or "") for name in TEXTS)


def named(ledger: Ledger, report_slug: str, fields: Fields) -> list[NamedReference]:
    """The figures that the texts name, each once, in their order."""
    references: dict[str, NamedReference] = {}
    for match in REFERENCE.finditer(_texts(fields)):
        if match["kind"] != "figure" or match[0] in references:
            continue
        words = bare_words(resolve_markdown(ledger, report_slug, match[0], forgiving=True).markdown)
        with suppress(KeyError):
            label = ledger.figure(match["what"].strip(), report_slug).label
            references[match[0]] = NamedReference(match[0], words, label)
        references.setdefault(match[0], NamedReference(match[0], words="", label=""))
    return list(references.values())


def act(draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """`plain` begins the plain edition with the ordinary text, where nothing of it is written;
    `say FIELD WORDS` marks words of a field as no claim."""
    if command == "plain" and not any(fields.get(name) for name in NEEDED_PLAIN):
        return {**fields, **{name: fields[name.removeprefix("plain_")] for name in NEEDED_PLAIN}}
    name, _space, words = command.removeprefix("say ").partition(" ")
    if command.startswith("say ") and name in TEXTS:
        return {**fields, name: as_no_claim(str(fields.get(name) or ""), words)}
    return dict(fields)


def as_no_claim(text: str, words: str) -> str:
    """A text with these words marked as no claim, where they stand first outside braces."""
    pieces = re.split(r"(\{[^{}]*\})", text)
    for position, piece in enumerate(pieces):
        claim = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", piece) if words else None
        if claim and not piece.startswith("{"):
            pieces[position] = f"{piece[: claim.start()]}{{say:{words}}}{piece[claim.end() :]}"
            break
    return "".join(pieces)


def preview(draft: Draft, fields: Fields) -> Preview:
    """Each edition that is written, resolved as when it is published; checked by itself."""
    return _shown(draft, fields, [begins for begins in EDITIONS
                                  if fields.get(f"{begins}body") or not begins])  # fmt: skip


def play(draft: Draft, fields: Fields, sent: QueryDict, query: QueryDict) -> Preview:
    """One edition alone; where it is not written, the one that readers are given then."""
    edition = edition_of(query)
    orders = {"plain": ["plain_"], "youth": ["youth_", "plain_"]}
    order = [prefix for prefix in orders.get(edition, []) if fields.get(f"{prefix}body")]
    shown = _shown(draft, fields, [*order, ""][:1])
    shown.context["editions"][0]["stands_in"] = edition
    return shown


def _shown(draft: Draft, fields: Fields, which: Sequence[str]) -> Preview:
    missing, filled = _missing(fields, _asks_for_plain(draft.ref.subject))
    with staged_alone(draft.ref, filled, beside_of_ledger(draft)) as read_alone:
        ledger = read_alone.content.ledger
        editions = [_edition(ledger, draft.report, fields, begins) for begins in which]
        problems = [*missing, *map(_with_no_claim, field_problems(read_alone, draft.ref))]
    return Preview("studio/drafts/_page_preview.html", {"editions": editions}, problems)


def _with_no_claim(problem: FieldProblem) -> FieldProblem:
    match = TYPED.match(problem.message)
    return replace(problem, no_claim=match[1]) if match else problem


def _asks_for_plain(subject: str) -> bool:
    known = current_content().subjects.get(subject)
    return known is None or "plain" in known.definition.shape.editions


def _missing(fields: Fields, asks_for_plain: bool) -> tuple[list[FieldProblem], Fields]:
    """The fields that are still empty, as problems; and all fields with something in them, so that
    the rest can be checked. A plain edition that is not asked for may be left out whole."""
    empty = [name for name in NEEDED if not str(fields.get(name, "")).strip()]
    plain = [name for name in NEEDED_PLAIN if not str(fields.get(name, "")).strip()]
    if not asks_for_plain and len(plain) == len(NEEDED_PLAIN):
        plain = []
    missing = [
        FieldProblem(field=name, message=gettext("This is still empty"))
        for name in [*empty, *plain]
    ]
    stand_in = {name: words for name, words in (NEEDED | NEEDED_PLAIN).items()
                if name in empty or name in plain}  # fmt: skip
    return missing, {**fields, **stand_in}


def _edition(ledger: Ledger, report_slug: str, fields: Fields, begins: str) -> dict[str, Any]:
    def line(name: str) -> str:
        raw = fields.get(f"{begins}{name}") or fields.get(name, "")
        return bare_words(resolve_markdown(ledger, report_slug, raw, forgiving=True).markdown)

    raw = fields.get(f"{begins}body", "")
    resolved_text = resolve_markdown(ledger, report_slug, raw, forgiving=True)
    texts = {
        "body_markdown": resolved_text.markdown,
        "sources": resolved_text.figures,
        "charts": {key: data | {"is_draft": drawings.is_drafted(data)}
                   for key, data in resolved_text.charts.items()},
    }  # fmt: skip
    read = bare_words(resolved_text.markdown)
    words = len(read.split())
    return {
        "name": EDITIONS[begins], "edition": begins.rstrip("_") or "ordinary",
        "title": line("title"), "lead": line("lead"), "passages": passage_contexts(texts),
        "words": words, "grade": max(1.0, school_grade(read)) if words >= GRADED else None,
    }  # fmt: skip


def whole(ledger: Ledger, report_slug: str, fields: Fields, name: str) -> dict[str, Any]:
    """An edition as readers will see it, and what no reader sees: which words are no claim."""
    begins = next((begins for begins, words in WHOLE.items() if str(words) == name), "")
    texts = (str(fields.get(f"{begins}{part}") or "") for part in ("title", "lead", "body"))
    marked = [match["what"] for text in texts for match in REFERENCE.finditer(text)
              if match["kind"] == "say"]  # fmt: skip
    return _edition(ledger, report_slug, fields, begins) | {"no_claim": list(dict.fromkeys(marked))}


KIND = DraftKind(
    kind=ObjectKind.PAGE,
    name=_("page"),
    new_name=_("A new page"),
    form=PageForm,
    template="studio/drafts/_page_form.html",
    preview=preview,
    title_of=lambda fields: title_words(fields.get("title")),
    new=NewPageForm,
    tools=tools,
    act=act,
    acted_at=lambda command, fields: "id_plain_title" if command == "plain" else "write",
    play=play,
    in_editions=True,
    whole=whole,
)
