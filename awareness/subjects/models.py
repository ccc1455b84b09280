"""Which subjects are on. What a subject is called and holds stands in its files."""

from typing import Any

from django.db import models


class Subject(models.Model):
    """A subject that was loaded once, and whether the employer has it on. Rows are never removed:
    what people did in a subject stays theirs when its files are gone.
    """

    key = models.SlugField(primary_key=True, max_length=40)
    on = models.BooleanField()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class SubjectKeyField(models.CharField):  # type: ignore[type-arg]  # takes none when it runs
    """The key of the subject that a row belongs to; "" for none, which is always shown."""

    def __init__(self, *args: Any, **options: Any) -> None:
        for name, value in (("max_length", 40), ("blank", True), ("default", "")):
            options.setdefault(name, value)
        super().__init__(*args, **options)
