"""What pages of drafts send beside the fields of a draft: which button was pressed, about what.

A value that no button of ours sends counts as none: the fields of the draft are kept all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms

from awareness.people.fields import WordsField


def _sent(longest: int) -> WordsField:
    """What a button sends, letter by letter."""
    return WordsField(required=False, strip=False, max_length=longest, widget=forms.Textarea)


class _ButtonForm(forms.Form):
    """Read by `read` of the form it is for."""

    @classmethod
    def values(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """What of it can be meant, by field; every field is there."""
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name, "") for name in form.fields}


@dataclass(frozen=True)
class SaveButton:
    """What is to happen besides saving a draft."""

    put: str  # a reference that was picked, to stand at the end of the text `into`
    into: str
    act: str  # what is done to the parts of the draft, in words of its kind: "step 2 up"
    save: str  # "1": nothing else
    then: str  # the name of the step that comes next
    find: str  # "drawings", or something where figures are looked for that contain `q`
    q: str
    take_over: bool

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Enter in the field where something is looked for presses no button: it looks, too."""
        values, take_over = SaveButtonForm.values(data), "take_over" in data
        pressed = take_over or any(values[name] for name in ("put", "act", "save", "then", "find"))
        if values["q"].strip() and not pressed:
            values["find"] = "1"
        return cls(**{**values, "into": values["into"] or "body", "take_over": take_over})


class SaveButtonForm(_ButtonForm):
    put = _sent(200)
    into = _sent(100)
    act = _sent(200)
    save = _sent(1)
    then = _sent(100)
    find = _sent(20)
    q = _sent(100)


@dataclass(frozen=True)
class ConfirmButton:
    """Which field of a draft an author read: its name in one of the three, the others are empty."""

    confirmed: str  # beside its line
    carried: str  # as another draft says it
    written: str  # by the author, who needs confirm nothing of it

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        values = ConfirmButtonForm.values(data)
        return cls(values["field"], values["carry"], values["on"])


class ConfirmButtonForm(_ButtonForm):
    field = _sent(100)
    carry = _sent(100)
    on = _sent(100)
