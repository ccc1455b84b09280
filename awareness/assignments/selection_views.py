"""What HR does to what several people are asked: mark them on a list, say what, and it is written
down with who, when and a reason of the list."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from awareness.assignments import ask_actions, asklists
from awareness.assignments.ask_actions import AskError
from awareness.assignments.asklists import ListFilter, Which
from awareness.assignments.desk_forms import MOST, Do, MarkedForm, form_for, read_shown
from awareness.assignments.desk_views import Viewer, viewer_of
from awareness.assignments.done_last import count_people, same_click, still_holds
from awareness.assignments.models import Ask, AskChange, Kind
from awareness.people.access import UserRequest, require_role
from awareness.people.models import Role, User
from awareness.people.reach import people_of_hr

NAMED = 60  # of them, beside the form
KINDS = {  # of the changes that each writes
    Do.EXTEND: (Kind.EXTENDED,),
    Do.EXCUSE: (Kind.EXCUSED,),
    Do.PAUSE: (Kind.PAUSED,),
    Do.RESUME: (Kind.EXCUSE_ENDED, Kind.RESUMED),
}
hr_only = require_role(Role.HR)
REFUSED = {
    "day_in_past": gettext_lazy("Choose today or a later day."),
    "day_out_of_reach": gettext_lazy("Choose a day within the next ten years."),
    "unknown_code": gettext_lazy("Choose a reason from the list."),
}


@never_cache
@hr_only
@require_POST
def change_asks(request: UserRequest) -> HttpResponse:
    """Name what was marked, ask for day and reason, then write it."""
    viewer = viewer_of(request)
    list_filter = read_shown(request.POST, viewer.user, viewer.role, Which.LATE)
    do = _do(request)
    ids = read_marked(request, viewer, list_filter)
    if not ids or len(ids) > MOST:
        return back_to_list(request, list_filter, len(ids))
    form = form_for(do, request.POST if "save" in request.POST else None)
    if form.is_valid():
        now = timezone.now()
        try:
            number = _change(do, ids, form.cleaned_data, viewer.user, now)
        except AskError as error:
            form.add_error("day", ValidationError(REFUSED[error.code], code=error.code))
        else:
            people_count = count_people(viewer.user, now, *KINDS[do])
            messages.success(request, _result_sentence(do, number, people_count, len(ids) - number))
            return redirect(list_url(list_filter))
    context = {
        "do": do,
        "form": form,
        "shown": list_filter,
        "list_url": list_url(list_filter),
        "ids": ids,
        "people": asklists.by_person(viewer.rows(ids[:NAMED])),
        "unnamed": len(ids) - NAMED,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assignments/change_asks.html", context, status=status)


def _do(request: UserRequest) -> Do:
    if request.POST.get("do") not in Do.values:
        raise Http404
    return Do(request.POST["do"])


def read_marked(request: UserRequest, viewer: Viewer, list_filter: ListFilter) -> list[int]:
    """Those that were marked, or with `everybody` all that the list shows; none of another HR's
    people, and nothing that counts no longer."""
    if "everybody" in request.POST:
        person_ids = asklists.by_name(viewer.people(list_filter))
        return asklists.in_order(person_ids, list_filter, viewer.today)[: MOST + 1]
    form = MarkedForm(request.POST)
    marked = form.cleaned_data["ask"] if form.is_valid() else []
    asks = Ask.objects.current().filter(pk__in=marked, person__in=people_of_hr(viewer.user))
    return list(asks.order_by("person__sort_key", "due_on", "pk").values_list("pk", flat=True))


def _change(do: Do, ids: list[int], cleaned: dict[str, Any], by: User, now: datetime) -> int:
    """Do it; how many asks it changed."""
    asks = Ask.objects.filter(pk__in=ids)
    match do:
        case Do.EXTEND:
            return ask_actions.extend(asks, cleaned["day"], cleaned["code"], by, now)
        case Do.EXCUSE:
            return ask_actions.excuse(asks, cleaned["code"], by, now)
        case Do.PAUSE:
            return ask_actions.pause(asks, cleaned["day"], cleaned["code"], by, now)
        case Do.RESUME:
            return ask_actions.ask_again(asks, by, now)


def _result_sentence(do: Do, number: int, people_count: int, others: int) -> str:
    """What was done to so many people, with how many modules it is about where these are more, and
    of how many asks that were marked nothing changed."""
    words = {
        Do.EXTEND: ngettext("%(n)d has more time.", "%(n)d have more time.", people_count),
        Do.EXCUSE: ngettext("%(n)d is excused.", "%(n)d are excused.", people_count),
        Do.PAUSE: ngettext("%(n)d is paused.", "%(n)d are paused.", people_count),
        Do.RESUME: ngettext("%(n)d is asked again.", "%(n)d are asked again.", people_count),
    }
    sentences = [words[do] % {"n": people_count}]
    if number > people_count:
        sentences.append(_("With %(n)d modules in all.") % {"n": number})
    if others:
        rest = ngettext("Nothing changed for %(n)d.", "Nothing changed for %(n)d.", others)
        sentences.append(rest % {"n": others})
    return " ".join(sentences)


def list_url(list_filter: ListFilter) -> str:
    return reverse("assignments:people", query=list_filter.query)


def back_to_list(request: UserRequest, list_filter: ListFilter, number: int) -> HttpResponse:
    """To the list as it was: nobody was marked, or too many."""
    words = _("Mark somebody first.")
    if number:
        words = _("These are more than %(most)d. Choose a site first.") % {"most": MOST}
    messages.warning(request, words)
    return redirect(list_url(list_filter))


@hr_only
@require_POST
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    """End an excuse or a pause that one gave oneself, where it still is that one: people are asked
    as before."""
    change = get_object_or_404(AskChange, pk=pk, by=request.user)
    again = {Kind.EXCUSED.value: ask_actions.end_excuse, Kind.PAUSED.value: ask_actions.resume}
    if change.kind not in again:
        raise Http404
    mine = Ask.objects.filter(person__in=people_of_hr(request.user))
    asks = mine.filter(pk__in=still_holds(change).values("ask"))
    now = timezone.now()
    number = again[change.kind](asks, request.user, now)
    others = same_click(change).count() - number
    people_count = count_people(request.user, now, *KINDS[Do.RESUME])
    messages.success(request, _result_sentence(Do.RESUME, number, people_count, others))
    return redirect("assignments:today")
