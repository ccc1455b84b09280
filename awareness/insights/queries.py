"""What the library reads. Nothing here writes down who read it."""

from itertools import groupby

from awareness.insights.models import ExplainerVersion, Figure, Report
from awareness.insights.sources import insight

ABOUT = "about-this-report"


def live_explainer(report: str, slug: str) -> ExplainerVersion:
    """The version that the library shows, with its explainer and report; DoesNotExist otherwise."""
    return (
        ExplainerVersion.objects.live()
        .with_place()
        .get(explainer__report__slug=report, explainer__slug=slug)
    )


def contents() -> list[dict]:
    """The library by report, newest first, in two queries at any size.

    [{report, about: version or None, pages: [version], to_come: [1, 2]}]; `to_come` are the
    numbers of the insights in the ledger that no page is written on yet.
    """
    live = ExplainerVersion.objects.live().with_place().defer("body_markdown", "plain")
    live = live.order_by(
        "-explainer__report__year",
        "explainer__report__slug",
        "explainer__order",
        "explainer__slug",
    )
    known: dict[int, set[str]] = {}
    held = Figure.objects.filter(withdrawn=False).order_by().values_list("report", "insight")
    for report_id, name in held.distinct():
        known.setdefault(report_id, set()).add(name)
    found = []
    for report, versions in groupby(live, key=lambda version: version.explainer.report):
        pages = list(versions)
        written = {version.explainer.insight for version in pages}
        to_come = sorted(name for name in known.get(report.id, set()) - written if name.isdigit())
        found.append(
            {
                "report": report,
                "about": next((v for v in pages if v.explainer.slug == ABOUT), None),
                "pages": [v for v in pages if v.explainer.slug != ABOUT],
                "to_come": [int(name) for name in to_come],
            }
        )
    return found


def chart(report: str, key: str) -> dict | None:
    """The data of a drawing as the ledger stands now, or None."""
    charts = Report.objects.filter(slug=report).values_list("charts", flat=True).first()
    return (charts or {}).get(key)


def insight_of(version: ExplainerVersion) -> str:
    """The insight a page is about, as it is printed: "insight 7"."""
    return insight(version.explainer.insight)
