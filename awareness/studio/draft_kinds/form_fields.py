"""The fields of which the forms of drafts are built. None is required: what is half written is
kept."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.cell_values import SPAN_TEXT, split_list
from awareness.content.schema import INSIGHT_PATTERN
from awareness.people.fields import WordsField

LONGEST_TEXT = 60_000  # letters of a field of several lines
ABOUT = "about"  # the finding of what belongs to none: all of a report
ONE_OR_TWO_DIGITS = re.compile(r"[0-9]{1,2}", re.ASCII)
LINES_WITHOUT_TEXT = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9})?", re.ASCII)  # 140 or 156-158
FIGURE_REFERENCE = re.compile(r"\{figure:([^|}]+)(?:\|[^}]*)?\}")  # group 1 is the figure's key
OPTIONAL_SLUG = r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$"
# Readers that a figure, a table, a page or a question is for, by the letters of the files.
AUDIENCES = [
    ("S", _("All staff")),
    ("M", _("Managers")),
    ("H", _("Those who handle cases")),
    ("I", _("Those who look after IT")),
]


def words_field(label: Any, *, rows: int = 0, **kwargs: Any) -> WordsField:
    """A field of words: a text area of so many `rows`, or one line where `rows` is 0."""
    attrs = {"class": "form-control", "spellcheck": "true"}
    widget = forms.Textarea({**attrs, "rows": rows}) if rows else forms.TextInput(attrs)
    kwargs.setdefault("max_length", LONGEST_TEXT if rows else 400)
    return WordsField(label=label, required=False, widget=widget, **kwargs)


def figure_text_field(label: Any, *, rows: int = 2) -> WordsField:
    """A text area into which figures can be picked: the script looks for `data-takes`."""
    field = words_field(label, rows=rows, max_length=4000)
    field.widget.attrs["data-takes"] = ""
    return field


def select_field(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    """One of `choices`, (value, words) each."""
    widget = forms.Select({"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def checkbox_field(label: Any, help_text: Any = "") -> forms.BooleanField:
    widget = forms.CheckboxInput({"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, help_text=help_text)


def checkboxes_field(
    label: Any, help_text: Any = "", choices: list[tuple[str, Any]] | None = None
) -> forms.MultipleChoiceField:
    """Any number of `choices`, (value, words) each; a form may set them later."""
    widget = forms.CheckboxSelectMultiple({"class": "form-check-input"})
    return forms.MultipleChoiceField(
        label=label, required=False, help_text=help_text, choices=choices or [], widget=widget
    )


def number_field(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    """A whole number from `least` to `most`."""
    widget = forms.NumberInput({"class": "form-control"})
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, widget=widget,
        help_text=help_text,
    )  # fmt: skip


def hidden_slug_field(max_length: int | None = 60) -> forms.RegexField:
    """A short name that goes with a form and that nobody types."""
    return forms.RegexField(
        OPTIONAL_SLUG, required=False, max_length=max_length, widget=forms.HiddenInput
    )


class FindingField(WordsField):
    """Which finding of a report: two digits (3 is taken for 03), or about, foreword or essay,
    or one of `also`. Nothing is taken for about, of which readers are shown nothing.
    ValidationError no_finding."""

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
        text = text.zfill(2) if ONE_OR_TWO_DIGITS.fullmatch(text) else text
        if text and text not in self.also and not re.fullmatch(INSIGHT_PATTERN, text):
            raise forms.ValidationError(
                _("Write two digits as the report counts its findings, such as 03; or about, "
                  "foreword or essay."), code="no_finding",
            )  # fmt: skip
        return text or ABOUT


class LineSpansField(WordsField):
    """Lines of a report's texts: 2018:140, 2018:156-158, joined by ;. Where the report has one
    text, or the draft names one already, a line alone is enough (`DraftForm.clean` adds the text).
    ValidationError no_line."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value) or ""
        for span in split_list(text):
            if not (SPAN_TEXT.match(span) or LINES_WITHOUT_TEXT.fullmatch(span)):
                raise forms.ValidationError(
                    _("“%(part)s” names no line. Write 140 or 156-158; several with ; between."),
                    code="no_line", params={"part": span[:40]},
                )  # fmt: skip
        return text


def line_spans_field(label: Any) -> LineSpansField:
    widget = forms.TextInput({"class": "form-control"})
    return LineSpansField(label=label, required=False, widget=widget, max_length=400)


class KeysField(WordsField):
    """Keys of figures: picked as references, or typed with spaces between them. What comes out is
    a list of keys, each once."""

    def __init__(self, label: Any) -> None:
        attrs = {"class": "form-control", "rows": 1, "data-takes": "", "spellcheck": "false"}
        super().__init__(label=label, required=False, max_length=4000, widget=forms.Textarea(attrs))

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value) or ""
        return list(dict.fromkeys(FIGURE_REFERENCE.sub(r" \1 ", text).replace(",", " ").split()))


class LinesField(WordsField):
    """Several short texts, one a line; what comes out is a list of those that say something."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in (super().clean(value) or "").split("\n") if line.strip()]
