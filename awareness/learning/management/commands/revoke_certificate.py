"""A certificate no longer counts: its check page then says so, and no longer whose it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from awareness.learning.certificates import revoke
from awareness.learning.errors import CertificateError
from awareness.learning.models import Reason

REFUSAL_WORDS = {
    "nobody_named": "say who decides it: --by NAME",
    "unknown_certificate": "no certificate has this number: the end of the address on it",
    "already_revoked": "this certificate was withdrawn before",
}


class Command(BaseCommand):
    help = "Say that a certificate no longer counts, by whom, and for which reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("serial", help="the number on the certificate")
        parser.add_argument("--reason", required=True, choices=Reason.values)
        parser.add_argument("--by", required=True, metavar="NAME", help="who decides it")

    def handle(self, *args: Any, serial: str, reason: str, by: str, **options: Any) -> None:
        try:
            done = revoke(serial, reason, by, timezone.localdate())
        except CertificateError as error:
            raise CommandError(f"{error.code}: {REFUSAL_WORDS[error.code]}") from error
        again = "may" if Reason(reason).may_be_made_again else "may not"
        self.stdout.write(
            f"Withdrawn on {done.on}: {done.get_reason_display()}. The person {again} make another."
        )
