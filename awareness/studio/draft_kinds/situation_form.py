"""The form of a situation: an outline of its turns, and a part of the form for each turn. Names of
fields and parts are as situation_commands has them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.situations import PART_FIELD, form_fields_of, part_numbers
from awareness.studio.draft_kinds.base import (
    NOTHING_YET,
    DraftField,
    DraftForm,
    NewForm,
)
from awareness.studio.draft_kinds.field_problems import FieldProblem
from awareness.studio.draft_kinds.form_fields import (
    LinesField,
    checkbox_field,
    hidden_slug_field,
    select_field,
    words_field,
)
from awareness.studio.draft_kinds.module_form import free_slug
from awareness.studio.draft_kinds.situation_commands import MOST_FIELDS, empty_form, with_keys
from awareness.studio.draft_kinds.subjects import SubjectField
from awareness.studio.models import Draft
from quizzes.kinds.scenario import CHOICE_TEXTS, NODE_TEXTS

TURN_LABEL_BY_SUFFIX = {
    "text": _("What happens"),
    "plain": _("In the plain edition"),
    "youth": _("In the youth edition"),
}
CHOICE_LABEL_BY_SUFFIX = {
    "text": _("What one can do"),
    "plain": _("In the plain edition"),
    "feedback": _("What is said about it"),
    "plain_feedback": _("What is said about it, in the plain edition"),
    "source": _("Where that is said"),
    "heading": _("Heading above what is said"),
}
PATH_IN_FILE = re.compile(r"^(?:scenario/\S+: )?(?:nodes\.\S+ )?| \(scenario\)$")
EMPTY_MESSAGE_BY_SUFFIX = {
    "decision": _("nobody has said which decision it is about"),
    "start": _("nobody has said with which turn it begins"),
    "goto": _("nobody has said where it leads"),
}
TURN_KEY_FIELD = re.compile(r"form[0-9]+_turn[0-9]+_key")
# Of suffixes that are of one part alone, or mean the same in each.
LABEL_BY_SUFFIX = {
    "title": _("Title of this form"),
    "start": _("It begins with"),
    "vary": _("Details that differ from person to person"),
    "caveats": _("What has to stand beside it, one a line"),
    "key": _("Name of the turn, for authors"),
    "end": _("The situation ends here"),
    "best": _("This is the safe thing to do"),
    "goto": _("It leads to"),
}
NOWHERE_YET = ("", _("nowhere yet"))


@dataclass(frozen=True)
class FoldedFields:
    """Fields of a part that stand folded: open where something is to be mended in one of them."""

    name: Any
    fields: list[forms.BoundField]
    is_open: bool


@dataclass(frozen=True)
class ChoiceInForm:
    """A choice as the form shows it; `part` as commands name it, `last` is the number of the last
    choice of its turn."""

    number: int
    part: str
    last: int
    key: forms.BoundField
    fields: list[forms.BoundField]
    folded: FoldedFields


@dataclass(frozen=True)
class TurnInForm:
    """A turn as the form shows it; `part` as commands name it, `last` is the number of the last
    turn of its form."""

    number: int
    part: str
    last: int
    name: Any  # its key
    text_value: Any
    text: forms.BoundField
    end: forms.BoundField
    folded: FoldedFields
    choices: list[ChoiceInForm]
    is_open: bool  # nothing is written in it, or something is to be mended


@dataclass(frozen=True)
class FormInForm:
    """One form of the situation as its form shows it; `part` as commands name it."""

    number: int
    part: str
    key: forms.BoundField
    fields: list[forms.BoundField]
    folded: FoldedFields
    turns: list[TurnInForm]
    is_only: bool


class SituationForm(DraftForm):
    """One file of scenarios/."""

    title = words_field(_("Title"), max_length=120)
    decision = select_field(_("Which decision it is about"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values: Mapping[str, Any] = self.data if self.is_bound else self.initial
        decision = cast(forms.ChoiceField, self.fields["decision"])
        words_by_key = decision_words_by_key(self.ref)
        chosen_key = str(values.get("decision") or "")
        if chosen_key:  # also one that no module has any more
            words_by_key.setdefault(chosen_key, chosen_key)
        decision.choices = [("", _("nothing yet")), *words_by_key.items()]
        for number in part_numbers(values):
            self._add_form(values, f"form{number}")

    def _add_form(self, values: Mapping[str, Any], form_part: str) -> None:
        numbers = part_numbers(values, form_part)
        turn_choices = [
            (f"{number}", f"{number}. {values.get(f'{form_part}_turn{number}_key') or number}")
            for number in numbers
        ]
        self.fields[f"{form_part}_key"] = hidden_slug_field()
        self.fields[f"{form_part}_title"] = words_field(LABEL_BY_SUFFIX["title"], max_length=120)
        self.fields[f"{form_part}_start"] = select_field(
            LABEL_BY_SUFFIX["start"], [NOWHERE_YET, *turn_choices]
        )
        self.fields[f"{form_part}_vary"] = words_field(
            LABEL_BY_SUFFIX["vary"], rows=2, max_length=1000,
            help_text=_("A line each: device: computer, laptop. A text says {vary:device}."),
        )  # fmt: skip
        self.fields[f"{form_part}_caveats"] = LinesField(
            label=LABEL_BY_SUFFIX["caveats"], required=False, max_length=1000,
            widget=forms.Textarea({"class": "form-control", "rows": 1}),
        )  # fmt: skip
        for number in numbers:
            self._add_turn(values, f"{form_part}_turn{number}", turn_choices)

    def _add_turn(
        self, values: Mapping[str, Any], turn_part: str, turn_choices: list[tuple[str, Any]]
    ) -> None:
        """`turn_choices`: what the choices of the turn can lead to, (number, words)."""
        self.fields[f"{turn_part}_key"] = words_field(LABEL_BY_SUFFIX["key"], max_length=60)
        for suffix in NODE_TEXTS:
            label = TURN_LABEL_BY_SUFFIX[suffix]
            self.fields[f"{turn_part}_{suffix}"] = words_field(label, rows=3, max_length=4000)
        self.fields[f"{turn_part}_end"] = checkbox_field(LABEL_BY_SUFFIX["end"])
        for number in part_numbers(values, turn_part):
            choice_part = f"{turn_part}_choice{number}"
            self.fields[f"{choice_part}_key"] = hidden_slug_field()
            for suffix in CHOICE_TEXTS:
                label = CHOICE_LABEL_BY_SUFFIX[suffix]
                self.fields[f"{choice_part}_{suffix}"] = words_field(label, rows=2, max_length=4000)
            self.fields[f"{choice_part}_best"] = checkbox_field(LABEL_BY_SUFFIX["best"])
            self.fields[f"{choice_part}_goto"] = select_field(
                LABEL_BY_SUFFIX["goto"], [NOWHERE_YET, *turn_choices]
            )

    def as_fields(self) -> dict[str, Any]:
        """With keys for all parts; those that authors typed are slugs."""
        fields = {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in super().as_fields().items()
        }
        fields |= {
            name: slugify(value) for name, value in fields.items() if TURN_KEY_FIELD.fullmatch(name)
        }
        fields["key"] = self.saved_fields.get("key") or (self.ref.key if self.ref else "")
        return with_keys(fields)

    @classmethod
    def label_of(cls, field_name: str, fields: Fields) -> str:
        """With the numbers of its form, turn and choice, and the turn's name."""
        match = PART_FIELD.fullmatch(field_name)
        if match is None:
            return super().label_of(field_name, fields)
        form_number, turn_number, choice_number, suffix = match.groups()[1:]
        words = [_("Form %(n)s") % {"n": form_number}]
        if turn_number:
            name = fields.get(f"form{form_number}_turn{turn_number}_key")
            numbered = _("turn %(n)s “%(name)s”") if name else _("turn %(n)s")
            words.append(numbered % {"n": turn_number, "name": name})
        if choice_number:
            words.append(_("choice %(n)s") % {"n": choice_number})
        of_part = CHOICE_LABEL_BY_SUFFIX if choice_number else TURN_LABEL_BY_SUFFIX
        label = {**LABEL_BY_SUFFIX, **of_part}.get(suffix, suffix)
        return f"{', '.join(map(str, words))}: {label}"

    @classmethod
    def card_name_of(cls, field_name: str) -> str:
        """A card is a turn with its choices, or what is said of a form of the situation; "" for
        what is said of the whole."""
        match = PART_FIELD.fullmatch(field_name)
        if match is None:
            return ""
        form_number, turn_number, _choice_number, _suffix = match.groups()[1:]
        form_name = str(_("Form %(n)s") % {"n": form_number})
        return f"{form_name}, {_('turn %(n)s') % {'n': turn_number}}" if turn_number else form_name

    @classmethod
    def is_derived(cls, field_name: str) -> bool:
        """The keys of forms and choices follow from their words; those of turns are typed."""
        match = PART_FIELD.fullmatch(field_name)
        if match is None:
            return super().is_derived(field_name)
        _form_number, turn_number, choice_number, suffix = match.groups()[1:]
        return suffix == "key" and (turn_number is None or choice_number is not None)

    @classmethod
    def problem_in_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """Without the path to it in the file, since the form shows where it is; what is empty is
        called so."""
        field_name, suffix = problem.field_name, problem.field_name.rpartition("_")[2]
        if fields.get(field_name) == "":
            nothing_yet = EMPTY_MESSAGE_BY_SUFFIX.get(suffix, NOTHING_YET)
            return FieldProblem(field_name=field_name, message=str(nothing_yet))
        message = PATH_IN_FILE.sub("", problem.message)
        if "has no plain text" in message:  # stands in no line; beside it stands the ordinary one
            field_name = re.sub(
                "_text$", "_plain", field_name.replace("_feedback", "_plain_feedback")
            )
        return super().problem_in_words(
            FieldProblem(
                field_name=field_name, sentence=problem.sentence, message=message, fix=problem.fix
            ),
            fields,
        )

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be added."""
        return len(self.fields) > MOST_FIELDS

    @property
    def forms_of_situation(self) -> list[FormInForm]:
        numbers = part_numbers(self.fields)
        return [
            FormInForm(
                number=number,
                part=f"form{number}",
                key=self[f"form{number}_key"],
                fields=[self[f"form{number}_{suffix}"] for suffix in ("title", "start")],
                folded=self._folded(
                    _("Details that differ, and what has to stand beside it"),
                    f"form{number}", ("vary", "caveats"),
                ),
                turns=[*self._turns_of(f"form{number}")],
                is_only=len(numbers) == 1,
            )
            for number in numbers
        ]  # fmt: skip

    def _turns_of(self, form_part: str) -> Iterator[TurnInForm]:
        numbers = part_numbers(self.fields, form_part)
        for number in numbers:
            turn_part = f"{form_part}_turn{number}"
            text = self[f"{turn_part}_text"]
            yield TurnInForm(
                number=number,
                part=turn_part,
                last=len(numbers),
                name=self[f"{turn_part}_key"].value(),
                text_value=text.value(),
                text=text,
                end=self[f"{turn_part}_end"],
                folded=self._folded(
                    _("Plain and youth edition, and its name"), turn_part, ("plain", "youth", "key")
                ),
                choices=[*self._choices_of(turn_part)],
                is_open=not text.value() or self._has_problems(f"{turn_part}_"),
            )

    def _choices_of(self, turn_part: str) -> Iterator[ChoiceInForm]:
        numbers = part_numbers(self.fields, turn_part)
        shown_suffixes = ("text", "feedback", "best", "goto")
        folded_suffixes = [suffix for suffix in CHOICE_TEXTS if suffix not in shown_suffixes]
        for number in numbers:
            choice_part = f"{turn_part}_choice{number}"
            yield ChoiceInForm(
                number=number,
                part=choice_part,
                last=len(numbers),
                key=self[f"{choice_part}_key"],
                fields=[self[f"{choice_part}_{suffix}"] for suffix in shown_suffixes],
                folded=self._folded(
                    _("Plain edition, and where it is said"), choice_part, folded_suffixes
                ),
            )

    def _folded(self, name: Any, part: str, suffixes: Iterable[str]) -> FoldedFields:
        field_names = [f"{part}_{suffix}" for suffix in suffixes]
        return FoldedFields(
            name=name,
            fields=[self[field_name] for field_name in field_names],
            is_open=any(self._has_problems(field_name) for field_name in field_names),
        )

    def _has_problems(self, prefix: str) -> bool:
        """Whether checks say something of a field that begins so, or it could not be kept."""
        return any(
            cast(DraftField, self[name]).problems or self[name].errors
            for name in self.fields if name.startswith(prefix)
        )  # fmt: skip


def decision_words_by_key(ref: ObjectRef | None) -> dict[str, str]:
    """The decisions that a situation can be about: those that the modules of its subject make
    count, of all where there is no `ref`."""
    content = current_content()
    return {
        key: f"{module.shape.title}: {words}"
        for module in content.modules
        if ref is None or content.owners["module", module.shape.slug][0] == ref.subject
        for key, words in module.shape.decisions.items()
    }


class NewSituationForm(NewForm):
    """Which subject a situation is of, what it is called, and which other one it is a copy of."""

    subject = SubjectField()
    title = words_field(_("Title"), max_length=120)
    copy = forms.ChoiceField(
        label=_("Begin with a copy of"), required=False,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scenarios = current_content().scenarios
        copy = cast(forms.ChoiceField, self.fields["copy"])
        titles_and_keys = sorted(
            (scenario.shape.title, scenario.shape.key) for scenario in scenarios
        )
        copy.choices = [
            ("", _("nothing: begin empty")), *((key, title) for title, key in titles_and_keys)
        ]  # fmt: skip
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        scenarios = current_content().scenarios
        taken_keys = {scenario.shape.key for scenario in scenarios} | {
            scenario.document.path.stem for scenario in scenarios
        }
        drafts = Draft.objects.filter(kind=ObjectKind.SITUATION)
        taken_keys |= set(drafts.values_list("key", flat=True))
        key = free_slug(self.cleaned_data["title"], taken_keys)
        subject_key = self.cleaned_data["subject"]
        return ObjectRef(ObjectKind.SITUATION, subject_key, report="", key=key)

    def as_fields(self) -> dict[str, Any]:
        title, copied_key = self.cleaned_data["title"], self.cleaned_data["copy"]
        key_and_title = {"key": self.ref().key, "title": title}
        for scenario in current_content().scenarios:
            if scenario.shape.key == copied_key:
                return form_fields_of(scenario.data) | key_and_title
        form = empty_form("form1", key="a")
        return {"decision": "", **form, "form1_title": title, **key_and_title}
