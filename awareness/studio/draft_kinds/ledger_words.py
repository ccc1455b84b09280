"""What publishing would refuse in the words of a report or a figure, said when it is saved."""

from collections.abc import Iterator

from awareness.content.checks.agreement import check_agreement
from awareness.content.checks.ledger_words import check_ledger_words
from awareness.content.problems import Problem
from awareness.content.staging import staged_alone
from awareness.content.writing import Fields
from awareness.studio.draft_kinds.base import FieldProblem, field_problem_at, problems_of, quoted_in
from awareness.studio.draft_kinds.drafted_reports import beside_of_ledger
from awareness.studio.models import Draft


def problems_of_words(draft: Draft, fields: Fields) -> Iterator[tuple[Problem, FieldProblem]]:
    """Each problem of its words, beside what else is drafted of the ledger, at the field whose
    line it stands in."""
    with staged_alone(draft.ref, fields, beside_of_ledger(draft)) as read_alone:
        content = read_alone.content
        problems = {*problems_of(read_alone), *check_ledger_words(content)}
        problems |= {*check_agreement(content)}
        for problem in sorted(problems):
            field_problem = field_problem_at(problem, read_alone.folder, draft.ref)
            if field_problem and not problem.warning:
                yield problem, field_problem


def quoting(fields: Fields, names: tuple[str, ...], message: str) -> str:
    """The first of these fields that says what a message quotes, "" for none."""
    quoted = quoted_in(message)
    return next((name for name in names
                 if any(words in str(fields.get(name) or "") for words in quoted)), "")  # fmt: skip
