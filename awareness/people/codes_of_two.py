"""A code for an account that was claimed, whose password is forgotten and which no mail can reach:
one person of HR asks for it, another lets it be made and hands it over.

Never the same, and never two of whom one made the other's account, gave it a way in or set its
password: the second would be the first. What the code opens is in seals.py.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from awareness.errors import CodedError
from awareness.journal.actions import append
from awareness.journal.models import Event
from awareness.people import changes
from awareness.people.codes import new_code
from awareness.people.models import Door, Kind, Role, User, WayIn, holder_ids
from awareness.people.reach import people_of_hr
from awareness.people.ways_in import ACCOUNT_CLAIMED, VALID_FOR, WAY_IN_MADE, is_claimed, secret_of

CODE_ASKED_FOR, CODE_PUT_AWAY = "way_in.asked_for", "way_in.put_away"  # events of the journal
# By these somebody could be whom they did it to.
CONTROLLING_EVENTS = (changes.ACCOUNT_MADE, changes.PASSWORD_SET, WAY_IN_MADE)


class CodeError(CodedError):
    """`code`: not_claimed (an ordinary link or code will do); has_address (mail goes there);
    superuser (kept by superusers alone); self; waiting (it was asked for already); nobody (there is
    nobody who may approve it); over (put away, made, or a fortnight old); same (asked for by
    whoever approves); made (one of the two made the other's account, or gave it a way in)."""


def why_not_ask(person: User, by: User) -> str:
    """The code of a CodeError; "" where somebody may ask for a code for this person."""
    if not is_claimed(person):
        return "not_claimed"
    if person.proven_address:
        return "has_address"
    if person.is_superuser:
        return "superuser"
    return "self" if person.pk == by.pk else ""


@transaction.atomic
def ask_for_code(person: User, by: User, now: datetime) -> WayIn:
    """Ask for one; it waits for somebody else, and what was made before opens nothing any more.
    CodeError."""
    person = User.objects.select_for_update(of=["self"]).select_related("site").get(pk=person.pk)
    if code := why_not_ask(person, by):
        raise CodeError(code)
    _end_all_but_waiting(person, now)
    if not approvers(person, by, now):
        raise CodeError("nobody")
    way_in = WayIn(person=person, door=Door.CODE_OF_TWO, made_at=now, made_by=by)
    try:
        with transaction.atomic():
            way_in.save()
    except IntegrityError:
        raise CodeError("waiting") from None
    append(CODE_ASKED_FOR, now=now, subject=person.public_id, actor=by.public_id)
    return way_in


def _end_all_but_waiting(person: User, now: datetime) -> None:
    """A new one ends those before, a code that was made too: whether it was used is shown to the
    person alone, and an answer that differs would tell."""
    still_open = WayIn.objects.filter(person=person, used_at=None, ended_at=None)
    ways_in_to_end = still_open.exclude(door=Door.PASSWORD_MAIL).exclude(
        pk__in=waiting_requests(now).values("pk")
    )
    ways_in_to_end.update(ended_at=now)


def waiting_requests(now: datetime) -> QuerySet[WayIn]:
    """What was asked for and not answered, the oldest first."""
    rows = WayIn.objects.filter(door=Door.CODE_OF_TWO, approved_at=None, ended_at=None)
    return rows.filter(made_at__gt=now - VALID_FOR).order_by("made_at", "pk")


def waiting_requests_for(hr: User, now: datetime) -> list[WayIn]:
    """What was asked for and not answered, for the people of this HR but themselves, the oldest
    first, with the person and who asked."""
    rows = waiting_requests(now).filter(person__in=people_of_hr(hr)).exclude(person=hr)
    return list(rows.select_related("person__site", "made_by"))


def why_not_approve(way_in: WayIn, by: User, now: datetime) -> str:
    """The code of a CodeError; "" where this person may let the code be made."""
    if way_in.ended_at or way_in.approved_at or way_in.made_at + VALID_FOR <= now:
        return "over"
    if way_in.made_by is None or way_in.made_by_id == by.pk:
        return "same"
    if _depend_on_each_other(way_in.made_by, by):
        return "made"
    return why_not_ask(way_in.person, by)


@transaction.atomic
def approve_code(pk: int, by: User, now: datetime) -> tuple[WayIn, str]:
    """The way in and the code, which nothing can show again; CodeError."""
    rows = WayIn.objects.select_for_update(of=["self"]).select_related("person__site", "made_by")
    way_in = rows.filter(pk=pk, door=Door.CODE_OF_TWO).first()
    if way_in is None:
        raise CodeError("over")
    if code := why_not_approve(way_in, by, now):
        raise CodeError(code)
    code = new_code()
    way_in.secret, way_in.until = secret_of(code), now + VALID_FOR
    way_in.approved_by, way_in.approved_at = by, now
    way_in.save()
    append(
        WAY_IN_MADE, now=now, subject=way_in.person.public_id, actor=by.public_id, door=way_in.door
    )
    return way_in, code


@transaction.atomic
def put_request_away(pk: int, by: User, now: datetime) -> None:
    """It is not needed, or not right: whoever asked takes it back, or another refuses it."""
    for way_in in waiting_requests(now).select_for_update(of=["self"]).filter(pk=pk):
        WayIn.objects.filter(pk=way_in.pk).update(ended_at=now)
        append(CODE_PUT_AWAY, now=now, subject=way_in.person.public_id, actor=by.public_id)


def approvers(person: User, asker: User, now: datetime) -> list[User]:
    """Who of HR may approve what this one asks for, by name."""
    hr = User.objects.filter(pk__in=holder_ids(Role.HR)).exclude(pk__in=[person.pk, asker.pk])
    return [
        other
        for other in hr.select_related("site")
        if other.may_sign_in(now)
        and is_claimed(other)
        and not _depend_on_each_other(asker, other)
        and people_of_hr(other).filter(pk=person.pk).exists()
    ]


def _depend_on_each_other(one: User, other: User) -> bool:
    """Whether one of the two made the other's account, or gave it a way in; or an address, to which
    an invitation went that somebody claimed it by. (To one that is set later no link goes before
    they say, signed in, that it is theirs.)"""
    a, b = one.public_id, other.public_id
    events_between_them = Event.objects.filter(Q(subject=a, actor=b) | Q(subject=b, actor=a))
    claimed_later = Event.objects.filter(
        kind=ACCOUNT_CLAIMED, subject=OuterRef("subject"), at__gte=OuterRef("at")
    )
    address_then_claimed = Q(
        Exists(claimed_later),
        kind=changes.IDENTIFIER_CHANGED,
        facts__kind=Kind.EMAIL.value,
        facts__has_one=True,
    )
    return events_between_them.filter(
        Q(kind__in=CONTROLLING_EVENTS) | address_then_claimed
    ).exists()
