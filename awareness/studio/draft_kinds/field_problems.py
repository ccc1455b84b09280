"""Problems that checks of the content find in a draft, led back to the fields of its form."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awareness.content.checks.editions import check_editions
from awareness.content.checks.editorial import check_editorial
from awareness.content.checks.misleading import check_misleading
from awareness.content.checks.pages import check_pages
from awareness.content.checks.references import check_references
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem
from awareness.content.staging import StagedObject
from awareness.content.text_files import read_text, shown_path
from awareness.content.writing import Fields, ObjectRef, writers
from awareness.studio.reviews.passages import sentences

SENTENCE_IN_LINE = re.compile(r"[^.!?\n]*[.!?]?[”\")]*")
QUOTED_WORDS = re.compile(r"“([^”]+)”|`([^`]+)`|'([^']+)'")
QUOTED_NAME = re.compile(r"`(\w+)`")  # of a column or key of a file
# The checks that look at one object by itself; the others need all content, and run when it is
# published.
CHECKS_OF_ONE_OBJECT: tuple[Callable[[Content], Iterable[Problem]], ...] = (
    check_editorial,
    check_references,
    check_editions,
    check_pages,
    check_misleading,
)


@dataclass(frozen=True)
class FieldProblem:
    """What a check says of a draft (`message`), and what would be right (`fix`): of the form's
    field `field_name`, "" for the whole draft; of a sentence in it, "" for the whole field.
    `claim_words` are words that the check takes for a claim, and that an author may mark as none.
    """

    message: str
    fix: str = ""
    field_name: str = ""
    sentence: str = ""
    claim_words: str = ""


def problems_at_fields(
    staged: StagedObject, ref: ObjectRef, more_problems: Iterable[Problem] = ()
) -> list[FieldProblem]:
    """What reading and checking one object found, and `more_problems` beside that, each once;
    without warnings and without what stands in no field of its form."""
    problems = {*staged.content.problems, *problems_of_one_object(staged), *more_problems}
    field_problems = [
        field_problem_at(problem, staged.folder, ref)
        for problem in sorted(problems)
        if not problem.warning
    ]
    return list(dict.fromkeys(filter(None, field_problems)))


def problems_of_one_object(staged: StagedObject) -> list[Problem]:
    """What the checks find that look at one object by itself."""
    return [problem for check in CHECKS_OF_ONE_OBJECT for problem in check(staged.content)]


def field_problem_at(problem: Problem, folder: Path, ref: ObjectRef) -> FieldProblem | None:
    """A problem at the field of an object whose subject's folder is `folder`; None where it is in
    no field of it."""
    folder_prefix = f"{shown_path(folder)}/"
    if not problem.path.startswith(folder_prefix):
        return None
    path = folder / problem.path.removeprefix(folder_prefix)
    field_name = writers()[ref.kind].field_at_line(folder, ref, path, problem.line)
    if not field_name:
        return None
    return FieldProblem(
        field_name=field_name,
        sentence=_sentence_at_line(path, problem),
        message=problem.message,
        fix=problem.fix,
    )


def quoted_words(message: str) -> list[str]:
    """The words that a check quotes, in “”, `` or ''."""
    return ["".join(groups) for groups in QUOTED_WORDS.findall(message)]


def field_with_quoted_words(fields: Fields, field_names: Iterable[str], message: str) -> str:
    """The name of the first of these fields that says what a message quotes, "" for none."""
    quoted = quoted_words(message)
    return next(
        (
            field_name
            for field_name in field_names
            if any(words in str(fields.get(field_name) or "") for words in quoted)
        ),
        "",
    )


def sentence_with_quoted_words(value: Any, message: str) -> str:
    """The sentence of a field's value that holds words which the message quotes, "" for none."""
    quoted = quoted_words(message)
    parts = sentences(value) if isinstance(value, str) else []
    sentence = next((part for part in parts if any(words in part for words in quoted)), "")
    return sentence.lstrip("¶⏎↵ ")  # without the signs of where it begins


def _sentence_at_line(path: Path, problem: Problem) -> str:
    """The sentence of the problem's line in this file that holds the words which it quotes, "" for
    none."""
    lines = (read_text(path, []) or "").split("\n")
    line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    quoted = quoted_words(problem.message)
    for match in SENTENCE_IN_LINE.finditer(line):
        if any(words in match[0] for words in quoted):
            return match[0].strip()
    return ""


def with_labels(message: str, labels: Mapping[str, Any]) -> str:
    """A message in which names of columns and keys (`base_n`) stand as the form calls them, in “”;
    as they are where the form has no label for them."""
    return QUOTED_NAME.sub(lambda match: f"“{labels.get(match[1], match[1])}”", message)
