from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class SubjectsConfig(AppConfig):
    name = "awareness.subjects"
    verbose_name = "Subjects"

    def ready(self) -> None:
        register(readable)


def readable(**_kwargs: Any) -> list[CheckMessage]:
    """A subject that cannot be read would be missing from every page without a word."""
    from awareness.subjects.registry import problems

    return [Error(text, id="subjects.E001") for text in problems()]
