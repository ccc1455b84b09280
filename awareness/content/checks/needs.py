"""Needs and support lines: each need once, a crisis among them, and no line for another."""

import re
from collections.abc import Iterator

from awareness.content.parsed_content import Content, Definition, Subject
from awareness.content.problems import Problem, problem
from awareness.content.schema_course import NeedsFile
from awareness.workplace.models import CRISIS, YOUTH

# As they are kept (workplace.line_actions): `se-emergency`.
EMERGENCY_KEY = re.compile(r"[a-z]{2}-emergency")


def check_needs(content: Content) -> Iterator[Problem]:
    """Without a needs.yaml the needs are those that were loaded before, and nothing is asked."""
    for subject in content.subjects.values():
        if subject.needs is not None:
            yield from _need_problems(subject.needs)
            yield from _line_problems(subject)
    yield from _missing_crisis(content)
    yield from _emergency_number_problems(content)
    yield from _line_key_problems(content)


def _need_problems(definition: Definition[NeedsFile]) -> Iterator[Problem]:
    """A need stands once, under a key of its own, and has words for a site without a line."""
    keys: list[str] = []
    for number, need in enumerate(definition.shape.needs):
        if need.key in keys:
            location = definition.location_of("needs", number, "key")
            yield problem(location, f"the need `{need.key}` stands twice", "give each its own key")
        if need.key == YOUTH:
            location = definition.location_of("needs", number, "key")
            yield problem(location, f"`{YOUTH}` is kept for the young", "choose another key")
        if need.offer and not need.otherwise:
            location = definition.location_of("needs", number, "offer")
            message = f"`{need.key}` has no words for a site without a line"
            yield problem(location, message, "add `otherwise`, which promises no line")
        keys.append(need.key)


def _line_problems(subject: Subject) -> Iterator[Problem]:
    """Lines for needs that the subject does not have."""
    if subject.support is None or subject.needs is None:
        return
    keys = [need.key for need in subject.needs.shape.needs]
    for number, line in enumerate(subject.support.shape.lines):
        if line.need not in keys:
            location = subject.support.location_of("lines", number, "need")
            yield problem(location, f"`need` '{line.need}' is not known", f"use {', '.join(keys)}")


def _missing_crisis(content: Content) -> Iterator[Problem]:
    """Emergency numbers belong to the need of that key: some subject has it."""
    files = [subject.needs for subject in content.subjects.values() if subject.needs]
    keys = {need.key for definition in files for need in definition.shape.needs}
    if files and CRISIS not in keys and "needs" not in content.unread:
        message = f"there is no need `{CRISIS}`"
        yield problem(files[0].location_of("needs"), message, "add it: emergency numbers are its")


def _emergency_number_problems(content: Content) -> Iterator[Problem]:
    """A country has one number, whichever subject says it."""
    phones: dict[str, str] = {}
    for subject in content.subjects.values():
        if subject.support is None:
            continue
        for country, number in subject.support.shape.emergency.items():
            if phones.setdefault(country, number.phone) != number.phone:
                location = subject.support.location_of("emergency", country, "phone")
                message = f"the number of {country} is {phones[country]} in another subject"
                yield problem(location, message, "say it once")


def _line_key_problems(content: Content) -> Iterator[Problem]:
    """Lines under the key of a country's emergency number, in whose place they would stand."""
    for subject in content.subjects.values():
        if subject.support is None:
            continue
        for number, line in enumerate(subject.support.shape.lines):
            if EMERGENCY_KEY.fullmatch(line.key):
                location = subject.support.location_of("lines", number, "key")
                message = f"`{line.key}` is the key of an emergency number"
                yield problem(location, message, "name it under `emergency`, or choose another key")
