"""Subjects and reports that come in as a zip: kept, checked in the background, made into drafts."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from awareness.content import zipped
from awareness.content.checks import examine
from awareness.content.files import UnreadableFile, read_yaml
from awareness.content.printed_lines import texts_at_hand
from awareness.content.problems import problem
from awareness.content.staging import (
    NoSubject,
    current_content,
    current_errors,
    folder_name,
    staged_content,
)
from awareness.content.text_files import read_text, shown_path
from awareness.content.unzipped import Unzipped
from awareness.content.writing import ObjectKind, ObjectRef, text_digest
from awareness.content.writing.content_files import report_folder_name
from awareness.errors import CodedError
from awareness.people.models import User
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import Draft, FileState, ZipImport
from awareness.studio.reviews.asking import MOST_DRAFTS
from awareness.studio.reviews.passages import Passage, changed_line_runs
from awareness.subjects.folders import SUBJECT_FILE

MOST_PROBLEMS = 100  # that are kept; who mends so many sends the zip again
PRESSED_TWICE, DAY, MONTH = timedelta(minutes=1), timedelta(days=1), timedelta(days=30)
LONGEST_CHECK = timedelta(minutes=10)  # how long checking may take
UNCHECKED_PROBLEM = (
    "The zip could not be checked (%s). Send it again. Should that say the same, tell whoever "
    "looks after this site: their log has the whole of it."
)
logger = logging.getLogger(__name__)


class ZipImportError(CodedError):
    """Codes: gone (drafts were made of it, or it was taken away or refused), not_sender (somebody
    else sent it: whoever wrote a text is known by its revisions, and may not approve it), too_many
    (no review takes as many)."""


@dataclass(frozen=True)
class FileChange:
    """A file of a zip that differs from the one that is read now."""

    path: str  # below the folder of the subject
    before: str  # its text now, "" where there is none
    after: str  # its text in the zip

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def passages(self) -> list[Passage]:
        return changed_line_runs({"text": self.before}, {"text": self.after})


@dataclass(frozen=True)
class Differences:
    """What a zip would change, by files."""

    changed: list[FileChange]
    unchanged: list[str]  # paths
    missing: list[str]  # paths of what it is about that it does not hold; they stay as they are

    @property
    def added(self) -> list[FileChange]:
        return [change for change in self.changed if change.is_new]

    @property
    def replaced(self) -> list[FileChange]:
        return [change for change in self.changed if not change.is_new]


def subject_of_zip(unzipped: Unzipped, chosen_subject: str = "") -> str:
    """The key of the subject that a zip belongs to: its own, that of its report here, the one whose
    folder or key it names, the one that was chosen; "" where nobody can say."""
    if unzipped.subject:
        try:
            folder_name(unzipped.subject)
        except NoSubject:
            return ""
        return unzipped.subject
    content = current_content()
    for report_slug in unzipped.reports:
        if ("report", report_slug) in content.owners:
            return content.owners["report", report_slug][0]
    for subject in content.subjects:
        if unzipped.folder in (subject, folder_name(subject)):
            return subject
    return chosen_subject if chosen_subject in content.subjects else ""


def receive(unzipped: Unzipped, subject: str, name: str, by: User, now: datetime) -> ZipImport:
    """Keeps what a zip holds, until it is checked and drafts are made of it. The same once more
    is the one that there is: its button was pressed twice."""
    same_name_imports = ZipImport.objects.filter(by=by, subject=subject, name=name[:200])
    newest = same_name_imports.filter(at__gt=now - PRESSED_TWICE).first()
    if newest is not None and newest.files == unzipped.files:
        return newest
    zip_import = ZipImport(
        name=name[:200], subject=subject, files=unzipped.files, by=by, by_name=by.name, at=now
    )
    zip_import.save(force_insert=True)
    return zip_import


def file_ref(subject: str, path: str) -> ObjectRef:
    """The draft of a whole file; `path` is below the folder of the subject."""
    return ObjectRef(ObjectKind.FILE, subject, report_folder_name(path), path)


def differences(zip_import: ZipImport) -> Differences:
    """What a zip would change of what is read now. Reads the files that it is about."""
    try:
        file_by_zip_name = zipped.content_files_of(zip_import.subject)
    except NoSubject:
        file_by_zip_name = {}
    file_by_path = {zip_name.partition("/")[2]: file for zip_name, file in file_by_zip_name.items()}
    report_folders = {report_folder_name(path) for path in zip_import.files} - {""}
    changed, unchanged = [], []
    for path, after in zip_import.files.items():
        text_before = (
            (read_text(file_by_path[path], [], strict=False) or "") if path in file_by_path else ""
        )
        if text_before == after:
            unchanged.append(path)
        else:
            changed.append(FileChange(path, text_before, after))
    missing = [
        path for path in file_by_path
        if path not in zip_import.files
        and (SUBJECT_FILE in zip_import.files or report_folder_name(path) in report_folders)
    ]  # fmt: skip
    return Differences(changed, unchanged, missing)


def check_zip(pk: UUID) -> None:
    """Checks a zip that waits as everything is checked. May run twice, and be killed anywhere: what
    came out is written at the end."""
    zip_import = ZipImport.objects.filter(pk=pk, state=FileState.WAITS).first()
    if zip_import is None:
        return
    try:
        changes = differences(zip_import).changed
        problems = slug_problems(zip_import.subject, changes) or content_problems(
            zip_import.subject, changes
        )
    except UnreadableFile:  # of what it would be put into
        problems = [str(problem) for problem in current_errors()]
    except Exception as error:  # of texts that nobody here wrote: it would wait for ever
        logger.exception("zip %s cannot be checked", pk)
        problems = [UNCHECKED_PROBLEM % type(error).__name__]
    waiting = ZipImport.objects.filter(pk=pk, state=FileState.WAITS)
    if problems:
        waiting.update(state=FileState.REFUSED, problems=problems[:MOST_PROBLEMS], files={})
    else:
        waiting.update(state=FileState.READY)


def slug_problems(subject: str, changes: Sequence[FileChange]) -> list[str]:
    """What is wrong with reports that are called otherwise than their folders, as
    `file:line: what; the mend`."""
    problems = []
    for change in changes:
        folder = report_folder_name(change.path)
        if change.path != f"reports/{folder}/report.yaml":
            continue
        document = read_yaml(Path(folder_name(subject)) / change.path, text=change.after)
        is_mapping = isinstance(document.data, dict)
        report_slug = document.data.get("slug", folder) if is_mapping else folder
        if report_slug != folder:
            message = f"the report is called `{report_slug}`, and its folder `{folder}`"
            mend = "call both the same"
            problems.append(str(problem(document.location("slug"), message, mend)))
    return problems


def content_problems(subject: str, changes: Sequence[FileChange]) -> list[str]:
    """What the checks say of all content with these files in it, as `file:line: what; the mend`."""
    if not changes:
        return []
    objects = [(file_ref(subject, change.path), {"text": change.after}) for change in changes]
    with staged_content(objects) as (content, root):
        errors = [str(error) for error in examine(content, texts_at_hand(content)).errors]
        for folder in (root, *settings.CONTENT_DIRS):  # paths begin with the subject's folder
            errors = [error.replace(f"{shown_path(Path(folder))}/", "") for error in errors]
        return errors


def open_drafts(zip_import: ZipImport, changes: Sequence[FileChange]) -> list[Draft]:
    """Open drafts of the reports and files that a zip changes."""
    paths = [change.path for change in changes]
    report_folders = {report_folder_name(path) for path in paths} - {""}
    drafts = Draft.objects.with_state().open().filter(subject=zip_import.subject)
    return [draft for draft in drafts if draft.report in report_folders or draft.key in paths]


@transaction.atomic
def make_drafts(pk: UUID, by: User, now: datetime) -> tuple[list[Draft], list[Draft]]:
    """(Drafts of all that a zip changes, the open ones of others that stay as they are). An open
    one of whoever asks gets another revision. The zip's row is gone then. ZipImportError."""
    zip_import = ZipImport.objects.select_for_update().filter(pk=pk, state=FileState.READY).first()
    if zip_import is None:
        raise ZipImportError("gone")
    if zip_import.by_id != by.pk:
        raise ZipImportError("not_sender")
    drafts, left_drafts, changes = [], [], differences(zip_import).changed
    if len(changes) > MOST_DRAFTS:
        raise ZipImportError("too_many")
    for change in changes:
        ref, fields = file_ref(zip_import.subject, change.path), {"text": change.after}
        draft, is_new = drafting.begin(
            ref, fields, title="", published_digest=text_digest(change.before), by=by, now=now
        )
        if not is_new:
            number = draft.newest_revision().number
            try:
                drafting.save(draft.pk, fields, title="", based_on=number, by=by, now=now)
            except DraftError:  # somebody else writes it, or it is being published
                left_drafts.append(draft)
                continue
        drafts.append(draft)
    zip_import.delete()
    return drafts, left_drafts


def look_after(now: datetime) -> list[UUID]:
    """Deletes zips that were refused a day ago, that nobody used in a month, and that no worker got
    through in a day. The ids of those that wait for longer than checking takes: a worker was
    killed."""
    given_up_states = (FileState.REFUSED, FileState.WAITS)
    ZipImport.objects.filter(state__in=given_up_states, at__lt=now - DAY).delete()
    ZipImport.objects.filter(state=FileState.READY, at__lt=now - MONTH).delete()
    late_imports = ZipImport.objects.filter(state=FileState.WAITS, at__lt=now - LONGEST_CHECK)
    return list(late_imports.values_list("pk", flat=True))
