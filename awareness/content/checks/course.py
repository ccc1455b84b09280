"""Scenarios lead somewhere, modules name what is there, questions can be built."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any

from awareness.bank.authored import Entry, GeneratedQuestion, RetiredQuestion, ScenarioFile
from awareness.bank.build import BuiltQuestion, ItemProblem, build_questions
from awareness.content.checks.editorial import REFERENCE
from awareness.content.checks.pass_marks import check_pass_marks
from awareness.content.parsed_content import Content, Definition
from awareness.content.problems import Problem, problem
from awareness.content.schema_course import (
    AskingStep,
    CheckStep,
    EstimateStep,
    ModuleFile,
    ReadStep,
    ScenarioStep,
    Step,
)
from awareness.insights.ledger import Location
from awareness.insights.nearest import nearest_fix
from awareness.insights.resolved_texts import ProseError, resolve_text
from awareness.learning.publish import RESERVED_MODULES, RESERVED_STEPS

# As rows keep them: of the module on a certificate.
LONGEST_MODULE_TITLE = 200
LONGEST_BY_STEP_FIELD = {"title": 160, "preview": 240}
RULES_OVER_ALL = {"key positions are balanced"}  # rules that need all questions at once
RULES_CHECKED_HERE = {"question"}  # of the bank; checked here, with a better line
# Rules of the bank that an error found here breaks as well: references, uses, caveats, words.
RULES_REPEATED = {
    "unknown_figure", "hold_figure", "never_figure", "no_number", "stray_brace", "unknown_style",
    "unknown_reference", "chart_not_here", "unknown", "G6", "G7", "G10", "G11",
}  # fmt: skip


def check_course(content: Content) -> Iterator[Problem]:
    """Situations and modules: keys that stand once, and names of what is there."""
    yield from _duplicate_problems(content.scenarios, "key")
    yield from _duplicate_problems(content.modules, "slug")
    decisions = {key for module in content.modules for key in module.shape.decisions}
    if "modules" in content.unread:
        decisions = set()
    for scenario in content.scenarios:
        decision = scenario.shape.decision
        if decisions and decision not in decisions:
            message = f"no module has the decision `{decision}`"
            yield problem(
                scenario.location_of("decision"), message, nearest_fix(decision, decisions)
            )
    for module in content.modules:
        yield from _module_problems(module, content)
    yield from _questions_without_owner(content)


def build_content_questions(
    content: Content, error_places: set[tuple[str, int]]
) -> tuple[list[BuiltQuestion], list[Problem]]:
    """All questions with their keys computed from the ledger, and what the bank says is wrong.

    `error_places` are the (path, line) of errors found before. What follows from them is not
    reported again, and a question that cannot be built at all because of them is left out.
    """
    # What names a thing that could not be read is not built, so that nothing needs all questions.
    # Objectives cannot be looked up while a module cannot be read.
    modules = [] if "modules" in content.unread else content.modules
    # An insight's checks may be asked on a page of another report that replaces its own.
    pages = {
        f"{page.report}/{page.slug}"
        for page in content.explainers
        if any(report_slug in content.named_packs for report_slug, _slug, _insight in page.replaces)
    }

    def is_to_be_built(entry: Entry[Any]) -> bool:
        if content.unread and _names_unread(entry, content):
            return False
        is_asked_on_page = not isinstance(entry.shape, ScenarioFile) and (
            not pages.isdisjoint(entry.shape.explainers)
        )
        return is_asked_on_page or content.is_in_scope(entry.location, str(entry.data))

    try:
        built_questions, bank_problems = build_questions(
            content.ledger,
            content.questions,
            content.scenarios,
            modules,
            is_to_be_built if content.only_folders or content.unread else None,
        )
    except (KeyError, ProseError):
        if not error_places:
            raise
        built_questions, bank_problems = _build_one_by_one(content, modules)
    problems = [
        problem(
            bank_problem.location,
            f"{bank_problem.what} ({bank_problem.rule})",
            bank_problem.right,
            bank_problem.warning,
        )
        for bank_problem in bank_problems
        if bank_problem.rule not in RULES_CHECKED_HERE
        and not (
            bank_problem.rule in RULES_REPEATED
            and _has_known_error(bank_problem.location, error_places, content)
        )
    ]
    return built_questions, problems


def _names_unread(entry: Entry[Any], content: Content) -> bool:
    """Whether a question or situation rests on what is there and could not be read."""
    shape = entry.shape
    if isinstance(shape, ScenarioFile):
        texts = [text for form in shape.forms.values() for _path, text in form.texts()]
        keys = [caveat for form in shape.forms.values() for caveat in form.caveats]
    else:
        texts = [text for _path, text in shape.texts()]
        keys = [*shape.caveats, *(key for _path, cited in shape.cited() for key in cited)]
        if isinstance(shape, GeneratedQuestion):
            keys += [shape.source] if isinstance(shape.source, str) else shape.source
    keys += [match["what"].strip() for text in texts for match in REFERENCE.finditer(text)]
    return any(_rests_on_unread(key, entry.report, content) for key in keys)


def _rests_on_unread(key: str, report_slug: str, content: Content) -> bool:
    """Whether a figure, by its key in that report, or a disagreement that it names was not read."""
    if content.is_unread(key, report_slug):
        return True
    figures = content.ledger.figures
    figure = figures.get(key) or figures.get(f"{report_slug}:{key}")
    return bool(figure and figure.discrepancies and "discrepancies" in content.unread)


def _build_one_by_one(
    content: Content, modules: list[Definition[Any]]
) -> tuple[list[BuiltQuestion], list[ItemProblem]]:
    """What can be built of questions when some cannot."""
    built_questions: list[BuiltQuestion] = []
    bank_problems: list[ItemProblem] = []
    for question in content.questions:
        with suppress(KeyError, ProseError):
            questions, problems = build_questions(content.ledger, [question], (), modules)
            built_questions += questions
            bank_problems += [
                bank_problem for bank_problem in problems if bank_problem.rule not in RULES_OVER_ALL
            ]
    for scenario in content.scenarios:
        with suppress(KeyError, ProseError):
            questions, problems = build_questions(content.ledger, (), [scenario], modules)
            built_questions += questions
            bank_problems += problems
    return built_questions, bank_problems


def _has_known_error(
    location: Location, error_places: set[tuple[str, int]], content: Content
) -> bool:
    """Whether the question or scenario around `location` has an error that was found before."""
    for definition in (*content.questions, *content.scenarios):
        first, last = definition.document.spans.get(definition.key_path, (1, 1))
        if definition.location.path == location.path and first <= location.line <= last:
            return any(
                (location.path, line_number) in error_places
                for line_number in range(first, last + 1)
            )
    return False


def _duplicate_problems(definitions: list[Definition[Any]], name: str) -> Iterator[Problem]:
    """One for each file whose field `name` says what an earlier file says."""
    first_by_key: dict[str, Definition[Any]] = {}
    for definition in definitions:
        key = getattr(definition.shape, name)
        if key in first_by_key:
            message = f"`{key}` stands twice; first in {first_by_key[key].location.path}"
            yield problem(definition.location_of(name), message, f"give each its own {name}")
        first_by_key.setdefault(key, definition)


def _questions_without_owner(content: Content) -> Iterator[Problem]:
    """A module's own questions are of a module that there is. Those of a report that comes later
    would stand beside it, where nobody finds them any more."""
    if "modules" in content.unread:
        return
    owner_slugs = content.reports.keys() | content.unread | {m.shape.slug for m in content.modules}
    orphans = (question for question in content.questions if question.report not in owner_slugs)
    for report_slug, question in {question.report: question for question in orphans}.items():
        message = f"there is no module and no report `{report_slug}`"
        yield problem(question.location, message, "add it, too; drafts of both go into one review")


def _module_problems(module: Definition[ModuleFile], content: Content) -> Iterator[Problem]:
    """What is wrong with a module's names: of itself, of its questions and of its steps."""
    shape = module.shape
    questions = {
        f"{question.report}/{question.shape.key}"
        for question in content.questions
        if not isinstance(question.shape, RetiredQuestion)
    }
    modules = {other.shape.slug for other in content.modules}
    if shape.slug in RESERVED_MODULES:
        message = f"the site has a page of its own at `{shape.slug}`"
        yield problem(module.location_of("slug"), message, "choose another slug")
    if shape.opt_in and shape.mandatory:
        message = "a module of one's own choice is nobody's duty"
        yield problem(
            module.location_of("opt_in"), message, "take `opt_in` away, or write mandatory: false"
        )
    for index, former in enumerate(shape.was):
        if former in modules:
            message = f"`{former}` is a module that there is"
            yield problem(
                module.location_of("was", index), message, "name what it was called before"
            )
    yield from _long_words(module, content, LONGEST_MODULE_TITLE, "title")
    if shape.opens_with:
        yield from _unknown_name(module, content, "module", shape.opens_with, modules, "opens_with")
    for index, key in enumerate(shape.test_out):
        yield from _unknown_name(module, content, "question", key, questions, "test_out", index)
    yield from check_pass_marks(module, content)
    earlier_slugs: set[str] = set()
    for index, step in enumerate(shape.steps):
        if step.slug in RESERVED_STEPS or step.slug in earlier_slugs:
            message = f"the step `{step.slug}` stands twice or is a page of the site"
            yield problem(
                module.location_of("steps", index, "slug"), message, "choose another slug"
            )
        earlier_slugs.add(step.slug)
        for name, most in LONGEST_BY_STEP_FIELD.items():
            yield from _long_words(module, content, most, "steps", index, name)
        yield from _step_problems(module, content, index, step, questions)


def _long_words(
    module: Definition[ModuleFile], content: Content, most: int, *path: str | int
) -> Iterator[Problem]:
    """A text of more letters than its column keeps, with its figures written out."""
    text = module.text(*path)
    with suppress(KeyError, ProseError):  # of which the references are told
        words = resolve_text(content.ledger, report_slug="", text=" ".join(text.value.split())).text
        if len(words) > most:
            message = f"`{path[-1]}` has {len(words)} letters and may have {most}"
            yield problem(text.location, message, "say it in fewer")


def _step_problems(
    module: Definition[ModuleFile], content: Content, index: int, step: Step, questions: set[str]
) -> Iterator[Problem]:
    """What a step reads or asks is there."""
    path = ("steps", index)
    pages = {f"{e.report}/{e.slug}" for e in content.explainers}
    texts = {text.name for text in content.texts}
    if isinstance(step, AskingStep):
        if step.text:
            yield from _unknown_name(module, content, "text", step.text, texts, *path, "text")
        for n, key in enumerate(step.more):
            yield from _unknown_name(module, content, "explainer", key, pages, *path, "more", n)
            yield from _page_for_others(module, content, key, *path, "more", n)
    match step:
        case ReadStep(explainer=explainer, text=text) if bool(explainer) == bool(text):
            message = f"the step `{step.slug}` reads nothing, or two things"
            yield problem(module.location_of(*path), message, "give it an explainer or a text")
        case ReadStep(explainer=str(key)) if key:
            yield from _unknown_name(module, content, "explainer", key, pages, *path, "explainer")
            yield from _page_for_others(module, content, key, *path, "explainer")
        case ReadStep(text=str(key)):
            yield from _unknown_name(module, content, "text", key, texts, *path, "text")
        case EstimateStep():
            key = step.question
            yield from _unknown_name(module, content, "question", key, questions, *path, "question")
        case CheckStep():
            for n, key in enumerate(step.questions):
                yield from _unknown_name(
                    module, content, "question", key, questions, *path, "questions", n
                )
        case ScenarioStep(scenario=key, form=form):
            scenarios = {s.shape.key: s.shape.forms for s in content.scenarios}
            yield from _unknown_name(module, content, "scenario", key, scenarios, *path, "scenario")
            if form and key in scenarios:
                yield from _unknown_name(
                    module, content, "form", form, scenarios[key], *path, "form"
                )


# Whom a module is for, in the letters of a page.
AUDIENCE_BY_OPEN_TO = {"managers": "M", "case-handlers": "H", "it": "I"}


def _page_for_others(
    module: Definition[ModuleFile], content: Content, key: str, *path: str | int
) -> Iterator[Problem]:
    """A module shows no page to people whom the library would not show it to."""
    for page in content.explainers:
        is_the_page = f"{page.report}/{page.slug}" == key
        if (
            is_the_page
            and page.audience
            and AUDIENCE_BY_OPEN_TO.get(module.shape.open_to) not in page.audience
        ):
            message = f"the page `{key}` is not for everybody whom this module is for"
            fix = "open the module to them alone, or name another page"
            yield problem(module.location_of(*path), message, fix)


def _unknown_name(
    module: Definition[ModuleFile],
    content: Content,
    kind: str,
    key: str,
    names: Collection[str],
    *path: str | int,
) -> Iterator[Problem]:
    """A name that nothing has, unless some of its kind could not be read."""
    if key not in names and f"{kind}s" not in content.unread:
        fix = nearest_fix(key, names)
        yield problem(module.location_of(*path), f"unknown {kind} `{key}`", fix)
