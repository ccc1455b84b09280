"""What pages of drafts send beside the fields of a draft: which button was pressed, about what.

A value that no button of ours sends counts as none: the fields of the draft are kept all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms

from awareness.people.fields import WordsField


def _letters_field(most_letters: int) -> WordsField:
    """A field for what a button sends, of which no blank is taken away."""
    return WordsField(required=False, strip=False, max_length=most_letters, widget=forms.Textarea)


class _ButtonForm(forms.Form):
    """A form of hidden values, read by the `read` of the dataclass below it."""

    @classmethod
    def values(cls, data: Mapping[str, Any]) -> dict[str, str]:
        """The valid values by field name; "" for a field that was not sent or is not valid."""
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name, "") for name in form.fields}


@dataclass(frozen=True)
class SaveButton:
    """What is to happen besides saving a draft."""

    picked_reference: str  # "{figure:…}" or "{chart:…}", to stand at the end of `target_field`
    target_field: str
    command: str  # what is done to the parts of the draft, in words of its kind: "step 2 up"
    save: str  # "1": nothing else
    next_step: str  # the name of an `onward.NextStep`
    searched: str  # "drawings", or something where figures are looked for that hold `search_words`
    search_words: str
    take_over: bool

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """What was sent; Enter in the field where something is looked for presses no button, and
        counts as the one that looks."""
        values, take_over = SaveButtonForm.values(data), "take_over" in data
        is_pressed = take_over or any(
            values[name] for name in ("put", "act", "save", "then", "find")
        )
        if values["q"].strip() and not is_pressed:
            values["find"] = "1"
        return cls(
            picked_reference=values["put"], target_field=values["into"] or "body",
            command=values["act"], save=values["save"], next_step=values["then"],
            searched=values["find"], search_words=values["q"], take_over=take_over,
        )  # fmt: skip


class SaveButtonForm(_ButtonForm):
    put = _letters_field(200)
    into = _letters_field(100)
    act = _letters_field(200)
    save = _letters_field(1)
    then = _letters_field(100)
    find = _letters_field(20)
    q = _letters_field(100)


@dataclass(frozen=True)
class ConfirmButton:
    """Which field of a draft an author read: its name in one of the three, the others are ""."""

    confirmed_field: str  # its value was read beside its line
    carried_field: str  # its value is taken over from another draft
    written_field: str  # its value is the author's own, and nothing of it is to be confirmed

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        values = ConfirmButtonForm.values(data)
        return cls(values["field"], values["carry"], values["on"])


class ConfirmButtonForm(_ButtonForm):
    field = _letters_field(100)
    carry = _letters_field(100)
    on = _letters_field(100)
