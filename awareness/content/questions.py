"""Reads questions.yaml: of a pack, or of a module (fixtures/modules/<slug>/questions.yaml)."""

from pathlib import Path

from awareness.bank.authored import AnyQuestion, question_class
from awareness.content.files import read_yaml
from awareness.content.parsed_content import Definition
from awareness.content.problems import Problem, problem
from awareness.content.schema_validation import validate
from awareness.insights.ledger import Location


def read_questions(path: Path, slug: str, problems: list[Problem]) -> list[Definition[AnyQuestion]]:
    """The questions of a file, each under `slug`: the pack's or the module's."""
    if not path.exists():
        return []
    document = read_yaml(path, problems)
    if document.data is None:
        return []
    if not isinstance(document.data, list):
        problems.append(
            problem(document.location(), "is no list", "begin each question with `- key:`")
        )
        return []
    questions = []
    first_location_by_key: dict[str, Location] = {}
    for index, data in enumerate(document.data):
        location = document.location(index)
        if not isinstance(data, dict):
            problems.append(problem(location, "is no question", "begin it with `- key:`"))
            continue
        question = validate(question_class(data), document, problems, index)
        if question is None:
            continue
        key = question.key
        if key in first_location_by_key:
            message = (
                f"the key `{key}` stands twice; first in line {first_location_by_key[key].line}"
            )
            problems.append(
                problem(document.location(index, "key"), message, "give each question its own key")
            )
            continue
        first_location_by_key[key] = location
        questions.append(Definition(slug, question, data, document, (index,)))
    return questions
