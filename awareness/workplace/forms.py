"""What HR enters, at most four fields a step (a legal card has five: who approved it, and as what).
Words of errors say what to do.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import DayField, LinkField, WordsField
from awareness.workplace import languages
from awareness.workplace.legal import is_jurisdiction
from awareness.workplace.models import StatementAnswer
from awareness.workplace.phones import is_phone
from awareness.workplace.support import LineView, NeedView


def one_column(form: forms.BaseForm, save: str | Promise) -> FormHelper:
    """Fields one under the other, then one button at the left. What helps comes before an error."""
    helper = FormHelper()
    helper.form_tag = False
    helper.help_text_inline, helper.error_text_inline = True, False
    helper.layout = Layout(*form.fields)
    helper.add_input(Submit("save", save, css_id=""))
    return helper


class PhoneField(WordsField):
    """A number that can be dialled, kept as it was written."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    default_error_messages = {
        "not_a_phone": _("Write a phone number in digits, for example 031-390 06 12."),
        "required": _("Write the phone number."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_phone(value):
            raise ValidationError(self.error_messages["not_a_phone"], code="not_a_phone")


class ContactForm(forms.Form):
    name = WordsField(
        label=_("Name"), max_length=120, error_messages={"required": _("Write the name.")}
    )
    phone = PhoneField(
        label=_("Phone"),
        help_text=_("A number that somebody answers. Where people work at night, at night too."),
    )
    role = WordsField(
        label=_("Role (optional)"), max_length=120, required=False,
        help_text=_("For example: head of security."),
    )  # fmt: skip

    outside_line = forms.BooleanField(
        label=_("Manages nobody at this site"), required=False,
        help_text=_("One of the contacts does, so that somebody can tell of their own manager."),
    )  # fmt: skip

    elsewhere = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, outside_line: bool = False, others: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """`others`: names of the sites at which nobody is entered in this place."""
        super().__init__(*args, **kwargs)
        if not outside_line:
            del self.fields["outside_line"]
        if others:
            words = _("The same person at: %(sites)s") % {"sites": ", ".join(others)}
            self.fields["elsewhere"].label = words
            self.fields["elsewhere"].help_text = _("Nobody is entered there yet.")
        else:
            del self.fields["elsewhere"]
        self.helper = one_column(self, _("Save"))


class PolicyForm(forms.Form):
    """The next version of the policy, as a text or as a link, exactly one of the two."""

    text = WordsField(
        label=_("The policy as text"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Leave this empty if you give a link. A text stands open where people confirm that they"
            " have read it. What is behind a link may change, so nobody confirms it."
        ),
    )  # fmt: skip
    link = LinkField(label=_("Or a link to it"), required=False, max_length=500)
    valid_from = DayField(
        label=_("Valid from"),
        error_messages={"required": _("Choose the first day on which it holds.")},
    )
    everywhere = forms.BooleanField(label=_("The same policy for all sites"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = one_column(self, _("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "link" in self.errors or "text" in self.errors:
            return cleaned
        text, link = cleaned.get("text"), cleaned.get("link")
        if not text and not link:
            words = _("Write the text, or give a link to it below.")
            self.add_error("text", ValidationError(words, code="neither"))
        elif text and link:
            words = _("Give the text or the link. Two places may come to differ.")
            self.add_error("link", ValidationError(words, code="both"))
        return cleaned


class StatementForm(forms.Form):
    """The answer to a line of the checklist, by a button."""

    answer = forms.ChoiceField(choices=StatementAnswer)


class ChoiceForm(forms.Form):
    """Whether a subject is on, by a button."""

    choice = forms.ChoiceField(choices=[("on", _("on")), ("off", _("off"))])


class LinkForm(forms.Form):
    """The help link that a new one takes the place of: its id, empty where there is none yet."""

    instead_of = forms.IntegerField(required=False)


class SettingForm(forms.Form):
    """Which law holds at a site, and which languages its people need."""

    jurisdiction = WordsField(
        label=_("Where the law comes from"), max_length=6,
        help_text=_("The country, or the part of it that has a law of its own: SE, or GB-ENG."),
        error_messages={"required": _("Write the country’s code, for example SE.")},
    )  # fmt: skip
    languages = WordsField(
        label=_("Languages that people at this site need"), max_length=300,
        help_text=_("For example: English, Swedish. What exists so far is in English."),
        error_messages={"required": _("Write at least one language.")},
    )  # fmt: skip

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.helper = one_column(self, _("Save"))

    def clean_jurisdiction(self) -> str:
        jurisdiction = self.cleaned_data["jurisdiction"].strip().upper()
        if not is_jurisdiction(jurisdiction):
            raise ValidationError(
                _("Write two letters, or two letters and a part: SE, or GB-ENG."),
                code="not_a_jurisdiction",
            )
        if jurisdiction.partition("-")[0] != self.country:
            raise ValidationError(
                _("The site is in %(country)s. Begin with %(country)s."),
                code="other_country", params={"country": self.country},
            )  # fmt: skip
        return jurisdiction

    def clean_languages(self) -> list[str]:
        codes, unknown = languages.parse_languages(self.cleaned_data["languages"])
        if unknown:
            raise ValidationError(
                _("Not known as a language: %(said)s."),
                code="unknown_language", params={"said": ", ".join(unknown)},
            )  # fmt: skip
        if not codes:
            raise ValidationError(_("Write at least one language."), code="no_language")
        return codes


class LegalForm(forms.Form):
    """The next version of a legal card. Who answers for it is named, and until when."""

    text = WordsField(
        label=_("What the law asks here"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Short, in the words your lawyer approved."),
        error_messages={"required": _("Write the text that was approved.")},
    )  # fmt: skip
    approved_by = WordsField(
        label=_("Approved by"), max_length=120, help_text=_("A person by name."),
        error_messages={"required": _("Write the name of the person who approved it.")},
    )  # fmt: skip
    approver_role = WordsField(
        label=_("Their role"), max_length=120, help_text=_("For example: legal counsel."),
        error_messages={"required": _("Write in which role they approved it.")},
    )  # fmt: skip
    approved_on = DayField(
        label=_("Approved on"), error_messages={"required": _("Choose the day of the approval.")}
    )
    expires_on = DayField(
        label=_("Expires on"),
        help_text=_("From this day on the card is no longer shown, unless it was approved anew."),
        error_messages={"required": _("Choose the day on which the approval ends.")},
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = one_column(self, _("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        approved, expires = cleaned.get("approved_on"), cleaned.get("expires_on")
        if approved and approved > self.today:
            words = _("Choose today or an earlier day.")
            self.add_error("approved_on", ValidationError(words, code="not_yet"))
        elif approved and expires and expires <= self.today:
            words = _("Choose a day after today.")
            self.add_error("expires_on", ValidationError(words, code="over_already"))
        return cleaned


class OwnLineForm(forms.Form):
    """A line the site enters itself, for one need."""

    name = WordsField(
        label=_("Who answers"), max_length=120,
        error_messages={"required": _("Write the name of the line.")},
    )  # fmt: skip
    phone = PhoneField(label=_("Phone (optional if there is a web address)"), required=False)
    address = LinkField(
        label=_("Web address (optional if there is a phone)"), required=False, max_length=300
    )
    note = WordsField(
        label=_("What to know (optional)"), required=False, max_length=200,
        help_text=_("For example: open day and night. You need not give your name."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = one_column(self, _("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("phone") and not cleaned.get("address"):
            words = _("Give a phone number or a web address.")
            self.add_error("phone", ValidationError(words, code="neither"))
        return cleaned


class ChecksForm(forms.Form):
    """One box a line: "I have tried it, and it answers". What was ticked when the page was made
    travels along, so that an old page never takes back somebody else's check.
    """

    def __init__(self, *args: Any, needs: tuple[NeedView, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {
            f"line_{line.id}": line for view in needs for line in view.lines if line.reachable
        }
        for name, line in self.lines.items():
            self.fields[name] = forms.BooleanField(
                label=line.name,
                required=False,
                initial=line.fresh,
                show_hidden_initial=True,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
        self._needs = needs

    def by_need(self) -> Iterator[tuple[NeedView, list[tuple[forms.BoundField | None, LineView]]]]:
        """For the page: (need, [(its box or None, line)]); no box where nothing can be tried."""
        names = {line.id: name for name, line in self.lines.items()}
        for need in self._needs:
            boxes = ((names.get(line.id), line) for line in need.lines)
            yield need, [(self[name] if name else None, line) for name, line in boxes]

    def changed_lines(self) -> list[tuple[int, bool]]:
        """(line id, answers) of each box that was changed on the page."""
        return [(self.lines[n].id, self.cleaned_data[n]) for n in self.changed_data]
