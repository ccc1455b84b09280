"""What stands instead of a page that broke: in words, and with the way to an emergency number.

None of it asks the database, the session or the request's person: one of them may be what broke.
"""

import sys
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import yaml
from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awareness.subjects.folders import folders_of_all_subjects
from awareness.workplace.phones import dial_digits
from awareness.workplace.support import Support

RETRY_SECONDS = "60"  # seconds, for whatever asks again by itself
SUPPORT_FILE = "support.yaml"  # in a subject's folder


class TroubleWords(NamedTuple):
    """What 500.html says."""

    title: Promise
    heading: Promise
    lead: Promise


WORDS_BY_STATUS = {
    HTTPStatus.SERVICE_UNAVAILABLE: TroubleWords(
        gettext_lazy("The records cannot be reached"),
        gettext_lazy("The records cannot be reached just now"),
        gettext_lazy(
            "What you did before is saved. What you sent just now may not be: go back and try once "
            "more in a minute."
        ),
    ),
    HTTPStatus.CONFLICT: TroubleWords(
        gettext_lazy("Somebody else was faster"),
        gettext_lazy("Somebody else was faster"),
        gettext_lazy(
            "The same was saved at the same moment, so yours was not. Go back, load the page again "
            "and see what stands there now."
        ),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: TroubleWords(
        gettext_lazy("Something went wrong"),
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("What you did before is saved. Go back and try once more in a minute."),
    ),
}
EMPTY_SUPPORT = Support(site=None, emergency="", contacts=(), needs=())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is at hand.

    409 where two saved the same at once; 503 while the database is away; 500 for anything else.
    The help card, also by its link, is there in each case: whoever opens it may be in danger.
    """
    status = status_of(sys.exception())
    is_help_card = request.path.startswith(reverse("workplace:help"))
    context = {
        "words": WORDS_BY_STATUS[status],
        "numbers": emergency_numbers(),
        "card": EMPTY_SUPPORT,
        "away": True,
        "employer": settings.EMPLOYER or _("your employer"),
    }
    page = render_to_string("workplace/help.html" if is_help_card else "500.html", context)
    response = HttpResponse(page, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = RETRY_SECONDS
    return response


def status_of(error: BaseException | None) -> HTTPStatus:
    """What to answer to an exception that no page foresaw. A fault of our own SQL is no outage."""
    if isinstance(error, IntegrityError):
        return HTTPStatus.CONFLICT
    # A file that is no database, or a broken one, is DatabaseError and nothing narrower.
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def emergency_numbers() -> Sequence[tuple[str, str]]:
    """(country in words, number as it is dialled) in the order of the file; of the folders of
    content the last that has a readable one counts, as it does when content is loaded.

    Whose site it is, is not known without the database: so it is all of them, or none where no file
    can be read.
    """
    folders = folders_of_all_subjects(settings.CONTENT_DIRS)
    return next(
        filter(
            None, (_emergency_numbers_in(folder / SUPPORT_FILE) for folder in reversed(folders))
        ),
        (),
    )


@lru_cache(maxsize=8)
def _emergency_numbers_in(path: Path) -> Sequence[tuple[str, str]]:
    """(country in words, number as it is dialled) of a support.yaml; () where it cannot be read."""
    try:
        emergency = yaml.safe_load(path.read_text(encoding="utf-8"))["emergency"]
        return tuple(
            (number.get("place") or country, dial_digits(str(number["phone"])))
            for country, number in emergency.items()
        )
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return ()
