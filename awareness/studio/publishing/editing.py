"""What an author asked for becomes files and rows: a light edit, or a decision on a folder.

Files stay the truth. A copy is checked whole before anything is written; then the folder and the
database change together, or neither does (swap.py). Everything here runs with the write lock held.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awareness.content import blocks, swap, written_folders
from awareness.content.blocks import Block, NoBlock
from awareness.content.checks import CheckResult, examine
from awareness.content.files import MODULES_SHELF, PACKS_SHELF, QUESTIONS_FILE
from awareness.content.held import hold_up, load_units_in
from awareness.content.light_blocks import is_light_edit
from awareness.content.load import load, resolved_content
from awareness.content.parsed_content import Content
from awareness.content.printed_lines import sources_folder
from awareness.content.problems import Problem
from awareness.content.reader import read_content
from awareness.content.text_files import shown_path
from awareness.errors import CodedError
from awareness.insights.models import ExplainerVersion, Figure
from awareness.learning.models import ModuleVersion
from awareness.studio.models import (
    ContentEdit,
    FolderChange,
    Job,
    JobDropped,
    JobKind,
    JobOutcome,
    JobState,
)
from awareness.studio.publishing.write_lock import repair
from quizzes.errors import QuizError
from quizzes.models import QuestionVersion

NOT_LIGHT = _(
    "This changes more than spelling, spacing and punctuation: a second person reads it first. "
    "Write it as a draft."
)
BLOCK_FINDER_BY_KIND: dict[str, Callable[..., Block]] = {
    JobKind.FIGURE: blocks.figure_block,
    JobKind.QUESTION: blocks.question_block,
    JobKind.PAGE: blocks.page_block,
}


class JobError(CodedError):
    """Why a job was not done. `code` is a JobState, or `dropped`: its author let it go meanwhile.

    `problems` are lines `file:line: what is wrong; what would be right`.
    """

    def __init__(self, code: str, problems: list[str] | None = None):
        super().__init__(code)
        self.problems = problems or []


def block_of(kind: str, place: list[Any]) -> Block:
    """The block that an edit is of, as it stands in the files now; `place` is what its address
    names (report and key; key; report, slug and edition). NoBlock where it is not there."""
    return BLOCK_FINDER_BY_KIND[kind](*place)


def edit(job: Job, now: datetime) -> JobOutcome:
    """Puts `job.after` in the place of the block, if that still is what its author had in sight and
    the edit is light: all else is a draft that a second person approves (decision 38). JobError:
    refused, gone, same, changed, key, dropped."""
    write_root = settings.CONTENT_WRITE_DIR
    if not write_root:
        raise JobError(JobState.REFUSED, ["CONTENT_WRITE_DIR is not set: nothing can be written."])
    try:
        block = block_of(job.kind, job.place)
    except NoBlock as error:
        raise JobError(JobState.GONE) from error
    if block.text == job.after:
        raise JobError(JobState.SAME)
    if block.token != job.started:
        raise JobError(JobState.CHANGED)
    if not is_light_edit(block, job.after):
        raise JobError(JobState.REFUSED, [str(NOT_LIGHT)])
    staged_folder = write_root / swap.WORK_FOLDER / "new" / block.path
    _copy_with_origin(block, staged_folder, now)
    block.write_into(staged_folder, job.after)
    content = _content_with(block, staged_folder)
    texts_folder = _texts_folder(content, block.pack)
    content, checked = _check_without_held(content, texts_folder, staged_folder)
    if checked.errors:
        problems = [_problem_line(error, staged_folder, block.pack) for error in checked.errors]
        raise JobError(JobState.REFUSED, problems)
    if block.keys_in_file(staged_folder) != block.keys_in_file(block.folder):
        raise JobError(JobState.KEY)

    resolved_texts = resolved_content(content)

    def load_and_note_edit() -> ContentEdit:
        live_before = _live_objects()
        load(content, checked.built_questions, timezone.localdate(now), texts=resolved_texts)
        return ContentEdit.objects.create(
            by=job.by,
            name=job.name,
            at=now,
            pack=block.pack,
            file=block.file,
            key=block.key,
            before=block.text,
            after=job.after,
            touched=_newly_live(live_before, _live_objects()),
        )

    try:
        return _exchange_folder(job, now, block.path, load_and_note_edit)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [f"{block.pack}/{block.file}: {error}"]) from error


def keep(job: Job, now: datetime) -> JobOutcome:
    """Decides that a written folder stays as it was edited here; from now on it counts as made from
    what ships now, and nothing waits for a decision. JobError: gone, changed, dropped."""
    written_folder = _folder_decided_on(job)
    staged_folder = written_folders.write_dir() / swap.WORK_FOLDER / "new" / written_folder.path
    shutil.copytree(written_folder.folder, staged_folder)
    written_folders.remember_origin(
        staged_folder, written_folder.shelf, written_folder.shipped, timezone.localdate(now)
    )

    def write_nothing() -> None:
        """What learners read stays as it is: no row changes."""

    return _exchange_folder(job, now, written_folder.path, write_nothing)


def take(job: Job, now: datetime) -> JobOutcome:
    """Decides that what ships takes the place of a written folder, which is set aside under a name
    of its own. Of a module's folder the questions alone go: what else was edited there stays.
    JobError: gone, changed, refused, dropped."""
    written_folder = _folder_decided_on(job)
    write_root = written_folders.write_dir()
    staged_folder = write_root / swap.WORK_FOLDER / "new" / written_folder.path
    has_other_files = written_folder.shelf == MODULES_SHELF and _copy_without_questions(
        written_folder.folder, staged_folder
    )
    copy_root = write_root / swap.WORK_FOLDER / "all"
    content = _as_shipped(written_folder, copy_root)
    texts_folder = _texts_folder(content, written_folder.name)
    content, checked = _check_without_held(content, texts_folder, copy_root / written_folder.path)
    if checked.errors:
        problems = [str(error).replace(f"{shown_path(copy_root)}/", "") for error in checked.errors]
        raise JobError(JobState.REFUSED, problems)

    resolved_texts = resolved_content(content)

    def load_shipped() -> None:
        load(content, checked.built_questions, timezone.localdate(now), texts=resolved_texts)

    try:
        return _exchange_folder(
            job,
            now,
            written_folder.path,
            load_shipped,
            is_replaced=has_other_files,
            set_aside_path=_free_set_aside_path(write_root, written_folder.path, now),
        )
    except QuizError as error:
        raise JobError(JobState.REFUSED, [f"{written_folder.path}: {error}"]) from error


def _free_set_aside_path(write_root: Path, folder_path: str, now: datetime) -> str:
    """A path below `write_root`, of this day, that nothing was set aside under yet."""
    first_path = f"{swap.SET_ASIDE_FOLDER}/{folder_path}-{timezone.localdate(now).isoformat()}"
    numbered_paths = (f"{first_path}-{n}" for n in range(2, 10_000))
    return next(path for path in (first_path, *numbered_paths) if not (write_root / path).exists())


def _folder_decided_on(job: Job) -> written_folders.WrittenFolder:
    """The folder that somebody decided on, if it stands as they had it in sight. JobError: gone,
    changed."""
    written_folder = written_folders.find_written_folder(*job.place)
    if written_folder is None:
        raise JobError(JobState.GONE)
    if written_folder.state != job.started:
        raise JobError(JobState.CHANGED)
    return written_folder


def _copy_without_questions(folder: Path, staged_folder: Path) -> bool:
    """Copies what stands beside the questions in a module's written folder; whether there is
    anything."""
    ignore_questions = shutil.ignore_patterns(QUESTIONS_FILE, written_folders.ORIGIN_FILE)
    shutil.copytree(folder, staged_folder, ignore=ignore_questions)
    if any(staged_folder.iterdir()):
        return True
    staged_folder.rmdir()
    return False


def _as_shipped(written_folder: written_folders.WrittenFolder, copy_root: Path) -> Content:
    """The content as it would be without the written folder, read from a copy of all others, which
    is made at `copy_root`."""
    write_root, content_dirs = written_folders.write_dir(), settings.CONTENT_DIRS
    removed_path = (
        written_folder.folder
        if written_folder.shelf == PACKS_SHELF
        else written_folder.folder / QUESTIONS_FILE
    )

    def ignore(folder: str, names: list[str]) -> list[str]:
        is_root = Path(folder) == write_root
        reserved_names = (".lock", swap.WORK_FOLDER, swap.SET_ASIDE_FOLDER) if is_root else ()
        return [
            name for name in names if name in reserved_names or Path(folder) / name == removed_path
        ]

    shutil.copytree(write_root, copy_root, ignore=ignore)
    content = read_content(
        [copy_root if directory == write_root else directory for directory in content_dirs]
    )
    content.named_packs = {written_folder.name} if written_folder.shelf == PACKS_SHELF else set()
    return content


def _exchange_folder(
    job: Job,
    now: datetime,
    target: str,
    write: Callable[[], ContentEdit | None],
    *,
    is_replaced: bool = True,
    set_aside_path: str = "",
) -> JobOutcome:
    """`write_all`, of one folder at the path `target`: the staged one comes in its place or,
    without `is_replaced`, nothing does. With `set_aside_path` what stood there is kept under that
    path."""
    is_there = (written_folders.write_dir() / target).exists()
    exchange = swap.Exchange(target, is_there, is_replaced, set_aside_path)
    return write_all(job, now, [exchange], write)


def write_all(
    job: Job,
    now: datetime,
    exchanges: Sequence[swap.Exchange],
    write: Callable[[], ContentEdit | None],
) -> JobOutcome:
    """The outcome of a job that is done: what `write` does to the database, the note of who did it
    and the exchange of files, all of it or nothing. JobError dropped. Call it with the write lock
    held."""
    write_root = written_folders.write_dir()
    act_id = uuid4()
    plan = swap.Plan(act_id.hex, tuple(exchanges))
    set_aside_path = next((exchange.keep for exchange in exchanges if exchange.keep), "")
    try:
        with transaction.atomic():
            # Letting go waits for this row, too: one of the two comes first.
            Job.objects.select_for_update().get(pk=job.pk)
            if JobDropped.objects.filter(job=job).exists():
                raise JobError("dropped")
            edit = write()
            FolderChange.objects.create(
                act=act_id, job=job, target=plan.targets, kept=set_aside_path, at=now
            )
            outcome = JobOutcome.objects.create(job=job, state=JobState.TAKEN, at=now, edit=edit)
            swap.exchange_all(write_root, plan)
    finally:
        repair()
    return outcome


def _copy_with_origin(block: Block, staged_folder: Path, now: datetime) -> None:
    """Copies what a block belongs to, with a note of what it came from: a whole pack, since its
    files speak of each other; of a module its questions alone, beside what was written before, so
    that its texts stay those that ship."""
    write_root = written_folders.write_dir()
    written_folder = write_root / block.path
    if block.shelf == PACKS_SHELF:
        shutil.copytree(block.folder, staged_folder)
    else:
        if written_folder.is_dir():
            shutil.copytree(written_folder, staged_folder)
        staged_folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(block.folder / block.file, staged_folder)
    if block.folder != written_folder:
        shipped = written_folders.shipped_folder(block.shelf, block.folder.name)
        written_folders.remember_origin(
            staged_folder, block.shelf, shipped, timezone.localdate(now)
        )


def _content_with(block: Block, staged_folder: Path) -> Content:
    """The content as it would be with the copy in its place."""
    if block.shelf == PACKS_SHELF:
        return read_content(settings.CONTENT_DIRS, [staged_folder])
    return read_content([*settings.CONTENT_DIRS, staged_folder.parents[2]])


def _texts_folder(content: Content, report_slug: str) -> Path | None:
    """The folder of the reports' texts, if it has those of this report; None otherwise."""
    folder = sources_folder()
    report = content.ledger.reports.get(report_slug)
    if folder is None or report is None:
        return None
    are_all_there = all((folder / name).is_file() for name in report.sources.values())
    return folder if are_all_there else None


def _check_without_held(
    content: Content, texts_folder: Path | None, edited_folder: Path
) -> tuple[Content, CheckResult]:
    """(the content, what the checks say of it): what was live before and passes no more is held up,
    and refuses nothing but what stands in `edited_folder`."""

    def with_texts(content: Content) -> CheckResult:
        return examine(content, texts_folder)

    touched_units = load_units_in(edited_folder, content)
    return hold_up(content, with_texts(content), with_texts, touched_units)


def _problem_line(problem: Problem, staged_folder: Path, report_slug: str) -> str:
    """A problem as an author reads it: the file of the pack, not of the copy."""
    line = str(problem).replace(shown_path(staged_folder), report_slug)
    return line.replace(str(staged_folder), report_slug)


@dataclass(frozen=True, kw_only=True)
class LiveObject:
    """One object as learners have it. `state` is another one once it changed: the number of the
    row of its version, or of a figure its values."""

    state: int | tuple[Any, ...]
    title: str = ""  # "" for a question
    version: str = ""  # its number, "" for a figure


type LiveObjects = dict[tuple[str, str], LiveObject]  # by kind and key


def _live_objects() -> LiveObjects:
    """All figures, pages, questions and modules that are live. Four queries."""
    live: LiveObjects = {}
    rows = Figure.objects.filter(withdrawn=False).select_related("report").defer("report__charts")
    for figure in rows:
        state = (figure.value, figure.value_to, figure.label, figure.statement, figure.as_printed)
        live["figure", f"{figure.report.slug}:{figure.key}"] = LiveObject(
            state=state, title=figure.label
        )
    pages = ExplainerVersion.objects.live().with_place()
    for page in pages.defer("body_markdown", "resolved", "plain", "youth"):
        key = f"{page.explainer.report.slug}/{page.explainer.slug}"
        live["page", key] = LiveObject(state=page.pk, title=page.title, version=str(page.number))
    for version in QuestionVersion.objects.live().select_related("question").defer("spec"):
        key = version.question.key
        live["question", key] = LiveObject(state=version.pk, version=str(version.number))
    for module in ModuleVersion.objects.live().select_related("module"):
        live["module", module.module.slug] = LiveObject(
            state=module.pk, title=module.title, version=module.label
        )
    return live


def _newly_live(before: LiveObjects, after: LiveObjects) -> list[dict[str, Any]]:
    """What is live now and was not before, in order of kind and key, as `ContentEdit.touched`."""
    return [
        {"kind": kind, "key": key, "title": live.title, "version": live.version}
        for (kind, key), live in sorted(after.items(), key=lambda item: item[0])
        if (kind, key) not in before or before[kind, key].state != live.state
    ]
