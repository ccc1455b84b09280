"""An edit in the browser: check a copy of the pack or of a module's questions, then put it in its
place and load it.

Files stay the truth. Nothing is written before every check has passed; then files and database
change together, or neither does.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from awareness.insights.models import ExplainerVersion, Figure
from awareness.learning.models import ModuleVersion
from awareness.people.models import User
from awareness.studio.blocks import PACKS, Block
from awareness.studio.checks import examine
from awareness.studio.content import Content
from awareness.studio.files import shown
from awareness.studio.load import load
from awareness.studio.models import ContentEdit
from awareness.studio.passages import folder as sources_folder
from awareness.studio.problems import Problem
from awareness.studio.reader import read_content
from quizzes.errors import QuizError
from quizzes.models import QuestionVersion


class EditError(Exception):
    """Why an edit was not taken: no_folder, changed_meanwhile, nothing_changed, another_key, or
    refused, which has `problems` as lines `file:line: what is wrong; what would be right`."""

    def __init__(self, code: str, problems: list[str] | None = None):
        super().__init__(code)
        self.code, self.problems = code, problems or []


def edit(
    find: Callable[[], Block], write: Callable[[Block], str], token: str, by: User, now: datetime
) -> ContentEdit:
    """Replace a block by what `write` makes of it, if it still is the text that `token` names.

    EditError otherwise, with files and database as they were.
    """
    written = settings.CONTENT_WRITE_DIR
    if not written:
        raise EditError("no_folder")
    with _alone(written):
        block = find()
        if block.token != token:
            raise EditError("changed_meanwhile")
        text = write(block)
        if text == block.text:
            raise EditError("nothing_changed")
        with TemporaryDirectory(dir=written, prefix=".draft-") as draft:
            staged = Path(draft) / block.shelf / block.folder.name
            _copy(block, staged)
            block.put(staged, text)
            return _take(block, text, staged, by, now)


@contextmanager
def _alone(written: Path) -> Iterator[None]:
    """One edit at a time on this machine; the next one sees what the last one wrote."""
    written.mkdir(parents=True, exist_ok=True)
    with (written / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(block: Block, staged: Path) -> None:
    """A whole pack, since its files speak of each other; of a module its questions alone, beside
    what was written before, so that its texts stay those that ship."""
    written = settings.CONTENT_WRITE_DIR / block.shelf / block.folder.name
    if block.shelf == PACKS:
        shutil.copytree(block.folder, staged)
        return
    if written.is_dir():
        shutil.copytree(written, staged)
    staged.mkdir(parents=True, exist_ok=True)
    shutil.copy(block.folder / block.file, staged)


def _read(block: Block, staged: Path) -> Content:
    """The content as it would be with the copy in its place."""
    if block.shelf == PACKS:
        return read_content(settings.CONTENT_DIRS, [staged])
    return read_content([*settings.CONTENT_DIRS, staged.parents[1]])


def _take(block: Block, text: str, staged: Path, by: User, now: datetime) -> ContentEdit:
    content = _read(block, staged)
    checked = examine(content, _sources(content, block.pack))
    if checked.errors:
        raise EditError("refused", [_said(each, staged, block.pack) for each in checked.errors])
    if block.keys(staged) != block.keys(block.folder):
        raise EditError("another_key")
    target = settings.CONTENT_WRITE_DIR / block.shelf / block.folder.name
    try:
        with _in_place(staged, target), transaction.atomic():
            before = _live()
            load(content, checked.built, now.date())
            return ContentEdit.objects.create(
                by=by,
                name=by.name,
                at=now,
                pack=block.pack,
                file=block.file,
                key=block.key,
                before=block.text,
                after=text,
                touched=_touched(before, _live()),
            )
    except QuizError as error:
        raise EditError("refused", [f"{block.pack}/{block.file}: {error}"]) from error


def _sources(content: Content, pack: str) -> Path | None:
    """The folder of the reports' texts, if it has those of this report."""
    folder = sources_folder()
    report = content.ledger.reports.get(pack)
    if folder is None or report is None:
        return None
    there = all((folder / name).is_file() for name in report.sources.values())
    return folder if there else None


def _said(found: Problem, staged: Path, pack: str) -> str:
    """A problem as an author reads it: the file of the pack, not of the copy."""
    return str(found).replace(shown(staged), pack).replace(str(staged), pack)


@contextmanager
def _in_place(staged: Path, target: Path) -> Iterator[None]:
    """The copy takes the place of the folder; if anything fails then, all is as it was."""
    aside = staged.parent / ".before"
    target.parent.mkdir(parents=True, exist_ok=True)
    had = target.exists()
    if had:
        target.rename(aside)
    try:
        staged.rename(target)
        yield
    except BaseException:
        if target.exists():
            shutil.rmtree(target)
        if had:
            aside.rename(target)
        raise


def _live() -> dict[tuple[str, str], tuple]:
    """(kind, key) -> (what differs when it changed, title, version) of all live content."""
    found: dict[tuple[str, str], tuple] = {}
    rows = Figure.objects.filter(withdrawn=False).select_related("report").defer("report__charts")
    for figure in rows:
        told = (figure.value, figure.value_to, figure.label, figure.statement, figure.as_printed)
        found["figure", f"{figure.report.slug}:{figure.key}"] = (told, figure.label, "")
    pages = ExplainerVersion.objects.live().with_place()
    for page in pages.defer("body_markdown", "resolved", "plain", "youth"):
        key = f"{page.explainer.report.slug}/{page.explainer.slug}"
        found["page", key] = (page.pk, page.title, str(page.number))
    for version in QuestionVersion.objects.live().select_related("question").defer("spec"):
        key = version.question.key
        found["question", key] = (version.pk, "", str(version.number))
    for module in ModuleVersion.objects.live().select_related("module"):
        found["module", module.module.slug] = (module.pk, module.title, module.label)
    return found


def _touched(before: dict, after: dict) -> list[dict]:
    """What is live now and was not before, in order of kind and key."""
    return [
        {"kind": kind, "key": key, "title": title, "version": version}
        for (kind, key), (told, title, version) in sorted(after.items(), key=lambda each: each[0])
        if before.get((kind, key), (None,))[0] != told
    ]
