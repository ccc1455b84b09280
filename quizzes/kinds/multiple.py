"""Multiple response: tick all that hold. Answer: {"choices": [key, …]} in the stored order.

Scored in balance: right ticks ÷ right options − wrong ticks ÷ min(right, wrong options), never
under nought. Blank, everything and guessing then earn little or nothing.
"""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from quizzes.errors import AnswerError
from quizzes.kinds.base import (
    Answer,
    Checker,
    Layout,
    Outcome,
    Remark,
    Spec,
    check_options,
    chosen_keys,
    draw,
    keeps_order,
    option_remark,
)

GRADER = 1


def parse_spec(spec: Spec) -> Spec:
    check = Checker()
    options = check_options(check, spec, least=2)
    right = sum(option.get("correct") is True for option in options)
    if options and not right:
        check.refuse("options", "at least one is correct")
    if options and right == len(options):
        check.refuse("options", "at least one is wrong, or ticking everything would be right")
    return check.done(spec)


def layout(spec: Spec, rng: Random) -> Layout:
    options = spec["options"]
    return draw((o["key"] for o in options), rng, shuffle=not keeps_order(options))


def parse(spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None) -> Answer:
    chosen = set(chosen_keys(layout, raw))
    if not chosen:
        raise AnswerError("nothing_chosen")
    return {"choices": [o["key"] for o in spec["options"] if o["key"] in chosen]}


def is_final(spec: Spec, answer: Answer) -> bool:
    return True


def balanced(right: int, wrong: int, *, right_options: int, wrong_options: int) -> Fraction:
    """The share earned by so many right and wrong ticks."""
    earned = Fraction(right, right_options) - Fraction(wrong, min(right_options, wrong_options))
    return max(Fraction(0), earned)


def grade(spec: Spec, answer: Answer) -> Outcome:
    chosen = set(answer["choices"])
    correct = {o["key"] for o in spec["options"] if o.get("correct")}
    fraction = balanced(
        len(chosen & correct),
        len(chosen - correct),
        right_options=len(correct),
        wrong_options=len(spec["options"]) - len(correct),
    )
    parts = {
        o["key"]: {
            "class": "ticked" if o["key"] in chosen else "left",
            "fraction": float((o["key"] in chosen) == bool(o.get("correct"))),
        }
        for o in spec["options"]
    }
    return Outcome(float(fraction), parts, tuple(o["key"] for o in spec["options"]))


def explain(spec: Spec, answer: Answer) -> list[Remark]:
    """A remark on every option, in the stored order."""
    return [option_remark(o, chosen=o["key"] in answer["choices"]) for o in spec["options"]]


def solution(spec: Spec) -> Answer:
    return {"choices": [o["key"] for o in spec["options"] if o.get("correct")]}


def summary(spec: Spec, answer: Answer) -> str:
    return "; ".join(o["text"] for o in spec["options"] if o["key"] in answer["choices"])
