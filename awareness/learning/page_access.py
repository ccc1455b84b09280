"""A page of the library, for what is done beside it (a guess, a self-check): for whom it is, and
where it is now."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from awareness.insights.audience import may_read
from awareness.insights.models import ExplainerVersion
from awareness.insights.queries import live_explainer, moved_to
from awareness.people.access import UserRequest


def redirect_if_moved(
    request: UserRequest, view: str, report: str, slug: str
) -> HttpResponse | None:
    """None where the page is there and for them; where another took its place, the way to the
    `view` beside that one. Http404 otherwise."""
    try:
        explainer = live_explainer(report, slug).explainer
    except ExplainerVersion.DoesNotExist as error:
        moved = moved_to(report, slug)
        if moved is None:
            raise Http404 from error
        return redirect(view, moved.report.slug, moved.slug)
    if not may_read(explainer.audience, request.user.roles):
        raise Http404
    return None


def explainer_context(report_slug: str, slug: str) -> dict[str, Any]:
    """The page for a template: its live version and its address. Http404 where there is none."""
    try:
        version = live_explainer(report_slug, slug)
    except ExplainerVersion.DoesNotExist as error:
        raise Http404 from error
    return {
        "page_subject": version.explainer.report.subject,
        "explainer": version,
        "page_url": reverse("insights:explainer", args=[report_slug, slug]),
    }
