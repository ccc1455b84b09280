"""The library: open to whoever is signed in, and nobody is told who reads what."""

import csv

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awareness.insights import queries
from awareness.insights.models import ExplainerVersion
from awareness.insights.render import ORDINARY, PLAIN, YOUTH, explainer_context


@require_safe
@login_required
def library(request):
    return render(request, "insights/library.html", {"contents": queries.contents()})


@require_safe
@login_required
def explainer(request, report: str, slug: str):
    try:
        version = queries.live_explainer(report, slug)
    except ExplainerVersion.DoesNotExist:
        raise Http404 from None
    asked = request.GET.get("edition")
    edition = asked if asked in (PLAIN, ORDINARY) else _own_edition(request)
    context = {
        "version": version,
        "report": report,
        "slug": slug,
        "source": version.explainer.report,
        "insight": queries.insight_of(version),
        "explainer": explainer_context(version, edition),
    }
    return render(request, "insights/explainer.html", context)


def _own_edition(request) -> str:
    """What somebody reads who asks for no other."""
    return YOUTH if request.user.is_youth_on(timezone.localdate()) else ORDINARY


@require_safe
@login_required
def chart_csv(request, report: str, key: str):
    data = queries.chart(report, key)
    if data is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{report}-{key}.csv"'
    rows = csv.writer(response)
    rows.writerow(["label", "value", "unit", "calculated", "figure", "source"])
    for row in data["table"]["rows"]:
        calculated = "yes" if row["note"] else ""
        cells = [row["label"], row["value"], row["unit"], calculated, row["figure"], data["source"]]
        rows.writerow(cells)
    return response
