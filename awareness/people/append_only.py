"""Rows that are added and never changed: what people did or said."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet[Row: models.Model](models.QuerySet[Row]):
    def update(self, **values: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are added, never changed")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are added, never removed")


class AppendOnly(models.Model):
    """Base of append-only records. It stops slips of our own code; it is no lock."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are added, never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} rows are added, never removed")
