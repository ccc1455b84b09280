"""The plan of a day as rows and as numbers: for HR's page and for `manage.py mail_plan` alike."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import batched
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from awareness.mailing import queries, words
from awareness.mailing.occasions import Occasion
from awareness.mailing.plan import MailItem, PlannedMail, plan_mails
from awareness.mailing.reasons import ReasonNotWritten, bounced_people, with_reason
from awareness.outbox.kinds import DIGEST
from awareness.people.mail import INVITATION_MAIL, invitations_refused
from awareness.people.models import Door, Identifier, Kind, User, WayIn
from prepared.planning import whole_tables

PEOPLE_AT_ONCE = 1000


@dataclass(frozen=True)
class PlanLine:
    """One person on the day: the mail they get, or why they get none (a code of `Why`). `number` is
    the employee number, where there is one."""

    person: User
    number: str | None
    mail: str = ""
    at: datetime | None = None
    items: tuple[MailItem, ...] = ()
    why: str = ""

    @property
    def subject(self) -> str:
        """Of the mail they get, or would."""
        kinds = [item.kind for item in self.items]
        return words.subject(words.most_pressing(kinds)) if kinds else ""

    @property
    def outcome(self) -> str:
        """A part of mailing/plan.html."""
        if self.why:
            return "held_back" if self.subject else "no_mail"
        return "mail" if self.subject else "way_in"

    @property
    def reason(self) -> str:
        if self.why not in ReasonNotWritten.values:
            return _("Does not work here on that day.")
        return f"{ReasonNotWritten(self.why).label}. {ReasonNotWritten(self.why).meaning}"


@dataclass
class DayPlan:
    """The plan of one day for some people. What is counted is counted in SQL."""

    day: date
    people: QuerySet[User]
    missed: bool  # it is today: what was missed is written today

    @cached_property
    def since(self) -> date | None:
        return queries.on_since()

    @cached_property
    def bounced(self) -> frozenset[int]:
        return bounced_people()

    @cached_property
    def falling(self) -> list[PlannedMail]:
        """Those for whom something falls on the day, by name; some get none all the same."""
        return list(
            plan_mails(
                self.day,
                self.people,
                since=self.since,
                missed=self.missed,
                bounced=self.bounced,
            )
        )

    @cached_property
    def written_to(self) -> list[PlannedMail]:
        return [mail for mail in self.falling if mail.why is None]

    @cached_property
    def invited(self) -> list[User]:
        """Whose way in goes by mail on the day, by name: joiners on their first day, and those who
        wait for it today."""
        waiting = WayIn.objects.filter(door=Door.LINK, sent_at=None, used_at=None, ended_at=None)
        waiting = waiting.exclude(pk__in=invitations_refused())
        begins = self.people.filter(pk__in=waiting.values("person"), is_active=True)
        if not self.missed:
            return list(begins.filter(start_day=self.day).order_by("sort_key", "pk"))
        return list(begins.exclude(start_day__gt=self.day).order_by("sort_key", "pk"))

    @cached_property
    def recipients(self) -> set[int]:
        """Ids of those who get a mail of the day."""
        return {mail.person.pk for mail in self.written_to} | {mail.pk for mail in self.invited}

    def others(self) -> QuerySet[Any]:
        """Everybody who works there then or will, with `why` (of `Why`), recipients among them."""
        return with_reason(self.people, self.day, self.bounced)

    @cached_property
    def reasons(self) -> dict[ReasonNotWritten, int]:
        """How many get none, by reason, in the order of `Why`."""
        with whole_tables():
            counted = Counter(
                dict(self.others().order_by().values_list("why").annotate(Count("pk")))
            )
        for some in batched(sorted(self.recipients), PEOPLE_AT_ONCE):
            mine = with_reason(self.people.filter(pk__in=some), self.day, self.bounced)
            counted -= Counter(mine.values_list("why", flat=True))
        return {
            reason: counted[reason.value] for reason in ReasonNotWritten if counted[reason.value]
        }

    def silent(self, reason: ReasonNotWritten) -> list[int]:
        """Ids of those who get none for that reason, by name."""
        named = self.others().filter(why=reason.value).order_by("sort_key", "pk")
        with whole_tables():
            return [pk for pk in named.values_list("pk", flat=True) if pk not in self.recipients]

    @cached_property
    def subjects(self) -> dict[Occasion, list[PlannedMail]]:
        """Who gets a mail, by its most pressing occasion."""
        by_subject: dict[Occasion, list[PlannedMail]] = {}
        for mail in self.written_to:
            by_subject.setdefault(mail.subject, []).append(mail)
        return {kind: by_subject[kind] for kind in Occasion if kind in by_subject}


def day_plan_of(
    day: date, now: datetime, people: QuerySet[User], today: date | None = None
) -> DayPlan:
    """`today`: of whoever asks; what was missed before is written on that day."""
    return DayPlan(day, people, missed=day == (today or now.date()))


def read_line_of(plan: DayPlan, person: User) -> PlanLine:
    """What the plan says of one person."""
    falling = next((mail for mail in plan.falling if mail.person.pk == person.pk), None)
    if falling and falling.why is None:
        return PlanLine(person, number=None, mail=DIGEST, at=falling.at, items=falling.items)
    if person.pk in {invited.pk for invited in plan.invited}:
        return PlanLine(person, number=None, mail=INVITATION_MAIL)
    items = falling.items if falling else ()
    kept = plan.others().filter(pk=person.pk).values_list("why", flat=True).first()
    return PlanLine(person, number=None, items=items, why=kept or "left")


def read_plan_lines(day: date, now: datetime, people: QuerySet[User]) -> Iterator[PlanLine]:
    """Everybody who works there on the day or will: those who get a mail first, then the others,
    each by name."""
    plan = day_plan_of(day, now, people)
    numbers = _number_by_person(people)
    for mail in plan.written_to:
        number = numbers.get(mail.person.pk)
        yield PlanLine(mail.person, number, DIGEST, mail.at, mail.items)
    for person in plan.invited:
        yield PlanLine(person, numbers.get(person.pk), INVITATION_MAIL)
    would = {mail.person.pk: mail.items for mail in plan.falling if mail.why}
    with whole_tables():
        others = list(plan.others().order_by("sort_key", "pk"))
    for person in others:
        if person.pk not in plan.recipients:
            items = would.get(person.pk, ())
            yield PlanLine(person, numbers.get(person.pk), items=items, why=person.why)


def _number_by_person(people: QuerySet[User]) -> dict[int, str]:
    kept = Identifier.objects.filter(kind=Kind.EMPLOYEE_NUMBER)
    return dict(kept.values_list("person", "typed"))
