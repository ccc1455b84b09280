"""What a database holds, read in plain SQL: by the freezer, and by the drill before and after."""

from collections import Counter
from datetime import date, datetime
from hashlib import sha256

# Django's own tables of what the code is made of, and SQLite's; migrating rewrites them by right.
BESIDE = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}

# What somebody was known by: a column of releases up to 0.2.0, made of the same two.
SIGN_IN = (
    "(SELECT lower(typed) FROM people_identifier i WHERE i.person_id = u.id"
    " ORDER BY kind LIMIT 1)"  # the e-mail address first
)
FACTS = {
    "people": "SELECT u.sign_in, name, is_active, youth_until, reading_size FROM people_user u",
    "completions": (
        "SELECT u.sign_in, m.slug, v.major, v.minor, c.day FROM learning_completion c"
        " JOIN people_user u ON u.id = c.learner_id"
        " JOIN learning_moduleversion v ON v.id = c.module_version_id"
        " JOIN learning_module m ON m.id = v.module_id"
    ),
    "enrolments": (
        "SELECT u.sign_in, m.slug, e.state, (SELECT count(*) FROM learning_stepdone s"
        " WHERE s.enrolment_id = e.id) FROM learning_enrolment e"
        " JOIN people_user u ON u.id = e.learner_id JOIN learning_module m ON m.id = e.module_id"
    ),
    "answers": (
        "SELECT u.sign_in, a.context, a.number, a.state, a.fraction, count(*)"
        " FROM quizzes_response r JOIN quizzes_attemptitem i ON i.id = r.item_id"
        " JOIN quizzes_attempt a ON a.id = i.attempt_id JOIN people_user u ON u.id = a.learner_id"
        " GROUP BY u.sign_in, a.context, a.number, a.state, a.fraction"
    ),
    "grades": (
        "SELECT u.sign_in, q.key, v.number, g.fraction FROM quizzes_grade g"
        " JOIN quizzes_questionversion v ON v.id = g.version_id"
        " JOIN quizzes_question q ON q.id = v.question_id"
        " JOIN quizzes_response r ON r.id = g.response_id"
        " JOIN quizzes_attemptitem i ON i.id = r.item_id"
        " JOIN quizzes_attempt a ON a.id = i.attempt_id JOIN people_user u ON u.id = a.learner_id"
    ),
    "assigned": (
        "SELECT u.sign_in, m.slug, p.due_on, p.ended_on FROM assignments_ask p"
        " JOIN people_user u ON u.id = p.person_id JOIN learning_module m ON m.id = p.module_id"
    ),
}
# Where releases up to 0.2.0 kept the same: one row an assignment.
OLD = {"assignments_ask": "assignments_assignedperson", "p.ended_on": "p.withdrawn_on"}


def columns(connection) -> dict[str, list[str]]:
    """By table: its columns, in order of their names."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - BESIDE
        return {table: sorted(_names(connection, cursor, table)) for table in sorted(tables)}


def _names(connection, cursor, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608
    return [column[0] for column in cursor.description]


def rows(connection, table: str, names: list[str]) -> Counter:
    """The rows of a table in these columns, each with how often; bytes as their hash."""
    quote = connection.ops.quote_name
    wanted = ", ".join(map(quote, names))
    return Counter(_read(connection, f"SELECT {wanted} FROM {quote(table)}"))  # noqa: S608


def counts(connection) -> dict[str, int]:
    """By table: how many rows it has."""
    held = {}
    for table in columns(connection):
        sql = f"SELECT count(*) FROM {connection.ops.quote_name(table)}"  # noqa: S608
        [(held[table],)] = _read(connection, sql)
    return held


def certificates(connection) -> dict[str, str]:
    """By serial: the SHA-256 of the bytes that are kept."""
    return dict(_read(connection, "SELECT serial, pdf FROM learning_certificate ORDER BY serial"))


def facts(connection) -> dict[str, list[list]]:
    """What FACTS asks for, in order; the same words from either database."""
    tables = columns(connection)
    known_by = SIGN_IN if "people_identifier" in tables else "u.sign_in"
    old = {} if "assignments_ask" in tables else OLD
    facts = {}
    for name, sql in FACTS.items():
        for new, before in (old | {"u.sign_in": known_by}).items():
            sql = sql.replace(new, before)
        facts[name] = sorted(map(list, _read(connection, sql)), key=repr)
    return facts


def _read(connection, sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(map(_plain, row)) for row in cursor.fetchall()]


def _plain(value):
    """A value as JSON can say it, and as SQLite and PostgreSQL both do."""
    match value:
        case bool():
            return int(value)
        case bytes() | memoryview():
            return sha256(bytes(value)).hexdigest()
        case datetime() | date():
            return value.isoformat()
        case None | int() | float() | str():
            return value
    return repr(value)  # a list or an object of PostgreSQL's jsonb
