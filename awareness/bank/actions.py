"""Writes built questions: versions by the quiz engine, and the rows that say where they stand."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Model

from awareness.bank.build import BuiltQuestion
from awareness.bank.models import QuestionExplainer, QuestionFigure, QuestionModule
from quizzes import actions as quiz
from quizzes.models import QuestionVersion, VersionStatus

type Versions = dict[str, QuestionVersion]  # by key of the question


def ready(built: Sequence[BuiltQuestion]) -> list[quiz.ReadyQuestion]:
    """What `publish` writes of these questions, worked out before its transaction."""
    return [quiz.ready(question.key, question.kind, question.spec.stored()) for question in built]


@transaction.atomic
def publish(
    built: Sequence[BuiltQuestion],
    specs: Sequence[quiz.ReadyQuestion] | None = None,
    kept: Collection[int] = (),
) -> Versions:
    """Make exactly these questions live; return their versions by key. Again changes nothing.

    `specs` are `ready(built)`, where that was worked out before.

    A question that the content no longer holds is retired: it is kept for those who answered it
    and asked no more; those of the ids in `kept` stay as they are. QuizError as of
    quizzes.actions.publish.
    """
    versions = quiz.publish_all(ready(built) if specs is None else specs)
    live = QuestionVersion.objects.filter(status=VersionStatus.LIVE)
    vanished = live.exclude(question__key__in=versions).exclude(question__in=kept)
    vanished.update(status=VersionStatus.RETIRED)
    others = set(kept) - {version.question_id for version in versions.values()}
    _replace(QuestionFigure, _figure_rows(built, versions), others)
    _replace(QuestionExplainer, _explainer_rows(built, versions), others)
    _replace(QuestionModule, _module_rows(built, versions), others)
    return versions


def _replace[Row: Model](model: type[Row], rows: list[Row], kept: Collection[int]) -> None:
    """Write all rows of a link table anew, unless they are there already, but for those of the
    questions that are kept."""
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    wanted = {tuple(getattr(row, name) for name in fields) for row in rows}
    stored = model._default_manager.exclude(question__in=kept)
    if wanted != set(stored.values_list(*fields)):
        stored.delete()
        model._default_manager.bulk_create(rows)


def _figure_rows(built: Sequence[BuiltQuestion], versions: Versions) -> list[QuestionFigure]:
    return [
        QuestionFigure(question_id=versions[question.key].question_id, figure=figure)
        for question in built
        for figure in dict.fromkeys(question.figures)
    ]


def _explainer_rows(built: Sequence[BuiltQuestion], versions: Versions) -> list[QuestionExplainer]:
    count: Counter[str] = Counter()
    rows = []
    for question in built:
        for explainer in dict.fromkeys(question.explainers):
            count[explainer] += 1
            question_id = versions[question.key].question_id
            rows.append(
                QuestionExplainer(
                    question_id=question_id, explainer=explainer, position=count[explainer]
                )
            )
    return rows


def _module_rows(built: Sequence[BuiltQuestion], versions: Versions) -> list[QuestionModule]:
    return [
        QuestionModule(question_id=versions[question.key].question_id, module=module_slug)
        for question in built
        for module_slug in dict.fromkeys(question.modules)
    ]
