"""The SQL that keeps the tallies: what each ask counts for, triggers that write it, a recount.

`contributions` says what an ask counts for, once, for all three. Triggers and not code of ours, so
that no way of changing an ask is forgotten; rows are added and never changed, so that nobody waits
for another's count.
"""

from datetime import date, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

ALWAYS = "2000-01-01"  # the day of what has none
WEEKS = 12  # of which is told how many were asked and done on their Mondays
_ENDED, _DONE = "a.ended_on IS NOT NULL", "a.done_on IS NOT NULL"
_NOW = "a.ended_on IS NULL"
# `{away}`: whether the tallies count the person as on leave.
_HELD = "(a.excused_on IS NOT NULL OR a.paused_on IS NOT NULL OR {away})"
# (kind, day, one more or one fewer, of which asks)
_KINDS = (
    ("asked", "a.asked_on", 1, ""),
    ("asked", "a.ended_on", -1, _ENDED),
    ("done", "{later}(a.done_on, a.asked_on)", 1, _DONE),
    ("done", "a.ended_on", -1, f"{_DONE} AND {_ENDED}"),
    ("open", "a.due_on", 1, f"{_NOW} AND NOT ({_DONE}) AND NOT {_HELD} AND a.renews_id IS NULL"),
    (
        "renewing",
        "a.due_on",
        1,
        f"{_NOW} AND NOT ({_DONE}) AND NOT {_HELD} AND a.renews_id IS NOT NULL",
    ),
    ("kept", "", 1, f"{_NOW} AND {_DONE} AND NOT {_HELD} AND a.opens_on IS NULL"),
    ("opens", "a.opens_on", 1, f"{_NOW} AND {_DONE} AND NOT {_HELD} AND a.opens_on IS NOT NULL"),
    (
        "runs_out",
        "a.valid_until",
        1,
        f"{_NOW} AND {_DONE} AND NOT {_HELD} AND a.opens_on IS NOT NULL",
    ),
    ("held", "", 1, f"{_NOW} AND {_HELD}"),
)
TRIGGERS = {  # by table
    **dict.fromkeys(("insert", "update", "updated", "delete"), "assignments_ask"),
    "moved": "people_user",
    **dict.fromkeys(("went_away", "came_back"), "assignments_countedaway"),
}
_TABLE, _AWAY = "assignments_countedaway", "w.person_id IS NOT NULL"
_COLUMNS = "(site_id, module_id, kind, day, number)"


def contributions(
    asks: str,
    *,
    sign: int = 1,
    where: str = "",
    person: str = "",
    away: str = _AWAY,
    vendor: str = "sqlite",
) -> str:
    """SELECTs of (site, module, kind, day, number): what the rows of `asks` count for. `person` and
    `away`: the rows' person, and whether they are counted as away, as SQL, where that is not what
    is stored now."""
    always = f"DATE '{ALWAYS}'" if vendor == "postgresql" else f"'{ALWAYS}'"
    later = "GREATEST" if vendor == "postgresql" else "max"
    who = person or "people_user"
    return " UNION ALL ".join(
        f"SELECT p.site_id, a.module_id, '{kind}',"  # noqa: S608
        f" {day.format(later=later) or always}, {sign * number}"
        f" FROM {asks} a JOIN {who} p ON p.id = a.person_id AND p.is_active"
        + (f" LEFT JOIN {_TABLE} w ON w.person_id = a.person_id" if "{away}" in condition else "")
        + "".join(
            f" WHERE {c}" for c in [" AND ".join(filter(None, (condition, where)))] if c
        ).replace("{away}", away)
        for kind, day, number, condition in _KINDS
    )


def _add(select: str) -> str:
    return f"INSERT INTO assignments_tally {_COLUMNS} {select}"


def _summed(select: str) -> str:
    return (
        f"SELECT site_id, module_id, kind, day, sum(number) FROM ({select})"  # noqa: S608
        f" AS t {_COLUMNS} GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0"
    )


def _moved(vendor: str) -> list[str]:
    """SELECTs of what changes when somebody's site, or whether they count, does."""
    columns = ("id", "site_id", "is_active")
    return [
        contributions(
            "assignments_ask",
            sign=sign,
            where=f"a.person_id = {row}.id",
            person=f"(SELECT {', '.join(f'{row}.{name} AS {name}' for name in columns)})",
            vendor=vendor,
        )
        for row, sign in (("OLD", -1), ("NEW", 1))
    ]


def _changed_away(row: str, now: bool, vendor: str) -> list[str]:
    """SELECTs of what changes when somebody counts as away, or no longer does."""
    return [
        contributions(
            "assignments_ask",
            sign=sign,
            where=f"a.person_id = {row}.person_id AND a.ended_on IS NULL",
            away="1 = 1" if away else "1 = 0",
            vendor=vendor,
        )
        for sign, away in ((-1, not now), (1, now))
    ]


# SQLite: row by row, since it has no other triggers


def _sqlite() -> list[str]:
    def of(row: str, sign: int) -> str:
        return _add(contributions("assignments_ask", sign=sign, where=f"a.id = {row}.id"))

    moved = "OLD.site_id IS NOT NEW.site_id OR OLD.is_active IS NOT NEW.is_active"
    triggers = {
        "insert": f"AFTER INSERT ON assignments_ask BEGIN {of('NEW', 1)}; END",
        "update": f"BEFORE UPDATE ON assignments_ask BEGIN {of('OLD', -1)}; END",
        "updated": f"AFTER UPDATE ON assignments_ask BEGIN {of('NEW', 1)}; END",
        "delete": f"BEFORE DELETE ON assignments_ask BEGIN {of('OLD', -1)}; END",
        "moved": f"AFTER UPDATE OF site_id, is_active ON people_user WHEN {moved} BEGIN "
        + "; ".join(_add(change) for change in _moved("sqlite"))
        + "; END",
    }
    for name, verb, row, now in _AWAY_TRIGGERS:
        added = "; ".join(_add(change) for change in _changed_away(row, now, "sqlite"))
        triggers[name] = f"AFTER {verb} ON {_TABLE} BEGIN {added}; END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS assignments_tally_{name} {trigger}"
        for name, trigger in triggers.items()
    ]


_AWAY_TRIGGERS = (("went_away", "INSERT", "NEW", True), ("came_back", "DELETE", "OLD", False))


# PostgreSQL: once a statement, with all the rows that it changed


def _postgresql() -> list[str]:
    old = contributions("old_rows", sign=-1, vendor="postgresql")
    new = contributions("new_rows", vendor="postgresql")
    moved = " UNION ALL ".join(_moved("postgresql"))
    function = """CREATE OR REPLACE FUNCTION assignments_tally_asks() RETURNS trigger AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN {new};
          ELSIF TG_OP = 'UPDATE' THEN {both};
          ELSE {old}; END IF;
          RETURN NULL;
        END $$ LANGUAGE plpgsql"""
    of_person = """CREATE OR REPLACE FUNCTION assignments_tally_person() RETURNS trigger AS $$
        BEGIN {moved}; RETURN NULL; END $$ LANGUAGE plpgsql"""
    away = [
        sql
        for name, verb, row, now in _AWAY_TRIGGERS
        for sql in (
            f"CREATE OR REPLACE FUNCTION assignments_tally_{name}() RETURNS trigger AS $$ BEGIN "
            + _add(_summed(" UNION ALL ".join(_changed_away(row, now, "postgresql"))))
            + "; RETURN NULL; END $$ LANGUAGE plpgsql",
            f"CREATE OR REPLACE TRIGGER assignments_tally_{name} AFTER {verb} ON {_TABLE}"
            f" FOR EACH ROW EXECUTE FUNCTION assignments_tally_{name}()",
        )
    ]
    tables = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    return [
        function.format(
            new=_add(_summed(new)),
            old=_add(_summed(old)),
            both=_add(_summed(f"{old} UNION ALL {new}")),
        ),
        of_person.format(moved=_add(_summed(moved))),
        *(
            f"CREATE OR REPLACE TRIGGER assignments_tally_{verb.lower()} AFTER {verb}"
            f" ON assignments_ask REFERENCING {rows} FOR EACH STATEMENT"
            " EXECUTE FUNCTION assignments_tally_asks()"
            for verb, rows in tables.items()
        ),
        "CREATE OR REPLACE TRIGGER assignments_tally_moved AFTER UPDATE OF site_id, is_active"
        " ON people_user FOR EACH ROW WHEN (OLD.site_id IS DISTINCT FROM NEW.site_id"
        " OR OLD.is_active IS DISTINCT FROM NEW.is_active)"
        " EXECUTE FUNCTION assignments_tally_person()",
        *away,
    ]


def let_go(**_signal: Any) -> None:
    """Before a migration: no triggers, which would stand in the way of altering their tables."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {"assignments_ask", "people_user"} <= tables:
            return
        for name, table in TRIGGERS.items():
            if table not in tables:
                continue  # an earlier release
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS assignments_tally_{name}{on}")


def keep(**_signal: Any) -> None:
    """After a migration: the triggers, and a recount."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not _has_columns(connection):
        return  # an earlier release, on its way
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)
    recount()


def _has_columns(connection: Any) -> bool:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if not {"assignments_tally", "assignments_ask", _TABLE} <= set(tables):
            return False
        columns = connection.introspection.get_table_description(cursor, "assignments_ask")
    return {"opens_on", "paused_on", "renews_id"} <= {column.name for column in columns}


def recount() -> None:
    """The tallies as a plain count of all asks gives them; nothing that is changed meanwhile is
    lost or counted twice (PostgreSQL: one statement, and so one moment)."""
    connection = connections[DEFAULT_DB_ALIAS]
    counted = _summed_anywhere(
        contributions("assignments_ask", vendor=connection.vendor), connection.vendor
    )
    _replace("DELETE FROM assignments_tally", counted)


def compact(today: date) -> None:
    """Put rows that are about the same into one; what is read of them is as before. `today`: where
    it is earliest.

    How it stood is read for the last Mondays and for today (over_time.mondays). So what was asked
    or done in a week that is over counts from the Monday after it, and what is older than all these
    Mondays from the first: the rows do not grow with the years."""
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    last = today - timedelta(days=today.weekday())
    first = last - timedelta(weeks=WEEKS)
    monday = "date(day, 'weekday 1')"  # that day or the next
    if vendor == "postgresql":
        monday = "day + (8 - EXTRACT(ISODOW FROM day)::int) % 7"
    told_apart = (
        f"CASE WHEN kind NOT IN ('asked', 'done') OR day > '{last}' THEN day"
        f" WHEN day <= '{first}' THEN '{first}' ELSE {monday} END"
    )
    table = "gone" if vendor == "postgresql" else "assignments_tally"
    rows = f"SELECT site_id, module_id, kind, {told_apart}, number FROM {table}"  # noqa: S608
    _replace("DELETE FROM assignments_tally", _summed_anywhere(rows, vendor))


def _summed_anywhere(select: str, vendor: str) -> str:
    """SQLite names the columns of a SELECT by its first part alone."""
    if vendor == "postgresql":
        return _summed(select)
    return (
        "SELECT site_id, module_id, kind, day, sum(number) FROM (SELECT NULL AS site_id,"  # noqa: S608
        " NULL AS module_id, NULL AS kind, NULL AS day, NULL AS number WHERE 0 UNION ALL"
        f" {select}) GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0"
    )


def _replace(delete: str, counted: str) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH gone AS ({delete} RETURNING *) {_add(counted)}")
            return
        cursor.execute(f"CREATE TEMPORARY TABLE tally_counted AS {counted}")
        cursor.execute(delete)
        cursor.execute(_add("SELECT * FROM tally_counted"))
        cursor.execute("DROP TABLE tally_counted")
