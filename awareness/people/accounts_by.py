"""Whether somebody holds another person's account in their hands: two people have to be two."""

from collections.abc import Collection

from django.db.models import Q

from awareness.journal.models import Event
from awareness.people.changes import ACCOUNT_MADE, IDENTIFIER_CHANGED, PASSWORD_SET
from awareness.people.models import Kind, User, WayIn

# What lets whoever did it in: an account or a password of their own making, and an address, to
# which a link for another password is sent.
EVENTS_THAT_LET_IN = Q(kind__in=(ACCOUNT_MADE, PASSWORD_SET)) | Q(
    kind=IDENTIFIER_CHANGED, facts__kind=Kind.EMAIL.value, facts__has_one=True
)


def account_is_controlled_by(person: User, by: User) -> bool:
    """Whether `by` made the account of `person`, set its password or address, or made a way in to
    it.

    Whoever did could sign in as that person, and so be both of two.
    """
    ways_in = WayIn.objects.filter(person=person).filter(Q(made_by=by) | Q(approved_by=by))
    events = Event.objects.filter(EVENTS_THAT_LET_IN, subject=person.public_id, actor=by.public_id)
    return ways_in.exists() or events.exists()


def one_controls_others_account(person: User, others: Collection[User]) -> bool:
    """Whether `account_is_controlled_by` holds between a person and one of the others, either way.
    Two queries however many they are."""
    ids = [other.public_id for other in others]
    ways_in = WayIn.objects.filter(
        Q(person=person) & (Q(made_by__in=others) | Q(approved_by__in=others))
        | Q(person__in=others) & (Q(made_by=person) | Q(approved_by=person))
    )
    events = Event.objects.filter(
        EVENTS_THAT_LET_IN,
        Q(subject=person.public_id, actor__in=ids) | Q(subject__in=ids, actor=person.public_id),
    )
    return ways_in.exists() or events.exists()
