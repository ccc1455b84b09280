"""A file that was read becomes rows of the database, in short transactions; then it is planned."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from itertools import batched
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from awareness import giving_way
from awareness.people.models import User
from awareness.staffing import sent_files
from awareness.staffing.access import site_ids_of_hr
from awareness.staffing.known import staff_known
from awareness.staffing.known_columns import remember, remembered
from awareness.staffing.models import Import, NeededRow, PlannedRow, StagedRows, State
from awareness.staffing.plan_summary import summary
from awareness.staffing.planning.days import has_day_words_alone
from awareness.staffing.planning.known import PlaceAnswer, Places
from awareness.staffing.planning.plan import Plan, plan, with_answers
from awareness.staffing.planning.row_problems import WITHHELD_FIELDS
from awareness.staffing.reading.cells import Answer, Cell, Odd, pack, unpack
from awareness.staffing.reading.heads import Field
from awareness.staffing.reading.read import Columns, ReadRow, Sheet, read
from awareness.staffing.reading.refused import FileRefused

ROWS_AT_ONCE = 500  # rows in one transaction
_FIELDS = {field.value: field for field in Field}


def stage(
    sheet: Sheet, file_name: str, by: User | None, now: datetime, *, whole: bool = False
) -> Import:
    """Keep what was taken of a file; planning it is asked for by the caller.

    FileRefused (nothing_to_know_by): no column is a number or an e-mail address.
    """
    require_recognisable(sheet.columns)
    imported = Import.objects.create(by=by, file_name=file_name[-120:], at=now, whole=whole)
    _keep_rows(imported, sheet)
    return imported


def keep_sent_file(
    file: "UploadedFile[Any]", by: User, mapping: Mapping[str, str], now: datetime
) -> Import:
    """Keep a file, unreadable, until the worker reads it (`read_file`)."""
    imported = Import.objects.create(
        by=by, file_name=str(file.name)[-120:], at=now, mapping=dict(mapping)
    )
    sent_files.keep_file(imported, file.chunks())
    return imported


def read_file(pk: UUID) -> bool:
    """Read a file that arrived; only what is taken of it stays. Whether it is to be planned now.
    It may run twice: what a kill left half read is read anew."""
    imported = Import.objects.filter(pk=pk, state=State.ARRIVING).first()
    if imported is None:
        return False
    mine = Import.objects.filter(pk=pk, state=State.ARRIVING)
    columns = None
    try:
        if (data := sent_files.read_kept_file(imported)) is None:
            raise FileRefused("lost")
        sheet = read(data, remembered() | imported.mapping, lambda n: mine.update(rows=n))
        columns = sheet.columns
        require_recognisable(columns)
    except FileRefused as refused:
        mine.update(state=State.REFUSED, refused=_refusal(refused, columns))
    else:
        remember(imported.mapping)
        imported.staged.all().delete()
        _keep_rows(imported, sheet)
    sent_files.drop_file(imported)
    return imported.state == State.PLANNING


def _refusal(refused: FileRefused, columns: Columns | None) -> dict[str, Any]:
    head = columns.head if columns else []
    taken = (
        {columns.head[position]: f.value for position, f in columns.taken.items()}
        if columns
        else {}
    )
    return {"code": refused.code, "params": refused.params, "head": head, "taken": taken}


def _keep_rows(imported: Import, sheet: Sheet) -> None:
    columns = sheet.columns
    taken_columns = [[columns.head[place], field.value] for place, field in columns.taken.items()]
    imported.columns = {"taken": taken_columns, "left": columns.left, "sheet": columns.sheet}
    imported.rows = len(sheet.rows)
    for position, rows in enumerate(batched(sheet.rows, ROWS_AT_ONCE)):
        packed = [
            [row.number, {f.value: pack(_to_keep(f, c)) for f, c in row.cells.items()}, row.beyond]
            for row in rows
        ]
        StagedRows.objects.create(imported=imported, position=position, rows=packed)
        giving_way.let_others_write()
    imported.state = State.PLANNING
    imported.save(update_fields=["columns", "rows", "state"])


def _to_keep(field: Field, cell: Cell) -> Cell:
    """The cell as it is kept: words in a column of leave may be about somebody's health."""
    words = field in WITHHELD_FIELDS and isinstance(cell, str) and not has_day_words_alone(cell)
    return Odd("words", shown="") if words else cell


def require_recognisable(columns: Columns) -> None:
    """FileRefused (nothing_to_know_by): nobody could be recognised by these columns."""
    if not {Field.NUMBER, Field.EMAIL} & set(columns.fields):
        raise FileRefused("nothing_to_know_by")


def staged_rows(imported: Import) -> list[ReadRow]:
    """The rows of the file, with what HR wrote in place of cells; read some at a time, for the
    database's own copy of all of them would be as large."""
    rows = [
        ReadRow(number, {_FIELDS[name]: unpack(cell) for name, cell in cells.items()}, beyond)
        for chunk in imported.staged.iterator(chunk_size=4)
        for number, cells, beyond in chunk.rows
    ]
    answers_by_cell = {
        int(number): {Field(name): Answer(text) for name, text in cells.items()}
        for number, cells in imported.cells.items()
    }
    return with_answers(rows, answers_by_cell)


def places_answered(imported: Import) -> Places:
    """What HR said about sites and teams, as the plan takes it."""
    return Places(
        {name: PlaceAnswer.of_json(kept) for name, kept in imported.sites.items()},
        {tuple(path): PlaceAnswer.of_json(kept) for path, kept in imported.teams},
    )


def today_of(by: User | None) -> date:
    """The day that holds for an import: where whoever brought it works."""
    return by.today() if by else timezone.localdate(timezone=UTC)


class PlannedAnew(Exception):
    """Somebody else plans this import by now, or HR said something more."""


def plan_import(pk: UUID) -> None:
    """Work out what an import would do, and keep it. It may run twice, and at once: the later one
    is kept, and the earlier one stops."""
    planner = uuid4()
    waiting = Import.objects.filter(pk=pk, state__in=(State.PLANNING, State.PLANNED))
    if not waiting.update(planner=planner, state=State.PLANNING):
        return
    imported = Import.objects.select_related("by__site").get(pk=pk)
    today = today_of(imported.by)
    staff = staff_known(today, site_ids_of_hr(imported.by))
    made = plan(
        staged_rows(imported),
        [Field(field) for _name, field in imported.columns["taken"]],
        staff,
        today,
        whole=imported.whole,
        answers=places_answered(imported),
    )
    gc.freeze()  # to look a plan of 100,000 rows over for garbage takes half a second of others
    try:
        _keep_plan(imported, planner, made, summary(made, staff, today, timezone.now()))
    except PlannedAnew:
        return
    finally:
        gc.unfreeze()


def _keep_plan(imported: Import, planner: UUID, plan: Plan, sets_off: dict[str, Any]) -> None:
    mine = Import.objects.filter(pk=imported.pk, planner=planner, answers=imported.answers)
    for model in (PlannedRow, NeededRow):
        rows: QuerySet[Any] = model.objects.filter(imported=imported)
        while _write_if_still_mine(mine, partial(_remove_chunk, rows)):
            pass
    rows_to_keep: tuple[Iterator[Model], ...] = (
        _planned_rows(imported, plan),
        _need_rows(imported, plan),
    )
    for rows_of_table in rows_to_keep:
        for batch in batched(rows_of_table, ROWS_AT_ONCE):
            _write_if_still_mine(mine, partial(_create, batch))
    finished = mine.update(
        state=State.PLANNED,
        planned=imported.answers,
        counts=plan.counts | sets_off,
        proposals=[
            {"column": p.column.value, "name": list(p.name), "people": p.people, "close": p.close}
            for p in plan.proposals
        ],
        grants=[asdict(grant) for grant in plan.grants],
        brake=asdict(plan.brake) if plan.brake else None,
        absent=plan.absent,
        sites_absent=plan.sites_absent,
    )
    if not finished:
        raise PlannedAnew


def _write_if_still_mine[Result](mine: QuerySet[Import], write: Callable[[], Result]) -> Result:
    """Write in a transaction in which nobody else plans this import."""
    with transaction.atomic():
        if mine.select_for_update().first() is None:
            raise PlannedAnew
        written = write()
    giving_way.let_others_write()
    return written


def _remove_chunk(rows: QuerySet[Any]) -> int:
    some = list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE])
    return rows.filter(pk__in=some).delete()[0] if some else 0


def _create(rows: Sequence[Model]) -> list[Model]:
    return type(rows[0])._default_manager.bulk_create(rows)


def _planned_rows(imported: Import, plan: Plan) -> Iterator[Model]:
    for position, entry in enumerate(plan.entries):
        yield PlannedRow(
            imported=imported,
            position=position,
            row=entry.row,
            kind=entry.kind.value,
            person_id=entry.person,
            name=entry.name[:254],
            before=entry.before,
            after=entry.after,
            notes=entry.notes,
            waits=entry.waits,
        )


def _need_rows(imported: Import, plan: Plan) -> Iterator[Model]:
    for position, problem in enumerate(plan.problems):
        yield NeededRow(
            imported=imported,
            position=position,
            row=problem.row,
            field=str(problem.column),
            value=problem.value,
            code=problem.code,
            params=problem.params,
            mends=list(problem.mends),
            name=problem.name[:254],
        )
