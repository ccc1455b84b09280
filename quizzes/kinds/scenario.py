"""A situation with one to three decisions. Answer: {"path": [[node, choice], …]}.

Each decision is a response; the one that reaches an end is final. The first decision alone is
scored: it is the one that has to be right. A wrong turn leads on, to a point of recovery; or the
situation is left there, which is a final response too: the same path with {"left": True}.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from random import Random
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator

from quizzes.errors import AnswerError, SpecProblem
from quizzes.kinds import vary as details
from quizzes.kinds.base import (
    Answer,
    Flag,
    Layout,
    Outcome,
    Part,
    PlainTexts,
    PostedForm,
    Remark,
    Spec,
    Text,
    draw_layout,
    only_chosen_key,
    posted_values,
    repeated_key_problems,
)
from quizzes.kinds.graph import graph_problems

MOST_CHOICES_SHOWN = (
    3  # choices at most that somebody is shown of one node; of more, some are drawn
)
# What people read of a node and of a choice.
NODE_TEXTS = ("text", "plain", "youth")
CHOICE_TEXTS = ("text", "plain", "feedback", "plain_feedback", "source", "heading")


class Choice(Part):
    """What can be done at a node. `source` and `heading` are words beside the feedback."""

    text: Text
    plain: str = ""
    feedback: Text
    plain_feedback: str = ""
    source: str = ""
    heading: str = ""
    key: Text
    best: Flag = False
    goto: Text


class Node(Part):
    """A moment of the situation: it asks for a choice, or ends."""

    text: Text
    plain: str = ""
    youth: str = ""
    end: Flag = False
    choices: tuple[Choice, ...] = ()

    def choice(self, key: str) -> Choice:
        """The choice with this key; StopIteration if there is none."""
        return next(choice for choice in self.choices if choice.key == key)

    def draw_choices(self, rng: Random) -> list[Choice]:
        """The choices that one person is shown: all of three (`MOST_CHOICES_SHOWN`)
        or fewer; of more the first best choice and two of those that are not best, drawn by `rng`.
        Every node that asks has a best choice: `problems` holds it."""
        if len(self.choices) <= MOST_CHOICES_SHOWN:
            return list(self.choices)
        best = next(choice for choice in self.choices if choice.best)
        others = [choice for choice in self.choices if not choice.best]
        return [best, *rng.sample(others, min(MOST_CHOICES_SHOWN - 1, len(others)))]


class Situation(Part):
    title: Text
    decision: str = ""  # the one that the situation is about
    start: str = ""
    nodes: dict[str, Node]
    vary: Annotated[dict[str, tuple[str, ...]], BeforeValidator(details.read_lists)] = {}

    def problems(self) -> Iterator[SpecProblem]:
        """Problems of keys and choices; only without those, problems of ways and of details."""
        if not self.nodes:
            yield SpecProblem("scenario.nodes", "is missing")
            return
        problems = list(self._node_problems())
        yield from problems
        if not problems:
            yield from graph_problems(self.nodes, self.start)
            yield from details.vary_problems(self)

    def _node_problems(self) -> Iterator[SpecProblem]:
        for key, node in self.nodes.items():
            path = f"scenario.nodes.{key}"
            if "/" in key:
                yield SpecProblem(path, "a key has no slash: node/choice names a choice")
            if node.end:
                if node.choices:
                    yield SpecProblem(path, "is an end, so it has no choices")
                continue
            yield from _choice_problems(f"{path}.choices", node.choices)


def _choice_problems(path: str, choices: tuple[Choice, ...]) -> Iterator[SpecProblem]:
    if not choices:
        yield SpecProblem(path, "needs a list")
        return
    if len(choices) < 2:
        yield SpecProblem(path, "needs at least 2")
        return
    yield from repeated_key_problems(choices, path)
    for n, choice in enumerate(choices):
        if "/" in choice.key:
            yield SpecProblem(f"{path}.{n}.key", "a key has no slash")
    if len({choice.best for choice in choices}) == 1:
        yield SpecProblem(path, "has at least one best choice and one that is not")


class Scenario(Spec):
    kind: Literal["scenario"]
    stem: str = ""
    scenario: Situation

    @property
    def title(self) -> str:
        return self.stem or self.scenario.title

    @property
    def nodes(self) -> dict[str, Node]:
        return self.scenario.nodes

    def problems(self) -> Iterator[SpecProblem]:
        return self.scenario.problems()

    def layout(self, rng: Random) -> Layout:
        """Every node's choices in an order of their own, all in one list of node/choice; and, where
        details differ from person to person, the words drawn for this one. Of a node with more than
        `MOST_CHOICES_SHOWN` choices the best one is in the list, and as many others as are
        drawn."""
        order: list[str] = []
        for name, node in self.nodes.items():
            keys = [f"{name}/{choice.key}" for choice in node.draw_choices(rng)]
            rng.shuffle(keys)
            order += keys
        layout = draw_layout(order, rng, shuffle=False)
        words = details.draw_words(self.scenario.vary, rng)
        return {**layout, "vary": words} if words else layout

    def answer_keys(self) -> set[str]:
        return {
            f"{name}/{choice.key}" for name, node in self.nodes.items() for choice in node.choices
        }

    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        """The path with the decision that was posted; or, with `leave` posted, left where it is."""
        if posted_values(raw, "leave"):
            return self._leave(previous)
        node, choice = only_chosen_key(layout, raw).split("/")
        path = previous["path"] if previous else []
        if any(node == decided for decided, _ in path):
            raise AnswerError("already_decided")
        if node != self.current_node(previous):
            raise AnswerError("out_of_step")
        return {"path": [*path, [node, choice]]}

    def _leave(self, previous: Answer | None) -> Answer:
        """Only what began with another first decision than the right one may be left."""
        if previous is None or self.grade(previous).fraction == 1.0:
            raise AnswerError("out_of_step")
        return {**previous, "left": True}

    def current_node(self, answer: Answer | None) -> str:
        """The key of the node that somebody has reached by this answer; of the start for None."""
        if not answer or not answer["path"]:
            return self.scenario.start
        node, choice = answer["path"][-1]
        return self.nodes[node].choice(choice).goto

    def is_final(self, answer: Answer) -> bool:
        return "left" in answer or self.nodes[self.current_node(answer)].end

    def grade(self, answer: Answer) -> Outcome:
        """What the first decision is worth; a part for each decision made."""
        path = answer["path"]
        parts = {
            node: {"class": choice, "fraction": float(self.nodes[node].choice(choice).best)}
            for node, choice in path
        }
        first = parts[path[0][0]]["fraction"]
        return Outcome(first, parts, tuple(f"{node}/{choice}" for node, choice in path))

    def explain(self, answer: Answer) -> list[Remark]:
        """A remark on each decision made, in the order they were made."""
        return [self._remark(node, choice) for node, choice in answer["path"]]

    def _remark(self, node: str, key: str) -> Remark:
        choice = self.nodes[node].choice(key)
        return Remark(
            key=f"{node}/{key}",
            text=choice.text,
            feedback=choice.feedback,
            chosen=True,
            right=choice.best,
            source=choice.source,
            heading=choice.heading,
        )

    def decision_count(self, answer: Answer | None) -> int:
        """How many decisions the whole way has: those made, and those still to make if the best
        choice is taken each time; once the situation was left, those made."""
        decisions_made = len(answer["path"]) if answer else 0
        was_left = answer is not None and "left" in answer
        return (
            decisions_made
            if was_left
            else decisions_made + len(self._best_line(self.current_node(answer)))
        )

    def solution(self) -> Answer:
        """The best line, from the start to its end."""
        return {"path": self._best_line(self.scenario.start)}

    def _best_line(self, name: str) -> list[list[str]]:
        """[node, choice] of each best choice from this node to an end, in order."""
        path = []
        while not self.nodes[name].end:
            best = next(choice for choice in self.nodes[name].choices if choice.best)
            path.append([name, best.key])
            name = best.goto
        return path

    def summary(self, answer: Answer) -> str:
        return " → ".join(self.nodes[node].choice(key).text for node, key in answer["path"])

    def with_details(self, words: Mapping[str, str]) -> Self:
        """The spec with the words drawn for somebody in its texts."""
        if not self.scenario.vary:
            return self
        drawn_words = tuple(sorted(words.items()))
        if drawn_words not in self._by_words:
            nodes = {
                key: details.with_words_filled_in(node, words) for key, node in self.nodes.items()
            }
            self._by_words[drawn_words] = self._with_nodes(nodes)
        return self._by_words[drawn_words]

    @cached_property
    def _by_words(self) -> dict[tuple[tuple[str, str], ...], Self]:
        """The spec by the words in its texts: kept, since there are few drawings and many pages."""
        return {}

    def _with_nodes(self, nodes: Mapping[str, Node]) -> Self:
        situation = self.scenario.changed(nodes=nodes)
        return self.changed(scenario=situation)

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        nodes = {key: _plain_node(node, node.plain) for key, node in self.nodes.items()}
        return super()._with_plain_texts(plain)._with_nodes(nodes)

    @cached_property
    def _youth(self) -> Self:
        nodes = {
            key: _plain_node(node, node.youth or node.plain) for key, node in self.nodes.items()
        }
        return super()._with_plain_texts(self.plain or PlainTexts())._with_nodes(nodes)

    @property
    def speaks_to_youth(self) -> bool:
        return any(node.youth for node in self.nodes.values())


def _plain_node(node: Node, text: str) -> Node:
    """The node with its plain texts where it has some, and `text` as its own; its choices
    likewise."""
    choices = tuple(
        choice.changed(
            text=choice.plain or choice.text, feedback=choice.plain_feedback or choice.feedback
        )
        for choice in node.choices
    )
    return node.changed(text=text or node.text, choices=choices)
