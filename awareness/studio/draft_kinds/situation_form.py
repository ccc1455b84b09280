"""The form of a situation: an outline of its turns, and a part of the form for each turn."""

import re
from collections.abc import Iterable, Iterator, Mapping
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
    FieldProblem,
    NewForm,
    words_field,
)
from awareness.studio.draft_kinds.module_form import fresh
from awareness.studio.draft_kinds.question_form import LinesField
from awareness.studio.draft_kinds.subjects import SubjectField
from awareness.studio.models import Draft
from quizzes.kinds.scenario import CHOICE_TEXTS, NODE_TEXTS

MOST_FORMS, MOST_TURNS, MOST_CHOICES = 4, 12, 6  # that can be added
MOST_FIELDS = 900  # a page is sent with a thousand at most (settings)
SLUG = r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$"
NODE_LABELS = {
    "text": _("What happens"),
    "plain": _("In the plain edition"),
    "youth": _("In the youth edition"),
}
CHOICE_LABELS = {
    "text": _("What one can do"),
    "plain": _("In the plain edition"),
    "feedback": _("What is said about it"),
    "plain_feedback": _("What is said about it, in the plain edition"),
    "source": _("Where that is said"),
    "heading": _("Heading above what is said"),
}
WAY_IN_FILE = re.compile(r"^(?:scenario/\S+: )?(?:nodes\.\S+ )?| \(scenario\)$")
UNSAID = {
    "decision": _("nobody has said which decision it is about"),
    "start": _("nobody has said with which turn it begins"),
    "goto": _("nobody has said where it leads"),
}
TURN_KEY = re.compile(r"form[0-9]+_turn[0-9]+_key")
LABELS = {
    "title": _("Title of this form"),
    "start": _("It begins with"),
    "vary": _("Details that differ from person to person"),
    "caveats": _("What has to stand beside it, one a line"),
    "key": _("Name of the turn, for authors"),
    "end": _("The situation ends here"),
    "best": _("This is the safe thing to do"),
    "goto": _("It leads to"),
}


def _hidden() -> forms.RegexField:
    return forms.RegexField(SLUG, required=False, max_length=60, widget=forms.HiddenInput)


def _check(label: Any) -> forms.BooleanField:
    widget = forms.CheckboxInput({"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget)


def _leads(label: Any, turns: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("nowhere yet")), *turns],
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip


class SituationForm(DraftForm):
    title = words_field(_("Title"), max_length=120)
    decision = forms.ChoiceField(
        label=_("Which decision it is about"), required=False,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.data if self.is_bound else self.initial
        decision = cast(forms.ChoiceField, self.fields["decision"])
        known = decisions(self.ref)
        named = str(fields.get("decision") or "")
        known |= {named: named} if named and named not in known else {}
        decision.choices = [("", _("nothing yet")), *known.items()]
        for f in part_numbers(fields):
            self._add_form(fields, f"form{f}")

    def _add_form(self, fields: Mapping[str, Any], prefix: str) -> None:
        numbers = part_numbers(fields, prefix)
        turns = [(f"{n}", f"{n}. {fields.get(f'{prefix}_turn{n}_key') or n}") for n in numbers]
        self.fields[f"{prefix}_key"] = _hidden()
        self.fields[f"{prefix}_title"] = words_field(LABELS["title"], max_length=120)
        self.fields[f"{prefix}_start"] = _leads(LABELS["start"], turns)
        self.fields[f"{prefix}_vary"] = words_field(
            LABELS["vary"], long=2, max_length=1000,
            help_text=_("A line each: device: computer, laptop. A text says {vary:device}."),
        )  # fmt: skip
        self.fields[f"{prefix}_caveats"] = LinesField(
            label=LABELS["caveats"], required=False, max_length=1000,
            widget=forms.Textarea({"class": "form-control", "rows": 1}),
        )  # fmt: skip
        for n in numbers:
            self._add_turn(fields, f"{prefix}_turn{n}", turns)

    def _add_turn(
        self, fields: Mapping[str, Any], prefix: str, turns: list[tuple[str, Any]]
    ) -> None:
        self.fields[f"{prefix}_key"] = words_field(LABELS["key"], max_length=60)
        for part in NODE_TEXTS:
            self.fields[f"{prefix}_{part}"] = words_field(
                NODE_LABELS[part], long=3, max_length=4000
            )
        self.fields[f"{prefix}_end"] = _check(LABELS["end"])
        for n in part_numbers(fields, prefix):
            choice = f"{prefix}_choice{n}"
            self.fields[f"{choice}_key"] = _hidden()
            for part in CHOICE_TEXTS:
                label = CHOICE_LABELS[part]
                self.fields[f"{choice}_{part}"] = words_field(label, long=2, max_length=4000)
            self.fields[f"{choice}_best"] = _check(LABELS["best"])
            self.fields[f"{choice}_goto"] = _leads(LABELS["goto"], turns)

    def as_fields(self) -> dict[str, Any]:
        fields = {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in super().as_fields().items()
        }
        fields |= {
            name: slugify(value) for name, value in fields.items() if TURN_KEY.fullmatch(name)
        }
        fields["key"] = self.before.get("key") or (self.ref.key if self.ref else "")
        return with_keys(fields)

    @classmethod
    def name_of(cls, field: str, fields: Fields) -> str:
        """With the numbers of its form, turn and choice, and the turn's name."""
        match = PART_FIELD.fullmatch(field)
        if match is None:
            return super().name_of(field, fields)
        _whole, form, turn, choice, part = match.groups()
        words = [_("Form %(n)s") % {"n": form}]
        if turn:
            name = fields.get(f"form{form}_turn{turn}_key")
            named = _("turn %(n)s “%(name)s”") if name else _("turn %(n)s")
            words.append(named % {"n": turn, "name": name})
        if choice:
            words.append(_("choice %(n)s") % {"n": choice})
        labels = {**LABELS, **(CHOICE_LABELS if choice else NODE_LABELS)}
        return f"{', '.join(map(str, words))}: {labels.get(part, part)}"

    @classmethod
    def card_of(cls, field: str) -> str:
        """Each turn with its choices, and what is said of a form of the situation."""
        match = PART_FIELD.fullmatch(field)
        if match is None:
            return ""
        form, turn = str(_("Form %(n)s") % {"n": match[2]}), match[3]
        return f"{form}, {_('turn %(n)s') % {'n': turn}}" if turn else form

    @classmethod
    def is_made(cls, field: str) -> bool:
        """The names of turns are typed."""
        match = PART_FIELD.fullmatch(field)
        if match is None:
            return super().is_made(field)
        return match[5] == "key" and (match[3] is None or match[4] is not None)

    @classmethod
    def in_its_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """Without the way to it in the file, which the form shows; what is empty is called so."""
        part = problem.field.rpartition("_")[2]
        if fields.get(problem.field) == "":
            return FieldProblem(field=problem.field, message=str(UNSAID.get(part, NOTHING_YET)))
        words, name = WAY_IN_FILE.sub("", problem.message), problem.field
        if "has no plain text" in words:  # stands in no line; beside it stands the ordinary one
            name = re.sub("_text$", "_plain", name.replace("_feedback", "_plain_feedback"))
        return super().in_its_words(
            FieldProblem(field=name, sentence=problem.sentence, message=words, fix=problem.fix),
            fields,
        )

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be added."""
        return len(self.fields) > MOST_FIELDS

    @property
    def forms_shown(self) -> list[dict[str, Any]]:
        """Each form with its fields and turns, each turn with its fields and choices."""
        numbers = part_numbers(self.fields)
        return [
            {
                "number": f, "of": f"form{f}", "key": self[f"form{f}_key"],
                "begins": [self[f"form{f}_{part}"] for part in ("title", "start")],
                "beside": self._folded(
                    _("Details that differ, and what has to stand beside it"), f"form{f}",
                    ("vary", "caveats"),
                ),
                "turns": [*self._turns(f"form{f}")], "is_only": len(numbers) == 1,
            }
            for f in numbers
        ]  # fmt: skip

    def _turns(self, prefix: str) -> Iterator[dict[str, Any]]:
        numbers = part_numbers(self.fields, prefix)
        for t in numbers:
            turn = f"{prefix}_turn{t}"
            yield {
                "number": t, "of": turn, "name": self[f"{turn}_key"].value(),
                "says": self[f"{turn}_text"].value(), "last": len(numbers),
                "fields": [self[f"{turn}_text"]],
                "ends": [self[f"{turn}_end"]],
                "beside": self._folded(
                    _("Plain and youth edition, and its name"), turn, ("plain", "youth", "key")
                ),
                "is_open": not self[f"{turn}_text"].value() or self._has_problems(f"{turn}_"),
                "choices": [*self._choices(turn)],
            }  # fmt: skip

    def _choices(self, prefix: str) -> Iterator[dict[str, Any]]:
        numbers = part_numbers(self.fields, prefix)
        shown = ("text", "feedback", "best", "goto")
        for c in numbers:
            choice = f"{prefix}_choice{c}"
            yield {
                "number": c, "of": choice, "key": self[f"{choice}_key"], "last": len(numbers),
                "fields": [self[f"{choice}_{part}"] for part in shown],
                "beside": self._folded(
                    _("Plain edition, and where it is said"), choice,
                    [name for name in CHOICE_TEXTS if name not in shown],
                ),
            }  # fmt: skip

    def _folded(self, name: Any, prefix: str, parts: Iterable[str]) -> dict[str, Any]:
        """Fields that stand folded: open where something is to be mended in one of them."""
        return {
            "name": name,
            "fields": [self[f"{prefix}_{part}"] for part in parts],
            "is_open": any(self._has_problems(f"{prefix}_{part}") for part in parts),
        }

    def _has_problems(self, begins: str) -> bool:
        """Whether checks say something of a field that begins so, or it could not be kept."""
        return any(
            cast(DraftField, self[name]).problems or self[name].errors
            for name in self.fields if name.startswith(begins)
        )  # fmt: skip


def decisions(ref: ObjectRef | None) -> dict[str, str]:
    """Those that the subject's modules make count."""
    content = current_content()
    return {
        key: f"{module.shape.title}: {words}"
        for module in content.modules
        if ref is None or content.owners["module", module.shape.slug][0] == ref.subject
        for key, words in module.shape.decisions.items()
    }


def with_keys(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with a key for every part that says something and has none, no two alike."""
    for f in part_numbers(fields):
        _name(fields, [f"form{f}_turn{t}" for t in part_numbers(fields, f"form{f}")], "turn")
        for t in part_numbers(fields, f"form{f}"):
            turn = f"form{f}_turn{t}"
            _name(fields, [f"{turn}_choice{c}" for c in part_numbers(fields, turn)], "choice")
    return fields


def _name(fields: dict[str, Any], parts: list[str], otherwise: str) -> None:
    taken_keys: set[str] = set()
    for part in parts:
        key = fields[f"{part}_key"]
        if not key or key in taken_keys:
            words = " ".join(str(fields.get(f"{part}_text", "")).split()[:4])
            key = fresh(key or slugify(words) or otherwise, taken_keys | {
                fields[f"{named_part}_key"] for named_part in parts
            })  # fmt: skip
        fields[f"{part}_key"] = key
        taken_keys.add(key)


def act(_draft: Draft, fields: Fields, command: str) -> dict[str, Any]:
    """`form add`, `form1 remove`, `form1 add` (a turn), `form1_turn2 up`, `form1_turn2 remove`,
    `form1_turn2 add` (a choice), `form1_turn2_choice1 down`. As it was for anything else, and where
    nothing more can be added."""
    part, _space, verb = command.partition(" ")
    above, _line, last = part.rpartition("_")
    if verb == "add" and len(fields) > MOST_FIELDS:
        return dict(fields)
    if (part, verb) == ("form", "add"):
        made = _with_form(fields)
    elif verb == "add" and re.fullmatch(r"form[0-9]+(?:_turn[0-9]+)?", part):
        made = _with_part(fields, part)
    elif match := re.fullmatch(r"(?:form|turn|choice)([0-9]+)", last):
        made = _moved(fields, above, last[: -len(match[1])], int(match[1]), verb)
    else:
        return dict(fields)
    return with_keys(made)


def _with_form(fields: Fields) -> dict[str, Any]:
    """One more form, which tells another story with the same decision: two turns to begin with."""
    form_numbers = part_numbers(fields)
    if len(form_numbers) >= MOST_FORMS:
        return dict(fields)
    taken = {fields[f"form{f}_key"] for f in form_numbers}
    prefix = f"form{max(form_numbers, default=0) + 1}"
    return {
        **fields,
        **empty_form(prefix, next(letter for letter in "abcdefgh" if letter not in taken)),
    }


def empty_form(prefix: str, key: str) -> dict[str, Any]:
    """A form as short as one can be: whoever decides wrongly decides once more, and recovers."""
    fields: dict[str, Any] = {f"{prefix}_key": key, f"{prefix}_title": "", f"{prefix}_start": "1",
                              f"{prefix}_vary": "", f"{prefix}_caveats": []}  # fmt: skip
    fields |= _turn(f"{prefix}_turn1", "begins") | _turn(f"{prefix}_turn2", "recovers")
    fields |= _turn(f"{prefix}_turn3", "ends", end=True)
    for turn, wrong in ((1, "2"), (2, "3")):
        for c, name in enumerate("abc" if turn == 1 else "ab", 1):
            choice, best = f"{prefix}_turn{turn}_choice{c}", c == 1
            fields |= _choice(choice, name, best=best, goto="3" if best else wrong)
    return fields


def _turn(prefix: str, key: str, *, end: bool = False) -> dict[str, Any]:
    return {
        f"{prefix}_key": key,
        f"{prefix}_end": end,
        **{f"{prefix}_{part}": "" for part in NODE_TEXTS},
    }


def _choice(prefix: str, key: str, *, best: bool = False, goto: str = "") -> dict[str, Any]:
    return {f"{prefix}_key": key, f"{prefix}_best": best, f"{prefix}_goto": goto,
            **{f"{prefix}_{part}": "" for part in CHOICE_TEXTS}}  # fmt: skip


def _with_part(fields: Fields, above: str) -> dict[str, Any]:
    """One more turn of a form, or one more choice of a turn."""
    numbers = part_numbers(fields, above)
    if f"{above}_key" not in fields or len(numbers) >= (
        MOST_CHOICES if "_" in above else MOST_TURNS
    ):
        return dict(fields)
    n = max(numbers, default=0) + 1
    if "_" in above:
        return {**fields, **_choice(f"{above}_choice{n}", key=""), f"{above}_end": False}
    return {**fields, **_turn(f"{above}_turn{n}", key="")}


def _moved(fields: Fields, above: str, kind: str, number: int, verb: str) -> dict[str, Any]:
    """A part moved up or down, or taken out: numbers of the others follow, and so does what leads
    to a turn."""
    numbers = part_numbers(fields, above)
    if number not in numbers or verb not in ("up", "down", "remove"):
        return dict(fields)
    order, position = list(numbers), numbers.index(number)
    if verb == "remove":
        if kind != "choice" and len(order) == 1:
            return dict(fields)
        del order[position]
    else:
        to = position + (1 if verb == "down" else -1)
        if not 0 <= to < len(order):
            return dict(fields)
        order[position], order[to] = order[to], order[position]
    begins = f"{above}_{kind}" if above else kind
    places = {f"{old}": f"{new}" for new, old in enumerate(order, 1)}
    made: dict[str, Any] = {}
    for name, value in fields.items():
        match = re.fullmatch(rf"{begins}([0-9]+)(_.*)", name)
        if match is None:
            made[name] = value
        elif match[1] in places:
            made[f"{begins}{places[match[1]]}{match[2]}"] = value
    if kind == "turn":
        for name, value in made.items():
            if re.fullmatch(rf"{above}_(?:start|turn[0-9]+_choice[0-9]+_goto)", name):
                made[name] = places.get(value, "")
    return made


def acted_at(command: str, fields: Fields) -> str:
    """Where on the page it is seen what a button did: at a turn, or where the turns of a form
    begin."""
    part, _space, verb = command.partition(" ")
    match = re.fullmatch(r"(form[0-9]+)(?:_turn([0-9]+)(_choice[0-9]+)?)?", part)
    if match is None:
        return f"form{max(part_numbers(fields), default=1)}"
    form, turn, choice = match.groups()
    if verb == "add" and not turn:
        turn = max(part_numbers(fields, form), default="")
    elif turn and not choice and verb in ("up", "down"):
        turn = int(turn) + (1 if verb == "down" else -1)
    elif not choice and verb == "remove":
        turn = ""
    return f"{form}_turn{turn}" if turn else form


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
        content = current_content()
        copy = cast(forms.ChoiceField, self.fields["copy"])
        named = sorted((scenario.shape.title, scenario.shape.key) for scenario in content.scenarios)
        copy.choices = [("", _("nothing: begin empty")), *((key, title) for title, key in named)]
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        scenarios = current_content().scenarios
        taken_keys = {scenario.shape.key for scenario in scenarios} | {
            scenario.document.path.stem for scenario in scenarios
        }
        drafts = Draft.objects.filter(kind=ObjectKind.SITUATION)
        taken_keys |= set(drafts.values_list("key", flat=True))
        key = fresh(self.cleaned_data["title"], taken_keys)
        return ObjectRef(ObjectKind.SITUATION, self.cleaned_data["subject"], "", key)

    def as_fields(self) -> dict[str, Any]:
        title, copied = self.cleaned_data["title"], self.cleaned_data["copy"]
        begun = {"key": self.ref().key, "title": title}
        for scenario in current_content().scenarios:
            if scenario.shape.key == copied:
                return form_fields_of(scenario.data) | begun
        return {"decision": "", **empty_form("form1", "a"), "form1_title": title, **begun}
