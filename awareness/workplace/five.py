"""The five words of the help card, in their order; `sign` draws one for each."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIVE: dict[str, str | Promise] = {
    "stop": _("Stop"),
    "leave": _("Leave it"),
    "tell": _("Tell"),
    "note": _("Note"),
    "look-after": _("Look after"),
}


@dataclass(frozen=True)
class Word:
    """One of the five, and whether what is shown beside it is about it."""

    key: str
    text: str | Promise
    lit: bool


def strip(lit: Collection[str]) -> list[Word]:
    """All five, of which those named in `lit` are lit; none at all where nothing is."""
    return [Word(key, text, key in lit) for key, text in FIVE.items()] if lit else []
