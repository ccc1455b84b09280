"""Links for many people at once: for a few while HR waits, for all of an employer in the
background, some hundreds a transaction, so that answers go on being saved."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from awareness.people.models import Door, User, WayIn
from awareness.people.tasks import send_invitations
from awareness.people.ways_in import make_links, unclaimed
from awareness.staffing.listing import has_address

AT_ONCE = 500  # people of one transaction


def without_account(people: QuerySet[User]) -> list[int]:
    """The ids of those who can be invited: an address, and no account yet. One query."""
    free = people.filter(unclaimed(), has_address(), is_active=True)
    return list(free.order_by("pk").values_list("pk", flat=True))


def invite(ids: Sequence[int], by: User, site_url: str, now: datetime) -> None:
    """A link for each, now or, of more than a few, by the worker."""
    from awareness.staffing.tasks import invite_some

    parts = [ids[n : n + AT_ONCE] for n in range(0, len(ids), AT_ONCE)]
    if len(parts) == 1:
        make(parts[0], by, site_url, now)
        return
    for part in parts:
        invite_some.enqueue(list(part), by.pk, site_url, now.isoformat())


def make(ids: Sequence[int], by: User, site_url: str, now: datetime) -> None:
    """Links for these, but for whom one was made since; then they are sent."""
    since = WayIn.objects.filter(person__in=ids, door=Door.LINK, made_at__gte=now)
    left = set(ids) - set(since.values_list("person", flat=True))
    people = User.objects.filter(pk__in=left).select_related("site").order_by("pk")
    make_links(people.prefetch_related("identifiers"), by, site_url, now)
    send_invitations.enqueue()
