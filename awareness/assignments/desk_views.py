"""Monday morning of HR and auditors, the lists behind it, and these as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awareness.assignments import access, actions, asklists, exports, over_time, totals
from awareness.assignments.asklists import ListFilter, Person, Row, Which
from awareness.assignments.desk_forms import read_shown
from awareness.assignments.done_last import last_done
from awareness.assignments.firsts import AsksByName, first_of_sites
from awareness.assignments.over_time import By
from awareness.assignments.over_time_lines import Panel, draw
from awareness.assignments.returns import read_as_of
from awareness.assignments.rules import end_of_week
from awareness.assignments.titles import ModuleTitle, read_known, to_choose
from awareness.assignments.totals import Total
from awareness.insights import sheets, workbooks
from awareness.people.access import UserRequest, people_in_teams, require_role
from awareness.people.models import Kind, Role, Site, Team, User, at_work
from awareness.people.reach import EVERYWHERE, Reach, people_of_hr
from awareness.people.searching import search_people
from awareness.people.today import DayBySite
from awareness.people.visibility import columns

PAGE = 50
OTHERS = 8  # named of those whom a search finds outside what its list shows
ALL_AT_ONCE = 2000  # asks: of more, the first of each site are listed until one is chosen
SITES, NAMES = 3, 4  # with names on the desk, and how many of each
LINES = 6  # drawn beside each other
ROWS = 12  # of more lines, the desk shows those that are drawn; the page of them shows all
APART = 5  # per cent behind the next from which on a line is marked
desk = require_role(Role.HR, Role.AUDITOR)


@dataclass(frozen=True)
class Viewer:
    """Who looks at the employer, as what, and at which places."""

    user: User
    role: str
    today: DayBySite
    sites: Sequence[Site]  # all there are, by name

    @property
    def reach(self) -> Reach:
        return self.user.reach if self.role == Role.HR else EVERYWHERE

    @cached_property
    def modules(self) -> dict[int, ModuleTitle]:
        return read_known()

    @cached_property
    def titles(self) -> dict[int, str]:
        return {pk: known.title for pk, known in self.modules.items()}

    def rows(self, ask_ids: Sequence[int]) -> list[Row]:
        """These asks as the viewer may see them."""
        return asklists.read_rows(self.role, ask_ids, self.today, self.titles)

    def people(self, shown: ListFilter) -> QuerySet[User]:
        """The people whom a list is about: those at work, or with what is past all there were."""
        people = people_of_hr(self.user) if self.role == Role.HR else User.objects.all()
        day = self.user.today()
        if shown.site:
            people = people.filter(site=shown.site)
        if shown.team:
            below = Team.objects.with_below({shown.team.pk})
            people = people.filter(pk__in=people_in_teams(below, day).values("pk"))
        if shown.which is not Which.PAST:
            people = people.filter(at_work(day))
        return search_people(people, shown.q, day, kinds=self.finds_by) if shown.q else people

    @property
    def finds_by(self) -> list[str]:
        """What somebody signs in with, by which this role may find them: what it may not read of
        them it cannot try letter by letter either."""
        return columns(self.role, Kind.values)


def viewer_of(request: UserRequest) -> Viewer:
    role = access.desk_role(request.user)
    sites = list(Site.objects.order_by("sort_key", "pk"))
    return Viewer(request.user, role, read_as_of(timezone.now(), sites), sites)


@never_cache
@desk
@require_safe
def today(request: UserRequest) -> HttpResponse:
    """Who is late, by site and name; how many stand how; and how it went so far."""
    viewer = viewer_of(request)
    shown = read_shown(request.GET, viewer.user, viewer.role, Which.LATE)
    counts = _counts(viewer, shown)
    by_site = _sites(viewer, shown, counts)
    context = _frame(viewer, shown) | {
        "total": totals.total(counts),
        "heads": [escape(str(head)) for _name, head in totals.COLUMNS],
        "sites": by_site,
        "groups": _groups(viewer, shown, by_site),
        "starters": _starters(viewer, shown),
        "done_last": last_done(viewer.user) if viewer.role == Role.HR else None,
        "sunday": end_of_week(viewer.user.today()),
        "over_time": _over_time(viewer, shown, By.SITE),
    }
    return render(request, "assignments/today.html", context)


def _counts(viewer: Viewer, shown: ListFilter) -> totals.Totals:
    """By site: how many asks stand how, of the site and the module that are shown."""
    return totals.count(
        "site",
        viewer.today,
        viewer.reach,
        shown.site.pk if shown.site else None,
        shown.module.pk if shown.module else None,
    )


def _frame(viewer: Viewer, shown: ListFilter) -> dict[str, Any]:
    """What every page of the desk shows: the day, the filter, and what may be done."""
    return {
        "day": viewer.user.today(),
        "shown": shown,
        "choices": _choices(viewer),
        "may_act": viewer.role == Role.HR,
        "finds_by_email": Kind.EMAIL in viewer.finds_by,
    }


MOST_TEAMS = 60  # in a list to choose from; more are found by their name


def _choices(viewer: Viewer) -> dict[str, Any]:
    """What the filter offers."""
    teams = Team.objects.order_by("sort_key", "pk")
    many = len(teams.order_by()[: MOST_TEAMS + 1].values_list("pk")) > MOST_TEAMS
    return {
        "sites": [site for site in viewer.sites if viewer.reach.holds(site)],
        "teams": [] if many else list(teams),
        "modules": to_choose(viewer.modules),
        "which": Which.choices,
    }


@dataclass(frozen=True)
class Group:
    """A site with how many there are, and the first of them."""

    site: Site | None
    count: int
    people: list[Person]
    more: int
    address: str  # of the whole list of the site, as the query of an address


type BySite = list[tuple[Site | None, Total, str]]


def _sites(viewer: Viewer, shown: ListFilter, by_site: totals.Totals) -> BySite:
    """Each site that something is asked of, by name, with its total, and the query of the address
    of what is shown of it; no site last."""
    places: list[Site | None] = [*viewer.sites, None]
    keys = [(place, place.pk if place else None) for place in places]
    return [
        (place, by_site[key], replace(shown, site=place).address)
        for place, key in keys
        if key in by_site
    ]


def _number(shown: ListFilter, total: Total) -> int:
    """How many of a total a list shows."""
    if shown.which is Which.ALL:
        return total.asked
    return sum(total.parts.get(part, 0) for part in shown.which.parts)


def _groups(viewer: Viewer, shown: ListFilter, by_site: BySite) -> dict[str, Any]:
    """The sites with the most of what is shown, with the first names of each; the others by number
    alone (`rest`)."""
    numbered = [
        (site, number, address)
        for site, total, address in by_site
        if (number := _number(shown, total))
    ]
    numbered.sort(key=lambda row: -row[1])
    first, rest = numbered[:SITES], numbered[SITES:]
    places = [site.pk if site else None for site, _count, _address in first]
    firsts = first_of_sites(viewer.people(shown), places, shown, viewer.today, NAMES)
    ids = [pk for theirs in firsts.values() for pk in theirs]
    rows = {row.pk: row for row in viewer.rows(ids)}
    groups = []
    for site, count, address in first:
        theirs = [rows[pk] for pk in firsts.get(site.pk if site else None, ()) if pk in rows]
        more = max(0, count - len(theirs))
        groups.append(Group(site, count, asklists.by_person(theirs), more, address))
    return {"first": groups, "rest": rest}


def _starters(viewer: Viewer, shown: ListFilter) -> list[User]:
    """Whose first day is in this week, by site and name."""
    day = viewer.user.today()
    sunday = end_of_week(day)
    people = viewer.people(ListFilter(which=Which.PAST, site=shown.site))
    people = people.filter(is_active=True, start_day__range=(sunday - timedelta(days=6), sunday))
    return list(people.select_related("site").order_by("site__sort_key", "sort_key", "pk")[:PAGE])


@never_cache
@desk
@require_safe
def people(request: UserRequest) -> HttpResponse:
    """One list: who is asked what and stands how, at one site, in one team, or found by name; over
    many people the first of each site."""
    viewer = viewer_of(request)
    shown = read_shown(request.GET, viewer.user, viewer.role, Which.ALL)
    context = _frame(viewer, shown)
    if shown.is_narrow:
        context |= _list_page(request, viewer, shown)
    elif shown.which is Which.PAST:
        context |= _newest_past(viewer, shown)
    else:
        counts = _counts(viewer, shown)
        if totals.total(counts).asked <= ALL_AT_ONCE:
            context |= _list_page(request, viewer, shown)
        else:
            context["groups"] = _groups(viewer, shown, _sites(viewer, shown, counts))
            context["number"] = _number(shown, totals.total(counts))
    return render(request, "assignments/people.html", context)


def _list_page(request: UserRequest, viewer: Viewer, shown: ListFilter) -> dict[str, Any]:
    """A page of the people; where all that counts is shown, those who are asked nothing too; and
    whom the search finds outside the list."""
    people = asklists.by_name(viewer.people(shown))
    return _page(request, viewer, shown, people) | _outside_list(viewer, shown, people)


def _page(
    request: UserRequest, viewer: Viewer, shown: ListFilter, people: Sequence[int]
) -> dict[str, Any]:
    if shown.which is not Which.ALL:
        asks = AsksByName(people, shown, viewer.today, _known_number(viewer, shown))
        page: Page[Any] = Paginator(asks, PAGE).get_page(request.GET.get("page"))
        rows = viewer.rows(list(page.object_list))
        return {"page": page, "people": asklists.by_person(rows), "number": len(asks)}
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    people_on_page = list(page.object_list)
    ids = asklists.in_order(people_on_page, shown, viewer.today)
    rows = viewer.rows(ids)
    listed = asklists.of_people(viewer.role, people_on_page, rows, viewer.today)
    return {"page": page, "people": listed, "number": len(people)}


def _known_number(viewer: Viewer, shown: ListFilter) -> int | None:
    """How many asks a list shows, from the tallies; None where these do not tell: of a team, of
    whom a search finds, of what is past."""
    if shown.team or shown.q or not shown.which.parts:
        return None
    return _number(shown, totals.total(_counts(viewer, shown)))


def _outside_list(viewer: Viewer, shown: ListFilter, people: Sequence[int]) -> dict[str, Any]:
    """Whom the same words find outside the list: of other places, of whom nothing stands as it
    shows, who have left or are yet to come. Nobody where nothing was searched for."""
    if not shown.q:
        return {}
    listed = set(people)
    if shown.which is not Which.ALL:
        asks = asklists.asks_of(people, shown, viewer.today)
        listed = set(asks.order_by().values_list("person", flat=True))
    everywhere = asklists.by_name(viewer.people(ListFilter(which=Which.PAST, q=shown.q)))
    others = [pk for pk in everywhere if pk not in listed]
    everybody = ListFilter(which=Which.ALL, q=shown.q)
    return {
        "others": asklists.of_people(viewer.role, others[:OTHERS], (), viewer.today),
        "others_number": len(others),
        "everybody": everybody.address if shown != everybody else "",
    }


def _newest_past(viewer: Viewer, shown: ListFilter) -> dict[str, Any]:
    """What ended last, of everybody; all of it is in the file."""
    ids = asklists.newest_past(viewer.reach, shown, viewer.titles, PAGE)
    rows = viewer.rows(ids)
    return {"people": asklists.by_person(rows), "number": None}


@never_cache
@desk
@require_safe
def export(request: UserRequest, kind: str) -> StreamingHttpResponse:
    """The list that the address names, as a file: all of it, whatever its length."""
    viewer = viewer_of(request)
    shown = read_shown(request.GET, viewer.user, viewer.role, Which.ALL)
    actions.note_export(viewer.user, viewer.role, timezone.now(), site=shown.site, team=shown.team)
    rows = exports.rows(viewer.role, viewer.people(shown), shown, viewer.today)
    return as_file(kind, exports.header(viewer.role), rows, viewer.user, shown.words)


def as_file(
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


def _over_time(viewer: Viewer, shown: ListFilter, by: By) -> dict[str, Any]:
    """The lines of a page, those drawn, and those of a short table."""
    days = over_time.mondays(viewer.user.today())
    module = shown.module.pk if shown.module else None
    lines = over_time.read_lines(by, days, viewer.reach, shown.site, module)
    lines = [line for line in lines if line.last.asked]
    drawn = sorted(lines, key=lambda line: -line.last.asked)[:LINES]
    drawn = [line for line in lines if line in drawn and line.last.asked >= over_time.LEAST]
    behind = min(drawn, key=lambda line: line.last.percent, default=None)
    others = [line.last.percent for line in drawn if line is not behind]
    marked = behind if behind and others and min(others) - behind.last.percent >= APART else None
    panels = [
        Panel(line.name, days, [point.percent for point in line.points], line is marked)
        for line in drawn
    ]
    heads = [date_format(day, "MONTH_DAY_FORMAT") for day in over_time.every_third(days)]
    heads += [_("Done today"), _("Asked today")]
    return {
        "by": by,
        "days": days,
        "lines": lines,
        "short": drawn if drawn and len(lines) > ROWS else lines,
        "heads": [escape(head) for head in heads],
        "marked": marked,
        "drawings": draw(panels) if panels else [],
        "sentences": [  # what the drawings say
            _("%(name)s: %(share)s %% now.") % {"name": panel.name, "share": panel.shares[-1]}
            for panel in panels
        ],
        "drawn": len(drawn),
        "base": sum(line.last.asked for line in lines),
        "done": sum(line.last.done for line in lines),
    }


@never_cache
@desk
@require_safe
def show_over_time(request: UserRequest) -> HttpResponse:
    """How it went, by site, module or team, as drawings with their table."""
    viewer = viewer_of(request)
    shown = read_shown(request.GET, viewer.user, viewer.role, Which.ALL)
    by = By(request.GET["by"]) if request.GET.get("by") in By.values else By.SITE
    context = _frame(viewer, shown) | {
        "over_time": _over_time(viewer, shown, by),
        "ways": By.choices,
    }
    return render(request, "assignments/over_time.html", context)


@never_cache
@desk
@require_safe
def export_over_time(request: UserRequest, kind: str) -> StreamingHttpResponse:
    """The same numbers as a file."""
    viewer = viewer_of(request)
    shown = read_shown(request.GET, viewer.user, viewer.role, Which.ALL)
    by = By(request.GET["by"]) if request.GET.get("by") in By.values else By.SITE
    lines = _over_time(viewer, shown, by)["lines"]
    rows = (
        (line.name, point.day, point.asked, point.done) for line in lines for point in line.points
    )
    words = [by.label, *shown.words[1:]]
    return as_file(kind, (by.value, "day", "asked", "done"), rows, viewer.user, words)
