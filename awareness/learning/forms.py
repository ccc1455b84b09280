"""What browsers send to the pages of modules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from awareness.learning.find import CardLine
from awareness.workplace.models import PolicyVersion, SiteContact

LARGEST_ID = 2**63 - 1  # of a row
LONGEST_ADDRESS = 200  # characters of an address that is kept


class AnswerForm(forms.Form):
    """Which item is answered, and the token of this one submission. The answer itself is read by
    the question's kind."""

    item = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    token = forms.Field(required=False)  # quizzes says whether it is one


class SeenForm(forms.Form):
    """How many decisions of a scenario somebody has read the feedback of, in a page's address."""

    seen = forms.IntegerField(min_value=0, max_value=LARGEST_ID)


class RouteForm(forms.Form):
    """How somebody goes on; `step` (a slug) where they are at one already."""

    ROUTES = ("begin", "plain", "full", "known", "later")

    route = forms.ChoiceField(choices=[(route, route) for route in ROUTES])
    step = forms.CharField(required=False)


class RefreshersForm(forms.Form):
    refreshers = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])


class BackForm(forms.Form):
    """The page that a button stood on: a path of ours and no longer than one, or nothing."""

    back = forms.CharField(required=False, strip=False, max_length=LONGEST_ADDRESS)

    def clean_back(self) -> str:
        address: str = self.cleaned_data["back"]
        # `redirect` would take other words for a view's name.
        ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
        if address and not ours:
            raise ValidationError("not a path of ours", code="not_ours")
        return address


class ReadAsForm(forms.Form):
    """In which edition somebody reads on; anything else than `plain` is the ordinary one."""

    route = forms.CharField(required=False)


class CertificateForm(forms.Form):
    """Of which completion a certificate is made."""

    completion = forms.IntegerField(min_value=1, max_value=LARGEST_ID)


class WithdrawForm(forms.Form):
    """Why one’s own certificate is withdrawn; certificates.py says whether it is a reason."""

    reason = forms.CharField(required=False)


class CommitForm(forms.Form):
    """Whom somebody would tell first (cleaned: the name), and which policy they have read (cleaned:
    its number, None where there is none).

    Where the employer has named nobody yet there is nothing to choose, and the step stays open to
    everybody: somebody outside can always be told.
    """

    contact = forms.CharField(required=False)
    policy = forms.CharField(required=False)

    def __init__(
        self,
        data: Any,
        contacts: Sequence[SiteContact],
        policy: PolicyVersion | None,
        lines: Sequence[CardLine] = (),
    ) -> None:
        """`lines`: where the contact is looked for on the card, all that is offered."""
        super().__init__(data)
        self.name_by_contact_id = {str(contact.pk): contact.name for contact in contacts}
        self.remark_by_value = {line.value: line.remark for line in lines if line.remark}
        self.policy_number = policy.number if policy and policy.can_be_confirmed else None

    def clean_contact(self) -> str:
        chosen: str = self.cleaned_data["contact"]
        if remark := self.remark_by_value.get(chosen):
            raise ValidationError(remark, code="no_person")
        if self.name_by_contact_id and chosen not in self.name_by_contact_id:
            raise ValidationError(
                _("Choose the person you would tell first."), code="nobody_chosen"
            )
        return self.name_by_contact_id.get(chosen, "")

    def clean_policy(self) -> int | None:
        # The version that was read is the one that is written down: a newer one is read first, and
        # so is one that was entered after the page was loaded.
        if self.cleaned_data["policy"] != str(self.policy_number or ""):
            raise ValidationError(
                _("The policy has changed while you read. Please read the new version."),
                code="policy_changed",
            )
        return self.policy_number

    @property
    def sent_choice(self) -> str:
        """What was chosen, as it was sent, in a form that was refused; "" if it was not offered."""
        sent: str = self.data.get("contact", "")
        return sent if sent in self.name_by_contact_id or sent in self.remark_by_value else ""

    @property
    def first_error(self) -> str:
        """Words for the first thing that is wrong; "" when nothing is."""
        return next((str(messages[0]) for messages in self.errors.values()), "")
