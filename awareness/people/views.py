"""Signing in and passwords: allauth's views, with devices that are known and outcomes kept back."""

from math import ceil
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from awareness.people import devices, tries
from awareness.people.models import User

HELD = "held_sign_in"  # in the session of a browser that waits for an outcome
KEPT = 60  # seconds for which an outcome can be asked for, once its moment has passed


class SignIn(views.LoginView):
    """Sign-in. While an account or an address is under attack the outcome, right or wrong, is kept
    in the browser's session for a moment, and this page says so; nothing sleeps."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = request.session.get(HELD)
        if held is None:
            late = "held" in request.GET  # the outcome was given, or nobody came for it in time
            return self.render_to_response(self.get_context_data(late=late))
        left = ceil(held["until"] - timezone.now().timestamp())
        if left <= 0:
            return self.outcome(request.session.pop(HELD))
        response = render(request, "account/moment.html", {"address": request.get_full_path()})
        response["Refresh"] = str(left)  # the browser asks again by itself; there is a button, too
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.session.pop(HELD, None)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.password_try.wait:
            return self.hold(form, form.user)
        return self.remembering(super().form_valid(form))

    def form_invalid(self, form: Any) -> HttpResponse:
        tried = getattr(self.request, "password_try", None)
        if tried is not None and tried.wait:
            return self.hold(form, None)
        refused = tried is None and bool(form.non_field_errors())
        return self.render_to_response(self.get_context_data(form=form, refused=refused))

    def hold(self, form: Any, user: User | None) -> HttpResponse:
        """Keep the outcome back; the browser is sent to this page, which gives it in a moment."""
        tried, session = self.request.password_try, self.request.session
        # A new key: whoever sat at this computer before may know that of the session so far, and
        # would be signed in by it.
        session.cycle_key()
        session[HELD] = {
            "until": timezone.now().timestamp() + tried.wait,
            "login": form.cleaned_data["login"],
            "user": user and user.pk,
            "password": user and user.get_session_auth_hash(),
            "spent": tried.spent,
        }
        session.set_expiry(tried.wait + KEPT)
        query = QueryDict("held=yes", mutable=True)
        if wanted := get_next_redirect_url(self.request, self.redirect_field_name):
            query[self.redirect_field_name] = wanted
        return redirect(f"{reverse('account_login')}?{query.urlencode()}")

    def outcome(self, held: dict[str, Any]) -> HttpResponse:
        """What was kept back: signed in, or the form with what was typed and the error."""
        self.request.session.set_expiry(None)
        user = User.objects.filter(pk=held["user"]).first()
        if user and constant_time_compare(user.get_session_auth_hash(), held["password"]):
            tries.give_back(held["spent"])
            response = perform_login(self.request, user, redirect_url=self.get_success_url())
            self.request.session.set_expiry(0)
            return self.remembering(response)
        form = self.get_form_class()({"login": held["login"]}, request=self.request)
        form.add_error(None, get_adapter().validation_error("username_password_mismatch"))
        if not self.request.session.keys():
            self.request.session.flush()
        return self.render_to_response(self.get_context_data(form=form))

    def remembering(self, response: HttpResponse) -> HttpResponse:
        if self.request.user.is_authenticated:  # somebody who has left is not
            devices.remember(self.request, response, self.request.user)
        return response


class ChangePassword(views.PasswordChangeView):
    """A new password makes every device unknown; this one was just proved to be the owner's."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        devices.remember(self.request, response, self.request.user)
        return response


class AskPassword(views.PasswordResetView):
    """Nobody is refused: who has asked too often is told the same, and uses a link sent before."""

    def form_valid(self, form: Any) -> HttpResponse:
        if tries.may_send_link(form.cleaned_data["email"], timezone.now()):
            return super().form_valid(form)
        return redirect(self.get_success_url())


class ChooseNewPassword(views.PasswordResetFromKeyView):
    """Whoever opened the link of the mail owns the account: this device is known from now on. So
    the owner gets in where others have used up the tries."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        devices.remember(self.request, response, self.reset_user)
        return response
