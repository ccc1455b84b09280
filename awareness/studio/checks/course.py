"""Scenarios lead somewhere, modules name what is there, questions can be built."""

from collections.abc import Iterator
from contextlib import suppress

from awareness.bank.build import BuiltQuestion, build_questions
from awareness.insights.ledger import Place
from awareness.insights.prose import ProseError
from awareness.learning.publish import RESERVED_MODULES, RESERVED_STEPS
from awareness.studio.checks.pass_marks import check_pass_marks
from awareness.studio.content import Content, Definition
from awareness.studio.problems import Problem, problem
from quizzes.errors import SpecError
from quizzes.kinds import parse_spec

OVER_ALL = {"key positions are balanced"}  # rules that need all questions at once
OWN_RULES = {"scenario", "question"}  # of the bank; checked here, with a better line
# Rules of the bank that an error found here breaks as well: references, uses, caveats, words.
REPEATS = {
    "unknown_figure", "hold_figure", "never_figure", "no_number", "stray_brace", "unknown_style",
    "unknown_reference", "chart_not_here", "unknown", "G6", "G7", "G10", "G11",
}  # fmt: skip


WAYS = "every way goes on to an end, in three decisions or fewer"
VARY = "give each {vary:name} of a text its list of different words, and each list a text"


def check_course(content: Content) -> Iterator[Problem]:
    yield from _duplicates(content.scenarios, "key")
    yield from _duplicates(content.modules, "slug")
    decisions = {key for m in content.modules for key in m.data.get("decisions") or {}}
    if "modules" in content.unread:
        decisions = set()
    for scenario in content.scenarios:
        yield from _scenario(scenario, decisions)
    for module in content.modules:
        yield from _module(module, content)


def build(
    content: Content, known: set[tuple[str, int]]
) -> tuple[list[BuiltQuestion], list[Problem]]:
    """All questions with their keys computed from the ledger, and what the bank says is wrong.

    `known` are the (path, line) of errors found before. What follows from them is not reported
    again, and a question that cannot be built at all because of them is left out.
    """
    # Objectives cannot be looked up while a module cannot be read.
    modules = [] if "modules" in content.unread else content.modules
    try:
        built, bank_problems = build_questions(
            content.ledger, content.questions, content.scenarios, modules
        )
    except (KeyError, ProseError):
        if not known:
            raise
        built, bank_problems = _one_by_one(content, modules)
    problems = [
        problem(
            bank_problem.place, f"{bank_problem.what} ({bank_problem.rule})", bank_problem.right
        )
        for bank_problem in bank_problems
        if bank_problem.rule not in OWN_RULES
        and not (bank_problem.rule in REPEATS and _to_blame(bank_problem.place, known, content))
    ]
    return built, problems


def _one_by_one(content: Content, modules: list[Definition]):
    """What can be built of questions when some cannot."""
    built, bank_problems = [], []
    for question in content.questions:
        with suppress(KeyError, ProseError):
            questions, problems = build_questions(content.ledger, [question], (), modules)
            built += questions
            bank_problems += [
                bank_problem for bank_problem in problems if bank_problem.rule not in OVER_ALL
            ]
    return built, bank_problems


def _to_blame(place: Place, known: set[tuple[str, int]], content: Content) -> bool:
    """Whether the question or scenario around `place` has an error that was found before."""
    for definition in (*content.questions, *content.scenarios):
        first, last = definition.document.spans.get(definition.key_path, (1, 1))
        if definition.place.path == place.path and first <= place.line <= last:
            return any((place.path, line) in known for line in range(first, last + 1))
    return False


def _duplicates(definitions: list[Definition], name: str) -> Iterator[Problem]:
    first: dict[str, Definition] = {}
    for definition in definitions:
        key = definition.data[name]
        if key in first:
            message = f"`{key}` stands twice; first in {first[key].place.path}"
            yield problem(definition.where(name), message, f"give each its own {name}")
        first.setdefault(key, definition)


def _scenario(scenario: Definition, decisions: set[str]) -> Iterator[Problem]:
    """The quiz engine's own rules, each on the line of the node or choice that breaks it."""
    if decisions and scenario.data["decision"] not in decisions:
        message = f"no module has the decision `{scenario.data['decision']}`"
        yield problem(scenario.where("decision"), message, f"use {', '.join(sorted(decisions))}")
    for name, form in scenario.data["forms"].items():
        try:
            parse_spec({"kind": "scenario", "scenario": form})
        except SpecError as error:
            for wrong in error.problems:
                path = [int(p) if p.isdigit() else p for p in wrong.path.split(".")[1:]]
                place = scenario.where("forms", name, *path)
                message = f"{'.'.join(map(str, path)) or name} {wrong.message}"
                yield problem(place, message, VARY if "vary" in wrong.message else WAYS)


def _module(module: Definition, content: Content) -> Iterator[Problem]:
    data = module.data
    questions = {f"{q.report}/{q.data['key']}" for q in content.questions}
    explainers = {f"{e.report}/{e.slug}" for e in content.explainers}
    scenarios = {s.data["key"]: s.data["forms"] for s in content.scenarios}
    texts = {text.name for text in content.texts}
    modules = {m.data["slug"] for m in content.modules}

    def unknown(kind: str, key: str, known, *path) -> Iterator[Problem]:
        if key not in known and f"{kind}s" not in content.unread:
            fix = f"there are {', '.join(sorted(known)[:12]) or 'none'}"
            yield problem(module.where(*path), f"unknown {kind} `{key}`", fix)

    if data["slug"] in RESERVED_MODULES:
        message = f"the site has a page of its own at `{data['slug']}`"
        yield problem(module.where("slug"), message, "choose another slug")
    if data.get("opt_in") and data["mandatory"]:
        message = "a module of one's own choice is nobody's duty"
        yield problem(
            module.where("opt_in"), message, "take `opt_in` away, or write mandatory: false"
        )
    if data.get("opens_with"):
        yield from unknown("module", data["opens_with"], modules, "opens_with")
    for index, key in enumerate(data.get("test_out") or []):
        yield from unknown("question", key, questions, "test_out", index)
    yield from check_pass_marks(module, content)
    seen: set[str] = set()
    for index, step in enumerate(data["steps"]):
        if step["slug"] in RESERVED_STEPS or step["slug"] in seen:
            message = f"the step `{step['slug']}` stands twice or is a page of the site"
            yield problem(module.where("steps", index, "slug"), message, "choose another slug")
        seen.add(step["slug"])
        match step["kind"]:
            case "read" if bool(step.get("explainer")) == bool(step.get("text")):
                message = f"the step `{step['slug']}` reads nothing, or two things"
                yield problem(
                    module.where("steps", index), message, "give it an explainer or a text"
                )
            case "read" if step.get("explainer"):
                yield from unknown(
                    "explainer", step["explainer"], explainers, "steps", index, "explainer"
                )
            case "read":
                yield from unknown("text", step["text"], texts, "steps", index, "text")
            case "estimate":
                yield from unknown(
                    "question", step["question"], questions, "steps", index, "question"
                )
            case "check":
                for number, key in enumerate(step["questions"]):
                    yield from unknown(
                        "question", key, questions, "steps", index, "questions", number
                    )
            case "scenario":
                yield from unknown(
                    "scenario", step["scenario"], scenarios, "steps", index, "scenario"
                )
                if step.get("form") and step["scenario"] in scenarios:
                    forms = scenarios[step["scenario"]]
                    yield from unknown("form", step["form"], forms, "steps", index, "form")
