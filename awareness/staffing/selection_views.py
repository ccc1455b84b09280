"""The list of staff, and what HR does to several people of it at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.people.access import UserRequest, hr_only
from awareness.people.models import User, at_work
from awareness.people.reach import people_of_hr, sites_of_hr
from awareness.staffing import listing
from awareness.staffing import people_actions as actions
from awareness.staffing.access import read_page
from awareness.staffing.people_actions import PeopleError
from awareness.staffing.people_forms import LastDayForm, MoveForm
from awareness.staffing.people_views import refusal_words
from prepared.planning import whole_tables

MOST = 500  # people of one selection: their names are read before anything is written


@never_cache
@hr_only
@require_safe
def staff(request: UserRequest) -> HttpResponse:
    """Everybody whom HR keeps, by where they stand; several can be ended or moved at once."""
    day, staff_filter = (
        request.user.today(),
        listing.read_filter(request.user, request.GET, listing.STAFF_GROUPS),
    )
    page = read_page(
        listing.people_listed(request.user, staff_filter, day),
        request.GET.get("page"),
        listing.PAGE,
    )
    context = {
        "page": page,
        "rows": listing.rows_of(list(page), day),
        "staff_filter": staff_filter,
        "sites": sites_of_hr(request.user),
        "groups": [(group.value, label) for group, label in listing.STAFF_GROUPS.items()],
        "counts_without_place": listing.count_without_place(request.user, day),
    }
    return render(request, "staffing/staff.html", context)


@never_cache
@hr_only
@require_POST
def end_people(request: UserRequest) -> HttpResponse:
    """Name who leaves, ask for the day, then write it."""
    if not (people := _chosen_people(request)) or len(people) > MOST:
        return _to_list(request, people)
    form = LastDayForm(request.POST if "save" in request.POST else None)
    if form.is_valid():
        try:
            actions.end(people, form.cleaned_data["last_day"], request.user, timezone.now())
        except PeopleError as error:
            form.add_error("last_day", ValidationError(refusal_words(error), code=error.code))
        else:
            words = ngettext(
                "%(n)d person has a last day now.", "%(n)d people have a last day now.", len(people)
            )
            return _done(request, words % {"n": len(people)})
    return _ask(request, "staffing/end_people.html", people, form)


@never_cache
@hr_only
@require_POST
def move_people(request: UserRequest) -> HttpResponse:
    """Name who moves, ask where to, then write it."""
    if not (people := _chosen_people(request)) or len(people) > MOST:
        return _to_list(request, people)
    form = MoveForm(request.POST if "save" in request.POST else None, hr=request.user)
    if form.is_valid():
        try:
            actions.move(
                people, form.cleaned_data["site"], form.to_team, request.user, timezone.now()
            )
        except PeopleError as error:
            form.add_error(None, ValidationError(refusal_words(error), code=error.code))
        else:
            words = ngettext("%(n)d person was moved.", "%(n)d people were moved.", len(people))
            return _done(request, words % {"n": len(people)})
    return _ask(request, "staffing/move_people.html", people, form)


def _ask(request: UserRequest, template: str, people: list[User], form: Any) -> HttpResponse:
    everybody = people_of_hr(request.user).filter(at_work(request.user.today())).count()
    context = {
        "people": people,
        "form": form,
        "staff_filter": listing.read_filter(request.user, request.POST, listing.STAFF_GROUPS),
        "back_url": _list(request),
        "back_words": _("Back to the list of staff"),
        "share": round(len(people) * 100 / everybody) if everybody else 0,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _chosen_people(request: UserRequest) -> list[User]:
    with whole_tables():
        return list(listing.people_chosen(request, listing.STAFF_GROUPS)[: MOST + 1])


def _done(request: UserRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(_list(request))


def _to_list(request: UserRequest, people: list[User]) -> HttpResponse:
    """To the list as it was: nobody was marked, or too many."""
    words = _("Mark somebody first.")
    if people:
        words = _("These are more than %(most)d people. Choose a site first.") % {"most": MOST}
    messages.warning(request, words)
    return redirect(_list(request))


def _list(request: UserRequest) -> str:
    staff_filter = listing.read_filter(request.user, request.POST, listing.STAFF_GROUPS)
    return reverse("staff:staff", query=staff_filter.query)
