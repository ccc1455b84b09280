"""Everything that reads. None of it decides."""

from collections.abc import Iterable

from django.db.models import (
    BooleanField,
    FloatField,
    JSONField,
    OuterRef,
    PositiveSmallIntegerField,
    QuerySet,
    Subquery,
)

from quizzes import kinds
from quizzes.models import Attempt, AttemptItem, Grade, QuestionVersion, Response


def live_version(key: str, lang: str = "en") -> QuestionVersion | None:
    return QuestionVersion.objects.live(lang).filter(question__key=key).first()


def live_versions(keys: Iterable[str], lang: str = "en") -> list[QuestionVersion]:
    """Live versions of these questions, in the order of the keys; keys without one are left out."""
    keys = list(keys)
    found = QuestionVersion.objects.live(lang).filter(question__key__in=keys)
    by_key = {version.question.key: version for version in found.select_related("question")}
    return [by_key[key] for key in keys if key in by_key]


def open_attempt(learner, context: str) -> Attempt | None:
    return Attempt.objects.of(learner, context).open().first()


def latest_attempt(learner, context: str) -> Attempt | None:
    """The open attempt, or else the last one finished."""
    return Attempt.objects.of(learner, context).newest_first().first()


def items(attempt: Attempt) -> QuerySet[AttemptItem]:
    """The attempt's items in order, each with version, newest response and newest grade: one query.

    Adds newest_answer, newest_is_final, newest_sequence and newest_fraction; all None while blank.
    """
    return with_newest(attempt.items.all()).order_by("position")


def with_newest(found: QuerySet[AttemptItem]) -> QuerySet[AttemptItem]:
    responses = Response.objects.filter(item=OuterRef("pk")).order_by("-sequence")
    # A regrade appends: of a final response's grades, the newest counts.
    grades = Grade.objects.filter(response__item=OuterRef("pk")).order_by("-id")

    def newest(rows, field, kind):
        return Subquery(rows.values(field)[:1], output_field=kind)

    return found.select_related("version").annotate(
        newest_answer=newest(responses, "answer", JSONField()),
        newest_is_final=newest(responses, "is_final", BooleanField()),
        newest_sequence=newest(responses, "sequence", PositiveSmallIntegerField()),
        newest_fraction=newest(grades, "fraction", FloatField()),
    )


def remember(item: AttemptItem, response: Response | None) -> AttemptItem:
    """Note the newest response on an item at hand, as `items` would, without a query."""
    item.newest_answer = response.answer if response else None
    item.newest_is_final = response.is_final if response else None
    item.newest_sequence = response.sequence if response else None
    return item


def next_item(attempt: Attempt) -> AttemptItem | None:
    """The first item that has no final response yet, annotated like `items`."""
    answered = Response.objects.filter(item__attempt=attempt, is_final=True).values("item_id")
    return items(attempt).exclude(pk__in=answered).first()


def weighted_fraction(found: Iterable[AttemptItem]) -> float | None:
    """The share earned over the scored items of `items(attempt)`; None if none is scored."""
    scored = [item for item in found if item.newest_fraction is not None and item.weight]
    if not scored:
        return None
    earned = sum(item.weight * item.newest_fraction for item in scored)
    return min(1.0, earned / sum(item.weight for item in scored))


def first_decision_right(item: AttemptItem) -> bool | None:
    """Whether a scenario's first decision was right; None while it is not made.

    Reads the answer, not the grade, so that it is known before the situation is played to its end.
    """
    if not hasattr(item, "newest_answer"):
        item = with_newest(AttemptItem.objects.filter(pk=item.pk)).get()
    if item.newest_answer is None:
        return None
    spec = item.version.spec
    return kinds.of(spec).grade(spec, item.newest_answer).fraction == 1.0
