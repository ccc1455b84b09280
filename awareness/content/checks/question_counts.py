"""Whether enough questions check each insight. Warnings: content is written step by step."""

from collections.abc import Iterator, Sequence

from awareness.bank.build import BuiltQuestion
from awareness.bank.report import LEAST_CHECKS, InsightRow, teachable_insights
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location


def insight_rows(content: Content, built_questions: Sequence[BuiltQuestion]) -> list[InsightRow]:
    """A row for each insight that has something to teach."""
    pages = {
        f"{page.report}/{page.slug}": [
            (report_slug, insight) for report_slug, _slug, insight in page.replaces
        ]
        or [(page.report, page.insight)]
        for page in content.explainers
    }
    return teachable_insights(content.ledger, pages, built_questions)


def check_question_counts(
    content: Content, built_questions: Sequence[BuiltQuestion]
) -> Iterator[Problem]:
    """At the place of the insight's page, or of the report where no page is written yet."""
    if content.unread & {"questions", "explainers"}:
        return
    location_by_page = {f"{page.report}/{page.slug}": page.location for page in content.explainers}
    for row in insight_rows(content, built_questions):
        if row.enough or (content.only_folders and row.report not in content.named_packs):
            continue
        location: Location = (
            location_by_page[row.pages[0]]
            if row.pages
            else content.ledger.reports[row.report].location
        )
        questions = (
            "1 question that checks"
            if row.questions == 1
            else f"{row.questions} questions that check"
        )
        message = f"insight {row.insight} of {row.report} has {questions} it"
        fix = (
            f"write {LEAST_CHECKS} at least, guesses not counted, with its page under `explainers`"
        )
        yield problem(location, message, fix, warning=True)
