"""The kinds of object that can be drafted: each one's form, what is new of it, and its preview.

To add a kind: a writer in `awareness/content/writing/`, a module here with a `DraftKind`, and one
line in `draft_kinds()`. Views and templates ask this registry and know no kind by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from awareness.content.writing import Fields, ObjectKind, ObjectPlace
from awareness.studio.draft_kinds.base import DraftForm, NewForm, Preview
from awareness.studio.models import Draft


@dataclass(frozen=True)
class DraftKind:
    """`template` shows the form's fields, each with what is `told` of it; `preview` works out the
    draft as a learner sees it, in `Preview.template`; `tools` is what else the form's template
    reads, as it was asked for. `new` is the form that begins one: its `place()` and `as_fields()`.
    """

    kind: ObjectKind
    name: str | Promise  # “page”
    new_name: str | Promise  # “A new page”
    form: type[DraftForm]
    template: str
    preview: Callable[[Draft, Fields], Preview]
    title_of: Callable[[Fields], str]
    new: type[NewForm] | None = None
    # Files that come with it when it is published, by name beside its report's report.yaml.
    beside: Callable[[Draft], Mapping[str, str]] = field(default=lambda draft: {})
    tools: Callable[[Draft, Fields, Mapping[str, str]], dict[str, Any]] = field(
        default=lambda draft, fields, asked: {}
    )


def draft_kinds() -> dict[ObjectKind, DraftKind]:
    """By kind. Imported here, for each of them reads this module."""
    from awareness.studio.draft_kinds import page

    return {ObjectKind.PAGE: page.KIND}


def kind_of(draft: Draft | ObjectPlace) -> DraftKind:
    return draft_kinds()[ObjectKind(draft.kind)]
