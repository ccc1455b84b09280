"""What begins a question: the form of a new one, a key that is free, a line that asks for one."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.questions import DEFAULT_GOAL, GENERATED, LIST_KEYS, TEXT_KEYS
from awareness.studio.draft_kinds.base import NewForm, words_field
from awareness.studio.draft_kinds.drafted_reports import Owner, modules_there, reports_there
from awareness.studio.draft_kinds.families import FAMILIES
from awareness.studio.draft_kinds.question_form import KIND_NAMES
from awareness.studio.models import Draft


class NewQuestionForm(NewForm):
    """What a question is of, of which kind, and what it asks."""

    report = forms.ChoiceField(
        label=_("Report, or module where it rests on none"),
        widget=forms.Select({"class": "form-select"}),
        error_messages={"required": _("Choose a report or a module.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), initial="single",
        choices=[
            (_("Written by hand"), list(KIND_NAMES.items())),
            (_("Made of figures by an item model"),
             [(f"{GENERATED}-{name}", words) for name, words in FAMILIES.items()]),
        ],
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    stem = words_field(_("What it asks, in a few words"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reports, modules = reports_there(), modules_there()
        self.owners = modules | reports
        report = cast(forms.ChoiceField, self.fields["report"])
        report.choices = [
            (_("Reports"), _sorted(reports)),
            (_("Modules"), _sorted(modules)),
        ]
        self.fields["stem"].required = True
        self.fields["stem"].error_messages["required"] = _("Write what it asks; it can change.")

    def ref(self) -> ObjectRef:
        report = self.cleaned_data["report"]
        key = free_key(report, slugify(self.cleaned_data["stem"])[:60].strip("-") or "question")
        return ObjectRef(ObjectKind.QUESTION, self.owners[report].subject, report, key)

    def as_fields(self) -> dict[str, Any]:
        kind, _dash, family = self.cleaned_data["kind"].partition("-")
        if kind == GENERATED:
            return new_line(family, [])
        typed = {"kind": kind, "stem": self.cleaned_data["stem"]}
        return {**dict.fromkeys(TEXT_KEYS, ""), **{name: [] for name in LIST_KEYS}, **typed,
                "plain_stem": ""}  # fmt: skip


def _sorted(owners: Mapping[str, Owner]) -> list[tuple[str, str]]:
    named = sorted((owner.title, slug) for slug, owner in owners.items())
    return [(slug, title) for title, slug in named]


def new_line(family: str, source: Iterable[str]) -> dict[str, Any]:
    """The fields of a line that nobody has written more of than what it asks about."""
    return {
        "kind": GENERATED, "generate": family, "source": list(source), "seed": 1,
        "goal": DEFAULT_GOAL, "objective": "", "ask": "", "side_by_side": "", "explainers": [],
        "caveats": [], "spare": [],
    }  # fmt: skip


def free_key(report_slug: str, wanted: str) -> str:
    """A key that no question of the report has, published or drafted, with a number if need be."""
    questions = current_content().questions
    taken_keys = {question.shape.key for question in questions if question.report == report_slug}
    drafts = Draft.objects.filter(kind=ObjectKind.QUESTION, report=report_slug)
    taken_keys |= set(drafts.values_list("key", flat=True))
    others = (f"{wanted}-{number}" for number in range(2, 10_000))
    return next(name for name in (wanted, *others) if name not in taken_keys)
