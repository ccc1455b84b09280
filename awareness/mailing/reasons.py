"""Why somebody gets no mail on a day. Counted in SQL, each person under one reason."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from awareness.mailing import queries
from awareness.outbox.letters import address_hash
from awareness.outbox.models import Quiet
from awareness.outbox.queries import bad_addresses
from awareness.people.models import Identifier, Kind, Leave, User


class ReasonNotWritten(models.TextChoices):
    """The first that holds, in this order."""

    NOT_STARTED = "not_started", _("Not started yet")
    ON_LEAVE = "on_leave", _("On leave")
    NO_ADDRESS = "no_address", _("No e-mail address")
    BOUNCED = "bounced", _("Mail came back")
    NOT_ASKED = "not_asked", _("Not asked anything")
    DONE = "done", _("Done")
    EXCUSED = "excused", _("Excused")
    PAUSED = "paused", _("Paused")
    QUIET = "quiet", _("Brought in without mail")
    HEARD = "heard", _("Had their mail of the day")  # of a reminder alone
    REMINDED = "reminded", _("Reminded already")
    NOTHING_NEW = "nothing_new", _("Nothing falls on this day")

    @property
    def meaning(self) -> str:
        return str(MEANINGS[self])


MEANINGS = {
    ReasonNotWritten.NOT_STARTED: _("They hear nothing before their first day."),
    ReasonNotWritten.ON_LEAVE: _("Written to on the working day they come back."),
    ReasonNotWritten.NO_ADDRESS: _("They learn of it where they sign in, or from you."),
    ReasonNotWritten.BOUNCED: _("Silent until the address is mended."),
    ReasonNotWritten.NOT_ASKED: _("No assignment reaches them."),
    ReasonNotWritten.DONE: _("Nothing is open."),
    ReasonNotWritten.EXCUSED: _("By decision of HR, with its reason."),
    ReasonNotWritten.PAUSED: _("Until the day you gave."),
    ReasonNotWritten.QUIET: _(
        "HR chose so with the list of that day. Later mails go as any other."
    ),
    ReasonNotWritten.HEARD: _("One mail a person and day: remind them another day."),
    ReasonNotWritten.REMINDED: _("Their mail of the day says so."),
    ReasonNotWritten.NOTHING_NEW: _(
        "Asked, and told already or later. Nobody is written to without an occasion."
    ),
}


def bounced_people() -> frozenset[int]:
    """Ids of those whose address, as it is now, does not work. Few; two queries beside those of the
    outbox."""
    bad = bad_addresses()
    people = dict(User.objects.filter(public_id__in=bad).values_list("pk", "public_id"))
    addresses = Identifier.objects.filter(person__in=people, kind=Kind.EMAIL)
    return frozenset(
        person_id
        for person_id, typed_text in addresses.values_list("person", "typed")
        if address_hash(typed_text) in bad[people[person_id]]
    )


def with_reason(people: QuerySet[User], day: date, bounced: frozenset[int]) -> QuerySet[Any, Any]:
    """These people with `why`: what keeps a mail from them on a day on which nothing falls."""
    mine = queries.asks_of_subjects_on().filter(person=OuterRef("pk"))
    still_open = mine.undone()
    counting = still_open.filter(excused_on=None)
    paused = Q(paused_on__lte=day) & (Q(paused_until=None) | Q(paused_until__gte=day))
    address = Identifier.objects.filter(person=OuterRef("pk"), kind=Kind.EMAIL)
    leave = Leave.objects.on(day).filter(person=OuterRef("pk"))
    quiet = Quiet.objects.filter(day=day)
    whens = [
        When(start_day__gt=day, then=Value(ReasonNotWritten.NOT_STARTED.value)),
        When(Exists(leave), then=Value(ReasonNotWritten.ON_LEAVE.value)),
        When(~Exists(address), then=Value(ReasonNotWritten.NO_ADDRESS.value)),
        When(pk__in=bounced, then=Value(ReasonNotWritten.BOUNCED.value)),
        When(~Exists(mine), then=Value(ReasonNotWritten.NOT_ASKED.value)),
        When(~Exists(still_open), then=Value(ReasonNotWritten.DONE.value)),
        When(~Exists(counting), then=Value(ReasonNotWritten.EXCUSED.value)),
        When(~Exists(counting.exclude(paused)), then=Value(ReasonNotWritten.PAUSED.value)),
        When(public_id__in=quiet.values("person"), then=Value(ReasonNotWritten.QUIET.value)),
    ]
    staff = people.filter(Q(end_day=None) | Q(end_day__gte=day), is_active=True)
    return staff.annotate(
        why=Case(
            *whens,
            default=Value(ReasonNotWritten.NOTHING_NEW.value),
            output_field=models.CharField(),
        )
    )
