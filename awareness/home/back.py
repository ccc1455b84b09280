"""The way back from the help card to the page somebody came from.

The browser names that page once, when the card is opened; the card carries it signed, in the form
of its button. No address, cookie or session says where somebody was, or that they looked for help.
"""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from awareness.learning.ended_sessions import page_before
from awareness.people.ended_sessions import redirect_to

_SALT = __name__


def sign_way_back(request: HttpRequest) -> str:
    """For the button's form: the page before this one; "" where that is the first page, where the
    browser does not name it, and where it is this page."""
    page = page_before(request)
    return "" if page in (reverse("home:learn"), request.path) else signing.dumps(page, salt=_SALT)


@login_not_required
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """To the page that the form names; home where it names none that we have signed."""
    try:
        page = signing.loads(request.POST.get("page", ""), salt=_SALT)
    except signing.BadSignature:
        page = ""
    return redirect_to(page)
