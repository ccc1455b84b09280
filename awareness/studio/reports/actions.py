"""What becomes of a report's file: taken, read in the background, described, taken away."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from awareness.content.reading.refused import FileRefused
from awareness.content.reading.sealed import (
    Conversion,
    Examination,
    Progress,
    convert_file,
    examine_text,
)
from awareness.insights.numbers import plain_digits
from awareness.people.models import User
from awareness.studio.models import Draft, FileState, FoundNumber, ReportFile
from awareness.studio.models.reports import NEXT_LINE_OFFSET
from awareness.studio.reports import originals

PAGES_A_PROGRESS = 20  # how far reading is, is written down after so many
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONGEST_READING = timedelta(minutes=10)  # how long any file may take


def receive(data: bytes, name: str, by: User, now: datetime) -> tuple[ReportFile, bool]:
    """Keeps a file; (its row, whether that is new). The same bytes are read once for an author,
    unless they were refused."""
    original = originals.keep(data)
    with transaction.atomic():
        earlier_files = ReportFile.objects.filter(original=original, by=by).exclude(
            state=FileState.REFUSED
        )
        if earlier_file := earlier_files.first():
            return earlier_file, False
        report_file = ReportFile(name=name[:200], original=original, by=by, by_name=by.name, at=now)
        report_file.save(force_insert=True)
    return report_file, True


def read_file(pk: UUID) -> None:
    """Reads a file that waits. May run twice, and be killed anywhere: it is written at the end."""
    report_file = ReportFile.objects.filter(pk=pk, state=FileState.WAITS).first()
    if report_file is None:
        return
    try:
        conversion = convert_file(originals.path_of(report_file.original), _progress_writer(pk))
        examination = examine_text(conversion.text)
    except FileRefused as refusal:
        _mark_refused(pk, refusal.code)
    except FileNotFoundError:
        _mark_refused(pk, "broken")
    else:
        _keep_reading(pk, conversion, examination)


def _progress_writer(pk: UUID) -> Progress:
    """What writes down how many pages of a waiting file are read."""

    def write_down(page_number: int, page_count: int) -> None:
        if page_number % PAGES_A_PROGRESS == 1 or page_number == page_count:
            waiting_file = ReportFile.objects.filter(pk=pk, state=FileState.WAITS)
            waiting_file.update(page=page_number, pages=page_count)

    return write_down


def _mark_refused(pk: UUID, code: str) -> None:
    """Refuses a waiting file; `code` says why (content/reading/refused.py)."""
    waiting_file = ReportFile.objects.filter(pk=pk, state=FileState.WAITS)
    waiting_file.update(state=FileState.REFUSED, refused=code)


@transaction.atomic
def _keep_reading(pk: UUID, conversion: Conversion, examination: Examination) -> None:
    """Makes a waiting file ready, with its text and the numbers found. Does nothing where the file
    does not wait any more."""
    waiting_file = ReportFile.objects.filter(pk=pk, state=FileState.WAITS)
    written_count = waiting_file.update(
        state=FileState.READY,
        text=str(conversion.text),
        about={name: [field.value, field.line] for name, field in examination.about.items()},
        removed=conversion.removed,
        without_text=conversion.without_text,
        personal=_first_personal_places(examination),
    )
    if written_count:
        FoundNumber.objects.bulk_create(_found_numbers(pk, examination), batch_size=500)


def _first_personal_places(examination: Examination) -> list[list[object]]:
    """[line, what, text] of addresses and names, each where it stands first: one may be at the foot
    of every page."""
    first_by_text: dict[str, list[object]] = {}
    for personal_place in examination.personal:
        first_by_text.setdefault(
            personal_place.text, [personal_place.line, personal_place.what, personal_place.text]
        )
    return list(first_by_text.values())


def _found_numbers(pk: UUID, examination: Examination) -> list[FoundNumber]:
    """The rows of a report file's numbers, not saved."""
    differing_line_by_id = {}
    for one, other in examination.disagreements:
        differing_line_by_id[one.id], differing_line_by_id[other.id] = other.line, one.line
    return [
        FoundNumber(
            report_id=pk, line=number.line, start=number.start,
            end=number.end if number.end_line == number.line else number.start + NEXT_LINE_OFFSET,
            as_printed=number.as_printed, value=plain_digits(number.value)[:60], unit=number.unit,
            kind=number.kind, qualifier=number.qualifier, in_table=number.in_table,
            proposals=[vars(proposal) for proposal in examination.proposals[number.id]],
            differs=differing_line_by_id.get(number.id, 0),
        )
        for number in examination.numbers
    ]  # fmt: skip


@transaction.atomic
def take_away(report_file: ReportFile) -> bool:
    """Deletes a file's row, its text and its numbers; the bytes go with the next round of
    `look_after`. False where open drafts rest on it, and nothing is deleted: they would lose the
    lines that they are proved by."""
    if Draft.objects.open().filter(picks__report=report_file).exists():
        return False
    report_file.delete()
    return True


def look_after(now: datetime) -> list[UUID]:
    """Deletes files that were refused a day ago, and originals that no file needs. The ids of files
    that wait for longer than reading takes: a worker was killed."""
    ReportFile.objects.filter(state=FileState.REFUSED, at__lt=now - DAY).delete()
    needed_originals = set(ReportFile.objects.values_list("original", flat=True))
    originals.remove_unneeded(needed_originals, (now - HOUR).timestamp())
    late_files = ReportFile.objects.filter(state=FileState.WAITS, at__lt=now - LONGEST_READING)
    return list(late_files.values_list("pk", flat=True))
