"""What every kind of draft shares: the form of its fields, the form that begins one, its preview.

`fields` of a draft are what one of its revisions says (its body): values that JSON can hold, by the
names of the form's fields. Fields of parts that there are several of are numbered: `step2_title` is
of the group `step`, number 2, with the suffix `title`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import SPAN_TEXT, split_list
from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectRef
from awareness.insights.figure_references import REFERENCE
from awareness.renderer import FormField
from awareness.studio.draft_kinds.confirmed import Origins
from awareness.studio.draft_kinds.drafted_reports import report_as_drafted
from awareness.studio.draft_kinds.field_problems import (
    QUOTED_NAME,
    FieldProblem,
    sentence_with_quoted_words,
)
from awareness.studio.draft_kinds.form_fields import LineSpansField
from awareness.studio.published import diff

NUMBERED_FIELD = re.compile(r"([a-z]+)([0-9]+)_([a-z_]+)")  # group, number, suffix
EDITION_BY_PREFIX = {"plain_": _("in the plain edition"), "youth_": _("in the youth edition")}
# What a file says of what nobody wrote; a form's field is there, and empty.
SAYS_EMPTY = re.compile(r"(?:is empty|is too short|is missing)$")
NOTHING_YET = _("nothing is written here yet")


# No name of a field, which has no hyphen: the first field of which a check says something.
FIRST_TO_MEND = "first-to-mend"


class DraftField(FormField):
    """A field of a draft, with what checks say of it."""

    problems: Sequence[FieldProblem] = ()
    origin: Any = None  # where its proposal came from (confirmed.Origin)
    carried: Any = None  # what another draft says in it (confirmed.CarriedValue)
    is_next: bool = False  # it is looked at, and to be written


class FieldLink(NamedTuple):
    """A field of a form on its page: the id of its element, and what it is called."""

    anchor: str
    label: str


class FieldGroup(NamedTuple):
    """Fields of a form under one heading; `is_open` of one that stands folded otherwise."""

    heading: Any
    fields: Sequence[forms.BoundField]
    is_open: bool = False


class PickTarget(NamedTuple):
    """A field into which a figure can be picked without the script."""

    label: Any
    field_name: str


class DraftForm(forms.Form):
    """The fields of a draft. None is required: what is half written is kept, too."""

    bound_field_class = DraftField
    based_on = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    # What numbered fields belong to, by their group; what each of them says of it, by its suffix.
    label_by_group: ClassVar[Mapping[str, Any]] = {}
    label_by_suffix: ClassVar[Mapping[str, Any]] = {}
    # Of what a draft says as well, and that no field of the form has the name of.
    label_without_field: ClassVar[Mapping[str, Any]] = {}
    # Titles of drafts beside this one by `report/key`, their caveats by `report:short name`.
    # Whoever reads a review sets them.
    title_by_key: Mapping[str, str] = MappingProxyType({})

    def __init__(
        self,
        *args: Any,
        ref: ObjectRef | None = None,
        saved_fields: Fields | None = None,
        **kwargs: Any,
    ) -> None:
        """`ref` is the draft's, for fields that offer what there is; `saved_fields` is what the
        newest revision says: no form holds all of it."""
        self.ref = ref
        self.saved_fields: Fields = saved_fields or {}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Lines without a text are of the one that the draft or its report names. Adds the error
        which_text where there are several."""
        cleaned = super().clean() or {}
        span_names = [
            name for name, field in self.fields.items() if isinstance(field, LineSpansField)
        ]
        for name in span_names:
            spans = split_list(cleaned.get(name, ""))
            spans_without_text = [span for span in spans if ":" not in span]
            text_name = self._text_of_draft_or_report(span_names) if spans_without_text else ""
            if spans_without_text and not text_name:
                words = _("The report has several texts. Say which, as in 2018:%(line)s.")
                error = forms.ValidationError(
                    words, code="which_text", params={"line": spans_without_text[0]}
                )
                self.add_error(name, error)
            elif spans_without_text:
                with_text = [span if ":" in span else f"{text_name}:{span}" for span in spans]
                cleaned[name] = ";".join(with_text)
        return cleaned

    def _text_of_draft_or_report(self, span_names: Sequence[str]) -> str:
        """The text whose lines the draft names in one of these fields, or the only one of its
        report; "" for none."""
        for name in span_names:
            first_span = str(self.saved_fields.get(name, "")).split(";")[0].strip()
            if match := SPAN_TEXT.match(first_span):
                return match[1]
        sources = self.saved_fields.get("sources")
        if sources is None and self.ref and self.ref.report:
            report = report_as_drafted(self.ref.subject, self.ref.report)
            sources = report.sources if report else None
        return str(next(iter(sources))) if sources and len(sources) == 1 else ""

    def as_fields(self) -> dict[str, Any]:
        """What is kept of a valid form as the draft's next revision, as JSON holds it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "based_on"}

    @classmethod
    def filled(cls, fields: Fields, revision_number: int, ref: ObjectRef) -> "DraftForm":
        """The form as a page shows it, with what the revision of this number says."""
        return cls(initial={**fields, "based_on": revision_number}, ref=ref, saved_fields=fields)

    @classmethod
    def label_of(cls, field_name: str, fields: Fields) -> str:
        """What a field is called where it does not stand in the form, by what all of them say."""
        if field_name in cls.base_fields and cls.base_fields[field_name].label:
            label = str(cls.base_fields[field_name].label)
            edition = next(
                (
                    words
                    for prefix, words in EDITION_BY_PREFIX.items()
                    if field_name.startswith(prefix)
                ),
                "",
            )
            return f"{label}, {edition}" if edition else label
        if (match := NUMBERED_FIELD.fullmatch(field_name)) and match[1] in cls.label_by_group:
            name_with_number = f"{cls.label_by_group[match[1]]} {match[2]}"
            label_of_suffix = cls.label_by_suffix.get(match[3])
            return f"{name_with_number}: {label_of_suffix}" if label_of_suffix else name_with_number
        return str(cls.label_without_field.get(field_name, field_name))

    @classmethod
    def card_name_of(cls, field_name: str) -> str:
        """The name of the card by which a reviewer reads a field as one with others: numbered
        fields are of their answer, step or entry. "" for what is read by itself."""
        match = NUMBERED_FIELD.fullmatch(field_name)
        if match is None or match[1] not in cls.label_by_group:
            return ""
        return f"{cls.label_by_group[match[1]]} {match[2]}"

    @classmethod
    def whole_name_of(cls, field_name: str, fields: Fields) -> str:
        """The name of the card of something that is wholly new, and says `fields`: an edition of a
        page is read as the page that it will be, and not sentence by sentence (`DraftKind.
        whole_context`). "" for what is read by itself."""
        return ""

    @classmethod
    def is_derived(cls, field_name: str) -> bool:
        """Whether no author writes it: the short names of parts, which follow from their words."""
        match = NUMBERED_FIELD.fullmatch(field_name)
        return field_name == "key" or bool(match and match[3] in ("key", "slug"))

    def value_in_words(self, field_name: str, value: Any) -> str | None:
        """A field's value as the form says it: yes and no, the words of choices, titles for keys.
        None for a text, which says itself."""
        field = self.fields.get(field_name)
        if isinstance(value, bool) or isinstance(field, forms.BooleanField):
            return "" if value in (None, "") else str(_("Yes") if value else _("No"))
        if isinstance(field, forms.ChoiceField):
            words_by_value = dict(cast(Any, field.choices))
            is_cell = isinstance(field, forms.MultipleChoiceField) and isinstance(value, str)
            values = split_list(value) if is_cell else value
            values = values if isinstance(values, list) else [] if values is None else [values]
            return ", ".join(
                str(words_by_value.get(str(choice), self.key_in_words(str(choice))))
                for choice in values
            )
        if isinstance(value, list):
            return ", ".join(self.key_in_words(str(key)) for key in value)
        return None if value is None or isinstance(value, str) else diff.value_as_text(value)

    def caveats_in_words(self, caveat_names: str) -> str:
        """The words that the draft's report has for caveats, whose short names are joined by ;."""
        report_slug = self.ref.report if self.ref else ""
        report = current_content().ledger.reports.get(report_slug)
        words_by_name = report.caveats if report else {}
        return " ".join(
            self.title_by_key.get(f"{report_slug}:{name}") or words_by_name.get(name, name)
            for name in split_list(caveat_names)
        )

    def key_in_words(self, key: str) -> str:
        """What a figure, page or question is called that the form names by its key; the key where
        there is no such thing."""
        report_slug = self.ref.report if self.ref else ""
        if title := self.title_by_key.get(key) or self.title_by_key.get(f"{report_slug}/{key}"):
            return title
        try:
            return current_content().ledger.figure(key, report_slug).label or key
        except KeyError:
            return key

    @classmethod
    def problem_in_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """What a check says of these fields, with their names as the form calls them; what is
        empty is called empty."""
        numbered_match = NUMBERED_FIELD.fullmatch(problem.field_name)
        name_match = QUOTED_NAME.match(problem.message)
        # An entry may stand on one line of its file: the message names the field of it.
        if numbered_match and name_match:
            sibling = f"{numbered_match[1]}{numbered_match[2]}_{name_match[1]}"
            problem = replace(problem, field_name=sibling) if sibling in fields else problem
        if fields.get(problem.field_name) in ("", None, []) and SAYS_EMPTY.search(problem.message):
            return FieldProblem(field_name=problem.field_name, message=str(NOTHING_YET))
        labels = {name: str(field.label) for name, field in cls.base_fields.items() if field.label}
        if numbered_match and numbered_match[1] in cls.label_by_group:
            labels |= {suffix: str(label) for suffix, label in cls.label_by_suffix.items()}

        def label_or_name(match: re.Match[str]) -> str:
            return f"“{labels[match[1]]}”" if match[1] in labels else match[0]

        return replace(
            problem,
            message=QUOTED_NAME.sub(label_or_name, problem.message),
            fix=QUOTED_NAME.sub(label_or_name, problem.fix),
        )

    def attach(self, preview: "Preview") -> None:
        """Puts what checks say beside the fields, and where their proposals came from."""
        for name, origin in preview.origins.origin_by_field.items():
            cast(DraftField, self[name]).origin = origin
        for name, carried in preview.origins.carried_by_field.items():
            cast(DraftField, self[name]).carried = carried
        for problem in preview.problems:
            if problem.field_name in self.fields:
                field = cast(DraftField, self[problem.field_name])
                sentence = (
                    sentence_with_quoted_words(field.value(), problem.message) or problem.sentence
                )
                field.problems = [*field.problems, replace(problem, sentence=sentence)]

    @property
    def fields_to_mend(self) -> list[FieldLink]:
        """The fields of which a check says something, in the form's order; after `attach`."""
        return [
            FieldLink(
                anchor=field.id_for_label or field.auto_id,
                label=self.label_of(field.name, self.saved_fields),
            )
            for field in self.shown_fields
            if cast(DraftField, field).problems
        ]

    def mark_next(self, field_name: str) -> None:
        """Gives the field that comes next the way on from what is written in it, and the focus
        where no button has it that takes over what another draft says. Nothing where a button
        confirms it. After `attach`."""
        if field_name == FIRST_TO_MEND:
            fields_with_problems = (
                field for field in self.shown_fields if cast(DraftField, field).problems
            )
            field_name = next((field.name for field in fields_with_problems), "")
        if field_name in self.fields:
            field = cast(DraftField, self[field_name])
            if getattr(field.origin, "state", "") != "proposed":
                field.is_next = True
                if field.carried is None:
                    self.fields[field_name].widget.attrs["autofocus"] = True

    @property
    def more_opens(self) -> bool:
        """Whether something waits in the last of its groups, which stands folded up."""
        groups: list[FieldGroup] = getattr(self, "groups", [FieldGroup("", [])])
        folded_fields = [cast(DraftField, field) for field in groups[-1].fields]
        return any(field.is_next or field.problems or field.errors for field in folded_fields)

    def is_idle(self, field_name: str) -> bool:
        """Whether a field says nothing and nothing is said of it: it may stand folded up."""
        field = cast(DraftField, self[field_name])
        is_told_of = field.origin or field.carried or field.problems or field.errors
        return not (field.value() or is_told_of or field.is_next)

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.is_hidden]


class NewForm(forms.Form):
    """What begins a draft of something new: where it is to stand, and what it says at first."""

    # The field of the draft's form that is written next.
    next_field_name: ClassVar[str] = FIRST_TO_MEND

    def focus_first_empty(self) -> None:
        """Gives the first field that says nothing the focus, of a form that nobody has sent yet."""
        empty_fields = (field for field in self.visible_fields() if not field.value())
        if not self.is_bound and (field := next(empty_fields, None)):
            field.field.widget.attrs["autofocus"] = True

    def ref(self) -> ObjectRef:
        """The new object's, with a key that no other has."""
        raise NotImplementedError

    def as_fields(self) -> dict[str, Any]:
        """What the draft's first revision says."""
        raise NotImplementedError


def title_without_braces(text: Any) -> str:
    """A title as lists have it: of {say:words} the words alone, every other reference as “…”."""
    return REFERENCE.sub(
        lambda match: match["what"] if match["kind"] == "say" else "…", str(text or "")
    )


@dataclass(frozen=True)
class Preview:
    """A draft as a learner sees it: `template` with `context` as `shown`; what checks say of it."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    origins: Origins = field(default_factory=Origins)

    def next_field_after(self, field_name: str) -> str:
        """The name of the next field that waits for somebody, "" where none does."""
        names_with_problems = {problem.field_name for problem in self.problems}
        return self.origins.next_field_after(field_name, names_with_problems)
