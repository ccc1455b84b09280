"""What comes next for whoever works with a report: its numbers, a page, questions, a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from awareness.content.writing import ObjectKind
from awareness.studio.draft_kinds import confirmed
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft, FileState, Picked, ReportFile

FIGURES_FOR_PAGE = 3  # before there are as many, another number is due, not the page
LINES_ABOVE = 3  # the number that was picked last, from which the text is read on
PICKED_KINDS = (ObjectKind.FIGURE, ObjectKind.TABLE)


@dataclass(frozen=True)
class ReportProgress:
    """How far authors are with a report: its open drafts. `unconfirmed_drafts` are those with a
    field to confirm, in the order in which they were begun, that of the report itself last."""

    report_slug: str
    file_id: UUID | None = None  # of the ReportFile that numbers are picked in
    unconfirmed_drafts: Sequence[Draft] = ()
    confirmed_drafts: Sequence[
        Draft
    ] = ()  # figures and tables, of which nothing is left to confirm
    page: Draft | None = None  # the one that was begun last
    question_count: int = 0
    last_picked_line: int = 0  # of the kept text; 0 for none
    all_drafts: Sequence[Draft] = ()


@dataclass(frozen=True)
class NextStep:
    """A link with its words. `name` is what a button of a form calls it; `due`: it comes first."""

    name: str
    address: str
    words: str
    due: bool = False


def progress_of(report_slug: str) -> ReportProgress:
    """How far authors are with the report of this slug. Five queries at most."""
    drafts = list(Draft.objects.open().filter(report=report_slug))
    picked_rows = (
        Picked.objects.filter(draft__in=drafts)
        .order_by("id")
        .values_list("draft", "report", "number__line")
    )
    file_id_by_draft_id = {draft_id: file_id for draft_id, file_id, _line in picked_rows}
    position_by_draft_id = {draft_id: n for n, draft_id in enumerate(file_id_by_draft_id)}
    picked_drafts = [draft for draft in drafts if draft.pk in file_id_by_draft_id]
    picked_drafts.sort(
        key=lambda draft: (draft.kind == ObjectKind.REPORT, position_by_draft_id[draft.pk])
    )
    body_by_draft_id = {draft.pk: body for draft, body in with_newest_bodies(picked_drafts)}
    unconfirmed_ids = confirmed.ids_with_unconfirmed_field(body_by_draft_id)
    pages = [draft for draft in drafts if draft.kind == ObjectKind.PAGE]
    file_ids = [file_id for file_id in file_id_by_draft_id.values() if file_id] or [
        *ReportFile.objects.filter(slug=report_slug).values_list("pk", flat=True)[:1]
    ]
    return ReportProgress(
        report_slug=report_slug,
        file_id=file_ids[0] if file_ids else None,
        unconfirmed_drafts=[draft for draft in picked_drafts if draft.pk in unconfirmed_ids],
        confirmed_drafts=[
            draft
            for draft in picked_drafts
            if draft.kind in PICKED_KINDS and draft.pk not in unconfirmed_ids
        ],
        page=pages[-1] if pages else None,
        question_count=sum(draft.kind == ObjectKind.QUESTION for draft in drafts),
        last_picked_line=next((line for _draft, _file, line in reversed(picked_rows) if line), 0),
        all_drafts=drafts,
    )


def next_steps(progress: ReportProgress, current: Draft | None = None) -> list[NextStep]:
    """What can be done next from a draft, or from the report's text, where numbers are picked; what
    is due comes first. Pure."""
    step_by_name = {
        "confirm": _confirm_step(progress, current),
        "pick": _pick_step(progress) if current else None,
        "page": _page_step(progress, current),
        "questions": _questions_step(progress),
        "review": _review_step(progress, current),
    }
    due_name = _due_name(progress, current)
    names = [due_name, *(name for name in step_by_name if name != due_name)]
    return [replace(step, due=name == due_name) for name in names if (step := step_by_name[name])]


def _due_name(progress: ReportProgress, current: Draft | None) -> str:
    """The name of the step that is due."""
    if _confirm_step(progress, current):
        return "confirm"
    if progress.page is None:
        return (
            "pick"
            if len(progress.confirmed_drafts) < FIGURES_FOR_PAGE and progress.file_id
            else "page"
        )
    return "review" if progress.question_count else "questions"


def _confirm_step(progress: ReportProgress, current: Draft | None) -> NextStep | None:
    """To the first draft, other than `current`, with a field to confirm; None for none."""
    current_id = current.pk if current else None
    draft = next((draft for draft in progress.unconfirmed_drafts if draft.pk != current_id), None)
    if draft is None:
        return None
    words = gettext("Confirm the next: %(title)s") % {"title": draft.title or draft.key}
    if draft.kind == ObjectKind.REPORT:
        words = gettext("Confirm what is said of the report")
    return NextStep("confirm", reverse("studio:draft", args=[draft.pk]), words)


def _pick_step(progress: ReportProgress) -> NextStep | None:
    """To the report's text; None where its file is not here."""
    if progress.file_id is None:
        return None
    has_picked = progress.confirmed_drafts or any(
        draft.kind in PICKED_KINDS for draft in progress.unconfirmed_drafts
    )
    words = gettext("Pick another number") if has_picked else gettext("Pick its numbers")
    address = reverse("studio:report_file", args=[progress.file_id])
    # On to where the last one was picked: what is looked for stands near it, or further down.
    first_line = progress.last_picked_line - LINES_ABOVE
    line_query = f"?from={first_line}" if first_line > 0 else ""
    anchor = f"#line-{progress.last_picked_line}" if progress.last_picked_line else "#text"
    return NextStep("pick", f"{address}{line_query}{anchor}", words)


def _page_step(progress: ReportProgress, current: Draft | None) -> NextStep | None:
    """To the page that is drafted, or to a new one; None on a page, and without a figure."""
    if progress.page is not None:
        if current is not None and current.kind == ObjectKind.PAGE:
            return None
        words = gettext("Go on with the page: %(title)s") % {"title": progress.page.title}
        return NextStep("page", reverse("studio:draft", args=[progress.page.pk]), words)
    figure_count = sum(draft.kind == ObjectKind.FIGURE for draft in progress.confirmed_drafts)
    if not figure_count:
        return None
    words = ngettext(
        "Make a page with this figure", "Make a page with these %(n)s figures", figure_count
    ) % {"n": figure_count}
    address = f"{reverse('studio:new_draft', args=['page'])}?report={progress.report_slug}"
    return NextStep("page", address, words)


def _questions_step(progress: ReportProgress) -> NextStep | None:
    """To the questions that item models offer; None without a figure or table."""
    if not progress.confirmed_drafts:
        return None
    address = reverse("studio:offers", args=[progress.report_slug])
    return NextStep("questions", address, gettext("Questions on its figures"))


def _review_step(progress: ReportProgress, current: Draft | None) -> NextStep | None:
    """To the form that asks for a review of all that is drafted of the report, named by one of its
    drafts; None without a figure or table."""
    named_draft = current if current is not None else next(iter(progress.all_drafts), None)
    if named_draft is None or not progress.confirmed_drafts:
        return None
    address = f"{reverse('studio:ask_for_review')}?draft={named_draft.pk}"
    return NextStep("review", address, gettext("Have all of it reviewed"))


def after_saving(draft: Draft) -> list[NextStep]:
    """Where the form of a page, a question or a subject leads on to: `Save, then: …`."""
    if draft.report:
        return next_steps(progress_of(draft.report), draft)
    if draft.kind != ObjectKind.SUBJECT:
        return []
    # A subject is begun because a report needs it: the one that was sent last waits for it.
    waiting_file = ReportFile.objects.filter(state=FileState.READY, slug="").defer("text").first()
    if waiting_file is None:
        return []
    address = f"{reverse('studio:report_file', args=[waiting_file.pk])}?subject={draft.key}"
    words = gettext("Work with “%(title)s”") % {"title": waiting_file.title}
    return [NextStep("report", address, words)]


def tools_of_picked(
    draft: Draft, fields: Mapping[str, Any], query: Mapping[str, str], *, order: Sequence[str]
) -> dict[str, Any]:
    """What the form of something that was picked reads: `confirmed.tools`, and with nothing left to
    confirm `onward`, the steps that come next."""
    progress_context = confirmed.confirmation_context(draft, fields, query, field_order=order)
    if progress_context["left"] or draft.closed_at is not None:
        return progress_context
    return progress_context | {"onward": next_steps(progress_of(draft.report), draft)}
