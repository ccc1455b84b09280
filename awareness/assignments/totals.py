"""How many asks stand how, by site and module: from the tallies, at a price that does not grow with
the people.

The tallies know the days of each ask. Four things they do not know are few, and are read by
themselves: who went on leave or came back within the hour, what they have more time for since
(returns.py), whose pause has run out, and whose last day is over while the worker has not yet ended
what they were asked. A test holds the sums to a
plain count by `rules.standing`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import batched
from typing import Literal

from django.db import models
from django.db.models import Case, CharField, Q, Sum, Value, When
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awareness.assignments.away import miscounted
from awareness.assignments.models import Ask, CountedAway, Tallied, Tally
from awareness.assignments.returns import due_sql, put_off_of
from awareness.assignments.rules import GRACE, AskDays, Standing, end_of_week, standing
from awareness.assignments.states import SITE
from awareness.people.models import User, at_work
from awareness.people.reach import EVERYWHERE, Reach
from awareness.people.today import DayBySite

# The worker ends what leavers were asked within the hour; of a standstill this long it is told.
ENDED_BY_THEN = timedelta(days=60)
PIECE = 5000  # people of one statement


class Part(models.TextChoices):
    """The five words of the desk; what is to do in three parts. Together they are all asks."""

    LATE = "late", _("Late")
    FORTNIGHT = "fortnight", _("In the fortnight after the due day")
    WEEK = "week", _("Due this week")
    LATER = "later", _("To do later")
    EXPIRING = "expiring", _("Expiring")
    DONE = "done", _("Done")
    EXCUSED = "excused", _("Excused")

    @property
    def standing(self) -> Standing:
        return Standing.TO_DO if self in TO_DO else Standing(self.value)


PARTS = frozenset(Part.values)
TO_DO = (Part.FORTNIGHT, Part.WEEK, Part.LATER)
_RAN_OUT = {"ran_out": Part.FORTNIGHT, "ran_out_late": Part.LATE}


@dataclass(frozen=True, slots=True)
class Total:
    """How many asks of a site (None: no site), or of a module, stand how."""

    key: int | None
    parts: Mapping[str, int]

    def __getattr__(self, name: str) -> int:
        """`total.late`, `total.done` and so on."""
        if name in PARTS:
            return self.parts.get(name, 0)
        raise AttributeError(name)

    @property
    def asked(self) -> int:
        return sum(self.parts.values())

    @property
    def ahead(self) -> int:
        """To do, the due day still ahead."""
        return self.parts.get(Part.WEEK, 0) + self.parts.get(Part.LATER, 0)

    @property
    def cells(self) -> list[int]:
        """The row of a table, as COLUMNS names them."""
        return [getattr(self, name) for name, _head in COLUMNS]

    @property
    def percent(self) -> int:
        """The share that is done, or still valid; 100 only where all is."""
        held = self.parts.get(Part.DONE, 0) + self.parts.get(Part.EXPIRING, 0)
        return held * 100 // self.asked if self.asked else 0


COLUMNS: tuple[tuple[str, Promise], ...] = (  # of a table of totals
    ("asked", _("Asked")),
    ("done", _("Done")),
    ("ahead", _("To do")),
    ("fortnight", _("Fortnight")),
    ("late", _("Late")),
    ("expiring", _("Expiring")),
    ("excused", _("Excused")),
)

type Totals = dict[int | None, Total]  # by the id of a site or of a module


def count(
    by: Literal["site", "module"],
    day_by_site: DayBySite,
    reach: Reach = EVERYWHERE,
    site_id: int | None = None,
    module_id: int | None = None,
) -> Totals:
    """By site or by module: how many asks are in which part. At the places of the reach; only of
    that site or module, where one is given. Five queries."""
    only = reach.at("site__") & _only(site_id, module_id)
    counts: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    rows = Tally.objects.filter(only, kind__in=_NOW, module__opt_in=False).order_by()
    by_part = rows.annotate(part=_tally_part(day_by_site)).values_list(by, "part")
    for key, part, number in by_part.annotate(n=Sum("number")):
        if not part:
            continue
        counted = counts[key]
        counted[_RAN_OUT.get(part, part)] += number
        if part in _RAN_OUT:
            counted[Part.EXPIRING] -= number
    for where, which, changes in _corrections(day_by_site, reach, site_id, module_id):
        counts[where if by == "site" else which].update(changes)
    return {key: Total(key, counted) for key, counted in counts.items() if any(counted.values())}


def total(totals: Totals) -> Total:
    """The sum of everything."""
    everything: Counter[str] = Counter()
    for part_total in totals.values():
        everything.update(part_total.parts)
    return Total(key=None, parts=everything)


_NOW = [
    kind.value for kind in Tallied if kind not in (Tallied.ASKED, Tallied.DONE)
]  # kinds of asks that count now


def _only(site_id: int | None, module_id: int | None) -> Q:
    only = Q() if site_id is None else Q(site=site_id)
    return only if module_id is None else only & Q(module=module_id)


def day_sql(day_by_site: DayBySite, site: str, day_from: Callable[[date], date]) -> Value | Case:
    """What `of` makes of the day at the `site` of a row, as an expression."""
    groups = [(day_from(day), place) for day, place in day_by_site.groups(site)]
    elsewhere = Value(groups[0][0], output_field=models.DateField())
    if len(groups) == 1:
        return elsewhere
    whens = [
        When(place, then=Value(day, output_field=models.DateField())) for day, place in groups[1:]
    ]
    return Case(*whens, default=elsewhere, output_field=models.DateField())


def _case(*whens: tuple[Q, str], default: str) -> Case:
    return Case(
        *(When(condition, then=Value(part)) for condition, part in whens),
        default=Value(default),
        output_field=CharField(),
    )


def _tally_part(day_by_site: DayBySite) -> Case:
    """In which part a row of the tallies counts; nothing where it changes none."""
    day = day_by_site.sql("site")
    late = Q(day__lte=day_by_site.sql("site", -GRACE))
    unfinished = Q(kind__in=[Tallied.OPEN, Tallied.RENEWING])
    return _case(
        (Q(kind=Tallied.KEPT) | Q(kind=Tallied.OPENS, day__gt=day), Part.DONE),
        (Q(kind=Tallied.HELD), Part.EXCUSED),
        (Q(kind=Tallied.OPENS), Part.EXPIRING),
        (Q(kind=Tallied.RUNS_OUT) & late, "ran_out_late"),
        (Q(kind=Tallied.RUNS_OUT, day__lt=day), "ran_out"),
        (Q(kind=Tallied.RENEWING, day__gte=day), Part.EXPIRING),
        (unfinished & late, Part.LATE),
        (unfinished & Q(day__lt=day), Part.FORTNIGHT),
        (unfinished & Q(day__lte=day_sql(day_by_site, "site", end_of_week)), Part.WEEK),
        (unfinished, Part.LATER),
        default="",
    )


def part_sql(day_by_site: DayBySite) -> Case:
    """In which part an ask is, as if nobody were away; with `states.is_away` it is the whole."""
    day = day_by_site.sql(SITE)
    done, undone, due = Q(done_on__isnull=False), Q(done_on=None), due_sql(day_by_site)

    def by_then(then: Value | Case) -> Q:
        return Q(undone, LessThanOrEqual(due, then)) | Q(done, valid_until__lte=then)

    return _case(
        (done & (Q(opens_on=None) | Q(opens_on__gt=day)), Part.DONE),
        (done & Q(valid_until__gte=day), Part.EXPIRING),
        (undone & Q(GreaterThanOrEqual(due, day), renews__isnull=False), Part.EXPIRING),
        (by_then(day_by_site.sql(SITE, -GRACE)), Part.LATE),
        (by_then(day_by_site.sql(SITE, -timedelta(days=1))), Part.FORTNIGHT),
        (by_then(day_sql(day_by_site, SITE, end_of_week)), Part.WEEK),
        default=Part.LATER,
    )


_DAYS = (
    "person", "module", "due_on", "done_on", "valid_until", "opens_on", "renews", "excused_on",
    "paused_on", "paused_until",
)  # fmt: skip


def _corrections(
    day_by_site: DayBySite, reach: Reach, site_id: int | None, module_id: int | None
) -> Iterator[tuple[int | None, int, dict[str, int]]]:
    """What the tallies do not know: (site, module, changes), where a change is one fewer in a part,
    one more in another. Of few asks, so they are read by ids, and how each stands is
    `rules.standing`. Four queries; three more where there is anything."""
    off, gone, put_off = miscounted(day_by_site), _gone(day_by_site), put_off_of(day_by_site)
    person_ids = {*off.away, *off.back, *gone}
    asks = Ask.objects.current()
    over = Q(paused_on__gt=day_by_site.earliest) | Q(paused_until__lt=day_by_site.latest)
    rows = set(asks.filter(over, paused_on__isnull=False).values_list("pk", *_DAYS))
    for some in batched(person_ids, PIECE):
        rows.update(asks.filter(person__in=some).values_list("pk", *_DAYS))
    for some in batched(put_off, PIECE):
        rows.update(asks.filter(pk__in=some).values_list("pk", *_DAYS))
    sites = _sites_of({row[1] for row in rows}, reach, site_id)
    counted = set(
        CountedAway.objects.filter(person__in=list(sites)).values_list("person", flat=True)
    )
    wrong = {*off.away, *off.back}
    for pk, person, which, due, done, valid, opens, renews, excused, paused, until in rows:
        if person not in sites or module_id not in (None, which):
            continue
        day, is_counted = day_by_site.at(sites[person]), person in counted
        days = AskDays(due, done, valid, opens, renews is not None)
        held = excused or paused or is_counted
        before = Part.EXCUSED if held else part_of(days, day)
        days = replace(
            days,
            due_on=put_off.get(pk, due),
            excused=excused is not None,
            paused_on=paused,
            paused_until=until,
            on_leave=is_counted != (person in wrong),
        )
        after = None if person in gone else part_of(days, day)
        if before != after:
            changes: dict[str, int] = {before: -1}
            yield sites[person], which, changes | ({after: 1} if after else {})


def part_of(days: AskDays, day: date) -> Part:
    """In which part an ask is that stands so on that day."""
    stands = standing(days, day)
    if stands is not Standing.TO_DO:
        return Part(stands.value)
    if days.to_do_by < day:
        return Part.FORTNIGHT
    return Part.WEEK if days.to_do_by <= end_of_week(day) else Part.LATER


def _sites_of(person_ids: set[int], reach: Reach, site_id: int | None) -> dict[int, int | None]:
    """By person: their site; of those whom the tallies count there."""
    site_by_person: dict[int, int | None] = {}
    only = reach.at("site__") if site_id is None else reach.at("site__") & Q(site=site_id)
    for some in batched(person_ids, PIECE):
        users = User.objects.filter(only, pk__in=some, is_active=True).order_by()
        site_by_person.update(users.values_list("pk", "site"))
    return site_by_person


def _gone(day_by_site: DayBySite) -> set[int]:
    """People whose last day is over, and what they were asked perhaps not ended yet. One query."""
    day = day_by_site.sql("site")
    ended = Q(end_day__lt=day_by_site.latest, end_day__gte=day_by_site.earliest - ENDED_BY_THEN)
    left = User.objects.filter(ended, is_active=True, end_day__lt=day)
    return set(left.order_by().values_list("pk", flat=True))


def not_gone(day_by_site: DayBySite) -> Q:
    """Asks of people who are at work, as a condition."""
    return Q(
        *(Q(at_work(day, "person__") & place) for day, place in day_by_site.groups(SITE)),
        _connector=Q.OR,
    )
