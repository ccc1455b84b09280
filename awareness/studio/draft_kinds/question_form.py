"""The form of a question. Its rows lie flat: a browser without the script sends all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.bank.authored import GUESS_MODEL
from awareness.bank.build import LIBRARY_OBJECTIVES, MEND_SHAPE
from awareness.content.parsed_content import Content
from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.questions import (
    DEFAULT_GOAL,
    FORM_KINDS,
    GENERATED,
    GUESS_KEYS,
    PAIRS_MODEL,
)
from awareness.studio.draft_kinds.base import DraftForm, PickTarget
from awareness.studio.draft_kinds.drafted_reports import (
    drafted_objectives,
    report_as_drafted,
)
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY
from awareness.studio.draft_kinds.field_problems import FieldProblem
from awareness.studio.draft_kinds.form_fields import (
    AUDIENCES,
    KeysField,
    LinesField,
    checkbox_field,
    checkboxes_field,
    figure_text_field,
    hidden_slug_field,
    number_field,
    select_field,
    words_field,
)
from awareness.studio.draft_kinds.question_rows import (
    MOST_ROWS,
    SUFFIXES_BY_GROUP,
    compact,
    numbers_in,
    with_caveats_of_figures,
)
from awareness.studio.models import Draft

KIND_NAMES = {
    "single": _("One answer is right"),
    "multiple": _("Several answers are right"),
    "ordering": _("Things are put into order"),
    "matching": _("Things are matched, or sorted"),
}
LONGEST_KEY = 100  # letters of a key that somebody chose
GOALS = [
    (DEFAULT_GOAL, _("Which statement the figures do not bear out")),
    ("allowed", _("Which statement the figures bear out")),
]  # fmt: skip
# How many rows and targets a form has at least; of a line, the rows that its family reads.
LEAST_ROWS_BY_KIND = {"single": 3, "multiple": 6, "ordering": 5, "matching": 6}
LEAST_ROWS_BY_FAMILY = {PAIRS_MODEL: 5, "Q12": 3, "Q13": 3}
LEAST_TARGETS = 7
LABEL_BY_SUFFIX = {
    "term": _("Name"),
    "correct": _("This is right"),
    "target": _("Belongs to target"),
    "feedback": _("What is said about it"),
    "figures": _("Figures that this rests on"),
    "plain": _("In the plain edition"),
    "plain_feedback": _("What is said about it, in the plain edition"),
}
# Fields of a question that somebody writes alone, and of a line that asks an item model alone.
FIELDS_BY_HAND = ("stem", "plain_stem", "headline", "figures", "drawing", "audience")
FIELDS_OF_A_LINE = ("generate", "source", "seed", "goal", "ask", "spare", *GUESS_KEYS)
THE_QUESTION = _("The question")
HOW_FAR = _(
    "Of a share in percentage points, of a number in per cent of it: 100 is up to twice as many, "
    "or half. Nothing written: as for all guesses."
)


class NumberedFields(NamedTuple):
    """The fields of one row or target of a form, by their suffixes."""

    number: int
    field_by_suffix: dict[str, forms.BoundField]


class QuestionForm(DraftForm):
    """One entry of questions.yaml: a question that somebody writes, or a line that asks an item
    model for one (of kind GENERATED; `family` is the item model, `generate` its field). Its rows
    lie flat, see question_rows."""

    label_by_group = {"row": _("Answer"), "target": _("Target")}
    label_by_suffix = LABEL_BY_SUFFIX

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[*KIND_NAMES.items(), (GENERATED, _("Made by an item model"))],
        widget=forms.HiddenInput,
    )  # fmt: skip
    generate = forms.ChoiceField(
        label=_("Item model"), choices=list(WORDS_BY_FAMILY.items()), widget=forms.HiddenInput
    )
    source = KeysField(_("Figures that it asks about"))
    ask = figure_text_field(
        _("The question in words of your own, where the item model's do not fit")
    )
    goal = select_field(_("What is asked of the statements"), GOALS)
    seed = number_field(
        _("Order of the answers"), least=1, most=9999,
        help_text=_("Another number puts the answers into another order."),
    )  # fmt: skip
    spare = LinesField(
        label=_("Names that belong to nothing, one a line"), required=False, max_length=1000,
        widget=forms.Textarea({"class": "form-control", "rows": 2}),
    )  # fmt: skip
    close = figure_text_field(_("What is said of a guess that is close"))
    close_within = number_field(
        _("How far off a guess may be and is close"), least=1, most=400, help_text=HOW_FAR
    )
    near = figure_text_field(_("What is said of a guess that is in the area"))
    near_within = number_field(
        _("How far off a guess may be and is in the area"), least=1, most=400, help_text=HOW_FAR
    )
    far = figure_text_field(_("What is said of a guess that is farther off"))
    stem = figure_text_field(_("Question"), rows=4)
    plain_stem = figure_text_field(_("Question"), rows=3)
    headline = words_field(_("Headline above the answers, where there is one"))
    objective = select_field(_("What it checks"), choices=[])
    figures = KeysField(_("Figures that it rests on and does not name"))
    drawing = KeysField(_("Figures that stand under it as bars"))
    explainers = checkboxes_field(_("Pages that teach it"))
    caveats = checkboxes_field(
        _("What has to stand beside it"), _("Those of its figures come by themselves.")
    )
    audience = checkboxes_field(_("For whom"), _("Nobody chosen: whom its figures are for."))
    side_by_side = words_field(
        _("Why numbers of several groups may stand beside each other"), rows=2, max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values: Mapping[str, Any] = self.data if self.is_bound else self.initial
        kind = values.get("kind")
        self.question_kind = kind if kind in (*FORM_KINDS, GENERATED) else "single"
        is_line = self.question_kind == GENERATED
        self.family = str(values.get("generate", "")) if is_line else ""
        least_rows = (
            LEAST_ROWS_BY_FAMILY.get(self.family, 0)
            if is_line
            else LEAST_ROWS_BY_KIND[self.question_kind]
        )
        self.row_numbers = self._add_numbered(values, "row", least_rows)
        self.target_numbers = (
            self._add_numbered(values, "target", LEAST_TARGETS)
            if self.question_kind == "matching"
            else []
        )
        for name in self._unread_fields() & set(self.fields):
            del self.fields[name]
        if self.family == GUESS_MODEL:
            self.fields["source"].label = _("Figure whose number is guessed")
            self.fields["ask"].label = _("What is asked, where the item model's words do not fit")
            # There are no answers that stand in an order.
            self.fields["seed"].widget = forms.HiddenInput()
        self._set_choices()

    def _unread_fields(self) -> set[str]:
        """Names of fields that say nothing of a question of this kind, or line of this family."""
        is_line = self.question_kind == GENERATED
        names = set(FIELDS_BY_HAND if is_line else FIELDS_OF_A_LINE)
        if self.question_kind != "single":
            names |= {"headline", "drawing"}
        if self.family != "Q12":
            names.add("goal")
        if self.family != PAIRS_MODEL:
            names.add("spare")
        if self.family != GUESS_MODEL:
            names |= {*GUESS_KEYS}
        return names

    def _add_numbered(self, values: Mapping[str, Any], group: str, least: int) -> list[int]:
        """Adds the fields of rows, or targets: so many at least, or as many as were sent. Their
        numbers."""
        count = min(max([least, *numbers_in(values, group)]), MOST_ROWS)
        for number in range(1, count + 1):
            for suffix in SUFFIXES_BY_GROUP[group]:
                if field := self._numbered_field(group, suffix):
                    self.fields[f"{group}{number}_{suffix}"] = field
        return list(range(1, count + 1))

    def _numbered_field(self, group: str, suffix: str) -> forms.Field | None:
        """A field of a row or target; None where a question of this kind has none such."""
        match suffix:
            case "key":
                return hidden_slug_field()
            case "plain" | "plain_feedback" if self.family:
                return None
            case "term" if self.family == PAIRS_MODEL:
                return figure_text_field(_("Name"), rows=1)
            case "figures" if self.family == PAIRS_MODEL:
                return None
            case "correct" if self.family not in ("", PAIRS_MODEL):
                return checkbox_field(_("This holds"))
            case "text" if self.family:
                return figure_text_field(
                    _("What it means") if self.family == PAIRS_MODEL else _("Statement")
                )
            case "text" | "plain":
                label = _("Target") if group == "target" else _("Answer")
                return figure_text_field(label, rows=1 if group == "target" else 2)
            case "feedback" | "plain_feedback":
                return figure_text_field(_("What is said about it"))
            case "figures":
                return KeysField(_("Figures that this rests on"))
            case "correct" if self.question_kind in ("single", "multiple"):
                return checkbox_field(_("This is right"))
            case "target" if self.question_kind == "matching":
                numbers = [(f"{number}", f"{number}") for number in range(1, MOST_ROWS + 1)]
                return select_field(_("Belongs to target"), [("", _("none yet")), *numbers])
        return None

    def _set_choices(self) -> None:
        """What there is to choose from: objectives, pages and caveats of the draft's surroundings,
        and whatever the draft names already."""
        content, ref = current_content(), self.ref
        report_slug = ref.report if ref else ""
        pages = [(page.slug, page.ordinary.title.value)
                 for page in content.explainers if page.report == report_slug]  # fmt: skip
        report = content.ledger.reports.get(report_slug)
        if report is None and ref:  # only drafted, or a module: not in the ledger
            report = report_as_drafted(ref.subject, report_slug)
        choices_by_field: dict[str, list[Any]] = {
            "objective": [("", _("nothing yet")), *objective_choices(content, ref)],
            "explainers": pages,
            "caveats": list(report.caveats.items()) if report else [],
            "audience": AUDIENCES,
        }
        for name in choices_by_field.keys() & self.fields.keys():
            offered = choices_by_field[name]
            field = cast(forms.ChoiceField, self.fields[name])
            other_keys = sorted(self._chosen_keys(name) - {key for key, _label in offered})
            words_by_key = self._caveats_of_other_reports(other_keys) if name == "caveats" else {}
            choices = [*offered, *((key, words_by_key.get(key, key)) for key in other_keys)]
            # Asked of the database only where somebody chooses.
            field.choices = (
                partial(with_drafted_pages, choices, report_slug)
                if name == "explainers"
                else choices
            )

    def _caveats_of_other_reports(self, keys: list[str]) -> dict[str, str]:
        """The words of caveats of the other reports that these keys name, by `report:short
        name`."""
        subject_key, content = self.ref.subject if self.ref else "", current_content()
        slugs = {key.partition(":")[0] for key in keys if ":" in key}
        return {
            f"{slug}:{short_name}": words
            for slug in slugs
            if (report := content.ledger.reports.get(slug) or report_as_drafted(subject_key, slug))
            for short_name, words in report.caveats.items()
        }

    def _chosen_keys(self, field_name: str) -> set[str]:
        """What a field of choices holds, as it was sent or is shown."""
        if self.is_bound:
            data = self.data
            value = data.getlist(field_name) if hasattr(data, "getlist") else data.get(field_name)
        else:
            value = self.initial.get(field_name)
        keys = value if isinstance(value, list) else [value]
        return {str(key)[:LONGEST_KEY] for key in keys if key}

    def as_fields(self) -> dict[str, Any]:
        """Its fields, rows that say nothing put last, the caveats of its figures added."""
        fields = {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in super().as_fields().items()
        }
        if self.question_kind == GENERATED:
            fields |= {
                "goal": fields.get("goal") or DEFAULT_GOAL,
                "spare": fields.get("spare", []),
                "seed": fields["seed"] or 1,
            }
            return compact(fields)
        fields |= {"headline": fields.get("headline", ""), "drawing": fields.get("drawing", [])}
        fields = compact(fields)
        fields["caveats"] = with_caveats_of_figures(self.ref, fields)
        return fields

    @classmethod
    def whole_name_of(cls, field_name: str, fields: Fields) -> str:
        """A line is read as the question that it makes. Of one that somebody wrote, the answers are
        read one by one, and the rest together."""
        is_written = fields.get("kind") != GENERATED
        return "" if is_written and cls.card_name_of(field_name) else str(THE_QUESTION)

    @classmethod
    def problem_in_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """Without the name of the check, and the page of the guide to its file."""
        message = problem.message.removesuffix(" (spec)")
        fix = "" if problem.fix == MEND_SHAPE else problem.fix
        return super().problem_in_words(replace(problem, message=message, fix=fix), fields)

    @property
    def row_fields(self) -> list[NumberedFields]:
        return self._numbered_fields("row", self.row_numbers)

    @property
    def target_fields(self) -> list[NumberedFields]:
        return self._numbered_fields("target", self.target_numbers)

    def _numbered_fields(self, group: str, numbers: Iterable[int]) -> list[NumberedFields]:
        return [
            NumberedFields(
                number,
                {
                    suffix: self[f"{group}{number}_{suffix}"]
                    for suffix in SUFFIXES_BY_GROUP[group]
                    if f"{group}{number}_{suffix}" in self.fields
                },
            )
            for number in numbers
        ]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        """The fields that are folded away at first."""
        names = ("explainers", "figures", "caveats", "side_by_side", "headline", "drawing",
                 "audience", "seed")  # fmt: skip
        return [self[name] for name in names if name in self.fields and not self[name].is_hidden]

    @property
    def guess_fields(self) -> list[forms.BoundField]:
        """What is said of a guess, each behind the distance up to which it is said."""
        names = ("close", "close_within", "near", "near_within", "far")
        return [self[name] for name in names if name in self.fields]

    @property
    def pick_targets(self) -> list[PickTarget]:
        return [PickTarget(_("Question"), "stem" if "stem" in self.fields else "ask")]

    @property
    def has_rows(self) -> bool:
        """Whether somebody wrote into a row."""
        return any(row.field_by_suffix["text"].value() for row in self.row_fields)

    @property
    def family_name(self) -> Any:
        """What the item model asks, "" for a question that somebody writes."""
        return WORDS_BY_FAMILY.get(self.family, "")


def objective_choices(content: Content, ref: ObjectRef | None) -> list[tuple[str, str]]:
    """(key, words) of the objectives that a question can check: those of the modules of its
    subject, of all where there is no `ref`; those that are drafted too, and the library's own."""
    words_by_key = {
        key: f"{module.shape.title}: {words}"
        for module in content.modules
        if ref is None or content.owners["module", module.shape.slug][0] == ref.subject
        for key, words in module.shape.objectives.items()
    }
    words_by_key |= drafted_objectives(ref.subject) if ref else {}
    words_by_key |= {
        "library": str(_("Of the library: what a report says")),
        "read-the-sample": str(_("Of the library: for whom numbers stand")),
    }
    other_keys = sorted(LIBRARY_OBJECTIVES - words_by_key.keys())
    return [*words_by_key.items(), *((key, key) for key in other_keys)]


def with_drafted_pages(choices: list[tuple[str, Any]], report_slug: str) -> list[tuple[str, Any]]:
    """(key, title) of pages that a question may name, and of those that nobody has published."""
    return [*(dict(choices) | dict(drafted_pages(report_slug))).items()]


def drafted_pages(report_slug: str) -> list[tuple[str, str]]:
    """(key, title) of a report's pages that nobody has published yet."""
    new_drafts = Draft.objects.open().filter(kind=ObjectKind.PAGE, report=report_slug, started="")
    return [(key, title or key) for key, title in new_drafts.values_list("key", "title")]
