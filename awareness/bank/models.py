"""Which question uses which figure, and where questions are asked. Rewritten by `actions.publish`.

A question's own content (spec, guards) is in quizzes.QuestionVersion, which never changes.
These rows speak of the live version only: they answer "where is this used?".
"""

from django.db import models

from quizzes.models import Question


class QuestionFigure(models.Model):
    """A question names or cites a figure, by the figure's full key (`report:key`)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="figure_uses")
    figure = models.CharField(max_length=200)

    class Meta:
        constraints = [
            # A question uses a figure or not; also serves "the figures of this question".
            models.UniqueConstraint(
                fields=["question", "figure"], name="bank_figure_once_per_question"
            ),
        ]
        indexes = [
            # Where-used: a figure changed, which questions did that touch?
            models.Index(fields=["figure"], name="bank_figure_where_used"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} uses {self.figure}"


class QuestionExplainer(models.Model):
    """A question stands under "Check what you read" of an explainer (`report/slug`)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="explainer_uses")
    explainer = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            # A reader is asked the same thing once.
            models.UniqueConstraint(
                fields=["question", "explainer"], name="bank_explainer_once_per_question"
            ),
            # The check has one order; also serves `queries.questions_for_explainer`.
            models.UniqueConstraint(
                fields=["explainer", "position"], name="bank_explainer_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.explainer} no. {self.position}"


class QuestionModule(models.Model):
    """A module's definition asks this question, by the module's slug."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="module_uses")
    module = models.CharField(max_length=100)

    class Meta:
        constraints = [
            # Counted once, however many steps ask it.
            models.UniqueConstraint(
                fields=["question", "module"], name="bank_module_once_per_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} asks {self.question_id}"
