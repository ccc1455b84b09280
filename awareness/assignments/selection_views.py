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
from awareness.assignments.asklists import ListFilter, WhichAsks
from awareness.assignments.desk_forms import (
    MOST_MARKED,
    ActionForm,
    AskAction,
    MarkedForm,
    form_for,
    read_list_filter,
)
from awareness.assignments.desk_views import Viewer, viewer_of
from awareness.assignments.done_last import (
    changes_of_same_click,
    changes_still_in_force,
    count_people,
)
from awareness.assignments.models import Ask, AskChange, ChangeKind
from awareness.people.access import UserRequest, hr_only
from awareness.people.models import User
from awareness.people.reach import people_of_hr

MOST_NAMED = 60  # of them, beside the form
CHANGE_KINDS = {  # of the changes that each writes
    AskAction.EXTEND: (ChangeKind.EXTENDED,),
    AskAction.EXCUSE: (ChangeKind.EXCUSED,),
    AskAction.PAUSE: (ChangeKind.PAUSED,),
    AskAction.RESUME: (ChangeKind.EXCUSE_ENDED, ChangeKind.RESUMED),
}
WORDS_BY_CODE = {
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
    list_filter = read_list_filter(request.POST, viewer.user, viewer.role, WhichAsks.LATE)
    action = _action(request)
    ask_ids = read_marked(request, viewer, list_filter)
    if not ask_ids or len(ask_ids) > MOST_MARKED:
        return back_to_list(request, list_filter, len(ask_ids))
    form = form_for(action, request.POST if "save" in request.POST else None)
    if form.is_valid():
        now = timezone.now()
        try:
            changed_count = _apply(action, ask_ids, form.cleaned_data, viewer.user, now)
        except AskError as error:
            form.add_error("day", ValidationError(WORDS_BY_CODE[error.code], code=error.code))
        else:
            people_count = count_people(viewer.user, now, *CHANGE_KINDS[action])
            messages.success(
                request,
                _result_sentence(action, changed_count, people_count, len(ask_ids) - changed_count),
            )
            return redirect(list_url(list_filter))
    context = {
        "action": action,
        "form": form,
        "list_filter": list_filter,
        "list_url": list_url(list_filter),
        "ids": ask_ids,
        "people": asklists.group_by_person(viewer.rows(ask_ids[:MOST_NAMED])),
        "unnamed": len(ask_ids) - MOST_NAMED,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assignments/change_asks.html", context, status=status)


def _action(request: UserRequest) -> AskAction:
    form = ActionForm(request.POST)
    if not form.is_valid():
        raise Http404
    return AskAction(form.cleaned_data["do"])


def read_marked(request: UserRequest, viewer: Viewer, list_filter: ListFilter) -> list[int]:
    """Those that were marked, or with `everybody` all that the list shows; none of another HR's
    people, and nothing that counts no longer."""
    if "everybody" in request.POST:
        person_ids = asklists.ids_by_site_and_name(viewer.people(list_filter))
        return asklists.ask_ids_in_order(person_ids, list_filter, viewer.day_by_site)[
            : MOST_MARKED + 1
        ]
    form = MarkedForm(request.POST)
    marked_ids = form.cleaned_data["ask"] if form.is_valid() else []
    asks = Ask.objects.current().filter(pk__in=marked_ids, person__in=people_of_hr(viewer.user))
    return list(asks.order_by("person__sort_key", "due_on", "pk").values_list("pk", flat=True))


def _apply(
    action: AskAction, ask_ids: list[int], cleaned: dict[str, Any], by: User, now: datetime
) -> int:
    """Do it; how many asks it changed."""
    asks = Ask.objects.filter(pk__in=ask_ids)
    match action:
        case AskAction.EXTEND:
            return ask_actions.extend(asks, cleaned["day"], cleaned["code"], by, now)
        case AskAction.EXCUSE:
            return ask_actions.excuse(asks, cleaned["code"], by, now)
        case AskAction.PAUSE:
            return ask_actions.pause(asks, cleaned["day"], cleaned["code"], by, now)
        case AskAction.RESUME:
            return ask_actions.ask_again(asks, by, now)


def _result_sentence(
    action: AskAction, changed_count: int, people_count: int, unchanged_count: int
) -> str:
    """What was done to so many people, with how many modules it is about where these are more, and
    of how many asks that were marked nothing changed."""
    words = {
        AskAction.EXTEND: ngettext("%(n)d has more time.", "%(n)d have more time.", people_count),
        AskAction.EXCUSE: ngettext("%(n)d is excused.", "%(n)d are excused.", people_count),
        AskAction.PAUSE: ngettext("%(n)d is paused.", "%(n)d are paused.", people_count),
        AskAction.RESUME: ngettext("%(n)d is asked again.", "%(n)d are asked again.", people_count),
    }
    sentences = [words[action] % {"n": people_count}]
    if changed_count > people_count:
        sentences.append(_("With %(n)d modules in all.") % {"n": changed_count})
    if unchanged_count:
        rest = ngettext("Nothing changed for %(n)d.", "Nothing changed for %(n)d.", unchanged_count)
        sentences.append(rest % {"n": unchanged_count})
    return " ".join(sentences)


def list_url(list_filter: ListFilter) -> str:
    return reverse("assignments:people", query=list_filter.query_params)


def back_to_list(request: UserRequest, list_filter: ListFilter, marked_count: int) -> HttpResponse:
    """To the list as it was: nobody was marked, or too many."""
    words = _("Mark somebody first.")
    if marked_count:
        words = _("These are more than %(most)d. Choose a site first.") % {"most": MOST_MARKED}
    messages.warning(request, words)
    return redirect(list_url(list_filter))


@hr_only
@require_POST
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    """End an excuse or a pause that one gave oneself, where it still is that one: people are asked
    as before."""
    change = get_object_or_404(AskChange, pk=pk, by=request.user)
    undo_by_kind = {
        ChangeKind.EXCUSED.value: ask_actions.end_excuse,
        ChangeKind.PAUSED.value: ask_actions.resume,
    }
    if change.kind not in undo_by_kind:
        raise Http404
    own_asks = Ask.objects.filter(person__in=people_of_hr(request.user))
    asks = own_asks.filter(pk__in=changes_still_in_force(change).values("ask"))
    now = timezone.now()
    changed_count = undo_by_kind[change.kind](asks, request.user, now)
    unchanged_count = changes_of_same_click(change).count() - changed_count
    people_count = count_people(request.user, now, *CHANGE_KINDS[AskAction.RESUME])
    messages.success(
        request, _result_sentence(AskAction.RESUME, changed_count, people_count, unchanged_count)
    )
    return redirect("assignments:today")
