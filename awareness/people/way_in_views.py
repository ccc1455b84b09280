"""Claiming an account, by a link or a code that HR made. Nothing here says what is taught."""

from http import HTTPStatus

from allauth.account.forms import SetPasswordForm
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from awareness.people import devices, recovery, ways_in
from awareness.people.code_forms import CodeForm
from awareness.people.models import User
from awareness.people.sessions import SHARED_DEVICE_KEY
from awareness.people.ways_in import WayInError


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the code of a strip of paper, or one's own recovery code; a right one leads to choosing
    a password."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.way_in:
            return redirect("account_claim", ways_in.token_of(form.way_in))
        if form.recovery_code:
            return redirect("account_recover", recovery.token_of(form.recovery_code))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/code.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password and be signed in. Opening the page uses nothing up: programs that look at
    links in mails open them, and send no form."""
    now = timezone.now()
    try:
        way_in = ways_in.way_in_by_token(token, now)
        posted = request.POST if request.method == "POST" else None
        form = SetPasswordForm(data=posted, user=way_in.person)
        if form.is_valid():
            person = ways_in.claim_account(way_in, form.cleaned_data["password1"], now)
            return response_after_sign_in(request, person)
    except WayInError as error:
        return render(
            request, "account/no_way_in.html", {"why": error.code}, status=HTTPStatus.GONE
        )
    shared = devices.was_said_to_be_shared(request)
    context = {"form": form, "person": way_in.person, "until": way_in.until, "shared": shared}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/claim.html", context, status=status)


def response_after_sign_in(request: HttpRequest, person: User) -> HttpResponse:
    """As after signing in, with a recovery code to keep; whoever was signed in here before is not
    any more. While the record is sealed the code of before is theirs, and no other is made."""
    if request.user.is_authenticated:
        request.session.flush()
    response = perform_login(request, person, redirect_url=reverse(settings.LOGIN_REDIRECT_URL))
    if not request.user.is_authenticated:
        return response
    request.session.set_expiry(0)
    if not person.is_sealed:
        code = recovery.make_code(person, timezone.now())
        context = {"code": code, "next_url": reverse(settings.LOGIN_REDIRECT_URL)}
        response = render(request, "account/recovery_code.html", context)
    shared = devices.was_said_to_be_shared(request)
    if shared:
        request.session[SHARED_DEVICE_KEY] = True
    devices.remember_device(request, response, person)
    devices.remember_shared(request, response, shared)
    return response
