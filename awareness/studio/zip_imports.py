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
from awareness.content.files import UnreadableFile, read_text, read_yaml, shown_path
from awareness.content.problems import problem
from awareness.content.staging import (
    NoSubject,
    current_content,
    current_errors,
    folder_name,
    staged_content,
    texts_at_hand,
)
from awareness.content.unzipped import Unzipped
from awareness.content.writing import ObjectKind, ObjectRef, text_digest
from awareness.content.writing.content_files import report_folder_name
from awareness.people.models import User
from awareness.studio import drafting
from awareness.studio.draft_reviews import MOST_DRAFTS
from awareness.studio.drafting import DraftError
from awareness.studio.models import Draft, FileState, ZipImport
from awareness.studio.passages import Passage, line_runs
from awareness.subjects.folders import SUBJECT_FILE

SHOWN = 100  # problems; who mends that many sends the zip again
TWICE, DAY, MONTH = timedelta(minutes=1), timedelta(days=1), timedelta(days=30)
LATE = timedelta(minutes=10)  # longer than checking takes
UNCHECKED = (
    "The zip could not be checked (%s). Send it again. Should that say the same, tell whoever "
    "looks after this site: their log has the whole of it."
)
logger = logging.getLogger(__name__)


class ZipImportError(Exception):
    """Codes: gone (drafts were made of it, or it was taken away or refused), not_sender (somebody
    else sent it: whoever wrote a text is known by its revisions, and may not approve it), too_many
    (no review takes as many)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class FileChange:
    """A file of a zip beside the one that is read now; "" for none. `differs`: both are there."""

    path: str
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def passages(self) -> list[Passage]:
        return line_runs({"text": self.before}, {"text": self.after})


@dataclass(frozen=True)
class Differences:
    """What a zip would change. `missing` are files of what it is about that it does not hold; they
    stay as they are."""

    changed: list[FileChange]
    unchanged: list[str]
    missing: list[str]

    @property
    def new(self) -> list[FileChange]:
        return [change for change in self.changed if change.is_new]

    @property
    def other(self) -> list[FileChange]:
        return [change for change in self.changed if not change.is_new]


def subject_of(unzipped: Unzipped, chosen: str = "") -> str:
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
    for key in content.subjects:
        if unzipped.folder in (key, folder_name(key)):
            return key
    return chosen if chosen in content.subjects else ""


def receive(unzipped: Unzipped, subject: str, name: str, by: User, now: datetime) -> ZipImport:
    """Keeps what a zip holds, until it is checked and drafts are made of it. The same once more
    is the one that there is: its button was pressed twice."""
    same_name = ZipImport.objects.filter(by=by, subject=subject, name=name[:200])
    newest = same_name.filter(at__gt=now - TWICE).first()
    if newest is not None and newest.files == unzipped.files:
        return newest
    zip_import = ZipImport(
        name=name[:200], subject=subject, files=unzipped.files, by=by, by_name=by.name, at=now
    )
    zip_import.save(force_insert=True)
    return zip_import


def ref_of(subject: str, path: str) -> ObjectRef:
    return ObjectRef(ObjectKind.FILE, subject, report_folder_name(path), path)


def differences(zip_import: ZipImport) -> Differences:
    """What a zip would change of what is read now. Reads the files that it is about."""
    try:
        files = zipped.content_files_of(zip_import.subject)
    except NoSubject:
        files = {}
    texts = {name.partition("/")[2]: path for name, path in files.items()}
    reports = {report_folder_name(path) for path in zip_import.files} - {""}
    changed, unchanged = [], []
    for path, after in zip_import.files.items():
        text_before = (read_text(texts[path], [], strict=False) or "") if path in texts else ""
        if text_before == after:
            unchanged.append(path)
        else:
            changed.append(FileChange(path, text_before, after))
    missing = [
        path for path in texts
        if path not in zip_import.files
        and (SUBJECT_FILE in zip_import.files or report_folder_name(path) in reports)
    ]  # fmt: skip
    return Differences(changed, unchanged, missing)


def check(pk: UUID) -> None:
    """Checks a zip that waits as everything is checked. May run twice, and be killed anywhere: what
    came out is written at the end."""
    row = ZipImport.objects.filter(pk=pk, state=FileState.WAITS).first()
    if row is None:
        return
    try:
        changed = differences(row).changed
        problems = other_slugs(row.subject, changed) or problems_of(row.subject, changed)
    except UnreadableFile:  # of what it would be put into
        problems = [str(problem) for problem in current_errors()]
    except Exception as error:  # of texts that nobody here wrote: it would wait for ever
        logger.exception("zip %s cannot be checked", pk)
        problems = [UNCHECKED % type(error).__name__]
    waiting = ZipImport.objects.filter(pk=pk, state=FileState.WAITS)
    if problems:
        waiting.update(state=FileState.REFUSED, problems=problems[:SHOWN], files={})
    else:
        waiting.update(state=FileState.READY)


def other_slugs(subject: str, changed: Sequence[FileChange]) -> list[str]:
    """Reports that are called otherwise than their folders, as `file:line: what; the mend`."""
    problems = []
    for change in changed:
        report_slug = report_folder_name(change.path)
        if change.path == f"reports/{report_slug}/report.yaml":
            document = read_yaml(Path(folder_name(subject)) / change.path, [], change.after)
            slug = (
                document.data.get("slug", report_slug)
                if isinstance(document.data, dict)
                else report_slug
            )
            if slug != report_slug:
                message = f"the report is called `{slug}`, and its folder `{report_slug}`"
                problems.append(
                    str(problem(document.location("slug"), message, "call both the same"))
                )
    return problems


def problems_of(subject: str, changed: Sequence[FileChange]) -> list[str]:
    """What the checks say of all content with these files in it, as `file:line: what; the mend`."""
    if not changed:
        return []
    objects = [(ref_of(subject, change.path), {"text": change.after}) for change in changed]
    with staged_content(objects) as (content, root):
        errors = [str(error) for error in examine(content, texts_at_hand(content)).errors]
        for folder in (root, *settings.CONTENT_DIRS):  # paths begin with the subject's folder
            errors = [error.replace(f"{shown_path(Path(folder))}/", "") for error in errors]
        return errors


def open_drafts(zip_import: ZipImport, changed: Sequence[FileChange]) -> list[Draft]:
    """Open drafts of the reports and files that a zip changes."""
    paths = [change.path for change in changed]
    reports = {report_folder_name(path) for path in paths} - {""}
    drafts = Draft.objects.with_state().open().filter(subject=zip_import.subject)
    return [draft for draft in drafts if draft.report in reports or draft.key in paths]


@transaction.atomic
def make_drafts(pk: UUID, by: User, now: datetime) -> tuple[list[Draft], list[Draft]]:
    """Drafts of all that a zip changes, and the open ones of others that stay as they are. An open
    one of whoever asks gets another revision. The zip's row is gone then. ZipImportError."""
    row = ZipImport.objects.select_for_update().filter(pk=pk, state=FileState.READY).first()
    if row is None:
        raise ZipImportError("gone")
    if row.by_id != by.pk:
        raise ZipImportError("not_sender")
    drafts, left, changed = [], [], differences(row).changed
    if len(changed) > MOST_DRAFTS:
        raise ZipImportError("too_many")
    for change in changed:
        ref, body = ref_of(row.subject, change.path), {"text": change.after}
        draft, is_new = drafting.begin(
            ref, body, title="", started=text_digest(change.before), by=by, now=now
        )
        if not is_new:
            number = draft.newest_revision().number
            try:
                drafting.save(draft.pk, body, title="", based_on=number, by=by, now=now)
            except DraftError:  # somebody else writes it, or it is being published
                left.append(draft)
                continue
        drafts.append(draft)
    row.delete()
    return drafts, left


def look_after(now: datetime) -> list[UUID]:
    """Takes away what was refused a day ago, what nobody used in a month, and what no worker got
    through in a day. The ids of those that wait for long: a worker was killed."""
    ended = (FileState.REFUSED, FileState.WAITS)
    ZipImport.objects.filter(state__in=ended, at__lt=now - DAY).delete()
    ZipImport.objects.filter(state=FileState.READY, at__lt=now - MONTH).delete()
    late = ZipImport.objects.filter(state=FileState.WAITS, at__lt=now - LATE)
    return list(late.values_list("pk", flat=True))
