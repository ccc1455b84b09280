"""Everything that reads, and the SQL that is built once. None of it decides."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from prepared import Slot, insert, prepared
from prepared.planning import whole_tables
from quizzes.models import (
    Attempt,
    AttemptItem,
    Grade,
    Learner,
    NewestResponse,
    QuestionVersion,
    Response,
)


def live_version(key: str, lang: str = "en") -> QuestionVersion | None:
    return QuestionVersion.objects.live(lang).filter(question__key=key).first()


def open_attempt(learner: Learner, context: str) -> Attempt | None:
    return Attempt.objects.of(learner, context).open().first()


def latest_attempt(learner: Learner, context: str) -> Attempt | None:
    """The open attempt, or else the last one finished."""
    return next(iter(_latest_attempt(learner=learner.pk, context=context)), None)


@prepared
def _latest_attempt(learner: Slot, context: Slot) -> QuerySet[Attempt]:
    return Attempt.objects.filter(learner=learner, context=context).newest_first()[:1]


def items_of_attempt(attempt: Attempt) -> list[AttemptItem]:
    """The attempt's items in order, each with version, newest response and newest grade: one query.

    What was answered is in `newest` of each.
    """
    return _newest_rows_of_attempt(attempt, _item_rows_of_attempt(attempt=attempt.pk))


@prepared
def _item_rows_of_attempt(attempt: Slot) -> QuerySet[AttemptItem]:
    return _with_newest_columns(AttemptItem.objects.filter(attempt=attempt))


def _newest_rows_of_attempt(attempt: Attempt, rows: Iterable[AttemptItem]) -> list[AttemptItem]:
    """The items out of the rows of `_with_newest_columns`, each with this attempt, which is then
    not read again."""
    last_rows = _last_row_of_each_item(rows)
    for item in last_rows:
        item.attempt = attempt
    return last_rows


def _last_row_of_each_item(rows: Iterable[AttemptItem]) -> list[AttemptItem]:
    """The last row of each item out of the rows of `_with_newest_columns`; its columns `newest_…`
    become the `NewestResponse` in its `newest`.

    An item that was graded again has the version by whose key it counts now, so that no page tells
    the key that was wrong, and the question is asked again with the right one; one query for those.
    """
    last_rows = list({item.pk: item for item in rows}.values())
    graded_again: list[tuple[AttemptItem, int]] = []
    for item in last_rows:
        columns = vars(item)
        graded_by = columns.pop("newest_graded_by")
        if graded_by not in (None, item.version_id):
            graded_again.append((item, graded_by))
        answer, sequence = columns.pop("newest_answer"), columns.pop("newest_sequence")
        is_final, fraction = columns.pop("newest_is_final"), columns.pop("newest_fraction")
        item.newest = (
            NewestResponse()
            if sequence is None
            else NewestResponse(answer, is_final, sequence, fraction)
        )
    if graded_again:
        versions = QuestionVersion.objects.in_bulk(
            {version_id for _item, version_id in graded_again}
        )
        for item, version_id in graded_again:
            item.version = versions[version_id]
    return last_rows


def items_of_learner(learner: Learner) -> QuerySet[AttemptItem]:
    """Everything somebody was ever asked; one query, and the one that is returned.

    By the ids of their attempts and not by a join: PostgreSQL joins the wrong way round where it
    takes the tables for empty, and then reads everybody's items for each of everybody's attempts.
    """
    attempts = Attempt.objects.filter(learner=learner).values_list("pk", flat=True)
    return AttemptItem.objects.filter(attempt__in=list(attempts)).order_by()


def with_newest(items: QuerySet[AttemptItem]) -> list[AttemptItem]:
    """The items of this query, each with its version and its newest response in `newest`."""
    return _last_row_of_each_item(_with_newest_columns(items))


def _with_newest_columns(items: QuerySet[AttemptItem]) -> QuerySet[AttemptItem]:
    """The items joined with their responses and grades, a row for each pair, oldest first: the last
    row of an item has its newest. An item has one response, or a few if it has steps, and one
    grade, or a few if it was regraded, so that this is cheaper than a subquery a column.
    """
    return (
        items.select_related("version")
        .annotate(
            newest_answer=F("responses__answer"),
            newest_is_final=F("responses__is_final"),
            newest_sequence=F("responses__sequence"),
            newest_fraction=F("responses__grades__fraction"),
            newest_graded_by=F("responses__grades__version"),
        )
        .order_by("position", "responses__sequence", "responses__grades__id")
    )


_RESPONSE_COLUMNS = [column.attname for column in Response._meta.concrete_fields]


def with_responses(items: QuerySet[AttemptItem]) -> QuerySet[AttemptItem]:
    """One item with its attempt and version, in a row for each of its responses: `responses_of`."""
    response_columns = {f"said_{name}": F(f"responses__{name}") for name in _RESPONSE_COLUMNS}
    whole = items.select_related("attempt", "version")
    return whole.annotate(**response_columns).order_by("responses__sequence")


@prepared
def item_with_responses(item: Slot) -> QuerySet[AttemptItem]:
    """The rows of one item, for `responses_of`."""
    return with_responses(AttemptItem.objects.filter(pk=item))


@prepared
def own_item_with_responses(item: Slot, learner: Slot, context: Slot) -> QuerySet[AttemptItem]:
    """The rows of one item, for `responses_of`, if it is the learner's own in this context; none
    otherwise."""
    own_items = AttemptItem.objects.filter(attempt__learner=learner, attempt__context=context)
    return with_responses(own_items.filter(pk=item))


def responses_of(rows: list[AttemptItem]) -> tuple[AttemptItem | None, list[Response]]:
    """The item of `with_responses` (None where there is none), and its responses in order."""
    if not rows:
        return None, []
    item = rows[0]
    response_values = [
        [getattr(row, f"said_{name}") for name in _RESPONSE_COLUMNS]
        for row in rows
        if vars(row)["said_id"]
    ]
    return item, [
        Response.from_db(item._state.db, _RESPONSE_COLUMNS, values) for values in response_values
    ]


def next_item(attempt: Attempt) -> AttemptItem | None:
    """The first item still to answer, with its newest response in `newest`; None where all have
    been answered.

    Runs after every answer, so it first asks the plainest question: which is the first blank one?
    """
    for item in _first_blank_item(attempt=attempt.pk):
        item.attempt, item.newest = attempt, NewestResponse()
        return item
    return next((item for item in items_of_attempt(attempt) if not item.newest.is_final), None)


@prepared
def _first_blank_item(attempt: Slot) -> QuerySet[AttemptItem]:
    blank = AttemptItem.objects.filter(attempt=attempt, responses=None)
    return blank.select_related("version").order_by("position")[:1]


@prepared
def locked_attempt(attempt: Slot) -> QuerySet[Attempt]:
    """One attempt, locked until the transaction ends."""
    return Attempt.objects.filter(pk=attempt).select_for_update()


def add_row(row: Response | Grade) -> None:
    """Add a response or a grade; here because the SQL of it is kept, as that of the queries."""
    insert(row)


def weighted_fraction(items: Iterable[AttemptItem]) -> float | None:
    """The share (0 to 1) earned over the scored items of an attempt; None if none is scored."""
    scored = [
        (item.weight, fraction)
        for item in items
        if (fraction := item.newest.fraction) is not None and item.weight
    ]
    if not scored:
        return None
    earned = sum(weight * fraction for weight, fraction in scored)
    return min(1.0, earned / sum(weight for weight, _ in scored))


def first_decision_right(item: AttemptItem) -> bool | None:
    """Whether a scenario's first decision was right; None while it is not made.

    Reads the answer, not the grade, so that it is known before the situation is played to its end.
    """
    if item.newest.answer is None:
        return None
    return item.version.spec.grade(item.newest.answer).fraction == 1.0


def final_fractions(version: QuestionVersion) -> dict[int, tuple[int, list[float | None]]]:
    """Final responses to a version: response -> (learner, what each of its grades is worth, the
    newest last)."""
    rows = (
        Response.objects.filter(item__version=version, is_final=True)
        .order_by("pk", "grades__pk")
        .values_list("pk", "item__attempt__learner", "grades__fraction")
    )
    fractions_by_response: dict[int, tuple[int, list[float | None]]] = {}
    with whole_tables():
        for response_id, learner_id, fraction in rows:
            fractions_by_response.setdefault(response_id, (learner_id, []))[1].append(fraction)
    return fractions_by_response
