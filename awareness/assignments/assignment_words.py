"""What HR has assigned, in words: what, whom, by when, whether again; and what withdrawing does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awareness.assignments.assign_form import track_name
from awareness.assignments.models import (
    Ask,
    AskSource,
    Assignment,
    AssignmentPerson,
    AssignmentSite,
    AssignmentTeam,
    DueFrom,
    RenewFrom,
)
from awareness.assignments.titles import read_titles
from awareness.learning.models import Module
from awareness.people.models import Role, Site
from awareness.people.reach import Reach
from awareness.subjects.queries import is_subject_off, shown_title
from prepared.planning import whole_tables

NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class AssignmentWords:
    """An assignment as HR reads it. `may_change`: it asks nobody whom they do not look after."""

    pk: int
    title: str
    whom: str
    by_when: str
    again: str
    made_on: date
    made_by: str
    withdrawn_on: date | None
    withdrawn_by: str
    may_change: bool


def made(reach: Reach) -> QuerySet[Any]:
    """Those that HR of a reach sees, the newest first: what asks people at one of their places.
    `may_change` says of each whether they look after everybody whom it asks."""
    shown = Assignment.objects.shown()
    if not reach.everywhere:
        mine = Site.objects.filter(reach.at())
        shown = shown.filter(Q(pk__in=shown.at(mine)) | Q(everyone=True))
    whole = shown.select_related("module", "created_by__site", "withdrawn_by")
    return (
        whole.order_by("-id")
        .annotate(may_change=_may_change(reach))
        .prefetch_related(
            Prefetch(
                "sites", AssignmentSite.objects.select_related("site").order_by("site__sort_key")
            ),
            Prefetch(
                "teams", AssignmentTeam.objects.select_related("team").order_by("team__sort_key")
            ),
            "roles",
            Prefetch("named", AssignmentPerson.objects.filter(reach.at("person__site__"))),
        )
    )


def _may_change(reach: Reach) -> Any:
    """The SQL condition on an assignment: it asks nobody outside this reach."""
    everything = Assignment.objects.filter(pk=OuterRef("pk"))
    if reach.everywhere:
        return Exists(everything)
    return Exists(everything.only_at(Site.objects.filter(reach.at())))


def in_words(assignments: Iterable[Assignment], reach: Reach) -> list[AssignmentWords]:
    """These, as a list of HR shows them; two queries for all titles."""
    rows = list(assignments)
    titles, tracks = (
        read_titles(),
        _tracks({assignment.track for assignment in rows if assignment.track}),
    )
    return [
        AssignmentWords(
            pk=assignment.pk,
            title=titles.get(assignment.module_id or 0) or tracks.get(assignment.track, ""),
            whom=_audience_words(assignment, reach),
            by_when=by_when(assignment),
            again=again(assignment),
            made_on=assignment.asked_on(),
            made_by=assignment.created_by.name,
            withdrawn_on=assignment.withdrawn_on,
            withdrawn_by=assignment.withdrawn_by.name if assignment.withdrawn_by else "",
            may_change=assignment.may_change,  # type: ignore[attr-defined]  # made() counts it
        )
        for assignment in rows
    ]


def _tracks(slugs: Iterable[str]) -> dict[str, str]:
    """By track: its name, or the neutral one of its subject where all of that is off."""
    modules = Module.objects.filter(track__in=slugs).annotate(is_off=is_subject_off("subject"))
    named = {slug: track_name(slug) for slug in slugs}
    shown: dict[str, str] = {}
    for slug, subject, hidden in modules.values_list("track", "subject", "is_off"):
        if not hidden or slug not in shown:
            shown[slug] = shown_title(named[slug], subject, hidden)
    return named | shown


def _audience_words(assignment: Assignment, reach: Reach) -> str:
    """At which sites, of which teams and roles, begun since when, and who by name: how many."""
    sites = [place.site for place in assignment.sites.all() if _reached(place.site, reach)]
    parts = [
        _list([site.name for site in sites])
        if sites
        else _("everybody")
        if assignment.everyone
        else "",
        _list([row_of_team.team.name for row_of_team in assignment.teams.all()]),
        _list([str(Role(row_of_role.role).label) for row_of_role in assignment.roles.all()]),
    ]
    if assignment.started_after:
        day = date_format(assignment.started_after, "DATE_FORMAT")
        parts.append(_("begun after %(day)s") % {"day": day})
    named = list(assignment.named.all())
    added, less = (
        sum(not change.left_out for change in named),
        sum(change.left_out for change in named),
    )
    if added:
        parts.append(ngettext("%(n)s by name", "%(n)s by name", added) % {"n": added})
    if less:
        parts.append(ngettext("less %(n)s", "less %(n)s", less) % {"n": less})
    return " · ".join(part for part in parts if part)


def _reached(site: Site, reach: Reach) -> bool:
    return reach.everywhere or site.pk in reach.sites or site.country in reach.countries


def _list(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    shown = list(names[:NAMES_SHOWN])
    if more > 0:
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return str(get_text_list(shown, _("and"))) if shown else ""


def by_when(assignment: Assignment) -> str:
    """By 31 March 2027; or within 28 days of their first day."""
    if assignment.due_on:
        return _("by %(day)s") % {"day": date_format(assignment.due_on, "DATE_FORMAT")}
    words = {
        DueFrom.START: _("within %(n)s days of their first day"),
        DueFrom.ASKED: _("within %(n)s days of being asked"),
        DueFrom.RETURN: _("within %(n)s days of their return"),
    }
    return words[DueFrom(assignment.due_from)] % {"n": assignment.due_days}


def again(assignment: Assignment) -> str:
    """How often it is asked again; empty where it is asked once."""
    months = {"n": assignment.renew_months}
    match assignment.renew_from:
        case RenewFrom.COMPLETION:
            return _("again %(n)s months after it was done") % months
        case RenewFrom.EXPIRY:
            return _("again every %(n)s months, counted from when it ran out") % months
        case RenewFrom.FIXED_DAY:
            day = {"day": assignment.renew_day, "month": MONTHS[assignment.renew_month or 1]}
            return _("again each year by %(day)s %(month)s") % day
    return ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What withdrawing does: how many people are asked no longer, how many completions stay on
    record, and how many are asked for it by another assignment as well."""

    asked_no_longer: int
    records: int
    asked_otherwise: int


def effect_of_withdrawing(assignment: Assignment, reach: Reach) -> Effect:
    """Of an assignment that is not withdrawn, for the people of a reach; three counts."""
    mine = Ask.objects.current().filter(
        Exists(AskSource.objects.current().filter(ask=OuterRef("pk"), assignment=assignment)),
        reach.at("person__site__"),
    )
    other_sources = (
        AskSource.objects.current().filter(ask=OuterRef("pk")).exclude(assignment=assignment)
    )
    alone = mine.filter(~Exists(other_sources))
    with whole_tables():
        return Effect(
            asked_no_longer=alone.undone().count(),
            records=mine.filter(done_on__isnull=False).count(),
            asked_otherwise=mine.filter(Exists(other_sources)).undone().count(),
        )
