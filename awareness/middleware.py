"""What no request gets past, and what no answer goes out without, whatever its address.

A request is measured and read here before any of it reaches the database or a view; what is refused
is refused in words. Every answer passes `SecurityHeaders` and the others at the top of MIDDLEWARE
(decision 0017).
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string
from django_htmx.http import HttpResponseClientRedirect

type Handler = Callable[[HttpRequest], HttpResponse]

MAX_ADDRESS_LETTERS = (
    4000  # letters of path and query; beyond 8190 the server refuses the line itself
)
# Nobody can say these, and PostgreSQL takes NUL into no text and compares it with none.
CONTROL_SIGN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# The same without what a field may hold that was pasted into: tab and the ends of lines.
CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A header may be in letters of another time, and between its words a tab may stand.
CONTROL_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class SecurityHeaders(SecurityMiddleware):
    """Django's. The answer to a host that is not ours has the headers too: the redirect to https
    is the first that looks at the host, and an exception raised there would pass them by.
    """

    def process_request(  # type: ignore[override]  # Django's gives redirects alone
        self, request: HttpRequest
    ) -> HttpResponse | None:
        try:
            return super().process_request(request)
        except DisallowedHost as error:
            return response_for_exception(request, error)


def error_page(status: HTTPStatus, **words: object) -> HttpResponse:
    """The page that says what was wrong with a request. It asks no database and no session.
    `words` are what its template says beside."""
    return HttpResponse(render_to_string(f"{status.value}.html", words), status=status)


def measured(get_response: Handler) -> Handler:
    """Refuse what is too long before any of it is read.

    414: an address beyond LONGEST_ADDRESS. 411: a body that does not say how long it is (no
    browser sends a form so, and Django would read it as empty). 413: a body beyond
    DATA_UPLOAD_MAX_MEMORY_SIZE, or beyond UPLOADS at the page that takes a file; Django's own
    bound counts the fields alone, and files beside them would be read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = request.META
        if len(request.path_info) + len(sent.get("QUERY_STRING", "")) > MAX_ADDRESS_LETTERS:
            return error_page(HTTPStatus.REQUEST_URI_TOO_LONG)
        if "HTTP_TRANSFER_ENCODING" in sent:
            return error_page(HTTPStatus.LENGTH_REQUIRED)
        length = sent.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            raise BadRequest("the length of the body is no number")
        most_with_file = 0
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # strangers have no file to send
            most_with_file = settings.UPLOADS.get(request.path_info, 0)
        most = most_with_file or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if len(length) > 18 or int(length) > most:
            megabytes = max(most_with_file // 1024**2 - 1, 0)  # of the file alone
            return error_page(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, megabytes=megabytes)
        return get_response(request)

    return middleware


def sayable(get_response: Handler) -> Handler:
    """Refuse with 400 what is no text: control characters, and bytes that are no UTF-8 (halves of
    pairs, over-long forms), in the path, the query, a cookie or a header.

    What was typed into a form is not looked at: its field says what is wrong with it, and keeps
    the rest.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if problem := next(faults_of_text(request), None):
            raise BadRequest(problem)
        return get_response(request)

    return middleware


def faults_of_text(request: HttpRequest) -> Iterator[str]:
    """What of a request is no text, named without what it holds."""
    meta = request.META
    # Django has decoded the path, and left what is no UTF-8 as it was sent: %ED%A0%80.
    if _is_no_text(unquote_to_bytes(request.path_info), CONTROL_SIGN):
        yield "the path is no text"
    query = meta.get("QUERY_STRING", "").encode("latin-1", "replace")
    if _is_no_text(unquote_to_bytes(query), CONTROL_IN_TEXT):
        yield "the query is no text"
    if (request.encoding or "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8"):
        yield "the charset is not UTF-8"
    for name, value in meta.items():
        if not name.startswith("HTTP_"):
            continue
        if CONTROL_IN_HEADER.search(value):
            yield "a header is no text"
        # What htmx sends may be encoded, and is decoded again where it is read.
        decoded_value = unquote_to_bytes(value.encode("latin-1", "replace"))
        if name.startswith("HTTP_HX_") and _is_no_text(decoded_value, CONTROL_SIGN):
            yield "a header of htmx is no text"
    own_cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    for name, value in request.COOKIES.items():
        # Cookies of other programs on this domain are none of our business, unless they are no
        # text at all: U+FFFD stands where there was none.
        if CONTROL_SIGN.search(name + value) or (name in own_cookies and "\ufffd" in value):
            yield "a cookie is no text"


def _is_no_text(sent: bytes, forbidden_sign: re.Pattern[str]) -> bool:
    """Whether bytes are no UTF-8, or have a forbidden sign in them."""
    try:
        return forbidden_sign.search(sent.decode()) is not None
    except UnicodeDecodeError:
        return True


def method_in_words(get_response: Handler) -> Handler:
    """Give a response 405 (the address does not allow the method) a page, where it has no body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response.content = render_to_string("405.html")
        return response

    return middleware


def redirects_for_htmx(get_response: Handler) -> Handler:
    """The browser goes where a redirect leads; htmx would put that page into a part of this one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.htmx and "Location" in response:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(response["Location"])
        return response

    return middleware
