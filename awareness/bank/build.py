"""All questions of the content, built and judged: authored, generated, scenarios. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from awareness.bank import comparability, gate
from awareness.bank.authored import (
    GUESS_TEXTS,
    AnyQuestion,
    Course,
    Entry,
    GeneratedQuestion,
    OrderingQuestion,
    Path,
    Question,
    RetiredQuestion,
    ScenarioFile,
)
from awareness.bank.canonical import spec_hash
from awareness.bank.guards import (
    MEND_BY_GUARD,
    Guard,
    RefusedItem,
    caveats_guard,
    never_ranked_guard,
    same_population_guard,
    usable_guard,
    year_and_place_guard,
)
from awareness.bank.item_models import MODELS, QuestionRequest, draft_question
from awareness.bank.resolve import (
    QuestionDraft,
    caveat_keys,
    figures_behind_key,
    figures_of,
    reference_problems,
    resolve_spec,
)
from awareness.bank.scenarios import scenario_specs
from awareness.insights.ledger import Figure, Ledger, Location
from awareness.insights.nearest import nearest_fix
from awareness.insights.resolved_texts import resolve_text
from awareness.subjects.question_keys import key_of_form
from quizzes.errors import SpecError
from quizzes.kinds import Spec, rule_problems

# What one family of item models or another reads, beside `from`, `seed` and `ask`.
FAMILY_FIELDS = {
    "pairs", "spare", "claims", "goal", *GUESS_TEXTS, "close_within", "near_within",
}  # fmt: skip
# What an author's words for the question of an item model can break.
GUARDS_OF_WORDS = ("G8", "G9", "G11", "G16", "G20")
MOST_PER_FIGURE = 2  # generated questions that rest on one figure, at most
# What the library's own checks serve, beside the objectives of modules.
LIBRARY_OBJECTIVES = frozenset({"library", "read-the-sample"})

MEND_SHAPE = "mend that part; docs/authoring.md, Questions, says what a question of its kind needs"


@dataclass(frozen=True)
class ItemProblem:
    """What is wrong with a question, where it stands, and how to mend it."""

    location: Location
    rule: str
    what: str
    right: str
    warning: bool = False  # says something, and stops no load

    def __str__(self) -> str:
        return f"{self.location}: {self.what} ({self.rule}); {self.right}"


@dataclass(frozen=True)
class BuiltQuestion:
    """A question ready to publish. Keys are full: `report-2018/key`, `report/explainer-slug`."""

    key: str
    kind: str
    spec: Spec
    location: Location
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
    questions: Iterable[Entry[AnyQuestion]],
    scenarios: Iterable[Entry[ScenarioFile]] = (),
    modules: Iterable[Entry[Course]] = (),
    wanted: Callable[[Entry[Any]], bool] | None = None,
) -> tuple[list[BuiltQuestion], list[ItemProblem]]:
    """Every question that could be built, and every problem, in the order of the files.

    `questions` are entries of questions.yaml, `scenarios` and `modules` whole files. Where some
    alone are `wanted`, nothing is said of what needs all: how keys are spread, what is missing.
    """
    all_modules = list(modules)
    objectives = LIBRARY_OBJECTIVES.union(*(course.shape.objectives for course in all_modules))
    all_scenarios = list(scenarios)
    forms = {situation.shape.key: tuple(situation.shape.forms) for situation in all_scenarios}
    modules_by_question = module_slugs_by_question(all_modules, forms)
    built_questions: list[BuiltQuestion] = []
    problems: list[ItemProblem] = []
    entries = list(questions)
    for entry in filter(wanted, entries) if wanted else entries:
        if retired_problem := _retired_line_problem(entry):
            problems.append(retired_problem)
            continue
        spec, entry_problems = _spec_of_entry(ledger, entry, objectives if all_modules else None)
        problems += entry_problems
        if spec and not entry_problems:
            built_questions.append(_built_question(entry, spec, modules_by_question))
    for scenario in filter(wanted, all_scenarios) if wanted else all_scenarios:
        objective = objective_of(scenario.shape, all_modules)
        for form, spec, form_problems in scenario_specs(ledger, scenario.shape, objective):
            key = key_of_form(scenario.shape.key, form)
            location = scenario.location_of("forms", form)
            problems += [
                ItemProblem(
                    scenario.location_of("forms", form, *path), rule, f"{key}: {message}", how
                )
                for path, rule, message, how in form_problems
            ]
            if spec and not form_problems:
                module_slugs = tuple(modules_by_question.get(key, ()))
                built_questions.append(
                    BuiltQuestion(key, spec.kind, spec, location, spec.objective, (), module_slugs)
                )
    problems += _repeated_key_problems(built_questions) + _crowded_figure_problems(entries)
    if wanted is None:
        problems += _key_position_problems(built_questions, all_modules, forms)
        problems += _missing_question_problems(built_questions, all_modules, forms, problems)
    return built_questions, problems


def _retired_line_problem(entry: Entry[AnyQuestion]) -> ItemProblem | None:
    """A warning about a line that no item model makes any more; its question retires."""
    line = entry.shape
    if not isinstance(line, RetiredQuestion):
        return None
    message = f"{line.key}: {line.generate} asked to recall a number and is made no more"
    right = "take the line out, or let another model ask about these figures"
    return ItemProblem(entry.location_of("generate"), "item model", message, right, warning=True)


def _spec_of_entry(
    ledger: Ledger, entry: Entry[AnyQuestion], objectives: frozenset[str] | None
) -> tuple[Spec | None, list[ItemProblem]]:
    """The spec of one entry of questions.yaml, None where it could not be made; and what is wrong
    with it: only with [] may it be built. `objectives`: those of all modules, None: not checked."""
    report_slug, question = entry.report, entry.shape

    def problem(rule: str, message: str, right: str, path: Path = ()) -> ItemProblem:
        return ItemProblem(entry.location_of(*path), rule, f"{question.key}: {message}", right)

    problems = []
    if objectives is not None and question.objective not in objectives:
        problems.append(
            problem(
                "objective",
                f"no module has the objective {question.objective!r}",
                nearest_fix(question.objective, objectives),
                ("objective",),
            )
        )
    if isinstance(question, GeneratedQuestion):
        wrong = [problem(*parts) for parts in _generate_line_problems(question)]
        if wrong:
            return None, problems + wrong
    broken = reference_problems(ledger, report_slug, question)
    if broken:
        return None, problems + [
            problem(error.code, error.message, "mend the reference", path) for path, error in broken
        ]
    try:
        draft = complete_draft(ledger, report_slug, question)
    except RefusedItem as refusal:
        numbers = ", ".join(f"{name} {value}" for name, value in refusal.numbers.items())
        model = question.generate if isinstance(question, GeneratedQuestion) else ""
        message = f"{model} refuses: {refusal.message}" + (f" ({numbers})" * bool(numbers))
        how = "choose another figure or seed, or write the question by hand"
        path: Path = ("from",)
        if getattr(question, "ask", "") and refusal.guard in GUARDS_OF_WORDS:
            how, path = MEND_BY_GUARD[refusal.guard], ("ask",)
        return None, [*problems, problem(refusal.guard, message, how, path)]
    except KeyError as missing:
        return None, [*problems, problem("unknown", f"there is no {missing}", "mend the key")]
    except SpecError as error:
        return None, problems + [
            problem("spec", str(wrong), MEND_SHAPE) for wrong in error.problems
        ]
    problems += [
        problem(comparability.COMPARABILITY_RULE, meeting.what, meeting.right, meeting.at)
        for meeting in comparability.comparability_problems(ledger, report_slug, question, draft)
    ]
    failed = [guard for guard in draft.guards if not guard.passed]
    problems += [
        problem(guard.name, guard.message, MEND_BY_GUARD[guard.name])
        for guard in failed
        if "reason" not in guard.numbers  # the problem of `comparability` names its line already
    ]
    try:
        spec = resolve_spec(ledger, report_slug, draft)
    except KeyError as missing:
        unknown = problem("unknown", f"there is no {missing}", "mend the key")
        return None, problems if failed else [*problems, unknown]
    except SpecError as error:
        return None, problems + [
            problem("spec", str(wrong), MEND_SHAPE) for wrong in error.problems
        ]
    problems += [problem(broken.rule, broken.what, broken.right, broken.at)
                 for broken in gate.broken_rules(spec, ledger.rules(report_slug))]  # fmt: skip
    problems += [problem("spec", str(wrong), MEND_SHAPE, _path_of(question, wrong.path))
                 for wrong in rule_problems(spec)]  # fmt: skip
    return spec, problems


def _path_of(question: AnyQuestion, spec_path: str) -> Path:
    """The part of a line that a part of its spec was taken from; () where there is no one part."""
    name = spec_path.rpartition(".")[2]
    return (name,) if getattr(question, name, None) is not None and name in FAMILY_FIELDS else ()


def _generate_line_problems(generated: GeneratedQuestion) -> list[tuple[str, str, str, Path]]:
    """What is wrong with a `generate:` line before any figure is looked at."""
    if generated.generate not in MODELS:
        known = f"use one of {', '.join(MODELS)}"
        return [("item model", f"no item model {generated.generate!r}", known, ("generate",))]
    takes = MODELS[generated.generate].takes
    several = takes == "figures"
    if several != isinstance(generated.source, list):
        message = f"{generated.generate} takes {'several figures' if several else f'one {takes}'}"
        how = "write its keys as [one, two]" if several else "name one key"
        return [("figure", message, how, ("from",))]
    return []


def complete_draft(ledger: Ledger, report_slug: str, question: AnyQuestion) -> QuestionDraft:
    """An entry as a draft that `resolve_spec` can make a spec of: what its item model generates, or
    the authored question with its guards. RefusedItem where the item model refuses."""
    if not isinstance(question, GeneratedQuestion):
        return QuestionDraft(question, _authored_guards(ledger, report_slug, question))
    model_draft = draft_question(ledger, request_of(report_slug, question))
    caveats = [*model_draft.question.caveats, *caveat_keys(report_slug, question)]
    group_guards = comparability.group_guards(
        figures_of(ledger, report_slug, model_draft.question), question.side_by_side
    )
    whole_question = model_draft.question.model_copy(
        update={
            "caveats": tuple(dict.fromkeys(caveats)),
            "side_by_side": question.side_by_side,
        }
    )
    return replace(
        model_draft, question=whole_question, guards=(*model_draft.guards, *group_guards)
    )


def request_of(report_slug: str, generated: GeneratedQuestion) -> QuestionRequest:
    """What a `generate:` line asks of its item model."""
    family_fields = generated.model_dump(include=FAMILY_FIELDS, exclude_unset=True)
    return QuestionRequest(
        report=report_slug,
        model=generated.generate,
        key=generated.key,
        source=generated.source,
        seed=generated.seed,
        objective=generated.objective,
        ask=generated.ask,
        family_fields={name: value for name, value in family_fields.items() if value},
    )


def _authored_guards(ledger: Ledger, report_slug: str, question: Question) -> list[Guard]:
    """The guards of an authored question: what its key rests on, and what must stand beside it."""
    key_figures = figures_behind_key(ledger, report_slug, QuestionDraft(question))
    guards = [usable_guard(ledger, figure) for figure in key_figures]
    if isinstance(question, OrderingQuestion):
        guards += [never_ranked_guard(ledger, figure, "order") for figure in key_figures]
        guards += [same_population_guard(key_figures)] if key_figures else []
    numbers_in_question = _numbers_in_question(ledger, report_slug, question)
    if numbers_in_question:
        stem = resolve_text(ledger, report_slug, question.stem).text
        group = numbers_in_question[0].population.partition(";")[0]
        guards.append(year_and_place_guard(ledger, numbers_in_question, f"{stem} {group}"))
    figures = figures_of(ledger, report_slug, question)
    shown_caveats = set(caveat_keys(report_slug, question))
    guards.append(caveats_guard(figures, ledger.reports, shown_caveats))
    return guards + comparability.group_guards(figures, question.side_by_side)


def _numbers_in_question(ledger: Ledger, report_slug: str, question: Question) -> list[Figure]:
    """Figures written out in the stem or an option, where the reader must know of which year."""
    texts = [text for path, text in question.texts() if path == ("stem",) or path[-1] == "text"]
    keys = [key for text in texts for key in resolve_text(ledger, report_slug, text).figure_keys]
    return [ledger.figure(key) for key in keys]


def _built_question(
    entry: Entry[AnyQuestion], spec: Spec, modules_by_question: Mapping[str, Sequence[str]]
) -> BuiltQuestion:
    """The question of an entry, with its full key and the modules that ask it, by question key."""
    report_slug, question = entry.report, entry.shape
    key = f"{report_slug}/{question.key}"
    return BuiltQuestion(
        key=key,
        kind=spec.kind,
        spec=spec,
        location=entry.location,
        objective=question.objective,
        explainers=tuple(
            slug if "/" in slug else f"{report_slug}/{slug}" for slug in question.explainers
        ),
        modules=tuple(modules_by_question.get(key, ())),
    )


def objective_of(scenario: ScenarioFile, modules: Sequence[Entry[Course]]) -> str:
    """What a scenario serves: the first objective of the module that makes its decision count."""
    for module in modules:
        if scenario.decision in module.shape.decisions:
            return next(iter(module.shape.objectives))
    return scenario.decision


def module_slugs_by_question(
    modules: Sequence[Entry[Course]], forms: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """By question key: the modules that ask it. `forms`: by situation the forms it has."""
    slugs_by_key: dict[str, list[str]] = {}
    for module in modules:
        for key in dict.fromkeys(module.shape.question_keys(forms)):
            slugs_by_key.setdefault(key, []).append(module.shape.slug)
    return slugs_by_key


def _repeated_key_problems(built_questions: Sequence[BuiltQuestion]) -> list[ItemProblem]:
    """A problem for each question whose key another has before it."""
    location_by_key: dict[str, Location] = {}
    problems = []
    for question in built_questions:
        if question.key in location_by_key:
            message = f"{question.key} stands at {location_by_key[question.key]} too"
            problems.append(
                ItemProblem(question.location, "key", message, "give it a key of its own")
            )
        location_by_key.setdefault(question.key, question.location)
    return problems


def _crowded_figure_problems(entries: Sequence[Entry[AnyQuestion]]) -> list[ItemProblem]:
    """Generated questions that are the third on one figure."""
    generated_entries = [
        (entry, entry.shape)
        for entry in entries
        if isinstance(entry.shape, GeneratedQuestion)
        and not isinstance(entry.shape, RetiredQuestion)
    ]
    times_used: Counter[str] = Counter()
    problems = []
    for entry, generated in generated_entries:
        keys = [generated.source] if isinstance(generated.source, str) else generated.source
        figures = {key if ":" in key else f"{entry.report}:{key}" for key in keys}
        full_figures = sorted(key for key in figures if times_used[key] >= MOST_PER_FIGURE)
        times_used.update(figures)
        if full_figures:
            rest = (
                f"{MOST_PER_FIGURE} generated questions rest on {', '.join(full_figures)} already"
            )
            message = f"{generated.key}: {rest}"
            right = "ask of another figure, or write the question by hand"
            problems.append(ItemProblem(entry.location_of("from"), "two a figure", message, right))
    return problems


def _key_position_problems(
    built_questions: Sequence[BuiltQuestion],
    modules: Sequence[Entry[Course]],
    forms: Mapping[str, Iterable[str]],
) -> list[ItemProblem]:
    """What is wrong with where the right answers stand, over all questions and in each module."""
    position_by_key = {
        question.key: position
        for question in built_questions
        if (position := gate.key_position(question.spec)) is not None
    }
    location = next(
        (q.location for q in built_questions if q.key in position_by_key),
        Location("questions.yaml", 1),
    )
    imbalances = [(location, gate.out_of_balance(list(position_by_key.values())))]
    for module in modules:
        slug = module.shape.slug
        positions = [
            position_by_key[key]
            for key in module.shape.question_keys(forms)
            if key in position_by_key
        ]
        imbalances.append((module.location, gate.out_of_balance_in_module(slug, positions)))
    return [ItemProblem(location, b.rule, b.what, b.right) for location, b in imbalances if b]


def _missing_question_problems(
    built_questions: Sequence[BuiltQuestion],
    modules: Sequence[Entry[Course]],
    forms: Mapping[str, Iterable[str]],
    problems: Sequence[ItemProblem],
) -> list[ItemProblem]:
    """Questions a module asks and nobody wrote, less those that have another problem, which
    begins with their key."""
    keys = {question.key for question in built_questions}
    keys_with_problem = {p.what.partition(":")[0] for p in problems if not p.warning}
    return [
        ItemProblem(
            module.location, "question", f"{module.shape.slug} asks {key}, which does not exist",
            "write it in questions.yaml, or mend the key",
        )
        for module in modules
        for key in dict.fromkeys(module.shape.question_keys(forms))
        if key not in keys and keys_with_problem.isdisjoint({key, key.partition("/")[2]})
    ]  # fmt: skip
