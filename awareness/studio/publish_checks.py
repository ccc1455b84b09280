"""What publishing drafts together would refuse: one check, for the act and for asking before it.

The drafts are written into a copy of the content, and all of it is checked. That takes seconds, and
more the more content there is: `refusals` is for the background, which keeps what it finds; pages
read it (`found_refusals`). Between asking and approving mostly nothing changes, so what is found
right is kept for a week. The act itself checks again.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from awareness.content.checks import CheckResult, examine
from awareness.content.files import PACKS_SHELF, UnreadableFile, shown_path
from awareness.content.held import hold_up, load_units_in
from awareness.content.parsed_content import Content
from awareness.content.printed_lines import sources_folder, texts_at_hand
from awareness.content.problems import Problem
from awareness.content.reader import read_content
from awareness.content.staging import (
    NoSubject,
    TextMoved,
    current_errors,
    file_stamps,
    folder_name,
    published_by_ref,
    stage,
)
from awareness.content.writing import ObjectKind
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.base import FieldProblem, field_problem_at, sentence_of
from awareness.studio.draft_kinds.file import key_problems
from awareness.studio.models import Draft, DraftRevision, ReviewedRevision
from quizzes.models import Question

KEPT = 7 * 24 * 60 * 60  # seconds for which what was found right is kept
# Long enough for whoever waits for it; a new release may refuse less.
KEPT_REFUSED = 10 * 60


@dataclass(frozen=True)
class PinnedDraft:
    """A draft at one revision."""

    draft: Draft
    revision: DraftRevision


@dataclass(frozen=True)
class Refusal:
    """Why drafts are not published. `draft` is the one it is about, in the field that `problem`
    names and that its form calls `label`; None where it stands in something else, at `location` (a
    file and line), or nowhere."""

    problem: FieldProblem
    draft: Draft | None = None
    location: str = ""
    label: str = ""

    def __str__(self) -> str:
        problem = self.problem
        words = f"{problem.message}; {problem.fix}" if problem.fix else problem.message
        if self.draft is None:
            return f"{self.location}: {words}" if self.location else words
        named = self.draft.title or self.draft.key
        return f"{named}, {self.label}: {words}" if self.label else f"{named}: {words}"


class NotChecked(Exception):
    """It is not known yet what publishing drafts would refuse; `name` is that of the check."""

    def __init__(self, pinned: Sequence[PinnedDraft], name: str) -> None:
        super().__init__(name)
        self.pinned, self.name = pinned, name


def refusals(pinned: Sequence[PinnedDraft]) -> list[Refusal]:
    """What publishing these together would refuse now. Nothing is written but what was found, for
    who asks for the same (`found_refusals`)."""
    try:
        return found_refusals(pinned)
    except NotChecked as unknown:
        try:
            refused = _refusals(pinned)
        except UnreadableFile:
            refused = broken_files()
        found = [(replace(refusal, draft=None), refusal.draft and refusal.draft.pk)
                 for refusal in refused]  # fmt: skip
        cache.set(unknown.name, found, KEPT_REFUSED if refused else KEPT)
        return refused


def found_refusals(pinned: Sequence[PinnedDraft]) -> list[Refusal]:
    """What `refusals` has found of these, as they and the files are now. NotChecked."""
    if not settings.CONTENT_WRITE_DIR:
        return [_of_all(_("this site is not set up to publish; whoever runs it can change that"))]
    name = _name_of(pinned)
    found = cache.get(name)
    if found is None:
        raise NotChecked(pinned, name)
    drafts: dict[UUID | None, Draft] = {pin.draft.pk: pin.draft for pin in pinned}
    return [replace(refusal, draft=drafts.get(pk)) for refusal, pk in found]


def _name_of(pinned: Sequence[PinnedDraft]) -> str:
    """Another one when any file of the content or of the reports' texts changed, a draft, which
    questions are known, or the language that it is said in."""
    folder = sources_folder()
    files = file_stamps([*settings.CONTENT_DIRS, *([folder] if folder else [])])
    drafts = sorted((str(pin.draft.pk), pin.revision.number, pin.draft.started) for pin in pinned)
    questions = sorted(Question.objects.values_list("key", "kind"))
    all_of_it = repr((files, drafts, questions, get_language()))
    return f"publishable:{sha256(all_of_it.encode()).hexdigest()}"


def broken_files() -> list[Refusal]:
    """Why nothing can be written into files that somebody broke by hand."""
    known = [_as_authors_know(problem, Path()) for problem in current_errors()]
    return [
        Refusal(
            FieldProblem(message=wrong.message, fix=wrong.fix),
            location=f"{wrong.path}:{wrong.line}",
        )
        for wrong in known
    ]


def _refusals(pinned: Sequence[PinnedDraft]) -> list[Refusal]:
    moved = [
        Refusal(
            FieldProblem(message=_("somebody published another text of it since it was begun"),
                 fix=_("open the draft: what differs stands there")),
            pin.draft,
        )
        for pin in changed(pinned)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="awareness-") as name:
        try:
            stage_drafts(pinned, Path(name))
        except TextMoved as error:
            words = _("two of the drafts change the same lines (%(name)s)") % {"name": error}
            return [*moved, _of_all(words, _("send one after the other"))]
        except NoSubject as error:
            return [*moved, _of_all(_("there is no subject %(name)s") % {"name": error})]
        content, checked = examined(pinned, Path(name))
        return [*moved, *refusals_in(content, checked, pinned, Path(name))]


def refusals_beside(
    pinned: Sequence[PinnedDraft],
    refusals_of: Callable[[Sequence[PinnedDraft]], list[Refusal]] = refusals,
) -> list[Refusal]:
    """The same, without what is mended as soon as others that are in review are published, too.
    NotChecked where `refusals_of` are those that were found."""
    alone = refusals_of(pinned)
    other_pinned = in_review(without=[pin.draft.pk for pin in pinned]) if alone else []
    if not other_pinned:
        return alone
    together = refusals_of([*pinned, *other_pinned])
    if any(
        refusal.draft is None and not refusal.location and refusal not in alone
        for refusal in together
    ):
        return alone  # they do not go together, so nothing is known of what would be mended
    mine = {pin.draft.pk for pin in pinned}
    return [
        refusal for refusal in together
        if (refusal.draft.pk in mine if refusal.draft else refusal in alone)
    ]  # fmt: skip


def in_review(without: Sequence[UUID]) -> list[PinnedDraft]:
    """Drafts of open reviews, by the newest revision that was sent. One query."""
    rows = ReviewedRevision.objects.filter(review__outcome=None, draft__closed_at=None)
    newest = {reviewed.draft_id: reviewed for reviewed in rows.exclude(draft__in=without)
              .select_related("draft", "revision").order_by("id")}  # fmt: skip
    return [PinnedDraft(reviewed.draft, reviewed.revision) for reviewed in newest.values()]


def pinned_at(numbers: Mapping[UUID, int]) -> list[PinnedDraft]:
    """Drafts at their revisions of these numbers, with their states, without those that are not
    there. Two queries."""
    drafts = Draft.objects.filter(pk__in=numbers).with_state().in_bulk()
    rows = DraftRevision.objects.filter(draft__in=drafts, number__in=set(numbers.values()))
    revisions = {(row.draft_id, row.number): row for row in rows}
    return [
        PinnedDraft(drafts[pk], revisions[pk, number])
        for pk, number in numbers.items() if (pk, number) in revisions
    ]  # fmt: skip


def changed(pinned: Sequence[PinnedDraft]) -> list[PinnedDraft]:
    """Those whose published text is not the one any more that they began from."""
    there = published_by_ref(pin.draft.ref for pin in pinned)
    return [pin for pin in pinned if there[pin.draft.ref].digest != pin.draft.started]


def stage_drafts(pinned: Sequence[PinnedDraft], staged: Path) -> list[str]:
    """Writes them into a copy of what they belong to; the paths that come. TextMoved."""
    targets = stage([(pin.draft.ref, pin.revision.body) for pin in pinned], staged)
    for pin in pinned:
        for name, text in kind_of(pin.draft).beside(pin.draft).items():
            folder = staged / folder_name(pin.draft.subject) / PACKS_SHELF / pin.draft.report
            (folder / Path(name).name).write_text(text, encoding="utf-8")
    return targets


def examined(pinned: Sequence[PinnedDraft], staged: Path) -> tuple[Content, CheckResult]:
    """All content with the staged drafts, and what the checks say of it: what was live before and
    passes no more holds nothing up but what rests on it."""
    content = read_content([*settings.CONTENT_DIRS, staged])
    content.named_packs = {pin.draft.report for pin in pinned if pin.draft.report}
    content.named_packs |= _in_disagreements(content, staged)
    for subject in {pin.draft.subject for pin in pinned}:
        content.problems += key_problems(staged / folder_name(subject), subject)
    texts = texts_at_hand(content)

    def with_texts(content: Content) -> CheckResult:
        return examine(content, texts)

    return hold_up(content, with_texts(content), with_texts, load_units_in(staged, content))


def _in_disagreements(content: Content, staged: Path) -> set[str]:
    """The reports whose lines the staged disagreements name: they are drafts of no report, and
    their numbers are proved by these texts."""
    files = {
        content.discrepancy_sources[span.source]
        for key, definition in content.discrepancies.items()
        if definition.document.path.is_relative_to(staged)
        for span in content.ledger.discrepancies[key].where
    }
    reports = content.ledger.reports.values()
    return {report.slug for report in reports if not files.isdisjoint(report.sources.values())}


def refusals_in(
    content: Content, checked: CheckResult, pinned: Sequence[PinnedDraft], staged: Path
) -> list[Refusal]:
    """The errors as authors read them, each once, questions of which another kind is known, and
    what is of a subject that is not there: nobody would read its files."""
    refusals = [_refusal(problem, pinned, staged) for problem in checked.errors]
    words, fix = _("its subject is not published"), _("send the subject's draft with it")
    refusals += [Refusal(FieldProblem(message=words, fix=fix), pin.draft) for pin in pinned
              if pin.draft.subject not in content.subjects
              and pin.draft.kind != ObjectKind.SUBJECT]  # fmt: skip
    known = dict(Question.objects.values_list("key", "kind"))
    of_questions = {f"{pin.draft.report}/{pin.draft.key}": pin.draft for pin in pinned
                    if pin.draft.kind == ObjectKind.QUESTION}  # fmt: skip
    for built in checked.built_questions:
        if known.get(built.key, built.kind) != built.kind:
            words = _("a question of this name is published that is of another kind")
            of_kind = FieldProblem(
                field="kind", message=words, fix=_("write a new question instead")
            )
            draft = of_questions.get(built.key)
            label = kind_of(draft).form.name_of(of_kind.field, {}) if draft else ""
            refusals.append(Refusal(of_kind, draft, built.key, label))
    return list(dict.fromkeys(refusals))


def _refusal(problem: Problem, pinned: Sequence[PinnedDraft], staged: Path) -> Refusal:
    """A problem at its draft and field; or else in its file."""
    known = _as_authors_know(problem, staged)
    for pin in pinned:
        ref = pin.draft.ref
        if field_problem := field_problem_at(problem, staged / folder_name(ref.subject), ref):
            sentence = sentence_of(pin.revision.body.get(field_problem.field), known.message)
            message = known.message.removeprefix(f"{ref.key}: ")
            field_problem = replace(field_problem, message=message, sentence=sentence)
            form, body = kind_of(pin.draft).form, pin.revision.body
            field_problem = form.in_its_words(field_problem, body)
            return Refusal(field_problem, pin.draft, label=form.name_of(field_problem.field, body))
    return Refusal(
        FieldProblem(message=known.message, fix=known.fix),
        location=f"{known.path}:{known.line}",
    )


def _as_authors_know(problem: Problem, staged: Path) -> Problem:
    """With files called by their subject's folder: not by where this machine keeps them, which for
    drafts is another place each time."""
    for folder in (staged, *map(Path, settings.CONTENT_DIRS)):
        begins = f"{shown_path(folder)}/"
        path, message = problem.path.removeprefix(begins), problem.message.replace(begins, "")
        problem = replace(problem, path=path, message=message)
    return problem


def _of_all(message: Any, fix: Any = "") -> Refusal:
    return Refusal(FieldProblem(message=str(message), fix=str(fix)))
