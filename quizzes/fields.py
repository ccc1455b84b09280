"""A JSON column that is read as an object."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

from django.db import models
from django.db.models.fields.json import KeyTransform


@runtime_checkable
class Storable(Protocol):
    """An object that can be written to a JSON column."""

    def stored(self) -> dict[str, Any]: ...


class ParsedField(models.JSONField):
    """A JSON column whose text `parse` makes an object of. To the database it is any other one.

    A subclass gives `parse`, which may be an `lru_cache`: rows with the same text then share one
    object, and nobody pays for decoding again. Such objects have to be immutable.
    """

    parse: Callable[[str], Storable]  # a static method

    def from_db_value(self, value: Any, expression: models.Expression, connection: Any) -> Any:
        # A key's value (`spec__title`) goes the ordinary way.
        if isinstance(value, str) and not isinstance(expression, KeyTransform):
            return type(self).parse(value)
        return super().from_db_value(value, expression, connection)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.stored() if isinstance(value, Storable) else value)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
