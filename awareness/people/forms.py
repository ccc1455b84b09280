"""What a superuser types about sites and people, and what somebody types who forgot a password."""

from zoneinfo import available_timezones

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.auth.forms import ReadOnlyPasswordHashField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from awareness.people.models import Site, User
from awareness.people.tasks import send_password_mail


class SiteForm(forms.ModelForm):
    country = forms.CharField(
        max_length=2,
        validators=[RegexValidator(r"^[A-Za-z]{2}$", _("Two letters, such as SE or GB."))],
        help_text=_("Two letters, such as SE or GB. It decides the support lines."),
    )

    class Meta:
        model = Site
        fields = ("name", "slug", "country", "language", "time_zone")

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise ValidationError(_("No time zone of this name. Write it as Europe/Stockholm."))
        return zone


class PersonForm(forms.ModelForm):
    """Somebody with something to sign in with that is nobody else's."""

    password = ReadOnlyPasswordHashField(label=_("password"), required=False)

    class Meta:
        model = User
        fields = ("name", "email", "employee_number", "site", "is_active")

    def clean(self):
        cleaned = super().clean()
        email, number = cleaned.get("email"), cleaned.get("employee_number")
        if {"email", "employee_number"} & self.errors.keys():
            return cleaned
        if not email and not number:
            raise ValidationError(_("Give an e-mail address or an employee number."))
        sign_in = (email or number).lower()
        if User.objects.filter(sign_in=sign_in).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody else signs in with this."))
        return cleaned


class AskPasswordForm(ResetPasswordForm):
    """Known or unknown, the same is done: one look and one task. So neither the answer nor the time
    it takes shows who has an account, and a mail server that hangs holds up nobody."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"]  # allauth would look up here already

    def save(self, request, **kwargs) -> str:
        email = self.cleaned_data["email"]
        person = User.objects.filter(email=email.lower(), is_active=True).values_list("pk").first()
        site_url = f"{request.scheme}://{request.get_host()}"
        send_password_mail.enqueue(person[0] if person else None, site_url)
        return email
