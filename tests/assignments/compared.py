"""How the rows of the site and the reference are compared: as sets of plain tuples."""

from collections import Counter
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from awareness.assignments.models import Ask as AskRow
from awareness.mailing.plan import plan_mails
from awareness.people.models import User, at_work
from awareness.people.today import read_today
from tests.assignments.reference import reading
from tests.assignments.reference.world import Person, Site, World, later
from tests.assignments.standings import with_standing


class Compared:
    """Both sides of a world. `pks` are the rows' numbers of what is in the reference."""

    now: datetime
    world: World
    sites: list[Site]
    pks: dict[Any, int]
    known: dict[int, Person]
    compared: Counter[str]

    def compare(self, days: int = 3) -> None:
        """Every ask, how each stands, the sums by site, and the mails of so many days from today
        on."""
        self._same(self._site_asks(), self._reference_asks())
        assert AskRow.objects.count() == len(self.world.asks)
        standing, totals = self._site_standing()
        self._same(standing, self._reference_standing())
        assert totals == reading.totals(self.world, self.now)
        for number in range(days):  # of those that follow, what would go out as things stand
            day = later(self.now.date(), number)
            mails = self._site_mails(day)
            self._same(mails, reading.mails(self.world, day))
            self.compared += Counter(asks=len(standing) if not number else 0, mails=len(mails))

    def _same(self, site: set[Any], reference: set[Any]) -> None:
        differing = sorted(site - reference, key=str), sorted(reference - site, key=str)
        assert not any(differing), _told(differing)

    def _site_standing(self) -> tuple[set[Any], Counter[Any]]:
        """What HR's desk says of each ask, in SQL and in Python; and counted."""
        today = read_today(self.now)
        asks = AskRow.objects.current().select_related("person__site")
        here = Q()
        for day, place in today.groups("person__site"):
            here |= place & at_work(day, "person__")
        asks = asks.filter(here)
        rows, totals = set(), Counter()
        sites = {self.pks[site]: site.key for site in self.sites}
        for row in with_standing(asks, today):
            module, site = self.module_keys[row.module_id], sites.get(row.person.site_id, "")
            rows.add((self.known[row.person_id].key, module, row.standing))
            totals[site, module, row.standing] += 1
        return rows, totals

    def _reference_standing(self) -> set[Any]:
        return {
            (ask.person.key, ask.module.key, reading.desk(ask, today))
            for ask, today in reading.shown(self.world, self.now)
        }

    def _site_mails(self, day: date) -> set[Any]:
        plan = plan_mails(day, User.objects.all(), since=None)
        going_out = [(each, item) for each in plan if each.why is None for item in each.items]
        modules = dict(
            AskRow.objects.filter(
                public_id__in=[item.thing for _each, item in going_out]
            ).values_list("public_id", "module")
        )
        return {
            (
                self.known[each.person.pk].key, self.module_keys[modules[UUID(item.thing)]],
                item.kind.value, item.day,
            )
            for each, item in going_out
        }  # fmt: skip

    @property
    def module_keys(self) -> dict[int, str]:
        return {self.pks[module]: module.key for module in self.world.modules}

    def _site_asks(self) -> set[tuple[Any, ...]]:
        rows = AskRow.objects.select_related("renews").prefetch_related("sources")
        return {
            (
                self.known[row.person_id].key, self.module_keys[row.module_id], row.asked_on,
                row.first_due_on, row.due_on, row.counts_from, row.done_on, row.valid_until,
                row.opens_on, row.renews.asked_on if row.renews else None, row.excused_code,
                row.paused_on, row.paused_until, row.ended_on, row.ended_reason,
                tuple(sorted(s.assignment_id for s in row.sources.all() if s.until is None)),
            )
            for row in rows
        }  # fmt: skip

    def _reference_asks(self) -> set[tuple[Any, ...]]:
        return {
            (
                ask.person.key, ask.module.key, ask.asked_on,
                ask.first_due_on, ask.due_on, ask.counts_from, ask.done_on, ask.valid_until,
                ask.opens_on, ask.renews.asked_on if ask.renews else None, ask.excused,
                ask.paused_on, ask.paused_until, ask.ended_on, ask.ended_reason,
                tuple(sorted(self.pks[s.assignment] for s in ask.open_sources)),
            )
            for ask in self.world.asks
        }  # fmt: skip


def _told(differing: tuple[list[Any], list[Any]]) -> str:
    site, reference = ("\n  ".join(map(_plain, rows[:8])) for rows in differing)
    return f"the site has:\n  {site}\nthe reference has:\n  {reference}"


def _plain(row: tuple[Any, ...]) -> str:
    return " | ".join("-" if value is None else str(value) for value in row)
