"""Links for many people at once: for a few while HR waits, for all of an employer in the
background, some hundreds a transaction, so that answers go on being saved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from awareness.people.mail import invitations_refused
from awareness.people.models import Door, User, WayIn
from awareness.people.tasks import send_invitations
from awareness.people.today import read_today
from awareness.people.ways_in import make_links, unclaimed_condition
from awareness.staffing.listing import has_address

PEOPLE_AT_ONCE = 500  # people of one transaction
NOT_AGAIN_WITHIN = timedelta(days=1)


class Invitations(NamedTuple):
    """Ids of people to whom a link goes, and how many have one of these days already."""

    ids: list[int]
    lately: int


def whom_to_invite(people: QuerySet[User], now: datetime) -> Invitations:
    """Those with an address and no account yet. Of several, those to whom a link is on its way or
    went within the last day are left out: a second press mails nobody again. One alone is always
    invited. Nobody who has left. Four queries."""
    free = people.filter(unclaimed_condition(), has_address(), is_active=True)
    left = Q(end_day__lt=read_today(now).sql("site"))  # a page from before shows them still
    ids = list(free.exclude(left).order_by("pk").values_list("pk", flat=True))
    if len(ids) < 2:
        return Invitations(ids, 0)
    waits = Q(sent_at=None) & ~Q(pk__in=invitations_refused())
    recent = waits | Q(sent_at__gt=now - NOT_AGAIN_WITHIN)
    links = WayIn.objects.filter(recent, door=Door.LINK, used_at=None, ended_at=None)
    lately = set(links.values_list("person", flat=True))
    invited = [pk for pk in ids if pk not in lately]
    return Invitations(invited, len(ids) - len(invited))


def invite(ids: Sequence[int], by: User, site_url: str, now: datetime) -> None:
    """A link for each, now or, of more than a few, by the worker."""
    from awareness.staffing.tasks import invite_some

    parts = [ids[n : n + PEOPLE_AT_ONCE] for n in range(0, len(ids), PEOPLE_AT_ONCE)]
    if len(parts) == 1:
        make_and_send(parts[0], by, site_url, now)
        return
    for part in parts:
        invite_some.enqueue(list(part), by.pk, site_url, now.isoformat())


def make_and_send(ids: Sequence[int], by: User, site_url: str, now: datetime) -> None:
    """Links for these, but for whom one was made since; then they are sent."""
    since = WayIn.objects.filter(person__in=ids, door=Door.LINK, made_at__gte=now)
    left = set(ids) - set(since.values_list("person", flat=True))
    people = User.objects.filter(pk__in=left).select_related("site").order_by("pk")
    make_links(people.prefetch_related("identifiers"), by, site_url, now)
    send_invitations.enqueue()
