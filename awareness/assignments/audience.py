"""Whom a module reaches: everybody at its sites, or those of them whom it is for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from awareness.assignments.models import AskSource, Assignment
from awareness.learning.models import Module, OpenTo
from awareness.people.models import RoleGrant, Site, User, at_work
from prepared.planning import whole_tables


def of(open_to: str, today: date) -> Q:
    """People at work whom a module is for, as a condition on users."""
    kind, people = OpenTo(open_to), at_work(today)
    if kind.role is not None:
        held = RoleGrant.objects.filter(user=OuterRef("pk"), role=kind.role)
        people &= Q(Exists(held))
    if not kind.for_youth:
        people &= Q(youth_until=None) | Q(youth_until__lt=today)
    return people


def reached(module: Module, sites: Iterable[Any], today: date) -> QuerySet[User]:
    """Whom the module is for at these sites (or at those of a subquery of ids) today."""
    return User.objects.filter(of(module.open_to, today), site__in=sites)


def at_sites(
    modules: Sequence[Module], sites: QuerySet[Site], today: date
) -> list[tuple[Site, Mapping[str, int]]]:
    """The sites with how many people one of the modules would reach there, by whom it is for."""
    kinds = {OpenTo.EVERYONE.value: None} | {module.open_to: None for module in modules}
    counted = {
        kind: dict(
            User.objects.filter(of(kind, today), site__in=sites)
            .order_by()
            .values_list("site")
            .annotate(n=Count("pk"))
        )
        for kind in OpenTo.values
        if kind in kinds
    }
    return [
        (site, {kind: counted[kind].get(site.pk, 0) for kind in counted})
        for site in sites.order_by("sort_key", "pk")
    ]


# Those who came to a site, or into a role, since a module was assigned


def joiners(today: date, at: QuerySet[Site] | None = None) -> dict[int, int]:
    """By assignment that is not withdrawn: how many people of its sites are not asked yet. `at`:
    of these of its sites alone."""
    counts = _not_asked(today, at).values("of").annotate(n=Count("pk", distinct=True))
    with whole_tables():
        return {row["of"]: row["n"] for row in counts}


def joined(today: date, at: QuerySet[Site] | None = None) -> int:
    """How many people those are, each counted once."""
    with whole_tables():
        return _not_asked(today, at).values("pk").distinct().count()


def _not_asked(today: date, at: QuerySet[Site] | None) -> QuerySet[Any]:
    """Somebody comes once for each assignment (`of`) of their site that is for them and does not
    ask them."""
    assigned = AskSource.objects.current().filter(
        assignment=OuterRef("of"), ask__person=OuterRef("pk")
    )
    theirs = Q()
    for kind in OpenTo.values:
        theirs |= Q(open_to=kind) & of(kind, today)
    return (
        User.objects.annotate(
            of=F("site__assignment_sites__assignment"),
            open_to=F("site__assignment_sites__assignment__module__open_to"),
        )
        .filter(of__in=Assignment.objects.running())
        .filter(theirs if at is None else theirs & Q(site__in=at))
        .filter(~Exists(assigned))
        .order_by()
    )
