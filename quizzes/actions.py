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
from quizzes.kinds.base import PostedForm
from quizzes.models import (
    Attempt,
    AttemptItem,
    AttemptState,
    Behaviour,
    Grade,
    Learner,
    NewestResponse,
    Question,
    QuestionVersion,
    Response,
    VersionStatus,
)
from quizzes.queries import (
    add_row,
    item_with_responses,
    items_of_attempt,
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
    return _publish(checked_question(key, kind, spec, lang))


@dataclass(frozen=True)
class CheckedQuestion:
    """A spec that its kind takes, to be published; made without the database."""

    key: str
    kind: str
    spec: kinds.Spec
    spec_hash: str
    lang: str


def checked_question(
    key: str, kind: str, spec: Mapping[str, Any], lang: str = "en"
) -> CheckedQuestion:
    """The question with its spec parsed and hashed. SpecError where its kind refuses the spec;
    QuizError kind_unknown, kind_changed (the spec is of another kind), lang_mismatch."""
    if kind not in kinds.KINDS:
        raise QuizError("kind_unknown", f"{key}: there is no kind {kind!r}")
    if spec.get("kind") != kind:
        raise QuizError("kind_changed", f"{key}: spec is {spec.get('kind')!r}, not {kind!r}")
    if spec.get("lang", lang) != lang:
        raise QuizError("lang_mismatch", f"{key}: spec is in {spec['lang']!r}, not {lang!r}")
    return CheckedQuestion(key, kind, kinds.parse_spec(spec), spec_hash(spec, lang), lang)


@transaction.atomic
def publish_all(questions: Sequence[CheckedQuestion]) -> dict[str, QuestionVersion]:
    """`publish` for many, by key. Questions that are new take two statements together, those that
    are live as they are none beside one that reads them all."""
    question_by_key = {question.key: question for question in questions}
    live = QuestionVersion.objects.filter(status=VersionStatus.LIVE).defer("spec")
    versions = {
        version.question.key: version
        for version in live.select_related("question")
        if (question_now := question_by_key.get(version.question.key))
        and (question_now.kind, question_now.lang, question_now.spec_hash)
        == (version.question.kind, version.lang, version.spec_hash)
    }
    known_keys = set(Question.objects.values_list("key", flat=True))
    new_questions = [question for key, question in question_by_key.items() if key not in known_keys]
    versions |= {version.question.key: version for version in _publish_new(new_questions)}
    return {
        key: versions[key] if key in versions else _publish(question)
        for key, question in question_by_key.items()
    }


def _publish_new(questions: Sequence[CheckedQuestion]) -> list[QuestionVersion]:
    """New questions with their first version, which is live; two statements for all of them."""
    new_rows = Question.objects.bulk_create(
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
        for row, question in zip(new_rows, questions, strict=True)
    )


def _publish(checked_question: CheckedQuestion) -> QuestionVersion:
    """`publish`, of a question that was checked. The caller has opened a transaction."""
    key, kind, lang, digest = (
        checked_question.key,
        checked_question.kind,
        checked_question.lang,
        checked_question.spec_hash,
    )
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
    last_number = versions.aggregate(last=Max("number"))["last"] or 0
    return QuestionVersion.objects.create(
        question=question,
        number=last_number + 1,
        status=VersionStatus.LIVE,
        spec=checked_question.spec,
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
        latest = latest_attempt(learner, context)
        if latest and latest.state == AttemptState.OPEN:
            return latest
        try:
            with transaction.atomic():
                attempt = Attempt.objects.create(
                    learner=learner,
                    context=context,
                    number=latest.number + 1 if latest else 1,
                    behaviour=behaviour,
                    length=len(versions),
                    pass_fraction=pass_fraction,
                    started_at=now,
                )
                AttemptItem.objects.bulk_create(_draw_items(attempt, versions, rng))
        except IntegrityError:
            # Somebody (another tab) was quicker: theirs is the one, if the row is there to be seen.
            newer = latest_attempt(learner, context)
            if newer == latest:
                raise
            continue
        return attempt


def _draw_items(
    attempt: Attempt, versions: Sequence[QuestionVersion], rng: Random
) -> Iterator[AttemptItem]:
    """An unsaved item for each version, in order, each with a layout drawn for this attempt."""
    for position, version in enumerate(versions):
        layout = version.spec.layout(rng)
        yield AttemptItem(attempt=attempt, version=version, position=position, layout=layout)


def answer(item: AttemptItem, *, token: str, raw: PostedForm, now: datetime) -> Response:
    """Record what was posted (a QueryDict or a dict) as an answer to this item, and grade it.

    Safe to repeat: the same token gives the same response, and an item that has its final response
    keeps it. The response carries its item, version and attempt, loaded. AnswerError has a code and
    words for the person.
    """
    return _answer(partial(item_with_responses, item=item.pk), token, raw, now)


def answer_own(
    learner: Learner, context: str, item_id: int, *, token: str, raw: PostedForm, now: datetime
) -> Response:
    """`answer`, for an item that must be the learner's own, in this context: else unknown_item."""
    read_rows = partial(own_item_with_responses, item=item_id, learner=learner.pk, context=context)
    return _answer(read_rows, token, raw, now)


def _answer(
    read_rows: Callable[[], list[AttemptItem]], token: str, raw: PostedForm, now: datetime
) -> Response:
    """No lock: of two posts at once a constraint refuses the later one, which then reads again and
    finds what the other one wrote."""
    responses_before_clash = None
    while True:
        item, earlier_responses = responses_of(read_rows())
        if item is None:
            raise QuizError("unknown_item")
        try:
            return _respond_once(item, earlier_responses, token, raw, now)
        except IntegrityError:
            if (
                earlier_responses == responses_before_clash
            ):  # nobody was quicker: something is wrong
                raise
            responses_before_clash = earlier_responses


def _respond_once(
    item: AttemptItem, earlier_responses: list[Response], token: str, raw: PostedForm, now: datetime
) -> Response:
    """Record and grade the answer, unless this token brought one before or the item has its final
    response: then that response. `first_stands` says whether another answer was sent now than the
    one that stands. AnswerError where it is no answer."""
    response = _standing_response(earlier_responses, token)
    first_stands = response is not None and _is_another_answer(
        item, earlier_responses, response, raw
    )
    if response is None:
        try:
            response = _respond(item, earlier_responses, token, raw, now)
        except AnswerError as error:
            # Another tab decided this already: what it said stands.
            if error.code != "already_decided":
                raise
            response, first_stands = earlier_responses[-1], True
    response.item = item
    response.first_stands = first_stands
    # What a page shows is the newest state, whichever token asked for it.
    newest = response if response not in earlier_responses else earlier_responses[-1]
    item.newest = NewestResponse(newest.answer, newest.is_final, newest.sequence)
    return response


def _standing_response(earlier_responses: list[Response], token: str) -> Response | None:
    """The response that this token brought before, or else the final one; None where there is
    neither, so that a new one may be recorded."""
    of_token = [response for response in earlier_responses if response.token == token]
    final = [response for response in earlier_responses if response.is_final]
    return next(iter(of_token + final), None)


def _is_another_answer(
    item: AttemptItem, earlier_responses: list[Response], response: Response, raw: PostedForm
) -> bool:
    """Whether what is sent now is another answer than this response to the same question."""
    earlier = earlier_responses[: earlier_responses.index(response)]
    previous = earlier[-1].answer if earlier else None
    try:
        answer_now = item.version.spec.parse(item.layout, raw, previous)
    except AnswerError:
        return True
    return answer_now != response.answer


def _respond(
    item: AttemptItem, earlier_responses: list[Response], token: str, raw: PostedForm, now: datetime
) -> Response:
    """A new response, saved and, if it is final, graded. AnswerError bad_token, or as the
    question's kind refuses what was posted."""
    if not isinstance(token, str) or not 0 < len(token) <= 64 or "\0" in token:
        raise AnswerError("bad_token")
    spec = item.version.spec
    answer = spec.parse(
        item.layout, raw, earlier_responses[-1].answer if earlier_responses else None
    )
    response = Response(
        item=item,
        token=token,
        sequence=len(earlier_responses) + 1,
        answer=answer,
        is_final=spec.is_final(answer),
        at=now,
    )
    if response.is_final and (mended := _version_of_mended_key(item.version)):
        item.version = mended  # what the page tells is the key that counts
    with transaction.atomic():
        add_row(response)
        if response.is_final:
            add_row(_unsaved_grade(response, item.version, now))
    return response


def _version_of_mended_key(version: QuestionVersion) -> QuestionVersion | None:
    """The version by whose key answers to this one were graded again, so that an answer that comes
    later (whoever gives it had begun before) counts by it too. None where they count by its own. No
    query for a live version, one for another."""
    if version.status == VersionStatus.LIVE:
        return None
    graded_again = Grade.objects.filter(response__item__version=version).exclude(version=version)
    newest = graded_again.select_related("version").order_by("-pk").first()
    return newest.version if newest else None


def _unsaved_grade(response: Response, version: QuestionVersion, now: datetime) -> Grade:
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
    attempt_items = finish_if_answered(attempt, now)
    if not all(item.newest.is_final for item in attempt_items):
        raise QuizError("unanswered")
    return attempt_items[0].attempt


@transaction.atomic(savepoint=False)
def finish_if_answered(attempt: Attempt, now: datetime) -> list[AttemptItem]:
    """The attempt's items in order, each with its newest response in `newest`; finishes the attempt
    if all have been answered."""
    [attempt] = locked_attempt(attempt=attempt.pk)
    attempt_items = items_of_attempt(attempt)
    if attempt.state == AttemptState.OPEN and all(item.newest.is_final for item in attempt_items):
        attempt.state = AttemptState.FINISHED
        attempt.finished_at = now
        _write_fractions(attempt, attempt_items, "state", "finished_at")
    return attempt_items


def _write_fractions(
    attempt: Attempt, attempt_items: list[AttemptItem], *changed_columns: str
) -> None:
    """Write down what a finished attempt and each of its items are worth by their newest grades."""
    attempt.fraction = weighted_fraction(attempt_items)
    attempt.save(update_fields=[*changed_columns, "fraction"])
    grades = Grade.objects.filter(response__item=OuterRef("pk"), response__is_final=True)
    newest_fraction = Subquery(grades.order_by("-pk").values("fraction")[:1])
    AttemptItem.objects.filter(attempt=attempt).update(fraction=newest_fraction)


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
    same_grades = Grade.objects.filter(response=OuterRef("pk"), version=under, grader=grader)
    responses = Response.objects.filter(~Exists(same_grades), item__version=version, is_final=True)
    # Locked, so that two regrades take turns; the second finds nothing left to do.
    responses = responses.select_for_update(of=("self",))
    with whole_tables():
        grades = [_unsaved_grade(response, under, now) for response in responses]
    Grade.objects.bulk_create(grades, batch_size=500)
    attempts = Attempt.objects.filter(
        state=AttemptState.FINISHED, items__responses__in=[grade.response_id for grade in grades]
    )
    with whole_tables():
        attempts_to_update = list(attempts.select_for_update(of=("self",)))
    for attempt in attempts_to_update:
        _write_fractions(attempt, items_of_attempt(attempt))
    return len(grades)


def same_choices(version: QuestionVersion, other: QuestionVersion) -> bool:
    """Whether answers to both name the same keys, so that the layout of one fits the other."""
    return version.spec.answer_keys() == other.spec.answer_keys()
