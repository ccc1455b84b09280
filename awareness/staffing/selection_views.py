"""The list of staff, and what HR does to several people of it at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

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

from awareness.people.access import UserRequest
from awareness.people.models import User, at_work
from awareness.people.reach import people_of_hr, sites_of_hr
from awareness.staffing import people_actions as actions
from awareness.staffing import staff as reading
from awareness.staffing.access import page_of, text_sent
from awareness.staffing.people_actions import PeopleError
from awareness.staffing.people_forms import LastDayForm, MoveForm
from awareness.staffing.people_views import hr_only, refusal
from awareness.staffing.staff import Group, Wanted

PAGE = 50
MOST = 500  # people of one selection


@never_cache
@hr_only
@require_safe
def staff(request: UserRequest) -> HttpResponse:
    """Everybody whom HR keeps, by where they stand; several can be ended or moved at once."""
    day, wanted = request.user.today(), _wanted(request, request.GET)
    chosen = reading.people(request.user, wanted, day)
    page = page_of(chosen, request.GET.get("page"), PAGE)
    context = {
        "page": page,
        "rows": reading.rows(list(page), day),
        "wanted": wanted,
        "sites": sites_of_hr(request.user),
        "groups": [(group.value, label) for group, label in reading.LABELS.items()],
        "without": [
            (group.value, reading.LABELS[group], number)
            for group, number in reading.without_place(request.user, day).items()
        ],
    }
    return render(request, "staffing/staff.html", context)


@never_cache
@hr_only
@require_POST
def end_people(request: UserRequest) -> HttpResponse:
    """Name who leaves, ask for the day, then write it."""
    if not (people := _chosen(request)) or len(people) > MOST:
        return _back(request, people)
    form = LastDayForm(request.POST if "save" in request.POST else None)
    if form.is_valid():
        try:
            actions.end(people, form.cleaned_data["last_day"], request.user, timezone.now())
        except PeopleError as error:
            form.add_error("last_day", ValidationError(refusal(error), code=error.code))
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
    if not (people := _chosen(request)) or len(people) > MOST:
        return _back(request, people)
    form = MoveForm(request.POST if "save" in request.POST else None, hr=request.user)
    if form.is_valid():
        try:
            actions.move(
                people, form.cleaned_data["site"], form.to_team, request.user, timezone.now()
            )
        except PeopleError as error:
            form.add_error(None, ValidationError(refusal(error), code=error.code))
        else:
            words = ngettext("%(n)d person was moved.", "%(n)d people were moved.", len(people))
            return _done(request, words % {"n": len(people)})
    return _ask(request, "staffing/move_people.html", people, form)


def _ask(request: UserRequest, template: str, people: list[User], form: Any) -> HttpResponse:
    everybody = people_of_hr(request.user).filter(at_work(request.user.today())).count()
    context = {
        "people": people,
        "form": form,
        "wanted": _wanted(request, request.POST),
        "list_url": _list(request),
        "share": round(len(people) * 100 / everybody) if everybody else 0,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _wanted(request: UserRequest, sent: Mapping[str, Any]) -> Wanted:
    """What the address, or a form of the page, says; what it does not know is left out."""
    group = sent.get("group", "")
    site = sites_of_hr(request.user).filter(slug=text_sent(sent, "site_shown")).first()
    return Wanted(
        Group(group) if group in set(Group) else Group.HERE,
        site,
        text_sent(sent, "q"),
    )


def _chosen(request: UserRequest) -> list[User]:
    """Those who were marked, or with `everybody` all of the list; nobody of another HR's sites."""
    if "everybody" in request.POST:
        wanted = _wanted(request, request.POST)
        return list(reading.people(request.user, wanted, request.user.today())[: MOST + 1])
    marked = [uuid for text in request.POST.getlist("person") if (uuid := _uuid(text))]
    people = people_of_hr(request.user).filter(public_id__in=marked[: MOST + 1])
    return list(people.select_related("site"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _done(request: UserRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(_list(request))


def _back(request: UserRequest, people: list[User]) -> HttpResponse:
    """To the list as it was: nobody was marked, or too many."""
    words = _("Mark somebody first.")
    if people:
        words = _("These are more than %(most)d people. Choose a site first.") % {"most": MOST}
    messages.warning(request, words)
    return redirect(_list(request))


def _list(request: UserRequest) -> str:
    wanted = _wanted(request, request.POST)
    query = {"group": wanted.group.value, "q": wanted.q}
    query["site_shown"] = wanted.site.slug if wanted.site else ""
    return reverse("staff:staff", query=query)
