"""Single choice: one option is right. Answer: {"choice": key}."""

from collections.abc import Mapping
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
    if options and right != 1:
        check.refuse("options", f"exactly one is correct, not {right}")
    return check.done(spec)


def layout(spec: Spec, rng: Random) -> Layout:
    options = spec["options"]
    return draw((o["key"] for o in options), rng, shuffle=not keeps_order(options))


def parse(spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None) -> Answer:
    keys = chosen_keys(layout, raw)
    if not keys:
        raise AnswerError("nothing_chosen")
    if len(keys) > 1:
        raise AnswerError("too_many")
    return {"choice": keys[0]}


def is_final(spec: Spec, answer: Answer) -> bool:
    return True


def grade(spec: Spec, answer: Answer) -> Outcome:
    choice = answer["choice"]
    right = any(o["key"] == choice and o.get("correct") for o in spec["options"])
    fraction = 1.0 if right else 0.0
    return Outcome(fraction, {"choice": {"class": choice, "fraction": fraction}}, (choice,))


def explain(spec: Spec, answer: Answer) -> list[Remark]:
    """A remark on every option; the one chosen comes first."""
    remarks = [option_remark(o, chosen=o["key"] == answer["choice"]) for o in spec["options"]]
    return sorted(remarks, key=lambda remark: not remark.chosen)


def solution(spec: Spec) -> Answer:
    return {"choice": next(o["key"] for o in spec["options"] if o.get("correct"))}


def summary(spec: Spec, answer: Answer) -> str:
    return next(o["text"] for o in spec["options"] if o["key"] == answer["choice"])
