"""What somebody did is sealed once another than they let somebody into their claimed account: by a
code of HR, or by a password that was set for them. Whoever comes in then does what is still to be
done, and sees nothing of before, until they prove by means of their own that they are the same.

Every view is shut to them but those marked `open_while_sealed`; what those may show is asked of
`is_moment_sealed`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.dispatch import Signal
from django.http import Http404

from awareness.journal.actions import append
from awareness.people import recovery
from awareness.people.models import User
from awareness.people.normal_forms import password_spellings

RECORD_SEALED, RECORD_OPENED = "record.sealed", "record.opened"  # events of the journal
_OPEN_MARK = "open_while_sealed"


class SealedRecord(Http404):
    """What was asked for is sealed; the page that says so comes instead (middleware.Seals)."""


# Sent inside the transaction, with `person` and `now`, for rooms that keep what somebody did.
record_sealed, record_opened = Signal(), Signal()


def open_while_sealed[View: Callable[..., Any]](view: View) -> View:
    """A view that shows nothing of what was done before."""
    setattr(view, _OPEN_MARK, True)
    return view


def is_page_shut(person: User, view: Callable[..., Any]) -> bool:
    """Whether this page is shut to somebody for now."""
    return person.is_sealed and not getattr(view, _OPEN_MARK, False)


def is_moment_sealed(person: User, moment: datetime) -> bool:
    """Whether what was done at that moment is sealed now, to whoever is signed in as them."""
    return person.sealed_since is not None and moment < person.sealed_since


@transaction.atomic
def seal_record(person: User, password: str, now: datetime) -> None:
    """What was done so far is sealed. `password` is the hash they had until then; of several seals
    it stays the first, which nobody but they chose."""
    if not person.is_sealed:
        person.password_before_seal = password
    person.sealed_since = now
    person.save(update_fields=["sealed_since", "password_before_seal"])
    append(RECORD_SEALED, now=now, subject=person.public_id, actor=None)
    record_sealed.send(User, person=person, now=now)


@transaction.atomic
def open_record(person: User, now: datetime) -> None:
    """Unseal the record of somebody who proved to be the same person as before. Where it is not
    sealed nothing happens."""
    if not User.objects.select_for_update().get(pk=person.pk).is_sealed:
        return
    person.sealed_since, person.password_before_seal = None, ""
    person.save(update_fields=["sealed_since", "password_before_seal"])
    append(RECORD_OPENED, now=now, subject=person.public_id, actor=person.public_id)
    record_opened.send(User, person=person, now=now)


def proves_identity(person: User, typed: str) -> bool:
    """Whether this is the password they had before, or their recovery code. The caller counts the
    try (tries.count_when_signed_in)."""
    return recovery.is_code_of(person, typed) or any(
        check_password(spelling, person.password_before_seal)
        for spelling in password_spellings(typed)
    )
