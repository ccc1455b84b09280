"""Whose imports somebody sees, and which sites they keep."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from awareness.people.models import User
from awareness.people.reach import sites_of_hr
from awareness.staffing.models import Import


def reach(user: User | None) -> frozenset[int] | None:
    """Ids of the sites whose people somebody of HR keeps; None: everybody, as a command does."""
    if user is None or user.reach.everywhere:
        return None
    return frozenset(sites_of_hr(user).values_list("pk", flat=True))


def imports_of(user: User) -> QuerySet[Import]:
    """The imports that HR may see: their own, and everybody's for whoever keeps all sites."""
    return Import.objects.all() if reach(user) is None else Import.objects.filter(by=user)


def import_of(user: User, pk: UUID) -> Import:
    """One of them; 404 for any other, as if it did not exist."""
    return get_object_or_404(imports_of(user).select_related("by__site"), pk=pk)
