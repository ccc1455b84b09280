"""Figures whose day of review has passed. Warnings: time alone never stops a load."""

from collections.abc import Iterator
from datetime import date

from awareness.content.parsed_content import Content
from awareness.content.problems import Problem, problem


def check_review_dates(content: Content, as_of: date) -> Iterator[Problem]:
    """Figures whose `review_by` lies before `as_of`; a table's cells are reported once."""
    reported: set[str] = set()
    for figure in content.ledger.figures.values():
        if figure.review_by is None or figure.review_by >= as_of:
            continue
        location, name = figure.location, figure.key
        if "/" in figure.key:
            name = figure.key.split("/")[0]
            parsed_table = content.tables[f"{figure.report}:{name}"]
            location = parsed_table.definition.location_of("cells", "review_by")
        if name in reported:
            continue
        reported.add(name)
        message = f"{name} was to be reviewed by {figure.review_by}"
        yield problem(location, message, "read it again, and set a new `review_by`", warning=True)
