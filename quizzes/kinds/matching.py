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
    PostedForm,
    Remark,
    Spec,
    Target,
    count_problems,
    draw_layout,
    posted_by_key,
    repeated_key_problems,
    rows_in_plain_texts,
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
        stem_keys = [stem.key for stem in self.matching.stems]
        target_keys = [target.key for target in self.matching.targets]
        pairs = self.matching.pairs
        yield from count_problems(self.matching.stems, "matching.stems", 2, 6)
        least = 2 if self.sorts else 3
        yield from count_problems(self.matching.targets, "matching.targets", least)
        yield from repeated_key_problems(self.matching.stems, "matching.stems")
        yield from repeated_key_problems(self.matching.targets, "matching.targets")
        for key in sorted(set(stem_keys) & set(target_keys)):
            yield SpecProblem("matching.targets", f"key {key!r} names a stem too")
        if set(pairs) != set(stem_keys):
            message = "names a target for every stem, and for nothing else"
            yield SpecProblem("matching.pairs", message)
            return
        used_targets = [pairs[stem] for stem in stem_keys]
        for stem in stem_keys:
            path = f"matching.pairs.{stem}"
            if pairs[stem] not in target_keys:
                yield SpecProblem(path, f"there is no target {pairs[stem]!r}")
            elif used_targets.count(pairs[stem]) > 1 and not self.sorts:
                yield SpecProblem(path, "shares its target with another stem")
        unused_targets = set(target_keys) - set(used_targets)
        if self.sorts and unused_targets:
            yield SpecProblem("matching.targets", "each is a group that holds a stem")
        if not self.sorts and not unused_targets:
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
        return draw_layout(order, rng, shuffle=False)

    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        """{"pairs": {stem: target}} of the tokens that were posted. AnswerError unknown_choice,
        nothing_matched, match_missing."""
        token_by_key = posted_by_key(layout, raw, target_field_name)
        token_by_stem = {stem.key: token_by_key[stem.key] for stem in self.matching.stems}
        target_keys = {target.key for target in self.matching.targets}
        target_by_token = {
            token: key for token, key in layout["tokens"].items() if key in target_keys
        }
        if any(token and token not in target_by_token for token in token_by_stem.values()):
            raise AnswerError("unknown_choice")
        if not any(token_by_stem.values()):
            raise AnswerError("nothing_matched")
        if not all(token_by_stem.values()):
            raise AnswerError("match_missing")
        return {"pairs": {stem: target_by_token[token] for stem, token in token_by_stem.items()}}

    def grade(self, answer: Answer) -> Outcome:
        """The share of stems with their right target; a part for each stem."""
        right_by_stem, given_by_stem = self.matching.pairs, answer["pairs"]
        parts = {
            stem: {
                "class": given_by_stem.get(stem, ""),
                "fraction": float(given_by_stem.get(stem) == target),
            }
            for stem, target in right_by_stem.items()
        }
        earned = sum(part["fraction"] for part in parts.values())
        return Outcome(earned / len(right_by_stem), parts, tuple(right_by_stem))

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on each stem, in the stored order, with what it was given and what belongs."""
        right_by_stem, given_by_stem = self.matching.pairs, answer["pairs"]
        texts = self._target_texts()
        return [
            Remark(
                key=stem.key,
                text=stem.text,
                feedback=stem.feedback,
                chosen=True,
                right=given_by_stem.get(stem.key) == right_by_stem[stem.key],
                sources=stem.sources,
                given=texts[given_by_stem[stem.key]] if given_by_stem.get(stem.key) else "",
                wanted=texts[right_by_stem[stem.key]],
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
        given_by_stem, texts = answer["pairs"], self._target_texts()
        return [
            f"{texts[given_by_stem[stem.key]]}: {stem.text}"
            for stem in self.matching.stems
            if stem.key in given_by_stem
        ]

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        columns = self.matching.changed(
            stems=rows_in_plain_texts(self.matching.stems, plain),
            targets=rows_in_plain_texts(self.matching.targets, plain),
        )
        return super()._with_plain_texts(plain).changed(matching=columns)


def target_field_name(token: str) -> str:
    """The name under which a page sends the target of one stem."""
    return f"match-{token}"
