"""Put three to six things into an order. Answer: {"order": [key, …]}, the first place first.

Scored by pairs, rescaled: of all pairs, the share that stands the right way round counts double,
less one, never under nought. Chance then earns little, and a slip between neighbours costs little.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from random import Random

from quizzes.errors import AnswerError
from quizzes.kinds.base import (
    Answer,
    Checker,
    Layout,
    Outcome,
    Remark,
    Spec,
    draw,
    key_of,
    posted_by_token,
)

GRADER = 1
LEAST, MOST = 3, 6


def parse_spec(spec: Spec) -> Spec:
    check = Checker()
    check.text(spec, "stem", "")
    options = check.rows(spec, "options", "", LEAST)
    if len(options) > MOST:
        check.refuse("options", f"has at most {MOST}")
    for n, option in enumerate(options):
        check.text(option, "text", f"options.{n}")
        check.text(option, "feedback", f"options.{n}")
    block = spec.get("ordering")
    if not isinstance(block, Mapping):
        check.refuse("ordering", "is missing")
        return check.done(spec)
    wanted = sorted(str(option.get("key")) for option in options)
    keys = block.get("keys")
    if not isinstance(keys, list) or sorted(map(str, keys)) != wanted:
        check.refuse("ordering.keys", "names every option once, in the right order")
    return check.done(spec)


def layout(spec: Spec, rng: Random) -> Layout:
    return draw((option["key"] for option in spec["options"]), rng)


def field(token: str) -> str:
    """The name under which a page sends the place of one thing."""
    return f"place-{token}"


def parse(spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None) -> Answer:
    places = posted_by_token(layout, raw, field)
    possible = {str(n): n for n in range(1, len(places) + 1)}
    if any(place and place not in possible for place in places.values()):
        raise AnswerError("unknown_choice")
    if not any(places.values()):
        raise AnswerError("nothing_placed", count=str(len(places)))
    if twice := [place for place, times in Counter(places.values()).items() if place and times > 1]:
        raise AnswerError("place_twice", place=min(twice))
    if not all(places.values()):
        raise AnswerError("place_missing")
    return {"order": sorted(places, key=lambda key: possible[places[key]])}


def is_final(spec: Spec, answer: Answer) -> bool:
    return True


def rescaled(order: list[str], right: list[str]) -> Fraction:
    """What an order is worth beside the right one: max(0, 2p − 1), p the share of right pairs.

    A pair of which one is missing from the order counts as the wrong way round.
    """
    at = {key: n for n, key in enumerate(order)}
    pairs = list(combinations(right, 2))
    kept = sum(a in at and b in at and at[a] < at[b] for a, b in pairs)
    return max(Fraction(0), Fraction(2 * kept, len(pairs)) - 1)


def grade(spec: Spec, answer: Answer) -> Outcome:
    right, order = spec["ordering"]["keys"], answer["order"]
    parts = {
        key: {"class": str(order.index(key) + 1), "fraction": float(order[n : n + 1] == [key])}
        for n, key in enumerate(right)
        if key in order
    }
    return Outcome(float(rescaled(order, right)), parts, tuple(right))


def explain(spec: Spec, answer: Answer) -> list[Remark]:
    """A remark on each thing, in the right order, with the place it was given."""
    order = answer["order"]
    remarks = []
    for n, key in enumerate(spec["ordering"]["keys"]):
        option = key_of(spec["options"], key)
        remarks.append(
            Remark(
                key=key,
                text=option["text"],
                feedback=option["feedback"],
                chosen=True,
                right=order[n : n + 1] == [key],
                sources=tuple(option.get("sources") or ()),
                given=str(order.index(key) + 1) if key in order else "",
                wanted=str(n + 1),
            )
        )
    return remarks


def solution(spec: Spec) -> Answer:
    return {"order": list(spec["ordering"]["keys"])}


def summary(spec: Spec, answer: Answer) -> str:
    return "; ".join(lines(spec, answer))


def lines(spec: Spec, answer: Answer) -> list[str]:
    """The answer as it reads, a line a place: "1. Sweden"."""
    texts = [key_of(spec["options"], key)["text"] for key in answer["order"]]
    return [f"{n}. {text}" for n, text in enumerate(texts, start=1)]
