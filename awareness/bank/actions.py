"""Writes built questions: versions by the quiz engine, and the rows that say where they stand."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Model

from awareness.bank.build import BuiltQuestion
from awareness.bank.models import QuestionExplainer, QuestionFigure, QuestionModule
from quizzes import actions as quiz
from quizzes.models import QuestionVersion, VersionStatus

type VersionByKey = dict[str, QuestionVersion]  # by key of the question


def checked_questions(built_questions: Sequence[BuiltQuestion]) -> list[quiz.CheckedQuestion]:
    """What `publish` writes of these questions, worked out before its transaction."""
    return [
        quiz.checked_question(question.key, question.kind, question.spec.stored())
        for question in built_questions
    ]


@transaction.atomic
def publish(
    built_questions: Sequence[BuiltQuestion],
    checked: Sequence[quiz.CheckedQuestion] | None = None,
    kept_question_ids: Collection[int] = (),
) -> VersionByKey:
    """Make exactly these questions live; return their versions by key. Again changes nothing.

    `checked` are `checked_questions(built_questions)`, where that was worked out before.

    A question that the content no longer holds is retired: it is kept for those who answered it
    and asked no more; those of `kept_question_ids` stay as they are. QuizError as of
    quizzes.actions.publish.
    """
    versions = quiz.publish_all(checked_questions(built_questions) if checked is None else checked)
    live = QuestionVersion.objects.filter(status=VersionStatus.LIVE)
    no_longer_built = live.exclude(question__key__in=versions).exclude(
        question__in=kept_question_ids
    )
    no_longer_built.update(status=VersionStatus.RETIRED)
    kept_elsewhere = set(kept_question_ids) - {version.question_id for version in versions.values()}
    _replace_rows(QuestionFigure, _figure_rows(built_questions, versions), kept_elsewhere)
    _replace_rows(QuestionExplainer, _explainer_rows(built_questions, versions), kept_elsewhere)
    _replace_rows(QuestionModule, _module_rows(built_questions, versions), kept_elsewhere)
    return versions


def _replace_rows[Row: Model](
    model: type[Row], rows: list[Row], kept_question_ids: Collection[int]
) -> None:
    """Write all rows of a link table anew, unless just these are there already; rows of the
    questions `kept_question_ids` are left alone."""
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    new_values = {tuple(getattr(row, name) for name in fields) for row in rows}
    stored = model._default_manager.exclude(question__in=kept_question_ids)
    if new_values != set(stored.values_list(*fields)):
        stored.delete()
        model._default_manager.bulk_create(rows)


def _figure_rows(
    built_questions: Sequence[BuiltQuestion], versions: VersionByKey
) -> list[QuestionFigure]:
    """An unsaved row for each figure that each question uses, once."""
    return [
        QuestionFigure(question_id=versions[question.key].question_id, figure=figure)
        for question in built_questions
        for figure in dict.fromkeys(question.figures)
    ]


def _explainer_rows(
    built_questions: Sequence[BuiltQuestion], versions: VersionByKey
) -> list[QuestionExplainer]:
    """An unsaved row for each page that asks each question, with its place among those of the
    page."""
    last_position: Counter[str] = Counter()
    rows = []
    for question in built_questions:
        for explainer in dict.fromkeys(question.explainers):
            last_position[explainer] += 1
            question_id = versions[question.key].question_id
            rows.append(
                QuestionExplainer(
                    question_id=question_id, explainer=explainer, position=last_position[explainer]
                )
            )
    return rows


def _module_rows(
    built_questions: Sequence[BuiltQuestion], versions: VersionByKey
) -> list[QuestionModule]:
    return [
        QuestionModule(question_id=versions[question.key].question_id, module=module_slug)
        for question in built_questions
        for module_slug in dict.fromkeys(question.modules)
    ]
