"""A session that ended while a page was open: the way back to it, and what was sent from it.

Nothing of it stands in an address or a cookie. A page that was asked for waits in the session of
whoever has not signed in yet; what was sent is carried, unreadable, by a field of the sign-in form,
and once the same person has signed in, by their own session until the page it belongs to is shown
(decision 0022).
"""

import json
import secrets
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from awareness.people import devices
from awareness.people.ciphers import cipher
from awareness.people.models import User
from awareness.people.sessions import SHARED_DEVICE_KEY

CSRF_FIELD = "csrfmiddlewaretoken"
OWNER = "owner"  # the field of every form that says whose it is (templatetags/own_forms.py)
LONGEST_OWNER = 120  # characters of what `mark_owner` writes, and more
MOST_TYPED = 400_000  # letters of a form, carried and sent once more with the sign-in form
HOURS_TO_RETURN = 1  # for which the way back holds
LONGEST_ADDRESS = 2000  # characters of the address of a page
WAITING_PAGE_KEY = "page_to_open"  # in the session of a browser where nobody has signed in
RETURNING_KEY = "returning"  # in the session of whoever has just signed in
# On a shared device: when somebody did something last (seconds since 1970).
ACTIVE_AT_KEY = "active_at"
_PURPOSE = __name__


def _seconds_now() -> int:
    return int(timezone.now().timestamp())


@dataclass(frozen=True)
class InterruptedPage:
    """A page that was open, and what was sent from it when nobody was signed in any more."""

    page: str  # its address: path and query
    lost: bool = False  # something was sent, and not taken
    # An answer: names of fields and their values, the tokens of one attempt or a typed estimate.
    answer: dict[str, list[str]] = field(default_factory=dict)
    # Whose it is, as `mark_owner` writes it; "" where the server cannot know.
    owner: str = ""
    # Where all that was typed in a form is sent once more; "" where the page asks again by itself.
    sent_to: str = ""
    # Something was typed, or a file chosen, that is not carried: it has to be said.
    gone: bool = False
    moment: int = field(default_factory=_seconds_now)  # when (seconds since 1970)

    @property
    def what_is_kept(self) -> str:
        """Of what was sent: a part of account/login.html."""
        if self.sent_to:
            return "form_kept"
        if self.gone:
            return "form_lost"
        return "answer_kept" if self.answer else "nothing_typed"

    def encrypted(self) -> str:
        """For a hidden field of the sign-in form: whoever looks into the page reads nothing."""
        text = json.dumps(asdict(self), separators=(",", ":")).encode()
        return cipher(_PURPOSE).encrypt(zlib.compress(text)).decode()

    def belongs_to(self, user: User, request: HttpRequest) -> bool:
        """Whether it may be shown to this person. Where no owner is written down, and so nothing
        that was typed either, it is for whoever had signed in last on this device by then, and
        where nobody had, for anybody."""
        if self.owner:
            return is_owner(self.owner, user)
        return devices.was_last_to_sign_in(request, user, self.moment)

    def fields(self) -> QueryDict:
        """The answer as it was posted."""
        fields = QueryDict(mutable=True)
        for name, values in self.answer.items():
            fields.setlist(name, values)
        return fields


def fields_sent(request: HttpRequest) -> dict[str, list[str]]:
    """All fields of a form but the two that each has."""
    return {
        name: values for name, values in request.POST.lists() if name not in (CSRF_FIELD, OWNER)
    }


def pairs_of(fields: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Name and value of each, as the hidden inputs of a page that sends them once more."""
    return [(name, value) for name, values in fields.items() for value in values]


def fields_typed_in(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of a form, where its view says that what is typed in it takes long to write
    (`keeps_what_was_typed`); {} for others."""
    match = request.resolver_match
    if match is None or not getattr(match.func, "keeps_what_was_typed", False):
        return {}
    return fields_sent(request)


def can_be_carried(typed: dict[str, list[str]], owner: str) -> bool:
    """What is known to be somebody's, and no more than a form of ours holds."""
    letters = sum(len(name) + len(value) for name, values in typed.items() for value in values)
    return bool(owner) and letters <= MOST_TYPED


def owner_of(request: HttpRequest) -> str:
    """Whose the form is that was sent, as `mark_owner` wrote it; "" where it does not say."""
    owner = request.POST.get(OWNER, "")
    return owner if len(owner) <= LONGEST_OWNER else ""


def is_owner(owner: str, user: User) -> bool:
    """Whether `mark_owner` wrote it for this person."""
    return constant_time_compare(owner, mark_owner(user.pk, owner.partition(".")[0]))


def is_anothers(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of somebody else than is signed in here now."""
    owner = owner_of(request) if request.method == "POST" else ""
    return bool(owner and request.user.is_authenticated and not is_owner(owner, request.user))


def mark_owner(user_id: int | None, nonce: str = "") -> str:
    """Whose something is, so that only the server can check it: a page for strangers says neither
    whose an item is, nor whether two items are of one person. None: nobody's."""
    nonce = nonce or secrets.token_urlsafe(12)
    digest = salted_hmac(f"{_PURPOSE}.owner", f"{nonce}.{user_id}", algorithm="sha256").hexdigest()
    return f"{nonce}.{digest}"


def decrypted(encrypted: str) -> InterruptedPage | None:
    """What `InterruptedPage.encrypted` wrote; None of what is another's, or too old."""
    try:
        text = cipher(_PURPOSE).decrypt(encrypted.encode(), ttl=HOURS_TO_RETURN * 60 * 60)
        return InterruptedPage(**json.loads(zlib.decompress(text)))
    except (InvalidToken, TypeError):
        return None


def way_back(encrypted: str, user: User, request: HttpRequest) -> HttpResponse | None:
    """To the page of the sign-in form's field, or the one that was asked for, for its owner; None:
    there is no way back, or it is another's. What was asked for is forgotten by this."""
    waiting_page = request.session.pop(WAITING_PAGE_KEY, None)
    interrupted = decrypted(encrypted) or (
        InterruptedPage(**waiting_page) if waiting_page else None
    )
    if interrupted is None or not interrupted.belongs_to(user, request):
        return None
    request.session[RETURNING_KEY] = asdict(interrupted)
    return redirect_to(interrupted.page)


def redirect_to(page: str) -> HttpResponse:
    """To an address of ours; home instead of any other."""
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return redirect(page if is_ours else reverse("home:learn"))


def page_returned_to(request: HttpRequest) -> InterruptedPage | None:
    """What was interrupted on the page that is shown now, after its owner has signed in."""
    return getattr(request, "interrupted", None)


class SignedInOnly(LoginRequiredMiddleware):
    """Views are for people who are signed in, unless they say otherwise (`login_not_required`).

    Nobody signed in: a page leads to signing in and is opened after it; what was sent is answered
    with the sign-in form, which carries it; htmx is answered with 401, and our script then sends
    the same form as a page does.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return self.refuse(request)
        if is_anothers(request):
            return self.refuse_anothers(request)
        _note_activity(request)
        waiting = request.session.get(RETURNING_KEY)
        if waiting and waiting["page"] == request.get_full_path() and request.method == "GET":
            interrupted = InterruptedPage(**request.session.pop(RETURNING_KEY))
            request.interrupted = interrupted  # type: ignore[attr-defined]
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        # Where somebody is led back to takes only forms: a page to read is better than the refusal.
        if response.status_code == 405 and page_returned_to(request) is not None:
            return redirect("home:learn")
        return response

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """What is answered where nobody is signed in."""
        if getattr(request, "htmx", False):
            return HttpResponse(status=401)
        if request.method in ("GET", "HEAD"):
            return _ask_to_sign_in(request)
        return self.sign_in_page(request)

    def sign_in_page(self, request: HttpRequest) -> HttpResponse:
        """The form, with words that the session has ended, and what was sent."""
        from awareness.people.views import SignIn  # which reads from here what is carried

        return SignIn.instead_of(request, self.interrupted(request))

    def refuse_anothers(self, request: HttpRequest) -> HttpResponse:
        """What a form is answered that was on the page of somebody else, who had signed in on this
        browser before: their words are not taken for words of whoever is here now."""
        return HttpResponse(status=403)

    def interrupted(self, request: HttpRequest) -> InterruptedPage:
        """What a form sent. Packages that know more of their forms say more
        (learning/ended_sessions.py)."""
        return InterruptedPage(page_before(request), lost=True)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    page, home = request.get_full_path(), reverse("home:learn")
    if page != home and len(page) <= LONGEST_ADDRESS:
        request.session[WAITING_PAGE_KEY] = asdict(InterruptedPage(page))
        limit_waiting(request.session)
    return redirect("account_login")


def limit_waiting(session: SessionBase) -> None:
    """Let the session of somebody who has not signed in end with the page that waits in it."""
    session.set_expiry(HOURS_TO_RETURN * 60 * 60 if WAITING_PAGE_KEY in session else None)


def _note_activity(request: HttpRequest) -> None:
    """On a shared device: every minute in which somebody does something is written down, and the
    session ends a while after the last (sessions.py). A page that asks by itself does nothing."""
    session, now = request.session, _seconds_now()
    by_itself = getattr(request, "htmx", False) and request.method == "GET"
    if (
        session.get(SHARED_DEVICE_KEY)
        and not by_itself
        and now - session.get(ACTIVE_AT_KEY, 0) >= 60
    ):
        session[ACTIVE_AT_KEY] = now


def page_before(request: HttpRequest) -> str:
    """The page of ours from which a form was sent, as the browser names it; home where it does
    not."""
    home = reverse("home:learn")
    try:
        sent_from = urlsplit(request.headers.get("Referer", ""))
        resolve(sent_from.path)
    except (ValueError, Resolver404):  # no address at all, or none of ours
        return home
    if sent_from.netloc != request.get_host():
        return home
    page = sent_from._replace(scheme="", netloc="", fragment="").geturl()
    return page if len(page) <= LONGEST_ADDRESS else home
