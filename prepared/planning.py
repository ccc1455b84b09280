"""What PostgreSQL's planner is told where a wrong guess of its would let a page hang.

It takes a table that was visited while it was empty, or while what it holds was not committed yet,
for empty, and then joins row by row: every row of one table with every row of the next.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Model

log = logging.getLogger(__name__)


# Row by row is every row of one table with every row of the next; a merge may compare by one of two
# keys only. JIT: where rows have to be joined so after all, the price on it starts the compiler.
OFF_SETTINGS = ("enable_nestloop", "enable_mergejoin", "jit")
TURN_OFF_SQL = "; ".join(f"SET LOCAL {name} = off" for name in OFF_SETTINGS)
RESTORE_SQL = "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in OFF_SETTINGS)


@contextmanager
def whole_tables() -> Iterator[None]:
    """For queries over everybody: inside, PostgreSQL joins by hashing alone.

    The work then grows with the rows, whatever is believed of them. Only for queries that read most
    of a table anyway: one person's rows are found by their keys, which this keeps from being used.
    Evaluate the queries inside. `prepared` ones are refused (RuntimeError), for their plan is kept.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or reads_whole_tables(connection):
        yield
        return
    with transaction.atomic(savepoint=False):
        # By the driver, in one round trip; what fails inside is rolled back, and this with it.
        connection.ensure_connection()
        connection.connection.execute(TURN_OFF_SQL)
        connection.__dict__["whole_tables"] = True
        try:
            yield
        finally:
            connection.__dict__["whole_tables"] = False
        connection.connection.execute(RESTORE_SQL)


def reads_whole_tables(connection: Any) -> bool:
    """Whether this is asked inside `whole_tables`."""
    return getattr(connection, "whole_tables", False)


def refresh_statistics(models: Iterable[type[Model]]) -> None:
    """Tell PostgreSQL's planner what these tables hold now; connections plan anew what they kept.

    For after a commit that wrote much; autovacuum comes by within minutes only. Tables of another
    owner are left out by the database, and what fails is no reason to undo what was written: it is
    logged. SQLite plans by its keys alone for as long as nobody analyses, so no moment decides.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    if connection.vendor != "postgresql" or not tables:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")
    except DatabaseError as error:
        log.warning("The statistics of the database were not refreshed: %s", type(error).__name__)
