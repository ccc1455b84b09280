"""What follows when an e-mail address is changed: the old one is told, sessions end, and nobody
gets into a claimed account by a link that the employer had sent to an address of its own choice.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db.models import F

from awareness.people.models import Identifier, Kind, User
from awareness.people.normal_forms import normal_form
from awareness.people.ways_in import unclaimed_condition


class AddressChange(NamedTuple):
    """The e-mail address of somebody, by their random id, before and after a change."""

    public_id: UUID
    before: str | None
    now: str | None

    @property
    def is_another(self) -> bool:
        """Whether mail goes elsewhere now, and not to the same address in other capitals."""
        return normal_form(self.before or "") != normal_form(self.now or "")


def follow_up_changes(changes: Iterable[AddressChange], by: User | None) -> None:
    """Sign out whoever lost an address, write to the old one, and take a new one that another
    entered as unproven. Changes of nothing are passed over. `by` None: the server itself, which can
    set passwords anyway, as superusers can."""
    from awareness.people.tasks import tell_old_address  # which imports what notes changes

    real_changes = [change for change in changes if change.is_another]
    if not real_changes:
        return
    old_by_id = {change.public_id: change.before for change in real_changes if change.before}
    User.objects.filter(public_id__in=old_by_id).update(session_number=F("session_number") + 1)
    if by is not None and not by.is_superuser:
        new_ids = [change.public_id for change in real_changes if change.now]
        _mark_unproven([public_id for public_id in new_ids if public_id != by.public_id])
    person_ids = dict(User.objects.filter(public_id__in=old_by_id).values_list("public_id", "pk"))
    for public_id, old_address in old_by_id.items():
        tell_old_address.enqueue(person_ids[public_id], old_address, uuid4().hex)


def _mark_unproven(public_ids: Collection[UUID]) -> None:
    """Note of the addresses of these people, where they have claimed their accounts, that they have
    not said yet that they are theirs."""
    claimed = User.objects.filter(public_id__in=public_ids).exclude(unclaimed_condition())
    addresses = Identifier.objects.filter(kind=Kind.EMAIL, person__in=claimed)
    addresses.update(unproven=True)


def mark_proven(person: User, address: str) -> bool:
    """Note that the person, signed in, says that this address is theirs. False where it is not the
    unproven one any more; then nothing is noted."""
    own_addresses = person.identifiers.filter(kind=Kind.EMAIL, unproven=True, typed=address)
    return bool(own_addresses.update(unproven=False))
