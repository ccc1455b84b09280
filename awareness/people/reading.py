"""How somebody likes to read: size, contrast, motion and language. Their own; no employer's page.

The choices are fields of the person, who is loaded for every page anyway, so they cost no query.
Empty is what the device and the browser say.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Size(models.TextChoices):
    USUAL = "", _("As it is")
    LARGE = "large", _("Large")
    LARGER = "larger", _("Larger")


class Contrast(models.TextChoices):
    USUAL = "", _("As it is")
    MORE = "more", _("More")


class Motion(models.TextChoices):
    USUAL = "", _("As your device says")
    LESS = "less", _("None")


# The fields of a person, in the order of the page.
PREFERENCE_FIELDS = ("reading_size", "reading_contrast", "reading_motion", "reading_language")


def interface_languages() -> list[tuple[str, str]]:
    """(code, name) of the languages the interface has, each name in its own language."""
    return list(settings.LANGUAGES)


def language_of(user: Any) -> str | None:
    """The language somebody chose or, where they chose none, the one that the employer says they
    read; while the interface has it. None: the site's."""
    if not user.is_authenticated:
        return None
    known = [code for code, _name in settings.LANGUAGES]
    if user.reading_language in known:
        return str(user.reading_language)
    return next(
        (code for code in known if _base_language(code) == _base_language(user.language)), None
    )


def _base_language(code: str) -> str:
    """Of en-gb: en."""
    return code.partition("-")[0]


def save_preferences(user: Any, **preferences: str) -> None:
    """Write down these preferences of how to read, by field of `PREFERENCE_FIELDS`; the others stay
    as they are. What was preferred before is kept nowhere."""
    for field in PREFERENCE_FIELDS:
        if field in preferences:
            setattr(user, field, preferences[field])
    user.save(update_fields=list(preferences))
