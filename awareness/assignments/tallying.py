"""The SQL that keeps the tallies: what each ask counts for, triggers that write it, a recount.

`contributions` says what an ask counts for, once, for all three: at its person's site (Tally), and
in each of their teams (TeamTally). Triggers and not code of ours, so that no way of changing an ask
is forgotten; rows are added and never changed, so that nobody waits for another's count.
`compacting.py` puts together what is about the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

NO_DAY = "2000-01-01"  # the day of what has none
_IS_ENDED, _IS_DONE = "a.ended_on IS NOT NULL", "a.done_on IS NOT NULL"
_IS_CURRENT = "a.ended_on IS NULL"
# `{away}`: whether the tallies count the person as on leave.
_IS_HELD = "(a.excused_on IS NOT NULL OR a.paused_on IS NOT NULL OR {away})"
# (kind, day, one more or one fewer, of which asks)
_CONTRIBUTIONS = (
    ("asked", "a.asked_on", 1, ""),
    ("asked", "a.ended_on", -1, _IS_ENDED),
    ("done", "{later}(a.done_on, a.asked_on)", 1, _IS_DONE),
    ("done", "a.ended_on", -1, f"{_IS_DONE} AND {_IS_ENDED}"),
    (
        "open",
        "a.due_on",
        1,
        f"{_IS_CURRENT} AND NOT ({_IS_DONE}) AND NOT {_IS_HELD} AND a.renews_id IS NULL",
    ),
    (
        "renewing",
        "a.due_on",
        1,
        f"{_IS_CURRENT} AND NOT ({_IS_DONE}) AND NOT {_IS_HELD} AND a.renews_id IS NOT NULL",
    ),
    ("kept", "", 1, f"{_IS_CURRENT} AND {_IS_DONE} AND NOT {_IS_HELD} AND a.opens_on IS NULL"),
    (
        "opens",
        "a.opens_on",
        1,
        f"{_IS_CURRENT} AND {_IS_DONE} AND NOT {_IS_HELD} AND a.opens_on IS NOT NULL",
    ),
    (
        "runs_out",
        "a.valid_until",
        1,
        f"{_IS_CURRENT} AND {_IS_DONE} AND NOT {_IS_HELD} AND a.opens_on IS NOT NULL",
    ),
    ("held", "", 1, f"{_IS_CURRENT} AND {_IS_HELD}"),
)
_KINDS_IN_TEAMS = ("asked", "done")  # kinds that are counted in teams
TABLE_BY_TRIGGER = {  # by table
    **dict.fromkeys(("insert", "update", "updated", "delete"), "assignments_ask"),
    "moved": "people_user",
    **dict.fromkeys(("went_away", "came_back"), "assignments_countedaway"),
    **dict.fromkeys(("joined", "rejoined", "left"), "people_membership"),
}
_AWAY_TABLE, _IS_COUNTED_AWAY = "assignments_countedaway", "w.person_id IS NOT NULL"


@dataclass(frozen=True)
class TallyTable:
    """A table of tallies: what its rows are about, in this order, beside their number."""

    table: str
    columns_summed: tuple[str, ...]

    @property
    def columns(self) -> str:
        return ", ".join((*self.columns_summed, "number"))

    def insert_sql(self, select: str) -> str:
        return f"INSERT INTO {self.table} ({self.columns}) {select}"

    def summed_sql(self, select: str, vendor: str) -> str:
        """One row of what is about the same, none where it comes to nothing."""
        groups = ", ".join(self.columns_summed)
        rows = f"({select}) AS t ({self.columns})"
        if vendor != "postgresql":  # SQLite names the columns by the first SELECT alone
            names = ", ".join(f"NULL AS {name}" for name in (*self.columns_summed, "number"))
            rows = f"(SELECT {names} WHERE 0 UNION ALL {select})"
        return (
            f"SELECT {groups}, sum(number) AS number FROM {rows}"  # noqa: S608
            f" GROUP BY {groups} HAVING sum(number) <> 0"
        )


SITE_TALLIES = TallyTable("assignments_tally", ("site_id", "module_id", "kind", "day"))
TEAM_TALLIES = TallyTable(
    "assignments_teamtally",
    ("team_id", "site_id", "module_id", "kind", "day", "since", "until"),
)
TALLY_TABLES = (SITE_TALLIES, TEAM_TALLIES)


def contribution_selects(
    sums: TallyTable,
    asks: str,
    sign: int = 1,
    *,
    where: str = "",
    person: str = "people_user",
    member: str = "people_membership",
    away: str = _IS_COUNTED_AWAY,
    vendor: str = "sqlite",
    by_keys: bool = False,
) -> str:
    """SELECTs of what the rows of `asks` count for, in the order of `sums.columns`. `person`,
    `member` and `away`: the rows' people, their memberships, and whether they are counted as away,
    as SQL, where that is not what is stored now. `by_keys`: they are looked up for each of the
    rows, and PostgreSQL may not join them otherwise."""
    always = f"DATE '{NO_DAY}'" if vendor == "postgresql" else f"'{NO_DAY}'"
    later = "GREATEST" if vendor == "postgresql" else "max"
    in_teams = sums is TEAM_TALLIES
    selects = []
    for kind, day, number, condition in _CONTRIBUTIONS:
        if in_teams and kind not in _KINDS_IN_TEAMS:
            continue
        values = ["p.site_id", "a.module_id", f"'{kind}'", day.format(later=later) or always]
        join = _join_by_keys if by_keys else _join
        tables = f"{asks} a" + join(person, "p", "p.id = a.person_id AND p.is_active")
        if in_teams:
            values = ["m.team_id", *values, "m.since", "m.until"]
            tables += join(member, "m", "m.user_id = a.person_id")
        if "{away}" in condition:
            tables += " LEFT" + join(_AWAY_TABLE, "w", "w.person_id = a.person_id")
        conditions = " AND ".join(filter(None, (condition.replace("{away}", away), where)))
        selects.append(
            f"SELECT {', '.join(values)}, {sign * number} FROM {tables}"  # noqa: S608
            + (f" WHERE {conditions}" if conditions else "")
        )
    return " UNION ALL ".join(selects)


def _join(table: str, alias: str, condition: str) -> str:
    return f" JOIN {table} {alias} ON {condition}"


def _join_by_keys(table: str, alias: str, condition: str) -> str:
    """OFFSET 0: the planner keeps it as it is (decision 20)."""
    return (
        f" JOIN LATERAL (SELECT * FROM {table} {alias} WHERE {condition} OFFSET 0) {alias} ON TRUE"  # noqa: S608
    )


def _row_as_table(row: str, *columns: str) -> str:
    """A row that a trigger is told of, as a table."""
    return f"(SELECT {', '.join(f'{row}.{name} AS {name}' for name in columns)})"


def _selects_of_moved_person(sums: TallyTable, vendor: str) -> list[str]:
    """SELECTs of what changes when somebody's site, or whether they count, does."""
    return [
        contribution_selects(
            sums,
            "assignments_ask",
            sign=sign,
            where=f"a.person_id = {row}.id",
            person=_row_as_table(row, "id", "site_id", "is_active"),
            vendor=vendor,
        )
        for row, sign in (("OLD", -1), ("NEW", 1))
    ]


def _selects_of_changed_away(row: str, now: bool, vendor: str) -> list[str]:
    """SELECTs of what changes when somebody counts as away, or no longer does."""
    return [
        contribution_selects(
            SITE_TALLIES,
            "assignments_ask",
            sign=sign,
            where=f"a.person_id = {row}.person_id AND a.ended_on IS NULL",
            away="1 = 1" if away else "1 = 0",
            vendor=vendor,
        )
        for sign, away in ((-1, not now), (1, now))
    ]


def _selects_of_membership(verb: str, vendor: str) -> list[str]:
    """SELECTs of what changes when a membership begins, is another, or goes."""
    return [
        contribution_selects(
            TEAM_TALLIES,
            "assignments_ask",
            sign=sign,
            where=f"a.person_id = {row}.user_id",
            member=_row_as_table(row, "user_id", "team_id", "since", "until"),
            vendor=vendor,
        )
        for row, sign in (("OLD", -1), ("NEW", 1))
        if (row, verb) not in (("OLD", "INSERT"), ("NEW", "DELETE"))
    ]


_AWAY_TRIGGERS = (("went_away", "INSERT", "NEW", True), ("came_back", "DELETE", "OLD", False))
_MEMBER_TRIGGERS = (("joined", "INSERT"), ("rejoined", "UPDATE"), ("left", "DELETE"))


# SQLite: row by row, since it has no other triggers


def _sqlite_triggers() -> list[str]:
    def of(row: str, sign: int) -> str:
        where = f"a.id = {row}.id"
        return "; ".join(
            sums.insert_sql(contribution_selects(sums, "assignments_ask", sign=sign, where=where))
            for sums in TALLY_TABLES
        )

    moved = "OLD.site_id IS NOT NEW.site_id OR OLD.is_active IS NOT NEW.is_active"
    triggers = {
        "insert": f"AFTER INSERT ON assignments_ask BEGIN {of('NEW', 1)}; END",
        "update": f"BEFORE UPDATE ON assignments_ask BEGIN {of('OLD', -1)}; END",
        "updated": f"AFTER UPDATE ON assignments_ask BEGIN {of('NEW', 1)}; END",
        "delete": f"BEFORE DELETE ON assignments_ask BEGIN {of('OLD', -1)}; END",
        "moved": f"AFTER UPDATE OF site_id, is_active ON people_user WHEN {moved} BEGIN "
        + "; ".join(
            sums.insert_sql(change)
            for sums in TALLY_TABLES
            for change in _selects_of_moved_person(sums, "sqlite")
        )
        + "; END",
    }
    for name, verb, row, now in _AWAY_TRIGGERS:
        added = "; ".join(
            SITE_TALLIES.insert_sql(change)
            for change in _selects_of_changed_away(row, now, "sqlite")
        )
        triggers[name] = f"AFTER {verb} ON {_AWAY_TABLE} BEGIN {added}; END"
    for name, verb in _MEMBER_TRIGGERS:
        added = "; ".join(
            TEAM_TALLIES.insert_sql(change) for change in _selects_of_membership(verb, "sqlite")
        )
        triggers[name] = f"AFTER {verb} ON people_membership BEGIN {added}; END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS assignments_tally_{name} {trigger}"
        for name, trigger in triggers.items()
    ]


# PostgreSQL: once a statement, with all the rows that it changed


def _postgresql_triggers() -> list[str]:
    def added(asks: list[tuple[str, int]]) -> str:
        return "; ".join(
            _insert_summed(
                sums,
                [
                    contribution_selects(sums, *rows, vendor="postgresql", by_keys=True)
                    for rows in asks
                ],
            )
            for sums in TALLY_TABLES
        )

    old, new = ("old_rows", -1), ("new_rows", 1)
    moved = "; ".join(
        _insert_summed(sums, _selects_of_moved_person(sums, "postgresql")) for sums in TALLY_TABLES
    )
    tables = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    return [
        _trigger_function(
            "asks",
            f"IF TG_OP = 'INSERT' THEN {added([new])};"
            f" ELSIF TG_OP = 'UPDATE' THEN {added([old, new])}; ELSE {added([old])}; END IF",
            "SET enable_seqscan = off",
        ),
        *(
            f"CREATE OR REPLACE TRIGGER assignments_tally_{verb.lower()} AFTER {verb}"
            f" ON assignments_ask REFERENCING {rows} FOR EACH STATEMENT"
            " EXECUTE FUNCTION assignments_tally_asks()"
            for verb, rows in tables.items()
        ),
        _trigger_function("person", moved),
        "CREATE OR REPLACE TRIGGER assignments_tally_moved AFTER UPDATE OF site_id, is_active"
        " ON people_user FOR EACH ROW WHEN (OLD.site_id IS DISTINCT FROM NEW.site_id"
        " OR OLD.is_active IS DISTINCT FROM NEW.is_active)"
        " EXECUTE FUNCTION assignments_tally_person()",
        *_triggers_of_rows(
            _AWAY_TABLE,
            "person_id",
            [
                (
                    name,
                    verb,
                    _insert_summed(SITE_TALLIES, _selects_of_changed_away(row, now, "postgresql")),
                )
                for name, verb, row, now in _AWAY_TRIGGERS
            ],
        ),
        *_triggers_of_rows(
            "people_membership",
            "user_id",
            [
                (
                    name,
                    verb,
                    _insert_summed(TEAM_TALLIES, _selects_of_membership(verb, "postgresql")),
                )
                for name, verb in _MEMBER_TRIGGERS
            ],
        ),
    ]


def _triggers_of_rows(
    table: str, person: str, changes: list[tuple[str, str, str]]
) -> Iterator[str]:
    """Triggers on rows of a table by (name, verb, what is added), and their functions. The person
    is locked first, as whoever changes asks locks them: of two at once the later sees the other."""
    for name, verb, added in changes:
        row = "OLD" if verb == "DELETE" else "NEW"
        lock = f"PERFORM 1 FROM people_user WHERE id = {row}.{person} FOR NO KEY UPDATE"
        yield _trigger_function(name, f"{lock}; {added}")
        yield (
            f"CREATE OR REPLACE TRIGGER assignments_tally_{name} AFTER {verb} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION assignments_tally_{name}()"
        )


def _trigger_function(name: str, body: str, setting: str = "") -> str:
    return (
        f"CREATE OR REPLACE FUNCTION assignments_tally_{name}() RETURNS trigger AS $$"
        f" BEGIN {body}; RETURN NULL; END $$ LANGUAGE plpgsql {setting}"
    )


def _insert_summed(sums: TallyTable, selects: list[str]) -> str:
    return sums.insert_sql(sums.summed_sql(" UNION ALL ".join(selects), "postgresql"))


def drop_triggers(**_signal: Any) -> None:
    """Before a migration: no triggers, which would stand in the way of altering their tables."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {"assignments_ask", "people_user"} <= tables:
            return
        for name, table in TABLE_BY_TRIGGER.items():
            if table not in tables:
                continue  # an earlier release
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS assignments_tally_{name}{on}")


def create_triggers(**_signal: Any) -> None:
    """After a migration: the triggers, and a recount."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not _is_migrated(connection):
        return  # an earlier release, on its way
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (
            _postgresql_triggers() if connection.vendor == "postgresql" else _sqlite_triggers()
        ):
            cursor.execute(statement)
    recount()


def _is_migrated(connection: Any) -> bool:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        needed = {*(sums.table for sums in TALLY_TABLES), "assignments_ask", _AWAY_TABLE}
        if not needed | {"people_membership"} <= set(tables):
            return False
        columns = connection.introspection.get_table_description(cursor, "assignments_ask")
    return {"opens_on", "paused_on", "renews_id"} <= {column.name for column in columns}


def recount() -> None:
    """The tallies as a plain count of all asks gives them; nothing that is changed meanwhile is
    lost or counted twice (PostgreSQL: one statement, and so one moment)."""
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    for sums in TALLY_TABLES:
        counted = sums.summed_sql(
            contribution_selects(sums, "assignments_ask", vendor=vendor), vendor
        )
        replace_rows(sums, f"DELETE FROM {sums.table}", counted)  # noqa: S608


def replace_rows(sums: TallyTable, delete: str, counted: str) -> None:
    """What `delete` takes away becomes what `counted` selects, in one moment; that may read the
    rows that go, on PostgreSQL as `gone`."""
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH gone AS ({delete} RETURNING *) {sums.insert_sql(counted)}")
            return
        cursor.execute(f"CREATE TEMPORARY TABLE tally_counted AS {counted}")
        cursor.execute(delete)
        cursor.execute(sums.insert_sql("SELECT * FROM tally_counted"))
        cursor.execute("DROP TABLE tally_counted")
