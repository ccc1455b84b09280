"""Sign-in and password addresses: allauth's views, only those that an employer's people need."""

from typing import NoReturn

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.urls import path, re_path

from awareness.people.recovery_views import make_recovery_code, prove, recover
from awareness.people.views import AskPassword, ChangePassword, ChooseNewPassword, SignIn
from awareness.people.way_in_views import claim, enter_code


@login_not_required
def signup(request: HttpRequest) -> NoReturn:
    """There is no open sign-up; allauth wants the name to exist."""
    raise Http404


urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", login_not_required(views.logout), name="account_logout"),
    path("code/", enter_code, name="account_enter_code"),
    path("claim/<str:token>/", claim, name="account_claim"),
    path("recover/<str:token>/", recover, name="account_recover"),
    path("recovery-code/", make_recovery_code, name="account_make_recovery_code"),
    path("prove/", prove, name="account_prove"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/change/", ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", AskPassword.as_view(), name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
