"""Put three to six things into an order. Answer: {"order": [key, …]}, the first place first.

Scored by pairs, rescaled: of all pairs, the share that stands the right way round counts double,
less one, never under nought. Chance then earns little, and a slip between neighbours costs little.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Literal, Self

from quizzes.errors import AnswerError, SpecProblem
from quizzes.kinds.base import (
    Answer,
    CitedRow,
    Layout,
    Outcome,
    Part,
    PlainTexts,
    Posted,
    Remark,
    Spec,
    count_problems,
    draw,
    posted_by_token,
    same_keys,
    with_texts,
)


class RightOrder(Part):
    keys: tuple[str, ...]


class Ordering(Spec):
    kind: Literal["ordering"]
    options: tuple[CitedRow, ...]
    ordering: RightOrder

    def problems(self) -> Iterator[SpecProblem]:
        yield from count_problems(self.options, "options", 3, 6)
        yield from same_keys(self.options, "options")
        if sorted(self.ordering.keys) != sorted(option.key for option in self.options):
            yield SpecProblem("ordering.keys", "names every option once, in the right order")

    @property
    def rows(self) -> tuple[CitedRow, ...]:
        return self.options

    def layout(self, rng: Random) -> Layout:
        return draw((option.key for option in self.options), rng)

    def parse(self, layout: Layout, raw: Posted, previous: Answer | None = None) -> Answer:
        places = posted_by_token(layout, raw, field)
        possible = {str(n): n for n in range(1, len(places) + 1)}
        if any(place and place not in possible for place in places.values()):
            raise AnswerError("unknown_choice")
        if not any(places.values()):
            raise AnswerError("nothing_placed", count=str(len(places)))
        times = Counter(filter(None, places.values()))
        if shared := [place for place, count in times.items() if count > 1]:
            raise AnswerError("place_twice", place=min(shared))
        if not all(places.values()):
            raise AnswerError("place_missing")
        return {"order": sorted(places, key=lambda key: possible[places[key]])}

    def grade(self, answer: Answer) -> Outcome:
        right, order = self.ordering.keys, answer["order"]
        parts = {
            key: {"class": str(order.index(key) + 1), "fraction": float(order[n : n + 1] == [key])}
            for n, key in enumerate(right)
            if key in order
        }
        return Outcome(float(rescaled(order, right)), parts, right)

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on each thing, in the right order, with the place it was given."""
        order = answer["order"]
        by_key = {option.key: option for option in self.options}
        return [
            Remark(
                key=key,
                text=by_key[key].text,
                feedback=by_key[key].feedback,
                chosen=True,
                right=order[n : n + 1] == [key],
                sources=by_key[key].sources,
                given=str(order.index(key) + 1) if key in order else "",
                wanted=str(n + 1),
            )
            for n, key in enumerate(self.ordering.keys)
        ]

    def solution(self) -> Answer:
        return {"order": list(self.ordering.keys)}

    def summary(self, answer: Answer) -> str:
        return "; ".join(self.lines(answer))

    def lines(self, answer: Answer) -> list[str]:
        """The answer as it reads, a line a place: "1. Sweden"."""
        texts = {option.key: option.text for option in self.options}
        return [f"{n}. {texts[key]}" for n, key in enumerate(answer["order"], start=1)]

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        spec = super()._with_plain_texts(plain)
        return spec.changed(options=with_texts(self.options, plain))


def field(token: str) -> str:
    """The name under which a page sends the place of one thing."""
    return f"place-{token}"


def rescaled(order: list[str], right: tuple[str, ...]) -> Fraction:
    """What an order is worth beside the right one: max(0, 2p − 1), p the share of right pairs.

    A pair of which one is missing from the order counts as the wrong way round.
    """
    places = {key: n for n, key in enumerate(order)}
    pairs = list(combinations(right, 2))
    kept = sum(a in places and b in places and places[a] < places[b] for a, b in pairs)
    return max(Fraction(0), Fraction(2 * kept, len(pairs)) - 1)
