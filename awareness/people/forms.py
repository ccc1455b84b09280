"""What a superuser types about sites and people, what somebody types who forgot a password or
changes it, and what everybody chooses of how pages look."""

from typing import Any, cast
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from django import forms
from django.conf.locale import LANG_INFO
from django.contrib.auth.forms import ReadOnlyPasswordHashField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db.models import Model
from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awareness.people import tries
from awareness.people.adapter import too_many_tries_error
from awareness.people.fields import AddressField, DayField, NumberField, WordsField
from awareness.people.mail import new_request
from awareness.people.models import (
    Identifier,
    Kind,
    Leave,
    Membership,
    RoleGrant,
    Site,
    Team,
    User,
)
from awareness.people.reading import PREFERENCE_FIELDS, Contrast, Motion, Size, interface_languages
from awareness.people.tasks import send_password_mail


class LanguageField(WordsField):
    """The code of a language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = 12
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        code = super().to_python(value).lower()
        if code and code not in LANG_INFO:
            words = _("No language of this code. Write it as en or sv.")
            raise ValidationError(words, code="no_language")
        return code


class SiteForm(forms.ModelForm):
    country = forms.CharField(
        max_length=2,
        validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Two letters, such as SE or GB."))],
        help_text=_("Two letters, such as SE or GB. It decides the support lines."),
    )

    language = LanguageField(
        label=_("Language"),
        initial="en",
        help_text=_("The code of what most people there read, such as en or sv."),
    )

    class Meta:
        model = Site
        fields = ("name", "slug", "country", "language", "time_zone")
        field_classes = {"name": WordsField, "time_zone": WordsField}

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            words = _("No time zone of this name. Write it as Europe/Stockholm.")
            raise ValidationError(words, code="no_time_zone")
        return zone


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name", "slug", "parent")
        field_classes = {"name": WordsField}

    def clean(self) -> dict[str, Any] | None:
        # Two who hang teams below each other at the same moment: one after the other, so that the
        # second sees what the first did (Team.clean).
        list(Team.objects.select_for_update().order_by("pk").values_list("pk"))
        return super().clean()


class PersonForm(forms.ModelForm):
    """Somebody with something to sign in with that is nobody else's."""

    email = AddressField(label=_("E-mail"), required=False, max_length=254)
    employee_number = NumberField(label=_("Employee number"), required=False)
    password = ReadOnlyPasswordHashField(label=_("password"), required=False)

    class Meta:
        model = User
        fields = ("name", "site", "start_day", "end_day", "language", "is_active")
        field_classes = {
            "name": WordsField,
            "start_day": DayField,
            "end_day": DayField,
            "language": LanguageField,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            self.initial.setdefault(kind.value, getattr(self.instance, kind.value))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(kind.value) for kind in Kind):
            words = _("Give an e-mail address or an employee number.")
            raise ValidationError(words, code="no_identifier")
        for kind in Kind:
            if typed := cleaned.get(kind.value):
                self._refuse_taken(kind, typed)
        return cleaned

    def _refuse_taken(self, kind: Kind, typed: str) -> None:
        identifier = Identifier(kind=kind, typed=typed)
        try:
            identifier.fill()
        except ValidationError as error:
            self.add_error(kind.value, error)
            return
        other_identifiers = Identifier.objects.same_as(typed).exclude(person=self.instance.pk)
        if other_identifiers.exists():
            words = _("Somebody else signs in with this.")
            self.add_error(kind.value, ValidationError(words, code="taken"))

    def save(self, commit: bool = True) -> User:
        for kind in Kind:
            setattr(self.instance, kind.value, self.cleaned_data.get(kind.value))
        return super().save(commit)


class SignInForm(allauth_forms.LoginForm):
    """What nobody can have as an address or a number is not looked up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = Identifier._meta.get_field("typed").max_length
        self.fields["login"].validators.append(MaxLengthValidator(longest))


class ProvenForm(forms.Form):
    """The address that somebody says is theirs, as the page showed it."""

    address = forms.CharField(strip=False, max_length=254)


class AskPasswordForm(allauth_forms.ResetPasswordForm):
    """Known or unknown, the same is done: one look and one task. So neither the answer nor the time
    it takes shows who has an account, and a mail server that hangs holds up nobody."""

    email = AddressField(
        label=_("E-mail")
    )  # what was typed finds somebody; mail goes to the stored

    def clean_email(self) -> str:
        return self.cleaned_data["email"]  # allauth would look up here already

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Enqueue the mail, also where nobody has the address, and give the address that was typed:
        the answer and its time are the same for both."""
        email = self.cleaned_data["email"]
        person = Identifier.objects.same_as(email).filter(kind=Kind.EMAIL, person__is_active=True)
        row = person.values_list("person").first()
        site_url = f"{request.scheme}://{request.get_host()}"
        send_password_mail.enqueue(row[0] if row else None, site_url, new_request())
        return email


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("team", "since", "until")
        field_classes = {"since": DayField, "until": DayField}


class LeaveForm(forms.ModelForm):
    class Meta:
        model = Leave
        fields = ("first_day", "last_day")
        field_classes = {"first_day": DayField, "last_day": DayField}


class RoleGrantForm(forms.ModelForm):
    countries = WordsField(
        label=_("only in these countries"),
        required=False,
        help_text=_("For HR of some places only. Two letters each, such as SE NO."),
    )

    class Meta:
        model = RoleGrant
        fields = ("role", "team", "limited", "sites", "countries")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["countries"] = " ".join(self.instance.countries)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Whoever names places means these alone.
        if cleaned.get("sites") or cleaned.get("countries"):
            cleaned["limited"] = True
        return cleaned

    def clean_countries(self) -> list[str]:
        codes = self.cleaned_data["countries"].replace(",", " ").upper().split()
        countries_of_sites = set(Site.objects.values_list("country", flat=True))
        if unknown_codes := [code for code in codes if code not in countries_of_sites]:
            words = _("There is no site in %(country)s.") % {"country": ", ".join(unknown_codes)}
            raise ValidationError(words, code="unknown_country")
        return codes


class RowsOfOnePerson(forms.BaseInlineFormSet):
    """Rows of a person that are sent together. A constraint holds each row against those that are
    stored; here they are held against each other.
    """

    row_model: type[Model]
    constraint: str  # of that model, whose words are said

    def key(self, row: Any) -> object:
        """What two rows may not share; None: nothing."""
        raise NotImplementedError

    def clean(self) -> None:
        super().clean()
        known = {c.name: c for c in self.row_model._meta.constraints}
        words = known[self.constraint].violation_error_message or ""
        seen = set()
        for form in self.forms:
            kept = form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
            key = self.key(form.instance) if kept else None
            if key is not None and key in seen:
                form.add_error(None, ValidationError(words, code="twice"))
            seen.add(key)


class Memberships(RowsOfOnePerson):
    row_model, constraint = Membership, "people_membership_one_open"

    def key(self, membership: Membership) -> object:
        return membership.team_id if membership.until is None else None


class RoleGrants(RowsOfOnePerson):
    row_model, constraint = RoleGrant, "people_grant_whole_once"

    def key(self, row: RoleGrant) -> object:
        return row.role, row.team_id


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The password so far is a try that counts, as at sign-in."""

    def clean_oldpassword(self) -> str:
        now = timezone.now()
        try:
            tried = tries.count_when_signed_in(self.user.pk, now)
        except tries.TooManyTries as error:
            raise too_many_tries_error(error) from error
        password = super().clean_oldpassword()
        tries.settle_try(tried, was_right=True, now=now)
        return password


class PreferForm(forms.Form):
    """How to show every page. The language is asked only where there is one to choose."""

    reading_size = forms.ChoiceField(label=_("Size of the letters"), choices=Size, required=False)
    reading_contrast = forms.ChoiceField(label=_("Contrast"), choices=Contrast, required=False)
    reading_motion = forms.ChoiceField(label=_("Motion"), choices=Motion, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = interface_languages()
        if len(choices) > 1:
            self.fields["reading_language"] = forms.ChoiceField(
                label=_("Language"), choices=[("", _("As it is")), *choices], required=False
            )

    @classmethod
    def of(cls, user: Any) -> "PreferForm":
        """As somebody has chosen."""
        return cls(initial={name: getattr(user, name) for name in PREFERENCE_FIELDS})

    @property
    def only_language(self) -> str:
        """The name of the one language there is; empty where there are several."""
        choices = interface_languages()
        return choices[0][1] if len(choices) == 1 else ""

    def questions(self) -> list[dict[str, Any]]:
        """Each field with its choices: name, label, [(value, words, whether it is chosen)]."""
        return [
            {
                "name": field.html_name,
                "label": field.label,
                "errors": field.errors,
                "choices": [
                    (value, words, str(field.value() or "") == value)
                    for value, words in cast(ChoiceWidget, field.field.widget).choices
                ],
            }
            for field in self
        ]
