"""Whether somebody holds another person's account in their hands: two people have to be two."""

from collections.abc import Collection

from django.db.models import Q

from awareness.journal.models import Event
from awareness.people.changes import MADE, PASSWORD
from awareness.people.models import User, WayIn


def account_by(person: User, by: User) -> bool:
    """Whether `by` made the account of `person`, set its password, or made a way in to it.

    Whoever did could sign in as that person, and so be both of two.
    """
    ways_in = WayIn.objects.filter(person=person).filter(Q(made_by=by) | Q(approved_by=by))
    events = Event.objects.filter(
        subject=person.public_id, actor=by.public_id, kind__in=(MADE, PASSWORD)
    )
    return ways_in.exists() or events.exists()


def in_one_hand(person: User, others: Collection[User]) -> bool:
    """Whether `account_by` holds between a person and one of the others, either way. Two queries
    however many they are."""
    ids = [other.public_id for other in others]
    ways_in = WayIn.objects.filter(
        Q(person=person) & (Q(made_by__in=others) | Q(approved_by__in=others))
        | Q(person__in=others) & (Q(made_by=person) | Q(approved_by=person))
    )
    events = Event.objects.filter(
        Q(subject=person.public_id, actor__in=ids) | Q(subject__in=ids, actor=person.public_id),
        kind__in=(MADE, PASSWORD),
    )
    return ways_in.exists() or events.exists()
