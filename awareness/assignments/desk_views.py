"""Monday morning of HR and auditors, the lists behind it, and these as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awareness.assignments import access, actions, asklists, exports, over_time, totals
from awareness.assignments.asklists import AskRow, ListedPerson, ListFilter, WhichAsks
from awareness.assignments.desk_forms import read_list_filter
from awareness.assignments.done_last import read_last_change
from awareness.assignments.firsts import AsksByName, first_asks_by_site
from awareness.assignments.over_time import GroupBy
from awareness.assignments.over_time_lines import Panel, draw
from awareness.assignments.returns import read_days_and_returns
from awareness.assignments.rules import end_of_week
from awareness.assignments.titles import ModuleTitle, read_known, to_choose
from awareness.assignments.totals import Total
from awareness.insights import sheets, workbooks
from awareness.people.access import UserRequest, head_leaves_nothing, people_in_teams, require_role
from awareness.people.models import Kind, Role, Site, Team, User, at_work
from awareness.people.reach import EVERYWHERE, Reach, people_of_hr
from awareness.people.searching import search_people
from awareness.people.today import DayBySite
from awareness.people.visibility import columns

PAGE = 50
OTHERS_NAMED = 8  # named of those whom a search finds outside what its list shows
MOST_LISTED = 2000  # asks: of more, the first of each site are listed until one is chosen
SITES_WITH_NAMES, ASKS_PER_SITE = 3, 4  # with names on the desk, and how many of each
LINES_DRAWN = 6  # drawn beside each other
MOST_ROWS = 12  # of more lines, the desk shows those that are drawn; the page of them shows all
PERCENT_BEHIND = 5  # per cent behind the next from which on a line is marked
desk_only = require_role(Role.HR, Role.AUDITOR)


@dataclass(frozen=True)
class Viewer:
    """Who looks at the employer, as what, and at which places."""

    user: User
    role: str
    day_by_site: DayBySite
    sites: Sequence[Site]  # all there are, by name

    @property
    def reach(self) -> Reach:
        return self.user.reach if self.role == Role.HR else EVERYWHERE

    @cached_property
    def title_rows_by_module(self) -> dict[int, ModuleTitle]:
        return read_known()

    @cached_property
    def title_by_module(self) -> dict[int, str]:
        return {pk: known.title for pk, known in self.title_rows_by_module.items()}

    def rows(self, ask_ids: Sequence[int]) -> list[AskRow]:
        """These asks as the viewer may see them."""
        return asklists.read_rows(self.role, ask_ids, self.day_by_site, self.title_by_module)

    def people(self, list_filter: ListFilter) -> QuerySet[User]:
        """The people whom a list is about: those at work, or with what is past all there were."""
        people = people_of_hr(self.user) if self.role == Role.HR else User.objects.all()
        day = self.user.today()
        if list_filter.site:
            people = people.filter(site=list_filter.site)
        if list_filter.team:
            below = Team.objects.with_below({list_filter.team.pk})
            people = people.filter(pk__in=people_in_teams(below, day).values("pk"))
        if list_filter.which is not WhichAsks.PAST:
            people = people.filter(at_work(day))
        return (
            search_people(people, list_filter.search_text, day, kinds=self.finds_by)
            if list_filter.search_text
            else people
        )

    @property
    def finds_by(self) -> list[str]:
        """What somebody signs in with, by which this role may find them: what it may not read of
        them it cannot try letter by letter either."""
        return columns(self.role, Kind.values)


def viewer_of(request: UserRequest) -> Viewer:
    role = access.desk_role(request.user)
    sites = list(Site.objects.order_by("sort_key", "pk"))
    return Viewer(request.user, role, read_days_and_returns(timezone.now(), sites), sites)


@never_cache
@desk_only
@require_safe
def today(request: UserRequest) -> HttpResponse:
    """Who is late, by site and name; how many stand how; and how it went so far."""
    viewer = viewer_of(request)
    list_filter = read_list_filter(request.GET, viewer.user, viewer.role, WhichAsks.LATE)
    totals_by_site = _totals_by_site(viewer, list_filter)
    site_totals = _site_totals(viewer, list_filter, totals_by_site)
    context = _common_context(viewer, list_filter) | {
        "total": totals.sum_of(totals_by_site),
        "heads": [escape(str(head)) for _name, head in totals.TOTAL_COLUMNS],
        "sites": site_totals,
        "groups": _grouped_by_site(viewer, list_filter, site_totals),
        "starters": _people_starting_this_week(viewer, list_filter),
        "done_last": read_last_change(viewer.user) if viewer.role == Role.HR else None,
        "sunday": end_of_week(viewer.user.today()),
        "over_time": _over_time_context(viewer, list_filter, GroupBy.SITE),
    }
    return render(request, "assignments/today.html", context)


def _totals_by_site(viewer: Viewer, list_filter: ListFilter) -> totals.Totals:
    """By site: how many asks stand how, of the site and the module that are shown."""
    return totals.count_asks(
        "site",
        viewer.day_by_site,
        viewer.reach,
        list_filter.site.pk if list_filter.site else None,
        list_filter.module.pk if list_filter.module else None,
    )


def _common_context(viewer: Viewer, list_filter: ListFilter) -> dict[str, Any]:
    """What every page of the desk shows: the day, the filter, and what may be done."""
    return {
        "day": viewer.user.today(),
        "list_filter": list_filter,
        "choices": _filter_choices(viewer),
        "may_act": viewer.role == Role.HR,
        "finds_by_email": Kind.EMAIL in viewer.finds_by,
    }


MOST_TEAMS = 60  # in a list to choose from; more are found by their name


def _filter_choices(viewer: Viewer) -> dict[str, Any]:
    """What the filter offers."""
    teams = Team.objects.order_by("sort_key", "pk")
    too_many = len(teams.order_by()[: MOST_TEAMS + 1].values_list("pk")) > MOST_TEAMS
    return {
        "sites": [site for site in viewer.sites if viewer.reach.holds(site)],
        "teams": [] if too_many else list(teams),
        "modules": to_choose(viewer.title_rows_by_module),
        "which": WhichAsks.choices,
    }


@dataclass(frozen=True)
class Group:
    """A site with how many there are, and the first of them."""

    site: Site | None
    count: int
    people: list[ListedPerson]
    more: int
    query_string: str  # of the address of the whole list of the site


type BySite = list[tuple[Site | None, Total, str]]


def _site_totals(viewer: Viewer, list_filter: ListFilter, total_by_site: totals.Totals) -> BySite:
    """Each site that something is asked of, by name, with its total, and the query of the address
    of what is shown of it; no site last."""
    places: list[Site | None] = [*viewer.sites, None]
    keys = [(place, place.pk if place else None) for place in places]
    return [
        (place, total_by_site[key], replace(list_filter, site=place).query_string)
        for place, key in keys
        if key in total_by_site
    ]


def _listed_number(list_filter: ListFilter, total: Total) -> int:
    """How many of a total a list shows."""
    if list_filter.which is WhichAsks.ALL:
        return total.asked
    return sum(total.parts.get(part, 0) for part in list_filter.which.parts)


def _grouped_by_site(
    viewer: Viewer, list_filter: ListFilter, site_totals: BySite
) -> dict[str, Any]:
    """The sites with the most of what is shown, with the first names of each; the others by number
    alone (`rest`)."""
    numbered = [
        (site, number, address)
        for site, total, address in site_totals
        if (number := _listed_number(list_filter, total))
    ]
    numbered.sort(key=lambda row: -row[1])
    first, rest = numbered[:SITES_WITH_NAMES], numbered[SITES_WITH_NAMES:]
    site_ids = [site.pk if site else None for site, _count, _address in first]
    ask_ids_by_site = first_asks_by_site(
        viewer.people(list_filter), site_ids, list_filter, viewer.day_by_site, ASKS_PER_SITE
    )
    ids = [pk for rows_of_site in ask_ids_by_site.values() for pk in rows_of_site]
    row_by_ask = {row.pk: row for row in viewer.rows(ids)}
    groups = []
    for site, count, address in first:
        rows_of_site = [
            row_by_ask[pk]
            for pk in ask_ids_by_site.get(site.pk if site else None, ())
            if pk in row_by_ask
        ]
        more = max(0, count - len(rows_of_site))
        groups.append(Group(site, count, asklists.group_by_person(rows_of_site), more, address))
    return {"first": groups, "rest": rest}


def _people_starting_this_week(viewer: Viewer, list_filter: ListFilter) -> list[User]:
    """Whose first day is in this week, by site and name."""
    day = viewer.user.today()
    sunday = end_of_week(day)
    people = viewer.people(ListFilter(which=WhichAsks.PAST, site=list_filter.site))
    people = people.filter(is_active=True, start_day__range=(sunday - timedelta(days=6), sunday))
    by_site = F("site__sort_key").asc(nulls_last=True)  # databases differ in where NULL stands
    return list(people.select_related("site").order_by(by_site, "sort_key", "pk")[:PAGE])


@never_cache
@desk_only
@require_safe
def people(request: UserRequest) -> HttpResponse:
    """One list: who is asked what and stands how, at one site, in one team, or found by name; over
    many people the first of each site."""
    viewer = viewer_of(request)
    list_filter = read_list_filter(request.GET, viewer.user, viewer.role, WhichAsks.ALL)
    context = _common_context(viewer, list_filter)
    if list_filter.is_narrow:
        context |= _list_page_context(request, viewer, list_filter)
    elif list_filter.which is WhichAsks.PAST:
        context |= _newest_past_context(viewer, list_filter)
    else:
        totals_by_site = _totals_by_site(viewer, list_filter)
        if totals.sum_of(totals_by_site).asked <= MOST_LISTED:
            context |= _list_page_context(request, viewer, list_filter)
        else:
            context["groups"] = _grouped_by_site(
                viewer, list_filter, _site_totals(viewer, list_filter, totals_by_site)
            )
            context["number"] = _listed_number(list_filter, totals.sum_of(totals_by_site))
    return render(request, "assignments/people.html", context)


def _list_page_context(
    request: UserRequest, viewer: Viewer, list_filter: ListFilter
) -> dict[str, Any]:
    """A page of the people; where all that counts is shown, those who are asked nothing too; and
    whom the search finds outside the list."""
    person_ids = asklists.ids_by_site_and_name(viewer.people(list_filter))
    return _page_context(request, viewer, list_filter, person_ids) | _outside_list(
        viewer, list_filter, person_ids
    )


def _page_context(
    request: UserRequest, viewer: Viewer, list_filter: ListFilter, person_ids: Sequence[int]
) -> dict[str, Any]:
    if list_filter.which is not WhichAsks.ALL:
        asks = AsksByName(
            person_ids, list_filter, viewer.day_by_site, _number_from_tallies(viewer, list_filter)
        )
        page: Page[Any] = Paginator(asks, PAGE).get_page(request.GET.get("page"))
        rows = viewer.rows(list(page.object_list))
        return {"page": page, "people": asklists.group_by_person(rows), "number": len(asks)}
    page = Paginator(person_ids, PAGE).get_page(request.GET.get("page"))
    ids_on_page = list(page.object_list)
    ask_ids = asklists.ask_ids_in_order(ids_on_page, list_filter, viewer.day_by_site)
    rows = viewer.rows(ask_ids)
    listed = asklists.list_people(viewer.role, ids_on_page, rows, viewer.day_by_site)
    return {"page": page, "people": listed, "number": len(person_ids)}


def _number_from_tallies(viewer: Viewer, list_filter: ListFilter) -> int | None:
    """How many asks a list shows, from the tallies; None where these do not tell: of a team, of
    whom a search finds, of what is past."""
    if list_filter.team or list_filter.search_text or not list_filter.which.parts:
        return None
    return _listed_number(list_filter, totals.sum_of(_totals_by_site(viewer, list_filter)))


def _outside_list(
    viewer: Viewer, list_filter: ListFilter, person_ids: Sequence[int]
) -> dict[str, Any]:
    """Whom the same words find outside the list: of other places, of whom nothing stands as it
    shows, who have left or are yet to come. Nobody where nothing was searched for."""
    if not list_filter.search_text:
        return {}
    listed_ids = set(person_ids)
    if list_filter.which is not WhichAsks.ALL:
        asks = asklists.asks_of(person_ids, list_filter, viewer.day_by_site)
        listed_ids = set(asks.order_by().values_list("person", flat=True))
    found_ids = asklists.ids_by_site_and_name(
        viewer.people(ListFilter(which=WhichAsks.PAST, search_text=list_filter.search_text))
    )
    other_ids = [pk for pk in found_ids if pk not in listed_ids]
    everybody_filter = ListFilter(which=WhichAsks.ALL, search_text=list_filter.search_text)
    return {
        "others": asklists.list_people(
            viewer.role, other_ids[:OTHERS_NAMED], (), viewer.day_by_site
        ),
        "others_number": len(other_ids),
        "everybody": everybody_filter.query_string if list_filter != everybody_filter else "",
    }


def _newest_past_context(viewer: Viewer, list_filter: ListFilter) -> dict[str, Any]:
    """What ended last, of everybody; all of it is in the file."""
    ids = asklists.newest_past_ids(viewer.reach, list_filter, viewer.title_by_module, PAGE)
    rows = viewer.rows(ids)
    return {"people": asklists.group_by_person(rows), "number": None}


@never_cache
@desk_only
@require_safe
@head_leaves_nothing
def export(request: UserRequest, kind: str) -> StreamingHttpResponse:
    """The list that the address names, as a file: all of it, whatever its length."""
    viewer = viewer_of(request)
    list_filter = read_list_filter(request.GET, viewer.user, viewer.role, WhichAsks.ALL)
    actions.note_export(
        viewer.user, viewer.role, timezone.now(), site=list_filter.site, team=list_filter.team
    )
    rows = exports.rows(viewer.role, viewer.people(list_filter), list_filter, viewer.day_by_site)
    return sheet_response(kind, exports.header(viewer.role), rows, viewer.user, list_filter.words)


def sheet_response(
    kind: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    user: User,
    words: Sequence[Any],
) -> StreamingHttpResponse:
    """A list as CSV, cut as in the country of the reader's site, or as XLSX. The name of the file
    names no topic."""
    day = user.today()
    name = f"states-{day.isoformat()}.{kind}"
    if kind == "csv":
        country = user.site.country if user.site else ""
        lines = sheets.csv_lines(header, rows, separator=sheets.separator_of(country))
        return sheets.file_response(name, lines, StreamingHttpResponse)
    above = ", ".join([settings.EMPLOYER, *(str(word) for word in words), day.isoformat()])
    pieces = workbooks.workbook(header, rows, above)
    return sheets.file_response(name, pieces, StreamingHttpResponse, workbooks.CONTENT_TYPE)


# Over time


def _over_time_context(
    viewer: Viewer, list_filter: ListFilter, group_by: GroupBy
) -> dict[str, Any]:
    """The lines of a page, those drawn, and those of a short table."""
    days = over_time.mondays_and_today(viewer.user.today())
    module = list_filter.module.pk if list_filter.module else None
    lines = over_time.read_lines(group_by, days, viewer.reach, list_filter.site, module)
    lines = [line for line in lines if line.last.asked]
    lines_drawn = sorted(lines, key=lambda line: -line.last.asked)[:LINES_DRAWN]
    lines_drawn = [
        line for line in lines if line in lines_drawn and line.last.asked >= over_time.LEAST_ASKS
    ]
    lowest = min(lines_drawn, key=lambda line: line.last.percent, default=None)
    other_percents = [line.last.percent for line in lines_drawn if line is not lowest]
    marked_line = (
        lowest
        if lowest and other_percents and min(other_percents) - lowest.last.percent >= PERCENT_BEHIND
        else None
    )
    panels = [
        Panel(line.name, days, [point.percent for point in line.points], line is marked_line)
        for line in lines_drawn
    ]
    heads = [date_format(day, "MONTH_DAY_FORMAT") for day in over_time.every_third(days)]
    heads += [_("Done today"), _("Asked today")]
    return {
        "by": group_by,
        "days": days,
        "lines": lines,
        "short": lines_drawn if lines_drawn and len(lines) > MOST_ROWS else lines,
        "heads": [escape(head) for head in heads],
        "marked": marked_line,
        "drawings": draw(panels) if panels else [],
        "sentences": [  # what the drawings say
            _("%(name)s: %(share)s %% now.") % {"name": panel.name, "share": panel.shares[-1]}
            for panel in panels
        ],
        "drawn": len(lines_drawn),
        "base": sum(line.last.asked for line in lines),
        "done": sum(line.last.done for line in lines),
    }


@never_cache
@desk_only
@require_safe
def show_over_time(request: UserRequest) -> HttpResponse:
    """How it went, by site, module or team, as drawings with their table."""
    viewer = viewer_of(request)
    list_filter = read_list_filter(request.GET, viewer.user, viewer.role, WhichAsks.ALL)
    group_by = (
        GroupBy(request.GET["by"]) if request.GET.get("by") in GroupBy.values else GroupBy.SITE
    )
    context = _common_context(viewer, list_filter) | {
        "over_time": _over_time_context(viewer, list_filter, group_by),
        "ways": GroupBy.choices,
    }
    return render(request, "assignments/over_time.html", context)


@never_cache
@desk_only
@require_safe
def export_over_time(request: UserRequest, kind: str) -> StreamingHttpResponse:
    """The same numbers as a file."""
    viewer = viewer_of(request)
    list_filter = read_list_filter(request.GET, viewer.user, viewer.role, WhichAsks.ALL)
    group_by = (
        GroupBy(request.GET["by"]) if request.GET.get("by") in GroupBy.values else GroupBy.SITE
    )
    lines = _over_time_context(viewer, list_filter, group_by)["lines"]
    rows = (
        (line.name, point.day, point.asked, point.done) for line in lines for point in line.points
    )
    words = [group_by.label, *list_filter.words[1:]]
    return sheet_response(kind, (group_by.value, "day", "asked", "done"), rows, viewer.user, words)
