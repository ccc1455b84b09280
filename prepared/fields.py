"""A JSON column whose content never changes once it is written."""

from functools import lru_cache
from json import loads
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform


class FrozenJSONField(models.JSONField):
    """A JSON column of immutable rows, decoded once for each text that a process meets.

    The looking up is by the text itself as the database gave it, so nothing can be out of date. The
    objects are shared by all that read the same text: they are read, never changed in place.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # A key's value (`spec__title`) is not always JSON: it goes the ordinary way.
        if isinstance(value, str) and not isinstance(expression, KeyTransform):
            return _decoded(value)
        return super().from_db_value(value, expression, connection)

    def deconstruct(self) -> Any:
        # To the database it is a JSON column like any other: migrations say so.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


# A whole site's texts are some hundreds of rows of a few kilobytes.
_decoded = lru_cache(maxsize=1000)(loads)
