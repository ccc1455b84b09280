"""The internals of Django that `prepared/` stands on, each by its name.

None of them is documented, so a new Django may rename or reshape any of them. This file then fails
before every other test (conftest.py puts it first) and names the one that moved; what to change is
in `prepared/__init__.py`. It does not import `prepared`.
"""

import inspect

import pytest
from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import query, sql
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler

# What has to exist, with the arguments it is called with.
CALLED = [
    (sql.Query, "get_compiler", ("connection",)),
    (SQLCompiler, "as_sql", ()),
    (SQLCompiler, "get_converters", ("expressions",)),
    (SQLCompiler, "apply_converters", ("rows", "converters")),
    (query, "get_related_populators", ("klass_info", "select", "db", "fetch_mode")),
    (query.RelatedPopulator, "populate", ("row", "from_obj")),
    (models.Model, "from_db", ("db", "field_names", "values")),
    (models.Expression, "as_sql", ("compiler", "connection")),
    (sql.InsertQuery, "insert_values", ("fields", "objs")),
    (SQLInsertCompiler, "as_sql", ()),
    (models.Field, "pre_save", ("model_instance", "add")),
    (models.Field, "get_db_prep_save", ("value", "connection")),
    (BaseDatabaseWrapper, "ensure_connection", ()),
    (BaseDatabaseWrapper, "cursor", ()),
]
# ModelIterable and SQLCompiler make instances of rows as `prepared` repeats it: out of these.
REPEATED = [
    (query.ModelIterable.__iter__, "select"),
    (query.ModelIterable.__iter__, "klass_info"),
    (query.ModelIterable.__iter__, "annotation_col_map"),
    (query.ModelIterable.__iter__, "_fetch_mode"),
    (query.ModelIterable.__iter__, "get_related_populators"),
    (query.ModelIterable.__iter__, "populate"),
    (SQLCompiler.results_iter, "get_converters"),
    (SQLCompiler.results_iter, "apply_converters"),
]


def name(value) -> str | None:
    """The id of a parameter: what it is called in Django."""
    return getattr(value, "__qualname__", None) or getattr(value, "__name__", None)


pytestmark = pytest.mark.django_db  # what Django makes of a query is a database's own


@pytest.mark.parametrize(("owner", "attribute", "arguments"), CALLED, ids=name)
def test_contract_of_what_is_called(owner, attribute, arguments):
    assert hasattr(owner, attribute), f"{name(owner)}.{attribute} is gone"
    taken = inspect.signature(getattr(owner, attribute)).parameters
    assert set(arguments) <= set(taken), f"{name(owner)}.{attribute} takes {list(taken)}"


@pytest.mark.parametrize(("method", "attribute"), REPEATED, ids=name)
def test_contract_of_what_is_repeated(method, attribute):
    assert attribute in method.__code__.co_names, f"{name(method)} no longer uses {attribute}"


def compiled(queryset: models.QuerySet):
    compiler = queryset.query.get_compiler(connection=connection)
    return compiler, compiler.as_sql()


def test_contract_of_a_compiled_queryset():
    """The shape of a compiler after as_sql: which columns are the model's, which are annotated."""
    user = get_user_model()
    people = user.objects.select_related("site").annotate(number=models.F("site_id"))
    compiler, (text, parameters) = compiled(people.filter(name="Alice"))
    assert isinstance(text, str)
    assert tuple(parameters) == ("Alice",)
    assert compiler.klass_info["model"] is user
    positions = compiler.klass_info["select_fields"]
    assert positions == list(range(len(user._meta.concrete_fields)))
    columns = [column for column, *_rest in compiler.select]
    assert [columns[n].target.attname for n in positions] == [
        field.attname for field in user._meta.concrete_fields
    ]
    assert list(compiler.annotation_col_map) == ["number"]
    assert compiler.annotation_col_map["number"] < len(columns)


def test_contract_of_parameters_that_are_objects():
    """A slot's `as_sql` gives itself as a parameter; the compiler hands it through untouched."""

    class Mark(models.Expression):
        def as_sql(self, compiler, connection):
            return "%s", [self]

    mark = Mark()
    _compiler, (_text, parameters) = compiled(get_user_model().objects.filter(pk=mark))
    assert [type(value) for value in parameters] == [Mark]


def test_contract_of_a_queryset():
    queryset = get_user_model().objects.all()
    assert queryset._iterable_class is query.ModelIterable
    assert not issubclass(queryset.values_list("pk")._iterable_class, query.ModelIterable)
    assert hasattr(queryset, "_fetch_mode")


def test_contract_of_a_compiled_insert():
    """One statement, and the columns that `returning_fields` names come back."""
    user = get_user_model()
    columns = [f for f in user._meta.local_concrete_fields if not f.primary_key]
    insert = sql.InsertQuery(user)
    insert.insert_values(columns, [user()])
    compiler = insert.get_compiler(connection=connection)
    assert isinstance(compiler, SQLInsertCompiler)
    compiler.returning_fields = [user._meta.pk]
    [(text, values)] = compiler.as_sql()
    assert "RETURNING" in text
    assert len(values) == len(columns)


def test_contract_of_an_instance():
    state = get_user_model()()._state
    assert (state.adding, state.db) == (True, None)
    assert DEFAULT_DB_ALIAS == "default"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the cursor is psycopg's")
def test_contract_of_the_cursor_of_postgresql():
    connection.ensure_connection()
    assert hasattr(connection.connection, "cursor_factory")
    assert isinstance(connection.Database.Cursor, type)
