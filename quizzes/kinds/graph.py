"""What makes a scenario's nodes a situation one can walk through: everywhere leads on to an end."""

from collections.abc import Mapping

from quizzes.kinds.base import Checker

MOST_DECISIONS = 3


def check_graph(check: Checker, block: Mapping) -> None:
    """Refuse broken gotos, circles, unreachable nodes, long ways, and turns that never recover."""
    nodes, start = block["nodes"], block.get("start")
    path = "scenario.nodes"
    if start not in nodes:
        check.refuse("scenario.start", f"there is no node {start!r}")
        return
    if nodes[start].get("end"):
        check.refuse("scenario.start", "is an end, so there is nothing to decide")
        return
    for key, node in nodes.items():
        for n, choice in enumerate(node.get("choices", ())):
            if choice["goto"] not in nodes:
                check.refuse(
                    f"{path}.{key}.choices.{n}.goto", f"there is no node {choice['goto']!r}"
                )
    if check.problems:
        return
    circle = find_circle(nodes)
    if circle:
        check.refuse(path, f"go round in a circle: {' → '.join(circle)}")
        return
    for key in sorted(nodes.keys() - reached(nodes, start)):
        check.refuse(f"{path}.{key}", "is never reached from the start")
    for key in sorted(key for key in nodes if not any_end(nodes, key)):
        check.refuse(f"{path}.{key}", "leads to no end")
    depth = decisions(nodes, start)
    if depth > MOST_DECISIONS:
        check.refuse(path, f"{depth} decisions in a row; at most {MOST_DECISIONS}")
    check_recovery(check, nodes, start)


def gotos(node: Mapping, *, best: bool = False) -> list[str]:
    return [c["goto"] for c in node.get("choices", ()) if c.get("best") or not best]


def reached(nodes: Mapping, start: str, *, best: bool = False) -> set[str]:
    """Every node that can be reached, by any choice or by best choices only."""
    found, todo = set(), [start]
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += gotos(nodes[key], best=best)
    return found


def any_end(nodes: Mapping, key: str) -> bool:
    return any(nodes[other].get("end") for other in reached(nodes, key))


def find_circle(nodes: Mapping) -> list[str]:
    """The nodes of one circle, the first repeated at the end; empty if there is none."""
    finished: set[str] = set()

    def walk(key: str, trail: list[str]) -> list[str]:
        if key in trail:
            return [*trail[trail.index(key) :], key]
        if key in finished:
            return []
        for goto in gotos(nodes[key]):
            circle = walk(goto, [*trail, key])
            if circle:
                return circle
        finished.add(key)
        return []

    return next((circle for key in nodes if (circle := walk(key, []))), [])


def decisions(nodes: Mapping, key: str) -> int:
    """The longest way from here to an end, counted in decisions."""
    onward = gotos(nodes[key])
    return 1 + max(decisions(nodes, goto) for goto in onward) if onward else 0


def check_recovery(check: Checker, nodes: Mapping, start: str) -> None:
    """Wrong turns merge forward: from where they lead, best choices come back to the best line."""
    for n, choice in enumerate(nodes[start]["choices"]):
        if not choice.get("best") and nodes[choice["goto"]].get("end"):
            check.refuse(
                f"scenario.nodes.{start}.choices.{n}.goto",
                "a wrong first decision leads on to another decision, where one can recover",
            )
    best_line = reached(nodes, start, best=True)
    for key, node in nodes.items():
        for n, choice in enumerate(node.get("choices", ())):
            if not choice.get("best") and not reached(nodes, choice["goto"], best=True) & best_line:
                check.refuse(
                    f"scenario.nodes.{key}.choices.{n}.goto",
                    f"{choice['goto']!r} never comes back to the best line: no point of recovery",
                )
