"""Fields of forms in which people type words, days and links; what is wrong is said beside them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awareness.people.normal_forms import without_unseen
from awareness.people.validation import (
    UNSAYABLE_SIGNS,
    YEARS_AHEAD,
    YEARS_BACK,
    is_day_in_reach,
    is_web_link,
)

LETTERS_SHOWN_BEFORE = 20  # letters that are shown before a sign that cannot be


class WordsField(forms.CharField):
    """Words. What a word processor copies along as the end of a line or a page becomes one."""

    default_error_messages = {
        "unsayable": _("After “%(before)s” something cannot be kept. Write that part once more."),
        "unsayable_first": _("The beginning cannot be kept. Write it once more."),
    }

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        text = text.replace("\v", "\n").replace("\f", "\n")
        if isinstance(self.widget, forms.TextInput):
            text = " ".join(text.split("\n"))
        if unsayable := UNSAYABLE_SIGNS.search(text):
            text_before = text[max(0, unsayable.start() - LETTERS_SHOWN_BEFORE) : unsayable.start()]
            code = "unsayable" if text_before.strip() else "unsayable_first"
            raise ValidationError(
                self.error_messages[code], code="unsayable", params={"before": text_before.strip()}
            )
        return text


class NumberField(WordsField):
    """An employee number, as the employer writes it; leading noughts count."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(without_unseen(value) if isinstance(value, str) else value)


class AddressField(forms.EmailField):
    """An e-mail address. What an address book leaves unseen in it is left out."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(without_unseen(value) if isinstance(value, str) else value)


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class MarkedRowsField(forms.Field):
    """The rows of a list that were marked, at most so many: what `read` makes of the id of each,
    without those of which it makes None."""

    widget = forms.MultipleHiddenInput

    def __init__(self, read: Callable[[str], Any], most: int) -> None:
        super().__init__(required=False)
        self.read, self.most = read, most

    def clean(self, value: Any) -> list[Any]:
        ids = [self.read(text) for text in (value or ())[: self.most]]
        return [pk for pk in ids if pk is not None]


class YesNoField(forms.ChoiceField):
    """A switch of two buttons that say `yes` and `no`; False where neither was sent."""

    def __init__(self, *, required: bool = False) -> None:
        choices = [("yes", "yes"), ("no", "no")]  # of the address; nobody reads them
        super().__init__(choices=choices, required=required)

    def clean(self, value: Any) -> bool:
        return bool(super().clean(value) == "yes")


class DayField(forms.DateField):
    """A day, chosen or written as 2026-11-27, that can be meant."""

    default_error_messages = {
        "invalid": _("Write a day, for example 2026-11-27."),
        "out_of_reach": _("Choose a day in the years %(first)s to %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        today = timezone.localdate()
        if value and not is_day_in_reach(value, today):
            raise ValidationError(
                self.error_messages["out_of_reach"], code="out_of_reach",
                params={"first": today.year - YEARS_BACK, "last": today.year + YEARS_AHEAD},
            )  # fmt: skip


class LinkField(forms.URLField):
    """The address of a page of the web: https, and no user part."""

    default_error_messages = {
        "invalid": _(
            "Write a web address that begins with https:// and names no user, for example "
            "https://example.com/page."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("assume_scheme", "https")
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_web_link(value):
            raise ValidationError(self.error_messages["invalid"], code="not_a_link")
