"""Match each stem with a target, or sort stems into groups.

Answer: {"pairs": {stem key: target key}}.

Credit per stem. In a matching at least one target belongs to no stem, so that the last match is no
gift. Where there are fewer targets than stems they are groups to sort into: each holds one stem or
more, and nothing has to be spare.
"""

from collections.abc import Iterator
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
    Target,
    count_problems,
    draw,
    posted_by_token,
    same_keys,
    with_texts,
)


class Columns(Part):
    """What is matched with what; `pairs` maps the key of each stem to that of its target."""

    stems: tuple[CitedRow, ...]
    targets: tuple[Target, ...]
    pairs: dict[str, str]


class Matching(Spec):
    kind: Literal["matching"]
    matching: Columns

    def problems(self) -> Iterator[SpecProblem]:
        stems = [stem.key for stem in self.matching.stems]
        targets = [target.key for target in self.matching.targets]
        pairs = self.matching.pairs
        yield from count_problems(self.matching.stems, "matching.stems", 2, 6)
        least = 2 if self.sorts else 3
        yield from count_problems(self.matching.targets, "matching.targets", least)
        yield from same_keys(self.matching.stems, "matching.stems")
        yield from same_keys(self.matching.targets, "matching.targets")
        for key in sorted(set(stems) & set(targets)):
            yield SpecProblem("matching.targets", f"key {key!r} names a stem too")
        if set(pairs) != set(stems):
            message = "names a target for every stem, and for nothing else"
            yield SpecProblem("matching.pairs", message)
            return
        used = [pairs[stem] for stem in stems]
        for stem in stems:
            path = f"matching.pairs.{stem}"
            if pairs[stem] not in targets:
                yield SpecProblem(path, f"there is no target {pairs[stem]!r}")
            elif used.count(pairs[stem]) > 1 and not self.sorts:
                yield SpecProblem(path, "shares its target with another stem")
        spare = set(targets) - set(used)
        if self.sorts and spare:
            yield SpecProblem("matching.targets", "each is a group that holds a stem")
        if not self.sorts and not spare:
            message = "at least one belongs to no stem, or the last is a gift"
            yield SpecProblem("matching.targets", message)

    @property
    def sorts(self) -> bool:
        """Whether stems are sorted into groups: there are fewer targets than stems."""
        return len(self.matching.targets) < len(self.matching.stems)

    @property
    def rows(self) -> tuple[Target, ...]:
        return (*self.matching.stems, *self.matching.targets)

    def layout(self, rng: Random) -> Layout:
        """Stems and targets, each in an order of its own, all in one list."""
        order: list[str] = []
        for rows in (self.matching.stems, self.matching.targets):
            keys = [row.key for row in rows]
            rng.shuffle(keys)
            order += keys
        return draw(order, rng, shuffle=False)

    def parse(self, layout: Layout, raw: Posted, previous: Answer | None = None) -> Answer:
        sent = posted_by_token(layout, raw, field)
        chosen = {stem.key: sent[stem.key] for stem in self.matching.stems}
        targets = {target.key for target in self.matching.targets}
        named = {token: key for token, key in layout["tokens"].items() if key in targets}
        if any(token and token not in named for token in chosen.values()):
            raise AnswerError("unknown_choice")
        if not any(chosen.values()):
            raise AnswerError("nothing_matched")
        if not all(chosen.values()):
            raise AnswerError("match_missing")
        return {"pairs": {stem: named[token] for stem, token in chosen.items()}}

    def grade(self, answer: Answer) -> Outcome:
        right, given = self.matching.pairs, answer["pairs"]
        parts = {
            stem: {"class": given.get(stem, ""), "fraction": float(given.get(stem) == target)}
            for stem, target in right.items()
        }
        earned = sum(part["fraction"] for part in parts.values())
        return Outcome(earned / len(right), parts, tuple(right))

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on each stem, in the stored order, with what it was given and what belongs."""
        right, given, texts = self.matching.pairs, answer["pairs"], self._target_texts()
        return [
            Remark(
                key=stem.key,
                text=stem.text,
                feedback=stem.feedback,
                chosen=True,
                right=given.get(stem.key) == right[stem.key],
                sources=stem.sources,
                given=texts[given[stem.key]] if given.get(stem.key) else "",
                wanted=texts[right[stem.key]],
            )
            for stem in self.matching.stems
        ]

    def _target_texts(self) -> dict[str, str]:
        return {target.key: target.text for target in self.matching.targets}

    def solution(self) -> Answer:
        return {"pairs": dict(self.matching.pairs)}

    def summary(self, answer: Answer) -> str:
        return "; ".join(self.lines(answer))

    def lines(self, answer: Answer) -> list[str]:
        """The answer as it reads, a line a stem, what was chosen first: "Alert: A message."."""
        given, texts = answer["pairs"], self._target_texts()
        return [
            f"{texts[given[stem.key]]}: {stem.text}"
            for stem in self.matching.stems
            if stem.key in given
        ]

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        columns = self.matching.changed(
            stems=with_texts(self.matching.stems, plain),
            targets=with_texts(self.matching.targets, plain),
        )
        return super()._with_plain_texts(plain).changed(matching=columns)


def field(token: str) -> str:
    """The name under which a page sends the target of one stem."""
    return f"match-{token}"
