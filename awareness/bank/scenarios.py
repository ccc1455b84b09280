"""Scenarios become questions too, one for each parallel form: `scenario/s1-a`, `scenario/s1-b`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from awareness.bank.authored import Choice, Form, Node, Path, ScenarioFile
from awareness.bank.guards import MEND_BY_GUARD, words_allowed_guard
from awareness.bank.resolve import one_line
from awareness.insights.ledger import Ledger
from awareness.insights.resolved_texts import reference_errors, resolve_text
from awareness.insights.sources import caveat_text, source_note
from awareness.subjects.schema import Rules
from quizzes.errors import SpecProblem
from quizzes.kinds import Scenario
from quizzes.kinds.scenario import CHOICE_TEXTS, NODE_TEXTS
from quizzes.kinds.vary import PLACEHOLDER, VARYING_FIELDS, possible_texts

MEND_WAYS = "every way goes on to an end, in three decisions or fewer"
MEND_VARY = "give each {vary:name} of a text its list of different words, and each list a text"

type FormProblem = tuple[Path, str, str, str]  # path below the form, rule, message, how to mend it


def scenario_specs(
    ledger: Ledger, scenario: ScenarioFile, objective: str
) -> Iterator[tuple[str, Scenario | None, list[FormProblem]]]:
    """(name, spec, problems) of every form. References need `{figure:pack:key}`.

    There is no spec where a reference is wrong.
    """
    for name, form in scenario.forms.items():
        form_problems = [_kind_problem(problem) for problem in form.problems()]
        unresolved = [
            (path, error.code, error.message, "mend the reference")
            for path, text in form.texts()
            for error in reference_errors(ledger, report_slug="", text=_veil_details(text))
        ]
        if unresolved:
            yield name, None, [*form_problems, *unresolved]
            continue
        spec = _scenario_spec(ledger, scenario.decision, form, objective)
        yield name, spec, [*form_problems, *_word_problems(spec, ledger.rules(scenario.key))]


def _kind_problem(problem: SpecProblem) -> FormProblem:
    """A rule of the kind that a form breaks, with the path of the node or choice."""
    parts = problem.path.split(".")[1:]
    path = tuple(int(part) if part.isdigit() else part for part in parts)
    message = " ".join(filter(None, (".".join(parts), problem.message)))
    return path, "scenario", message, MEND_VARY if "vary" in problem.message else MEND_WAYS


# While figures are written out, a detail that varies is a word like others: {vary:x} is ⟨x⟩.
VEILED_DETAIL = re.compile(r"\ue000([^\ue001]*)\ue001")


def _veil_details(text: str) -> str:
    """The text with each `{vary:x}` written as signs that no text has."""
    return PLACEHOLDER.sub(lambda match: f"\ue000{match[1]}\ue001", text)


def _unveil_details(text: str) -> str:
    """The text with what `_veil_details` wrote as `{vary:x}` again."""
    return VEILED_DETAIL.sub(lambda match: f"{{vary:{match[1]}}}", text)


def _scenario_spec(ledger: Ledger, decision: str, form: Form, objective: str) -> Scenario:
    """The spec of one form of a situation, its references written out; KeyError for a caveat or
    figure that is not there."""
    keys: list[str] = []

    def say(text: str) -> str:
        words, figure_keys = resolve_text(
            ledger, report_slug="", text=_veil_details(one_line(text))
        )
        keys.extend(figure_keys)
        return _unveil_details(words)

    nodes = {name: _stored_node(node, say) for name, node in form.nodes.items()}
    title = say(form.title)
    figures = [ledger.figure(key) for key in dict.fromkeys(keys)]
    spec = {
        "kind": "scenario",
        "lang": "en",
        "stem": title,
        "scenario": {
            "title": title,
            "decision": decision,
            "start": form.start,
            "nodes": nodes,
            **({"vary": form.vary} if form.vary else {}),
        },
        "objective": objective,
        "figures": [figure.full_key for figure in figures],
        "sources": [source_note(ledger, figure) for figure in figures],
        "caveats": [_caveat_text(ledger, key) for key in form.caveats],
        "audience": ["S", "M", "H", "I"],
        "item_model": None,
        "seed": None,
        "guards": [],
    }
    return Scenario.model_validate(spec)


def _stored_node(node: Node, say: Callable[[str], str]) -> dict[str, Any]:
    """A node as it is stored: with the texts that it has."""
    stored = _resolved_texts(node, NODE_TEXTS, say)
    if node.end:
        return stored | {"end": True}
    return stored | {
        "choices": [
            _resolved_texts(choice, CHOICE_TEXTS, say)
            | {"key": choice.key, "best": choice.best, "goto": choice.goto}
            for choice in node.choices
        ]
    }


def _resolved_texts(
    part: Node | Choice, names: tuple[str, ...], say: Callable[[str], str]
) -> dict[str, Any]:
    return {name: say(text) for name in names if (text := getattr(part, name))}


def _caveat_text(ledger: Ledger, key: str) -> str:
    report_slug, _, name = key.partition(":")
    return caveat_text(ledger, ledger.reports[report_slug], name)


def _word_problems(spec: Scenario, rules: Rules) -> list[FormProblem]:
    """Words we do not use, in any text that somebody may be given."""
    texts = [
        filling
        for node in spec.nodes.values()
        for part in (node, *node.choices)
        for field in VARYING_FIELDS
        for filling in possible_texts(getattr(part, field, ""), spec.scenario.vary)
    ]
    allowed = words_allowed_guard(rules, *texts)
    return [] if allowed.passed else [((), "G11", allowed.message, MEND_BY_GUARD["G11"])]
