"""What follows when an e-mail address is changed: the old one is told, sessions end, and nobody
gets into a claimed account by a link that the employer had sent to an address of its own choice.
"""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from django.db.models import F

from awareness.people.models import Identifier, Kind, User
from awareness.people.ways_in import unclaimed


def follow(changed: Iterable[tuple[UUID, str | None, str | None]], by: User | None) -> None:
    """`changed`: (random id, address before, address now) of whoever has another one now. `by`
    None: the server itself, which can set passwords anyway, as superusers can."""
    from awareness.people.tasks import tell_old_address  # which imports what notes changes

    everybody = [change for change in changed if change[1] != change[2]]
    replaced = {subject_id: was for subject_id, was, _now in everybody if was}
    if not everybody:
        return
    User.objects.filter(public_id__in=replaced).update(session_number=F("session_number") + 1)
    if by is not None and not by.is_superuser:
        _mark_unproven([s for s, _was, now in everybody if now and s != by.public_id])
    ids = dict(User.objects.filter(public_id__in=replaced).values_list("public_id", "pk"))
    for subject_id, was in replaced.items():
        tell_old_address.enqueue(ids[subject_id], was, uuid4().hex)


def _mark_unproven(subjects: Collection[UUID]) -> None:
    claimed = User.objects.filter(public_id__in=subjects).exclude(unclaimed())
    addresses = Identifier.objects.filter(kind=Kind.EMAIL, person__in=claimed)
    addresses.update(unproven=True)


def prove(person: User, address: str) -> bool:
    """The person, signed in, says that this address is theirs; whether it still is the one."""
    mine = person.identifiers.filter(kind=Kind.EMAIL, unproven=True, typed=address)
    return bool(mine.update(unproven=False))
