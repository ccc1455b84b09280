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
from awareness.studio.reviews.passages import Passage, changed_passages

AS_LEARNERS_SEE_IT = gettext_lazy("As a learner sees it")
EDITIONS = {
    "ordinary": gettext_lazy("Ordinary"), "plain": gettext_lazy("Plain"),
    "youth": gettext_lazy("Youth"),
}  # fmt: skip


@dataclass(frozen=True)
class DraftKind:
    """What views and templates know of a kind: `form_class` is of its fields, which `template`
    shows; `preview` works out the draft as a learner sees it, in `Preview.template`. `Fields` are
    what a revision of the draft says.
    """

    kind: ObjectKind
    name: str | Promise  # “page”
    new_name: str | Promise  # “A new page”
    form_class: type[DraftForm]
    template: str
    preview: Callable[[Draft, Fields], Preview]
    title_of: Callable[[Fields], str]
    # A title that rests on the report with this slug; "" where `title_of` is enough.
    title_in_report: Callable[[Fields, str], str] = field(default=lambda fields, report_slug: "")
    preview_heading: str | Promise = AS_LEARNERS_SEE_IT
    # The form that begins something new; None where only what there is can be drafted.
    new_form_class: type[NewForm] | None = None
    # Texts of files that are published with it, by their names beside its report's report.yaml.
    files_beside: Callable[[Draft], Mapping[str, str]] = field(default=lambda draft: {})
    # What a reviewer looks at, of what is published and what is to be; names of fields in order.
    passages_of: Callable[[Fields, Fields, Iterable[str]], list[Passage]] = changed_passages
    # The draft after what a learner pressed: what was sent, and the query of the address. None
    # where it is shown as in the preview.
    play: Callable[[Draft, Fields, QueryDict, QueryDict], Preview] | None = None
    play_url_name: str = "studio:play_draft"
    in_editions: bool = False  # it can be played in each edition
    # Context of studio/reviews/_whole.html: how learners see a part of something wholly new, by its
    # name (DraftForm.whole_name_of), with the slug of its report; None where it is not shown so.
    whole_context: Callable[[Ledger, str, Fields, str], dict[str, Any] | None] | None = None
    # The fields after a button did what it says (`step 2 up`); as they were for an unknown command.
    apply_command: Callable[[Draft, Fields, str], dict[str, Any]] = field(
        default=lambda draft, fields, command: dict(fields)
    )
    # The id of the element where it is seen what a command did, by the fields after it.
    command_anchor: Callable[[str, Fields], str] = field(default=lambda command, fields: "write")
    # What the form's template reads besides the form, as `tools`; by the query of the address.
    tools_context: Callable[[Draft, Fields, Mapping[str, str]], dict[str, Any]] = field(
        default=lambda draft, fields, query: {}
    )

    def title(self, fields: Fields, draft_or_ref: Draft | ObjectRef) -> str:
        """What lists call it."""
        return self.title_in_report(fields, draft_or_ref.report) or self.title_of(fields)


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


def wording_form(
    draft: Draft, *revisions: Fields, title_by_key: Mapping[str, str] | None = None
) -> DraftForm:
    """The form of a draft for its words alone: what its fields and their values are called. It
    holds all fields of the `revisions`, of each the value in the last that has it; `title_by_key`
    as of DraftForm."""
    fields: dict[str, Any] = {}
    for revision in revisions:
        fields |= revision
    form = kind_of(draft).form_class.filled(fields, 0, draft.ref)
    form.title_by_key = title_by_key or {}
    return form


def kind_of(draft_or_ref: Draft | ObjectRef) -> DraftKind:
    return draft_kinds()[ObjectKind(draft_or_ref.kind)]
