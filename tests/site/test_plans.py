"""Every page ends, whatever PostgreSQL believes of its tables (decision 20).

Counted are the rows that a plan goes through, not seconds. With wrong statistics they may be no
more than a few times what true ones need, or what reading each table of the query once would be (a
table that is taken for one row may be read whole, not by a key). A plan that joins row by row goes
through the product of two tables instead.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from awareness.learning.publish_pooled import publish_pooled
from prepared.planning import reads_whole_tables, refresh_statistics, whole_tables
from quizzes.actions import publish
from quizzes.models import Attempt, Response
from quizzes.queries import items_of_attempt, items_of_learner
from tests.learning import cohorts
from tests.learning.conftest import single
from tests.site.conftest import build
from tests.site.plans import (
    OURS,
    PEOPLE,
    SET,
    SMALL,
    STATES,
    TIMES,
    believe,
    gone_through,
    make_crowd,
    read_sizes,
    rows_once,
)
from tests.site.test_every_door import DOORS, address, knock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans by no such statistics")


@pytest.fixture
def answers(site):
    people = cohorts.people(PEOPLE, "crowd", site)
    cohorts.record(people, "check:1", [publish("rep/c1", "single", single("C1?"))], [[1]] * PEOPLE)
    return people


@pytest.fixture
def built(db):
    """For each test anew: what another test left in the tables would be part of the plans."""
    return build()


@pytest.fixture
def crowd(house, everybody):
    return make_crowd(house, everybody)


@contextmanager
def noting(queries: dict[str, tuple[bool, str]], where: str) -> Iterator[None]:
    """Note each query that is asked inside, once: SQL → whether it is one over everybody, and
    where it is asked."""

    def note(execute, sql, params, many, context):
        if not many and re.match(r"\s*(SELECT|WITH)", sql):
            full = connection.ops.compose_sql(sql, params)
            queries.setdefault(full, (reads_whole_tables(connection), where))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def asked_by(pages) -> dict[str, tuple[bool, str]]:
    """The queries of these pages (client, address)."""
    queries: dict[str, tuple[bool, str]] = {}
    for client, page in pages:
        with noting(queries, page):
            knock(client, "get", page)
    return queries


def explained(sql: str, whole: bool) -> float:
    explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}"
    if whole:
        with whole_tables():
            return explained(sql, False)
    [[plan]] = connection.connection.execute(explain).fetchone()
    return gone_through((json.loads(plan) if isinstance(plan, str) else plan)["Plan"])


def too_much(queries: dict[str, tuple[bool, str]]) -> list[str]:
    """The queries that some statistics make costly: what they cost, where, and the SQL."""
    rows = {sql: {} for sql in queries}
    for state in STATES:
        believe(state)
        for sql, (whole, _page) in queries.items():
            rows[sql][state] = explained(sql, whole)
    sizes = read_sizes()
    return [
        f"{rows[sql]} where {rows_once(sql, sizes)} would do, at {page}: {sql}"
        for sql, (_whole, page) in queries.items()
        if max(rows[sql].values()) > TIMES * max(rows[sql]["true"], rows_once(sql, sizes), SMALL)
    ]


def test_no_page_goes_through_tables_again_and_again(house, everybody, crowd):
    pages = []
    for who in ("alice", "bob", "hr", "author"):
        client = Client(raise_request_exception=False)
        client.force_login(everybody[who])
        pages += [(client, address(name, house)) for name in DOORS]
        pages += [(client, "/hr/people/?which=late&site=gothenburg"), (client, "/team/?q=a")]
        pages += [(client, "/hr/people/?q=a"), (client, "/hr/staff/?q=a")]
    queries = asked_by(pages)
    assert len(queries) > 100
    assert sum(whole for whole, _page in queries.values()) > 10
    found = too_much(queries)
    assert not found, "\n\n".join(found)


def test_no_count_over_many_people_does(house, everybody, crowd):
    queries: dict[str, tuple[bool, str]] = {}
    with noting(queries, "publish_pooled"):
        publish_pooled(cohorts.NOW)
    assert queries
    found = too_much(queries)
    assert not found, "\n\n".join(found)


def test_a_join_over_everybody_would_be_found(answers):
    """The count that hung: answers, items and attempts of everybody, to find those of one."""
    count = Response.objects.filter(item__attempt__learner=answers[0])
    sql = connection.ops.compose_sql(*count.query.sql_with_params())
    assert too_much({sql: (False, "here")})
    assert not too_much({sql: (True, "here")})


def test_the_plan_of_a_prepared_query_is_made_anew_when_statistics_are_refreshed(answers):
    """A process that asked while the table was empty does not keep the plan for that."""
    attempt = Attempt.objects.first()
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        cursor.execute(SET.format(0, "greatest(1, ours.pages)"))
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        items_of_attempt(attempt)
        cursor.execute(
            "SELECT name FROM pg_prepared_statements WHERE statement LIKE %s",
            ['SELECT "quizzes_attemptitem"%"newest_answer"%'],
        )
        name = cursor.fetchall()[-1][0]

        def plan():
            cursor.execute(f'EXPLAIN EXECUTE "{name}" ({attempt.pk})')
            return "\n".join(line for [line] in cursor.fetchall())

        before = plan()
        assert before == plan()
        refresh_statistics([type(item) for item in items_of_learner(attempt.learner)[:1]])
        assert before != plan()
