"""Pages have the editions that their subject asks for, and situations have the plain one whole. The
youth one says the same as the plain one, in other words: no figure more, none less."""

from collections.abc import Iterator
from pathlib import Path

from awareness.bank.authored import Form, ScenarioFile
from awareness.content.checks.editorial import REFERENCE
from awareness.content.explainers import PLAIN_ENDING
from awareness.content.parsed_content import Content, Definition, Edition, Explainer, ModuleText
from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location

NO_PLAIN_EDITION = "has no plain edition"


def check_editions(content: Content) -> Iterator[Problem]:
    """Editions that are missing or too many, and figures that only one edition has."""
    reported_paths = {problem.path for problem in content.problems}
    pages: tuple[Explainer | ModuleText, ...] = (
        *content.explainers,
        *content.library_texts,
        *content.texts,
    )
    for page in pages:
        yield from _edition_problems(page, content, reported_paths)
        if page.youth and page in content.library_texts:
            message = "is a youth edition of a text of the library, which has none"
            yield problem(page.youth.body.location, message, "take the file away")
        elif page.youth and page.plain:
            yield from _different_figures(page.youth, page.plain)
    for scenario in content.scenarios:
        yield from _different_figures_in_turns(scenario)
        for name, form in scenario.shape.forms.items():
            yield from _plain_form_problems(scenario, name, form)


def _edition_problems(
    page: Explainer | ModuleText, content: Content, reported_paths: set[str]
) -> Iterator[Problem]:
    """A plain edition stands where `editions` of the subject names it, a youth one nowhere else. A
    file of which a problem is reported already is there, though it could not be read."""
    subject = content.subjects.get(content.subject_at(page.location))
    if subject is None:
        return
    editions = subject.definition.shape.editions
    plain_path = Path(page.location.path).with_suffix(PLAIN_ENDING)
    if "plain" in editions and page.plain is None and str(plain_path) not in reported_paths:
        yield problem(page.location, NO_PLAIN_EDITION, f"write {plain_path.name} beside it")
    if page.youth and "youth" not in editions:
        message, fix = "is an edition that its subject has none of", "name it under `editions`"
        yield problem(page.youth.body.location, message, fix)


def _different_figures(youth: Edition, plain: Edition) -> Iterator[Problem]:
    """Each figure that only one of the two has, at its place; or at the start of the youth one."""
    youth_places, plain_places = _figure_locations(youth), _figure_locations(plain)
    for key in sorted(youth_places.keys() - plain_places):
        message = f"figure `{key}` is not in the plain edition"
        yield problem(
            youth_places[key], message, "tell the same figures in both, or leave it out here"
        )
    for key in sorted(plain_places.keys() - youth_places):
        message = f"figure `{key}` of the plain edition is missing"
        yield problem(youth.body.location, message, "tell the same figures in both")


def _figure_locations(edition: Edition) -> dict[str, Location]:
    """By key of a figure that the edition names: the place where it stands first."""
    places: dict[str, Location] = {}
    for text in edition.texts:
        for match in REFERENCE.finditer(text.value):
            if match["kind"] == "figure":
                places.setdefault(match["what"].strip(), text.location_of(match[0]))
    return places


def _different_figures_in_turns(scenario: Definition[ScenarioFile]) -> Iterator[Problem]:
    """Turns of a situation whose youth text has other figures than the plain one."""
    for name, form in scenario.shape.forms.items():
        for key, node in form.nodes.items():
            if not node.youth:
                continue
            plain = set(_figure_keys(node.plain or node.text))
            for figure in sorted(plain ^ set(_figure_keys(node.youth))):
                path = ("forms", name, "nodes", key, "youth")
                message = f"figure `{figure}` stands in only one of the plain and the youth text"
                yield problem(scenario.location_of(*path), message, "tell the same figures in both")


def _figure_keys(text: str) -> list[str]:
    references = REFERENCE.finditer(text)
    return [match["what"].strip() for match in references if match["kind"] == "figure"]


PLAIN_SHORTER_BY = 1 / 4  # of the words of a form, at least, that its plain edition does without


def _plain_form_problems(
    scenario: Definition[ScenarioFile], name: str, form: Form
) -> Iterator[Problem]:
    """Every text of a form that has a plain one beside it: of all turns, choices and feedback, or
    of none. Where only turns have one, as could be written before choices could, it is a warning:
    what an installation has goes on loading."""
    texts = list(_texts_with_plain(form))
    missing = [path for path, _, plain in texts if not plain]
    if len(missing) == len(texts):
        return
    if missing:
        choices_have_plain = any(plain for path, _, plain in texts if "choices" in path)
        message, fix = "has no plain text, and others of the form have one", "write it beside it"
        for path in missing if choices_have_plain else missing[:1]:
            location = scenario.location_of("forms", name, *path)
            yield problem(
                location,
                f"{'.'.join(map(str, path))} {message}",
                fix,
                warning=not choices_have_plain,
            )
        return
    words = sum(len(text.split()) for _, text, _ in texts)
    fewer = sum(len(plain.split()) for _, _, plain in texts)
    if fewer > words * (1 - PLAIN_SHORTER_BY):
        message = f"the plain edition has {fewer} words, the ordinary one {words}"
        fix = f"leave out a quarter at least: {int(words * (1 - PLAIN_SHORTER_BY))} words or fewer"
        yield problem(scenario.location_of("forms", name), message, fix)


def _texts_with_plain(form: Form) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """(path, ordinary text, plain text or "") of all that the plain edition words anew."""
    for key, node in form.nodes.items():
        yield ("nodes", key, "text"), node.text, node.plain
        for index, choice in enumerate(node.choices):
            path = ("nodes", key, "choices", index)
            yield (*path, "text"), choice.text, choice.plain
            yield (*path, "feedback"), choice.feedback, choice.plain_feedback
