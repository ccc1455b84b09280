"""What every kind of draft shares: its form, its preview, and problems led back to its fields."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import SPAN_TEXT, split_list
from awareness.content.checks.editions import check_editions
from awareness.content.checks.editorial import check_editorial
from awareness.content.checks.misleading import check_misleading
from awareness.content.checks.pages import check_pages
from awareness.content.checks.references import check_references
from awareness.content.files import read_text, shown_path
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem
from awareness.content.schema import INSIGHT_PATTERN
from awareness.content.staging import StagedObject, current_content
from awareness.content.writing import Fields, ObjectRef, writers
from awareness.insights.figure_references import REFERENCE
from awareness.people.fields import WordsField
from awareness.renderer import FormField
from awareness.studio import diff
from awareness.studio.draft_kinds.confirmed import Origins
from awareness.studio.draft_kinds.drafted_reports import report_at
from awareness.studio.passages import sentences

LONG_TEXT = 60_000
FIRST = "first"  # no field: the first of which a check says something
ABOUT = "about"  # the finding of what belongs to none: all of a report
SENTENCE = re.compile(r"[^.!?\n]*[.!?]?[”\")]*")
DIGITS = re.compile(r"[0-9]{1,2}", re.ASCII)
LINES_ALONE = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9})?", re.ASCII)
NUMBERED = re.compile(r"([a-z]+)([0-9]+)_([a-z_]+)")
EDITIONS = {"plain_": _("in the plain edition"), "youth_": _("in the youth edition")}
# What a file says of what nobody wrote; a form's field is there, and empty.
EMPTY = re.compile(r"(?:is empty|is too short|is missing)$")
NAMED = re.compile(r"`(\w+)`")
NOTHING_YET = _("nothing is written here yet")
QUOTED = re.compile(r"“([^”]+)”|`([^`]+)`|'([^']+)'")
# The checks that look at one object by itself; the others need all content, and run when it is
# published.
CHECKS: tuple[Callable[[Content], Iterable[Problem]], ...] = (
    check_editorial,
    check_references,
    check_editions,
    check_pages,
    check_misleading,
)


class DraftField(FormField):
    """A field of a draft, with what checks say of it."""

    problems: "Sequence[FieldProblem]" = ()
    origin: Any = None  # where its proposal came from (confirmed.Origin)
    carried: Any = None  # what another draft says in it (confirmed.Carried)
    is_next: bool = False  # it is looked at, and to be written


class DraftForm(forms.Form):
    """The fields of a draft. None is required: what is half written is kept, too."""

    bound_field_class = DraftField
    based_on = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        ref: ObjectRef | None = None,
        before: Fields | None = None,
        **kwargs: Any,
    ) -> None:
        """`ref` is the draft's, for fields that offer what is there; `before` is what the newest
        revision says: no form holds all of it."""
        self.ref = ref
        self.before: Fields = before or {}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Lines without a text are of the one that the draft or its report names."""
        cleaned = super().clean() or {}
        place_fields = [
            name for name, field in self.fields.items() if isinstance(field, PlacesField)
        ]
        for name in place_fields:
            parts = split_list(cleaned.get(name, ""))
            lines_alone = [part for part in parts if ":" not in part]
            text_name = self._text_of_draft_or_report(place_fields) if lines_alone else ""
            if lines_alone and not text_name:
                words = _("The report has several texts. Say which, as in 2018:%(line)s.")
                error = forms.ValidationError(
                    words, code="which_text", params={"line": lines_alone[0]}
                )
                self.add_error(name, error)
            elif lines_alone:
                with_text = [part if ":" in part else f"{text_name}:{part}" for part in parts]
                cleaned[name] = ";".join(with_text)
        return cleaned

    def _text_of_draft_or_report(self, place_fields: Sequence[str]) -> str:
        """The text whose lines the draft names, or the only one of its report; "" for none."""
        for name in place_fields:
            if match := SPAN_TEXT.match(str(self.before.get(name, "")).split(";")[0].strip()):
                return match[1]
        sources = self.before.get("sources")
        if sources is None and self.ref and self.ref.report:
            report = report_at(self.ref.subject, self.ref.report)
            sources = report.sources if report else None
        return str(next(iter(sources))) if sources and len(sources) == 1 else ""

    def as_fields(self) -> dict[str, Any]:
        """What is kept: the fields by name, as JSON holds them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "based_on"}

    @classmethod
    def filled(cls, fields: Fields, based_on: int, ref: ObjectRef) -> "DraftForm":
        return cls(initial={**fields, "based_on": based_on}, ref=ref, before=fields)

    # What numbered fields belong to, by how they begin; what each of them says of it.
    numbered: ClassVar[Mapping[str, Any]] = {}
    parts: ClassVar[Mapping[str, Any]] = {}
    # Other fields that are kept, and that no form has under their name.
    others: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def name_of(cls, field: str, fields: Fields) -> str:
        """What a field is called in a sentence of its own, by what all of them say."""
        if field in cls.base_fields and cls.base_fields[field].label:
            label = str(cls.base_fields[field].label)
            edition = next((words for begins, words in EDITIONS.items()
                            if field.startswith(begins)), "")  # fmt: skip
            return f"{label}, {edition}" if edition else label
        if (match := NUMBERED.fullmatch(field)) and match[1] in cls.numbered:
            name, part = f"{cls.numbered[match[1]]} {match[2]}", cls.parts.get(match[3])
            return f"{name}: {part}" if part else name
        return str(cls.others.get(field, field))

    @classmethod
    def card_of(cls, field: str) -> str:
        """What a reviewer reads as one with other fields, in words; "" for what is read by itself:
        numbered fields are of their answer, step or entry."""
        match = NUMBERED.fullmatch(field)
        is_row = match and match[1] in cls.numbered
        return f"{cls.numbered[match[1]]} {match[2]}" if match and is_row else ""

    @classmethod
    def whole_of(cls, field: str, fields: Fields) -> str:
        """The same of something that is wholly new, and says `fields`: an edition of a page is read
        as the page that it will be, and not sentence by sentence; "" for what is read by itself."""
        return ""

    @classmethod
    def is_made(cls, field: str) -> bool:
        """Whether no author writes it: the short names of parts, which follow from their words."""
        match = NUMBERED.fullmatch(field)
        return field == "key" or bool(match and match[3] in ("key", "slug"))

    def in_words(self, name: str, value: Any) -> str | None:
        """A value in the words of the form; None for a text, which says itself."""
        field = self.fields.get(name)
        if isinstance(value, bool) or isinstance(field, forms.BooleanField):
            return "" if value in (None, "") else str(_("Yes") if value else _("No"))
        if isinstance(field, forms.ChoiceField):
            words = dict(cast(Any, field.choices))
            several = isinstance(field, forms.MultipleChoiceField)
            values = split_list(value) if several and isinstance(value, str) else value
            values = values if isinstance(values, list) else [] if values is None else [values]
            return ", ".join(
                str(words.get(str(item), self.key_in_words(str(item)))) for item in values
            )
        if isinstance(value, list):
            return ", ".join(self.key_in_words(str(item)) for item in value)
        return None if value is None or isinstance(value, str) else diff.value_as_text(value)

    def caveats_in_words(self, names: str) -> str:
        """Reservations by their short names, joined by ;, in their report's words."""
        report_slug = self.ref.report if self.ref else ""
        held = current_content().ledger.reports.get(report_slug)
        words = held.caveats if held else {}
        sentences = (self.titles.get(f"{report_slug}:{name}") or words.get(name, name)
                for name in split_list(names))  # fmt: skip
        return " ".join(sentences)

    # What is drafted beside it: titles by report and key, reservations by report:short name.
    # Whoever reads a review sets them.
    titles: Mapping[str, str] = MappingProxyType({})

    def key_in_words(self, key: str) -> str:
        """What something is called that the form names by its key: a figure, page or question."""
        report_slug = self.ref.report if self.ref else ""
        if title := self.titles.get(key) or self.titles.get(f"{report_slug}/{key}"):
            return title
        try:
            return current_content().ledger.figure(key, report_slug).label or key
        except KeyError:
            return key

    @classmethod
    def in_its_words(cls, problem: "FieldProblem", fields: Fields) -> "FieldProblem":
        """What a check says of these fields, with their names as the form calls them; what is
        empty is called empty."""
        entry, named_part = NUMBERED.fullmatch(problem.field), NAMED.match(problem.message)
        if entry and named_part:  # an entry that stands on one line of its file
            part_field = f"{entry[1]}{entry[2]}_{named_part[1]}"
            problem = replace(problem, field=part_field) if part_field in fields else problem
        if fields.get(problem.field) in ("", None, []) and EMPTY.search(problem.message):
            return FieldProblem(field=problem.field, message=str(NOTHING_YET))
        labels = {name: str(field.label) for name, field in cls.base_fields.items() if field.label}
        if entry and entry[1] in cls.numbered:
            labels |= {name: str(label) for name, label in cls.parts.items()}

        def label(match: re.Match[str]) -> str:
            return f"“{labels[match[1]]}”" if match[1] in labels else match[0]

        return replace(
            problem, message=NAMED.sub(label, problem.message), fix=NAMED.sub(label, problem.fix)
        )

    def attach(self, preview: "Preview") -> None:
        """Puts what checks say beside the fields, and where their proposals came from."""
        for name, origin in preview.origins.by_field.items():
            cast(DraftField, self[name]).origin = origin
        for name, carried in preview.origins.carried.items():
            cast(DraftField, self[name]).carried = carried
        for problem in preview.problems:
            if problem.field in self.fields:
                field = cast(DraftField, self[problem.field])
                sentence = sentence_of(field.value(), problem.message) or problem.sentence
                field.problems = [*field.problems, replace(problem, sentence=sentence)]

    @property
    def to_mend(self) -> list[tuple[str, str]]:
        """(id, name) of the fields of which a check says something, in the form's order; after
        `attach`."""
        return [
            (field.id_for_label or field.auto_id, self.name_of(field.name, self.before))
            for field in self.shown_fields
            if cast(DraftField, field).problems
        ]

    def look_at(self, name: str) -> None:
        """Gives a field the way on from what is written in it, and the focus where no button has
        it that takes over what another draft says; after `attach`."""
        if name == FIRST:
            said = (field.name for field in self.shown_fields if cast(DraftField, field).problems)
            name = next(said, "")
        if name in self.fields:
            field = cast(DraftField, self[name])
            if getattr(field.origin, "standing", "") != "proposed":
                field.is_next = True
                if field.carried is None:
                    self.fields[name].widget.attrs["autofocus"] = True

    @property
    def more_opens(self) -> bool:
        """Whether something waits in the last of its groups, which stands folded up."""
        groups: list[tuple[Any, list[forms.BoundField]]] = getattr(self, "groups", [("", [])])
        fields = [cast(DraftField, field) for field in groups[-1][1]]
        return any(field.is_next or field.problems or field.errors for field in fields)

    def is_idle(self, name: str) -> bool:
        """Whether a field says nothing and nothing is said of it: it may stand folded up."""
        field = cast(DraftField, self[name])
        told = field.value() or field.origin or field.carried or field.problems or field.errors
        return not (told or field.is_next)

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.is_hidden]


class NewForm(forms.Form):
    """What begins a draft of something new: where it is to stand, and what it says at first."""

    leads_to: ClassVar[str] = FIRST  # the field of the draft that is written next

    def focus_first_empty(self) -> None:
        """Of a form that nobody has sent yet."""
        empty = (field for field in self.visible_fields() if not field.value())
        if not self.is_bound and (field := next(empty, None)):
            field.field.widget.attrs["autofocus"] = True

    def ref(self) -> ObjectRef:
        raise NotImplementedError

    def as_fields(self) -> dict[str, Any]:
        raise NotImplementedError


def words_field(label: Any, *, long: int = 0, **kwargs: Any) -> WordsField:
    """A field of words; `long` is the number of lines of one that takes several."""
    attrs = {"class": "form-control", "spellcheck": "true"}
    widget = forms.Textarea({**attrs, "rows": long}) if long else forms.TextInput(attrs)
    kwargs.setdefault("max_length", LONG_TEXT if long else 400)
    return WordsField(label=label, required=False, widget=widget, **kwargs)


class FindingField(WordsField):
    """Which finding of a report: two digits (3 is taken for 03), or about, foreword or essay, or
    one of `also`. Nothing is taken for about, of which readers are shown nothing."""

    def __init__(self, also: Sequence[str] = (), **kwargs: Any) -> None:
        self.also = also
        super().__init__(
            label=_("Which finding of the report"), required=False, max_length=20,
            help_text=_("Two digits as the report counts them, or foreword or essay. Where it "
                        "counts none, leave this empty: it is kept as “about”."),
            widget=forms.TextInput({"class": "form-control"}), **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        text = (super().clean(value) or "").lower()
        text = text.zfill(2) if DIGITS.fullmatch(text) else text
        if text and text not in self.also and not re.fullmatch(INSIGHT_PATTERN, text):
            raise forms.ValidationError(
                _("Write two digits as the report counts its findings, such as 03; or about, "
                  "foreword or essay."), code="no_finding",
            )  # fmt: skip
        return text or ABOUT


class PlacesField(WordsField):
    """Lines of a report's texts: 2018:140, 2018:156-158, joined by ;. Where the report has one
    text, or the draft names one already, a line alone is enough."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value) or ""
        for part in split_list(text):
            if not (SPAN_TEXT.match(part) or LINES_ALONE.fullmatch(part)):
                raise forms.ValidationError(
                    _("“%(part)s” names no line. Write 140 or 156-158; several with ; between."),
                    code="no_line", params={"part": part[:40]},
                )  # fmt: skip
        return text


def places_field(label: Any) -> PlacesField:
    widget = forms.TextInput({"class": "form-control"})
    return PlacesField(label=label, required=False, widget=widget, max_length=400)


def title_words(text: Any) -> str:
    """A title as lists have it: without what marks words as no claim, a figure as “…”."""
    return REFERENCE.sub(
        lambda match: match["what"] if match["kind"] == "say" else "…", str(text or "")
    )


@dataclass(frozen=True)
class FieldProblem:
    """What a check says of a draft, and the mend: of the form's field of that name ("" for the
    whole draft), and of a sentence in it ("" for the whole field). `no_claim` are words that it
    takes for a claim, and that an author may say are none."""

    message: str
    fix: str = ""
    field: str = ""
    sentence: str = ""
    no_claim: str = ""


@dataclass(frozen=True)
class Preview:
    """A draft as a learner sees it: `template` with `context` as `shown`; what checks say of it."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    origins: Origins = field(default_factory=Origins)

    def next_after(self, name: str) -> str:
        """The next field that waits for somebody, "" where none does."""
        return self.origins.next_after(name, {problem.field for problem in self.problems})


def field_problems(
    read_alone: StagedObject, ref: ObjectRef, more: Iterable[Problem] = ()
) -> list[FieldProblem]:
    """What the checks say of one object, by the fields of its form, each once."""
    problems = [*read_alone.content.problems, *problems_of(read_alone), *more]
    on_fields = [
        on_field
        for problem in sorted(set(problems))
        for on_field in _at_field(problem, read_alone, ref)
    ]
    return list(dict.fromkeys(on_fields))


def problems_of(read_alone: StagedObject) -> list[Problem]:
    """What the checks find that look at one object by itself."""
    return [problem for check in CHECKS for problem in check(read_alone.content)]


def _at_field(problem: Problem, read_alone: StagedObject, ref: ObjectRef) -> Iterator[FieldProblem]:
    if not problem.warning and (field_problem := field_problem_at(problem, read_alone.folder, ref)):
        yield field_problem


def field_problem_at(problem: Problem, folder: Path, ref: ObjectRef) -> FieldProblem | None:
    """A problem at the field of an object whose subject's folder is `folder`; None where it is in
    no field of it."""
    begins = f"{shown_path(folder)}/"
    if not problem.path.startswith(begins):
        return None
    path = folder / problem.path.removeprefix(begins)
    name = writers()[ref.kind].field_at_line(folder, ref, path, problem.line)
    if not name:
        return None
    return FieldProblem(
        field=name, sentence=_sentence_at(path, problem), message=problem.message, fix=problem.fix
    )


def quoted_in(message: str) -> list[str]:
    """Words that a check quotes."""
    return ["".join(groups) for groups in QUOTED.findall(message)]


def sentence_of(value: Any, message: str) -> str:
    """The sentence of a field that holds words which the message quotes, "" for none."""
    quoted = quoted_in(message)
    parts = sentences(value) if isinstance(value, str) else []
    sentence = next((part for part in parts if any(words in part for words in quoted)), "")
    return sentence.lstrip("¶⏎↵ ")  # without the signs of where it begins


def _sentence_at(path: Path, problem: Problem) -> str:
    """The sentence of the line that holds the words which the problem quotes."""
    lines = (read_text(path, []) or "").split("\n")
    line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    quoted = quoted_in(problem.message)
    for match in SENTENCE.finditer(line):
        if any(words in match[0] for words in quoted):
            return match[0].strip()
    return ""
