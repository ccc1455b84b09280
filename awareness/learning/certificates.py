"""Certificates: made once by the person, kept byte for byte, and withdrawn by a named reason."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from awareness.learning.certificate_pdf import CertificateFace, set_pdf
from awareness.learning.errors import CertificateError
from awareness.learning.models import Certificate, Completion, Reason, Revocation
from awareness.people.models import User
from awareness.subjects.queries import is_subject_off, shown_title

# Letters and digits that nobody takes for each other, so that a number can be typed from paper.
SERIAL_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SERIAL_GROUPS, SIGNS_PER_GROUP = 7, 4  # 28 signs of 5 bits: 140 bits


def new_serial() -> str:
    """`3f8k-…`: cannot be guessed, so whoever has it has the certificate."""
    return "-".join(
        "".join(secrets.choice(SERIAL_ALPHABET) for _sign in range(SIGNS_PER_GROUP))
        for _group in range(SERIAL_GROUPS)
    )


def _certificates_without_bytes() -> QuerySet[Certificate]:
    """Certificates without their bytes, with what became of them."""
    return Certificate.objects.defer("pdf").select_related("revocation")


def revocation_of(certificate: Certificate) -> Revocation | None:
    return getattr(certificate, "revocation", None)


def still_counts(certificate: Certificate) -> bool:
    """Whether a certificate was not revoked."""
    return revocation_of(certificate) is None


@dataclass(frozen=True)
class OwnCertificate:
    """A completion of one's own, with its newest certificate."""

    completion_id: int
    title: str
    version: str
    day: date
    certificate: Certificate | None

    @property
    def stands(self) -> bool:
        return self.certificate is not None and still_counts(self.certificate)

    @property
    def may_be_made(self) -> bool:
        return not self.stands and _may_be_made_after(self.certificate)


def _may_be_made_after(last: Certificate | None) -> bool:
    """Whether a new certificate may be made where this was the last one."""
    if last is None:
        return True
    revocation = revocation_of(last)
    return revocation is not None and Reason(revocation.reason).may_be_made_again


def own_certificates(user: User) -> list[OwnCertificate]:
    """Everything one has finished, the newest first; two queries."""
    certificates = _certificates_without_bytes().filter(completion__learner=user).order_by("number")
    newest_by_completion = {certificate.completion_id: certificate for certificate in certificates}
    completions = Completion.objects.filter(learner=user).order_by("-day", "-id")
    titled = completions.annotate(is_off=is_subject_off("module_version__module__subject"))
    fields = ("id", "module_version__major", "module_version__minor", "day")
    title_fields = ("module_version__spec__title", "module_version__module__subject", "is_off")
    return [
        OwnCertificate(
            pk, shown_title(*title_values), f"{major}.{minor}", day, newest_by_completion.get(pk)
        )
        for pk, major, minor, day, *title_values in titled.values_list(*fields, *title_fields)
    ]


def own_certificate(user: User, serial: str) -> Certificate:
    """One's own, with its bytes; CertificateError unknown_certificate for anybody else's."""
    certificate = Certificate.objects.filter(serial=serial, completion__learner=user).first()
    if certificate is None:
        raise CertificateError("unknown_certificate")
    return certificate


def certificate_by_serial(serial: str) -> Certificate:
    """For whoever has the number, signed in or not; CertificateError unknown_certificate."""
    certificate = _certificates_without_bytes().filter(serial=serial.strip().lower()).first()
    if certificate is None:
        raise CertificateError("unknown_certificate")
    return certificate


def issue(
    user: User, completion_id: int, now: datetime, check_url_of: Callable[[str], str]
) -> Certificate:
    """The certificate of one's own completion; made now, or the one that stands.

    `check_url_of` gives, for a serial, the address of its check page. CertificateError: not_here,
    cannot_be_set, unknown_completion, not_again.
    """
    completion = (
        Completion.objects.filter(pk=completion_id, learner=user)
        .select_related("module_version")
        .first()
    )
    if completion is None:
        raise CertificateError("unknown_completion")
    last = _last_certificate(completion)
    if last is not None and still_counts(last):
        return last
    if not _may_be_made_after(last):
        raise CertificateError("not_again")
    certificate = _unsaved_certificate(user, completion, last, now, check_url_of)
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError:  # another click was quicker: theirs is the one
        return _certificates_without_bytes().filter(completion=completion).latest("number")
    return certificate


def _last_certificate(completion: Completion) -> Certificate | None:
    return _certificates_without_bytes().filter(completion=completion).order_by("-number").first()


def _unsaved_certificate(
    user: User,
    completion: Completion,
    last: Certificate | None,
    now: datetime,
    check_url_of: Callable[[str], str],
) -> Certificate:
    """The row, unsaved, with every word and byte as they are now."""
    serial = new_serial()
    face = CertificateFace(
        name=user.name,
        title=completion.module_version.title,
        version=completion.module_version.label,
        day=completion.day,
        employer=settings.EMPLOYER,
        issued_on=user.today(now),
        serial=serial,
        address=check_url_of(serial),
    )
    pdf = set_pdf(face)
    return Certificate(
        completion=completion,
        number=last.number + 1 if last else 1,
        serial=serial,
        name=face.name,
        title=face.title,
        version=face.version,
        day=face.day,
        employer=face.employer,
        issued_on=face.issued_on,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pdf=pdf,
    )


def withdraw(user: User, serial: str, reason: str, now: datetime) -> Revocation:
    """Say of one's own certificate that it no longer counts; a second click finds the first one's.

    CertificateError: unknown_certificate (anybody else's too), unknown_reason.
    """
    certificate = own_certificate(user, serial)
    if reason not in Reason.values or not Reason(reason).is_the_holders:
        raise CertificateError("unknown_reason")
    try:
        return revoke(certificate.serial, reason, user.name, user.today(now))
    except CertificateError as error:
        if error.code != "already_revoked":
            raise
        return Revocation.objects.get(certificate=certificate)


def revoke(serial: str, reason: str, by: str, day: date) -> Revocation:
    """Say that a certificate no longer counts, and why. The certificate itself stays as it is.

    CertificateError: unknown_reason, nobody_named, unknown_certificate, already_revoked.
    """
    by = " ".join(by.split())
    if reason not in Reason.values:
        raise CertificateError("unknown_reason")
    if not by:
        raise CertificateError("nobody_named")
    certificate = certificate_by_serial(serial)
    try:
        with transaction.atomic():
            return Revocation.objects.create(certificate=certificate, reason=reason, by=by, on=day)
    except IntegrityError as error:
        raise CertificateError("already_revoked") from error
