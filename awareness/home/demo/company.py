"""The demo employer's sites, teams and people, read from fixtures/demo/nordvik-foods.yaml."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from awareness.people.models import Membership, RoleGrant, Site, Team, User

EMPLOYER_FILE = settings.BASE_DIR / "fixtures" / "demo" / "nordvik-foods.yaml"
FIRST_EMPLOYEE_NUMBER = 1001  # employee numbers are NF-1001 and so on


@dataclass(frozen=True)
class Person:
    """Somebody to be made. `number` is empty for those who sign in by e-mail."""

    name: str
    team: str
    number: str = ""
    role: str = ""
    of: str = ""  # the team of a manager
    youth: int = 0  # days from today until which the youth edition is theirs
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def email(self) -> str | None:
        """maja.lindqvist@example.com, or None for those without an e-mail at work."""
        if self.number:
            return None
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return f"{plain.replace(' ', '.')}@example.com"


def read_employer() -> dict[str, Any]:
    """The demo employer as its file has it."""
    return yaml.safe_load(EMPLOYER_FILE.read_text(encoding="utf-8"))


def seeded_random(*words: object) -> Random:
    """A random source that gives the same for the same words: the demo tells one story."""
    return Random(" ".join(map(str, words)))  # noqa: S311


def roster(company: dict[str, Any], rng: Random) -> Iterator[Person]:
    """Everybody, team by team: those the file names, then invented ones up to the team's size."""
    country_by_site = {site["slug"]: site["country"] for site in company["sites"]}
    named = [Person(**person) for person in company["people"]]
    taken_keys = {person.name for person in named}
    numbers = (
        number
        for count in range(FIRST_EMPLOYEE_NUMBER, FIRST_EMPLOYEE_NUMBER + 1000)
        if (number := f"NF-{count}") not in {person.number for person in named}
    )
    for team in company["teams"]:
        people_of_team = [person for person in named if person.team == team["slug"]]
        yield from people_of_team
        without_mail = team["without_mail"] - sum(bool(person.number) for person in people_of_team)
        names = company["names"][country_by_site[team["site"]]]
        for place in range(team["people"] - len(people_of_team)):
            name = _new_name(names, taken_keys, rng)
            yield Person(name, team["slug"], next(numbers) if place < without_mail else "")


def _new_name(names: dict[str, Any], taken: set[str], rng: Random) -> str:
    """An invented name that is not `taken`, and is from now on."""
    while (name := f"{rng.choice(names['given'])} {rng.choice(names['family'])}") in taken:
        pass
    taken.add(name)
    return name


def make_people(
    company: dict[str, Any], rng: Random, since: datetime, today: date
) -> dict[User, Person]:
    """Write sites, teams, people, memberships since that day, and roles. Returns the people."""
    sites = {
        site["slug"]: Site.objects.create(
            **{key: site[key] for key in ("slug", "name", "country", "language", "time_zone")}
        )
        for site in company["sites"]
    }
    teams: dict[str, Team] = {}
    for team in company["teams"]:
        teams[team["slug"]] = Team.objects.create(
            slug=team["slug"], name=team["name"], parent=teams.get(team["parent"])
        )
    site_of = {team["slug"]: sites[team["site"]] for team in company["teams"]}
    password = make_password(company["password"])  # once: a hash costs time on purpose
    people = {}
    for person in roster(company, rng):
        user = User(
            name=person.name,
            site=site_of[person.team],
            password=password,
            is_demo=True,
            youth_until=today + timedelta(days=person.youth) if person.youth else None,
            date_joined=since,
        )
        user.email, user.employee_number = person.email, person.number or None
        user.save()
        Membership.objects.create(user=user, team=teams[person.team], since=since.date())
        if person.role:
            RoleGrant.objects.create(
                user=user, role=person.role, team=teams[person.of] if person.of else None
            )
        people[user] = person
    return people


# Whom one can sign in as in the demo; reads the file alone: no database

SIGN_IN_ROLES = (
    ("manager", "manager"),
    ("hr", "HR"),
    ("author", "author"),
    ("handler", "case handler"),
    ("it", "IT and security"),
    ("auditor", "auditor"),
)


@cache  # every page with the form to sign in shows them
def sign_ins() -> tuple[tuple[str, str, str], ...]:
    """(what they are, their name, what they type): three learners, then one of each role; and a
    second author, since two people approve a question."""
    employer = read_employer()
    people = [Person(**person) for person in employer["people"]]
    by_mail = next(p for p in people if not p.number and not p.role)
    by_number = next(p for p in people if p.number)
    young = next(p for p in people if p.youth)
    rows = [
        ("learner, by e-mail", by_mail.name, by_mail.email or ""),
        ("learner, by employee number", by_number.name, by_number.number),
        ("learner, under 18", young.name, young.email or ""),
    ]
    for role, word in SIGN_IN_ROLES:
        person = next(p for p in people if p.role == role)
        rows.append((word, person.name, person.email or ""))
    second = [p for p in people if p.role == "author"][1]
    return (*rows, ("second author", second.name, second.email or ""))


def sign_in_lines() -> list[str]:
    """The sign-ins and the password, one a line, in columns."""
    rows = sign_ins()
    width = max(len(role) for role, _name, _typed in rows)
    name_width = max(len(name) for _what, name, _typed in rows)
    lines = [
        f"  {role:<{width}}  {name:<{name_width}}  {typed_text}" for role, name, typed_text in rows
    ]
    return ["Sign in as", *lines, f"Password for all: {read_employer()['password']}"]
