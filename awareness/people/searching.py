"""Finding people on a list: by their names, what they sign in with, and their teams."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from awareness.people.folding import fold
from awareness.people.models import Identifier, Kind, Membership, User
from awareness.people.normal_forms import normal_form


def search(
    people: QuerySet[User],
    text: str,
    day: date,
    *,
    kinds: Collection[str] = tuple(Kind.values),
    teams: Collection[int] | None = None,
) -> QuerySet[User]:
    """Those of the people of whom every word is found, in whatever order: in the name, in a team
    they belong to on that day (of `teams`, where only some may be seen), or in what they sign in
    with (of these `kinds`). Case, accents, apostrophes and kinds of hyphens are all the same.
    """
    memberships = Membership.objects.on(day)
    if teams is not None:
        memberships = memberships.filter(team__in=teams)
    for word in text.split():
        folded, normal = fold(word), normal_form(word)
        matches = Q(pk__in=[])
        if folded:
            in_team = memberships.filter(team__search_text__contains=folded)
            matches |= Q(search_text__contains=folded) | Q(pk__in=in_team.values("user"))
        if kinds and normal:
            signing_in = Identifier.objects.filter(_like(normal), kind__in=kinds)
            matches |= Q(pk__in=signing_in.values("person"))
        people = people.filter(matches)
    return people


def _like(normal: str) -> Q:
    """Numbers by any part of them. Of addresses everybody shares the end: these are found by how
    they begin, or by a part with the @ in it."""
    if "@" in normal:
        return Q(normal__contains=normal)
    number = Q(kind=Kind.EMPLOYEE_NUMBER, normal__contains=normal)
    return number | Q(kind=Kind.EMAIL, normal__startswith=normal)
