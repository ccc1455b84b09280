"""Multiple response: tick all that hold. Answer: {"choices": [key, …]} in the stored order.

Scored in balance: right ticks ÷ right options − wrong ticks ÷ min(right, wrong options), never
under nought. Blank, everything and guessing then earn little or nothing.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from quizzes.errors import AnswerError, SpecProblem
from quizzes.kinds.base import Answer, Layout, Outcome, PostedForm, Remark, chosen_keys
from quizzes.kinds.options import OptionSpec


class Multiple(OptionSpec):
    kind: Literal["multiple"]

    def problems(self) -> Iterator[SpecProblem]:
        yield from super().problems()
        correct_count = sum(option.correct for option in self.options)
        if not correct_count:
            yield SpecProblem("options", "at least one is correct")
        if correct_count == len(self.options):
            message = "at least one is wrong, or ticking everything would be right"
            yield SpecProblem("options", message)

    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        chosen = set(chosen_keys(layout, raw))
        if not chosen:
            raise AnswerError("nothing_chosen")
        return {"choices": [option.key for option in self.options if option.key in chosen]}

    def grade(self, answer: Answer) -> Outcome:
        """`balanced_fraction` of the ticks; a part for each option, right where it is ticked as it
        should be."""
        chosen_keys, right_keys = set(answer["choices"]), self.right_keys
        fraction = balanced_fraction(
            len(chosen_keys & right_keys),
            len(chosen_keys - right_keys),
            right_options=len(right_keys),
            wrong_options=len(self.options) - len(right_keys),
        )
        parts = {
            option.key: {
                "class": "ticked" if option.key in chosen_keys else "left",
                "fraction": float((option.key in chosen_keys) == option.correct),
            }
            for option in self.options
        }
        return Outcome(float(fraction), parts, tuple(option.key for option in self.options))

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on every option, in the stored order."""
        return self._remarks(answer["choices"])

    def solution(self) -> Answer:
        return {"choices": [option.key for option in self.options if option.correct]}

    def summary(self, answer: Answer) -> str:
        return "; ".join(self.lines(answer))

    def lines(self, answer: Answer) -> list[str]:
        return [option.text for option in self.options if option.key in answer["choices"]]


def balanced_fraction(
    right_ticks: int, wrong_ticks: int, *, right_options: int, wrong_options: int
) -> Fraction:
    """The share earned by so many right and wrong ticks."""
    earned = Fraction(right_ticks, right_options) - Fraction(
        wrong_ticks, min(right_options, wrong_options)
    )
    return max(Fraction(0), earned)
