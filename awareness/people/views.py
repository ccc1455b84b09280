"""Signing in and passwords: allauth's views, with devices that are known and outcomes kept back."""

from http import HTTPStatus
from math import ceil
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awareness.people import devices, ended_sessions, seals, tries, ways_in
from awareness.people.backends import user_by_identifier
from awareness.people.ended_sessions import InterruptedPage
from awareness.people.models import User
from awareness.people.sessions import SHARED_DEVICE_KEY

HELD_KEY = "held_sign_in"  # in the session of a browser that waits for an outcome
CARRIED_FIELD = "carried"  # the field of the form that holds what was interrupted
KEPT_SECONDS = 60  # seconds for which an outcome can be asked for, once its moment has passed


@method_decorator(login_not_required, name="dispatch")
class SignIn(views.LoginView):
    """Sign-in. While an account or an address is under attack the outcome, right or wrong, is kept
    in the browser's session for a moment, and this page says so; nothing sleeps.

    What was interrupted when a session ended is carried along (ended.py); there is no `next`.
    """

    @classmethod
    def instead_of(cls, request: HttpRequest, interrupted: InterruptedPage) -> HttpResponse:
        """The page in place of what was sent when nobody was signed in: 401."""
        view = cls()
        view.setup(request)
        form = view.get_form_class()(request=request)
        context = view.get_context_data(
            form=form, ended=interrupted, carried=interrupted.encrypted()
        )
        return view.render_to_response(context, status=HTTPStatus.UNAUTHORIZED)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return self.onwards(self.carried) or redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    @property
    def carried(self) -> str:
        """What was interrupted, as the form carries it along: encrypted; "" for nothing."""
        return self.request.POST.get(CARRIED_FIELD, "")

    def get_success_url(self) -> str:
        return reverse(settings.LOGIN_REDIRECT_URL)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("carried", self.carried)
        if "shared" not in context:
            typed = "login" in self.request.POST
            said_of_device = devices.was_said_to_be_shared if typed else devices.is_shared
            context["shared"] = said_of_device(self.request)
        return super().get_context_data(**context) | {"redirect_field_value": None}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = request.session.get(HELD_KEY)
        if held is None:
            late = "held" in request.GET  # the outcome was given, or nobody came for it in time
            return self.render_to_response(self.get_context_data(late=late))
        left = ceil(held["until"] - timezone.now().timestamp())
        if left <= 0:
            return self.outcome(request.session.pop(HELD_KEY))
        response = render(request, "account/moment.html", {"address": request.get_full_path()})
        response["Refresh"] = str(left)  # the browser asks again by itself; there is a button, too
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.session.pop(HELD_KEY, None)
        if settings.DEMO and "demo" in request.POST:
            return self.as_demo_person(request.POST["demo"])
        return super().post(request, *args, **kwargs)

    def as_demo_person(self, sign_in: str) -> HttpResponse:
        """Signed in with one press. The demo's people have a password that everybody knows."""
        person = user_by_identifier(sign_in)
        if person is None or not (person.is_demo and person.may_sign_in()):
            return redirect("account_login")
        response = perform_login(self.request, person, redirect_url=self.get_success_url())
        self.request.session.set_expiry(0)
        return self.arrived(response, self.sent())

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.password_try.wait:
            return self.hold(form, form.user)
        return self.arrived(super().form_valid(form), self.sent())

    def form_invalid(self, form: Any) -> HttpResponse:
        tried = getattr(self.request, "password_try", None)
        if tried is not None and tried.wait:
            return self.hold(form, user=None)
        refused = tried is None and bool(form.non_field_errors())
        return self.render_to_response(self.get_context_data(form=form, refused=refused))

    def sent(self) -> dict[str, Any]:
        """What the form sends besides name and password."""
        return {"carried": self.carried, "shared": devices.was_said_to_be_shared(self.request)}

    def hold(self, form: Any, user: User | None) -> HttpResponse:
        """Keep the outcome back; the browser is sent to this page, which gives it in a moment."""
        tried, session = self.request.password_try, self.request.session
        # A new key: whoever sat at this computer before may know that of the session so far, and
        # would be signed in by it.
        session.cycle_key()
        session[HELD_KEY] = {
            "until": timezone.now().timestamp() + tried.wait,
            "login": form.cleaned_data["login"],
            "user": user and user.pk,
            "password": user and user.get_session_auth_hash(),
            "spent": tried.spent,
            "sent": self.sent(),
        }
        session.set_expiry(tried.wait + KEPT_SECONDS)
        return redirect(f"{reverse('account_login')}?held=yes")

    def outcome(self, held: dict[str, Any]) -> HttpResponse:
        """What was kept back: signed in, or the form with what was typed and the error."""
        ended_sessions.limit_waiting(self.request.session)
        user = User.objects.filter(pk=held["user"]).first()
        if user and constant_time_compare(user.get_session_auth_hash(), held["password"]):
            tries.give_tries_back(held["spent"])
            response = perform_login(self.request, user, redirect_url=self.get_success_url())
            self.request.session.set_expiry(0)
            return self.arrived(response, held["sent"])
        form = self.get_form_class()({"login": held["login"]}, request=self.request)
        form.add_error(None, get_adapter().validation_error("username_password_mismatch"))
        if not self.request.session.keys():
            self.request.session.flush()
        return self.render_to_response(self.get_context_data(form=form, **held["sent"]))

    def arrived(self, response: HttpResponse, sent: dict[str, Any]) -> HttpResponse:
        """Signed in: back to where a session had ended, and the device is known from now on."""
        user = self.request.user
        if not user.is_authenticated:  # somebody who has left
            return response
        if sent["shared"]:
            self.request.session[SHARED_DEVICE_KEY] = True
        tell_of_ways_in(self.request, user)
        response = self.onwards(sent["carried"]) or response
        devices.remember_device(self.request, response, user)
        devices.remember_shared(self.request, response, sent["shared"])
        return response

    def onwards(self, carried: str) -> HttpResponse | None:
        """Back to the page that was interrupted, for whom it belongs to."""
        return ended_sessions.way_back(carried, self.request.user, self.request)


def tell_of_ways_in(request: HttpRequest, person: User) -> None:
    """Say once, on the next page, which ways in were made since they were last told."""
    for way_in in ways_in.notice_new_ways_in(person, timezone.now()):
        by = way_in.makers or _("Somebody of HR")
        made_at = way_in.approved_at or way_in.made_at
        day = date_format(timezone.localtime(made_at, person.zone))
        words = _("%(name)s had %(door)s made for your account on %(day)s.")
        messages.info(request, words % {"name": by, "door": way_in.get_door_display(), "day": day})


class ChangePassword(views.PasswordChangeView):
    """A new password makes every device unknown; this one was just proved to be the owner's."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        devices.remember_device(self.request, response, self.request.user)
        return response


class AskPassword(views.PasswordResetView):
    """Nobody is refused: who has asked too often is told the same, and uses a link sent before."""

    def form_valid(self, form: Any) -> HttpResponse:
        if tries.may_send_link(form.cleaned_data["email"], timezone.now()):
            return super().form_valid(form)
        return redirect(self.get_success_url())


class ChooseNewPassword(views.PasswordResetFromKeyView):
    """Whoever opened the link of the mail owns the account: this device is known from now on. So
    the owner gets in where others have used up the tries. What was sealed is open to them: the link
    goes to no address that they have not said is theirs."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        seals.open_record(self.reset_user, timezone.now())
        devices.remember_device(self.request, response, self.reset_user)
        return response
