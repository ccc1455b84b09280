"""The first superuser. Django's own command knows of one name to sign in with; here are two."""

import os
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from awareness.people import changes
from awareness.people.models import Identifier, Kind, User


class Command(BaseCommand):
    help = "Make somebody who keeps sites, teams, people and roles under /structure/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign_in", help="an e-mail address or an employee number")
        parser.add_argument("--name")
        parser.add_argument(
            "--noinput",
            action="store_false",
            dest="interactive",
            help="ask nothing; the password is DJANGO_SUPERUSER_PASSWORD of the environment",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ask = options["interactive"]
        sign_in = options["sign_in"] or (ask and input("E-mail address or employee number: ")) or ""
        self.refuse_taken(sign_in)
        name = options["name"] or (ask and input("Name: ").strip()) or ""
        if not name:
            raise CommandError("Give a name (--name).")
        password = self.asked_password() if ask else os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        with transaction.atomic():
            person = User.objects.create_superuser(sign_in, name=name, password=password)
            changes.note_changes({}, changes.read_states([person.pk]), by=None, now=timezone.now())
        if options["verbosity"]:
            self.stdout.write("Made. Sign in, and open /structure/.")

    def refuse_taken(self, sign_in: str) -> None:
        identifier = Identifier(kind=Kind.of(sign_in), typed=sign_in)
        try:
            identifier.fill()
        except ValidationError:
            raise CommandError(
                "Give an e-mail address or an employee number (--sign_in)."
            ) from None
        if Identifier.objects.same_as(sign_in).exists():
            raise CommandError("Somebody signs in with this already.")

    def asked_password(self) -> str:
        while True:
            password = getpass("Password: ")
            try:
                validate_password(password)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            if password == getpass("Password (again): "):
                return password
            self.stderr.write("These two are not the same. Once more.")
