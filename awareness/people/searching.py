"""Finding people on a list: by their names, what they sign in with, and their teams."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from awareness.people.folding import fold
from awareness.people.models import IdentifierWord, Kind, Membership, NameWord, Team, User
from awareness.people.normal_forms import normal_form

# Ids that are written into a query as they are: a list of them is joined with nothing, so that no
# belief of a planner about tables matters. SQLite takes 250,000 values a query.
MOST_IDS_LISTED = 100_000
_SIGNS_AROUND = re.compile(r"^\W+|\W+$")  # around a word: a comma, brackets


def search_people(
    people: QuerySet[User],
    text: str,
    day: date,
    *,
    kinds: Collection[str] = tuple(Kind.values),
    team_ids: Collection[int] | None = None,
) -> QuerySet[User]:
    """Those of the people of whom every word is found, in whatever order: as the beginning of a
    word of the name or of what they sign in with (of these `kinds`), or in the name of a team they
    belong to on that day (of `team_ids`, where only some may be seen). Case, accents, apostrophes
    and kinds of hyphens are all the same. Asks twice for each word at once; what is found costs
    what it is, not what there is.
    """
    words = dict.fromkeys(text.split())
    if not words:
        return people
    ids = find_ids(text, day, kinds=kinds, team_ids=team_ids)
    if len(ids) <= MOST_IDS_LISTED:
        return people.filter(pk__in=ids)
    for word in words:
        people = people.filter(pk__in=_ids_found_by(word, day, kinds, team_ids))
    return people


def find_ids(
    text: str,
    day: date,
    *,
    kinds: Collection[str] = tuple(Kind.values),
    team_ids: Collection[int] | None = None,
) -> set[int]:
    """The ids of those whom `search_people` finds among everybody, by at least one word."""
    first, *others = dict.fromkeys(text.split())
    ids = {pk for (pk,) in _ids_found_by(first, day, kinds, team_ids)}
    for word in others:
        if ids:  # else nobody has the other words as well
            ids &= {pk for (pk,) in _ids_found_by(word, day, kinds, team_ids)}
    return ids


def _ids_found_by(
    word: str, day: date, kinds: Collection[str], team_ids: Collection[int] | None
) -> QuerySet[Any, Any]:
    """Ids of people, as a query; one is asked at once, for the teams."""
    folded, normal = fold(word), normal_form(word)
    queries: list[QuerySet[Any, Any]] = [NameWord.objects.none().values_list("person")]
    parts = [part for part in (_SIGNS_AROUND.sub("", part) for part in folded.split()) if part]
    if parts:  # several where a hyphen makes two of one
        name_words = NameWord.objects.beginning(parts[0])
        for part in parts[1:]:
            further_words = NameWord.objects.beginning(part)
            name_words = name_words.filter(person__in=further_words.values("person"))
        queries.append(name_words.values_list("person"))
    if folded and (team_ids_named := _ids_of_teams_named(folded, team_ids)):
        members = Membership.objects.on(day).filter(team__in=team_ids_named)
        queries.append(members.order_by().values_list("user"))
    if kinds and normal:
        identifier_words = IdentifierWord.objects.beginning(normal)
        if not set(Kind.values) <= set(kinds):
            identifier_words = identifier_words.filter(identifier__kind__in=kinds)
        queries.append(identifier_words.values_list("identifier__person"))
    return queries[0].union(*queries[1:])


def _ids_of_teams_named(folded: str, team_ids: Collection[int] | None) -> list[int]:
    """Of the teams with this in their names, of these; teams are few."""
    teams = Team.objects.filter(search_text__contains=folded).order_by()
    ids = teams.values_list("pk", flat=True)
    return [pk for pk in ids if team_ids is None or pk in team_ids]
