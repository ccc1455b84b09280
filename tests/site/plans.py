"""What PostgreSQL may believe of its tables, and the rows that its plans go through."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from awareness.assignments.models import Ask, AskSource
from awareness.learning.models import Completion, Enrolment, ModuleVersion, StepDone
from awareness.people.models import Membership, Team, User
from quizzes.models import QuestionVersion
from tests.learning import cohorts

PEOPLE = 300

FORGET = "DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM ours)"
OURS = """CREATE OR REPLACE TEMPORARY VIEW ours AS SELECT oid, pg_relation_size(oid) / 8192 AS pages
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"""
SET = "UPDATE pg_class SET reltuples = {}, relpages = {} FROM ours WHERE ours.oid = pg_class.oid"
STATES = {
    # Visited while what they hold was not committed yet, or was all deleted.
    "taken for empty": (SET.format(0, "greatest(1, ours.pages)"), FORGET),
    # Visited while they were empty.
    "empty when visited": (SET.format(0, 0), FORGET),
    "never visited": (SET.format(-1, 0), FORGET),
    "true": ("ANALYZE",),
}
TIMES = 6  # somebody has some ten questions to answer at a time
TABLES = re.compile(r'(?:FROM|JOIN|UPDATE) (?:ONLY "public"\.)?"?(\w+)')
SMALL = 500  # rows that no table is too small to be read for


def believe(state: str) -> None:
    """From here on PostgreSQL believes this of all tables of ours."""
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        for statement in STATES[state]:
            cursor.execute(statement)


def read_sizes() -> dict[str, int]:
    """By table, how many rows it has; after ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples::int FROM pg_class WHERE reltuples > 0")
        return dict(cursor.fetchall())


def rows_once(sql: str, sizes: dict[str, int]) -> int:
    """How many rows there are to read where each table of the query is read once."""
    return sum(sizes.get(table, 0) for table in TABLES.findall(sql))


def gone_through(plan: dict) -> float:
    """The rows of all nodes of a plan, those that a filter left out included."""
    rows = plan["Actual Rows"] + sum(n for key, n in plan.items() if key.startswith("Rows Removed"))
    return rows * plan["Actual Loops"] + sum(map(gone_through, plan.get("Plans", ())))


# Many people -----------------------------------------------------------------------------------


def make_crowd(house, everybody) -> list[User]:
    """People of one team who have been asked, have answered and are done."""
    site, packing = everybody["alice"].site, Team.objects.get(slug="packing")
    version = ModuleVersion.objects.get(pk=house.version)
    people = cohorts.people(PEOPLE, "crowd", site)
    Membership.objects.bulk_create(
        Membership(user=who, team=packing, since="2020-01-01") for who in people
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            learner=who, module=version.module, module_version=version, state="finished",
            begun_at=cohorts.NOW,
        )
        for who in people
    )  # fmt: skip
    StepDone.objects.bulk_create(
        StepDone(enrolment=each, step=step, on=cohorts.NOW.date())
        for each in enrolments
        for step in version.steps.all()
    )
    Completion.objects.bulk_create(
        Completion(
            enrolment=each, learner=who, module_version=version, day=cohorts.NOW.date(),
            at=cohorts.NOW,
        )
        for each, who in zip(enrolments[::2], people[::2], strict=True)
    )  # fmt: skip
    completions = Completion.objects.in_bulk(field_name="enrolment_id")
    asks = Ask.objects.bulk_create(
        Ask(
            person=who, module=version.module, asked_on="2026-11-01", due_on="2026-11-10",
            first_due_on="2026-11-10", counts_from="2026-11-01",
            completion=(done := completions.get(each.pk)), done_on=done and done.day,
        )
        for who, each in zip(people, enrolments, strict=True)
    )  # fmt: skip
    AskSource.objects.bulk_create(
        AskSource(ask=ask, assignment_id=house.asked, since="2026-11-01") for ask in asks
    )
    asked = QuestionVersion.objects.filter(status="live").select_related("question")
    singles = list(asked.filter(question__kind="single"))
    situations = list(asked.filter(question__kind="scenario"))
    cohorts.record(people, "module:topic:1.0:check", singles, [[1] * len(singles)] * PEOPLE)
    for form in situations:
        cohorts.record(people, f"module:topic:1.0:{form.pk}", [form], [[0]] * PEOPLE)
    return people


# Work that writes ---------------------------------------------------------------------------


@dataclass
class Told:
    """What a piece of work asked, by statement without its values: how often, and the rows that its
    plans went through."""

    times: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)

    def take(self, notice) -> None:
        text = notice.message_primary or ""
        if "plan:\n" in text:
            told = json.loads(text.split("plan:\n", 1)[1])
            statement = without_values(told["Query Text"])
            self.times[statement] += 1
            self.rows[statement] += gone_through(told["Plan"])


def without_values(sql: str) -> str:
    plain = re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", sql)
    return re.sub(r"\?(?:(?:::\w+)?, *\(?\?)+", "?", plain)


@contextmanager
def telling() -> Iterator[Told]:
    """PostgreSQL tells each statement that ran inside with its plan, those of triggers included."""
    told = Told()
    with connection.cursor() as cursor:
        cursor.execute("LOAD 'auto_explain'")
        for name, value in (
            ("log_min_duration", "0"), ("log_analyze", "on"), ("log_timing", "off"),
            ("log_format", "json"), ("log_nested_statements", "on"),
        ):  # fmt: skip
            cursor.execute(f"SET LOCAL auto_explain.{name} = {value}")
        cursor.execute("SET LOCAL log_min_messages = panic")  # to us alone
        cursor.execute("SET LOCAL client_min_messages = log")
    connection.connection.add_notice_handler(told.take)
    try:
        yield told
    finally:
        connection.connection.remove_notice_handler(told.take)


def too_much_work(work: Callable[[], object]) -> list[str]:
    """The statements of this work that some statistics make costly. It is done under each, from the
    same beginning, and undone."""
    told: dict[str, Told] = {}
    for state in STATES:
        with transaction.atomic():
            believe(state)
            with telling() as told[state]:
                work()
            if state == "true":
                sizes = read_sizes()
            transaction.set_rollback(True)
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    allowed: Counter[str] = Counter()
    for state, each in told.items():
        for statement, count in each.rows.items():
            rows[statement][state] = count
            once = each.times[statement] * max(rows_once(statement, sizes), SMALL)
            true = told["true"].rows[statement]
            allowed[statement] = max(allowed[statement], TIMES * max(true, once))
    return [
        f"{by_state} where {allowed[statement] // TIMES} would do: {statement}"
        for statement, by_state in rows.items()
        if max(by_state.values()) > allowed[statement]
    ]
