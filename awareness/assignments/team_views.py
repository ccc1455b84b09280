"""What a manager sees: of the own teams what is to do and what is late, with the due day; of
everything else that there is nothing to do, and no more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awareness.assignments import access, actions, exports, teamlists, teamtotals
from awareness.assignments.asklists import ListFilter, WhichAsks
from awareness.assignments.desk_views import sheet_response
from awareness.assignments.returns import read_days_and_returns
from awareness.assignments.rules import end_of_week
from awareness.assignments.titles import read_titles
from awareness.people.access import UserRequest, head_leaves_nothing, managed_team_ids, require_role
from awareness.people.models import Role, Team, User
from awareness.people.today import DayBySite

PAGE = 50
LONGEST_SEARCH = 80  # letters of a search
MOST_TEAMS = 30  # named above the list; more are found by their name
manager_only = require_role(Role.MANAGER)

type Titles = Mapping[int, str]  # by id of a module


@dataclass(frozen=True)
class TeamFilter:
    """Which of the own people are shown: of one team, or found by name."""

    managed_ids: set[int]
    team: Team | None
    search_text: str

    @property
    def shown_team_ids(self) -> set[int]:
        """Those of the chosen team and of teams below it; all where none is chosen."""
        return (
            Team.objects.with_below({self.team.pk}) & self.managed_ids
            if self.team
            else self.managed_ids
        )


def _team_filter(request: UserRequest) -> TeamFilter:
    teams, slug = managed_team_ids(request.user), request.GET.get("team")
    team = access.team_or_404(request.user, slug) if slug else None
    return TeamFilter(teams, team, request.GET.get("q", "").strip()[:LONGEST_SEARCH])


@never_cache
@manager_only
@require_safe
def team(request: UserRequest) -> HttpResponse:
    """The people of the teams one manages, and of those below them: what is due first comes first,
    then by name. Of very many, those alone who have something to do, until a team is chosen."""
    team_filter, day_by_site = _team_filter(request), read_days_and_returns(timezone.now())
    day, title_by_module = request.user.today(), read_titles()
    managed = teamlists.ManagedTeams(team_filter.shown_team_ids, day)
    read_listing = (
        _list_search
        if team_filter.search_text
        else _list_most_urgent
        if managed.is_wide
        else _list_all
    )
    ids, counts = read_listing(request, team_filter, managed, day_by_site, title_by_module)
    modules = teamlists.counts_by_module(counts, title_by_module)
    page = None if isinstance(ids, list) else ids
    ids_on_page = ids if page is None else list(page.object_list)
    context: dict[str, Any] = {
        "day": day,
        "sunday": end_of_week(day),
        "team": team_filter.team,
        "teams": _teams_to_choose(team_filter.managed_ids),
        "q": team_filter.search_text,
        "late": sum(module.late for module in modules),
        "week": sum(module.week for module in modules),
        "modules": modules,
        "is_wide": page is None,
        "page": page,
        "people": teamlists.read_people_rows(
            ids_on_page, day_by_site, team_filter.managed_ids, title_by_module
        ),
    }
    return render(request, "assignments/team.html", context)


class Listing(NamedTuple):
    """Ids of people, or a page of them; and how many asks are open, by (module, part)."""

    person_ids: list[int] | Page[int]
    open_counts: Counter[tuple[int, str]]


def _list_all(
    request: UserRequest,
    team_filter: TeamFilter,
    managed: teamlists.ManagedTeams,
    day_by_site: DayBySite,
    _titles: Titles,
) -> Listing:
    """A page of them all, and how much all of them have to do."""
    person_ids = teamlists.ids_by_name(_people_shown(request.user, team_filter))
    open_asks = teamlists.read_open_asks(person_ids, day_by_site)
    counts = Counter((ask.module_id, ask.part) for ask in open_asks)
    return Listing(_page(request, teamlists.ids_by_urgency(person_ids, open_asks)), counts)


def _list_most_urgent(
    request: UserRequest,
    team_filter: TeamFilter,
    managed: teamlists.ManagedTeams,
    day_by_site: DayBySite,
    title_by_module: Titles,
) -> Listing:
    """Those whose day comes first, and how much all of them have to do."""
    person_ids = teamlists.most_urgent_ids(managed, day_by_site, list(title_by_module), PAGE)
    return Listing(person_ids, teamtotals.count_open(managed, day_by_site))


def _list_search(
    request: UserRequest,
    team_filter: TeamFilter,
    managed: teamlists.ManagedTeams,
    day_by_site: DayBySite,
    _titles: Titles,
) -> Listing:
    """A page of those who were found, by name alone where these are very many; nothing is counted
    of them."""
    person_ids = teamlists.find_members(managed, team_filter.search_text, team_filter.managed_ids)
    open_asks = (
        teamlists.read_open_asks(person_ids, day_by_site)
        if len(person_ids) <= teamlists.MOST_LISTED
        else ()
    )
    return Listing(_page(request, teamlists.ids_by_urgency(person_ids, open_asks)), Counter())


def _page(request: UserRequest, person_ids: list[int]) -> Page[int]:
    return Paginator(person_ids, PAGE).get_page(request.GET.get("page"))


def _teams_to_choose(team_ids: set[int]) -> list[Team]:
    """The teams to choose from; none where they are too many to name."""
    return list(Team.objects.filter(pk__in=team_ids)) if len(team_ids) <= MOST_TEAMS else []


def _people_shown(user: User, team_filter: TeamFilter) -> QuerySet[User]:
    return access.people_seen(user, Role.MANAGER, user.today(), only_team=team_filter.team)


@never_cache
@manager_only
@require_safe
@head_leaves_nothing
def export(request: UserRequest, kind: str) -> StreamingHttpResponse:
    """What a manager sees, as a file."""
    team_filter, now = _team_filter(request), timezone.now()
    actions.note_export(request.user, Role.MANAGER, now, team=team_filter.team)
    list_filter = ListFilter(which=WhichAsks.ALL, team=team_filter.team)
    rows = exports.rows(
        Role.MANAGER,
        _people_shown(request.user, team_filter),
        list_filter,
        read_days_and_returns(now),
        team_filter.managed_ids,
    )
    return sheet_response(kind, exports.header(Role.MANAGER), rows, request.user, list_filter.words)
