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

from awareness.assignments.away import read_miscounts
from awareness.assignments.models import Ask, CountedAway, Tally, TallyKind
from awareness.assignments.returns import due_sql, later_due_of
from awareness.assignments.rules import LATE_AFTER, AskDays, Standing, end_of_week, standing
from awareness.assignments.states import SITE
from awareness.people.models import User, at_work
from awareness.people.reach import EVERYWHERE, Reach
from awareness.people.today import DayBySite

# The worker ends what leavers were asked within the hour; of a standstill this long it is told.
LONGEST_STANDSTILL = timedelta(days=60)
PEOPLE_AT_ONCE = 5000  # people of one statement


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
_PART_OF_RAN_OUT = {"ran_out": Part.FORTNIGHT, "ran_out_late": Part.LATE}


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
        return [getattr(self, name) for name, _head in TOTAL_COLUMNS]

    @property
    def percent(self) -> int:
        """The share that is done, or still valid; 100 only where all is."""
        done_count = self.parts.get(Part.DONE, 0) + self.parts.get(Part.EXPIRING, 0)
        return done_count * 100 // self.asked if self.asked else 0


TOTAL_COLUMNS: tuple[tuple[str, Promise], ...] = (  # of a table of totals
    ("asked", _("Asked")),
    ("done", _("Done")),
    ("ahead", _("To do")),
    ("fortnight", _("Fortnight")),
    ("late", _("Late")),
    ("expiring", _("Expiring")),
    ("excused", _("Excused")),
)

type Totals = dict[int | None, Total]  # by the id of a site or of a module


def count_asks(
    group_by: Literal["site", "module"],
    day_by_site: DayBySite,
    reach: Reach = EVERYWHERE,
    site_id: int | None = None,
    module_id: int | None = None,
) -> Totals:
    """By site or by module: how many asks are in which part. At the places of the reach; only of
    that site or module, where one is given. Five queries."""
    condition = reach.at("site__") & _at_site_and_module(site_id, module_id)
    counts: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    rows = Tally.objects.filter(condition, kind__in=_CURRENT_KINDS, module__opt_in=False).order_by()
    by_part = rows.annotate(part=_part_of_tally(day_by_site)).values_list(group_by, "part")
    for group, part, number in by_part.annotate(n=Sum("number")):
        if not part:
            continue
        parts = counts[group]
        parts[_PART_OF_RAN_OUT.get(part, part)] += number
        if part in _PART_OF_RAN_OUT:
            parts[Part.EXPIRING] -= number
    for where, which, changes in _corrections(day_by_site, reach, site_id, module_id):
        counts[where if group_by == "site" else which].update(changes)
    return {group: Total(group, parts) for group, parts in counts.items() if any(parts.values())}


def sum_of(total_by_key: Totals) -> Total:
    """The sum of everything."""
    everything: Counter[str] = Counter()
    for total in total_by_key.values():
        everything.update(total.parts)
    return Total(key=None, parts=everything)


_CURRENT_KINDS = [
    kind.value for kind in TallyKind if kind not in (TallyKind.ASKED, TallyKind.DONE)
]  # kinds of asks that count now


def _at_site_and_module(site_id: int | None, module_id: int | None) -> Q:
    condition = Q() if site_id is None else Q(site=site_id)
    return condition if module_id is None else condition & Q(module=module_id)


def day_sql(
    day_by_site: DayBySite, site_field: str, day_of: Callable[[date], date]
) -> Value | Case:
    """What `of` makes of the day at the `site_field` of a row, as an expression."""
    groups = [(day_of(day), place) for day, place in day_by_site.groups(site_field)]
    day_elsewhere = Value(groups[0][0], output_field=models.DateField())
    if len(groups) == 1:
        return day_elsewhere
    whens = [
        When(place, then=Value(day, output_field=models.DateField())) for day, place in groups[1:]
    ]
    return Case(*whens, default=day_elsewhere, output_field=models.DateField())


def _first_that_fits(*whens: tuple[Q, str], default: str) -> Case:
    return Case(
        *(When(condition, then=Value(part)) for condition, part in whens),
        default=Value(default),
        output_field=CharField(),
    )


def _part_of_tally(day_by_site: DayBySite) -> Case:
    """In which part a row of the tallies counts; nothing where it changes none."""
    day = day_by_site.sql("site")
    is_late = Q(day__lte=day_by_site.sql("site", -LATE_AFTER))
    unfinished = Q(kind__in=[TallyKind.OPEN, TallyKind.RENEWING])
    return _first_that_fits(
        (Q(kind=TallyKind.KEPT) | Q(kind=TallyKind.OPENS, day__gt=day), Part.DONE),
        (Q(kind=TallyKind.HELD), Part.EXCUSED),
        (Q(kind=TallyKind.OPENS), Part.EXPIRING),
        (Q(kind=TallyKind.RUNS_OUT) & is_late, "ran_out_late"),
        (Q(kind=TallyKind.RUNS_OUT, day__lt=day), "ran_out"),
        (Q(kind=TallyKind.RENEWING, day__gte=day), Part.EXPIRING),
        (unfinished & is_late, Part.LATE),
        (unfinished & Q(day__lt=day), Part.FORTNIGHT),
        (unfinished & Q(day__lte=day_sql(day_by_site, "site", end_of_week)), Part.WEEK),
        (unfinished, Part.LATER),
        default="",
    )


def part_of_ask(day_by_site: DayBySite) -> Case:
    """In which part an ask is, as if nobody were away; with `states.is_away` it is the whole."""
    day = day_by_site.sql(SITE)
    is_done, is_undone, due = Q(done_on__isnull=False), Q(done_on=None), due_sql(day_by_site)

    def is_due_by(last_day: Value | Case) -> Q:
        return Q(is_undone, LessThanOrEqual(due, last_day)) | Q(is_done, valid_until__lte=last_day)

    return _first_that_fits(
        (is_done & (Q(opens_on=None) | Q(opens_on__gt=day)), Part.DONE),
        (is_done & Q(valid_until__gte=day), Part.EXPIRING),
        (is_undone & Q(GreaterThanOrEqual(due, day), renews__isnull=False), Part.EXPIRING),
        (is_due_by(day_by_site.sql(SITE, -LATE_AFTER)), Part.LATE),
        (is_due_by(day_by_site.sql(SITE, -timedelta(days=1))), Part.FORTNIGHT),
        (is_due_by(day_sql(day_by_site, SITE, end_of_week)), Part.WEEK),
        default=Part.LATER,
    )


_ASK_COLUMNS = (
    "person", "module", "due_on", "done_on", "valid_until", "opens_on", "renews", "excused_on",
    "paused_on", "paused_until",
)  # fmt: skip


def _corrections(
    day_by_site: DayBySite, reach: Reach, site_id: int | None, module_id: int | None
) -> Iterator[tuple[int | None, int, dict[str, int]]]:
    """What the tallies do not know: (site, module, changes), where a change is one fewer in a part,
    one more in another. Of few asks, so they are read by ids, and how each stands is
    `rules.standing`. Four queries; three more where there is anything."""
    miscounts, gone_ids, later_due_by_ask = (
        read_miscounts(day_by_site),
        _ids_of_gone(day_by_site),
        later_due_of(day_by_site),
    )
    person_ids = {*miscounts.away_ids, *miscounts.back_ids, *gone_ids}
    asks = Ask.objects.current()
    is_pause_not_running = Q(paused_on__gt=day_by_site.earliest) | Q(
        paused_until__lt=day_by_site.latest
    )
    rows = set(
        asks.filter(is_pause_not_running, paused_on__isnull=False).values_list("pk", *_ASK_COLUMNS)
    )
    for some_ids in batched(person_ids, PEOPLE_AT_ONCE):
        rows.update(asks.filter(person__in=some_ids).values_list("pk", *_ASK_COLUMNS))
    for some_ids in batched(later_due_by_ask, PEOPLE_AT_ONCE):
        rows.update(asks.filter(pk__in=some_ids).values_list("pk", *_ASK_COLUMNS))
    site_by_person = _site_by_person({row[1] for row in rows}, reach, site_id)
    counted_away = set(
        CountedAway.objects.filter(person__in=list(site_by_person)).values_list("person", flat=True)
    )
    miscounted_ids = {*miscounts.away_ids, *miscounts.back_ids}
    for pk, person, row_module, due, done, valid, opens, renews, excused, paused, until in rows:
        if person not in site_by_person or module_id not in (None, row_module):
            continue
        day, is_counted = day_by_site.at(site_by_person[person]), person in counted_away
        days = AskDays(due, done, valid, opens, renews is not None)
        held = excused or paused or is_counted
        part_counted = Part.EXCUSED if held else part_of(days, day)
        days = replace(
            days,
            due_on=later_due_by_ask.get(pk, due),
            is_excused=excused is not None,
            paused_on=paused,
            paused_until=until,
            is_on_leave=is_counted != (person in miscounted_ids),
        )
        part_now = None if person in gone_ids else part_of(days, day)
        if part_counted != part_now:
            changes: dict[str, int] = {part_counted: -1}
            yield site_by_person[person], row_module, changes | ({part_now: 1} if part_now else {})


def part_of(days: AskDays, day: date) -> Part:
    """In which part an ask is that stands so on that day."""
    standing_on_day = standing(days, day)
    if standing_on_day is not Standing.TO_DO:
        return Part(standing_on_day.value)
    if days.to_do_by < day:
        return Part.FORTNIGHT
    return Part.WEEK if days.to_do_by <= end_of_week(day) else Part.LATER


def _site_by_person(
    person_ids: set[int], reach: Reach, site_id: int | None
) -> dict[int, int | None]:
    """By person: their site; of those whom the tallies count there."""
    site_by_person: dict[int, int | None] = {}
    condition = reach.at("site__") if site_id is None else reach.at("site__") & Q(site=site_id)
    for some_ids in batched(person_ids, PEOPLE_AT_ONCE):
        users = User.objects.filter(condition, pk__in=some_ids, is_active=True).order_by()
        site_by_person.update(users.values_list("pk", "site"))
    return site_by_person


def _ids_of_gone(day_by_site: DayBySite) -> set[int]:
    """People whose last day is over, and what they were asked perhaps not ended yet. One query."""
    day = day_by_site.sql("site")
    ended = Q(
        end_day__lt=day_by_site.latest, end_day__gte=day_by_site.earliest - LONGEST_STANDSTILL
    )
    left = User.objects.filter(ended, is_active=True, end_day__lt=day)
    return set(left.order_by().values_list("pk", flat=True))


def of_people_at_work(day_by_site: DayBySite) -> Q:
    """Asks of people who are at work, as a condition."""
    return Q(
        *(Q(at_work(day, "person__") & place) for day, place in day_by_site.groups(SITE)),
        _connector=Q.OR,
    )
