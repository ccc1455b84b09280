"""Writes into the rows of content which subject they belong to, after they are published.

It stands in no version and no hash: what moves to another subject stays as it is.
"""

from collections.abc import Iterator

from django.db.models import Model

from awareness.content.parsed_content import Content
from awareness.insights.models import Discrepancy, EntryKind, LibraryPart, Report, SearchEntry
from awareness.learning.models import Module
from awareness.subjects.actions import load_subjects
from awareness.workplace.models import Need

# What a part of the library is called among what subjects hold (Content.held).
OWNER_KIND_BY_PART = {
    "highlight": "highlight", "theme": "theme", "text": "page", "report": "report",
    "synonym": "term",
}  # fmt: skip


def keep_subjects(content: Content) -> None:
    """Make a row for each subject, and note it in all that it holds. Idempotent."""
    load_subjects(subject.definition.shape for subject in content.subjects.values())
    subjects = {name: subject for name, (subject, _place) in content.owners.items()}
    for model, kind, name in (
        (Report, "report", "slug"),
        (Discrepancy, "discrepancy", "key"),
        (Module, "module", "slug"),
        (Need, "need", "key"),
    ):
        by_id = model._default_manager.values_list("pk", name)
        _note_subjects(model, {pk: subjects.get((kind, key), "") for pk, key in by_id}, content)
    _note_subjects(LibraryPart, dict(_subject_by_part(subjects)), content)
    _note_subjects(SearchEntry, dict(_subject_by_search_entry(subjects)), content)


def _subject_by_part(subjects: dict[tuple[str, str], str]) -> Iterator[tuple[int, str]]:
    """(id, key of its subject or "") of each part of the library."""
    for pk, kind, slug in LibraryPart.objects.values_list("pk", "kind", "slug"):
        yield pk, subjects.get((OWNER_KIND_BY_PART[kind], slug), "")


def _subject_by_search_entry(subjects: dict[tuple[str, str], str]) -> Iterator[tuple[int, str]]:
    """A page of a report is `report/slug`, a theme `themes/slug`, another text its slug; a figure
    is `report:key`, a disagreement its key."""
    for pk, kind, key in SearchEntry.objects.values_list("pk", "kind", "key"):
        if kind == EntryKind.DISAGREEMENT:
            yield pk, subjects.get(("discrepancy", key), "")
            continue
        first_part, _, rest = key.partition(":" if kind == EntryKind.FIGURE else "/")
        names = [("report", first_part)] if rest else [("page", first_part)]
        names += [("theme", rest)] if first_part == "themes" else []
        yield pk, next((subjects[name] for name in names if name in subjects), "")


def _note_subjects(model: type[Model], subject_by_id: dict[int, str], content: Content) -> None:
    """One statement for each subject that has rows of the table. Where something is held up nothing
    loses its subject: its files may not be readable."""
    if content.kept:
        subject_by_id = {pk: subject for pk, subject in subject_by_id.items() if subject}
    for subject in sorted(set(subject_by_id.values())):
        ids = [pk for pk, key in subject_by_id.items() if key == subject]
        rows = model._default_manager.filter(pk__in=ids).exclude(subject=subject)
        rows.update(subject=subject)
