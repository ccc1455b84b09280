"""What makes a scenario's nodes a situation one can walk through: everywhere leads on to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quizzes.errors import SpecProblem

if TYPE_CHECKING:
    from quizzes.kinds.scenario import Node

    type Nodes = Mapping[str, Node]

MOST_DECISIONS = 3
NODES_PATH = "scenario.nodes"


def graph_problems(nodes: Nodes, start: str) -> Iterator[SpecProblem]:
    """Broken gotos, circles, unreachable nodes, long ways, and turns that never recover."""
    if start not in nodes:
        yield SpecProblem("scenario.start", f"there is no node {start!r}")
        return
    if nodes[start].end:
        yield SpecProblem("scenario.start", "is an end, so there is nothing to decide")
        return
    if broken := list(_broken_gotos(nodes)):
        yield from broken
        return
    if circle := find_circle({key: next_keys(node) for key, node in nodes.items()}):
        yield SpecProblem(NODES_PATH, f"go round in a circle: {' → '.join(circle)}")
        return
    for key in sorted(nodes.keys() - reachable_keys(nodes, start)):
        yield SpecProblem(f"{NODES_PATH}.{key}", "is never reached from the start")
    for key in sorted(key for key in nodes if not reaches_an_end(nodes, key)):
        yield SpecProblem(f"{NODES_PATH}.{key}", "leads to no end")
    most_decisions = most_decisions_onward(nodes, start)
    if most_decisions > MOST_DECISIONS:
        yield SpecProblem(
            NODES_PATH, f"{most_decisions} decisions in a row; at most {MOST_DECISIONS}"
        )
    yield from _recovery_problems(nodes, start)


def _broken_gotos(nodes: Nodes) -> Iterator[SpecProblem]:
    for key, node in nodes.items():
        for n, choice in enumerate(node.choices):
            if choice.goto not in nodes:
                path = f"{NODES_PATH}.{key}.choices.{n}.goto"
                yield SpecProblem(path, f"there is no node {choice.goto!r}")


def next_keys(node: Node, *, best_only: bool = False) -> list[str]:
    return [choice.goto for choice in node.choices if choice.best or not best_only]


def reachable_keys(nodes: Nodes, start: str, *, best_only: bool = False) -> set[str]:
    """Every node that can be reached, by any choice or by best choices only."""
    reached_keys, keys_to_visit = set(), [start]
    while keys_to_visit:
        key = keys_to_visit.pop()
        if key not in reached_keys:
            reached_keys.add(key)
            keys_to_visit += next_keys(nodes[key], best_only=best_only)
    return reached_keys


def reaches_an_end(nodes: Nodes, key: str) -> bool:
    return any(nodes[other].end for other in reachable_keys(nodes, key))


def find_circle(edges: Mapping[str, list[str]]) -> list[str]:
    """The nodes of one circle, the first repeated at the end; empty if there is none.

    `edges` maps each node to those that follow it.
    """
    finished: set[str] = set()

    def walk(key: str, trail: list[str]) -> list[str]:
        if key in trail:
            return [*trail[trail.index(key) :], key]
        if key in finished:
            return []
        for goto in edges[key]:
            circle = walk(goto, [*trail, key])
            if circle:
                return circle
        finished.add(key)
        return []

    return next((circle for key in edges if (circle := walk(key, []))), [])


def most_decisions_onward(nodes: Nodes, key: str) -> int:
    """How many decisions the longest way from the node `key` to an end has; 0 for an end."""
    following_keys = next_keys(nodes[key])
    return (
        1 + max(most_decisions_onward(nodes, goto) for goto in following_keys)
        if following_keys
        else 0
    )


def _recovery_problems(nodes: Nodes, start: str) -> Iterator[SpecProblem]:
    """Wrong turns merge forward: from where they lead, best choices come back to the best line."""
    for n, choice in enumerate(nodes[start].choices):
        if not choice.best and nodes[choice.goto].end:
            yield SpecProblem(
                f"{NODES_PATH}.{start}.choices.{n}.goto",
                "a wrong first decision leads on to another decision, where one can recover",
            )
    best_line_keys = reachable_keys(nodes, start, best_only=True)
    for key, node in nodes.items():
        for n, choice in enumerate(node.choices):
            if (
                not choice.best
                and not reachable_keys(nodes, choice.goto, best_only=True) & best_line_keys
            ):
                yield SpecProblem(
                    f"{NODES_PATH}.{key}.choices.{n}.goto",
                    f"{choice.goto!r} never comes back to the best line: no point of recovery",
                )
