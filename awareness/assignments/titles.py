"""What can be asked of people, by its title."""

from collections.abc import Mapping
from dataclasses import dataclass

from awareness.learning.models import ModuleVersion
from awareness.subjects.queries import is_subject_off, shown_title


@dataclass(frozen=True, slots=True)
class ModuleTitle:
    """A module that can be asked of anybody: its title as it may be shown, and whether its subject
    is off."""

    slug: str
    title: str
    is_off: bool


def read_known() -> dict[int, ModuleTitle]:
    """By id: the modules with the title of their newest text. One query, without the texts."""
    versions = ModuleVersion.objects.filter(module__opt_in=False).order_by("major", "minor")
    rows = versions.annotate(is_off=is_subject_off("module__subject")).values_list(
        "module_id", "module__slug", "spec__title", "module__subject", "is_off"
    )
    return {
        module_id: ModuleTitle(slug, shown_title(title, subject, is_off), is_off)
        for module_id, slug, title, subject, is_off in rows
    }


def read_titles() -> dict[int, str]:
    """By module: the title of its newest text, as it may be shown. One query."""
    return {pk: module_title.title for pk, module_title in read_known().items()}


def to_choose(modules: Mapping[int, ModuleTitle]) -> list[tuple[str, str]]:
    """(slug, title) by title; nothing of a subject that is off, whose slugs would name it."""
    named = [
        (module_title.slug, module_title.title)
        for module_title in modules.values()
        if not module_title.is_off
    ]
    return sorted(named, key=lambda key_and_title: key_and_title[1])
