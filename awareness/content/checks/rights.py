"""Nothing of a report is published before somebody has said that we may, and how it is named."""

from collections.abc import Iterator

from awareness.content.parsed_content import Content
from awareness.content.problems import Problem, problem


def check_rights(content: Content) -> Iterator[Problem]:
    """One for each report that says nothing of its rights, or that we may not use."""
    for report in content.reports.values():
        rights = report.shape.rights
        if rights is None:
            message = "`rights` is missing: nothing of a report is published without them"
            fix = "say licence, credit, may_we_use with its why, and internal"
            yield problem(report.location_of("title"), message, fix)
        elif not rights.may_we_use:
            message = f"we may not use this report: {rights.why}"
            location = report.location_of("rights", "may_we_use")
            yield problem(location, message, "ask for permission, or take the report out")
