"""Single choice: one option is right. Answer: {"choice": key}.

With a `headline` the options are the sentences that stand under it, as on a news page; with a
`drawing` they are what may be read out of its bars.
"""

from collections.abc import Iterator
from typing import Literal

from quizzes.errors import SpecProblem
from quizzes.kinds.base import (
    Answer,
    Layout,
    Outcome,
    Part,
    PostedForm,
    Remark,
    Text,
    only_chosen_key,
)
from quizzes.kinds.options import OptionSpec


class Bar(Part):
    """A bar from nought: what it stands for, its number, and its length beside the longest, 100."""

    label: Text
    shown: Text
    length: int


class Drawing(Part):
    bars: tuple[Bar, ...]


class Single(OptionSpec):
    kind: Literal["single"]
    headline: str = ""
    drawing: Drawing | None = None

    def problems(self) -> Iterator[SpecProblem]:
        yield from super().problems()
        correct_count = sum(option.correct for option in self.options)
        if correct_count != 1:
            yield SpecProblem(
                "options", f"needs one key: exactly one is correct, not {correct_count}"
            )
        for n, bar in enumerate(self.drawing.bars if self.drawing else ()):
            if not 0 <= bar.length <= 100:
                yield SpecProblem(f"drawing.bars.{n}.length", "lies between 0 and 100")

    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        return {"choice": only_chosen_key(layout, raw)}

    def grade(self, answer: Answer) -> Outcome:
        chosen_key = answer["choice"]
        fraction = 1.0 if chosen_key in self.right_keys else 0.0
        return Outcome(
            fraction, {"choice": {"class": chosen_key, "fraction": fraction}}, (chosen_key,)
        )

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on every option; the one chosen comes first."""
        remarks = self._remarks([answer["choice"]])
        return sorted(remarks, key=lambda remark: not remark.chosen)

    def solution(self) -> Answer:
        return {"choice": next(option.key for option in self.options if option.correct)}

    def summary(self, answer: Answer) -> str:
        return next(option.text for option in self.options if option.key == answer["choice"])
