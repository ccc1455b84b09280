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
    draw_layout,
    repeated_key_problems,
    rows_in_plain_texts,
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
        yield from repeated_key_problems(self.options, "options")

    @property
    def rows(self) -> tuple[StoredOption, ...]:
        return self.options

    @cached_property
    def right_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.correct)

    def layout(self, rng: Random) -> Layout:
        keys = (option.key for option in self.options)
        return draw_layout(keys, rng, shuffle=not self._all_begin_with_a_digit())

    def _all_begin_with_a_digit(self) -> bool:
        """Whether every option is a number: such options stay in the order written, small to large,
        and are not shuffled."""
        return all(option.text.lstrip("~≈ ")[:1].isdigit() for option in self.options)

    def _remarks(self, chosen_keys: list[str]) -> list[Remark]:
        """A remark on every option, in the stored order."""
        return [
            Remark(
                key=option.key,
                text=option.text,
                feedback=option.feedback,
                chosen=option.key in chosen_keys,
                right=option.correct,
                sources=option.sources,
            )
            for option in self.options
        ]

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        spec = super()._with_plain_texts(plain)
        return spec.changed(options=rows_in_plain_texts(self.options, plain))
