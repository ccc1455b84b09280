"""The form of a module: its head, its objectives and its steps, which lie flat."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from awareness.bank.authored import GUESS_MODEL
from awareness.content.staging import current_content, published_object, situation_file
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.modules import part_numbers
from awareness.learning.models import FormerName, Module
from awareness.numerals.whole import whole_number
from awareness.people.fields import WordsField
from awareness.studio.draft_kinds.base import (
    DraftField,
    DraftForm,
    FieldGroup,
    NewForm,
    title_without_braces,
)
from awareness.studio.draft_kinds.form_fields import (
    KeysField,
    checkbox_field,
    checkboxes_field,
    hidden_slug_field,
    number_field,
    select_field,
    words_field,
)
from awareness.studio.draft_kinds.subjects import SubjectField
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft

STEP_KINDS = {
    "read": _("Reading"), "estimate": _("A guess"), "check": _("Questions"),
    "scenario": _("A situation"), "commit": _("Whom to turn to"),
}  # fmt: skip
STEP_SUFFIXES = ("slug", "kind", "title", "preview", "form", "uses")
NEEDS = [("contacts", _("Contacts")), ("policy", _("A policy")), ("support", _("Support lines"))]
OPEN_TO = [
    ("everyone", _("Everybody")), ("managers", _("Managers")),
    ("case-handlers", _("Those who handle cases")), ("it", _("Those who look after IT")),
]  # fmt: skip
SPARE_OBJECTIVES = 2  # empty ones at the end
MOST_PARTS = 40  # steps, or objectives
LONGEST_OFFER = 120  # letters of a question that a step is offered
Step = dict[str, Any]  # what the fields of one step say, by their suffixes


class KeyAndTitle(NamedTuple):
    """Something that a step leads through: how the file names it, and what it is called."""

    key: str
    title: str


class ModuleForm(DraftForm):
    """One file of modules/. Its steps and objectives are numbered fields of the groups `step` and
    `objective`."""

    label_by_group = {"step": _("Step"), "objective": _("Objective")}
    label_by_suffix = {
        "kind": _("Kind"), "title": _("Title"), "preview": _("What comes, in one line"),
        "form": _("Form of the situation"), "uses": _("What it leads through"),
    }  # fmt: skip

    title = words_field(_("Title"))
    say = words_field(_("What it is, in one line"))
    about = words_field(_("About it"), rows=3, max_length=2000)
    learnt = words_field(_("What one takes along, a line each"), rows=4, max_length=4000)
    reflection = words_field(_("A question to think about at the end"), max_length=600)
    code = words_field(
        _("Short name, such as A2"), max_length=Module._meta.get_field("code").max_length
    )
    track = words_field(_("Track"), max_length=Module._meta.get_field("track").max_length)
    open_to = select_field(_("For whom"), OPEN_TO)
    needs = checkboxes_field(_("What an employer must have given"), choices=NEEDS)
    mandatory = checkbox_field(_("Everybody has to do it"))
    opt_in = checkbox_field(_("Of one's own choice: never assigned"))
    minutes = number_field(_("Minutes it says that it takes"), least=0, most=60)
    order = number_field(_("Place among the modules"), least=0, most=999)
    major = number_field(_("Version that asks everybody anew"), least=0, most=99)
    pass_percent = number_field(
        _("Share of the questions that has to be right, in per cent"), least=0, most=100
    )
    pass_why = words_field(_("Why this mark"), rows=3, max_length=2000)
    # Any words are kept: a module may be gone, or its file may not be readable at this moment.
    opens_with = WordsField(
        label=_("Module that has to come before"), required=False, max_length=60,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    test_out = KeysField(_("Questions that show what somebody knows already"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opens_with = cast(forms.Select, self.fields["opens_with"].widget)
        # Read when it is shown, not when it is saved.
        opens_with.choices = CallableChoiceIterator(self._modules_to_come_before)
        values: Mapping[str, Any] = self.data if self.is_bound else self.initial
        self.step_numbers = part_numbers(values, "step")[:MOST_PARTS]
        numbers = part_numbers(values, "objective")
        filled_count = sum(bool(values.get(f"objective{number}_text")) for number in numbers)
        count = min(max([filled_count + SPARE_OBJECTIVES, *numbers]), MOST_PARTS)
        self.objective_numbers = list(range(1, count + 1))
        for number in self.objective_numbers:
            self.fields[f"objective{number}_key"] = hidden_slug_field(max_length=None)
            self.fields[f"objective{number}_text"] = words_field(_("Objective"))
        for number in self.step_numbers:
            self._add_step(f"step{number}")

    def _modules_to_come_before(self) -> list[tuple[str, Any]]:
        """(key, title) of every other module, published or being written, and what is chosen
        already, also where there is no such module. One query."""
        title_by_key: dict[str, Any] = {
            module.shape.slug: module.shape.title for module in current_content().modules
        }
        new_drafts = Draft.objects.open().filter(kind=ObjectKind.MODULE)
        for draft in new_drafts.exclude(key__in=title_by_key).order_by("title", "key"):
            title_by_key[draft.key] = format_lazy(
                _("{name} (a draft)"), name=draft.title or draft.key
            )
        if self.ref:
            title_by_key.pop(self.ref.key, None)
        if chosen_key := str(self["opens_with"].value() or ""):
            title_by_key.setdefault(chosen_key, chosen_key)
        return [("", _("None")), *title_by_key.items()]

    def _add_step(self, prefix: str) -> None:
        self.fields[f"{prefix}_slug"] = hidden_slug_field(max_length=None)
        self.fields[f"{prefix}_kind"] = forms.ChoiceField(
            choices=[*STEP_KINDS.items()], widget=forms.HiddenInput
        )
        self.fields[f"{prefix}_form"] = hidden_slug_field(max_length=None)
        self.fields[f"{prefix}_title"] = words_field(_("Title"))
        self.fields[f"{prefix}_preview"] = words_field(_("What comes, in one line"))
        self.fields[f"{prefix}_uses"] = KeysField(_("What it leads through"))

    def as_fields(self) -> dict[str, Any]:
        """Objectives that say something have keys, no two alike; the others are left out."""
        fields = super().as_fields()
        fields["learnt"] = fields["learnt"].replace("\r\n", "\n")
        fields["open_to"] = fields["open_to"] or "everyone"
        taken_keys = {fields[f"objective{number}_key"] for number in self.objective_numbers}
        for number in self.objective_numbers:
            words, key = fields[f"objective{number}_text"], fields[f"objective{number}_key"]
            if words and not key:
                key = fields[f"objective{number}_key"] = free_slug(words, taken_keys)
                taken_keys.add(key)
            if not words:
                del fields[f"objective{number}_key"], fields[f"objective{number}_text"]
        return fields

    def key_in_words(self, key: str) -> str:
        return self.title_by_key.get(key) or title_without_braces(
            self._offered_title_by_key.get(key, key)
        )

    @cached_property
    def _offered_title_by_key(self) -> dict[str, str]:
        """What steps of any kind can lead through, as of `offered_by_step_kind`."""
        return {
            key: title
            for title_by_key in offered_by_step_kind().values()
            for key, title in title_by_key.items()
        }

    @property
    def step_fields(self) -> list[dict[str, Any]]:
        """Of each step its number and its fields by their suffixes; what its kind is called and
        what it leads through."""
        return [
            {
                "number": number,
                **{suffix: self[f"step{number}_{suffix}"] for suffix in STEP_SUFFIXES},
                "kind_name": STEP_KINDS.get(str(self[f"step{number}_kind"].value()), ""),
                "leads_through": self._keys_and_titles(f"step{number}_uses"),
            }
            for number in self.step_numbers
        ]

    def _keys_and_titles(self, field_name: str) -> list[KeyAndTitle]:
        """What a KeysField of the form names."""
        value = self[field_name].value() or ()
        keys = value.split() if isinstance(value, str) else value
        return [KeyAndTitle(key, self.key_in_words(key)) for key in keys]

    @property
    def test_out_questions(self) -> list[KeyAndTitle]:
        """The questions of which somebody who answers them need not take the module."""
        return self._keys_and_titles("test_out")

    @property
    def objective_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The hidden key and the text of each objective."""
        return [
            (self[f"objective{number}_key"], self[f"objective{number}_text"])
            for number in self.objective_numbers
        ]

    @property
    def groups(self) -> list[FieldGroup]:
        """The folded parts of the form; open where something in one is wrong, or missing."""
        names_by_heading = [
            (_("What it says at the end"), ("learnt", "reflection")),
            (_("For whom, and what it needs"), ("open_to", "needs", "opens_with", "track")),
            (_("Marks"), ("pass_percent", "pass_why", "test_out")),
            (_("Its place"), ("code", "minutes", "order", "major")),
        ]
        groups = []
        for heading, names in names_by_heading:
            fields = [cast(DraftField, self[name]) for name in names]
            is_open = any(field.problems or field.errors for field in fields)
            groups.append(FieldGroup(heading, fields, is_open))
        return groups


def free_slug(words: str, taken: set[str]) -> str:
    """A short name made of words that is not among `taken`, with a number where need be."""
    slug = slugify(words)[:50].strip("-") or "part"
    numbered = (f"{slug}-{number}" for number in range(2, 10_000))
    return next(candidate for candidate in (slug, *numbered) if candidate not in taken)


def apply_command(_draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """The fields after `step 2 up`, `step 2 down`, `step 2 remove`, `without 2 KEY` (step 2 does
    not lead through that any more), `add read KEY` or `add commit`; as they were for anything
    else."""
    verb, *arguments = command.split(" ")
    steps = [
        {suffix: fields[f"step{number}_{suffix}"] for suffix in STEP_SUFFIXES}
        for number in part_numbers(fields, "step")
    ]
    if verb == "add" and arguments and arguments[0] in STEP_KINDS and len(steps) < MOST_PARTS:
        steps = with_step(steps, step_kind=arguments[0], used_key=" ".join(arguments[1:]))
    elif verb in ("without", "step") and len(arguments) == 2:
        number, argument = arguments
        index = int(number) - 1 if re.fullmatch("[0-9]{1,2}", number) else -1
        if 0 <= index < len(steps):
            change = _without_key if verb == "without" else _moved
            steps = change(steps, index, argument)
    other_fields = {
        name: value for name, value in fields.items() if not re.match("step[0-9]+_", name)
    }
    return other_fields | {
        f"step{number}_{suffix}": value
        for number, step in enumerate(steps, 1)
        for suffix, value in step.items()
    }


def command_anchor(command: str, fields: Fields) -> str:
    """Where on the page it is seen what a button did, by the fields after it: at its step, the one
    that came last, or where the steps begin."""
    verb, number, direction = [*command.split(" "), "", ""][:3]
    step_count = len(part_numbers(fields, "step"))
    step_number = step_count if verb == "add" else whole_number(number, digits=2) or 0
    if verb == "step":
        step_number += {"up": -1, "down": 1}.get(direction, 0)
    return f"step{max(1, min(step_number, step_count))}" if step_count else "acted"


def _without_key(steps: list[Step], index: int, key: str) -> list[Step]:
    """The steps, of which the one at this index leads through `key` no more."""
    step = steps[index]
    uses = [used_key for used_key in step["uses"] if used_key != key]
    return [*steps[:index], step | {"uses": uses}, *steps[index + 1 :]]


def _moved(steps: list[Step], index: int, verb: str) -> list[Step]:
    """The steps, of which the one at this index is taken out (`remove`), or changes places with the
    one below (`down`) or above (`up`), where there is one."""
    if verb == "remove":
        return [*steps[:index], *steps[index + 1 :]]
    if verb not in ("up", "down"):
        return steps
    moved, other_index = list(steps), index + 1 if verb == "down" else index - 1
    if 0 <= other_index < len(steps):
        moved[index], moved[other_index] = steps[other_index], steps[index]
    return moved


def with_step(steps: list[Step], step_kind: str, used_key: str) -> list[Step]:
    """The steps and one more of this kind, which leads through `used_key` ("" for nothing); a
    question joins the questions that stand last."""
    if step_kind == "check" and steps and steps[-1]["kind"] == "check":
        last = steps[-1]
        return [*steps[:-1], last | {"uses": list(dict.fromkeys([*last["uses"], used_key]))}]
    slug = free_slug(used_key.rpartition("/")[2] or step_kind, {step["slug"] for step in steps})
    step = {
        "slug": slug, "kind": step_kind,
        "title": offered_by_step_kind().get(step_kind, {}).get(used_key, ""), "preview": "",
        "form": "a" if step_kind == "scenario" else "", "uses": [used_key] if used_key else [],
    }  # fmt: skip
    return [*steps, step]


def offered_by_step_kind(subject_key: str = "") -> dict[str, dict[str, str]]:
    """What a step can lead through: by kind of step the titles by key (`report/slug` of a page or
    question), also of what is only being written. What is of this subject comes first. In three
    queries."""
    content = current_content()
    keys_of_subject: set[str] = set()

    def offer(
        title_by_key: dict[str, str], key: str, title: str, subject_of_key: str | None
    ) -> None:
        title_by_key[key] = title
        if subject_of_key == subject_key:
            keys_of_subject.add(key)

    pages: dict[str, str] = {}
    guesses: dict[str, str] = {}
    questions: dict[str, str] = {}
    situations: dict[str, str] = {}
    module_texts: dict[str, str] = {}
    for page in content.explainers:
        key = f"{page.report}/{page.slug}"
        offer(pages, key, page.ordinary.title.value, content.subject_at(page.location))
    for question in content.questions:
        is_guess = question.data.get("generate") == GUESS_MODEL
        words = question.data.get("stem") or question.data.get("ask") or question.shape.key
        offer(
            guesses if is_guess else questions, f"{question.report}/{question.shape.key}",
            str(words)[:LONGEST_OFFER], content.subject_at(question.location),
        )  # fmt: skip
    new_drafts = Draft.objects.open().filter(started="")
    for draft in new_drafts.filter(kind=ObjectKind.PAGE):
        offer(pages, f"{draft.report}/{draft.key}", draft.title or draft.key, draft.subject)
    for draft, fields in with_newest_bodies(list(new_drafts.filter(kind=ObjectKind.QUESTION))):
        is_guess = fields.get("generate") == GUESS_MODEL
        offer(
            guesses if is_guess else questions, f"{draft.report}/{draft.key}",
            (draft.title or draft.key)[:LONGEST_OFFER], draft.subject,
        )  # fmt: skip
    for draft in Draft.objects.open().filter(kind=ObjectKind.SITUATION):
        offer(situations, draft.key, draft.title, draft.subject)
    for scenario in content.scenarios:
        # Its draft is called by its file; steps name it by the key in it.
        situations.pop(situation_file(content, scenario)[1], None)
        offer(
            situations, scenario.shape.key, scenario.shape.title,
            content.subject_at(scenario.location),
        )  # fmt: skip
    for text in content.texts:
        offer(module_texts, text.name, text.name, content.subject_at(text.location))
    title_by_key_by_kind = {
        "read": pages | module_texts, "estimate": guesses, "check": questions,
        "scenario": situations, "commit": {},
    }  # fmt: skip
    return {
        step_kind: dict(
            sorted(
                title_by_key.items(),
                key=lambda key_and_title: key_and_title[0] not in keys_of_subject,
            )
        )
        for step_kind, title_by_key in title_by_key_by_kind.items()
    }


class NewModuleForm(NewForm):
    """Which subject a module is of, what it is called, and which other one it is a copy of."""

    subject = SubjectField()
    title = words_field(_("Title"), max_length=120)
    copy = forms.ChoiceField(
        label=_("Begin with a copy of"), required=False,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = current_content()
        copy = cast(forms.ChoiceField, self.fields["copy"])
        slugs_and_titles = ((module.shape.slug, module.shape.title) for module in content.modules)
        copy.choices = [("", _("nothing: begin empty")), *slugs_and_titles]
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        taken_keys = {module.shape.slug for module in current_content().modules}
        taken_keys |= set(
            Draft.objects.filter(kind=ObjectKind.MODULE).values_list("key", flat=True)
        )
        # What people did is filed under a name, also where the module has another one now, or none.
        taken_keys |= {*Module.objects.values_list("slug", flat=True)}
        taken_keys |= {*FormerName.objects.values_list("slug", flat=True)}
        slug = free_slug(self.cleaned_data["title"], taken_keys)
        return ObjectRef(ObjectKind.MODULE, self.cleaned_data["subject"], report="", key=slug)

    def as_fields(self) -> dict[str, Any]:
        content, copied_slug = current_content(), self.cleaned_data["copy"]
        copied_fields: Fields = {}
        if copied_slug:
            subject_key = content.owners["module", copied_slug][0]
            ref = ObjectRef(ObjectKind.MODULE, subject_key, report="", key=copied_slug)
            copied_fields = published_object(ref).fields or {}
        text_names = ("code", "say", "about", "reflection", "opens_with", "learnt", "pass_why")
        empty_fields: dict[str, Any] = {**dict.fromkeys(text_names, ""), "track": "all-staff"}
        empty_fields |= {"open_to": "everyone", "needs": [], "test_out": [], "pass_percent": None,
                         "mandatory": False, "opt_in": False, "minutes": 5}  # fmt: skip
        order = 1 + max((module.shape.order for module in content.modules), default=0)
        return {
            **empty_fields, **copied_fields, "title": self.cleaned_data["title"], "order": order,
            "major": 1,
        }  # fmt: skip
