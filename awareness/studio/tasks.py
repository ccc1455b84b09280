"""What the studio has done in the background (django.tasks; which engine does it is a setting)."""

from uuid import UUID

from django.tasks import task
from django.utils import timezone, translation

from awareness.studio.publishing import checks as publish_checks
from awareness.studio.publishing import zip_imports
from awareness.studio.publishing.jobs import work_off
from awareness.studio.reports import actions as report_actions
from awareness.studio.reports import tables as page_tables


@task
def work_off_jobs() -> None:
    """Do what authors asked for, and mend what a kill broke off. May run twice, and at once."""
    work_off(timezone.now)


@task
def read_report_file(pk: str) -> None:
    """Read a report that an author sent. May run twice, and be killed anywhere."""
    report_actions.read_file(UUID(pk))


@task
def open_page_tables(pk: str, page: int) -> None:
    """Open the tables of a page that somebody asked for. May run twice."""
    page_tables.open_tables(UUID(pk), page)


@task
def check_drafts(revisions: list[tuple[str, int]], language: str) -> None:
    """Find what publishing drafts, at these revisions, would refuse. May run twice."""
    number_by_draft = {UUID(pk): number for pk, number in revisions}
    with translation.override(language):
        publish_checks.refusals_beside_reviews(publish_checks.pinned_at(number_by_draft))


@task
def check_zip_import(pk: str) -> None:
    """Check a zip that an author sent. May run twice, and be killed anywhere."""
    zip_imports.check_zip(UUID(pk))


@task
def look_after_report_files() -> None:
    """Take away reports and zips that failed a day ago; read what a kill left unread."""
    for pk in report_actions.look_after(timezone.now()):
        report_actions.read_file(pk)
    for pk in zip_imports.look_after(timezone.now()):
        zip_imports.check_zip(pk)
