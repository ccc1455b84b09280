"""What a manager sees: of the own teams what is to do and what is late, with the due day; of
everything else that there is nothing to do, and no more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awareness.assignments import access, actions, exports, teamlists, teamtotals
from awareness.assignments.asklists import ListFilter, Which
from awareness.assignments.desk_views import as_file
from awareness.assignments.returns import read_as_of
from awareness.assignments.rules import end_of_week
from awareness.assignments.titles import read_titles
from awareness.people.access import UserRequest, managed_team_ids, require_role
from awareness.people.models import Role, Team, User
from awareness.people.today import DayBySite

PAGE = 50
LONGEST = 80  # letters of a search
MOST_TEAMS = 30  # named above the list; more are found by their name
manager_only = require_role(Role.MANAGER)

type Titles = Mapping[int, str]


@dataclass(frozen=True)
class Wanted:
    """Which of the own people are shown: of one team, or found by name."""

    teams: set[int]
    team: Team | None
    q: str

    @property
    def shown(self) -> set[int]:
        return Team.objects.with_below({self.team.pk}) & self.teams if self.team else self.teams


def _wanted(request: UserRequest) -> Wanted:
    teams, slug = managed_team_ids(request.user), request.GET.get("team")
    team = access.team_seen(request.user, slug) if slug else None
    return Wanted(teams, team, request.GET.get("q", "").strip()[:LONGEST])


@never_cache
@manager_only
@require_safe
def team(request: UserRequest) -> HttpResponse:
    """The people of the teams one manages, and of those below them: what is due first comes first,
    then by name. Of very many, those alone who have something to do, until a team is chosen."""
    wanted, today = _wanted(request), read_as_of(timezone.now())
    day, titles = request.user.today(), read_titles()
    mine = teamlists.Team(wanted.shown, day)
    listed = _found if wanted.q else _wide if mine.is_wide else _narrow
    ids, counts = listed(request, wanted, mine, today, titles)
    modules = teamlists.by_module(counts, titles)
    page = None if isinstance(ids, list) else ids
    ids_shown = ids if page is None else list(page.object_list)
    context: dict[str, Any] = {
        "day": day,
        "sunday": end_of_week(day),
        "team": wanted.team,
        "teams": _names(wanted.teams),
        "q": wanted.q,
        "late": sum(module.late for module in modules),
        "week": sum(module.week for module in modules),
        "modules": modules,
        "is_wide": page is None,
        "page": page,
        "people": teamlists.read_people_rows(ids_shown, today, wanted.teams, titles),
    }
    return render(request, "assignments/team.html", context)


type Listed = tuple[list[int] | Page[int], Counter[tuple[int, str]]]


def _narrow(
    request: UserRequest, wanted: Wanted, mine: teamlists.Team, today: DayBySite, _titles: Titles
) -> Listed:
    """A page of them all, and how much all of them have to do."""
    people = teamlists.ids_by_name(_people(request.user, wanted))
    opened = teamlists.read_open(people, today)
    counts = Counter((ask.module, ask.part) for ask in opened)
    return _page(request, teamlists.by_urgency(people, opened)), counts


def _wide(
    request: UserRequest, wanted: Wanted, mine: teamlists.Team, today: DayBySite, titles: Titles
) -> Listed:
    """Those whose day comes first, and how much all of them have to do."""
    first = teamlists.most_urgent(mine, today, list(titles), PAGE)
    return first, teamtotals.count_open(mine, today)


def _found(
    request: UserRequest, wanted: Wanted, mine: teamlists.Team, today: DayBySite, _titles: Titles
) -> Listed:
    """A page of those who were found, by name alone where these are very many; nothing is counted
    of them."""
    people = teamlists.find_members(mine, wanted.q, wanted.teams)
    opened = teamlists.read_open(people, today) if len(people) <= teamlists.MOST else ()
    return _page(request, teamlists.by_urgency(people, opened)), Counter()


def _page(request: UserRequest, people: list[int]) -> Page[int]:
    return Paginator(people, PAGE).get_page(request.GET.get("page"))


def _names(teams: set[int]) -> list[Team]:
    """The teams to choose from; none where they are too many to name."""
    return list(Team.objects.filter(pk__in=teams)) if len(teams) <= MOST_TEAMS else []


def _people(user: User, wanted: Wanted) -> QuerySet[User]:
    return access.people_seen(user, Role.MANAGER, user.today(), only=wanted.team)


@never_cache
@manager_only
@require_safe
def export(request: UserRequest, kind: str) -> StreamingHttpResponse:
    """What a manager sees, as a file."""
    wanted, now = _wanted(request), timezone.now()
    actions.note_export(request.user, Role.MANAGER, now, team=wanted.team)
    shown = ListFilter(which=Which.ALL, team=wanted.team)
    rows = exports.rows(
        Role.MANAGER, _people(request.user, wanted), shown, read_as_of(now), wanted.teams
    )
    return as_file(kind, exports.header(Role.MANAGER), rows, request.user, shown.words)
