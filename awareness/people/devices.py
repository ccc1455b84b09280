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
from awareness.people.sessions import SHARED_DEVICE_KEY

DEVICE_COOKIE = "known_device"
SHARED_COOKIE = "shared_device"  # a cookie that says "yes" and names nobody
DAYS_KNOWN = 90
MOST_ACCOUNTS = 10  # accounts on a shared computer; the one that signed in longest ago goes first


def known_device_number(request: HttpRequest, user: User | None) -> str | None:
    """The number of this device, where that account signed in on it before; None: nobody's is
    known."""
    entries = _entries(request)
    if not entries:
        return None
    user = user if user and user.may_sign_in() else User()
    return next(filter(None, (_number_of_entry(entry, user) for entry in entries)), None)


def was_last_to_sign_in(request: HttpRequest, user: User, moment: int) -> bool:
    """Whether at that moment (seconds since 1970) the user was the last who had signed in on this
    device, or nobody had. Where only an entry that came later could say so, it is no."""
    entries = _entries(request)
    if not entries:
        return True
    if _number_of_entry(entries[-1], user) is None:
        return False
    return len(entries) == 1 or b62_decode(entries[-1].split(":")[1]) <= moment


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let this device be known to the account; entries of other accounts stay."""
    other_entries = [entry for entry in _entries(request) if _number_of_entry(entry, user) is None]
    entry = _signer(user).sign(secrets.token_urlsafe(12))
    response.set_cookie(
        DEVICE_COOKIE,
        ".".join([*other_entries[1 - MOST_ACCOUNTS :], entry]),
        max_age=DAYS_KNOWN * 24 * 60 * 60,
        path=urljoin(reverse("account_login"), ".."),  # pages about accounts only
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_shared(request: HttpRequest) -> bool:
    """Whether somebody has said that several people use this device."""
    return request.COOKIES.get(SHARED_COOKIE) == "yes"


def was_said_to_be_shared(request: HttpRequest) -> bool:
    """What a form with the box "several people use this device" says; where none was sent, what
    was said of this device before."""
    return SHARED_DEVICE_KEY in request.POST if request.POST else is_shared(request)


def remember_shared(request: HttpRequest, response: HttpResponse, shared: bool) -> None:
    """Let the sign-in form of this device begin with what was said last."""
    if shared:
        response.set_cookie(
            SHARED_COOKIE,
            "yes",
            max_age=DAYS_KNOWN * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    elif SHARED_COOKIE in request.COOKIES:
        response.delete_cookie(SHARED_COOKIE, samesite="Lax")


def _entries(request: HttpRequest) -> list[str]:
    """The signed entries of the device's cookie, the last sign-in last."""
    return [entry for entry in request.COOKIES.get(DEVICE_COOKIE, "").split(".") if entry][
        -MOST_ACCOUNTS:
    ]


def _signer(user: User) -> TimestampSigner:
    # The session's hash stands for the password: with a new one no entry fits.
    return TimestampSigner(salt=f"{__name__}.{user.pk}.{user.get_session_auth_hash()}")


def _number_of_entry(entry: str, user: User) -> str | None:
    """The number that an entry holds, if it is this account's and not too old; else None."""
    try:
        return _signer(user).unsign(entry, max_age=DAYS_KNOWN * 24 * 60 * 60)
    except BadSignature:
        return None
