from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register


class SubjectsConfig(AppConfig):
    name = "awareness.subjects"
    verbose_name = "Subjects"

    def ready(self) -> None:
        register(warn_of_unreadable_subjects)


def warn_of_unreadable_subjects(**_kwargs: Any) -> list[CheckMessage]:
    """A subject that cannot be read is missing from every page, and a part that does not fit. It is
    no error: `migrate` would not run then, and the site could not be brought up to date."""
    from awareness.subjects.registry import subject_problems

    return [Warning(text, id="subjects.W001") for text in subject_problems()]
