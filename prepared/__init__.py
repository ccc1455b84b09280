"""Querysets whose SQL is built once for a process and then only run with other values.

Django builds the SQL of a queryset anew each time, which costs several times what SQLite needs to
answer it. The few queries of every request are the same but for their values:

    @prepared
    def _own(learner: Slot, slug: Slot):
        return Enrolment.objects.filter(learner=learner, module__slug=slug)[:1]

    found = _own(learner=user.pk, slug="before-you-start")  # a list of instances

Nothing is kept but the SQL: each call asks the database.
"""

import inspect
from collections.abc import Callable
from functools import wraps

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet

type Value = int | str


class Slot(Expression):
    """The place of a value in a prepared queryset. Whole numbers and texts only, never None: SQL
    says `IS NULL` for that, and dates would need converting for each database."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Decorate a function that builds a queryset from slots; calling it then runs the queryset.

    The values are passed by name. TypeError for a value that a slot does not take.
    """
    names = frozenset(inspect.signature(build).parameters)

    @wraps(build)
    def run(**values: Value) -> list:
        if values.keys() != names or not all(type(v) in (int, str) for v in values.values()):
            raise TypeError(f"{build.__name__} takes an int or a str for each of {sorted(names)}")
        connection = connections[DEFAULT_DB_ALIAS]
        # Kept on the connection: each thread has one of its own, and SQL is a database's own.
        kept = connection.__dict__.setdefault("_prepared", {})
        if build not in kept:
            kept[build] = _compile(build(**{name: Slot(name) for name in names}), connection)
        queryset, compiler, sql, parameters = kept[build]
        bound = tuple(values[p.name] if isinstance(p, Slot) else p for p in parameters)
        compiler.as_sql = lambda *args, **options: (sql, bound)
        return list(queryset._iterable_class(queryset))

    return run


def _compile(queryset: QuerySet, connection) -> tuple:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    # A queryset's iterable asks the query for a compiler: this one has its SQL already.
    queryset.query.get_compiler = lambda *args, **options: compiler
    return queryset, compiler, sql, parameters
