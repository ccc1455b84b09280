"""Devices on which somebody signed in before, by a cookie: one signed entry for each account.

An entry is a random number, the time, and a signature that only whoever knows the account and the
server's secret can check: reading it tells nobody whose it is. It is void after 90 days, with a new
password, and for whoever has left.
"""

import secrets
from urllib.parse import urljoin

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from awareness.people.models import User

COOKIE = "known_device"
SHARED = "shared_device"  # a cookie that says "yes" and names nobody
DAYS = 90
MOST = 10  # accounts on a shared computer; the one that signed in longest ago goes first


def known(request: HttpRequest, user: User | None) -> str | None:
    """The number of this device, where that account signed in on it before; None: nobody's is
    known."""
    entries = _entries(request)
    if not entries:
        return None
    user = user if user and user.may_sign_in() else User()
    return next(filter(None, (_number(entry, user) for entry in entries)), None)


def was_last(request: HttpRequest, user: User, moment: int) -> bool:
    """Whether at that moment (seconds since 1970) the user was the last who had signed in on this
    device, or nobody had. Where only an entry that came later could say so, it is no."""
    entries = _entries(request)
    if not entries:
        return True
    if _number(entries[-1], user) is None:
        return False
    return len(entries) == 1 or b62_decode(entries[-1].split(":")[1]) <= moment


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let this device be known to the account; entries of other accounts stay."""
    others = [entry for entry in _entries(request) if _number(entry, user) is None]
    entry = _signer(user).sign(secrets.token_urlsafe(12))
    response.set_cookie(
        COOKIE,
        ".".join([*others[1 - MOST :], entry]),
        max_age=DAYS * 24 * 60 * 60,
        path=urljoin(reverse("account_login"), ".."),  # pages about accounts only
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_shared(request: HttpRequest) -> bool:
    """Whether somebody has said that several people use this device."""
    return request.COOKIES.get(SHARED) == "yes"


def keep_shared(request: HttpRequest, response: HttpResponse, shared: bool) -> None:
    """Let the sign-in form of this device begin with what was said last."""
    if shared:
        response.set_cookie(
            SHARED,
            "yes",
            max_age=DAYS * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    elif SHARED in request.COOKIES:
        response.delete_cookie(SHARED, samesite="Lax")


def _entries(request: HttpRequest) -> list[str]:
    return [entry for entry in request.COOKIES.get(COOKIE, "").split(".") if entry][-MOST:]


def _signer(user: User) -> TimestampSigner:
    # The session's hash stands for the password: with a new one no entry fits.
    return TimestampSigner(salt=f"{__name__}.{user.pk}.{user.get_session_auth_hash()}")


def _number(entry: str, user: User) -> str | None:
    try:
        return _signer(user).unsign(entry, max_age=DAYS * 24 * 60 * 60)
    except BadSignature:
        return None
