"""The form of a question. Its rows lie flat: a browser without the script sends all of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.bank.build import LIBRARY_OBJECTIVES, MEND_SHAPE
from awareness.content.parsed_content import Content
from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.questions import DEFAULT_GOAL, FORM_KINDS, GENERATED, PAIRS_MODEL
from awareness.people.fields import WordsField
from awareness.studio.draft_kinds.base import DraftForm, FieldProblem, words_field
from awareness.studio.draft_kinds.drafted_reports import (
    drafted_objectives,
    ledger_beside,
    report_at,
)
from awareness.studio.draft_kinds.families import FAMILIES
from awareness.studio.draft_kinds.page import AUDIENCES
from awareness.studio.models import Draft

KIND_NAMES = {
    "single": _("One answer is right"),
    "multiple": _("Several answers are right"),
    "ordering": _("Things are put into order"),
    "matching": _("Things are matched, or sorted"),
}
GOALS = [
    (DEFAULT_GOAL, _("Which statement the figures do not bear out")),
    ("allowed", _("Which statement the figures bear out")),
]  # fmt: skip
# How many rows and targets a form has at least; of a line, the rows that its family reads.
FAMILY_ROWS = {PAIRS_MODEL: 5, "Q12": 3, "Q13": 3}
ROWS = {"single": 3, "multiple": 6, "ordering": 5, "matching": 6}
TARGETS = 7
MOST = 12
REFERENCE = re.compile(r"\{figure:([^|}]+)(?:\|[^}]*)?\}")
NUMBERED = re.compile(r"(row|target)([0-9]{1,2})_\w+")
PARTS = {  # of each row, by what it belongs to
    "row": (
        "key",
        "term",
        "text",
        "correct",
        "target",
        "feedback",
        "figures",
        "plain",
        "plain_feedback",
    ),
    "target": ("key", "text", "plain"),
}


PART_LABELS = {
    "term": _("Name"),
    "correct": _("This is right"),
    "target": _("Belongs to target"),
    "feedback": _("What is said about it"),
    "figures": _("Figures that this rests on"),
    "plain": _("In the plain edition"),
    "plain_feedback": _("What is said about it, in the plain edition"),
}


class KeysField(WordsField):
    """Keys of figures: picked as references, or typed with spaces between them."""

    def __init__(self, label: Any) -> None:
        attrs = {"class": "form-control", "rows": 1, "data-takes": "", "spellcheck": "false"}
        super().__init__(label=label, required=False, max_length=4000, widget=forms.Textarea(attrs))

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        return list(dict.fromkeys(REFERENCE.sub(r" \1 ", text).replace(",", " ").split()))


def takes(label: Any, *, long: int = 2) -> WordsField:
    """A text into which figures can be picked."""
    field = words_field(label, long=long, max_length=4000)
    field.widget.attrs["data-takes"] = ""
    return field


def ticks(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, help_text=help_text,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )  # fmt: skip


# Fields of a question that somebody writes, and of a line that asks an item model.
BY_HAND = ("stem", "plain_stem", "headline", "figures", "drawing", "audience")
THE_QUESTION = _("The question")
OF_A_LINE = ("generate", "source", "seed", "goal", "ask", "spare")


class LinesField(WordsField):
    """Several short texts, one a line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in (super().clean(value) or "").split("\n") if line.strip()]


class QuestionForm(DraftForm):
    numbered = {"row": _("Answer"), "target": _("Target")}
    parts = PART_LABELS
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[*KIND_NAMES.items(), (GENERATED, _("Made by an item model"))],
        widget=forms.HiddenInput,
    )  # fmt: skip
    generate = forms.ChoiceField(
        label=_("Item model"), choices=list(FAMILIES.items()), widget=forms.HiddenInput
    )
    source = KeysField(_("Figures that it asks about"))
    ask = takes(_("The question in words of your own, where the item model's do not fit"))
    goal = forms.ChoiceField(
        label=_("What is asked of the statements"), required=False, choices=GOALS,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=_("Order of the answers"), required=False, min_value=1, max_value=9999,
        widget=forms.NumberInput({"class": "form-control"}),
        help_text=_("Another number puts the answers into another order."),
    )  # fmt: skip
    spare = LinesField(
        label=_("Names that belong to nothing, one a line"), required=False, max_length=1000,
        widget=forms.Textarea({"class": "form-control", "rows": 2}),
    )  # fmt: skip
    stem = takes(_("Question"), long=4)
    plain_stem = takes(_("Question"), long=3)
    headline = words_field(_("Headline above the answers, where there is one"))
    objective = forms.ChoiceField(
        label=_("What it checks"), required=False, widget=forms.Select({"class": "form-select"})
    )
    figures = KeysField(_("Figures that it rests on and does not name"))
    drawing = KeysField(_("Figures that stand under it as bars"))
    explainers = ticks(_("Pages that teach it"))
    caveats = ticks(_("What has to stand beside it"), _("Those of its figures come by themselves."))
    audience = ticks(_("For whom"), _("Nobody chosen: whom its figures are for."))
    side_by_side = words_field(
        _("Why numbers of several groups may stand beside each other"), long=2, max_length=1000
    )

    @classmethod
    def whole_of(cls, field: str, fields: Fields) -> str:
        """A line is read as the question that it makes. Of one that somebody wrote, the answers are
        read one by one, and the rest together."""
        written = fields.get("kind") != GENERATED
        return "" if written and cls.card_of(field) else str(THE_QUESTION)

    @classmethod
    def in_its_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """Without the name of the check, and the page of the guide to its file."""
        words = problem.message.removesuffix(" (spec)")
        fix = "" if problem.fix == MEND_SHAPE else problem.fix
        return super().in_its_words(replace(problem, message=words, fix=fix), fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values: Mapping[str, Any] = self.data if self.is_bound else self.initial
        kind = values.get("kind")
        self.kind_asked = kind if kind in (*FORM_KINDS, GENERATED) else "single"
        generated = self.kind_asked == GENERATED
        self.family = str(values.get("generate", "")) if generated else ""
        for name in BY_HAND if generated else OF_A_LINE:
            del self.fields[name]
        least = FAMILY_ROWS.get(self.family, 0) if generated else ROWS[self.kind_asked]
        self.rows = self._add("row", _count(values, "row", least))
        matched = self.kind_asked == "matching"
        self.targets = self._add("target", _count(values, "target", TARGETS)) if matched else []
        unread = {"headline", "drawing"} if self.kind_asked != "single" else set()
        unread |= {"goal"} if self.family != "Q12" else set()
        unread |= {"spare"} if self.family != PAIRS_MODEL else set()
        for name in unread & set(self.fields):
            del self.fields[name]
        self._offer()

    def _add(self, group: str, count: int) -> list[int]:
        for n in range(1, count + 1):
            for part in PARTS[group]:
                if field := self._part(group, part, n):
                    self.fields[f"{group}{n}_{part}"] = field
        return list(range(1, count + 1))

    def _part(self, group: str, part: str, n: int) -> forms.Field | None:
        match part:
            case "key":
                return forms.RegexField(
                    r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$", required=False, max_length=60,
                    widget=forms.HiddenInput,
                )  # fmt: skip
            case "plain" | "plain_feedback" if self.family:
                return None
            case "term" if self.family == PAIRS_MODEL:
                return takes(_("Name"), long=1)
            case "figures" if self.family == PAIRS_MODEL:
                return None
            case "correct" if self.family not in ("", PAIRS_MODEL):
                check = forms.CheckboxInput({"class": "form-check-input"})
                return forms.BooleanField(label=_("This holds"), required=False, widget=check)
            case "text" if self.family:
                return takes(_("What it means") if self.family == PAIRS_MODEL else _("Statement"))
            case "text" | "plain":
                label = _("Target") if group == "target" else _("Answer")
                return takes(label, long=1 if group == "target" else 2)
            case "feedback" | "plain_feedback":
                return takes(_("What is said about it"))
            case "figures":
                return KeysField(_("Figures that this rests on"))
            case "correct" if self.kind_asked in ("single", "multiple"):
                check = forms.CheckboxInput({"class": "form-check-input"})
                return forms.BooleanField(label=_("This is right"), required=False, widget=check)
            case "target" if self.kind_asked == "matching":
                numbers = [("", _("none yet")), *((f"{n}", f"{n}") for n in range(1, MOST + 1))]
                return forms.ChoiceField(
                    label=_("Belongs to target"), required=False, choices=numbers,
                    widget=forms.Select({"class": "form-select"}),
                )  # fmt: skip
        return None

    def _offer(self) -> None:
        """What there is to choose from: objectives, pages and caveats of the draft's surroundings,
        and whatever the draft names already."""
        content, ref = current_content(), self.ref
        report_slug = ref.report if ref else ""
        pages = [(page.slug, page.ordinary.title.value)
                 for page in content.explainers if page.report == report_slug]  # fmt: skip
        held = content.ledger.reports.get(report_slug)
        if held is None and ref:  # only drafted, or a module: not in the ledger
            held = report_at(ref.subject, report_slug)
        choices: dict[str, list[Any]] = {
            "objective": [("", _("nothing yet")), *objectives(content, ref)],
            "explainers": pages,
            "caveats": list(held.caveats.items()) if held else [],
            "audience": AUDIENCES,
        }
        for name in choices.keys() & self.fields.keys():
            offered = choices[name]
            field = cast(forms.ChoiceField, self.fields[name])
            known = {key for key, _label in offered}
            others = sorted(self._named(name) - known)
            words = self._caveats_of(others) if name == "caveats" else {}
            named = [*offered, *((key, words.get(key, key)) for key in others)]
            # Asked of the database only where somebody chooses.
            field.choices = partial(pages_of, report_slug, named) if name == "explainers" else named

    def _caveats_of(self, keys: list[str]) -> dict[str, str]:
        """The words of caveats of other reports, by `report:KEY`."""
        subject, content = self.ref.subject if self.ref else "", current_content()
        reports = {key.partition(":")[0] for key in keys if ":" in key}
        return {
            f"{slug}:{key}": words
            for slug in reports
            if (report := content.ledger.reports.get(slug) or report_at(subject, slug))
            for key, words in report.caveats.items()
        }

    def _named(self, name: str) -> set[str]:
        if self.is_bound:
            sent = self.data.getlist(name) if hasattr(self.data, "getlist") else self.data.get(name)
        else:
            sent = self.initial.get(name)
        sent_values = sent if isinstance(sent, list) else [sent]
        return {str(value)[:100] for value in sent_values if value}

    def as_fields(self) -> dict[str, Any]:
        """Its fields, rows that say nothing put last, the caveats of its figures added."""
        fields = super().as_fields()
        fields = {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in fields.items()
        }
        if self.kind_asked == GENERATED:
            goal = fields.get("goal") or DEFAULT_GOAL
            beside = {"goal": goal, "spare": fields.get("spare", []), "seed": fields["seed"] or 1}
            return compact(fields | beside)
        fields |= {"headline": fields.get("headline", ""), "drawing": fields.get("drawing", [])}
        fields = compact(fields)
        fields["caveats"] = with_caveats(self.ref, fields)
        return fields

    @property
    def row_fields(self) -> list[tuple[int, dict[str, forms.BoundField]]]:
        return self._grouped("row", self.rows)

    @property
    def target_fields(self) -> list[tuple[int, dict[str, forms.BoundField]]]:
        return self._grouped("target", self.targets)

    def _grouped(self, group: str, numbers: Iterable[int]) -> list[Any]:
        names = {n: {part: f"{group}{n}_{part}" for part in PARTS[group]} for n in numbers}
        return [
            (n, {part: self[name] for part, name in parts.items() if name in self.fields})
            for n, parts in names.items()
        ]

    @property
    def beside(self) -> list[forms.BoundField]:
        """The fields that are folded away at first."""
        names = ("explainers", "figures", "caveats", "side_by_side", "headline", "drawing",
                 "audience", "seed")  # fmt: skip
        return [self[name] for name in names if name in self.fields]

    @property
    def editions(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """What a picked figure can go into without the script."""
        question = self["stem" if "stem" in self.fields else "ask"]
        return [(_("Question"), [question] * 3)]

    @property
    def has_rows(self) -> bool:
        """Whether somebody wrote into a row."""
        return any(parts["text"].value() for _number, parts in self.row_fields)

    @property
    def family_name(self) -> Any:
        """What the item model asks, "" for a question that somebody writes."""
        return FAMILIES.get(self.family, "")


def _count(values: Mapping[str, Any], group: str, least: int) -> int:
    """How many rows a form has: those of its kind, or as many as were sent."""
    sent = [int(m[2]) for name in values if (m := NUMBERED.fullmatch(name)) and m[1] == group]
    return min(max([least, *sent]), MOST)


def objectives(content: Content, ref: ObjectRef | None) -> list[tuple[str, str]]:
    """Those of the subject's modules, those that are drafted too, and the library's own."""
    known = {
        key: f"{module.shape.title}: {words}"
        for module in content.modules
        if ref is None or content.owners["module", module.shape.slug][0] == ref.subject
        for key, words in module.shape.objectives.items()
    }
    known |= drafted_objectives(ref.subject) if ref else {}
    known |= {"library": str(_("Of the library: what a report says")),
              "read-the-sample": str(_("Of the library: for whom numbers stand"))}  # fmt: skip
    return [*known.items(), *((key, key) for key in sorted(LIBRARY_OBJECTIVES - known.keys()))]


def pages_of(report_slug: str, named: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Pages that a question may name: drafted ones by their titles."""
    return [*(dict(named) | dict(drafted_pages(report_slug))).items()]


def drafted_pages(report_slug: str) -> list[tuple[str, str]]:
    """Pages of a report that nobody has published yet."""
    new_drafts = Draft.objects.open().filter(kind=ObjectKind.PAGE, report=report_slug, started="")
    return [(key, title or key) for key, title in new_drafts.values_list("key", "title")]


def compact(fields: Fields) -> dict[str, Any]:
    """The fields with rows that say nothing behind those that do, so that numbers follow the file.
    Targets move as well, and rows still name theirs."""
    moved: dict[str, Any] = dict(fields)
    for group in PARTS:
        numbers = sorted({int(m[2]) for name in fields
                          if (m := NUMBERED.fullmatch(name)) and m[1] == group})  # fmt: skip
        filled = [
            n for n in numbers
            if fields.get(f"{group}{n}_text") or fields.get(f"{group}{n}_feedback")
        ]  # fmt: skip
        order = [*filled, *(n for n in numbers if n not in filled)]
        moved = reordered(moved, group, order)
    return moved


def reordered(fields: Fields, group: str, order: list[int]) -> dict[str, Any]:
    """The rows in another order: the first is `order[0]` as it was."""
    moved = dict(fields)
    for new, old in enumerate(order, 1):
        for part in PARTS[group]:
            if f"{group}{old}_{part}" in fields:
                moved[f"{group}{new}_{part}"] = fields[f"{group}{old}_{part}"]
    if group == "target":
        places = {f"{old}": f"{new}" for new, old in enumerate(order, 1)}
        for name in fields:
            if re.fullmatch(r"row[0-9]+_target", name) and fields[name]:
                moved[name] = places.get(fields[name], "")
    return moved


def figures_named(fields: Fields) -> list[str]:
    """Keys of every figure that the fields name or cite, in their order."""
    keys: list[str] = []
    for value in fields.values():
        keys += REFERENCE.findall(value) if isinstance(value, str) else []
    for name, value in fields.items():
        keys += value if name.endswith("figures") or name == "drawing" else []
    return list(dict.fromkeys(keys))


def with_caveats(ref: ObjectRef | None, fields: Fields) -> list[str]:
    """The caveats that were chosen, and those of its figures."""
    chosen = list(fields["caveats"])
    ledger = ledger_beside(ref.report) if ref else current_content().ledger
    for key in figures_named(fields) if ref else ():
        try:
            figure = ledger.figure(key, ref.report if ref else "")
        except KeyError:
            continue
        is_own = ref is not None and figure.report == ref.report
        chosen += [name if is_own else f"{figure.report}:{name}" for name in figure.caveats]
    return list(dict.fromkeys(chosen))
