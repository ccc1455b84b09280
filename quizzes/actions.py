"""Everything that writes: publish, start_attempt, answer, finish_attempt, regrade.

Each is one transaction. Times come in as `now` (aware, UTC).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random, SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Subquery

from prepared.planning import whole_tables
from quizzes import kinds
from quizzes.errors import AnswerError, QuizError
from quizzes.kinds.base import Posted
from quizzes.models import (
    Attempt,
    AttemptItem,
    AttemptState,
    Behaviour,
    Grade,
    Learner,
    Newest,
    Question,
    QuestionVersion,
    Response,
    VersionStatus,
)
from quizzes.queries import (
    add_row,
    item_with_responses,
    items,
    latest_attempt,
    locked_attempt,
    own_item_with_responses,
    responses_of,
    weighted_fraction,
)


@transaction.atomic
def publish(key: str, kind: str, spec: Mapping[str, Any], lang: str = "en") -> QuestionVersion:
    """Make this spec the live version of the question `key` in its language.

    The same content again changes nothing; content that was live before goes live again; anything
    else becomes the next version. SpecError holds every problem of a spec that its kind refuses;
    other codes: kind_unknown, kind_changed, lang_mismatch.
    """
    return _publish(ready(key, kind, spec, lang))


@dataclass(frozen=True)
class ReadyQuestion:
    """A spec that its kind takes, to be published; made without the database."""

    key: str
    kind: str
    spec: kinds.Spec
    spec_hash: str
    lang: str


def ready(key: str, kind: str, spec: Mapping[str, Any], lang: str = "en") -> ReadyQuestion:
    """SpecError and QuizError as of `publish`."""
    if kind not in kinds.KINDS:
        raise QuizError("kind_unknown", f"{key}: there is no kind {kind!r}")
    if spec.get("kind") != kind:
        raise QuizError("kind_changed", f"{key}: spec is {spec.get('kind')!r}, not {kind!r}")
    if spec.get("lang", lang) != lang:
        raise QuizError("lang_mismatch", f"{key}: spec is in {spec['lang']!r}, not {lang!r}")
    return ReadyQuestion(key, kind, kinds.parse_spec(spec), spec_hash(spec, lang), lang)


@transaction.atomic
def publish_all(questions: Sequence[ReadyQuestion]) -> dict[str, QuestionVersion]:
    """`publish` for many, by key. Questions that are new take two statements together, those that
    are live as they are none beside one that reads them all."""
    wanted = {question.key: question for question in questions}
    live = QuestionVersion.objects.filter(status=VersionStatus.LIVE).defer("spec")
    versions = {
        version.question.key: version
        for version in live.select_related("question")
        if (same := wanted.get(version.question.key))
        and (same.kind, same.lang, same.spec_hash)
        == (version.question.kind, version.lang, version.spec_hash)
    }
    known = set(Question.objects.values_list("key", flat=True))
    new_questions = [question for key, question in wanted.items() if key not in known]
    versions |= {version.question.key: version for version in _publish_new(new_questions)}
    return {
        key: versions[key] if key in versions else _publish(question)
        for key, question in wanted.items()
    }


def _publish_new(questions: Sequence[ReadyQuestion]) -> list[QuestionVersion]:
    rows = Question.objects.bulk_create(
        Question(key=question.key, kind=question.kind) for question in questions
    )
    return QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=row,
            number=1,
            status=VersionStatus.LIVE,
            spec=question.spec,
            spec_hash=question.spec_hash,
            lang=question.lang,
        )
        for row, question in zip(rows, questions, strict=True)
    )


def _publish(ready: ReadyQuestion) -> QuestionVersion:
    key, kind, lang, digest = ready.key, ready.kind, ready.lang, ready.spec_hash
    question, _new = Question.objects.get_or_create(key=key, defaults={"kind": kind})
    if question.kind != kind:
        raise QuizError("kind_changed", f"{key} is {question.kind}; make a new question instead")
    # Two loaders at once take turns here; the second finds the first one's version.
    Question.objects.select_for_update().get(pk=question.pk)
    versions = question.versions.all()
    version = versions.filter(spec_hash=digest).first()
    if version and version.status == VersionStatus.LIVE:
        return version
    versions.live(lang).update(status=VersionStatus.RETIRED)
    if version:
        version.status = VersionStatus.LIVE
        version.save(update_fields=["status"])
        return version
    last = versions.aggregate(last=Max("number"))["last"] or 0
    return QuestionVersion.objects.create(
        question=question,
        number=last + 1,
        status=VersionStatus.LIVE,
        spec=ready.spec,
        spec_hash=digest,
        lang=lang,
    )


def spec_hash(spec: Mapping[str, Any], lang: str) -> str:
    """SHA-256 of the content, whatever the order of its keys."""
    text = json.dumps([lang, spec], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def start_attempt(
    learner: Learner,
    context: str,
    versions: Sequence[QuestionVersion],
    *,
    behaviour: str = Behaviour.PRACTICE,
    pass_fraction: float | None = None,
    rng: Random | None = None,
    now: datetime,
) -> Attempt:
    """The learner's open attempt in this context; if there is none, a new one on these versions.

    Layouts are drawn here, once. `rng` decides orders only. Codes: nothing_to_ask, draft_version.
    """
    if not versions:
        raise QuizError("nothing_to_ask")
    if any(version.status == VersionStatus.DRAFT for version in versions):
        raise QuizError("draft_version")
    rng = rng or SystemRandom()
    while True:
        last = latest_attempt(learner, context)
        if last and last.state == AttemptState.OPEN:
            return last
        try:
            with transaction.atomic():
                attempt = Attempt.objects.create(
                    learner=learner,
                    context=context,
                    number=last.number + 1 if last else 1,
                    behaviour=behaviour,
                    length=len(versions),
                    pass_fraction=pass_fraction,
                    started_at=now,
                )
                AttemptItem.objects.bulk_create(_draw_items(attempt, versions, rng))
        except IntegrityError:
            # Somebody (another tab) was quicker: theirs is the one, if the row is there to be seen.
            newer = latest_attempt(learner, context)
            if newer == last:
                raise
            continue
        return attempt


def _draw_items(
    attempt: Attempt, versions: Sequence[QuestionVersion], rng: Random
) -> Iterator[AttemptItem]:
    for position, version in enumerate(versions):
        layout = version.spec.layout(rng)
        yield AttemptItem(attempt=attempt, version=version, position=position, layout=layout)


def answer(item: AttemptItem, *, token: str, raw: Posted, now: datetime) -> Response:
    """Record what was posted (a QueryDict or a dict) as an answer to this item, and grade it.

    Safe to repeat: the same token gives the same response, and an item that has its final response
    keeps it. The response carries its item, version and attempt, loaded. AnswerError has a code and
    words for the person.
    """
    return _answer(partial(item_with_responses, item=item.pk), token, raw, now)


def answer_own(
    learner: Learner, context: str, item_id: int, *, token: str, raw: Posted, now: datetime
) -> Response:
    """`answer`, for an item that must be the learner's own, in this context: else unknown_item."""
    read = partial(own_item_with_responses, item=item_id, learner=learner.pk, context=context)
    return _answer(read, token, raw, now)


def _answer(
    read: Callable[[], list[AttemptItem]], token: str, raw: Posted, now: datetime
) -> Response:
    """No lock: of two posts at once a constraint refuses the later one, which then reads again and
    finds what the other one wrote."""
    met = None
    while True:
        item, earlier_responses = responses_of(read())
        if item is None:
            raise QuizError("unknown_item")
        try:
            return _take(item, earlier_responses, token, raw, now)
        except IntegrityError:
            if earlier_responses == met:  # nobody was quicker: something is wrong
                raise
            met = earlier_responses


def _take(
    item: AttemptItem, before: list[Response], token: str, raw: Posted, now: datetime
) -> Response:
    response = _said_before(before, token)
    first_stands = response is not None and _differs(item, before, response, raw)
    if response is None:
        try:
            response = _respond(item, before, token, raw, now)
        except AnswerError as error:
            # Another tab decided this already: what it said stands.
            if error.code != "already_decided":
                raise
            response, first_stands = before[-1], True
    response.item = item
    response.first_stands = first_stands
    # What a page shows is the newest state, whichever token asked for it.
    newest = response if response not in before else before[-1]
    item.newest = Newest(newest.answer, newest.is_final, newest.sequence)
    return response


def _said_before(before: list[Response], token: str) -> Response | None:
    """The response this token brought, or the final one."""
    same = [r for r in before if r.token == token]
    return next(iter(same + [r for r in before if r.is_final]), None)


def _differs(item: AttemptItem, before: list[Response], response: Response, raw: Posted) -> bool:
    """Whether what is sent now is another answer than this response to the same question."""
    earlier = before[: before.index(response)]
    previous = earlier[-1].answer if earlier else None
    try:
        sent = item.version.spec.parse(item.layout, raw, previous)
    except AnswerError:
        return True
    return sent != response.answer


def _respond(
    item: AttemptItem, before: list[Response], token: str, raw: Posted, now: datetime
) -> Response:
    if not isinstance(token, str) or not 0 < len(token) <= 64 or "\0" in token:
        raise AnswerError("bad_token")
    spec = item.version.spec
    given = spec.parse(item.layout, raw, before[-1].answer if before else None)
    response = Response(
        item=item,
        token=token,
        sequence=len(before) + 1,
        answer=given,
        is_final=spec.is_final(given),
        at=now,
    )
    with transaction.atomic():
        add_row(response)
        if response.is_final:
            add_row(_grade(response, item.version, now))
    return response


def _grade(response: Response, version: QuestionVersion, now: datetime) -> Grade:
    """An unsaved grade of this response by this version's key."""
    spec = version.spec
    outcome = spec.grade(response.answer)
    return Grade(
        response=response,
        version=version,
        grader=f"{spec.kind}-{spec.grader_version}",
        fraction=outcome.fraction,
        parts=outcome.parts,
        at=now,
    )


@transaction.atomic
def finish_attempt(attempt: Attempt, now: datetime) -> Attempt:
    """Close the attempt and write down its fraction. Finishing twice changes nothing.

    Code: unanswered, while an item has no final response.
    """
    graded_items = finish_if_answered(attempt, now)
    if not all(item.newest.is_final for item in graded_items):
        raise QuizError("unanswered")
    return graded_items[0].attempt


@transaction.atomic(savepoint=False)
def finish_if_answered(attempt: Attempt, now: datetime) -> list[AttemptItem]:
    """The attempt's items, as `items` gives them; finishes it if all have been answered."""
    [attempt] = locked_attempt(attempt=attempt.pk)
    graded_items = items(attempt)
    if attempt.state == AttemptState.OPEN and all(item.newest.is_final for item in graded_items):
        attempt.state = AttemptState.FINISHED
        attempt.finished_at = now
        _write_worth(attempt, graded_items, "state", "finished_at")
    return graded_items


def _write_worth(attempt: Attempt, graded_items: list[AttemptItem], *changed: str) -> None:
    """Write down what a finished attempt and each of its items are worth by their newest grades."""
    attempt.fraction = weighted_fraction(graded_items)
    attempt.save(update_fields=[*changed, "fraction"])
    grades = Grade.objects.filter(response__item=OuterRef("pk"), response__is_final=True)
    newest = Subquery(grades.order_by("-pk").values("fraction")[:1])
    AttemptItem.objects.filter(attempt=attempt).update(fraction=newest)


@transaction.atomic
def regrade(version: QuestionVersion, under: QuestionVersion, now: datetime) -> int:
    """Grade every final response to `version` by the key of `under`; returns how many were new.

    For a key that was wrong: no grade is overwritten, the newest counts, and the fractions of
    finished attempts and their items follow. Codes: other_question; other_choices, where an answer
    names an option that `under` does not have.
    """
    if version.question_id != under.question_id:
        raise QuizError("other_question")
    if not same_choices(version, under):
        raise QuizError("other_choices")
    grader = f"{under.kind}-{under.spec.grader_version}"
    graded = Grade.objects.filter(response=OuterRef("pk"), version=under, grader=grader)
    responses = Response.objects.filter(~Exists(graded), item__version=version, is_final=True)
    # Locked, so that two regrades take turns; the second finds nothing left to do.
    responses = responses.select_for_update(of=("self",))
    with whole_tables():
        grades = [_grade(response, under, now) for response in responses]
    Grade.objects.bulk_create(grades, batch_size=500)
    attempts = Attempt.objects.filter(
        state=AttemptState.FINISHED, items__responses__in=[grade.response_id for grade in grades]
    )
    with whole_tables():
        touched = list(attempts.select_for_update(of=("self",)))
    for attempt in touched:
        _write_worth(attempt, items(attempt))
    return len(grades)


def same_choices(version: QuestionVersion, other: QuestionVersion) -> bool:
    """Whether answers to both name the same keys, so that the layout of one fits the other."""
    return version.spec.answer_keys() == other.spec.answer_keys()
