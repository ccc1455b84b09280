"""Makes the demo employer whole: company, workplace, adoptions, assignments, and what was done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from random import Random
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from awareness.assignments.actions import assign
from awareness.errors import CodedError
from awareness.home.demo import company
from awareness.home.demo.company import Person, seeded_random
from awareness.home.demo.progress import take_steps
from awareness.learning.adoption import adopt, adoption_of
from awareness.learning.models import Module, ModuleVersion
from awareness.learning.publish_pooled import publish_pooled
from awareness.people.models import Site, User
from awareness.subjects.registry import first_subject_key, subjects
from awareness.workplace.actions import add_policy, choose_subject, set_contact
from prepared.planning import refresh_statistics

JOINED_DAYS_AGO = 400  # how long ago everybody joined
LATE_SHARE = 0.15  # of those who finish, how many do it in the week after the due day
BEGUN_SHARE = 0.4  # of those who have not finished, how many have begun
FRIDAY = 4
ALL_STEPS = 99  # steps: every one


class DemoError(CodedError):
    """`code`: no_content, when a module the demo assigns has not been loaded; not_of_the_demo, when
    the database holds other people; unknown_subject, when a subject was chosen that is not there.
    """


@dataclass(frozen=True)
class DemoAssignment:
    """An assignment of the demo with its days worked out."""

    module: Module
    sites: list[Site]
    assigned_on: date
    due_on: date
    done: float  # the share of people who have finished


def refuse_other_people(connection: BaseDatabaseWrapper) -> None:
    """DemoError not_of_the_demo when somebody is in the database who is not of the demo.

    To be asked before anything is written, migrations included: so there may be no table yet, or
    one of another release, and nothing is asked of it but `is_demo`. In a table without that column
    nobody is of the demo.
    """
    table = User._meta.db_table
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT * FROM {quoted} LIMIT 0")  # noqa: S608
        has_demo_column = "is_demo" in (column[0] for column in cursor.description)
        condition = " WHERE NOT is_demo" if has_demo_column else ""
        cursor.execute(f"SELECT 1 FROM {quoted}{condition} LIMIT 1")  # noqa: S608
        if cursor.fetchone() is None:
            return
    raise DemoError(
        "not_of_the_demo",
        "This database holds people who are not of the demo, so it was left as it is; name another "
        "one for the demo, for example with DATABASE_URL=sqlite:///var/demo.sqlite3",
    )


def demo_exists() -> bool:
    """Whether the demo employer is in this database."""
    return User.objects.filter(is_demo=True).exists()


def chosen_subjects(chosen: Collection[str]) -> list[str]:
    """Those of the subjects that are to be on; all where none is chosen. DemoError
    unknown_subject."""
    if unknown := sorted(set(chosen) - set(subjects())):
        known = ", ".join(subjects())
        raise DemoError(
            "unknown_subject", f"There is no subject {', '.join(unknown)}; there are {known}."
        )
    return [key for key in subjects() if key in chosen or not chosen]


@transaction.atomic
def create_demo(today: date, chosen_subject_keys: Collection[str] = ()) -> None:
    """Make it, all or nothing. `today` is the day from which every other day is counted. Only the
    chosen subjects are on, all where none is chosen; of the others nothing is assigned."""
    subject_keys = chosen_subjects(chosen_subject_keys)
    employer = company.read_employer()
    rng = seeded_random(employer["seed"])
    joined_at = moment_at(today - timedelta(days=JOINED_DAYS_AGO), time(9), UTC)
    people = company.make_people(employer, rng, joined_at, today)
    by_name = {user.name: user for user in people}
    sites = {site.slug: site for site in Site.objects.all()}
    hr = next(user for user, person in people.items() if person.role == "hr")
    _set_up_workplace(employer, sites, hr, joined_at.date(), subject_keys)
    planned = [
        assignment
        for assignment in demo_assignments(employer, today)
        if assignment.module.subject in subject_keys
    ]
    first, second = (by_name[name].name for name in employer["adopted_by"])
    adopted_modules = [
        module for module in _modules_by_slug(employer).values() if module.subject in subject_keys
    ]
    for version in ModuleVersion.objects.live().filter(module__in=adopted_modules):
        if adoption_of(version, demo=True) is None:
            adopt(version, by=[first, second], day=today - timedelta(days=60), demo=True)
    for planned_assignment in sorted(planned, key=lambda a: a.assigned_on):
        assign(
            planned_assignment.module,
            planned_assignment.sites,
            planned_assignment.due_on,
            hr,
            moment_at(planned_assignment.assigned_on, time(9, 5), UTC),
        )
    contacts = {site["slug"]: site["contacts"][0]["name"] for site in employer["sites"]}
    for user, person in people.items():
        if user.site is None:
            continue
        visits = planned_visits(person, user.site, planned, today, employer["seed"])
        _make_visits(user, visits, contacts[user.site.slug], employer["seed"])
    publish_pooled(moment_at(today, time(3), UTC))
    transaction.on_commit(lambda: refresh_statistics(apps.get_models()))


def _set_up_workplace(
    employer: dict[str, Any], sites: dict[str, Site], hr: User, day: date, keys: Collection[str]
) -> None:
    """The subjects of `keys` are on, all others off. Contacts and the policy of each site in each
    of them: its own where the file has some (`subjects`), else for contacts those of the site.
    Support lines stay unchecked: nobody tried them."""
    for key in subjects():
        choose_subject(key, key in keys, by=hr, today=day)
    for key in keys:
        of_subject = employer.get("subjects", {}).get(key, {})
        policy = of_subject.get("policy", employer["policy"] if key == first_subject_key() else "")
        for row in employer["sites"]:
            contacts = of_subject.get("contacts", {}).get(row["slug"], row["contacts"])
            site = sites[row["slug"]]
            for position, contact in enumerate(contacts, start=1):
                set_contact(site, position, **contact, subject=key, by=hr, today=day)
            if policy:
                add_policy(site, text=policy, valid_from=day, subject=key, by=hr)


def _modules_by_slug(employer: dict[str, Any]) -> dict[str, Module]:
    """All live modules. DemoError no_content where one that the file assigns is not loaded."""
    needed_slugs = {row["module"] for row in employer["assignments"]}
    live = ModuleVersion.objects.live().select_related("module__opens_with")
    modules = {version.module.slug: version.module for version in live}
    if missing := sorted(needed_slugs - modules.keys()):
        raise DemoError("no_content", f"Not loaded: {', '.join(missing)}. Run load_content first.")
    return modules


def demo_assignments(employer: dict[str, Any], today: date) -> list[DemoAssignment]:
    """The file's assignments with their days, modules and sites."""
    modules = _modules_by_slug(employer)
    sites = {site.slug: site for site in Site.objects.all()}
    return [
        DemoAssignment(
            modules[row["module"]],
            [sites[slug] for slug in row["sites"]],
            today + timedelta(days=row["assigned"]),
            coming_friday(today) if row["due"] == "friday" else today + timedelta(days=row["due"]),
            row["done"] / 100,
        )
        for row in employer["assignments"]
    ]


def coming_friday(today: date) -> date:
    """Today on a Friday; over the weekend the next one."""
    return today + timedelta(days=(FRIDAY - today.weekday()) % 7)


def moment_at(day: date, when: time, zone: tzinfo) -> datetime:
    """That time of that day in that place, in UTC."""
    return datetime.combine(day, when, zone).astimezone(UTC)


@dataclass(frozen=True)
class Visit:
    """Somebody takes the first `upto` steps of a module, from `starts` on."""

    assignment: DemoAssignment
    upto: int
    starts: datetime


def planned_visits(
    person: Person, site: Site, assignments: list[DemoAssignment], today: date, seed: int
) -> list[Visit]:
    """What this person does of what they were asked, in the order of the course. Pure: their own
    random source, so that a change of the content or of somebody else changes nothing here.
    """
    rng = seeded_random(seed, person.name)
    at_site = [assignment for assignment in assignments if site in assignment.sites]
    visits: list[Visit] = []
    earliest = date.min
    for assignment in sorted(at_site, key=lambda a: a.module.order):
        upto = _steps_done(person, assignment, rng)
        if upto:
            earliest = max(assignment.assigned_on + timedelta(days=1), earliest)
            earliest = _working_day(assignment, earliest, today, rng)
            hour = time(rng.randint(7, 15), rng.randint(0, 59))
            visits.append(Visit(assignment, upto, moment_at(earliest, hour, site.zone)))
        if upto != ALL_STEPS:
            break  # what comes later in the course is not begun either
    return visits


def _make_visits(user: User, visits: list[Visit], contact: str, seed: int) -> None:
    """Take the steps of each visit; a module that opens another is taken before it."""
    rng = seeded_random(seed, user.name, "answers")
    for visit in visits:
        module, now = visit.assignment.module, visit.starts
        if module.opens_with is not None:
            now = take_steps(user, module.opens_with, ALL_STEPS, now, rng, contact)
        take_steps(user, module, visit.upto, now, rng, contact)


def _steps_done(person: Person, assignment: DemoAssignment, rng: Random) -> int:
    """How many steps somebody has done: as the file says, or else by chance."""
    if assignment.module.slug in person.steps:
        return person.steps[assignment.module.slug]
    if rng.random() < assignment.done:
        return ALL_STEPS
    return 1 if rng.random() < BEGUN_SHARE else 0


def _working_day(assignment: DemoAssignment, first: date, today: date, rng: Random) -> date:
    """A working day on which somebody sits down to it, before yesterday has passed."""
    last = assignment.due_on + timedelta(days=7 if rng.random() < LATE_SHARE else 0)
    last = max(first, min(last, today - timedelta(days=1)))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return rng.choice([day for day in days if day.weekday() <= FRIDAY] or days)
