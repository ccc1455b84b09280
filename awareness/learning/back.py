"""The page somebody came from, as a form sends it along."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from awareness.learning.reportable import LONGEST


def to_page(request: HttpRequest) -> HttpResponseRedirect:
    """Back to the page a button stood on; to the first page where it names none of ours."""
    back = request.POST.get("back", "")
    # A path of ours and no longer than one; `redirect` would take other words for a view's name.
    ours = back.startswith("/") and len(back) <= LONGEST
    ours = ours and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if ours else "/")
