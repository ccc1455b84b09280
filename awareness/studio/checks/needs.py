"""Needs and support lines: each need once, a crisis among them, and no line for another."""

from collections.abc import Iterator

from awareness.studio.content import Content
from awareness.studio.problems import Problem, problem
from awareness.workplace.models import CRISIS, YOUTH


def check_needs(content: Content) -> Iterator[Problem]:
    """Without a needs.yaml the needs are those that were loaded before, and nothing is asked."""
    if content.needs is None:
        return
    needs = content.needs.shape.needs
    keys: list[str] = []
    for number, need in enumerate(needs):
        if need.key in keys:
            place = content.needs.where("needs", number, "key")
            yield problem(place, f"the need `{need.key}` stands twice", "give each its own key")
        if need.key == YOUTH:
            place = content.needs.where("needs", number, "key")
            yield problem(place, f"`{YOUTH}` is kept for the young", "choose another key")
        if need.offer and not need.otherwise:
            place = content.needs.where("needs", number, "offer")
            message = f"`{need.key}` has no words for a site without a line"
            yield problem(place, message, "add `otherwise`, which promises no line")
        keys.append(need.key)
    if CRISIS not in keys:
        message = f"there is no need `{CRISIS}`"
        yield problem(content.needs.where("needs"), message, "add it: emergency numbers are its")
    if content.support is None:
        return
    for number, line in enumerate(content.support.shape.lines):
        if line.need not in keys:
            place = content.support.where("lines", number, "need")
            yield problem(place, f"`need` '{line.need}' is not known", f"use {', '.join(keys)}")
