"""What has a name: how it is found, and where it stands in a list."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from awareness.people.folding import fold, sort_key


class SearchTextField(models.CharField):
    """The name as it is searched (folding.fold)."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        text = fold(model_instance.name)[: self.max_length]
        setattr(model_instance, self.attname, text)
        return text


class SortKeyField(models.BinaryField):
    """Where the name stands in a list (folding.sort_key). Bytes: every database puts them in the
    same order, whatever language it was set up for."""

    def pre_save(self, model_instance: Any, add: bool) -> bytes:
        key = sort_key(model_instance.name)
        setattr(model_instance, self.attname, key)
        return key


class Named(models.Model):
    """Something with a name. Both fields follow from it whenever a row is saved."""

    search_text = SearchTextField(max_length=400, editable=False)
    sort_key = SortKeyField()

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "search_text", "sort_key"}
        super().save(*args, update_fields=update_fields, **kwargs)
