"""The first asks of a list, by name: of several sites at once, or of a page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from awareness.assignments.asklists import ListFilter, asks_of, person_and_ask_ids
from awareness.people.models import User
from awareness.people.today import DayBySite

PEOPLE_AT_FIRST = 24  # people of a site in whom the first are looked for; then in ten times as many


def first_asks_by_site(
    people: QuerySet[User],
    sites: Sequence[int | None],
    list_filter: ListFilter,
    day_by_site: DayBySite,
    asks_per_site: int,
) -> dict[int | None, list[int]]:
    """By site (None: no site): the ids of the first asks that are shown there, by name. A query,
    and one a site; as many again where the first people of a site have not enough."""
    firsts: dict[int | None, list[int]] = {site_id: [] for site_id in sites}
    unfilled_sites, begin, size = list(sites), 0, PEOPLE_AT_FIRST
    while unfilled_sites:
        site_by_person = _site_by_person(people, unfilled_sites, begin, size)
        for person_id, pk in person_and_ask_ids(list(site_by_person), list_filter, day_by_site):
            if len(firsts[site_by_person[person_id]]) < asks_per_site:
                firsts[site_by_person[person_id]].append(pk)
        people_read_by_site = Counter(site_by_person.values())
        unfilled_sites = [
            site_id
            for site_id in unfilled_sites
            if len(firsts[site_id]) < asks_per_site and people_read_by_site[site_id] == size
        ]
        begin, size = begin + size, size * 10
    return firsts


def _site_by_person(
    people: QuerySet[User], sites: Sequence[int | None], begin: int, size: int
) -> dict[int, int | None]:
    """So many people of each site from that place on, by name, with their site. A query a site,
    which reads no more of the index by name than that."""
    by_name = people.order_by("sort_key", "pk").values_list("pk", flat=True)
    return {
        person_id: site_id
        for site_id in sites
        for person_id in by_name.filter(site=site_id)[begin : begin + size]
    }


@dataclass(frozen=True)
class AsksByName(Sequence[int]):
    """The ids of the asks that a list shows of some people, in their order. The tallies
    know how many they are, or the database counts them; of a page no more people are gone through
    than it takes to get there."""

    person_ids: Sequence[int]
    list_filter: ListFilter
    day_by_site: DayBySite
    known_count: int | None = None  # how many there are, where the tallies say it

    @cached_property
    def _count(self) -> int:
        if self.known_count is not None:
            return self.known_count
        return asks_of(self.person_ids, self.list_filter, self.day_by_site).count()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        wanted = range(len(self))[place]
        if isinstance(wanted, int):
            [ask] = self[wanted : wanted + 1]
            return ask
        return list(islice(self, wanted.start, wanted.stop, wanted.step))

    def __iter__(self) -> Iterator[int]:
        begin, size = 0, PEOPLE_AT_FIRST
        while some_ids := self.person_ids[begin : begin + size]:
            yield from (
                pk
                for _person, pk in person_and_ask_ids(some_ids, self.list_filter, self.day_by_site)
            )
            begin, size = begin + size, size * 10
