"""What goes with time: a file after a day, its receipt after thirty."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from awareness import giving_way
from awareness.staffing.models import (
    EarlierBatch,
    FilePart,
    Import,
    NeededRow,
    PlannedRow,
    StagedRows,
    State,
)

FILE_FOR, RECEIPT_FOR = timedelta(hours=24), timedelta(days=30)
CHUNK = 2000  # rows that go in one statement
NOT_BEGUN = (State.ARRIVING, State.REFUSED, State.PLANNING, State.PLANNED)


def forget(now: datetime) -> None:
    """Take away what is over. It may run twice."""
    old = Import.objects.filter(at__lt=now - FILE_FOR)
    for pk in old.filter(state__in=NOT_BEGUN).values_list("pk", flat=True):
        put_away_if_not_begun(pk)
    put_file_away(old)
    for pk in Import.objects.filter(at__lt=now - RECEIPT_FOR).values_list("pk", flat=True):
        put_away(pk)
    EarlierBatch.objects.filter(imported_at=None, at__lt=now - FILE_FOR).delete()


def put_file_away(imports: QuerySet[Import]) -> None:
    """The cells of these files go; which rows needed somebody, and why, stays on the receipt."""
    for model in (FilePart, StagedRows):
        _delete_in_chunks(model._default_manager.filter(imported__in=imports))
    NeededRow.objects.filter(imported__in=imports).exclude(value="", mends=[]).update(
        value="", mends=[]
    )
    imports.exclude(cells={}).update(cells={})


def put_away_if_not_begun(pk: Any) -> bool:
    """As `put_away`; False, with everything as it was, where somebody began it in this moment."""
    lost = {"code": "lost", "params": {}, "head": [], "taken": {}}  # what a kill in between leaves
    not_begun = Import.objects.filter(pk=pk, state__in=NOT_BEGUN)
    if not not_begun.update(state=State.REFUSED, refused=lost):
        return False
    put_away(pk)
    return True


def put_away(pk: Any) -> None:
    """An import goes with everything that it holds; people stay as they are."""
    for model in (FilePart, StagedRows, PlannedRow, NeededRow):
        _delete_in_chunks(model.objects.filter(imported=pk))
    Import.objects.filter(pk=pk).delete()


def _delete_in_chunks(rows: QuerySet[Any]) -> None:
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        rows.model._base_manager.filter(pk__in=some).delete()
        giving_way.let_others_write()
