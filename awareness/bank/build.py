"""All questions of the content, built and judged: authored, generated, scenarios. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awareness.bank import comparability, gate
from awareness.bank.canonical import spec_hash
from awareness.bank.guards import (
    MEND,
    Refused,
    caveats_shown,
    never_ranked,
    same_population,
    usable,
    year_and_place,
)
from awareness.bank.item_models import MODELS, Request, draft
from awareness.bank.resolve import (
    behind_key,
    caveat_keys,
    figures_of,
    resolve,
    texts,
    unresolved,
)
from awareness.bank.scenarios import scenario_specs
from awareness.insights.ledger import Ledger, Place
from awareness.insights.prose import resolve_text
from quizzes.errors import SpecError
from quizzes.kinds import Spec, rule_problems

# What one family of item models or another reads, beside `from`, `seed` and `ask`.
MORE = ("column", "end", "pairs", "spare", "claims", "says", "goal")
# What the library's own checks serve, beside the objectives of modules.
LIBRARY_OBJECTIVES = frozenset({"library", "read-the-sample"})

SHAPE = "mend that part; docs/authoring.md, Questions, says what a question of its kind needs"


@dataclass(frozen=True)
class ItemProblem:
    """What is wrong with a question, where it stands, and how to mend it."""

    place: Place
    rule: str
    what: str
    right: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what} ({self.rule}); {self.right}"


@dataclass(frozen=True)
class BuiltQuestion:
    """A question ready to publish. Keys are full: `netclean-2018/key`, `report/explainer-slug`."""

    key: str
    kind: str
    spec: Spec
    place: Place
    objective: str = ""
    explainers: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        return spec_hash(self.spec.stored())

    @property
    def figures(self) -> tuple[str, ...]:
        return self.spec.figures


def build_questions(
    ledger: Ledger,
    definitions: Iterable[Any],
    scenarios: Iterable[Any] = (),
    modules: Iterable[Any] = (),
) -> tuple[list[BuiltQuestion], list[ItemProblem]]:
    """Every question that could be built, and every problem, in the order of the files.

    `definitions` are entries of questions.yaml, `scenarios` and `modules` those files' contents:
    the studio's definitions, or mappings with `report` (pack slug) and `place`.
    """
    known = [as_mapping(module) for module in modules]
    objectives = LIBRARY_OBJECTIVES.union(*(m.get("objectives") or {} for m in known))
    used = used_in(known)
    built: list[BuiltQuestion] = []
    problems: list[ItemProblem] = []
    for definition in map(as_mapping, definitions):
        spec, found = _resolved(ledger, definition, objectives if known else None)
        problems += found
        if spec and not found:
            built.append(_built(definition, spec, used))
    for scenario in map(as_mapping, scenarios):
        for key, spec, wrong in scenario_specs(ledger, scenario, objective_of(scenario, known)):
            place = scenario["where"]("forms", key.rpartition("-")[2])
            if wrong:
                problems += [
                    ItemProblem(scenario["where"]("forms", *path), rule, what, how)
                    for path, rule, what, how in wrong
                ]
            else:
                where = tuple(used.get(key, ()))
                built.append(BuiltQuestion(key, spec.kind, spec, place, spec.objective, (), where))
    problems += _twice(built) + _balance(built, known) + _missing(built, known, problems)
    return built, problems


def _resolved(
    ledger: Ledger, definition: Mapping, objectives: frozenset[str] | None
) -> tuple[Spec | None, list[ItemProblem]]:
    """The spec of one entry of questions.yaml, and what is wrong: [] when it can be built."""
    report = definition["report"]

    def problem(rule: str, what: str, right: str, at: tuple = ()) -> ItemProblem:
        place = definition["where"](*at)
        return ItemProblem(place, rule, f"{definition['key']}: {what}", right)

    found = []
    if objectives is not None and definition["objective"] not in objectives:
        found.append(
            problem(
                "objective",
                f"no module has the objective {definition['objective']!r}",
                f"use one of {', '.join(sorted(objectives))}",
                ("objective",),
            )
        )
    if definition.get("generate"):
        found += [problem(*wrong) for wrong in _line_problems(definition)]
        if found and found[-1].rule in ("item model", "figure"):
            return None, found
    broken = unresolved(ledger, report, definition)
    if broken:
        return None, found + [
            problem(error.code, error.message, "mend the reference", path) for path, error in broken
        ]
    try:
        whole = complete(ledger, definition)
    except Refused as no:
        numbers = ", ".join(f"{name} {value}" for name, value in no.numbers.items())
        what = f"{definition['generate']} refuses: {no.message}" + (f" ({numbers})" * bool(numbers))
        how = "choose another figure or seed, or write the question by hand"
        return None, [*found, problem(no.guard, what, how, ("from",))]
    except KeyError as none:
        return None, [*found, problem("unknown", f"there is no {none}", "mend the key")]
    except SpecError as error:
        return None, found + [problem("spec", str(wrong), SHAPE) for wrong in error.problems]
    found += [
        problem(comparability.RULE, each.what, each.right, each.at)
        for each in comparability.problems(ledger, definition, whole)
    ]
    failed = [guard for guard in whole["guards"] if not guard.passed]
    found += [
        problem(guard.name, guard.message, MEND[guard.name])
        for guard in failed
        if "reason" not in guard.numbers  # said above, with the line to blame
    ]
    try:
        spec = resolve(ledger, report, whole)
    except KeyError as none:
        unknown = problem("unknown", f"there is no {none}", "mend the key")
        return None, found if failed else [*found, unknown]
    except SpecError as error:
        return None, found + [problem("spec", str(wrong), SHAPE) for wrong in error.problems]
    found += [problem(b.rule, b.what, b.right, b.at) for b in gate.judge(spec)]
    found += [problem("spec", str(wrong), SHAPE) for wrong in rule_problems(spec)]
    return spec, found


def _line_problems(definition: Mapping) -> list[tuple[str, str, str, tuple]]:
    """What is wrong with a `generate:` line before any figure is looked at."""
    if definition["generate"] not in MODELS:
        known = f"use one of {', '.join(MODELS)}"
        return [("item model", f"no item model {definition['generate']!r}", known, ("generate",))]
    several = MODELS[definition["generate"]].takes == "figures"
    if several != isinstance(definition["from"], list):
        takes = "several figures" if several else f"one {MODELS[definition['generate']].takes}"
        how = "write its keys as [one, two]" if several else "name one key"
        return [("figure", f"{definition['generate']} takes {takes}", how, ("from",))]
    return []


def complete(ledger: Ledger, definition: Mapping) -> Mapping:
    """An entry with everything resolve needs: generated, or authored with its guards looked at."""
    if definition.get("generate"):
        made = draft(ledger, request_of(definition))
        added = caveat_keys(definition["report"], definition)
        made |= {"caveats": list(dict.fromkeys([*made["caveats"], *added]))}
        reason = definition.get("side_by_side") or ""
        beside = comparability.seen(figures_of(ledger, definition["report"], made), reason)
        made |= {"guards": [*made["guards"], *beside], "side_by_side": reason}
        return made
    return {**definition, "guards": _guards(ledger, definition)}


def request_of(definition: Mapping) -> Request:
    return Request(
        report=definition["report"],
        model=definition["generate"],
        key=definition["key"],
        source=definition["from"],
        seed=definition["seed"],
        objective=definition["objective"],
        ask=definition.get("ask") or "",
        more={name: definition[name] for name in MORE if definition.get(name)},
    )


def _guards(ledger: Ledger, definition: Mapping) -> list:
    """The guards of an authored question: what its key rests on, and what must stand beside it."""
    report = definition["report"]
    keyed = behind_key(ledger, report, definition)
    shown = set(caveat_keys(report, definition))
    guards = [usable(ledger, figure) for figure in keyed]
    if definition["kind"] == "ordering":
        guards += [never_ranked(ledger, figure, "order") for figure in keyed]
        guards += [same_population(keyed)] if keyed else []
    named = _numbers_in_question(ledger, definition)
    if named:
        stem = resolve_text(ledger, report, definition["stem"])[0]
        group = named[0].population.partition(";")[0]
        guards.append(year_and_place(named[0], ledger.reports[named[0].report], f"{stem} {group}"))
    figures = figures_of(ledger, report, definition)
    guards.append(caveats_shown(figures, ledger.reports, shown))
    return guards + comparability.seen(figures, definition.get("side_by_side") or "")


def _numbers_in_question(ledger: Ledger, definition: Mapping) -> list:
    """Figures written out in the stem or an option, where the reader must know of which year."""
    report = definition["report"]
    asked = [text for path, text in texts(definition) if path[0] == "stem" or path[-1] == "text"]
    keys = [key for text in asked for key in resolve_text(ledger, report, text)[1]]
    return [ledger.figure(key) for key in keys]


def _built(definition: Mapping, spec: Spec, used: Mapping) -> BuiltQuestion:
    report = definition["report"]
    key = f"{report}/{definition['key']}"
    return BuiltQuestion(
        key=key,
        kind=spec.kind,
        spec=spec,
        place=definition["place"],
        objective=definition["objective"],
        explainers=tuple(
            slug if "/" in slug else f"{report}/{slug}"
            for slug in definition.get("explainers") or ()
        ),
        modules=tuple(used.get(key, ())),
    )


def objective_of(scenario: Mapping, modules: Sequence[Mapping]) -> str:
    """What a scenario serves: the first objective of the module that makes its decision count."""
    for module in modules:
        if scenario["decision"] in (module.get("decisions") or {}):
            return next(iter(module["objectives"]))
    return scenario["decision"]


def used_in(modules: Sequence[Mapping]) -> dict[str, list[str]]:
    """By question key: the modules that ask it. A scenario's forms count by their prefix."""
    used: dict[str, list[str]] = {}
    for module in modules:
        for key in questions_in(module):
            used.setdefault(key, [])
            if module["slug"] not in used[key]:
                used[key].append(module["slug"])
    return used


def questions_in(module: Mapping) -> list[str]:
    """Every question a module names, in order: those that show what is known, and those of its
    steps, of scenarios all forms."""
    keys = list(module.get("test_out") or ())
    for step in map(as_mapping, module.get("steps") or ()):
        keys += step.get("questions") or ()
        keys += [step["question"]] if step.get("question") else ()
        if step.get("scenario"):
            keys += [f"scenario/{step['scenario']}-{form}" for form in "ab"]
    return keys


def _twice(built: Sequence[BuiltQuestion]) -> list[ItemProblem]:
    seen: dict[str, Place] = {}
    problems = []
    for question in built:
        if question.key in seen:
            what = f"{question.key} stands at {seen[question.key]} too"
            problems.append(ItemProblem(question.place, "key", what, "give it a key of its own"))
        seen.setdefault(question.key, question.place)
    return problems


def _balance(built: Sequence[BuiltQuestion], modules: Sequence[Mapping]) -> list[ItemProblem]:
    placed = {
        question.key: position
        for question in built
        if (position := gate.key_position(question.spec)) is not None
    }
    place = next((q.place for q in built if q.key in placed), Place("questions.yaml", 1))
    wrong = [(place, gate.out_of_balance(list(placed.values())))]
    for module in modules:
        positions = [placed[key] for key in questions_in(module) if key in placed]
        wrong.append((module["place"], gate.out_of_balance_in_module(module["slug"], positions)))
    return [ItemProblem(at, b.rule, b.what, b.right) for at, b in wrong if b]


def _missing(
    built: Sequence[BuiltQuestion], modules: Sequence[Mapping], problems: Sequence[ItemProblem]
) -> list[ItemProblem]:
    """Questions a module asks and nobody wrote. One that is broken has been told already."""
    there = {question.key for question in built}
    told = " ".join(problem.what for problem in problems)
    return [
        ItemProblem(
            module["place"], "question", f"{module['slug']} asks {key}, which does not exist",
            "write it in questions.yaml, or mend the key",
        )
        for module in modules
        for key in dict.fromkeys(questions_in(module))
        if key not in there and f"{key.partition('/')[2]}:" not in told
    ]  # fmt: skip


def as_mapping(content: Any) -> Mapping:
    """A file's entry as a mapping with `report`, `place` and `where` (path -> Place).

    The studio's definitions hold plain values in `data` and know the line of every part.
    """
    if isinstance(content, Mapping):
        place = content.get("place", Place("", 0))
        return {"place": place, "where": lambda *path: place, **content}
    found = {"report": content.report, "place": content.place, "where": content.where}
    return {**content.data, **found}
