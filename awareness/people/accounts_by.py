"""Whether somebody holds another person's account in their hands: two people have to be two."""

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
