"""Everything that is checked before content goes live: one call, all problems, by place."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from awareness.bank.build import BuiltQuestion
from awareness.content.checks.agreement import check_agreement
from awareness.content.checks.course import build_content_questions, check_course
from awareness.content.checks.editions import check_editions
from awareness.content.checks.editorial import check_editorial, check_generated, marked_as_no_claim
from awareness.content.checks.ledger import check_ledger
from awareness.content.checks.ledger_words import check_disagreements, check_ledger_words
from awareness.content.checks.library import check_library
from awareness.content.checks.misleading import check_misleading
from awareness.content.checks.needs import check_needs
from awareness.content.checks.pages import check_pages
from awareness.content.checks.promises import check_promises
from awareness.content.checks.question_counts import check_question_counts
from awareness.content.checks.references import check_references
from awareness.content.checks.review_dates import check_review_dates
from awareness.content.checks.rights import check_rights
from awareness.content.checks.source import Sources, check_sources
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem

__all__ = ["CheckResult", "check", "examine", "marked_as_no_claim"]


@dataclass(frozen=True)
class CheckResult:
    """What a check found. `built` are the questions with their keys, for the loader."""

    problems: list[Problem] = field(default_factory=list)  # errors and warnings
    built_questions: list[BuiltQuestion] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.warning]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.warning]


def check(
    content: Content, sources: Path | Sources | None = None, as_of: date | None = None
) -> list[Problem]:
    """All problems of the content, in order of file and line; see `examine`."""
    return examine(content, sources, as_of).problems


def examine(
    content: Content, sources: Path | Sources | None = None, as_of: date | None = None
) -> CheckResult:
    """Hold the content against every rule; with `sources`, against the report texts in it too."""
    problems = [*content.problems, *check_ledger(content), *check_agreement(content)]
    problems += [*check_editorial(content), *check_references(content), *check_course(content)]
    problems += check_rights(content)
    problems += check_needs(content)
    problems += check_editions(content)
    problems += check_library(content)
    problems += check_misleading(content)
    problems += check_pages(content)
    problems += check_ledger_words(content)
    if sources is not None:
        texts = Sources(sources) if isinstance(sources, Path) else sources
        problems += [*check_sources(content, texts), *check_disagreements(content, texts)]
    if as_of is not None:
        problems += check_review_dates(content, as_of)
    error_places = {(problem.path, problem.line) for problem in problems if not problem.warning}
    built_questions, later_problems = build_content_questions(content, error_places)
    later_problems += check_generated(content, built_questions)
    if not error_places and not later_problems:  # what could not be built looks missing, and is not
        later_problems += check_question_counts(content, built_questions)
        later_problems += check_promises(content)
    return CheckResult(sorted({*problems, *later_problems}), built_questions)
