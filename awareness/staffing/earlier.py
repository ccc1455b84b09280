"""What people finished in an earlier system: rehearsed, imported, taken back, and read.

It is shown with its source and counted nowhere: no floor below knows this table.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from awareness.errors import CodedError
from awareness.journal.actions import append
from awareness.people.models import Identifier, Kind, Role, User
from awareness.people.reach import people_of_hr
from awareness.people.searching import search_people
from awareness.people.visibility import may_see
from awareness.staffing.access import site_ids_of_hr
from awareness.staffing.models import EarlierBatch, EarlierCompletion
from awareness.staffing.planning.earlier import KnownStaff, plan_earlier
from awareness.staffing.planning.numbers import NumberHabits
from awareness.staffing.reading.heads import FIELDS_OF_EARLIER, Field
from awareness.staffing.reading.read import Sheet, read
from awareness.staffing.reading.refused import FileRefused

MOST_ROWS = 20_000  # read and planned while the page waits
ROWS_AT_ONCE = 1000


class EarlierError(CodedError):
    """`code`: begun (imported before), not_imported or taken_back."""


@dataclass(frozen=True)
class Earlier:
    """Something that somebody finished elsewhere, as a role may see it."""

    title: str
    day: date
    source: str


def shown_completions() -> QuerySet[EarlierCompletion]:
    """All but what was taken back."""
    return EarlierCompletion.objects.filter(batch__taken_back_at=None)


def read_earlier_of(role: str, person: User) -> list[Earlier]:
    """What somebody finished elsewhere, the newest first. One query."""
    if not may_see(role, "earlier_completion"):
        return []
    rows = shown_completions().filter(person=person).order_by("-day", "title", "source", "pk")
    return [Earlier(*row) for row in rows.values_list("title", "day", "source")]


def earlier_list(role: str, user: User, words: str = "") -> QuerySet[EarlierCompletion]:
    """What an auditor reads of everybody, and HR of the people they keep; by name."""
    people = people_of_hr(user) if role == Role.HR else User.objects.all()
    if words:
        kinds = Kind.values if may_see(role, "email") else [Kind.EMPLOYEE_NUMBER]
        people = search_people(people, words, user.today(), kinds=kinds)
    rows = shown_completions().filter(person__in=people).select_related("person__site")
    rows = rows.prefetch_related("person__identifiers")
    return rows.order_by("person__sort_key", "person_id", "-day", "title", "pk")


def batches_of(user: User) -> QuerySet[EarlierBatch]:
    """One's own, and everybody's for whoever keeps all sites."""
    batches = EarlierBatch.objects.select_related("by", "taken_back_by")
    return batches if site_ids_of_hr(user) is None else batches.filter(by=user)


def batch_or_404(user: User, pk: UUID) -> EarlierBatch:
    """One of them; 404 for any other, as if it did not exist."""
    return get_object_or_404(batches_of(user), pk=pk)


def read_earlier(data: bytes, mapping: Mapping[str, str]) -> Sheet:
    """The file, with four columns taken of it. FileRefused: what refused.WORDS_BY_CODE names."""
    return read(data, mapping, among=FIELDS_OF_EARLIER, most=MOST_ROWS)


def require_columns(sheet: Sheet) -> None:
    """FileRefused: nobody could be recognised, or what was finished and when is not there."""
    fields = set(sheet.columns.fields)
    if not {Field.NUMBER, Field.EMAIL} & fields:
        raise FileRefused("nothing_to_know_by")
    if not {Field.TITLE, Field.DONE} <= fields:
        raise FileRefused("no_title_or_day")


def rehearse(sheet: Sheet, source: str, by: User, now: datetime) -> EarlierBatch:
    """Keep what importing the file would do; nothing is imported."""
    kept_already = shown_completions().filter(source=source).values_list("person", "title", "day")
    plan = plan_earlier(sheet.rows, _known_staff(by), set(kept_already), by.today(now))
    return EarlierBatch.objects.create(
        by=by,
        at=now,
        source=source,
        planned=[[person_id, title, day.isoformat()] for person_id, title, day in plan.finished],
        needs=[
            [
                problem.row,
                str(problem.column),
                problem.value,
                problem.code,
                problem.params,
                list(problem.mends),
            ]
            for problem in plan.problems
        ],
        repeated=plan.repeated,
    )


def _known_staff(hr: User) -> KnownStaff:
    """Whom HR keeps, leavers among them. One query."""
    rows = Identifier.objects.filter(hr.reach.at("person__site__"))
    people, numbers = dict[str, int](), dict[str, str]()
    for normal, typed_text, kind, person_id in rows.values_list(
        "normal", "typed", "kind", "person"
    ):
        if normal is None:
            continue  # two people have it, until a superuser has decided
        people[normal] = person_id
        if kind == Kind.EMPLOYEE_NUMBER and normal.isascii() and normal.isdigit():
            numbers[normal] = typed_text
    widths = Counter(map(len, numbers))
    padded = {key.lstrip("0"): typed_text for key, typed_text in numbers.items() if key[0] == "0"}
    return KnownStaff(people, NumberHabits(widths, padded, known=frozenset(people)))


@transaction.atomic
def import_batch(pk: UUID, by: User, now: datetime) -> None:
    """Add what was rehearsed, less what came in meanwhile and whom HR no longer keeps. What needs
    somebody is left, and forgotten. EarlierError: begun."""
    batch = _locked_batch(pk)
    if batch.imported_at:
        raise EarlierError("begun")
    kept = set(people_of_hr(by).values_list("pk", flat=True))
    kept_already = (
        shown_completions().filter(source=batch.source).values_list("person", "title", "day")
    )
    before = {(person_id, title, day.isoformat()) for person_id, title, day in kept_already}
    rows = [
        EarlierCompletion(
            person_id=person_id,
            title=title,
            day=date.fromisoformat(day),
            source=batch.source,
            batch=batch,
        )
        for person_id, title, day in batch.planned
        if person_id in kept and (person_id, title, day) not in before
    ]
    EarlierCompletion.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    batch.planned, batch.needs, batch.imported_at = [], [], now
    batch.save(update_fields=["planned", "needs", "imported_at"])
    append("earlier.imported", now=now, actor=by.public_id, batch=str(pk), rows=len(rows))


@transaction.atomic
def take_back(pk: UUID, by: User, now: datetime) -> None:
    """Show the rows of a batch no longer; they stay. EarlierError: not_imported, taken_back."""
    batch = _locked_batch(pk)
    if not batch.imported_at:
        raise EarlierError("not_imported")
    if batch.taken_back_at:
        raise EarlierError("taken_back")
    batch.taken_back_at, batch.taken_back_by = now, by
    batch.save(update_fields=["taken_back_at", "taken_back_by"])
    append("earlier.taken_back", now=now, actor=by.public_id, batch=str(pk))


def _locked_batch(pk: UUID) -> EarlierBatch:
    """The batch, alone with those of its source: two at once would import the same rows."""
    source = EarlierBatch.objects.values_list("source", flat=True).get(pk=pk)
    batches = EarlierBatch.objects.filter(source=source).order_by("pk").select_for_update()
    return next(batch for batch in batches if batch.pk == pk)
