"""The tables of a page of a PDF, opened in the background: slow, and kept once they are read."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from awareness.content.reading.refused import FileRefused
from awareness.content.reading.sealed import tables_of
from awareness.studio.models import FileState, PageTables, ReportFile
from awareness.studio.reports import originals

FILE_GONE = "gone"  # the file itself is no longer there; its text stays


def ask_for_tables(report_file: ReportFile, page_number: int, now: datetime) -> None:
    """Has a page's tables opened, once; what could not be opened is tried again."""
    from awareness.studio.tasks import open_page_tables

    with transaction.atomic():
        page_tables, is_new = PageTables.objects.get_or_create(
            report=report_file, page=page_number, defaults={"asked_at": now}
        )
        if not is_new and page_tables.state == FileState.READY:
            return
        PageTables.objects.filter(pk=page_tables.pk).update(
            state=FileState.WAITS, refused="", asked_at=now
        )
    open_page_tables.enqueue(str(report_file.pk), page_number)


def open_tables(pk: UUID, page_number: int) -> None:
    """Opens the tables of a page of this report file, if they wait. May run twice, and be killed
    anywhere: what came out is written at the end."""
    waiting = PageTables.objects.filter(report_id=pk, page=page_number, state=FileState.WAITS)
    page_tables = waiting.select_related("report").first()
    if page_tables is None:
        return
    try:
        tables = tables_of(originals.path_of(page_tables.report.original).read_bytes(), page_number)
    except FileRefused as refusal:
        waiting.update(state=FileState.REFUSED, refused=refusal.code)
    except FileNotFoundError:
        waiting.update(state=FileState.REFUSED, refused=FILE_GONE)
    else:
        waiting.update(state=FileState.READY, tables=tables)
