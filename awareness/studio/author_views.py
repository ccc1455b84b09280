"""What every page of authors shares: who may open it, and what it says where files are broken."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from awareness.content.files import UnreadableFile
from awareness.people import ended_sessions
from awareness.people.access import UserRequest, require_role
from awareness.people.ended_sessions import CSRF_FIELD, OWNER, InterruptedPage
from awareness.people.models import Role
from awareness.studio.publish_checks import broken_files

FRAGMENT = "X-Fragment"  # of an answer that takes the place of a part of the page
UNREADABLE = 409  # whoever sends it again once the file is mended gets through
type View = Callable[..., HttpResponseBase]


def author_only(view: View) -> View:
    """Authors alone; others get 404. Where a file of the content cannot be read, which, its line
    and its mend are said, and what was typed is in a form that sends it again. So is what was sent
    when the session had ended, once its author has signed in."""

    @wraps(view)
    def with_what_is_broken(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        interrupted = ended_sessions.page_returned_to(request)
        if interrupted is not None and interrupted.sent_to and interrupted.answer:
            return _send_again(request, interrupted)
        try:
            return view(request, *args, **kwargs)
        except UnreadableFile:
            return _say_what_is_broken(request)

    guarded = require_role(Role.AUTHOR)(with_what_is_broken)
    guarded.keeps_what_was_typed = True  # type: ignore[attr-defined]
    return guarded


def _send_again(request: UserRequest, interrupted: InterruptedPage) -> HttpResponse:
    """What was typed, to read and to send; nothing of it was taken."""
    typed = [(name, value) for name, values in interrupted.answer.items() for value in values]
    shown = [value for _name, value in typed if len(value.split()) > 1]
    context = {"typed": typed, "shown": shown, "sent_to": interrupted.sent_to,
               "gone": interrupted.gone}  # fmt: skip
    return render(request, "studio/send_again.html", context)


def _say_what_is_broken(request: UserRequest) -> HttpResponse:
    typed = [(name, value) for name, values in request.POST.lists() for value in values
             if name not in (CSRF_FIELD, OWNER)]  # fmt: skip
    context = {"shown": shown_broken(), "typed": typed, "here": request.get_full_path()}
    part = "#words" if request.htmx else ""
    response = render(request, f"studio/broken_files.html{part}", context, status=UNREADABLE)
    if request.htmx:
        response.status_code, response[FRAGMENT] = 200, "1"
    return response


def shown_broken() -> dict[str, Any]:
    """What the template's words read."""
    return {"broken": broken_files()}
