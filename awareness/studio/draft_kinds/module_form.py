"""The form of a module: its head, its objectives and its steps, which lie flat."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from awareness.content.staging import current_content, published_object, situation_file
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.modules import part_numbers
from awareness.numerals.whole import whole_number
from awareness.people.fields import WordsField
from awareness.studio.draft_kinds.base import (
    DraftField,
    DraftForm,
    NewForm,
    title_words,
    words_field,
)
from awareness.studio.draft_kinds.question_form import KeysField, ticks
from awareness.studio.draft_kinds.subjects import SubjectField
from awareness.studio.drafting import with_newest_bodies
from awareness.studio.models import Draft

STEP_KINDS = {
    "read": _("Reading"), "estimate": _("A guess"), "check": _("Questions"),
    "scenario": _("A situation"), "commit": _("Whom to turn to"),
}  # fmt: skip
STEP = ("slug", "kind", "title", "preview", "form", "uses")
NEEDS = [("contacts", _("Contacts")), ("policy", _("A policy")), ("support", _("Support lines"))]
OPEN_TO = [
    ("everyone", _("Everybody")), ("managers", _("Managers")),
    ("case-handlers", _("Those who handle cases")), ("it", _("Those who look after IT")),
]  # fmt: skip
SLUG = r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$"
SPARE = 2  # empty lines for objectives
MOST = 40


def whole(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    number = forms.NumberInput({"class": "form-control"})
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, widget=number, **kwargs
    )


class ModuleForm(DraftForm):
    numbered = {"step": _("Step"), "objective": _("Objective")}
    parts = {
        "kind": _("Kind"), "title": _("Title"), "preview": _("What comes, in one line"),
        "form": _("Form of the situation"), "uses": _("What it leads through"),
    }  # fmt: skip

    def key_in_words(self, key: str) -> str:
        return self.titles.get(key) or title_words(self._offered.get(key, key))

    @cached_property
    def _offered(self) -> dict[str, str]:
        """What steps can lead through, by key: what it is called."""
        return {key: words for by_key in offered().values() for key, words in by_key.items()}

    title = words_field(_("Title"))
    say = words_field(_("What it is, in one line"))
    about = words_field(_("About it"), long=3, max_length=2000)
    learnt = words_field(_("What one takes along, a line each"), long=4, max_length=4000)
    reflection = words_field(_("A question to think about at the end"), max_length=600)
    code = words_field(_("Short name, such as A2"), max_length=12)
    track = words_field(_("Track"), max_length=60)
    open_to = forms.ChoiceField(
        label=_("For whom"), choices=OPEN_TO, required=False,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    needs = ticks(_("What an employer must have given"))
    mandatory = forms.BooleanField(label=_("Everybody has to do it"), required=False)
    opt_in = forms.BooleanField(label=_("Of one's own choice: never assigned"), required=False)
    minutes = whole(_("Minutes it says that it takes"), 60)
    order = whole(_("Place among the modules"), 999)
    major = whole(_("Version that asks everybody anew"), 99)
    pass_percent = whole(_("Share of the questions that has to be right, in per cent"), 100)
    pass_why = words_field(_("Why this mark"), long=3, max_length=2000)
    # Any words are kept: a module may be gone, or its file may not be readable at this moment.
    opens_with = WordsField(
        label=_("Module that has to come before"), required=False, max_length=60,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    test_out = KeysField(_("Questions that show what somebody knows already"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["needs"]).choices = NEEDS
        for name in ("mandatory", "opt_in"):
            self.fields[name].widget.attrs["class"] = "form-check-input"
        before = cast(forms.Select, self.fields["opens_with"].widget)
        # Read when it is shown, not when it is saved.
        before.choices = CallableChoiceIterator(self._modules_before)
        values: Mapping[str, Any] = self.data if self.is_bound else self.initial
        self.steps = part_numbers(values, "step")[:MOST]
        aims = part_numbers(values, "objective")
        written = sum(bool(values.get(f"objective{n}_text")) for n in aims)
        self.aims = list(range(1, min(max([written + SPARE, *aims]), MOST) + 1))
        for n in self.aims:
            hidden = forms.RegexField(SLUG, required=False, widget=forms.HiddenInput)
            self.fields[f"objective{n}_key"] = hidden
            self.fields[f"objective{n}_text"] = words_field(_("Objective"))
        for n in self.steps:
            self._add_step(n)

    def _modules_before(self) -> list[tuple[str, Any]]:
        """(key, title) of every other module, published or being written, and what is said already,
        also where there is no such module. One query."""
        said = str(self["opens_with"].value() or "")
        named: dict[str, Any] = {
            module.shape.slug: module.shape.title for module in current_content().modules
        }
        drafts = Draft.objects.open().filter(kind=ObjectKind.MODULE).exclude(key__in=named)
        named |= {draft.key: format_lazy(_("{name} (a draft)"), name=draft.title or draft.key)
                  for draft in drafts.order_by("title", "key")}  # fmt: skip
        if self.ref:
            named.pop(self.ref.key, None)
        if said:
            named.setdefault(said, said)
        return [("", _("None")), *named.items()]

    def _add_step(self, n: int) -> None:
        prefix = f"step{n}"
        hidden = forms.HiddenInput
        self.fields[f"{prefix}_slug"] = forms.RegexField(SLUG, required=False, widget=hidden)
        self.fields[f"{prefix}_kind"] = forms.ChoiceField(
            choices=[*STEP_KINDS.items()], widget=hidden
        )
        self.fields[f"{prefix}_form"] = forms.RegexField(SLUG, required=False, widget=hidden)
        self.fields[f"{prefix}_title"] = words_field(_("Title"))
        self.fields[f"{prefix}_preview"] = words_field(_("What comes, in one line"))
        self.fields[f"{prefix}_uses"] = KeysField(_("What it leads through"))

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        fields["learnt"] = fields["learnt"].replace("\r\n", "\n")
        fields["open_to"] = fields["open_to"] or "everyone"
        taken = {fields[f"objective{n}_key"] for n in self.aims}
        for n in self.aims:
            words, key = fields[f"objective{n}_text"], fields[f"objective{n}_key"]
            if words and not key:
                key = fields[f"objective{n}_key"] = fresh(words, taken)
                taken.add(key)
            if not words:
                del fields[f"objective{n}_key"], fields[f"objective{n}_text"]
        return fields

    @property
    def step_fields(self) -> list[dict[str, Any]]:
        return [
            {"number": n, **{name: self[f"step{n}_{name}"] for name in STEP},
             "kind_name": STEP_KINDS.get(str(self[f"step{n}_kind"].value()), ""),
             "leads_through": self._in_titles(f"step{n}_uses")}
            for n in self.steps
        ]  # fmt: skip

    def _in_titles(self, name: str) -> list[tuple[str, str]]:
        """(key, title) of what a field of keys names."""
        value = self[name].value() or ()
        keys = value.split() if isinstance(value, str) else value
        return [(key, self.key_in_words(key)) for key in keys]

    @property
    def shows_what_is_known(self) -> list[tuple[str, str]]:
        """The questions of which somebody who answers them need not take the module."""
        return self._in_titles("test_out")

    @property
    def aim_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"objective{n}_key"], self[f"objective{n}_text"]) for n in self.aims]

    @property
    def groups(self) -> list[tuple[Any, list[DraftField], bool]]:
        """Of each folded part its name and fields, and whether it is open: something in it is
        wrong, or missing."""
        named = [
            (_("What it says at the end"), ("learnt", "reflection")),
            (_("For whom, and what it needs"), ("open_to", "needs", "opens_with", "track")),
            (_("Marks"), ("pass_percent", "pass_why", "test_out")),
            (_("Its place"), ("code", "minutes", "order", "major")),
        ]
        parts = [(name, [cast(DraftField, self[field]) for field in fields])
                 for name, fields in named]  # fmt: skip
        return [(name, fields, any(field.problems or field.errors for field in fields))
                for name, fields in parts]  # fmt: skip


def fresh(words: str, taken: set[str]) -> str:
    """A key that none has, from words."""
    slug = slugify(words)[:50].strip("-") or "part"
    others = (f"{slug}-{number}" for number in range(2, 10_000))
    return next(name for name in (slug, *others) if name not in taken)


def act(_draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """`step 2 up`, `step 2 down`, `step 2 remove`, `without 2 REFERENCE`, `add read REFERENCE`,
    `add commit`."""
    verb, *rest = command.split(" ")
    steps = [
        {name: fields[f"step{n}_{name}"] for name in STEP} for n in part_numbers(fields, "step")
    ]
    if verb == "add" and rest and rest[0] in STEP_KINDS and len(steps) < MOST:
        steps = with_step(steps, rest[0], " ".join(rest[1:]))
    elif verb == "without" and len(rest) == 2 and re.fullmatch("[0-9]{1,2}", rest[0]):
        for step in steps[int(rest[0]) - 1 : int(rest[0])]:
            step["uses"] = [key for key in step["uses"] if key != rest[1]]
    elif verb == "step" and len(rest) == 2 and re.fullmatch("[0-9]{1,2}", rest[0]):
        index, to = int(rest[0]) - 1, int(rest[0]) - 1 + (1 if rest[1] == "down" else -1)
        if 0 <= index < len(steps) and rest[1] == "remove":
            del steps[index]
        elif 0 <= index < len(steps) and 0 <= to < len(steps):
            steps[index], steps[to] = steps[to], steps[index]
    kept = {name: value for name, value in fields.items() if not re.match("step[0-9]+_", name)}
    return kept | {
        f"step{n}_{name}": value for n, step in enumerate(steps, 1) for name, value in step.items()
    }


def acted_at(command: str, fields: Fields) -> str:
    """Where on the page it is seen what a button did: at its step, or where the steps begin."""
    verb, number, way = [*command.split(" "), "", ""][:3]
    last = len(part_numbers(fields, "step"))
    step = last if verb == "add" else whole_number(number, digits=2) or 0
    step += {"up": -1, "down": 1}.get(way, 0) if verb == "step" else 0
    return f"step{max(1, min(step, last))}" if last else "acted"


def with_step(steps: list[dict[str, Any]], kind: str, used: str) -> list[dict[str, Any]]:
    """The steps and one more; a question joins the questions that stand last."""
    if kind == "check" and steps and steps[-1]["kind"] == "check":
        last = steps[-1]
        return [*steps[:-1], last | {"uses": list(dict.fromkeys([*last["uses"], used]))}]
    slug = fresh(used.rpartition("/")[2] or kind, {step["slug"] for step in steps})
    named = offered().get(kind, {}).get(used, "")
    step = {"slug": slug, "kind": kind, "title": named, "preview": "", "form": "",
            "uses": [used] if used else []}  # fmt: skip
    return [*steps, step | ({"form": "a"} if kind == "scenario" else {})]


def offered(subject: str = "") -> dict[str, dict[str, str]]:
    """What a step can lead through, by kind of step: reference and words; also what is only being
    written. What is of `subject` comes first. In three queries."""
    content = current_content()
    of_subject: set[str] = set()

    def first_own(by_key: dict[str, str]) -> dict[str, str]:
        return dict(sorted(by_key.items(), key=lambda item: item[0] not in of_subject))

    pages = {f"{page.report}/{page.slug}": page.ordinary.title.value
             for page in content.explainers}  # fmt: skip
    of_subject |= {f"{page.report}/{page.slug}" for page in content.explainers
                   if content.subject_at(page.location) == subject}  # fmt: skip
    questions: dict[str, dict[str, str]] = {"estimate": {}, "check": {}}
    for question in content.questions:
        guess = question.data.get("generate") == "Q9"
        words = question.data.get("stem") or question.data.get("ask") or question.shape.key
        key = f"{question.report}/{question.shape.key}"
        questions["estimate" if guess else "check"][key] = str(words)[:120]
        of_subject |= {key} if content.subject_at(question.location) == subject else set()
    new_drafts = Draft.objects.open().filter(started="")
    for draft in new_drafts.filter(kind=ObjectKind.PAGE):
        key = f"{draft.report}/{draft.key}"
        pages[key] = draft.title or draft.key
        of_subject |= {key} if draft.subject == subject else set()
    for draft, fields in with_newest_bodies(list(new_drafts.filter(kind=ObjectKind.QUESTION))):
        guess = fields.get("generate") == "Q9"
        key = f"{draft.report}/{draft.key}"
        questions["estimate" if guess else "check"][key] = (draft.title or draft.key)[:120]
        of_subject |= {key} if draft.subject == subject else set()
    drafts = [*Draft.objects.open().filter(kind=ObjectKind.SITUATION)]
    situations = {draft.key: draft.title for draft in drafts}  # of those that are published below
    of_subject |= {draft.key for draft in drafts if draft.subject == subject}
    for scenario in content.scenarios:
        situations.pop(situation_file(content, scenario)[1], None)
        situations[scenario.shape.key] = scenario.shape.title
        of_subject |= (
            {scenario.shape.key} if content.subject_at(scenario.location) == subject else set()
        )
    of_subject |= {
        text.name for text in content.texts if content.subject_at(text.location) == subject
    }
    own_texts = {text.name: text.name for text in content.texts}
    by_kind = {"read": pages | own_texts, **questions, "scenario": situations, "commit": {}}
    return {kind: first_own(by_key) for kind, by_key in by_kind.items()}


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
        named = ((module.shape.slug, module.shape.title) for module in content.modules)
        copy.choices = [("", _("nothing: begin empty")), *named]
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        taken_keys = {module.shape.slug for module in current_content().modules}
        taken_keys |= set(
            Draft.objects.filter(kind=ObjectKind.MODULE).values_list("key", flat=True)
        )
        slug = fresh(self.cleaned_data["title"], taken_keys)
        return ObjectRef(ObjectKind.MODULE, self.cleaned_data["subject"], "", slug)

    def as_fields(self) -> dict[str, Any]:
        content, copied = current_content(), self.cleaned_data["copy"]
        fields: dict[str, Any] = {}
        if copied:
            subject = content.owners["module", copied][0]
            ref = ObjectRef(ObjectKind.MODULE, subject, "", copied)
            fields = published_object(ref).fields or {}
        names = ("code", "say", "about", "reflection", "opens_with", "learnt", "pass_why")
        empty: dict[str, Any] = {**dict.fromkeys(names, ""), "track": "all-staff"}
        empty |= {"open_to": "everyone", "needs": [], "test_out": [], "pass_percent": None,
                  "mandatory": False, "opt_in": False, "minutes": 5}  # fmt: skip
        order = 1 + max((module.shape.order for module in content.modules), default=0)
        return {**empty, **fields, "title": self.cleaned_data["title"], "order": order, "major": 1}
