"""A report as figures are held against it: as it is being drafted, or else as it is published."""

from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind
from awareness.insights.ledger import Gathered, Report
from awareness.numerals.languages import KNOWN, WRITTEN
from awareness.studio.models import Draft


def report_at(subject: str, slug: str) -> Report | None:
    """None where no report has this name, drafted or published. In two queries at most."""
    open_drafts = Draft.objects.open().filter(kind=ObjectKind.REPORT, subject=subject, report=slug)
    draft = open_drafts.first()
    if draft is not None:
        return as_report(slug, draft.newest_revision().body)
    return current_content().ledger.reports.get(slug)


def as_report(slug: str, fields: Fields) -> Report:
    """What matters to figures: its language, how it writes numbers, its texts and reservations."""
    code = fields.get("language", "en")
    written = fields.get("numbers", "")
    year = str(fields.get("year", ""))
    return Report(
        slug=slug, kind="report", title=fields.get("title", ""),
        publisher=fields.get("publisher", ""), year=int(year) if year.isdecimal() else 0,
        language=code if code in KNOWN else "en", interests=fields.get("interests", ""),
        asked=fields.get("asked", ""), how=fields.get("how", ""), fieldwork_from=None,
        fieldwork_to=None, sources=dict(fields.get("sources", {})),
        caveats={key: words for key, words in fields.get("caveats", [])},
        numbers=written if written in WRITTEN else "",
        gathered=Gathered(fields.get("gathered") or "survey"),
    )  # fmt: skip
