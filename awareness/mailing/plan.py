"""Who gets a mail on a day, and why everybody else gets none.

One function: the worker puts its mails into the outbox, HR's page and `manage.py mail_plan` show
them. It reads only what may fall on the day, in batches, whatever the number of people.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from awareness.mailing import queries
from awareness.mailing.hours import LONGEST_WEEKEND, is_working_day, opening
from awareness.mailing.models import ManagerMail
from awareness.mailing.occasions import (
    LATE_AFTER_DUE,
    MISSED_WITHIN,
    READY_AFTER_DONE,
    SOON_BEFORE_DUE,
    AskDates,
    DatedOccasion,
    Occasion,
    SilentDays,
    first_day_to_write,
    is_written_on,
    occasions_of,
)
from awareness.mailing.reasons import ReasonNotWritten, bounced_people
from awareness.outbox.models import Occasion as Written
from awareness.outbox.queries import quiet_days
from awareness.people.models import Identifier, Kind, Leave, User
from prepared.planning import whole_tables

PEOPLE_AT_ONCE = 1000  # people at a time
ASK_FIELDS = (
    "person_id", "public_id", "asked_on", "due_on", "extended_on", "done_on", "excused_on",
    "renews_id", "paused_on", "paused_until",
)  # fmt: skip


@dataclass(frozen=True)
class MailItem:
    """One occasion of a mail: of which ask (or announcement), and the day it is of."""

    kind: Occasion
    thing: str
    day: date


@dataclass(frozen=True)
class PlannedMail:
    """Somebody for whom there is something on the day. `why` empty: they get a mail at `at`."""

    person: User
    items: tuple[MailItem, ...]
    at: datetime
    why: ReasonNotWritten | None = None

    @property
    def subject(self) -> Occasion:
        """The most pressing of what there is."""
        return min((item.kind for item in self.items), key=list(Occasion).index)


@dataclass
class Candidate:
    """What is read of one person before it is decided."""

    person: User
    zone: tzinfo
    silences: list[SilentDays] = field(default_factory=list)
    asks: list[dict[str, Any]] = field(default_factory=list)
    reminded: list[MailItem] = field(default_factory=list)  # by HR, and not written to yet
    quiet: set[date] = field(default_factory=set)  # days whose asking is not written about
    hears_later: bool = False  # that managers will be told, with the first mail they get


def plan_mails(
    day: date,
    people: QuerySet[User],
    *,
    since: date | None,
    missed: bool = False,
    bounced: frozenset[int] | None = None,
) -> Iterator[PlannedMail]:
    """Of these people (a queryset of users), those for whom something falls on the day, by name.

    `since`: what fell on days before is not written about; None: mail is off, and it is said what
    would be. `missed`: also what fell on days just before and was not written about.
    """
    if not is_working_day(day):
        return
    bad = bounced_people() if bounced is None else bounced
    announcements = queries.manager_mail_by_country()
    reminded = _reminded_by_person(day, missed)
    for some in batched(
        _ids_that_may_be_written_to(day, people, announcements, reminded), PEOPLE_AT_ONCE
    ):
        yield from _planned_of_some(some, day, since, missed, bad, announcements, reminded)


def _reminded_by_person(day: date, missed: bool) -> dict[UUID, list[MailItem]]:
    """By person: of what HR reminds them in a mail that waits for the day."""
    days = {"mail__day__lte": day} if missed else {"mail__day": day}
    rows = Written.objects.filter(mail__state="waiting", kind=Occasion.REMINDED, **days)
    reminded: dict[UUID, list[MailItem]] = {}
    for person_id, thing, reminder_day in rows.order_by("pk").values_list("person", "thing", "day"):
        reminded.setdefault(person_id, []).append(MailItem(Occasion.REMINDED, thing, reminder_day))
    return reminded


def _ids_that_may_be_written_to(
    day: date,
    people: QuerySet[User],
    announcements: dict[str, ManagerMail],
    reminded: Collection[UUID],
) -> list[int]:
    """Ids of those whose dates may fall on the day: a superset, read by indexes of days."""
    first = day - MISSED_WITHIN - LONGEST_WEEKEND
    has_day_near = (
        Q(asked_on__range=(first, day))
        | Q(due_on__range=(first + SOON_BEFORE_DUE, day + SOON_BEFORE_DUE))
        | Q(due_on__range=(first - LATE_AFTER_DUE, day - LATE_AFTER_DUE))
        | Q(extended_on__range=(first, day))
        | Q(done_on__range=(first - READY_AFTER_DONE, day))
        | Q(paused_until__range=(first, day))
    )
    back_from_leave = Leave.objects.filter(last_day__range=(first, day)).values("person")
    new_starters = User.objects.filter(start_day__range=(first, day)).values("pk")
    has_other_reason = Q(person__in=back_from_leave) | Q(person__in=new_starters)
    for country, manager_mail in announcements.items():
        if first <= manager_mail.announced_on <= day:
            has_other_reason |= Q(person__site__country=country, done_on=None)
    if reminded:
        has_other_reason |= Q(person__public_id__in=reminded)
    asks = queries.asks_of_subjects_on().filter(has_day_near | has_other_reason)
    chosen_people = people.filter(Q(end_day=None) | Q(end_day__gte=day), is_active=True)
    chosen_people = chosen_people.filter(pk__in=asks.values("person"))
    with whole_tables():
        return list(chosen_people.order_by("sort_key", "pk").values_list("pk", flat=True))


def _planned_of_some(
    ids: Iterable[int],
    day: date,
    since: date | None,
    missed: bool,
    bad: frozenset[int],
    announcements: dict[str, ManagerMail],
    reminded: Mapping[UUID, list[MailItem]],
) -> Iterator[PlannedMail]:
    ids = list(ids)
    candidates = read_candidates(ids)
    for candidate in candidates:
        candidate.reminded = reminded.get(candidate.person.public_id, [])
    _mark_who_hears_later(candidates, announcements)
    addresses = set(
        Identifier.objects.filter(person__in=ids, kind=Kind.EMAIL).values_list("person", flat=True)
    )
    decided = [
        (candidate, items)
        for candidate in candidates
        if (items := _items_of(candidate, day, since, missed, announcements))
    ]
    if missed:
        decided = _without_written(decided, day)
    for candidate, items in decided:
        person = candidate.person
        reason = why_silent(candidate, day, person.pk in addresses, person.pk in bad)
        yield PlannedMail(person, tuple(items), opening(day, candidate.zone), reason)


def read_candidates(ids: list[int]) -> list[Candidate]:
    """In the order of the ids; four queries."""
    people = User.objects.select_related("site").in_bulk(ids)
    candidates = {pk: Candidate(people[pk], people[pk].zone) for pk in ids if pk in people}
    for candidate in candidates.values():
        if candidate.person.start_day:
            before = candidate.person.start_day - timedelta(days=1)
            candidate.silences.append(SilentDays(date.min, before))
    quiet = quiet_days(person.public_id for person in people.values())
    for candidate in candidates.values():
        candidate.quiet = quiet.get(candidate.person.public_id, set())
    leaves = Leave.objects.filter(person__in=ids)
    for person, first, last in leaves.values_list("person", "first_day", "last_day"):
        candidates[person].silences.append(SilentDays(first, last))
    for ask in (
        queries.asks_of_subjects_on().filter(person__in=ids).order_by("pk").values(*ASK_FIELDS)
    ):
        if ask["person_id"] in candidates:
            candidates[ask["person_id"]].asks.append(ask)
    return list(candidates.values())


def ask_dates_of(ask: dict[str, Any]) -> AskDates:
    """Of a row of FIELDS."""
    paused_on = ask["paused_on"]
    return AskDates(
        asked_on=ask["asked_on"],
        due_on=ask["due_on"],
        done_on=ask["done_on"],
        extended_on=ask["extended_on"],
        excused=ask["excused_on"] is not None,
        is_renewal=ask["renews_id"] is not None,
        pause=SilentDays(paused_on, ask["paused_until"]) if paused_on else None,
    )


def _items_of(
    candidate: Candidate,
    day: date,
    since: date | None,
    missed: bool,
    announcements: dict[str, ManagerMail],
) -> list[MailItem]:
    # Who is away on the day is named with what they would have been told.
    silences = [span for span in candidate.silences if not span.holds(day)]
    items = []
    for ask in candidate.asks:
        ask_dates = ask_dates_of(ask)
        if ask_dates.pause and ask_dates.pause.holds(day):
            continue
        falling = occasions_of(ask_dates, silences)
        items += [
            MailItem(falls.kind, str(ask["public_id"]), falls.day)
            for falls in falling
            if is_written_on(falls, day, missed=missed)
            and (since is None or falls.day >= since)
            and not (falls.kind == Occasion.ASKED and falls.day in candidate.quiet)
        ]
        if ask_dates.is_open:
            thing = str(ask["public_id"])
            items += [item for item in candidate.reminded if item.thing == thing]
    return items + _announcement_items(
        candidate, day, missed, announcements, with_others=bool(items)
    )


def _announcement_items(
    candidate: Candidate,
    day: date,
    missed: bool,
    announcements: dict[str, ManagerMail],
    *,
    with_others: bool,
) -> list[MailItem]:
    """That managers will be told: to whoever has something open, once, when it is announced or
    they are first asked; to those who were brought in without mail with the first that they get
    (`with_others`: there is one today)."""
    site = candidate.person.site
    row = announcements.get(site.country) if site else None
    asked_on = [
        ask["asked_on"] for ask in candidate.asks if not ask["done_on"] and not ask["excused_on"]
    ]
    if row is None or not asked_on:
        return []
    announced_on = max(row.announced_on, min(asked_on))
    if min(asked_on) in candidate.quiet:
        comes_along = with_others and candidate.hears_later
        return [MailItem(Occasion.MANAGERS, str(row.pk), row.announced_on)] if comes_along else []
    on = first_day_to_write(
        announced_on, [span for span in candidate.silences if not span.holds(day)]
    )
    if on is None or not is_written_on(
        DatedOccasion(Occasion.MANAGERS, announced_on, on), day, missed=missed
    ):
        return []
    return [MailItem(Occasion.MANAGERS, str(row.pk), row.announced_on)]


def _mark_who_hears_later(
    candidates: Iterable[Candidate], announcements: dict[str, ManagerMail]
) -> None:
    """Mark those who were brought in without mail and have not heard that managers will be told. A
    query where there is anybody."""
    quiet = {c.person.public_id: c for c in candidates if c.quiet} if announcements else {}
    if quiet:
        things = [str(manager_mail.pk) for manager_mail in announcements.values()]
        announced = Written.objects.filter(
            person__in=quiet, kind=Occasion.MANAGERS, thing__in=things, mail__state="sent"
        )
        unaware = quiet.keys() - set(announced.values_list("person", flat=True))
        for person_id in unaware:
            quiet[person_id].hears_later = True


# A mail that said nothing because of these may be written when the reason is over.
CODES_TO_WRITE_AGAIN = frozenset(
    {"on_leave", "paused", "bounced", "no_address", "not_started", "off", "subject_off"}
)


def _without_written(
    decided: list[tuple[Candidate, list[MailItem]]], day: date
) -> list[tuple[Candidate, list[MailItem]]]:
    """Without what has been written about on a day before."""
    people = [candidate.person.public_id for candidate, _items in decided]
    written = Written.objects.filter(person__in=people, mail__day__lt=day)
    written = written.exclude(mail__state="waiting").exclude(mail__why__in=CODES_TO_WRITE_AGAIN)
    written_keys = set(written.values_list("person", "kind", "thing", "day"))
    left_items = [
        (
            candidate,
            [
                item
                for item in items
                if (candidate.person.public_id, item.kind, item.thing, item.day) not in written_keys
            ],
        )
        for candidate, items in decided
    ]
    return [(candidate, items) for candidate, items in left_items if items]


def why_silent(
    candidate: Candidate, day: date, has_address: bool, is_bad: bool
) -> ReasonNotWritten | None:
    """The first of the reasons that hold of a person whatever they are asked."""
    start = candidate.person.start_day
    if start and start > day:
        return ReasonNotWritten.NOT_STARTED
    if any(span.holds(day) for span in candidate.silences):
        return ReasonNotWritten.ON_LEAVE
    if not has_address:
        return ReasonNotWritten.NO_ADDRESS
    return ReasonNotWritten.BOUNCED if is_bad else None
