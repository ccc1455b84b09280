"""Match each stem with a target. Answer: {"pairs": {stem key: target key}}.

Credit per stem. At least one target belongs to no stem, so that the last match is no gift; the same
target may be given to several stems.
"""

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
    draw,
    key_of,
    posted_by_token,
)

GRADER = 1
LEAST, MOST = 2, 6


def parse_spec(spec: Spec) -> Spec:
    check = Checker()
    check.text(spec, "stem", "")
    block = spec.get("matching")
    if not isinstance(block, Mapping):
        check.refuse("matching", "is missing")
        return check.done(spec)
    stems = check.rows(block, "stems", "matching", LEAST)
    targets = check.rows(block, "targets", "matching", LEAST + 1)
    if len(stems) > MOST:
        check.refuse("matching.stems", f"has at most {MOST}")
    for n, stem in enumerate(stems):
        check.text(stem, "text", f"matching.stems.{n}")
        check.text(stem, "feedback", f"matching.stems.{n}")
    for n, target in enumerate(targets):
        check.text(target, "text", f"matching.targets.{n}")
    _check_pairs(check, block.get("pairs"), _keys(stems), _keys(targets))
    return check.done(spec)


def _keys(rows: list[Mapping]) -> list[str]:
    return [str(row.get("key")) for row in rows]


def _check_pairs(check: Checker, pairs: object, stems: list[str], targets: list[str]) -> None:
    for key in sorted(set(stems) & set(targets)):
        check.refuse("matching.targets", f"key {key!r} names a stem too")
    if not isinstance(pairs, Mapping) or set(pairs) != set(stems):
        check.refuse("matching.pairs", "names a target for every stem, and for nothing else")
        return
    used = [pairs[stem] for stem in stems]
    for stem in stems:
        if pairs[stem] not in targets:
            check.refuse(f"matching.pairs.{stem}", f"there is no target {pairs[stem]!r}")
        elif used.count(pairs[stem]) > 1:
            check.refuse(f"matching.pairs.{stem}", "shares its target with another stem")
    if not set(targets) - set(map(str, used)):
        check.refuse("matching.targets", "at least one belongs to no stem, or the last is a gift")


def layout(spec: Spec, rng: Random) -> Layout:
    """Stems and targets, each in an order of its own, all in one list."""
    order: list[str] = []
    for group in ("stems", "targets"):
        keys = [row["key"] for row in spec["matching"][group]]
        rng.shuffle(keys)
        order += keys
    return draw(order, rng, shuffle=False)


def field(token: str) -> str:
    """The name under which a page sends the target of one stem."""
    return f"match-{token}"


def parse(spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None) -> Answer:
    block = spec["matching"]
    stems = [stem["key"] for stem in block["stems"]]
    sent = posted_by_token(layout, raw, field)
    chosen = {stem: sent[stem] for stem in stems}
    targets = {target["key"] for target in block["targets"]}
    named = {token: key for token, key in layout["tokens"].items() if key in targets}
    if any(token and token not in named for token in chosen.values()):
        raise AnswerError("unknown_choice")
    if not any(chosen.values()):
        raise AnswerError("nothing_matched")
    if not all(chosen.values()):
        raise AnswerError("match_missing")
    return {"pairs": {stem: named[chosen[stem]] for stem in stems}}


def is_final(spec: Spec, answer: Answer) -> bool:
    return True


def grade(spec: Spec, answer: Answer) -> Outcome:
    pairs, given = spec["matching"]["pairs"], answer["pairs"]
    parts = {
        stem: {"class": given.get(stem, ""), "fraction": float(given.get(stem) == target)}
        for stem, target in pairs.items()
    }
    earned = sum(part["fraction"] for part in parts.values())
    return Outcome(earned / len(pairs), parts, tuple(pairs))


def explain(spec: Spec, answer: Answer) -> list[Remark]:
    """A remark on each stem, in the stored order, with what it was given and what belongs to it."""
    block, given = spec["matching"], answer["pairs"]
    return [
        Remark(
            key=stem["key"],
            text=stem["text"],
            feedback=stem["feedback"],
            chosen=True,
            right=given.get(stem["key"]) == block["pairs"][stem["key"]],
            sources=tuple(stem.get("sources") or ()),
            given=_text(block, given.get(stem["key"])),
            wanted=_text(block, block["pairs"][stem["key"]]),
        )
        for stem in block["stems"]
    ]


def _text(block: Mapping, target: str | None) -> str:
    return key_of(block["targets"], target)["text"] if target else ""


def solution(spec: Spec) -> Answer:
    return {"pairs": dict(spec["matching"]["pairs"])}


def summary(spec: Spec, answer: Answer) -> str:
    return "; ".join(lines(spec, answer))


def lines(spec: Spec, answer: Answer) -> list[str]:
    """The answer as it reads, a line a stem, what was chosen first: "Alert: A message."."""
    block, given = spec["matching"], answer["pairs"]
    return [
        f"{_text(block, given[stem['key']])}: {stem['text']}"
        for stem in block["stems"]
        if stem["key"] in given
    ]
