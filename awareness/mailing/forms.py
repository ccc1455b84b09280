"""What HR types on the pages about mail."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from awareness.learning.models import ModuleVersion
from awareness.numerals.whole import whole_number
from awareness.outbox.models import Letterhead
from awareness.people.fields import AddressField, DayField, MarkedRowsField, WordsField, YesNoField
from awareness.people.models import Site
from awareness.subjects.registry import subjects
from awareness.workplace.forms import one_column

MOST_MARKED = 1000  # as many fields as a form may send (settings)


class MarkedForm(forms.Form):
    """The mails that did not arrive, of a list, that were marked."""

    mail = MarkedRowsField(partial(whole_number, digits=18), MOST_MARKED)


class DayForm(forms.Form):
    """Which day, and whom."""

    day = DayField(label=_("Day"))
    q = forms.CharField(label=_("Person"), required=False, max_length=100)


class WantForm(forms.Form):
    """Whether somebody wants the mails that they may stop."""

    wanted = YesNoField()


class SwitchForm(forms.Form):
    """Whether mail about what is asked goes."""

    on = YesNoField()


class AnnounceForm(SwitchForm):
    """Whether managers of a country are told who is late."""

    country = forms.ChoiceField()

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        countries = sorted(set(Site.objects.values_list("country", flat=True)))
        cast(forms.ChoiceField, self.fields["country"]).choices = [(c, c) for c in countries]


class LetterheadForm(forms.ModelForm):
    """The employer's words around every mail. What is left empty is what the site says."""

    sender = WordsField(
        label=_("Sender"), max_length=80, required=False,
        help_text=_("The name that stands in the inbox, for example Nordvik Foods, Learning."),
    )  # fmt: skip
    reply_to = AddressField(
        label=_("Answers go to"), required=False, max_length=254,
        help_text=_("An address that somebody reads. Empty: answers go to the sender."),
    )  # fmt: skip
    greeting = WordsField(
        label=_("Greeting"), max_length=40, required=False,
        help_text=_("The word before the name, for example Dear. Empty: Hello."),
    )  # fmt: skip
    closing = WordsField(
        label=_("Closing"), max_length=200, required=False,
        help_text=_("What the mail ends with, for example Eva Nyström, HR."),
    )  # fmt: skip

    class Meta:
        model = Letterhead
        fields = ("sender", "reply_to", "greeting", "closing")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = one_column(self, _("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        telling = _telling_words()
        for name in self.fields:
            words = " ".join(str(cleaned.get(name, "")).casefold().replace("-", " ").split())
            if any(telling_word in words for telling_word in telling):
                self.add_error(name, NAMES_THE_TOPIC)
        return cleaned


def _telling_words() -> set[str]:
    """What would say in an inbox what is taught: subjects by name and key, modules by title."""
    titles = ModuleVersion.objects.values_list("spec__title", flat=True)
    named = [name for subject in subjects().values() for name in (subject.name, subject.key)]
    return {name.casefold().replace("-", " ") for name in (*titles, *named) if name}


NAMES_THE_TOPIC = ValidationError(
    _("Others may see it in the inbox. Write it without the name of a subject or a module."),
    code="names_the_topic",
)


def known_language(code: str) -> str:
    """One of the interface's; the first for anything else."""
    codes = [code for code, _name in settings.LANGUAGES]
    return code if code in codes else codes[0]
