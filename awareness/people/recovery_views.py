"""Getting in again without anybody's help, and showing that one is the same."""

from http import HTTPStatus

from allauth.account.forms import SetPasswordForm
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from awareness.people import devices, recovery, seals, ways_in
from awareness.people.access import UserRequest
from awareness.people.code_forms import OwnPasswordForm, ProofForm
from awareness.people.recovery import RecoveryError
from awareness.people.seals import open_while_sealed
from awareness.people.way_in_views import response_after_sign_in


@never_cache
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest, token: str) -> HttpResponse:
    """Choose another password, after one's own recovery code was typed."""
    now = timezone.now()
    try:
        code = recovery.recovery_code_by_token(token, now)
        form = SetPasswordForm(data=request.POST or None, user=code.person)
        if form.is_valid():
            person = recovery.recover_account(code, form.cleaned_data["password1"], now)
            return response_after_sign_in(request, person)
    except RecoveryError as error:
        # No mail led here: an address that opens nothing is most often older than an hour.
        why = "code_again" if error.code == "unknown" else error.code
        return render(request, "account/no_way_in.html", {"why": why}, status=HTTPStatus.GONE)
    shared = devices.was_said_to_be_shared(request)
    context = {"form": form, "person": code.person, "shared": shared, "again": True}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/claim.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def make_recovery_code(request: UserRequest) -> HttpResponse:
    """Make another recovery code for whoever types the password, and show it this once."""
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        code = recovery.make_code(request.user, timezone.now())
        code_context = {"code": code, "next_url": reverse("home:me")}
        return render(request, "account/recovery_code.html", code_context)
    code_so_far = recovery.recovery_code_of(request.user)
    context = {"form": form, "known": code_so_far, "me_url": reverse("home:me")}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/make_recovery_code.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@open_while_sealed
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: UserRequest) -> HttpResponse:
    """Show that one is the same as before HR had a code made; then all is open again."""
    if not request.user.is_sealed:
        return redirect("home:me")
    form = ProofForm(request.POST or None, user=request.user)
    if form.is_valid():
        seals.open_record(request.user, timezone.now())
        messages.success(request, _("Good. Everything you did before is open to you again."))
        return redirect("home:me")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return sealed_page(request, form, status)


def sealed_page(
    request: UserRequest, form: ProofForm | None = None, status: int = HTTPStatus.FORBIDDEN
) -> HttpResponse:
    """What stands in place of every page that is shut while the record is sealed."""
    context = {
        "form": form or ProofForm(user=request.user),
        "made": ways_in.ways_in_made_for(request.user),
        "learn_url": reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "account/prove.html", context, status=status)
