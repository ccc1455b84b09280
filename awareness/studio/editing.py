"""What an author asked for becomes files and rows: a light edit, or a decision on a folder.

Files stay the truth. A copy is checked whole before anything is written; then the folder and the
database change together, or neither does (swap.py). Everything here runs with the write lock held.
"""

import shutil
from collections.abc import Callable, Sequence
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
from awareness.content.files import MODULES_SHELF, PACKS_SHELF, shown_path
from awareness.content.held import hold_up, load_units_in
from awareness.content.light_blocks import is_light_edit
from awareness.content.load import load, resolved_content
from awareness.content.parsed_content import Content
from awareness.content.printed_lines import sources_folder
from awareness.content.problems import Problem
from awareness.content.reader import read_content
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
from awareness.studio.write_lock import repair
from quizzes.errors import QuizError
from quizzes.models import QuestionVersion

NOT_LIGHT = _(
    "This changes more than spelling, spacing and punctuation: a second person reads it first. "
    "Write it as a draft."
)
FIND: dict[str, Callable[..., Block]] = {
    JobKind.FIGURE: blocks.figure_block,
    JobKind.QUESTION: blocks.question_block,
    JobKind.PAGE: blocks.page_block,
}


class JobError(Exception):
    """Why a job was not done. `code` is a JobState, or `dropped`: its author let it go meanwhile.

    `problems` are lines `file:line: what is wrong; what would be right`.
    """

    def __init__(self, code: str, problems: list[str] | None = None):
        super().__init__(code)
        self.code, self.problems = code, problems or []


def block_of(kind: str, place: list[Any]) -> Block:
    """The block that an edit is of, as it stands in the files now. NoBlock otherwise."""
    return FIND[kind](*place)


def edit(job: Job, now: datetime) -> JobOutcome:
    """Put `job.after` in the place of the block, if that still is what its author had in sight and
    the edit is light: all else is a draft that a second person approves (decision 38)."""
    root = settings.CONTENT_WRITE_DIR
    if not root:
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
    target = block.path
    staged = root / swap.WORK_FOLDER / "new" / target
    _copy(block, staged, now)
    block.write_into(staged, job.after)
    content = _content_with(block, staged)
    content, checked = _held_up(content, _sources(content, block.pack), staged)
    if checked.errors:
        problems = [
            _problem_line(failed_check, staged, block.pack) for failed_check in checked.errors
        ]
        raise JobError(JobState.REFUSED, problems)
    if block.keys_in_file(staged) != block.keys_in_file(block.folder):
        raise JobError(JobState.KEY)

    texts = resolved_content(content)

    def write() -> ContentEdit:
        before = _live()
        load(content, checked.built_questions, timezone.localdate(now), texts=texts)
        return ContentEdit.objects.create(
            by=job.by,
            name=job.name,
            at=now,
            pack=block.pack,
            file=block.file,
            key=block.key,
            before=block.text,
            after=job.after,
            touched=_touched(before, _live()),
        )

    try:
        return _exchange_folder(job, now, target, write)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [f"{block.pack}/{block.file}: {error}"]) from error


def keep(job: Job, now: datetime) -> JobOutcome:
    """What was edited here stays; from now on it counts as made from what ships now."""
    written_folder = _decided_folder(job)
    staged = written_folders.write_dir() / swap.WORK_FOLDER / "new" / written_folder.path
    shutil.copytree(written_folder.folder, staged)
    written_folders.remember_origin(
        staged, written_folder.shelf, written_folder.shipped, timezone.localdate(now)
    )
    return _exchange_folder(job, now, written_folder.path, lambda: None)


def take(job: Job, now: datetime) -> JobOutcome:
    """What ships is read again; what was edited here is set aside under a name of its own."""
    written_folder = _decided_folder(job)
    root = written_folders.write_dir()
    staged = root / swap.WORK_FOLDER / "new" / written_folder.path
    comes = written_folder.shelf == MODULES_SHELF and _without_questions(
        written_folder.folder, staged
    )
    whole = root / swap.WORK_FOLDER / "all"
    content = _as_shipped(written_folder, whole)
    sources = _sources(content, written_folder.name)
    content, checked = _held_up(content, sources, whole / written_folder.path)
    if checked.errors:
        problems = [str(problem).replace(f"{shown_path(whole)}/", "") for problem in checked.errors]
        raise JobError(JobState.REFUSED, problems)
    day = timezone.localdate(now).isoformat()
    name = f"{swap.SET_ASIDE_FOLDER}/{written_folder.path}-{day}"
    others = (f"{name}-{n}" for n in range(2, 10_000))
    kept = next(path for path in (name, *others) if not (root / path).exists())

    texts = resolved_content(content)

    def write() -> None:
        load(content, checked.built_questions, timezone.localdate(now), texts=texts)

    try:
        return _exchange_folder(job, now, written_folder.path, write, comes=comes, kept=kept)
    except QuizError as error:
        raise JobError(JobState.REFUSED, [f"{written_folder.path}: {error}"]) from error


def _decided_folder(job: Job) -> written_folders.WrittenFolder:
    """The folder that somebody decided on, if it stands as they had it in sight."""
    written_folder = written_folders.find_written_folder(*job.place)
    if written_folder is None:
        raise JobError(JobState.GONE)
    if written_folder.state != job.started:
        raise JobError(JobState.CHANGED)
    return written_folder


def _without_questions(folder: Path, staged: Path) -> bool:
    """A copy of what else stands in a module's written folder; False when nothing does."""
    left_out = shutil.ignore_patterns(blocks.QUESTIONS_FILE, written_folders.ORIGIN_FILE)
    shutil.copytree(folder, staged, ignore=left_out)
    if any(staged.iterdir()):
        return True
    staged.rmdir()
    return False


def _as_shipped(written_folder: written_folders.WrittenFolder, whole: Path) -> Content:
    """The content as it would be without the written folder, read from a copy of all others."""
    root, dirs = written_folders.write_dir(), settings.CONTENT_DIRS
    left_out = (
        written_folder.folder
        if written_folder.shelf == PACKS_SHELF
        else written_folder.folder / blocks.QUESTIONS_FILE
    )

    def ignore(folder: str, names: list[str]) -> list[str]:
        apart = (".lock", swap.WORK_FOLDER, swap.SET_ASIDE_FOLDER) if Path(folder) == root else ()
        return [file for file in names if file in apart or Path(folder) / file == left_out]

    shutil.copytree(root, whole, ignore=ignore)
    content = read_content([whole if directory == root else directory for directory in dirs])
    content.named_packs = {written_folder.name} if written_folder.shelf == PACKS_SHELF else set()
    return content


def _exchange_folder(
    job: Job,
    now: datetime,
    target: str,
    write: Callable[[], ContentEdit | None],
    *,
    comes: bool = True,
    kept: str = "",
) -> JobOutcome:
    """`write_all`, of one folder, which comes in the place of another or, without `comes`, goes.
    `kept`: the path under which what stood there is set aside."""
    had = (written_folders.write_dir() / target).exists()
    return write_all(job, now, [swap.Exchange(target, had, comes, kept)], write)


def write_all(
    job: Job,
    now: datetime,
    exchanges: Sequence[swap.Exchange],
    write: Callable[[], ContentEdit | None],
) -> JobOutcome:
    """What `write` does to the database, who did it, and the files: all of it, or nothing."""
    root = written_folders.write_dir()
    act = uuid4()
    plan = swap.Plan(act.hex, tuple(exchanges))
    kept = next((exchange.keep for exchange in exchanges if exchange.keep), "")
    try:
        with transaction.atomic():
            # Letting go waits for this row, too: one of the two comes first.
            Job.objects.select_for_update().get(pk=job.pk)
            if JobDropped.objects.filter(job=job).exists():
                raise JobError("dropped")
            edit = write()
            FolderChange.objects.create(act=act, job=job, target=plan.targets, kept=kept, at=now)
            outcome = JobOutcome.objects.create(job=job, state=JobState.TAKEN, at=now, edit=edit)
            swap.exchange_all(root, plan)
    finally:
        repair()
    return outcome


def _copy(block: Block, staged: Path, now: datetime) -> None:
    """A whole pack, since its files speak of each other; of a module its questions alone, beside
    what was written before, so that its texts stay those that ship. It remembers what it came from.
    """
    root = written_folders.write_dir()
    original = root / block.path
    if block.shelf == PACKS_SHELF:
        shutil.copytree(block.folder, staged)
    else:
        if original.is_dir():
            shutil.copytree(original, staged)
        staged.mkdir(parents=True, exist_ok=True)
        shutil.copy(block.folder / block.file, staged)
    if block.folder != original:
        shipped = written_folders.shipped_folder(block.shelf, block.folder.name)
        written_folders.remember_origin(staged, block.shelf, shipped, timezone.localdate(now))


def _content_with(block: Block, staged: Path) -> Content:
    """The content as it would be with the copy in its place."""
    if block.shelf == PACKS_SHELF:
        return read_content(settings.CONTENT_DIRS, [staged])
    return read_content([*settings.CONTENT_DIRS, staged.parents[2]])


def _sources(content: Content, pack: str) -> Path | None:
    """The folder of the reports' texts, if it has those of this report."""
    folder = sources_folder()
    report = content.ledger.reports.get(pack)
    if folder is None or report is None:
        return None
    are_there = all((folder / name).is_file() for name in report.sources.values())
    return folder if are_there else None


def _held_up(content: Content, sources: Path | None, folder: Path) -> tuple[Content, CheckResult]:
    """What the checks say of the content: what was live before and passes no more holds nothing up
    but what stands in `folder`."""

    def with_sources(content: Content) -> CheckResult:
        return examine(content, sources)

    touched = load_units_in(folder, content)
    return hold_up(content, with_sources(content), with_sources, touched)


def _problem_line(problem: Problem, staged: Path, pack: str) -> str:
    """A problem as an author reads it: the file of the pack, not of the copy."""
    return str(problem).replace(shown_path(staged), pack).replace(str(staged), pack)


# (kind, key) -> (what differs when it changed, title, version)
type Live = dict[tuple[str, str], tuple[Any, ...]]


def _live() -> Live:
    """All live content."""
    live: Live = {}
    rows = Figure.objects.filter(withdrawn=False).select_related("report").defer("report__charts")
    for figure in rows:
        state = (figure.value, figure.value_to, figure.label, figure.statement, figure.as_printed)
        live["figure", f"{figure.report.slug}:{figure.key}"] = (state, figure.label, "")
    pages = ExplainerVersion.objects.live().with_place()
    for page in pages.defer("body_markdown", "resolved", "plain", "youth"):
        key = f"{page.explainer.report.slug}/{page.explainer.slug}"
        live["page", key] = (page.pk, page.title, str(page.number))
    for version in QuestionVersion.objects.live().select_related("question").defer("spec"):
        key = version.question.key
        live["question", key] = (version.pk, "", str(version.number))
    for module in ModuleVersion.objects.live().select_related("module"):
        live["module", module.module.slug] = (module.pk, module.title, module.label)
    return live


def _touched(before: Live, after: Live) -> list[dict[str, Any]]:
    """What is live now and was not before, in order of kind and key."""
    return [
        {"kind": kind, "key": key, "title": title, "version": version}
        for (kind, key), (state, title, version) in sorted(after.items(), key=lambda item: item[0])
        if before.get((kind, key), (None,))[0] != state
    ]
