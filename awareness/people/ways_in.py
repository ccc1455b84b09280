"""Ways in that HR makes: a link by mail, or a code on paper, for an account that nobody has claimed
yet. Whoever uses one chooses a password, which HR never learns. From then on HR can only have mail
sent to the address on file; where there is none, two of HR make a code (codes_of_two.py), and what
was done before is sealed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from awareness.errors import CodedError
from awareness.journal.actions import append, append_all
from awareness.journal.models import Event
from awareness.people import seals
from awareness.people.codes import bare_code, new_code
from awareness.people.models import Door, User, WayIn

VALID_FOR = timedelta(days=14)
WAY_IN_MADE, ACCOUNT_CLAIMED = "way_in.made", "account.claimed"  # events of the journal
SALT = "awareness.people.ways_in"


class WayInError(CodedError):
    """`code`: unknown; over (used, replaced or too old); left (they do not work here any more);
    claimed (the account was claimed by another way)."""


def is_claimed(person: User) -> bool:
    """Whether they have chosen a password: then the account is theirs alone."""
    return bool(person.password) and person.has_usable_password()


def unclaimed_condition() -> Q:
    """That an account was not claimed (nobody has chosen a password), as a condition on people."""
    return Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def secret_of(code: str) -> str:
    """What is kept of a code, however it is typed."""
    return salted_hmac(SALT, bare_code(code), algorithm="sha256").hexdigest()


def token_of(way_in: WayIn) -> str:
    """What stands in the address of the page where a password is chosen."""
    return Signer(salt=SALT).sign(str(way_in.pk))


def way_in_by_code(typed: str, now: datetime) -> WayIn:
    """The way in of a code; WayInError."""
    return _open_way_in(WayIn.objects.filter(secret=secret_of(typed)), now)


def way_in_by_token(token: str, now: datetime) -> WayIn:
    """The way in of an address; WayInError."""
    try:
        pk = int(Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        raise WayInError("unknown") from None
    return _open_way_in(WayIn.objects.filter(pk=pk), now)


def _open_way_in(ways_in: QuerySet[WayIn], now: datetime) -> WayIn:
    """The one of these ways in, with its person; WayInError where there is none, or it opens
    nothing."""
    way_in = ways_in.select_related("person__site").first()
    if way_in is None:
        raise WayInError("unknown")
    _refuse_closed(way_in, now)
    return way_in


def _refuse_closed(way_in: WayIn, now: datetime) -> None:
    """WayInError over, left or claimed where the way in opens nothing at this moment."""
    if not way_in.is_open(now):
        raise WayInError("over")
    if not way_in.person.may_sign_in(now):
        raise WayInError("left")
    if is_claimed(way_in.person) and way_in.door != Door.CODE_OF_TWO:
        raise WayInError("claimed")


@transaction.atomic
def make_links(people: Iterable[User], by: User, site_url: str, now: datetime) -> list[WayIn]:
    """Links for those with an address who have claimed nothing; others are left out. They are sent
    in the background, to joiners on their first day (tasks.send_invitations)."""
    whom = [person for person in people if person.email]
    return _make_ways_in(Door.LINK, whom, by, now, site_url=site_url)


@transaction.atomic
def make_codes(people: Iterable[User], by: User, now: datetime) -> list[tuple[User, str]]:
    """(person, code) for each of the people who has claimed nothing; others are left out. Nothing
    can show a code again: whoever lost one gets another."""
    codes: dict[int, str] = {}
    ways_in = _make_ways_in(Door.CODE, list(people), by, now, codes=codes)
    return [(way_in.person, codes[way_in.person_id]) for way_in in ways_in]


def _make_ways_in(
    door: Door,
    people: list[User],
    by: User,
    now: datetime,
    *,
    site_url: str = "",
    codes: dict[int, str] | None = None,
) -> list[WayIn]:
    """Ways in for those of the people who have claimed nothing and may sign in; what they had
    before ends. `codes`: is filled with a code by person id, where codes are made."""
    ids = [person.pk for person in people]
    # Locked, so that nobody claims the account between this look and what is written.
    locked = (
        User.objects.select_for_update().filter(unclaimed_condition(), pk__in=ids).order_by("pk")
    )
    free_ids = {person.pk for person in locked if person.may_sign_in(now)}
    WayIn.objects.filter(person__in=free_ids, used_at=None, ended_at=None).update(ended_at=now)
    ways_in = []
    for person in people:
        if person.pk in free_ids:
            way_in = WayIn(person=person, door=door, made_at=now, made_by=by, site_url=site_url)
            if codes is not None:
                codes[person.pk] = new_code()
                way_in.secret, way_in.until = secret_of(codes[person.pk]), now + VALID_FOR
            ways_in.append(way_in)
    WayIn.objects.bulk_create(ways_in, batch_size=500)
    append_all(_way_in_event(WAY_IN_MADE, way_in, by, now) for way_in in ways_in)
    return ways_in


def _way_in_event(kind: str, way_in: WayIn, by: User, now: datetime) -> Event:
    subject_id, actor = way_in.person.public_id, by.public_id
    return Event(at=now, kind=kind, subject=subject_id, actor=actor, facts={"door": way_in.door})


@transaction.atomic
def note_password_mail(person: User, by: User, now: datetime) -> WayIn:
    """That HR had a link to a new password sent to the address on file."""
    way_in = WayIn.objects.create(
        person=person, door=Door.PASSWORD_MAIL, made_at=now, made_by=by, sent_at=now
    )
    append_all([_way_in_event(WAY_IN_MADE, way_in, by, now)])
    return way_in


@transaction.atomic
def claim_account(way_in: WayIn, password: str, now: datetime) -> User:
    """The account is theirs from now on: the password is kept, and no way in opens it any more.
    Where it was claimed before (a code of two), what was done so far is sealed.

    `password` was checked by the form. WayInError where somebody was quicker.
    """
    person = User.objects.select_for_update().get(pk=way_in.person_id)
    way_in = WayIn.objects.select_for_update().get(pk=way_in.pk)
    way_in.person = person
    _refuse_closed(way_in, now)
    hash_before = person.password if is_claimed(person) else ""
    person.set_password(password)
    person.save(update_fields=["password"])
    if hash_before:
        seals.seal_record(person, hash_before, now)
    noticed_at = None if hash_before else now
    WayIn.objects.filter(pk=way_in.pk).update(used_at=now, noticed_at=noticed_at)
    still_open = WayIn.objects.filter(person=person, used_at=None, ended_at=None)
    still_open.exclude(door=Door.PASSWORD_MAIL).update(ended_at=now)
    # Not by which way in: that one was used is nobody's to see.
    append(ACCOUNT_CLAIMED, now=now, subject=person.public_id, actor=person.public_id)
    return person


def end_handed_out_ways_in(now: datetime) -> int:
    """End every invitation and code that is on its way to somebody, or with them; how many. Links
    that were not sent yet stay, and so does what nobody has approved."""
    handed_out = WayIn.objects.filter(used_at=None, ended_at=None, until__gt=now)
    return handed_out.update(ended_at=now)


def ways_in_made_for(person: User) -> QuerySet[WayIn]:
    """What was made for somebody, the newest first, with who made it: for their own eyes."""
    ways_in = person.ways_in.select_related("made_by", "approved_by")
    return ways_in.order_by("-made_at", "-pk")


def notice_new_ways_in(person: User, now: datetime) -> list[WayIn]:
    """Ways in that were made for somebody since they were last told, which are noted as told now.
    Not the one by which they claimed the account, and none that nobody approved yet."""
    asked_for = Q(door=Door.CODE_OF_TWO, approved_at=None)
    new_ways_in = list(ways_in_made_for(person).filter(noticed_at=None).exclude(asked_for))
    WayIn.objects.filter(pk__in=[way_in.pk for way_in in new_ways_in]).update(noticed_at=now)
    return new_ways_in
