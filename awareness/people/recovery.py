"""A code that somebody keeps for the day on which they forget their password: shown once, to them,
when they claim the account or ask for another. With it nobody of HR is needed.
"""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from awareness.errors import CodedError
from awareness.journal.actions import append
from awareness.people.codes import bare_code, new_code
from awareness.people.models import RecoveryCode, User

SALT = "awareness.people.recovery"
RECOVERY_EVENT = "password.recovered"  # of the journal
TOKEN_LIFETIME = timedelta(hours=1)  # from typing the code to choosing the password


class RecoveryError(CodedError):
    """`code`: unknown; left (they do not work here any more); sealed (while the record is, the code
    proves who somebody is, and lets nobody in: it is from before)."""


def _secret_of(code: str) -> str:
    return salted_hmac(SALT, bare_code(code), algorithm="sha256").hexdigest()


@transaction.atomic
def make_code(person: User, now: datetime) -> str:
    """A new one, in place of the one so far. Nothing can show it again."""
    User.objects.select_for_update().get(pk=person.pk)
    RecoveryCode.objects.filter(person=person, ended_at=None).update(ended_at=now)
    code = new_code()
    RecoveryCode.objects.create(person=person, secret=_secret_of(code), made_at=now)
    return code


def recovery_code_of(person: User) -> RecoveryCode | None:
    """The one that holds, without what it says."""
    return RecoveryCode.objects.filter(person=person, ended_at=None).first()


def is_code_of(person: User, typed: str) -> bool:
    """Whether that is the code that this person keeps."""
    own_codes = RecoveryCode.objects.filter(person=person, ended_at=None, secret=_secret_of(typed))
    return own_codes.exists()


def recovery_code_typed(typed: str, now: datetime) -> RecoveryCode:
    """The stored code, with its person, that was typed; RecoveryError where it opens nothing."""
    code = _open_codes().filter(secret=_secret_of(typed)).first()
    return _require_usable(code, now)


def token_of(code: RecoveryCode) -> str:
    """What stands in the address of the page where a password is chosen."""
    return TimestampSigner(salt=SALT).sign(str(code.pk))


def recovery_code_by_token(token: str, now: datetime) -> RecoveryCode:
    """The code of an address of the last hour; RecoveryError."""
    try:
        pk = int(TimestampSigner(salt=SALT).unsign(token, max_age=TOKEN_LIFETIME))
    except (BadSignature, ValueError):
        raise RecoveryError("unknown") from None
    return _require_usable(_open_codes().filter(pk=pk).first(), now)


def _open_codes() -> QuerySet[RecoveryCode]:
    return RecoveryCode.objects.filter(ended_at=None).select_related("person__site")


def _require_usable(code: RecoveryCode | None, now: datetime) -> RecoveryCode:
    """The code itself; RecoveryError unknown, left or sealed where it opens nothing."""
    if code is None:
        raise RecoveryError("unknown")
    if not code.person.may_sign_in(now):
        raise RecoveryError("left")
    if code.person.is_sealed:
        raise RecoveryError("sealed")
    return code


@transaction.atomic
def recover_account(code: RecoveryCode, password: str, now: datetime) -> User:
    """Give whoever the code belongs to another password, and use the code up. RecoveryError where
    somebody was quicker. `password` was checked by the form."""
    person = User.objects.select_for_update().get(pk=code.person_id)
    code = _require_usable(
        _open_codes().select_for_update(of=["self"]).filter(pk=code.pk).first(), now
    )
    person.set_password(password)
    person.save(update_fields=["password"])
    RecoveryCode.objects.filter(pk=code.pk).update(ended_at=now)
    append(RECOVERY_EVENT, now=now, subject=person.public_id, actor=person.public_id)
    return person
