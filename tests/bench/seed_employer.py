"""Make an employer of so many people, each asked fifteen modules; prints who is signed in.

Rows are made by the database, so 100,000 people take minutes. Of what is asked one in sixty is
late, one in a hundred in its fortnight, one in fifty due this week, one in twenty-five later; two
in a thousand are excused, one is paused; three people in a hundred are on leave. Sites and teams
grow with the employer: 500 to 1,600 people a site, 50 a team, all below one.
"""

import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402

from awareness.assignments import away, compacting, tallying  # noqa: E402
from awareness.assignments.models import Ask, CountedAway, Tally, TeamTally  # noqa: E402
from awareness.learning.models import Completion, Enrolment, Module, ModuleVersion  # noqa: E402
from awareness.people.folding import (  # noqa: E402
    fold,
    sort_key,
    words_of_identifier,
    words_of_name,
)
from awareness.people.models import (  # noqa: E402
    Identifier,
    IdentifierWord,
    Leave,
    Membership,
    NameWord,
    RoleGrant,
    Site,
    Team,
    User,
)
from prepared.planning import refresh_statistics  # noqa: E402

NOW = datetime.now(UTC)
TODAY = NOW.date()
# By module: how many days ago it was due, and how many of a thousand have not done it.
MODULES = [(age, 18) for age in (300, 260, 220, 180, 150, 120, 90, 70, 50, 30, 20)]
MODULES += [(8, 60), (3, 90), (-2, 300), (-40, 600)]
POSTGRES = connection.vendor == "postgresql"


def day(base, minus: str) -> str:
    """SQL of a day, so many days (an expression) before."""
    if POSTGRES:
        return f"(DATE '{base}' - ({minus})::int)"
    return f"date('{base}', '-' || ({minus}) || ' days')"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def insert(model: type[Model], rows: Iterable[dict[str, object]]) -> None:
    """Rows of a model by columns, past Django: what a row does not name is as in a new instance.
    PostgreSQL is sent them as one COPY."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    blank = model()
    usual = {f.column: f.get_db_prep_save(getattr(blank, f.attname), connection) for f in fields}
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ([(usual | row)[field.column] for field in fields] for row in rows)
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if POSTGRES:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608


def places(number: int) -> tuple[list[Site], list[Team]]:
    """Sites, and teams of which the first has all the others below it."""
    sites = Site.objects.bulk_create(
        [
            Site(slug=f"s{n}", name=f"Site {n:03}", country="SE", time_zone="UTC",
                 search_text=f"site {n:03}", sort_key=f"{n:03}".encode())
            for n in range(max(2, round(20 * (number / 10_000) ** 0.5)))
        ]
    )  # fmt: skip
    top = Team.objects.create(slug="top", name="Everybody")
    teams = Team.objects.bulk_create(
        [
            Team(slug=f"t{n}", name=f"Team {n:04}", parent=top, search_text=f"team {n:04}",
                 sort_key=f"{n:04}".encode())
            for n in range(max(1, number // 50))
        ]
    )  # fmt: skip
    return sites, [top, *teams]


def team_of(person: int, sites: int, teams: int) -> int:
    """Which team somebody is in: fifty of one site are one."""
    return (person % sites + sites * (person // (50 * sites))) % teams


def people(number: int) -> list[int]:
    """The ids of so many people, with what they sign in with, teams, leave and roles."""
    sites, [top, *teams] = places(number)
    names = [f"Person {n * 7919 % number:06}" for n in range(number)]
    insert(
        User,
        (
            {"name": name, "search_text": fold(name), "sort_key": sort_key(name),
             "public_id": str(uuid4()) if POSTGRES else uuid4().hex,
             "site_id": sites[n % len(sites)].pk}
            for n, name in enumerate(names)
        ),
    )  # fmt: skip
    ids = list(User.objects.order_by("pk").values_list("pk", flat=True))
    typed = (
        (pk, kind, text)
        for n, pk in enumerate(ids)
        for kind, text in (("email", f"u{n}@example.com"), ("employee_number", f"{n:06}"))
    )
    insert(
        Identifier,
        ({"person_id": pk, "kind": k, "typed": text, "normal": text} for pk, k, text in typed),
    )
    insert(
        NameWord,
        (
            {"person_id": pk, "word": word.encode()}
            for pk, name in zip(ids, names, strict=True)
            for word in words_of_name(name)
        ),
    )
    insert(
        IdentifierWord,
        (
            {"identifier_id": pk, "word": word.encode()}
            for pk, normal in Identifier.objects.values_list("pk", "normal")
            for word in words_of_identifier(normal)
        ),
    )
    insert(
        Membership,
        (
            {
                "user_id": pk,
                "team_id": teams[team_of(n, len(sites), len(teams))].pk,
                "since": "2020-01-01",
            }
            for n, pk in enumerate(ids)
        ),
    )
    since = (TODAY - timedelta(days=30)).isoformat()
    insert(Leave, ({"person_id": pk, "first_day": since} for pk in ids if pk % 100 < 3))
    for role, who, team in (
        ("hr", 10, None), ("auditor", 11, None), ("manager", 12, top), ("manager", 13, teams[0]),
    ):  # fmt: skip
        RoleGrant.objects.create(user_id=ids[who], role=role, team=team)
    return ids


def asks() -> None:
    chance = "((u.id * 7919 + {k} * 104729) % 1000)"
    for k, (age, undone) in enumerate(MODULES):
        module = Module.objects.create(slug=f"m{k}", code=f"B{k}", track="bench", mandatory=True)
        version = ModuleVersion.objects.create(
            module=module, major=1, minor=0, content_hash=f"bench {k}", status="live",
            spec={"title": f"Module {k:02}", "minutes": 10, "needs": []},
        )  # fmt: skip
        due, r = TODAY - timedelta(days=age), chance.format(k=k)
        done = f"{r} >= {undone}"
        base = min(due, TODAY)
        at = f"'{NOW:%Y-%m-%d %H:%M:%S}'"
        run(
            "INSERT INTO learning_enrolment (learner_id, module_id, module_version_id, state,"  # noqa: S608
            f" begun_at, number) SELECT u.id, {module.pk}, {version.pk}, 'finished', {at}, 1"
            f" FROM people_user u WHERE {done}"
        )
        run(
            "INSERT INTO learning_completion (enrolment_id, learner_id, module_version_id, day, at)"  # noqa: S608
            f" SELECT e.id, e.learner_id, {version.pk}, {day(base, 'e.learner_id % 40')}, {at}"
            f" FROM learning_enrolment e WHERE e.module_id = {module.pk}"
        )
        uuid = "gen_random_uuid()" if POSTGRES else "lower(hex(randomblob(16)))"
        excused = f"{r} % 500 = 7"
        paused = f"{r} % 1000 = 11"
        asked = due - timedelta(days=60)
        none = "NULL::date" if POSTGRES else "NULL"
        run(
            "INSERT INTO assignments_ask (public_id, person_id, module_id, asked_on, first_due_on,"  # noqa: S608
            " due_on, counts_from, completion_id, done_on, valid_until, opens_on, renews_id,"
            " excused_on, excused_code, paused_on, paused_until, paused_code, ended_on,"
            f" ended_reason) SELECT {uuid}, u.id, {module.pk}, {day(asked, '0')}, {day(due, '0')},"
            f" {day(due, '0')}, {day(asked, '0')}, c.id, c.day, {none}, {none}, NULL,"
            f" CASE WHEN {excused} THEN {day(asked, '0')} END,"
            f" CASE WHEN {excused} THEN 'personal' ELSE '' END,"
            f" CASE WHEN {paused} THEN {day(asked, '0')} END, {none},"
            f" CASE WHEN {paused} THEN 'workload' ELSE '' END, {none}, ''"
            " FROM people_user u LEFT JOIN learning_completion c ON c.learner_id = u.id"
            f" AND c.module_version_id = {version.pk}"
        )


def main() -> None:
    if not POSTGRES:
        run("PRAGMA synchronous=OFF")  # of this connection: a crash means making it again
    call_command("migrate", verbosity=0)
    tallying.drop_triggers()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", "--noinput", verbosity=0)
    made = people(int(sys.argv[1]))
    asks()
    tallying.create_triggers()
    away.update_counted_away(NOW)
    compacting.compact(TODAY)
    asked = [Ask, Tally, TeamTally, CountedAway, Enrolment, Completion]
    refresh_statistics(
        [User, Identifier, NameWord, IdentifierWord, Membership, Leave, Team, Site, *asked]
    )
    cookies = {}
    for who, n in (("hr", 10), ("auditor", 11), ("everybody", 12), ("team", 13)):
        client = Client()
        client.force_login(User.objects.get(pk=made[n]))
        cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "signed_in": cookies}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
