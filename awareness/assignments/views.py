"""Monday morning for HR, and the lists and exports of HR, auditors and managers."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from awareness.assignments import access, actions, queries
from awareness.assignments.forms import YouthForm
from awareness.assignments.rules import State, end_of_week
from awareness.insights import sheets
from awareness.people.access import UserRequest, managed_teams, require_role
from awareness.people.models import Kind, Role, Site, Team, User
from awareness.people.searching import search
from awareness.people.visibility import columns
from prepared.planning import whole_tables

PAGE = 50
desk = require_role(Role.HR, Role.AUDITOR)
hr_only = require_role(Role.HR)
manager_only = require_role(Role.MANAGER)
MOST_COLUMNS = 3  # modules beside each other in the table of a team; more stand below each other


@never_cache
@desk
@require_safe
def today(request: UserRequest) -> HttpResponse:
    """How many are overdue and due this week, who, and where."""
    role, day = access.desk_role(request.user), request.user.today()
    site = _site(request, role)
    everybody = _at(access.people_seen(request.user, role, day), site)
    tallies = queries.by_site(everybody, day)
    late = queries.standing(everybody, State.OVERDUE, day)
    page = _page(request, _by_site(late))
    context = {
        "day": day,
        "sunday": end_of_week(day),
        "site": site,
        "tallies": tallies,
        "total": queries.total(tallies),
        "page": page,
        "groups": _grouped(queries.person_rows(role, list(page), day), tallies),
        "may_assign": role == Role.HR,
    }
    return render(request, "assignments/today.html", context)


def _page(request: UserRequest, people: QuerySet[User] | list[int]) -> Page[Any]:
    """The page of these people that is asked for, read."""
    with whole_tables():
        page = Paginator(people, PAGE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
    return page


def _by_site(people: QuerySet[User]) -> QuerySet[User]:
    by_site = F("site__sort_key").asc(nulls_last=True)
    return people.select_related("site").order_by(by_site, "sort_key", "pk")


def _grouped(
    rows: Iterable[queries.PersonRow], tallies: Iterable[queries.Tally]
) -> list[tuple[str, int, list[queries.PersonRow]]]:
    """(site, how many are overdue there, the rows of this page), in the order of the page."""
    overdue = {t.site.name if t.site else "": t.overdue for t in tallies}
    return [(s, overdue.get(s, 0), list(g)) for s, g in groupby(rows, key=lambda r: r.site)]


@never_cache
@desk
@require_safe
def people(request: UserRequest) -> HttpResponse:
    """Everybody with where they stand; by site, state or name."""
    role, day = access.desk_role(request.user), request.user.today()
    site = _site(request, role)
    seen = _at(access.people_seen(request.user, role, day), site)
    context = _list(request, role, seen, day) | {"site": site, "day": day}
    return render(request, "assignments/people.html", context)


@never_cache
@hr_only
@require_http_methods(["GET", "POST"])
def youth(request: UserRequest, pk: int) -> HttpResponse:
    """Until when somebody is given the youth edition; HR alone sees and sets it."""
    person = access.person_for(request.user, pk, request.user.today())
    form = YouthForm(request.POST or None, initial={"until": person.youth_until})
    if form.is_valid():
        actions.set_youth(person, form.cleaned_data["until"], request.user, timezone.now())
        messages.success(request, _("Saved."))
        return redirect("assignments:people")
    status = 422 if form.is_bound else 200
    context = {"person": person, "form": form}
    return render(request, "assignments/youth.html", context, status=status)


@never_cache
@manager_only
@require_safe
def team(request: UserRequest) -> HttpResponse:
    """The people of the teams one manages, and of those below them."""
    day, teams, one = request.user.today(), managed_teams(request.user), _team(request)
    seen = _in_teams(request, day, one)
    tallies = queries.by_site(_ids(seen), day)
    context = _list(request, Role.MANAGER, seen, day, teams) | {
        "team": one,
        "teams": queries.teams_of(teams),
        "day": day,
        "sunday": end_of_week(day),
        "total": queries.total(tallies),
        "modules": (modules := queries.by_module(_ids(seen), day)),
    }
    if len(modules) <= MOST_COLUMNS:
        context["by_column"] = queries.by_column(context["rows"], modules)
    return render(request, "assignments/team.html", context)


def _list(
    request: UserRequest,
    role: str,
    seen: QuerySet[User],
    day: date,
    only_teams: set[int] | None = None,
) -> dict[str, Any]:
    """One page of people, narrowed by `q` (words of names and teams, and of numbers and addresses
    that the role may see) and `state`."""
    people, query, stands = seen, request.GET.get("q", "").strip(), request.GET.get("state", "")
    kinds = columns(role, Kind.values)
    if query:
        people = search(people, query, day, kinds=kinds, teams=only_teams)
    if stands:
        if stands not in queries.ON_LISTS:
            raise Http404
        people = queries.standing(people, stands, day)
    if only_teams is None:
        page = _page(request, _by_site(people))
    else:
        with whole_tables():
            page = _page(request, queries.by_urgency(people))
        page.object_list = queries.in_order(list(page))
    rows = queries.person_rows(role, list(page), day, only_teams)
    states = [(value, queries.ON_LISTS[value]) for value in queries.ON_LISTS]
    return {
        "page": page,
        "rows": rows,
        "q": query,
        "searched": Kind.EMPLOYEE_NUMBER in kinds,
        "stands": stands,
        "states": states,
    }


@never_cache
@desk
@require_safe
def export(request: UserRequest) -> StreamingHttpResponse:
    """What HR and auditors see, as a sheet."""
    role, day = access.desk_role(request.user), request.user.today()
    site = _site(request, role)
    seen = _at(access.people_seen(request.user, role, day), site)
    actions.note_export(request.user, role, timezone.now(), site=site)
    return _sheet(role, seen, day)


@never_cache
@manager_only
@require_safe
def team_export(request: UserRequest) -> StreamingHttpResponse:
    """What a manager sees, as a sheet."""
    day, one = request.user.today(), _team(request)
    seen = _in_teams(request, day, one)
    actions.note_export(request.user, Role.MANAGER, timezone.now(), team=one)
    return _sheet(Role.MANAGER, _ids(seen), day, managed_teams(request.user))


def _sheet(
    role: str,
    seen: QuerySet[User] | list[int],
    day: date,
    only_teams: set[int] | None = None,
) -> StreamingHttpResponse:
    rows = queries.export_rows(role, seen, day, only_teams)
    # The name of the file names no topic.
    sheet = sheets.lines(queries.export_columns(role), rows)
    return sheets.response(f"states-{day}.csv", sheet, StreamingHttpResponse)


def _site(request: UserRequest, role: str) -> Site | None:
    slug = request.GET.get("site")
    return access.site_seen(request.user, role, slug) if slug else None


def _at(seen: QuerySet[User], site: Site | None) -> QuerySet[User]:
    return seen.filter(site=site) if site else seen


def _team(request: UserRequest) -> Team | None:
    slug = request.GET.get("team")
    return access.team_seen(request.user, slug) if slug else None


def _in_teams(request: UserRequest, day: date, one: Team | None) -> QuerySet[User]:
    return access.people_seen(request.user, Role.MANAGER, day, only=one)


def _ids(people: QuerySet[User]) -> list[int]:
    """Of a team: what is asked of its people is then found by them, not among everybody's."""
    return list(people.values_list("pk", flat=True))
