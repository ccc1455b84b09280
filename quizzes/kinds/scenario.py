"""A situation with one to three decisions. Answer: {"path": [[node, choice], …]}.

Each decision is a response; the one that reaches an end is final. The first decision alone is
scored: it is the one that has to be right. A wrong turn leads on, to a point of recovery.
"""

from collections.abc import Mapping
from random import Random

from quizzes.errors import AnswerError
from quizzes.kinds.base import Answer, Checker, Layout, Outcome, Remark, Spec, chosen_keys, draw
from quizzes.kinds.graph import check_graph
from quizzes.kinds.vary import check as check_vary
from quizzes.kinds.vary import draw as draw_words

GRADER = 1


def parse_spec(spec: Spec) -> Spec:
    check = Checker()
    block = spec.get("scenario")
    if not isinstance(block, Mapping):
        check.refuse("scenario", "is missing")
        return check.done(spec)
    check.text(block, "title", "scenario")
    nodes = block.get("nodes")
    if not isinstance(nodes, Mapping) or not nodes:
        check.refuse("scenario.nodes", "is missing")
        return check.done(spec)
    for key, node in nodes.items():
        if "/" in key:
            check.refuse(f"scenario.nodes.{key}", "a key has no slash: node/choice names a choice")
        _check_node(check, f"scenario.nodes.{key}", node)
    if not check.problems:
        check_graph(check, block)
        check_vary(check, block)
    return check.done(spec)


def _check_node(check: Checker, path: str, node: object) -> None:
    check.text(node, "text", path)
    if not isinstance(node, Mapping):
        return
    if check.flag(node, "end", path):
        if node.get("choices"):
            check.refuse(path, "is an end, so it has no choices")
        return
    choices = check.rows(node, "choices", path, least=2)
    for n, choice in enumerate(choices):
        for field in ("text", "goto", "feedback"):
            check.text(choice, field, f"{path}.choices.{n}")
        check.flag(choice, "best", f"{path}.choices.{n}")
        if "/" in str(choice.get("key")):
            check.refuse(f"{path}.choices.{n}.key", "a key has no slash")
    best = sum(choice.get("best") is True for choice in choices)
    if len(choices) > 1 and not 0 < best < len(choices):
        check.refuse(f"{path}.choices", "has at least one best choice and one that is not")


def layout(spec: Spec, rng: Random) -> Layout:
    """Every node's choices in an order of their own, all in one list of node/choice; and, where
    details differ from person to person, the words drawn for this one."""
    order: list[str] = []
    for node, body in spec["scenario"]["nodes"].items():
        keys = [f"{node}/{choice['key']}" for choice in body.get("choices", ())]
        rng.shuffle(keys)
        order += keys
    found = draw(order, rng, shuffle=False)
    words = draw_words(spec, rng)
    return found | {"vary": words} if words else found


def parse(spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None) -> Answer:
    keys = chosen_keys(layout, raw)
    if not keys:
        raise AnswerError("nothing_chosen")
    if len(keys) > 1:
        raise AnswerError("too_many")
    node, choice = keys[0].split("/")
    path = previous["path"] if previous else []
    if any(node == decided for decided, _ in path):
        raise AnswerError("already_decided")
    if node != current_node(spec, previous):
        raise AnswerError("out_of_step")
    return {"path": [*path, [node, choice]]}


def find_choice(spec: Spec, node: str, choice: str) -> Mapping:
    choices = spec["scenario"]["nodes"][node]["choices"]
    return next(body for body in choices if body["key"] == choice)


def current_node(spec: Spec, answer: Answer | None) -> str:
    """Where somebody stands after this much of the path."""
    if not answer or not answer["path"]:
        return spec["scenario"]["start"]
    return find_choice(spec, *answer["path"][-1])["goto"]


def is_final(spec: Spec, answer: Answer) -> bool:
    return bool(spec["scenario"]["nodes"][current_node(spec, answer)].get("end"))


def grade(spec: Spec, answer: Answer) -> Outcome:
    parts = {}
    for node, choice in answer["path"]:
        best = bool(find_choice(spec, node, choice).get("best"))
        parts[node] = {"class": choice, "fraction": float(best)}
    first = parts[answer["path"][0][0]]["fraction"]
    return Outcome(first, parts, tuple(f"{node}/{choice}" for node, choice in answer["path"]))


def explain(spec: Spec, answer: Answer) -> list[Remark]:
    """A remark on each decision made, in the order they were made."""
    remarks = []
    for node, key in answer["path"]:
        choice = find_choice(spec, node, key)
        remarks.append(
            Remark(
                key=f"{node}/{key}",
                text=choice["text"],
                feedback=choice["feedback"],
                chosen=True,
                right=bool(choice.get("best")),
                sources=tuple(choice.get("sources") or ()),
                source=choice.get("source") or "",
                heading=choice.get("heading") or "",
            )
        )
    return remarks


def solution(spec: Spec) -> Answer:
    """The best line, from the start to its end."""
    nodes = spec["scenario"]["nodes"]
    node, path = spec["scenario"]["start"], []
    while not nodes[node].get("end"):
        best = next(choice for choice in nodes[node]["choices"] if choice.get("best"))
        path.append([node, best["key"]])
        node = best["goto"]
    return {"path": path}


def summary(spec: Spec, answer: Answer) -> str:
    return " → ".join(find_choice(spec, node, key)["text"] for node, key in answer["path"])
