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
    due_in_words: str
    renewal_in_words: str
    made_on: date
    made_by: str
    withdrawn_on: date | None
    withdrawn_by: str
    may_change: bool


def assignments_seen(reach: Reach) -> QuerySet[Any]:
    """Those that HR of a reach sees, the newest first: what asks people at one of their places.
    `may_change` says of each whether they look after everybody whom it asks."""
    assignments = Assignment.objects.shown()
    if not reach.everywhere:
        own_sites = Site.objects.filter(reach.at())
        assignments = assignments.filter(Q(pk__in=assignments.at(own_sites)) | Q(everyone=True))
    with_related = assignments.select_related("module", "created_by__site", "withdrawn_by")
    return (
        with_related.order_by("-id")
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
        _name_by_track({assignment.track for assignment in rows if assignment.track}),
    )
    return [
        AssignmentWords(
            pk=assignment.pk,
            title=titles.get(assignment.module_id or 0) or tracks.get(assignment.track, ""),
            whom=_audience_words(assignment, reach),
            due_in_words=due_in_words(assignment),
            renewal_in_words=renewal_in_words(assignment),
            made_on=assignment.asked_on(),
            made_by=assignment.created_by.name,
            withdrawn_on=assignment.withdrawn_on,
            withdrawn_by=assignment.withdrawn_by.name if assignment.withdrawn_by else "",
            may_change=assignment.may_change,  # type: ignore[attr-defined]  # made() counts it
        )
        for assignment in rows
    ]


def _name_by_track(slugs: Iterable[str]) -> dict[str, str]:
    """By track: its name, or the neutral one of its subject where all of that is off."""
    modules = Module.objects.filter(track__in=slugs).annotate(is_off=is_subject_off("subject"))
    full_names = {slug: track_name(slug) for slug in slugs}
    shown_names: dict[str, str] = {}
    for slug, subject, hidden in modules.values_list("track", "subject", "is_off"):
        if not hidden or slug not in shown_names:
            shown_names[slug] = shown_title(full_names[slug], subject, hidden)
    return full_names | shown_names


def _audience_words(assignment: Assignment, reach: Reach) -> str:
    """At which sites, of which teams and roles, begun since when, and who by name: how many."""
    sites = [place.site for place in assignment.sites.all() if _is_in_reach(place.site, reach)]
    parts = [
        _names_in_words([site.name for site in sites])
        if sites
        else _("everybody")
        if assignment.everyone
        else "",
        _names_in_words([row_of_team.team.name for row_of_team in assignment.teams.all()]),
        _names_in_words(
            [str(Role(row_of_role.role).label) for row_of_role in assignment.roles.all()]
        ),
    ]
    if assignment.started_after:
        day = date_format(assignment.started_after, "DATE_FORMAT")
        parts.append(_("begun after %(day)s") % {"day": day})
    named_people = list(assignment.named.all())
    added_count, left_out = (
        sum(not named_person.left_out for named_person in named_people),
        sum(named_person.left_out for named_person in named_people),
    )
    if added_count:
        parts.append(ngettext("%(n)s by name", "%(n)s by name", added_count) % {"n": added_count})
    if left_out:
        parts.append(ngettext("less %(n)s", "less %(n)s", left_out) % {"n": left_out})
    return " · ".join(part for part in parts if part)


def _is_in_reach(site: Site, reach: Reach) -> bool:
    return reach.everywhere or site.pk in reach.sites or site.country in reach.countries


def _names_in_words(names: Sequence[str]) -> str:
    unnamed_count = len(names) - NAMES_SHOWN
    shown = list(names[:NAMES_SHOWN])
    if unnamed_count > 0:
        shown.append(ngettext("%(n)s more", "%(n)s more", unnamed_count) % {"n": unnamed_count})
    return str(get_text_list(shown, _("and"))) if shown else ""


def due_in_words(assignment: Assignment) -> str:
    """By 31 March 2027; or within 28 days of their first day."""
    if assignment.due_on:
        return _("by %(day)s") % {"day": date_format(assignment.due_on, "DATE_FORMAT")}
    words = {
        DueFrom.START: _("within %(n)s days of their first day"),
        DueFrom.ASKED: _("within %(n)s days of being asked"),
        DueFrom.RETURN: _("within %(n)s days of their return"),
    }
    return words[DueFrom(assignment.due_from)] % {"n": assignment.due_days}


def renewal_in_words(assignment: Assignment) -> str:
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
            asked_no_longer=_count_people(alone.undone()),
            records=mine.filter(done_on__isnull=False).count(),
            asked_otherwise=_count_people(mine.filter(Exists(other_sources)).undone()),
        )


def _count_people(asks: QuerySet[Ask]) -> int:
    """How many are asked them: of a track each is asked several."""
    return asks.order_by().values("person").distinct().count()
