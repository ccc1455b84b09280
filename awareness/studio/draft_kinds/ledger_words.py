"""What publishing would refuse in the words of a report or a figure, said when it is saved."""

from collections.abc import Iterator

from awareness.content.checks.agreement import check_agreement
from awareness.content.checks.ledger_words import check_ledger_words
from awareness.content.problems import Problem
from awareness.content.staging import staged_alone
from awareness.content.writing import Fields
from awareness.studio.draft_kinds.drafted_reports import ledger_drafts_beside
from awareness.studio.draft_kinds.field_problems import (
    FieldProblem,
    field_problem_at,
    problems_of_one_object,
)
from awareness.studio.models import Draft


def word_problems(draft: Draft, fields: Fields) -> Iterator[tuple[Problem, FieldProblem]]:
    """What checks say of the draft by itself: of its words, of the ledger's, and of figures that do
    not agree with each other. It is read beside the other drafts of its report's ledger. Each as
    the check says it, and at the field whose line it stands in; without warnings."""
    with staged_alone(draft.ref, fields, ledger_drafts_beside(draft)) as staged:
        content = staged.content
        problems = {
            *problems_of_one_object(staged), *check_ledger_words(content), *check_agreement(content)
        }  # fmt: skip
        for problem in sorted(problems):
            field_problem = field_problem_at(problem, staged.folder, draft.ref)
            if field_problem and not problem.warning:
                yield problem, field_problem
