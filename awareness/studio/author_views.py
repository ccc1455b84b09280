"""What every page of authors shares: who may open it, and what it says where files are broken."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from awareness.content.files import UnreadableFile
from awareness.people.access import UserRequest, require_role
from awareness.people.ended_sessions import fields_sent, pairs_of
from awareness.people.models import Role
from awareness.studio.publishing.checks import broken_files

FRAGMENT_HEADER = "X-Fragment"  # of an answer that takes the place of a part of the page
UNREADABLE_STATUS = 409  # whoever sends it again once the file is mended gets through
type View = Callable[..., HttpResponseBase]


def author_only(view: View) -> View:
    """Authors alone; others get 404. Where a file of the content cannot be read, which, its line
    and its mend are said, and what was typed is in a form that sends it again."""

    @wraps(view)
    def with_what_is_broken(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except UnreadableFile:
            return _broken_files_page(request)

    return require_role(Role.AUTHOR)(with_what_is_broken)


def _broken_files_page(request: UserRequest) -> HttpResponse:
    """The page that names the content files that cannot be read, with what the author had typed.
    For htmx only the part with its words, as a success: it puts no other answer into the page."""
    typed_fields = pairs_of(fields_sent(request))
    context = {
        "shown": broken_files_context(),
        "typed": typed_fields,
        "here": request.get_full_path(),
    }
    partial_name = "#words" if request.htmx else ""
    response = render(
        request, f"studio/broken_files.html{partial_name}", context, status=UNREADABLE_STATUS
    )
    if request.htmx:
        response.status_code, response[FRAGMENT_HEADER] = 200, "1"
    return response


def broken_files_context() -> dict[str, Any]:
    """What the `words` of studio/broken_files.html read, as `shown`."""
    return {"broken": broken_files()}
