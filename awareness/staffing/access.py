"""Whose imports somebody sees, and of which sites they are HR."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from awareness.people.models import User
from awareness.people.reach import people_of_hr, sites_of_hr
from awareness.staffing.models import Import, PlannedRow
from prepared.planning import whole_tables


def site_ids_of_hr(hr: User | None) -> frozenset[int] | None:
    """Ids of the sites of which somebody is HR; None for all of them, and for a command, which
    nobody (`hr` None) gave on a page."""
    if hr is None or hr.reach.everywhere:
        return None
    return frozenset(sites_of_hr(hr).values_list("pk", flat=True))


def imports_of(user: User) -> QuerySet[Import]:
    """The imports that HR may see: their own, and everybody's for HR of all sites."""
    return Import.objects.all() if site_ids_of_hr(user) is None else Import.objects.filter(by=user)


def read_page(people: QuerySet[User], number: str | None, size: int) -> Page[User]:
    """One page of a list of people, read: each costs no more than it shows, whatever the planner
    believes of the tables (decision 20)."""
    with whole_tables():
        page = Paginator(people, size).get_page(number)
        page.object_list = list(page.object_list)
    return page


def text_sent(sent: Mapping[str, Any], name: str) -> str:
    """What an address or a form says under a name; nothing, where no database could look for it."""
    text = str(sent.get(name, ""))
    return "" if "\0" in text else text[:100].strip()


def import_or_404(user: User, pk: UUID) -> Import:
    """One of them; 404 for any other, as if it did not exist."""
    return get_object_or_404(imports_of(user).select_related("by__site"), pk=pk)


def rows_in_reach(user: User, imported: Import) -> QuerySet[PlannedRow]:
    """The rows of an import but for those of people who are not in somebody's reach any more: a
    site may have been theirs when they brought the file. Rows of nobody who is here stay."""
    rows = imported.planned_rows.all()
    if site_ids_of_hr(user) is None:
        return rows
    return rows.filter(Q(person=None) | Q(person__in=people_of_hr(user)))
