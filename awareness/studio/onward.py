"""What comes next for whoever works with a report: its numbers, a page, questions, a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from awareness.content.writing import ObjectKind
from awareness.studio.draft_kinds import confirmed
from awareness.studio.drafting import newest_of
from awareness.studio.models import Draft, FileState, Picked, ReportFile

FEW = 3  # figures that a page is begun with: before, another number is what comes next
ABOVE = 3  # lines above the number that was picked last, from which the text is read on
PICKED = (ObjectKind.FIGURE, ObjectKind.TABLE)


@dataclass(frozen=True)
class Way:
    """How far authors are with a report. `unconfirmed` are its drafts with a field to confirm, in
    the order in which they were begun, what is said of the report itself last."""

    report: str
    file: UUID | None = None
    unconfirmed: Sequence[Draft] = ()
    figures: Sequence[Draft] = ()  # and tables, of which nothing is left to confirm
    page: Draft | None = None  # the one that was begun last
    questions: int = 0
    line: int = 0  # of the number that was picked last
    others: Sequence[Draft] = field(default_factory=list)  # what else can be sent to review


@dataclass(frozen=True)
class Step:
    """A link, its words, and how a form names it; whether it is what is due."""

    name: str
    address: str
    words: str
    due: bool = False


def way_of(report_slug: str) -> Way:
    """Of a report by its slug, as it is being drafted. In five queries at most."""
    drafts = list(Draft.objects.open().filter(report=report_slug))
    picks = (
        Picked.objects.filter(draft__in=drafts)
        .order_by("id")
        .values_list("draft", "report", "number__line")
    )
    picked = {draft: file for draft, file, _line in picks}
    turn = {pk: number for number, pk in enumerate(picked)}
    rested = [draft for draft in drafts if draft.pk in picked]
    rested.sort(key=lambda draft: (draft.kind == ObjectKind.REPORT, turn[draft.pk]))
    left = confirmed.waiting({draft.pk: body for draft, body in newest_of(rested)})
    pages = [draft for draft in drafts if draft.kind == ObjectKind.PAGE]
    files = [file for file in picked.values() if file] or [
        *ReportFile.objects.filter(slug=report_slug).values_list("pk", flat=True)[:1]
    ]
    return Way(
        report=report_slug,
        file=files[0] if files else None,
        unconfirmed=[draft for draft in rested if draft.pk in left],
        figures=[draft for draft in rested if draft.kind in PICKED and draft.pk not in left],
        page=pages[-1] if pages else None,
        questions=sum(draft.kind == ObjectKind.QUESTION for draft in drafts),
        line=next((line for _draft, _file, line in reversed(picks) if line), 0),
        others=drafts,
    )


def steps(way: Way, current: Draft | None = None) -> list[Step]:
    """What can be done next from a draft, or from the report's text, where numbers are picked; what
    is due comes first. Pure."""
    every = {
        "confirm": _confirm(way, current),
        "pick": _pick(way) if current else None,
        "page": _page(way, current),
        "questions": _questions(way),
        "review": _review(way, current),
    }
    due = _due(way, current)
    order = [due, *(name for name in every if name != due)]
    return [replace(step, due=name == due) for name in order if (step := every[name])]


def _due(way: Way, current: Draft | None) -> str:
    if _confirm(way, current):
        return "confirm"
    if way.page is None:
        return "pick" if len(way.figures) < FEW and way.file else "page"
    return "review" if way.questions else "questions"


def _confirm(way: Way, current: Draft | None) -> Step | None:
    """The first other draft with a field to confirm."""
    other_drafts = [draft for draft in way.unconfirmed if current is None or draft.pk != current.pk]
    if not other_drafts:
        return None
    title = other_drafts[0].title or other_drafts[0].key
    words = gettext("Confirm the next: %(title)s") % {"title": title}
    if other_drafts[0].kind == ObjectKind.REPORT:
        words = gettext("Confirm what is said of the report")
    return Step("confirm", reverse("studio:draft", args=[other_drafts[0].pk]), words)


def _pick(way: Way) -> Step | None:
    if way.file is None:
        return None
    first = not (way.figures or [d for d in way.unconfirmed if d.kind in PICKED])
    words = gettext("Pick its numbers") if first else gettext("Pick another number")
    address = reverse("studio:report_file", args=[way.file])
    # On to where the last one was picked: what is looked for stands near it, or further down.
    near = f"?from={max(1, way.line - ABOVE)}" if way.line > ABOVE else ""
    near += f"#line-{way.line}" if way.line else "#text"
    return Step("pick", f"{address}{near}", words)


def _page(way: Way, current: Draft | None) -> Step | None:
    if way.page is not None:
        if current is not None and current.kind == ObjectKind.PAGE:
            return None
        words = gettext("Go on with the page: %(title)s") % {"title": way.page.title}
        return Step("page", reverse("studio:draft", args=[way.page.pk]), words)
    count = sum(draft.kind == ObjectKind.FIGURE for draft in way.figures)
    if not count:
        return None
    words = ngettext(
        "Make a page with this figure", "Make a page with these %(n)s figures", count
    ) % {"n": count}
    address = f"{reverse('studio:new_draft', args=['page'])}?report={way.report}"
    return Step("page", address, words)


def _questions(way: Way) -> Step | None:
    if not way.figures:
        return None
    address = reverse("studio:offers", args=[way.report])
    return Step("questions", address, gettext("Questions on its figures"))


def _review(way: Way, current: Draft | None) -> Step | None:
    """Of all that is drafted of the report, the one that is looked at among it."""
    named = current if current is not None else next(iter(way.others), None)
    if named is None or not way.figures:
        return None
    address = f"{reverse('studio:ask_for_review')}?draft={named.pk}"
    return Step("review", address, gettext("Have all of it reviewed"))


def after_saving(draft: Draft) -> list[Step]:
    """Where the form of a page, a question or a subject leads on to: `Save, then: …`."""
    if draft.report:
        return steps(way_of(draft.report), draft)
    if draft.kind != ObjectKind.SUBJECT:
        return []
    # A subject is begun because a report needs it: the one that was sent last waits for it.
    waits = ReportFile.objects.filter(state=FileState.READY, slug="").defer("text").first()
    if waits is None:
        return []
    address = f"{reverse('studio:report_file', args=[waits.pk])}?subject={draft.key}"
    return [Step("report", address, gettext("Work with “%(title)s”") % {"title": waits.title})]


def tools(
    draft: Draft, fields: Mapping[str, Any], query: Mapping[str, str], *, order: Sequence[str]
) -> dict[str, Any]:
    """What the form of something that was picked shows: how much is left to confirm, and with
    nothing left, where it leads on to."""
    progress = confirmed.tools(draft, fields, query, order=order)
    if progress["left"] or draft.closed_at is not None:
        return progress
    return progress | {"onward": steps(way_of(draft.report), draft)}
