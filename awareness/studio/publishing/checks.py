"""What publishing drafts together would refuse: one check, for the act and for asking before it.

The drafts are written into a copy of the content, and all of it is checked. That takes seconds, and
more the more content there is: `find_refusals` is for the background, which keeps what it finds;
pages read it (`cached_refusals`). Between asking and approving mostly nothing changes, so that
nothing was refused is kept for a week. The act itself checks again.
"""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from awareness.content.checks import CheckResult, examine
from awareness.content.files import PACKS_SHELF, UnreadableFile
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
from awareness.content.text_files import shown_path
from awareness.content.writing import ObjectKind
from awareness.learning.publish import why_not_published
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.field_problems import (
    FieldProblem,
    field_problem_at,
    sentence_with_quoted_words,
)
from awareness.studio.draft_kinds.file import key_problems
from awareness.studio.models import Draft, DraftRevision, ReviewedRevision
from quizzes.models import Question

SECONDS_KEPT = 7 * 24 * 60 * 60  # of drafts that nothing was refused of
# Long enough for whoever waits for it; a new release may refuse less.
SECONDS_KEPT_REFUSED = 10 * 60


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
        title = self.draft.title or self.draft.key
        return f"{title}, {self.label}: {words}" if self.label else f"{title}: {words}"


class NotChecked(Exception):
    """It is not known yet what publishing drafts would refuse; `cache_key` is where it will be."""

    def __init__(self, pinned: Sequence[PinnedDraft], cache_key: str) -> None:
        super().__init__(cache_key)
        self.pinned, self.cache_key = pinned, cache_key


def find_refusals(pinned: Sequence[PinnedDraft]) -> list[Refusal]:
    """What publishing these drafts together would refuse now. What is worked out is kept in the
    cache, for `cached_refusals`. Takes seconds where it is not there."""
    try:
        return cached_refusals(pinned)
    except NotChecked as not_checked:
        try:
            refusals = _work_out_refusals(pinned)
        except UnreadableFile:
            refusals = broken_files()
        refusals_and_draft_ids = [
            (replace(refusal, draft=None), refusal.draft and refusal.draft.pk)
            for refusal in refusals
        ]
        seconds = SECONDS_KEPT_REFUSED if refusals else SECONDS_KEPT
        cache.set(not_checked.cache_key, refusals_and_draft_ids, seconds)
        return refusals


def cached_refusals(pinned: Sequence[PinnedDraft]) -> list[Refusal]:
    """What `find_refusals` has found of these drafts, as they and the files are now. NotChecked
    where that is not in the cache."""
    if not settings.CONTENT_WRITE_DIR:
        message = _("this site is not set up to publish; whoever runs it can change that")
        return [_refusal_of_all(message)]
    cache_key = _cache_key(pinned)
    refusals_and_draft_ids = cache.get(cache_key)
    if refusals_and_draft_ids is None:
        raise NotChecked(pinned, cache_key)
    draft_by_id: dict[UUID | None, Draft] = {pin.draft.pk: pin.draft for pin in pinned}
    return [
        replace(refusal, draft=draft_by_id.get(draft_id))
        for refusal, draft_id in refusals_and_draft_ids
    ]


def _cache_key(pinned: Sequence[PinnedDraft]) -> str:
    """The cache key of what a check of these drafts refuses. It is another one when any file of the
    content or of the reports' texts changed, a draft, which questions are known, or the language
    that refusals are said in."""
    texts_folder = sources_folder()
    file_versions = file_stamps([*settings.CONTENT_DIRS, *([texts_folder] if texts_folder else [])])
    draft_versions = sorted(
        (str(pin.draft.pk), pin.revision.number, pin.draft.started) for pin in pinned
    )
    question_kinds = sorted(Question.objects.values_list("key", "kind"))
    # The cache of the database outlives a release, which could not read others than its own.
    classes = [
        (of.__module__, [field.name for field in dataclass_fields(of)])
        for of in (Refusal, FieldProblem)
    ]
    content_versions = repr(
        (file_versions, draft_versions, question_kinds, get_language(), classes)
    )
    return f"publishable:{sha256(content_versions.encode()).hexdigest()}"


def broken_files() -> list[Refusal]:
    """The errors in files of the content that keep them from being read, each with its line."""
    problems = [_with_shown_path(problem, Path()) for problem in current_errors()]
    return [
        Refusal(
            FieldProblem(message=problem.message, fix=problem.fix),
            location=f"{problem.path}:{problem.line}",
        )
        for problem in problems
    ]


def _work_out_refusals(pinned: Sequence[PinnedDraft]) -> list[Refusal]:
    """What publishing these drafts would refuse, worked out on a copy of the content.
    UnreadableFile where a file of it is broken."""
    meanwhile = FieldProblem(
        message=_("somebody published another text of it since it was begun"),
        fix=_("open the draft: what differs stands there"),
    )
    refusals_of_older_text = [Refusal(meanwhile, pin.draft) for pin in pinned_to_older_text(pinned)]
    with tempfile.TemporaryDirectory(prefix="awareness-") as folder_path:
        staged_root = Path(folder_path)
        try:
            stage_pinned(pinned, staged_root)
        except TextMoved as error:
            message = _("two of the drafts change the same lines (%(name)s)") % {"name": error}
            refusal = _refusal_of_all(message, _("send one after the other"))
            return [*refusals_of_older_text, refusal]
        except NoSubject as error:
            message = _("there is no subject %(name)s") % {"name": error}
            return [*refusals_of_older_text, _refusal_of_all(message)]
        content, checked = examine_staged(pinned, staged_root)
        return [*refusals_of_older_text, *refusals_in(content, checked, pinned, staged_root)]


def refusals_beside_reviews(
    pinned: Sequence[PinnedDraft],
    refusals_of: Callable[[Sequence[PinnedDraft]], list[Refusal]] = find_refusals,
) -> list[Refusal]:
    """What publishing these drafts would refuse, without what is mended as soon as the drafts that
    are in review are published, too. `refusals_of` is `find_refusals` or `cached_refusals`, which
    raises NotChecked."""
    refusals_alone = refusals_of(pinned)
    if not refusals_alone:
        return []
    pinned_ids = {pin.draft.pk for pin in pinned}
    other_pinned = pinned_in_review(left_out_ids=pinned_ids)
    if not other_pinned:
        return refusals_alone
    refusals_together = refusals_of([*pinned, *other_pinned])
    if any(
        refusal.draft is None and not refusal.location and refusal not in refusals_alone
        for refusal in refusals_together
    ):
        # They do not go together, so nothing is known of what would be mended.
        return refusals_alone
    return [
        refusal for refusal in refusals_together
        if (refusal.draft.pk in pinned_ids if refusal.draft else refusal in refusals_alone)
    ]  # fmt: skip


def pinned_in_review(left_out_ids: Collection[UUID]) -> list[PinnedDraft]:
    """Drafts of open reviews but for some, at the newest revision that was sent. One query."""
    sent_revisions = ReviewedRevision.objects.filter(review__outcome=None, draft__closed_at=None)
    sent_revisions = sent_revisions.exclude(draft__in=left_out_ids)
    sent_revisions = sent_revisions.select_related("draft", "revision").order_by("id")
    newest_by_draft_id = {sent.draft_id: sent for sent in sent_revisions}
    return [PinnedDraft(sent.draft, sent.revision) for sent in newest_by_draft_id.values()]


def pinned_at(number_by_draft_id: Mapping[UUID, int]) -> list[PinnedDraft]:
    """Drafts, given by their ids, at their revisions of these numbers, with their states; those
    that are not there are left out. Two queries."""
    draft_by_id = Draft.objects.filter(pk__in=number_by_draft_id).with_state().in_bulk()
    numbers = set(number_by_draft_id.values())
    revisions = DraftRevision.objects.filter(draft__in=draft_by_id, number__in=numbers)
    revision_by_id_and_number = {
        (revision.draft_id, revision.number): revision for revision in revisions
    }
    return [
        PinnedDraft(draft_by_id[draft_id], revision_by_id_and_number[draft_id, number])
        for draft_id, number in number_by_draft_id.items()
        if (draft_id, number) in revision_by_id_and_number
    ]


def pinned_to_older_text(pinned: Sequence[PinnedDraft]) -> list[PinnedDraft]:
    """Those of the drafts whose published text is not the one any more that they began from."""
    published = published_by_ref(pin.draft.ref for pin in pinned)
    return [pin for pin in pinned if published[pin.draft.ref].digest != pin.draft.started]


def stage_pinned(pinned: Sequence[PinnedDraft], staged_root: Path) -> list[str]:
    """Writes drafts, and the files that come with them, into a copy of what they belong to, below
    `staged_root`; the paths below it that are exchanged when they are published. TextMoved,
    NoSubject."""
    targets = stage([(pin.draft.ref, pin.revision.body) for pin in pinned], staged_root)
    for pin in pinned:
        for file_name, text in kind_of(pin.draft).files_beside(pin.draft).items():
            folder = staged_root / folder_name(pin.draft.subject) / PACKS_SHELF / pin.draft.report
            (folder / Path(file_name).name).write_text(text, encoding="utf-8")
    return targets


def examine_staged(pinned: Sequence[PinnedDraft], staged_root: Path) -> tuple[Content, CheckResult]:
    """(all content with the staged drafts, what the checks say of it). What was live before and
    passes no more holds nothing up but what rests on it."""
    content = read_content([*settings.CONTENT_DIRS, staged_root])
    content.named_packs = {pin.draft.report for pin in pinned if pin.draft.report}
    content.named_packs |= _reports_of_disagreements(content, staged_root)
    for subject in {pin.draft.subject for pin in pinned}:
        content.problems += key_problems(staged_root / folder_name(subject), subject)
    report_texts = texts_at_hand(content)

    def with_texts(content: Content) -> CheckResult:
        return examine(content, report_texts)

    return hold_up(content, with_texts(content), with_texts, load_units_in(staged_root, content))


def _reports_of_disagreements(content: Content, staged_root: Path) -> set[str]:
    """The slugs of the reports whose lines the staged disagreements name: these are drafts of no
    report, and their numbers are proved by those texts."""
    text_files = {
        content.discrepancy_sources[span.source]
        for key, definition in content.discrepancies.items()
        if definition.document.path.is_relative_to(staged_root)
        for span in content.ledger.discrepancies[key].where
    }
    reports = content.ledger.reports.values()
    return {report.slug for report in reports if not text_files.isdisjoint(report.sources.values())}


def refusals_in(
    content: Content, checked: CheckResult, pinned: Sequence[PinnedDraft], staged_root: Path
) -> list[Refusal]:
    """Why the examined drafts are not published, each once: errors of the checks, questions of
    which another kind is published, modules under another one's name, and drafts of a subject that
    is not there, whose files nobody would read."""
    refusals = [_refusal_of_problem(problem, pinned, staged_root) for problem in checked.errors]
    message, fix = _("its subject is not published"), _("send the subject's draft with it")
    refusals += [
        Refusal(FieldProblem(message=message, fix=fix), pin.draft)
        for pin in pinned
        if pin.draft.subject not in content.subjects and pin.draft.kind != ObjectKind.SUBJECT
    ]
    published_kind_by_key = dict(Question.objects.values_list("key", "kind"))
    draft_by_question_key = {
        f"{pin.draft.report}/{pin.draft.key}": pin.draft
        for pin in pinned
        if pin.draft.kind == ObjectKind.QUESTION
    }
    for built in checked.built_questions:
        if published_kind_by_key.get(built.key, built.kind) != built.kind:
            message = _("a question of this name is published that is of another kind")
            kind_problem = FieldProblem(
                field_name="kind", message=message, fix=_("write a new question instead")
            )
            draft = draft_by_question_key.get(built.key)
            label = kind_of(draft).form_class.label_of(kind_problem.field_name, {}) if draft else ""
            refusals.append(Refusal(kind_problem, draft, built.key, label))
    refusals += _refusals_of_modules(content, pinned)
    return list(dict.fromkeys(refusals))


def _refusals_of_modules(content: Content, pinned: Sequence[PinnedDraft]) -> Iterator[Refusal]:
    """Modules that what was published before refuses; a few queries a module."""
    draft_by_slug = {pin.draft.key: pin.draft for pin in pinned if _is_module(pin.draft)}
    for module in content.modules:
        slug, major = module.shape.slug, module.shape.major
        draft = draft_by_slug.get(slug)
        match why_not_published(slug, module.shape.was, major):
            case "two_modules":
                message = _("another module has, or had, its name (%(name)s)") % {"name": slug}
                fix = _("begin a new draft with another title: its name is made of that")
                yield Refusal(FieldProblem(message=message, fix=fix), draft, slug)
            case "major_went_back":
                message = _("its version is lower than the one that is published")
                problem = FieldProblem(
                    field_name="major", message=message, fix=_("write that one, or a higher one")
                )
                label = kind_of(draft).form_class.label_of("major", {}) if draft else ""
                yield Refusal(problem, draft, slug, label)


def _is_module(draft: Draft) -> bool:
    return draft.kind == ObjectKind.MODULE


def _refusal_of_problem(
    problem: Problem, pinned: Sequence[PinnedDraft], staged_root: Path
) -> Refusal:
    """A problem as the refusal of a draft, at the field of its form; where it is in none of the
    drafts, at its file and line."""
    shown_problem = _with_shown_path(problem, staged_root)
    for pin in pinned:
        ref = pin.draft.ref
        if field_problem := field_problem_at(problem, staged_root / folder_name(ref.subject), ref):
            sentence = sentence_with_quoted_words(
                pin.revision.body.get(field_problem.field_name), shown_problem.message
            )
            message = shown_problem.message.removeprefix(f"{ref.key}: ")
            field_problem = replace(field_problem, message=message, sentence=sentence)
            form, body = kind_of(pin.draft).form_class, pin.revision.body
            field_problem = form.problem_in_words(field_problem, body)
            return Refusal(
                field_problem, pin.draft, label=form.label_of(field_problem.field_name, body)
            )
    return Refusal(
        FieldProblem(message=shown_problem.message, fix=shown_problem.fix),
        location=f"{shown_problem.path}:{shown_problem.line}",
    )


def _with_shown_path(problem: Problem, staged_root: Path) -> Problem:
    """A problem whose path and message call files by their subject's folder, not by where this
    machine keeps them, which for drafts is another place each time."""
    for folder in (staged_root, *map(Path, settings.CONTENT_DIRS)):
        folder_prefix = f"{shown_path(folder)}/"
        problem = replace(
            problem,
            path=problem.path.removeprefix(folder_prefix),
            message=problem.message.replace(folder_prefix, ""),
        )
    return problem


def _refusal_of_all(message: Any, fix: Any = "") -> Refusal:
    """A refusal that is about none of the drafts alone."""
    return Refusal(FieldProblem(message=str(message), fix=str(fix)))
