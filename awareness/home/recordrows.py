"""The rows of one's own record, a function for each part. Every query begins with the person.

Rows are plain dictionaries of words, days and numbers, ready for a page, JSON or a sheet. Here is
what the employer's list of staff has, and what one entered for the employer; `learnrows.py` has
what is learned, `mailrows.py` what was written to one.
"""

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy

from awareness.assignments.models import (
    AskChange,
    Assignment,
)
from awareness.journal.queries import events_about
from awareness.learning.models import Opened
from awareness.mailing.models import ManagerMail, Switch
from awareness.people import changes, seals
from awareness.people.codes_of_two import CODE_ASKED_FOR, CODE_PUT_AWAY
from awareness.people.models import (
    Door,
    Kind,
    Leave,
    Membership,
    RecoveryCode,
    Role,
    RoleGrant,
    User,
)
from awareness.people.recovery import RECOVERY_EVENT
from awareness.people.ways_in import ACCOUNT_CLAIMED, WAY_IN_MADE, is_claimed, ways_in_made_for
from awareness.workplace.models import (
    HelpLink,
    LegalCard,
    LineCheck,
    PolicyVersion,
    SiteContact,
    SiteSetting,
    Statement,
    SubjectChoice,
)

type Row = dict[str, Any]


def person(user: User, _today: date) -> list[Row]:
    """Who one is, and where one works."""
    site = user.site
    return [
        {
            "name": user.name,
            "site": site.name if site else None,
            "country": site.country if site else None,
            "public_id": str(user.public_id),
        }
    ]


def sign_in(user: User, _today: date) -> list[Row]:
    """How one signs in, as the employer's list of staff has it. The password is not readable."""
    return [
        {
            "email": user.email,
            "employee_number": user.employee_number,
            "entered": user.date_joined,
            "may_sign_in": user.may_sign_in(),
            "keeps_the_staff_list": user.is_superuser,
        }
    ]


CHANGE_WORDS = {
    changes.ACCOUNT_MADE: gettext_lazy("You were entered"),
    changes.ACCOUNT_SHUT: gettext_lazy("Your account was shut"),
    changes.ACCOUNT_OPENED: gettext_lazy("Your account was opened again"),
    changes.ROLE_GRANTED: gettext_lazy("A role was given to you: %(role)s"),
    changes.ROLE_TAKEN: gettext_lazy("A role was taken from you: %(role)s"),
    changes.IDENTIFIER_CHANGED: gettext_lazy("What you sign in with was changed: %(kind)s"),
    changes.PASSWORD_SET: gettext_lazy("A password was set for you"),
    WAY_IN_MADE: gettext_lazy("A way in was made for you: %(door)s"),
    ACCOUNT_CLAIMED: gettext_lazy("You chose a password, and the account was yours"),
    RECOVERY_EVENT: gettext_lazy("You chose another password, by your recovery code"),
    CODE_ASKED_FOR: gettext_lazy("A code for a forgotten password was asked for"),
    CODE_PUT_AWAY: gettext_lazy("That code was put away"),
    seals.RECORD_SEALED: gettext_lazy("What you did until then was closed"),
    seals.RECORD_OPENED: gettext_lazy("You showed that you are the same, and it was opened"),
    changes.PERSON_CHANGED: gettext_lazy("Changed: %(what)s"),
    "mail.sent_again": gettext_lazy("A mail that had not arrived was sent to you again"),
}
CHANGED_FIELD_WORDS = {
    "name": gettext_lazy("your name"),
    "site": gettext_lazy("your site"),
    "start_day": gettext_lazy("your first day"),
    "end_day": gettext_lazy("your last day"),
    "language": gettext_lazy("your language"),
    "youth_until": gettext_lazy("the day until which the youth edition is yours"),
    "is_superuser": gettext_lazy("whether you keep the staff list"),
    "teams": gettext_lazy("your teams"),
    "leave": gettext_lazy("your leave"),
}


def what_changed(user: User, _today: date) -> list[Row]:
    """What was done about one, as the journal has it; who did it, while they are kept."""
    actors = User.objects.filter(public_id=OuterRef("actor")).values("name")
    return [
        {
            "at": event.at,
            "what": str(CHANGE_WORDS.get(event.kind, event.kind)) % _facts_in_words(event.facts),
            "by": event.by,
        }
        for event in events_about(user.public_id).annotate(by=Subquery(actors))
    ]


def _facts_in_words(facts: Row) -> Row:
    """The facts of an event, with the names that people have for them."""
    labels = {
        "role": dict(Role.choices).get(facts.get("role", ""), ""),
        "door": dict(Door.choices).get(facts.get("door", ""), ""),
        "kind": dict(Kind.choices).get(facts.get("kind", ""), ""),
        "what": CHANGED_FIELD_WORDS.get(facts.get("what", ""), ""),
    }
    return facts | {name: str(label) for name, label in labels.items()}


def youth_edition(user: User, _today: date) -> list[Row]:
    """Until when the youth edition is one's own; nothing for whoever never had it."""
    return [{"until": user.youth_until}] if user.youth_until else []


def teams(user: User, _today: date) -> list[Row]:
    """Every team one was ever in, with its days."""
    memberships = Membership.objects.filter(user=user).order_by("since", "id")
    return [
        {"team": team, "since": since, "until": until}
        for team, since, until in memberships.values_list("team__name", "since", "until")
    ]


def days_here(user: User, _today: date) -> list[Row]:
    """The first and the last day, where the employer has entered one."""
    days = {"start_day": user.start_day, "end_day": user.end_day}
    return [days] if any(days.values()) else []


def language(user: User, _today: date) -> list[Row]:
    """What the employer says one reads; [] where nothing was entered."""
    return [{"language": user.language}] if user.language else []


def leave(user: User, _today: date) -> list[Row]:
    """From when to when; the last day is None while it is open."""
    leaves = Leave.objects.filter(person=user).order_by("first_day", "id")
    return [{"first_day": leave.first_day, "last_day": leave.last_day} for leave in leaves]


def ways_in(user: User, _today: date) -> list[Row]:
    """Every link or code that HR made for one, and whether it was used."""
    return [
        {
            "way_in": str(way_in.get_door_display()),
            "made_on": timezone.localdate(way_in.approved_at or way_in.made_at, user.zone),
            "made_by": way_in.makers or None,
            "claimed": is_claimed(user),
            "used_on": way_in.used_at and timezone.localdate(way_in.used_at, user.zone),
        }
        for way_in in ways_in_made_for(user)
    ]


def recovery_codes(user: User, _today: date) -> list[Row]:
    """When each code was shown and ended; the codes are not kept."""
    codes = RecoveryCode.objects.filter(person=user).order_by("id")
    return [
        {
            "made_on": timezone.localdate(code.made_at, user.zone),
            "ended_on": code.ended_at and timezone.localdate(code.ended_at, user.zone),
        }
        for code in codes
    ]


def roles(user: User, _today: date) -> list[Row]:
    """Every role one has now, with the team, countries or sites that it is limited to."""
    grants = RoleGrant.objects.filter(user=user).order_by("id", "sites__sort_key")
    rows: dict[int, Row] = {}
    for grant in grants.annotate(team_name=F("team__name"), site_name=F("sites__name")):
        row = rows.setdefault(
            grant.pk,
            {
                "role": str(grant.get_role_display()),
                "team": grant.team_name,
                "only_at": ", ".join(grant.countries) if grant.limited else None,
            },
        )
        if grant.site_name:
            row["only_at"] = ", ".join(filter(None, (row["only_at"], grant.site_name)))
    return list(rows.values())


def preferences(user: User, _today: date) -> list[Row]:
    """How one chose to read; None for what was left as it is."""
    names = ("size", "contrast", "motion", "language")
    return [{name: getattr(user, f"reading_{name}") or None for name in names}]


# What somebody may enter or decide for the employer: the words, whose row it is, what it is about,
# the day.
DECISIONS = (
    ("assigned a module", Assignment, "created_by", "module__slug", "created_at__date"),
    ("withdrew an assignment", Assignment, "withdrawn_by", "module__slug", "withdrawn_on"),
    ("changed what somebody is asked", AskChange, "by", "ask__module__slug", "at__date"),
    ("entered a contact", SiteContact, "entered_by", "site__name", "since"),
    ("entered the policy", PolicyVersion, "entered_by", "site__name", "valid_from"),
    ("tried a support line", LineCheck, "checked_by", "line__name", "checked_on"),
    ("set up a site", SiteSetting, "entered_by", "site__name", "entered_on"),
    ("entered or withdrew a legal card", LegalCard, "entered_by", "jurisdiction", "entered_on"),
    ("said something of the checklist", Statement, "by", "subject", "day"),
    ("had a subject on or off", SubjectChoice, "by", "subject", "day"),
    ("turned mail on or off", Switch, "by", "site_url", "day"),
    ("opened or closed a module", Opened, "by", "module__slug", "day"),
    ("announced mail to managers", ManagerMail, "by", "country", "announced_on"),
    ("ended mail to managers", ManagerMail, "ended_by", "country", "ended_on"),
    ("made the link of a help card", HelpLink, "made_by", "site__name", "made_on"),
)


def decisions(user: User, _today: date) -> list[Row]:
    """What one entered or decided for the employer, with the day."""
    return [
        {"what": decision, "about": about, "on": on}
        for decision, model, by, named, day in DECISIONS
        for about, on in model.objects.filter(**{by: user}).order_by("pk").values_list(named, day)
    ]
