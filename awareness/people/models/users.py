"""People."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from awareness.people.models import words
from awareness.people.models.identifiers import Identifier, Kind
from awareness.people.models.named import Named
from awareness.people.models.places import Site, employer_zone
from awareness.people.normal_forms import normal_form, password_spellings, without_unseen
from awareness.people.reading import Contrast, Motion, Size

if TYPE_CHECKING:
    from awareness.people.reach import Reach


def at_work(day: date, person: str = "") -> Q:
    """Who works here on that day, as a condition on people, or on rows whose `person` they are
    (`"person__"`). People who have left or have not begun, and accounts that were shut, do not."""
    return Q(
        Q(**{f"{person}start_day": None}) | Q(**{f"{person}start_day__lte": day}),
        Q(**{f"{person}end_day": None}) | Q(**{f"{person}end_day__gte": day}),
        **{f"{person}is_active": True},
    )


class UserQuerySet(models.QuerySet["User"]):
    def at_work(self, day: date) -> Self:
        """Those who work here on that day."""
        return self.filter(at_work(day))

    def signing_in_with(self, typed: str) -> Self:
        """Whoever signs in with this, if anybody does."""
        return self.filter(pk__in=Identifier.objects.same_as(typed).values("person"))

    def with_identifiers(self) -> Self:
        """With what they sign in with, in one query more."""
        return self.prefetch_related("identifiers")

    @transaction.atomic
    def bulk_create(self, objs: Iterable["User"], *args: Any, **kwargs: Any) -> list["User"]:
        """Make these people, with what they sign in with and the words they are found by."""
        people = super().bulk_create(objs, *args, **kwargs)
        words.add_names(people)
        identifiers = [
            Identifier(person=person, kind=kind, typed=typed_text)
            for person in people
            for kind, typed_text in person._typed.items()
        ]
        for identifier in identifiers:
            identifier.fill()
        Identifier.objects.bulk_create(identifiers, batch_size=kwargs.get("batch_size"))
        return people


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(
        self,
        email: str | None = None,
        employee_number: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Make somebody who signs in by e-mail, by employee number, or by both.

        ValueError without either; IntegrityError where somebody else signs in with it.
        """
        user = self.model(email=email, employee_number=employee_number, **fields)
        if not (user.email or user.employee_number):
            raise ValueError("Give an e-mail address or an employee number.")
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, sign_in: str, password: str | None = None, **fields: Any) -> "User":
        """Make somebody who keeps the staff list, of an e-mail address or an employee number."""
        return self.create_user(
            **{Kind.of(sign_in).value: sign_in},
            password=password,
            is_staff=True,
            is_superuser=True,
            **fields,
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.signing_in_with(username or "").get()


class User(Named, AbstractBaseUser, PermissionsMixin):
    """A member of staff. Who somebody is outlives names, addresses, numbers and sites: `public_id`
    is random, never given away again, and what the journal knows them by. What they sign in with is
    in `Identifier`; `email` and `employee_number` read and write it.
    """

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # may open the admin: superusers, for structure
    is_demo = models.BooleanField(default=False)  # production refuses to start while one exists
    # Both are days on which they work here; empty: for as long as the list goes back, or on.
    start_day = models.DateField(_("first day"), null=True, blank=True)
    end_day = models.DateField(_("last day"), null=True, blank=True)
    # What the employer says they read; what they chose themselves goes before it.
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    date_joined = models.DateTimeField(default=timezone.now)
    # How they like to read (reading.py), for nobody else to see; empty is what the device says.
    reading_size = models.CharField(max_length=8, choices=Size, blank=True, default="")
    reading_contrast = models.CharField(max_length=8, choices=Contrast, blank=True, default="")
    reading_motion = models.CharField(max_length=8, choices=Motion, blank=True, default="")
    reading_language = models.CharField(max_length=12, blank=True, default="")
    # Until this day (included) the person is given the youth edition. No date of birth is kept.
    youth_until = models.DateField(_("youth edition until"), null=True, blank=True)
    # Since when what was done before is sealed (seals.py): others than they let somebody in then.
    # And the hash that the password had before, by which they can prove that they are the same.
    sealed_since = models.DateTimeField(null=True, editable=False)
    password_before_seal = models.CharField(max_length=128, default="", editable=False)
    # A number that every session carries: once it is another, the sessions so far have ended.
    session_number = models.PositiveIntegerField(default=0, editable=False)
    last_login = None  # when somebody was here last is kept nowhere

    objects = UserManager()
    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("sort_key", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_day=None) | Q(end_day=None) | Q(end_day__gte=F("start_day")),
                name="people_user_ends_after_the_start",
                violation_error_message=_("The last day is the first day or later."),
            ),
            # They become attributes of every page: only what the style sheet knows.
            models.CheckConstraint(
                condition=Q(
                    reading_size__in=Size.values,
                    reading_contrast__in=Contrast.values,
                    reading_motion__in=Motion.values,
                ),
                name="people_user_reads_in_a_known_way",
                violation_error_message=_("Choose one of the ways of reading that there are."),
            ),
        ]
        indexes = [
            # HR's lists: the people of a site by name, a page at a time.
            models.Index(fields=["site", "sort_key", "id"], name="people_user_by_name"),
            # Monday's page: who starts this week, and whose last day is just over.
            models.Index(
                fields=["start_day"],
                condition=Q(start_day__isnull=False),
                name="people_user_starts",
            ),
            models.Index(
                fields=["end_day"], condition=Q(end_day__isnull=False), name="people_user_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str | None:
        """The address, as it was written: what mail is sent to."""
        return self._typed.get(Kind.EMAIL)

    @email.setter
    def email(self, typed: str | None) -> None:
        self._set(Kind.EMAIL, typed)

    @property
    def employee_number(self) -> str | None:
        return self._typed.get(Kind.EMPLOYEE_NUMBER)

    @employee_number.setter
    def employee_number(self, typed: str | None) -> None:
        self._set(Kind.EMPLOYEE_NUMBER, typed)

    @cached_property
    def _typed(self) -> dict[str, str]:
        """By kind; one query, or none after `with_identifiers`."""
        return {i.kind: i.typed for i in self._identifiers}

    @cached_property
    def _identifiers(self) -> list[Identifier]:
        return list(self.identifiers.all()) if self.pk else []

    @property
    def unproven_address(self) -> str | None:
        """The address, where the employer entered it after the account was claimed and the person
        has not said that it is theirs."""
        return next((i.typed for i in self._identifiers if i.unproven), None)

    @property
    def proven_address(self) -> str | None:
        """The address, as long as nothing keeps a link to a new password from going to it."""
        return None if self.unproven_address else self.email

    @cached_property
    def _to_write(self) -> set[Kind]:
        return set()

    def _set(self, kind: Kind, typed: str | None) -> None:
        typed = without_unseen(typed or "") or None
        if typed != self._typed.get(kind):
            self._typed.pop(kind, None)
            self._typed |= {kind: typed} if typed else {}
            self._to_write.add(kind)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the person, and what they sign in with where it was set anew, and the words they are
        found by where the name is another."""
        is_new, found_by = self._state.adding, self.__dict__.get("search_text")
        super().save(*args, **kwargs)
        if is_new or self.__dict__.get("search_text") != found_by:
            if not is_new:
                self.name_words.all().delete()
            words.add_names([self])
        for kind in self._to_write:
            self._write_identifier(kind, self._typed.get(kind), is_new=is_new)
        for known in ("_to_write", "_identifiers"):
            self.__dict__.pop(known, None)

    def _write_identifier(self, kind: Kind, typed: str | None, *, is_new: bool) -> None:
        """Another spelling of the same stays the same row, proven or not."""
        stored = None if is_new else self.identifiers.filter(kind=kind).first()
        if stored and typed and stored.normal == normal_form(typed):
            stored.typed = typed
            stored.save()
            return
        if stored:
            stored.delete()
        if typed:
            self.identifiers.create(kind=kind, typed=typed)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        for known in ("_typed", "_to_write", "_identifiers"):
            self.__dict__.pop(known, None)
        super().refresh_from_db(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and password_spellings(raw_password)[0])

    def check_password(self, raw_password: str | None) -> bool:
        check = super().check_password
        return any(check(spelling) for spelling in password_spellings(raw_password or ""))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        digest: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        # Nought adds nothing, so that nobody is signed out by an upgrade.
        return f"{digest}.{self.session_number}" if self.session_number else digest

    @property
    def is_sealed(self) -> bool:
        """Whether what they did before is shut to whoever is signed in (seals.py)."""
        return self.sealed_since is not None

    def may_sign_in(self, now: datetime | None = None) -> bool:
        """Whether the site lets them in, now or at that moment: not once their last day is over."""
        return self.is_active and (self.end_day is None or self.today(now) <= self.end_day)

    @property
    def zone(self) -> tzinfo:
        """The clock of where they work; the employer's without a site."""
        return self.site.zone if self.site else employer_zone()

    def today(self, now: datetime | None = None) -> date:
        """The calendar day where they work, now or at that moment."""
        return timezone.localdate(now, timezone=self.zone)

    def is_youth_on(self, day: date) -> bool:
        """Whether the youth edition is theirs on that day."""
        return self.youth_until is not None and day <= self.youth_until

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, `learner` always among them. One query a request."""
        from awareness.people.models.roles import Role  # both import people
        from awareness.people.queries import granted_roles

        return frozenset({Role.LEARNER, *granted_roles(self.pk)})

    @cached_property
    def reach(self) -> "Reach":
        """Of which places they are HR. One query a request."""
        from awareness.people.reach import read_reach

        return read_reach(self.pk)
