"""Pages have the editions that their subject asks for. The youth one says the same as the plain
one, in other words: no figure more, none less."""

from collections.abc import Iterator
from pathlib import Path

from awareness.bank.authored import ScenarioFile
from awareness.content.checks.editorial import REFERENCE
from awareness.content.explainers import PLAIN
from awareness.content.parsed import Content, Definition, Edition, Explainer, ModuleText
from awareness.content.problems import Problem, problem


def check_editions(content: Content) -> Iterator[Problem]:
    told = {problem.path for problem in content.problems}
    for page in (*content.explainers, *content.library_texts, *content.texts):
        yield from _asked_for(page, content, told)
        if page.youth and page.plain:
            yield from _same_figures(page.youth, page.plain)
    for scenario in content.scenarios:
        yield from _same_in_nodes(scenario)


def _asked_for(page: Explainer | ModuleText, content: Content, told: set[str]) -> Iterator[Problem]:
    """A plain edition stands where `editions` of the subject names it, a youth one nowhere else. A
    file of which a problem is `told` already is there, though it could not be read."""
    subject = content.subjects.get(content.subject_at(page.place))
    if subject is None:
        return
    editions = subject.definition.shape.editions
    beside = Path(page.place.path).with_suffix(PLAIN)
    if "plain" in editions and page.plain is None and str(beside) not in told:
        yield problem(page.place, "has no plain edition", f"write {beside.name} beside it")
    if page.youth and "youth" not in editions:
        message, fix = "is an edition that its subject has none of", "name it under `editions`"
        yield problem(page.youth.body.place, message, fix)


def _same_figures(youth: Edition, plain: Edition) -> Iterator[Problem]:
    """Each figure that only one of the two has, at its place; or at the start of the youth one."""
    youth_places, plain_places = _figures(youth), _figures(plain)
    for key in sorted(youth_places.keys() - plain_places):
        message = f"figure `{key}` is not in the plain edition"
        yield problem(
            youth_places[key], message, "tell the same figures in both, or leave it out here"
        )
    for key in sorted(plain_places.keys() - youth_places):
        message = f"figure `{key}` of the plain edition is missing"
        yield problem(youth.body.place, message, "tell the same figures in both")


def _figures(edition: Edition) -> dict:
    """By key: the place where the figure stands first."""
    places: dict = {}
    for text in filter(None, (edition.title, edition.lead, edition.body)):
        for match in REFERENCE.finditer(text.value):
            if match["kind"] == "figure":
                places.setdefault(match["what"].strip(), text.place_of(match[0]))
    return places


def _same_in_nodes(scenario: Definition[ScenarioFile]) -> Iterator[Problem]:
    for name, form in scenario.shape.forms.items():
        for key, node in form.nodes.items():
            if not node.youth:
                continue
            plain = set(_keys(node.plain or node.text))
            for figure in sorted(plain ^ set(_keys(node.youth))):
                path = ("forms", name, "nodes", key, "youth")
                message = f"figure `{figure}` stands in only one of the plain and the youth text"
                yield problem(scenario.where(*path), message, "tell the same figures in both")


def _keys(text: str) -> list[str]:
    references = REFERENCE.finditer(text)
    return [match["what"].strip() for match in references if match["kind"] == "figure"]
