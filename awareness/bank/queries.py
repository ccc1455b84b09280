"""Reads: the check of an explainer, where a figure is used, and every live question."""

from awareness.bank.models import QuestionFigure
from quizzes.models import QuestionVersion


def questions_for_explainer(report: str, slug: str, lang: str = "en") -> list[QuestionVersion]:
    """The live versions under "Check what you read" of an explainer, in order; one query."""
    return list(
        QuestionVersion.objects.live(lang)
        .filter(question__explainer_uses__explainer=f"{report}/{slug}")
        .select_related("question")
        .order_by("question__explainer_uses__position")
    )


def where_used(figure: str) -> list[str]:
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
