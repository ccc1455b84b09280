"""Scenarios become questions too, one for each parallel form: `scenario/s1-a`, `scenario/s1-b`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from awareness.bank.guards import MEND, words_allowed
from awareness.bank.resolve import one_line
from awareness.insights.ledger import Ledger
from awareness.insights.prose import problems, resolve_text
from awareness.insights.sources import caveat, source_note
from quizzes.errors import SpecError, SpecProblem
from quizzes.kinds import Scenario, read_spec, rule_problems
from quizzes.kinds.vary import FIELDS, PLACEHOLDER, fillings

type Wrong = tuple[tuple, str, str, str]  # path below `forms`, rule, what, how to mend it


def scenario_specs(
    ledger: Ledger, scenario: Mapping, objective: str
) -> Iterator[tuple[str, Scenario | None, list[Wrong]]]:
    """(question key, spec, problems) of every form. References need `{figure:pack:key}`."""
    for name, form in (scenario.get("forms") or {}).items():
        key = f"scenario/{scenario['key']}-{name}"
        wrong = [
            ((name, *path), error.code, f"{key}: {error.message}", "mend the reference")
            for path, text in _texts(form)
            for error in problems(ledger, "", _veiled(text))
        ]
        if wrong:
            yield key, None, wrong
            continue
        try:
            spec = _spec(ledger, scenario, form, objective)
        except SpecError as error:
            yield key, None, [_wrong(key, name, problem) for problem in error.problems]
            continue
        yield key, spec, _judge(key, name, spec)


def _texts(form: Mapping) -> Iterator[tuple[tuple, str]]:
    yield ("title",), form["title"]
    for node, body in form["nodes"].items():
        for field in ("text", "plain", "youth"):
            if body.get(field):
                yield ("nodes", node, field), body[field]
        for n, choice in enumerate(body.get("choices") or ()):
            for field in ("text", "plain", "feedback", "source", "heading"):
                if choice.get(field):
                    yield ("nodes", node, "choices", n, field), choice[field]


# While figures are written out, a detail that varies is a word like others: {vary:x} is ⟨x⟩.
VEIL = re.compile(r"\ue000([^\ue001]*)\ue001")


def _veiled(text: str) -> str:
    return PLACEHOLDER.sub(lambda match: f"\ue000{match[1]}\ue001", text)


def _unveiled(text: str) -> str:
    return VEIL.sub(lambda match: f"{{vary:{match[1]}}}", text)


def _spec(ledger: Ledger, scenario: Mapping, form: Mapping, objective: str) -> Scenario:
    keys: list[str] = []

    def say(text: str) -> str:
        words, found = resolve_text(ledger, "", _veiled(one_line(text)))
        keys.extend(found)
        return _unveiled(words)

    nodes = {name: _node(body, say) for name, body in form["nodes"].items()}
    title = say(form["title"])
    figures = [ledger.figure(key) for key in dict.fromkeys(keys)]
    caveats = [_caveat(ledger, key) for key in form.get("caveats") or ()]
    spec = {
        "kind": "scenario",
        "lang": "en",
        "stem": title,
        "scenario": {
            "title": title,
            "decision": scenario["decision"],
            "start": form["start"],
            "nodes": nodes,
            **({"vary": form["vary"]} if form.get("vary") else {}),
        },
        "objective": objective,
        "figures": [figure.full_key for figure in figures],
        "sources": [source_note(ledger, figure) for figure in figures],
        "caveats": caveats,
        "audience": ["S", "M", "H", "I"],
        "item_model": None,
        "seed": None,
        "guards": [],
    }
    return read_spec(spec)


def _node(body: Mapping, say) -> dict[str, Any]:
    node = {field: say(body[field]) for field in ("text", "plain", "youth") if body.get(field)}
    if body.get("end"):
        return node | {"end": True}
    said = ("text", "plain", "feedback", "source", "heading")
    choices = [
        {field: say(choice[field]) for field in said if choice.get(field)}
        | {"key": choice.get("key"), "best": choice.get("best", False), "goto": choice.get("goto")}
        for choice in body.get("choices") or ()
    ]
    return node | {"choices": choices}


def _caveat(ledger: Ledger, key: str) -> str:
    report, _, name = key.partition(":")
    return caveat(ledger, ledger.reports[report], name)


def _wrong(key: str, name: str, problem: SpecProblem) -> Wrong:
    how = "mend that node; docs/authoring.md, Situations, says what one needs"
    return (name,), "scenario", f"{key} {problem}", how


def _judge(key: str, name: str, spec: Scenario) -> list[Wrong]:
    """The kind's own rules (every goto exists, an end from everywhere, depth), and our words."""
    wrong = [_wrong(key, name, problem) for problem in rule_problems(spec)]
    texts = [
        filling
        for node in spec.nodes.values()
        for part in (node, *node.choices)
        for field in FIELDS
        for filling in fillings(getattr(part, field, ""), spec.scenario.vary)
    ]
    allowed = words_allowed(*texts)
    if not allowed.passed:
        wrong.append(((name,), "G11", f"{key}: {allowed.message}", MEND["G11"]))
    return wrong
