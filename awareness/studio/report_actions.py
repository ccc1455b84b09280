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
from awareness.studio import originals
from awareness.studio.models import Draft, FileState, FoundNumber, ReportFile

EVERY = 20  # pages: progress is written that often
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATE = timedelta(minutes=10)  # longer than any file may take


def receive(data: bytes, name: str, by: User, now: datetime) -> tuple[ReportFile, bool]:
    """Keeps a file and says whether it is new: the same bytes are read once for an author."""
    original = originals.keep(data)
    with transaction.atomic():
        known = ReportFile.objects.filter(original=original, by=by).exclude(state=FileState.REFUSED)
        if received := known.first():
            return received, False
        report_file = ReportFile(name=name[:200], original=original, by=by, by_name=by.name, at=now)
        report_file.save(force_insert=True)
    return report_file, True


def read_file(pk: UUID) -> None:
    """Reads a file that waits. May run twice, and be killed anywhere: it is written at the end."""
    report_file = ReportFile.objects.filter(pk=pk, state=FileState.WAITS).first()
    if report_file is None:
        return
    try:
        conversion = convert_file(originals.path_of(report_file.original), _progress(pk))
        examined = examine_text(conversion.text)
    except FileRefused as refusal:
        _refuse(pk, refusal.code)
    except FileNotFoundError:
        _refuse(pk, "broken")
    else:
        _write(pk, conversion, examined)


def _progress(pk: UUID) -> Progress:
    def write_down(page_number: int, pages: int) -> None:
        if page_number % EVERY == 1 or page_number == pages:
            waiting = ReportFile.objects.filter(pk=pk, state=FileState.WAITS)
            waiting.update(page=page_number, pages=pages)

    return write_down


def _refuse(pk: UUID, code: str) -> None:
    waiting = ReportFile.objects.filter(pk=pk, state=FileState.WAITS)
    waiting.update(state=FileState.REFUSED, refused=code)


@transaction.atomic
def _write(pk: UUID, conversion: Conversion, examined: Examination) -> None:
    waiting = ReportFile.objects.filter(pk=pk, state=FileState.WAITS)
    written = waiting.update(
        state=FileState.READY,
        text=str(conversion.text),
        about={name: [field.value, field.line] for name, field in examined.about.items()},
        removed=conversion.removed,
        without_text=conversion.without_text,
        personal=_first_of_each(examined),
    )
    if written:
        FoundNumber.objects.bulk_create(_numbers(pk, examined), batch_size=500)


def _first_of_each(examined: Examination) -> list[list[object]]:
    """Addresses and names, each where it stands first: one may be at the foot of every page."""
    first: dict[str, list[object]] = {}
    for place in examined.personal:
        first.setdefault(place.text, [place.line, place.what, place.text])
    return list(first.values())


def _numbers(pk: UUID, examined: Examination) -> list[FoundNumber]:
    differs = {}
    for one, other in examined.disagreements:
        differs[one.id], differs[other.id] = other.line, one.line
    return [
        FoundNumber(
            report_id=pk, line=number.line, start=number.start,
            # What goes on in the next line is marked to the end of its own.
            end=number.end if number.end_line == number.line else number.start + 10_000,
            as_printed=number.as_printed, value=plain_digits(number.value)[:60], unit=number.unit,
            kind=number.kind, qualifier=number.qualifier, in_table=number.in_table,
            proposals=[vars(proposal) for proposal in examined.proposals[number.id]],
            differs=differs.get(number.id, 0),
        )
        for number in examined.numbers
    ]  # fmt: skip


@transaction.atomic
def take_away(report_file: ReportFile) -> bool:
    """The file, its text and its numbers; the bytes go with the next round of `look_after`. False
    where open drafts rest on it: they would lose the lines that they are proved by."""
    if Draft.objects.open().filter(picks__report=report_file).exists():
        return False
    report_file.delete()
    return True


def look_after(now: datetime) -> list[UUID]:
    """Takes away what failed a day ago and originals that nothing needs. The ids of files that
    still wait, for a worker was killed."""
    ReportFile.objects.filter(state=FileState.REFUSED, at__lt=now - DAY).delete()
    needed = set(ReportFile.objects.values_list("original", flat=True))
    originals.remove_but(needed, (now - HOUR).timestamp())
    late = ReportFile.objects.filter(state=FileState.WAITS, at__lt=now - LATE)
    return list(late.values_list("pk", flat=True))
