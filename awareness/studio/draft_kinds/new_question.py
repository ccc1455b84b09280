"""What begins a question: the form of a new one, a key that is free, a line that asks for one."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from awareness.bank.authored import GUESS_MODEL
from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.questions import DEFAULT_GOAL, GENERATED, LIST_KEYS, TEXT_KEYS
from awareness.studio.draft_kinds.base import NewForm
from awareness.studio.draft_kinds.drafted_reports import Owner, module_owners, report_owners
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY
from awareness.studio.draft_kinds.form_fields import words_field
from awareness.studio.draft_kinds.question_form import KIND_NAMES
from awareness.studio.models import Draft

LONGEST_KEY = 60  # letters
# What an author writes, the words of a guess among them: (value, words) of the field `kind`.
KINDS_BY_HAND = [
    *KIND_NAMES.items(), (f"{GENERATED}-{GUESS_MODEL}", _("A number is guessed, then seen")),
]  # fmt: skip


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
            (_("Written by hand"), KINDS_BY_HAND),
            (_("Made of figures by an item model"),
             [(f"{GENERATED}-{name}", words) for name, words in WORDS_BY_FAMILY.items()
              if name != GUESS_MODEL]),
        ],
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    stem = words_field(_("What it asks, in a few words"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reports, modules = report_owners(), module_owners()
        self.owner_by_slug = modules | reports
        report = cast(forms.ChoiceField, self.fields["report"])
        report.choices = [
            (_("Reports"), _choices_by_title(reports)),
            (_("Modules"), _choices_by_title(modules)),
        ]
        self.fields["stem"].required = True
        self.fields["stem"].error_messages["required"] = _("Write what it asks; it can change.")

    def ref(self) -> ObjectRef:
        owner_slug = self.cleaned_data["report"]
        wanted_key = slugify(self.cleaned_data["stem"])[:LONGEST_KEY].strip("-") or "question"
        key = free_question_key(owner_slug, wanted_key)
        subject_key = self.owner_by_slug[owner_slug].subject
        return ObjectRef(ObjectKind.QUESTION, subject_key, owner_slug, key)

    def as_fields(self) -> dict[str, Any]:
        kind, _dash, family = self.cleaned_data["kind"].partition("-")
        if kind == GENERATED:
            asked = {"ask": self.cleaned_data["stem"]} if family == GUESS_MODEL else {}
            return new_line(family, figure_keys=[]) | asked
        chosen = {"kind": kind, "stem": self.cleaned_data["stem"]}
        return {**dict.fromkeys(TEXT_KEYS, ""), **{name: [] for name in LIST_KEYS}, **chosen,
                "plain_stem": ""}  # fmt: skip


def _choices_by_title(owner_by_slug: Mapping[str, Owner]) -> list[tuple[str, str]]:
    """(slug, title) of reports or modules, by title."""
    titles_and_slugs = sorted((owner.title, slug) for slug, owner in owner_by_slug.items())
    return [(slug, title) for title, slug in titles_and_slugs]


def new_line(family: str, figure_keys: Iterable[str]) -> dict[str, Any]:
    """The fields of a line that asks an item model for a question on these figures, and of which
    nobody has written more."""
    return {
        "kind": GENERATED, "generate": family, "source": list(figure_keys), "seed": 1,
        "goal": DEFAULT_GOAL, "objective": "", "ask": "", "side_by_side": "", "explainers": [],
        "caveats": [], "spare": [],
    }  # fmt: skip


def free_question_key(owner_slug: str, wanted_key: str) -> str:
    """The key, with a number if need be, that no question of the report or module has, published
    or drafted."""
    questions = current_content().questions
    taken_keys = {question.shape.key for question in questions if question.report == owner_slug}
    drafts = Draft.objects.filter(kind=ObjectKind.QUESTION, report=owner_slug)
    taken_keys |= set(drafts.values_list("key", flat=True))
    numbered = (f"{wanted_key}-{number}" for number in range(2, 10_000))
    return next(key for key in (wanted_key, *numbered) if key not in taken_keys)
