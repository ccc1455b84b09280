"""What the library reads. Nothing here writes down who read it."""

from itertools import groupby

from awareness.insights.models import ExplainerVersion, Report
from awareness.insights.sources import in_runs, insight

ABOUT = "about-this-report"


def live_explainer(report: str, slug: str) -> ExplainerVersion:
    """The version that the library shows, with its explainer and report; DoesNotExist otherwise."""
    return (
        ExplainerVersion.objects.live()
        .with_place()
        .get(explainer__report__slug=report, explainer__slug=slug)
    )


def contents() -> list[dict]:
    """The library by report, newest first, in one query at any size.

    [{report, about: version or None, pages: [version], to_come: 7, to_come_are: "1–6, 8"}], the
    last two being the insights in the ledger that no page is written on yet.
    """
    live = ExplainerVersion.objects.live().with_place()
    # The texts themselves are long, and a contents page shows none of them.
    live = live.defer(
        "body_markdown", "resolved", "plain", "youth", "explainer__report__charts"
    ).order_by(
        "-explainer__report__year",
        "explainer__report__slug",
        "explainer__order",
        "explainer__slug",
    )
    found = []
    for report, versions in groupby(live, key=lambda version: version.explainer.report):
        pages = list(versions)
        written = {version.explainer.insight for version in pages}
        to_come = [name for name in report.insights if name.isdigit() and name not in written]
        found.append(
            {
                "report": report,
                "about": next((v for v in pages if v.explainer.slug == ABOUT), None),
                "pages": [v for v in pages if v.explainer.slug != ABOUT],
                "to_come": len(to_come),
                "to_come_are": in_runs((int(name), int(name)) for name in to_come),
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
