"""Querysets whose SQL is built once for a process and then only run with other values.

Django builds the SQL of a queryset anew each time, which costs several times what SQLite needs to
answer it. The few queries of every request are the same but for their values:

    @prepared
    def _own(learner: Slot, slug: Slot):
        return Enrolment.objects.filter(learner=learner, module__slug=slug)[:1]

    found = _own(learner=user.pk, slug="before-you-start")  # a list of instances

Nothing is kept but the SQL and the shape of its rows: each call asks the database. Only modules
named `queries` use it (tests/prepared/test_confined.py); which internals of Django it stands on is
in tests/prepared/test_contract.py.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet, query, sql

from prepared.planning import reads_whole_tables

type Value = int | str


class Slot(Expression):
    """The place of a value in a prepared queryset. Whole numbers and texts only, never None: SQL
    says `IS NULL` for that, and dates would need converting for each database."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


def prepared[Row](build: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Decorate a function that builds a queryset from slots; calling it then runs the queryset.

    The values are passed by name. It gives instances, with what `select_related` and `annotate`
    add, or the tuples of `values_list`. TypeError for a value that a slot does not take.
    """
    names = frozenset(inspect.signature(build).parameters)

    @wraps(build)
    def run(**values: Value) -> list[Row]:
        if values.keys() != names or not all(type(v) in (int, str) for v in values.values()):
            raise TypeError(f"{build.__name__} takes an int or a str for each of {sorted(names)}")
        connection = connections[DEFAULT_DB_ALIAS]
        # Kept on the connection: each thread has one of its own, and SQL is a database's own.
        compiled_by_function = connection.__dict__.setdefault("_prepared", {})
        if build not in compiled_by_function:
            compiled_by_function[build] = _Compiled(
                build(**{name: Slot(name) for name in names}), connection
            )
        compiled: _Compiled[Row] = compiled_by_function[build]
        return compiled.run(connection, values)

    return run


def insert(instance: Model) -> None:
    """Add an instance as a new row by SQL that is built once for its model.

    As `save(force_insert=True)`, less signals and defaults of the database; for what every answer
    adds. Constraints of the table raise IntegrityError as ever.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    statement_by_model = connection.__dict__.setdefault("_prepared", {})
    model = type(instance)
    if model not in statement_by_model:
        columns = [f for f in model._meta.local_concrete_fields if not f.primary_key]
        statement = sql.InsertQuery(model)
        statement.insert_values(columns, [instance])
        compiler = statement.get_compiler(connection=connection)
        compiler.returning_fields = [model._meta.pk]
        [(text, _values)] = compiler.as_sql()
        statement_by_model[model] = columns, text
    columns, text = statement_by_model[model]
    values = [f.get_db_prep_save(f.pre_save(instance, True), connection) for f in columns]
    with _cursor(connection) as cursor:
        cursor.execute(text, values)
        [instance.pk] = cursor.fetchone()
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS


def _cursor(connection: Any) -> Any:
    """A cursor for SQL that stays the same from call to call.

    PostgreSQL then plans it once for a connection, which takes it longer than to answer it: values
    travel beside the SQL, where Django's own cursors write them into it and make it new each time.
    (`prepare_threshold` in the settings turns it on; SQLite keeps what it planned by itself.)
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    if reads_whole_tables(connection):
        raise RuntimeError("SQL of prepared/ is planned for one key, and its plan is kept")
    connection.ensure_connection()
    driver = connection.connection
    usual_factory, driver.cursor_factory = driver.cursor_factory, connection.Database.Cursor
    try:
        return connection.cursor()
    finally:
        driver.cursor_factory = usual_factory


class _Compiled[Row]:
    """A queryset's SQL, and how its rows become what the queryset would give: Django works the
    same out of the same compiler (ModelIterable, SQLCompiler.results_iter) at each call."""

    def __init__(self, queryset: QuerySet[Any, Row], connection: Any) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = compiler.as_sql()
        columns = [column for column, *_rest in compiler.select]
        self.converters = compiler.get_converters(columns)
        self.convert = compiler.apply_converters
        self.model: Any = None  # where the rows are instances
        if issubclass(queryset._iterable_class, query.ModelIterable):
            shape, select = compiler.klass_info, compiler.select
            positions = shape["select_fields"]
            self.model, self.own = shape["model"], slice(positions[0], positions[-1] + 1)
            self.names = [column.target.attname for column in columns[self.own]]
            self.related = query.get_related_populators(
                shape,
                select,
                connection.alias,
                queryset._fetch_mode,  # type: ignore[attr-defined]
            )
            self.annotations = tuple(compiler.annotation_col_map.items())

    def run(self, connection: Any, values: dict[str, Value]) -> list[Row]:
        bound = [values[p.name] if type(p) is Slot else p for p in self.parameters]
        with _cursor(connection) as cursor:
            cursor.execute(self.sql, bound)
            rows = cursor.fetchall()
        if self.converters:
            rows = self.convert(rows, self.converters)
        shape: Callable[[Sequence[Any]], Any] = tuple if self.model is None else self._instance
        return [shape(row) for row in rows]

    def _instance(self, row: Sequence[Any]) -> Any:
        """A model instance of a row, with what is selected and annotated beside it."""
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for related in self.related:
            related.populate(row, instance)
        for name, position in self.annotations:
            setattr(instance, name, row[position])
        return instance
