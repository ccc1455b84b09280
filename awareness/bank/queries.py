"""Reads: the check of an explainer, the guess before it, uses of a figure, every live question."""

from django.db.models import QuerySet

from awareness.bank.models import QuestionFigure
from quizzes.models import KindName, QuestionVersion


def questions_for_explainer(report_slug: str, slug: str, lang: str = "en") -> list[QuestionVersion]:
    """The live versions under "Check what you read" of an explainer, in order; one query.

    A number to guess is no check: it comes before the page (`guess_for_explainer`).
    """
    return list(
        _live_versions_of_explainer(report_slug, slug, lang).exclude(
            question__kind=KindName.NUMERIC
        )
    )


def guess_for_explainer(report_slug: str, slug: str, lang: str = "en") -> QuestionVersion | None:
    """The live version of the number to guess before an explainer, if there is one; one query."""
    return (
        _live_versions_of_explainer(report_slug, slug, lang)
        .filter(question__kind=KindName.NUMERIC)
        .first()
    )


def _live_versions_of_explainer(
    report_slug: str, slug: str, lang: str
) -> QuerySet[QuestionVersion]:
    """Live versions of the questions that a page asks, in the page's order."""
    return (
        QuestionVersion.objects.live(lang)
        .filter(question__explainer_uses__explainer=f"{report_slug}/{slug}")
        .select_related("question")
        .order_by("question__explainer_uses__position")
    )


def question_keys_using(figure: str) -> list[str]:
    """Keys of the questions that name or cite a figure (`report:key`), in alphabetical order."""
    return list(
        QuestionFigure.objects.filter(figure=figure)
        .order_by("question__key")
        .values_list("question__key", flat=True)
    )


def live_questions() -> list[QuestionVersion]:
    """Every live version with its question and the modules that ask it; two queries."""
    return list(
        QuestionVersion.objects.filter(status="live")
        .select_related("question")
        .prefetch_related("question__module_uses")
        .order_by("question__key", "lang")
    )
