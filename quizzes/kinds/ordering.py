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
    PostedForm,
    Remark,
    Spec,
    count_problems,
    draw_layout,
    posted_by_key,
    repeated_key_problems,
    rows_in_plain_texts,
)


class RightOrder(Part):
    keys: tuple[str, ...]


class Ordering(Spec):
    kind: Literal["ordering"]
    options: tuple[CitedRow, ...]
    ordering: RightOrder

    def problems(self) -> Iterator[SpecProblem]:
        yield from count_problems(self.options, "options", 3, 6)
        yield from repeated_key_problems(self.options, "options")
        if sorted(self.ordering.keys) != sorted(option.key for option in self.options):
            yield SpecProblem("ordering.keys", "names every option once, in the right order")

    @property
    def rows(self) -> tuple[CitedRow, ...]:
        return self.options

    def layout(self, rng: Random) -> Layout:
        return draw_layout((option.key for option in self.options), rng)

    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        """{"order": [key, …]} of the places that were posted. AnswerError unknown_choice,
        nothing_placed, place_twice, place_missing."""
        place_by_key = posted_by_key(layout, raw, place_field_name)
        number_by_place = {str(n): n for n in range(1, len(place_by_key) + 1)}
        if any(place and place not in number_by_place for place in place_by_key.values()):
            raise AnswerError("unknown_choice")
        if not any(place_by_key.values()):
            raise AnswerError("nothing_placed", count=str(len(place_by_key)))
        count_by_place = Counter(filter(None, place_by_key.values()))
        if repeated_places := [place for place, count in count_by_place.items() if count > 1]:
            raise AnswerError("place_twice", place=min(repeated_places))
        if not all(place_by_key.values()):
            raise AnswerError("place_missing")
        return {"order": sorted(place_by_key, key=lambda key: number_by_place[place_by_key[key]])}

    def grade(self, answer: Answer) -> Outcome:
        """`order_fraction` of the order; a part for each option, right where it stands in its own
        place."""
        right_order, given_order = self.ordering.keys, answer["order"]
        parts = {
            key: {
                "class": str(given_order.index(key) + 1),
                "fraction": float(given_order[n : n + 1] == [key]),
            }
            for n, key in enumerate(right_order)
            if key in given_order
        }
        return Outcome(float(order_fraction(given_order, right_order)), parts, right_order)

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on each thing, in the right order, with the place it was given."""
        given_order = answer["order"]
        option_by_key = {option.key: option for option in self.options}
        return [
            Remark(
                key=key,
                text=option_by_key[key].text,
                feedback=option_by_key[key].feedback,
                chosen=True,
                right=given_order[n : n + 1] == [key],
                sources=option_by_key[key].sources,
                given=str(given_order.index(key) + 1) if key in given_order else "",
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
        return spec.changed(options=rows_in_plain_texts(self.options, plain))


def place_field_name(token: str) -> str:
    """The name under which a page sends the place of one thing."""
    return f"place-{token}"


def order_fraction(given_order: list[str], right_order: tuple[str, ...]) -> Fraction:
    """What an order is worth beside the right one: max(0, 2p − 1), p the share of right pairs.

    A pair of which one is missing from the order counts as the wrong way round.
    """
    place_by_key = {key: n for n, key in enumerate(given_order)}
    pairs = list(combinations(right_order, 2))
    right_pairs = sum(
        a in place_by_key and b in place_by_key and place_by_key[a] < place_by_key[b]
        for a, b in pairs
    )
    return max(Fraction(0), Fraction(2 * right_pairs, len(pairs)) - 1)
