"""What somebody types to get in again, or to show that they are the same: codes and passwords."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awareness.people import recovery, seals, tries, ways_in
from awareness.people.adapter import too_many_tries_error
from awareness.people.models import RecoveryCode, User, WayIn
from awareness.people.recovery import RecoveryError
from awareness.people.ways_in import WayInError

REFUSAL_WORDS = {
    "unknown": _("No code like this was given out. Look at each sign once more."),
    "over": _("This code was used, is older than a fortnight, or a newer one was made. Ask HR."),
    "left": _("This account is closed. Ask HR, if you think that it should not be."),
    "claimed": _("A password was chosen for this account already. Sign in with it."),
    "sealed": _(
        "HR had a code made for this account meanwhile. Sign in with the password that was chosen "
        "then; the page after it takes this code."
    ),
}


class CodeForm(forms.Form):
    """A code of a strip of paper, or one's own recovery code. Once valid, one of the two is what it
    opens."""

    code = forms.CharField(label=_("Code"), max_length=40)
    way_in: WayIn | None = None
    recovery_code: RecoveryCode | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        now = timezone.now()
        try:
            self.way_in = ways_in.way_in_by_code(code, now)
        except WayInError as way_in_error:
            if way_in_error.code != "unknown":
                raise ValidationError(
                    REFUSAL_WORDS[way_in_error.code], code=way_in_error.code
                ) from way_in_error
            try:
                self.recovery_code = recovery.recovery_code_typed(code, now)
            except RecoveryError as recovery_error:
                raise ValidationError(
                    REFUSAL_WORDS[recovery_error.code], code=recovery_error.code
                ) from recovery_error
        return code


class CountedTryForm(forms.Form):
    """One word that only the person knows. A wrong one is a try that counts, as at sign-in."""

    user: User

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def _count_try(self, typed: str) -> str:
        """What was typed, if it is right, after a try was counted. ValidationError wrong, or
        too_many_login_attempts."""
        now = timezone.now()
        try:
            counted_try = tries.count_when_signed_in(self.user.pk, now)
        except tries.TooManyTries as error:
            raise too_many_tries_error(error) from error
        is_right = self.is_right(typed)
        tries.settle_try(counted_try, is_right, now)
        if not is_right:
            raise ValidationError(self.WRONG_WORDS, code="wrong")
        return typed

    WRONG_WORDS: Any

    def is_right(self, typed: str) -> bool:
        raise NotImplementedError


class OwnPasswordForm(CountedTryForm):
    """The password, before a new recovery code is shown."""

    WRONG_WORDS = _("This is not your password.")
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput, max_length=400, strip=False
    )

    def clean_password(self) -> str:
        return self._count_try(self.cleaned_data["password"])

    def is_right(self, typed: str) -> bool:
        return self.user.check_password(typed)


class ProofForm(CountedTryForm):
    """The recovery code, or the password of before the code of HR."""

    WRONG_WORDS = _("This is neither your recovery code nor the password you had before.")
    proof = forms.CharField(
        label=_("Your recovery code, or the password you had before"),
        widget=forms.PasswordInput,
        max_length=400,
        strip=False,
    )

    def clean_proof(self) -> str:
        return self._count_try(self.cleaned_data["proof"])

    def is_right(self, typed: str) -> bool:
        return seals.proves_identity(self.user, typed)
