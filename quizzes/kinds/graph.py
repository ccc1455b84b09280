"""What makes a scenario's nodes a situation one can walk through: everywhere leads on to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quizzes.errors import SpecProblem

if TYPE_CHECKING:
    from quizzes.kinds.scenario import Node

    type Nodes = Mapping[str, Node]

MOST_DECISIONS = 3
PATH = "scenario.nodes"


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
    if circle := find_circle({key: gotos(node) for key, node in nodes.items()}):
        yield SpecProblem(PATH, f"go round in a circle: {' → '.join(circle)}")
        return
    for key in sorted(nodes.keys() - reached(nodes, start)):
        yield SpecProblem(f"{PATH}.{key}", "is never reached from the start")
    for key in sorted(key for key in nodes if not any_end(nodes, key)):
        yield SpecProblem(f"{PATH}.{key}", "leads to no end")
    depth = decisions(nodes, start)
    if depth > MOST_DECISIONS:
        yield SpecProblem(PATH, f"{depth} decisions in a row; at most {MOST_DECISIONS}")
    yield from _recovery_problems(nodes, start)


def _broken_gotos(nodes: Nodes) -> Iterator[SpecProblem]:
    for key, node in nodes.items():
        for n, choice in enumerate(node.choices):
            if choice.goto not in nodes:
                path = f"{PATH}.{key}.choices.{n}.goto"
                yield SpecProblem(path, f"there is no node {choice.goto!r}")


def gotos(node: Node, *, best: bool = False) -> list[str]:
    return [choice.goto for choice in node.choices if choice.best or not best]


def reached(nodes: Nodes, start: str, *, best: bool = False) -> set[str]:
    """Every node that can be reached, by any choice or by best choices only."""
    seen, waiting = set(), [start]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += gotos(nodes[key], best=best)
    return seen


def any_end(nodes: Nodes, key: str) -> bool:
    return any(nodes[other].end for other in reached(nodes, key))


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


def decisions(nodes: Nodes, key: str) -> int:
    """The longest way from here to an end, counted in decisions."""
    onward = gotos(nodes[key])
    return 1 + max(decisions(nodes, goto) for goto in onward) if onward else 0


def _recovery_problems(nodes: Nodes, start: str) -> Iterator[SpecProblem]:
    """Wrong turns merge forward: from where they lead, best choices come back to the best line."""
    for n, choice in enumerate(nodes[start].choices):
        if not choice.best and nodes[choice.goto].end:
            yield SpecProblem(
                f"{PATH}.{start}.choices.{n}.goto",
                "a wrong first decision leads on to another decision, where one can recover",
            )
    best_line = reached(nodes, start, best=True)
    for key, node in nodes.items():
        for n, choice in enumerate(node.choices):
            if not choice.best and not reached(nodes, choice.goto, best=True) & best_line:
                yield SpecProblem(
                    f"{PATH}.{key}.choices.{n}.goto",
                    f"{choice.goto!r} never comes back to the best line: no point of recovery",
                )
