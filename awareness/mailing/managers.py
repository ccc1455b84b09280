"""Mail to managers: who of their teams is late, and since when; where HR has announced it.

Nobody is named before they were told that this would be, a week ago; nobody who is done, excused,
paused or on leave is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awareness.assignments.models import Ask
from awareness.mailing import queries
from awareness.mailing.hours import LONGEST_WEEKEND
from awareness.mailing.occasions import LATE_AFTER_DUE, MISSED_WITHIN, Occasion
from awareness.mailing.reasons import bounced_people
from awareness.outbox.actions import DueMail
from awareness.outbox.kinds import NotSent, PutOff
from awareness.outbox.letters import Letter, Link
from awareness.outbox.models import Mail, State
from awareness.outbox.models import Occasion as Written
from awareness.people.access import managed_team_ids, people_in_teams
from awareness.people.mail import mail_language, person_of, why_no_mail
from awareness.people.models import (
    Identifier,
    Kind,
    Leave,
    Membership,
    RoleGrant,
    Team,
    User,
)

TEAM_MAIL = "team"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class LateMember:
    """Somebody of a team who is late, and the day that has passed."""

    name: str
    due_on: date


@dataclass(frozen=True)
class LateAsk:
    """What somebody is late with: the ask, the day of the occasion, and the day on which they
    themselves are written to about it."""

    person: User
    thing: str
    day: date
    written_on: date


def read_late_asks(people: QuerySet[User], day: date) -> list[LateAsk]:
    """What these people are late with and were written to about within the last fortnight, that day
    among it, where managers are told. Two queries."""
    countries = list(queries.manager_mail_by_country())
    if not countries:
        return []
    # Written to within a fortnight about what had come within one before it: by the day, or by the
    # end of a pause or leave.
    first = day - 2 * MISSED_WITHIN - LONGEST_WEEKEND
    back = Leave.objects.filter(last_day__range=(first, day)).values("person")
    asks = (
        queries.asks_of_subjects_on()
        .undone()
        .filter(
            Q(due_on__gte=first - LATE_AFTER_DUE) | Q(paused_until__gte=first) | Q(person__in=back),
            excused_on=None,
            due_on__lte=day - LATE_AFTER_DUE,
            person__in=people,
        )
    )
    asks = asks.filter(person__site__country__in=countries).select_related("person")
    ask_by_thing = {str(ask.public_id): ask for ask in asks.order_by("pk")}
    written = Written.objects.filter(
        person__in={ask.person.public_id for ask in ask_by_thing.values()},
        kind=Occasion.LATE,
        mail__day__range=(day - MISSED_WITHIN, day),
    ).exclude(mail__state=State.NOT_SENT)
    return [
        LateAsk(ask_by_thing[thing].person, thing, occasion_day, written_on)
        for thing, occasion_day, written_on in written.order_by("pk").values_list(
            "thing", "day", "mail__day"
        )
        if thing in ask_by_thing
    ]


def told_since(people: Iterable[UUID]) -> dict[UUID, date]:
    """By person: the day on which they were told first that managers would be."""
    active = [str(manager_mail.pk) for manager_mail in queries.manager_mail_by_country().values()]
    written = Written.objects.filter(
        person__in=list(people), kind=Occasion.MANAGERS, thing__in=active, mail__state=State.SENT
    )
    days: dict[UUID, date] = {}
    for person_id, day in written.values_list("person", "mail__day"):
        days[person_id] = min(day, days.get(person_id, day))
    return days


def due_to_managers(late: Iterable[LateAsk], day: date, not_before: datetime) -> list[DueMail]:
    """Mails to managers about people who are late as of this day, manager by manager. Whoever heard
    already of it today, or cannot be written to today, is due again tomorrow. Seven queries or so.
    """
    late = list(late)
    if not late or not queries.manager_mail_by_country():
        return []
    told = told_since({ask.person.public_id for ask in late})
    managers = managers_of({ask.person.pk for ask in late}, day)
    due = [
        DueMail(manager, TEAM_MAIL, ask.thing, ask.day, mail_day=day, not_before=not_before)
        for ask in late
        if told.get(ask.person.public_id, date.max) <= ask.written_on - WEEK
        for manager in managers.get(ask.person.pk, ())
    ]
    return sorted(due, key=lambda due_mail: due_mail.person)


def managers_of(person_ids: Iterable[int], day: date) -> dict[int, set[UUID]]:
    """By person: the random ids of those who manage a team of theirs, or one above it, and can be
    written to on that day."""
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    by_team: dict[int, set[tuple[int, UUID]]] = {}
    addresses = Identifier.objects.filter(kind=Kind.EMAIL, person=OuterRef("pk"))
    on_leave = Leave.objects.on(day).filter(person=OuterRef("pk"))
    reachable = User.objects.at_work(day).filter(Exists(addresses), ~Exists(on_leave))
    grants = RoleGrant.objects.filter(
        role="manager", user__in=reachable.exclude(pk__in=bounced_people())
    )
    for team_id, manager, public_id in grants.values_list("team_id", "user_id", "user__public_id"):
        if team_id is not None:
            by_team.setdefault(team_id, set()).add((manager, public_id))
    managers_by_person: dict[int, set[UUID]] = {}
    members = Membership.objects.on(day).filter(user__in=list(person_ids))
    for person_id, member_of in members.values_list("user_id", "team_id"):
        for team_id in _team_and_above(member_of, parents):
            above = by_team.get(team_id, set())
            managers_by_person.setdefault(person_id, set()).update(
                who for pk, who in above if pk != person_id
            )
    return managers_by_person


def _team_and_above(team_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """The team and those above it, each once."""
    line = [team_id]
    while (parent := parents.get(line[-1])) is not None and parent not in line:
        line.append(parent)
    return line


def compose(mail: Mail, now: datetime) -> Letter | NotSent | PutOff:
    """Names and days, of those who are still late and still in a team of theirs."""
    from awareness.mailing.digest import (  # which registers this
        put_off_now,
        why_silent_today,
    )

    manager, switch = person_of(mail), queries.newest_switch()
    if manager is None or (why := why_no_mail(manager, now)):
        return NotSent(why if manager else "forgotten")
    if switch is None or not switch.on:
        return NotSent("off")
    if later := put_off_now(mail, manager, now):
        return later
    today = manager.today(now)
    if why := why_silent_today(mail, manager, today):
        return NotSent(why)
    named = still_late(mail, manager, today)
    if not named:
        return NotSent("done")
    with translation.override(mail_language(manager)):
        return Letter(
            to=manager.email or "",
            name=manager.name,
            subject=_("Your team: somebody needs time"),
            body=(
                ngettext(
                    "%(n)d person of your team has something open for more than two weeks. See "
                    "that they get the time at work, and ask for no reason.",
                    "%(n)d people of your team have something open for more than two weeks. See "
                    "that they get the time at work, and ask for no reason.",
                    len(named),
                )
                % {"n": len(named)},
                *(
                    _("%(name)s, by %(day)s") % {"name": ask.name, "day": date_format(ask.due_on)}
                    for ask in named
                ),
                Link(_("Your team"), switch.site_url + reverse("assignments:team")),
            ),
            language=mail_language(manager),
            small=(_("Whoever is done, excused, paused or on leave is not named."),),
        )


def still_late(mail: Mail, manager: User, today: date) -> list[LateMember]:
    """By name, then by day."""
    ask_ids = list(mail.occasions.values_list("thing", flat=True))
    of_team = people_in_teams(managed_team_ids(manager), today).exclude(
        pk__in=Leave.objects.on(today).values("person")
    )
    asks = queries.asks_of_subjects_on().undone().filter(public_id__in=ask_ids, excused_on=None)
    asks = asks.filter(due_on__lte=today - LATE_AFTER_DUE, person__in=of_team)
    countries = list(queries.manager_mail_by_country())
    rows = asks.filter(person__site__country__in=countries).select_related("person")
    rows = rows.order_by("person__sort_key", "person_id", "due_on")
    return [LateMember(ask.person.name, ask.due_on) for ask in rows if not _is_paused(ask, today)]


def _is_paused(ask: Ask, today: date) -> bool:
    begun = ask.paused_on is not None and ask.paused_on <= today
    return begun and (ask.paused_until is None or ask.paused_until >= today)
