"""The stale list: what rests on a changed figure, until somebody has looked at it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.content.models import StaleMark
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.published import actions
from awareness.studio.published.stale_list import stale_figures


@never_cache
@author_only
@require_safe
def stale_list(request: UserRequest) -> HttpResponse:
    """All that waits, by changed figure."""
    return render(request, "studio/stale.html", {"stale_figures": stale_figures()})


@never_cache
@author_only
@require_POST
def look(request: UserRequest, pk: int) -> HttpResponse:
    """Take one thing off the list, with one's name and the day."""
    mark = get_object_or_404(StaleMark.objects.select_related("change"), pk=pk)
    if actions.mark_looked_at(mark, request.user, timezone.localdate()):
        sentence = _("You have looked at “%(what)s”. It is off the list.")
    else:
        sentence = _("Somebody has looked at “%(what)s” already. It is off the list.")
    messages.success(request, sentence % {"what": mark.title or mark.key})
    return redirect("studio:stale")
