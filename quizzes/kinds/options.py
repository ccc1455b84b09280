"""What single choice and multiple response share: options, of which some are correct."""

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Self

from quizzes.errors import SpecProblem
from quizzes.kinds.base import (
    Flag,
    Layout,
    PlainTexts,
    Remark,
    Spec,
    Target,
    Text,
    count_problems,
    draw,
    same_keys,
    with_texts,
)


class Option(Target):
    correct: Flag = False
    feedback: Text  # lures are learned without it


class StoredOption(Option):
    """An option with the full keys of the figures that it cites."""

    sources: tuple[str, ...] = ()


class OptionSpec(Spec):
    options: tuple[StoredOption, ...]

    def problems(self) -> Iterator[SpecProblem]:
        yield from count_problems(self.options, "options", 2)
        yield from same_keys(self.options, "options")

    @property
    def rows(self) -> tuple[StoredOption, ...]:
        return self.options

    @cached_property
    def right_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.correct)

    def layout(self, rng: Random) -> Layout:
        keys = (option.key for option in self.options)
        return draw(keys, rng, shuffle=not self._all_numbers())

    def _all_numbers(self) -> bool:
        """Options that are numbers stay in the order written: from small to large."""
        return all(option.text.lstrip("~≈ ")[:1].isdigit() for option in self.options)

    def _remarks(self, chosen: list[str]) -> list[Remark]:
        """A remark on every option, in the stored order."""
        return [
            Remark(
                key=option.key,
                text=option.text,
                feedback=option.feedback,
                chosen=option.key in chosen,
                right=option.correct,
                sources=option.sources,
            )
            for option in self.options
        ]

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        spec = super()._with_plain_texts(plain)
        return spec.changed(options=with_texts(self.options, plain))
