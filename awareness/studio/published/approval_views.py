"""Saying yes or no: to a version of a question, and to a module's text."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.learning.models import ModuleVersion
from awareness.people.access import UserRequest, require_role
from awareness.people.models import Role, User
from awareness.studio.author_views import author_only
from awareness.studio.published import actions, approvals, queries
from awareness.studio.published.forms import ReviewForm
from awareness.studio.published.views import card_page

adopters_only = require_role(Role.AUTHOR, Role.HR)
MESSAGES = {
    "not_live": _("There is a newer version now. Read it, then say what you think of that one."),
    "own_edit": _("You wrote this version. Two other people approve it."),
    "already_approved": _("You have approved this version already."),
    "reason_missing": _("Choose why it goes back."),
    "unknown_verdict": _("Choose one of the two."),
    "already_proposed": _("Somebody has proposed this version already. You can confirm it."),
    "already_adopted": _("This version is adopted already."),
    "not_proposed": _("Nobody has proposed this version yet."),
    "same_person": _("You proposed it. A second person confirms."),
    "account": _(
        "One of you two made or reset the account of the other, or gave it its address. A person "
        "whose account neither of you holds confirms."
    ),
    "two_people": _("Adoption needs two people with a name."),
}


@never_cache
@author_only
@require_POST
def review(request: UserRequest, key: str) -> HttpResponse:
    """Approve or return the version that was read."""
    versions = queries.versions_of(key)
    if not versions:
        raise Http404
    form = ReviewForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        of_number = [version for version in versions if version.number == values["number"]]
        version = of_number[0] if of_number else versions[0]
        try:
            actions.review(
                version, request.user, values["verdict"], values["reason"], values["comment"],
                timezone.localdate(),
            )  # fmt: skip
            return redirect("studio:question", key)
        except actions.ReviewError as error:
            form.add_error(
                "reason" if error.code == "reason_missing" else None,
                ValidationError(MESSAGES[error.code], code=error.code),
            )
    return card_page(request, key, versions, form, status=422)


@never_cache
@adopters_only
@require_safe
def modules(request: UserRequest) -> HttpResponse:
    """Every version of every module, and who has taken it on."""
    return render(request, "studio/modules.html", {"rows": approvals.module_rows(request.user)})


@never_cache
@adopters_only
@require_POST
def propose(request: UserRequest, pk: int) -> HttpResponse:
    """The first of two people proposes to adopt a version of a module, whose id is `pk`."""
    return _adoption_step(
        request, pk, actions.propose, _("Proposed. A second person confirms it here.")
    )


@never_cache
@adopters_only
@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """The second of two people confirms: with this the version of a module is adopted."""
    return _adoption_step(request, pk, actions.confirm, _("Adopted. It can be assigned."))


@transaction.atomic
def _adoption_step(
    request: UserRequest,
    pk: int,
    propose_or_confirm: Callable[[ModuleVersion, User, date], object],
    success: Promise,
) -> HttpResponse:
    """One of the two steps of adopting a module: `propose_or_confirm` proposes or confirms it."""
    version = get_object_or_404(approvals.adoptable_versions(request.user), pk=pk)
    try:
        propose_or_confirm(version, request.user, timezone.localdate())
        messages.success(request, str(success))
    except actions.ProposalError as error:
        messages.error(request, MESSAGES[error.code])
    return redirect("studio:modules")
