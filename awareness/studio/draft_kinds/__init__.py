"""The kinds of object that can be drafted: each one's form, what is new of it, and its preview.

To add a kind: a writer in `awareness/content/writing/`, a module here with a `DraftKind`, and one
line in `draft_kinds()`. Views and templates ask this registry and know no kind by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.insights.ledger import Ledger
from awareness.studio.draft_kinds.base import DraftForm, NewForm, Preview
from awareness.studio.models import Draft
from awareness.studio.passages import Passage, changed_passages

SEEN = gettext_lazy("As a learner sees it")
EDITIONS = {
    "ordinary": gettext_lazy("Ordinary"), "plain": gettext_lazy("Plain"),
    "youth": gettext_lazy("Youth"),
}  # fmt: skip


@dataclass(frozen=True)
class DraftKind:
    """`template` shows the form's fields, each with the `problems` in it; `preview` works out the
    draft as a learner sees it, in `Preview.template`; `tools` is what else the form's template
    reads, as it was asked for. `new` is the form that begins one: its `place()` and `as_fields()`.
    `play` answers what a learner would press, by what was sent and what the address asks for;
    without it, it is shown as in the preview, at the address that `played_at` names; `in_editions`:
    in each edition. `act` is what a button does.
    """

    kind: ObjectKind
    name: str | Promise  # “page”
    new_name: str | Promise  # “A new page”
    form: type[DraftForm]
    template: str
    preview: Callable[[Draft, Fields], Preview]
    title_of: Callable[[Fields], str]
    # The same of something that names what stands beside it in its report; "" as `title_of` says.
    title_beside: Callable[[Fields, str], str] = field(default=lambda fields, report: "")
    seen_as: str | Promise = SEEN  # what the preview is called
    new: type[NewForm] | None = None
    # Files that come with it when it is published, by name beside its report's report.yaml.
    beside: Callable[[Draft], Mapping[str, str]] = field(default=lambda draft: {})
    # What a reviewer looks at, of what is published and what is to be; the order of its fields.
    passages: Callable[[Fields, Fields, Iterable[str]], list[Passage]] = changed_passages
    play: Callable[[Draft, Fields, QueryDict, QueryDict], Preview] | None = None
    played_at: str = "studio:play_draft"
    in_editions: bool = False
    # What a part of something wholly new, by its name (`whole_of`), looks like to learners: the
    # context of studio/reviews/_whole.html.
    whole: Callable[[Ledger, str, Fields, str], dict[str, Any] | None] | None = None
    act: Callable[[Draft, Fields, str], dict[str, Any]] = field(
        default=lambda draft, fields, what: dict(fields)
    )
    # Where on the page it is seen what a button did, by what is said then: the id of an element.
    acted_at: Callable[[str, Fields], str] = field(default=lambda command, fields: "write")
    tools: Callable[[Draft, Fields, Mapping[str, str]], dict[str, Any]] = field(
        default=lambda draft, fields, asked: {}
    )

    def title(self, fields: Fields, ref: Draft | ObjectRef) -> str:
        """What lists call it."""
        return self.title_beside(fields, ref.report) or self.title_of(fields)


def edition_of(query: QueryDict) -> str:
    """The edition that an address asks for; the ordinary one for anything else."""
    edition = query.get("edition", "")
    return edition if edition in EDITIONS else "ordinary"


def draft_kinds() -> dict[ObjectKind, DraftKind]:
    """By kind. Imported here, for each of them reads this module."""
    from awareness.studio.draft_kinds import (
        chart,
        discrepancy,
        figure,
        file,
        module,
        page,
        question,
        report,
        situation,
        subject,
        table,
    )

    return {
        ObjectKind.REPORT: report.KIND,
        ObjectKind.FIGURE: figure.KIND,
        ObjectKind.TABLE: table.KIND,
        ObjectKind.CHART: chart.KIND,
        ObjectKind.PAGE: page.KIND,
        ObjectKind.QUESTION: question.KIND,
        ObjectKind.SITUATION: situation.KIND,
        ObjectKind.MODULE: module.KIND,
        ObjectKind.DISCREPANCY: discrepancy.KIND,
        ObjectKind.SUBJECT: subject.KIND,
        ObjectKind.FILE: file.KIND,
    }


def wording(draft: Draft, *bodies: Fields, titles: Mapping[str, str] | None = None) -> DraftForm:
    """The form of a draft for the names and values of its fields in words, as the newest of
    `bodies` has them; `titles` of drafts beside it, by report and key."""
    fields: dict[str, Any] = {}
    for body in bodies:
        fields |= body
    form = kind_of(draft).form.filled(fields, 0, draft.ref)
    form.titles = titles or {}
    return form


def kind_of(draft: Draft | ObjectRef) -> DraftKind:
    return draft_kinds()[ObjectKind(draft.kind)]
