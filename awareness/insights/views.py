"""The library: open to whoever is signed in, and nobody is told who reads what."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from awareness.insights import queries, sheets
from awareness.insights.audience import may_read
from awareness.insights.models import ExplainerVersion, LibraryPart, PartKind
from awareness.insights.page_contexts import (
    ORDINARY,
    PLAIN,
    YOUTH,
    explainer_context,
    highlight_context,
)
from awareness.insights.page_contexts import theme_reports as theme_parts
from awareness.insights.search import MAX_QUERY_LETTERS, terms_of


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The front: figures on top, questions across reports, the library's own texts, reports."""
    parts = queries.parts_by_kind()
    context = {
        "highlights": [highlight_context(part) for part in parts[PartKind.HIGHLIGHT]],
        "themes": parts[PartKind.THEME],
        "texts": parts[PartKind.TEXT],
        "contents": [(part, _pages_for_reader(request, part)) for part in parts[PartKind.REPORT]],
    }
    return render(request, "insights/library.html", context)


def _pages_for_reader(request: HttpRequest, part: LibraryPart) -> list[dict[str, Any]]:
    """The pages of a report that are for whoever asks."""
    roles = _roles(request)
    return [page for page in part.content["pages"] if may_read(page.get("audience", ()), roles)]


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The contents page of a report: who was asked, what to read first, and its pages."""
    part = _part_or_404(PartKind.REPORT, slug)
    context = {
        "page_subject": part.subject,
        "report": part,
        "entry": part.content,
        "pages": _pages_for_reader(request, part),
    }
    return render(request, "insights/report.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """A question, and what the reports say to it."""
    part = _part_or_404(PartKind.THEME, slug)
    return render(
        request,
        "insights/theme.html",
        {"page_subject": part.subject, "theme": part, "parts": theme_parts(part)},
    )


@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """A text of the library's own."""
    part = _part_or_404(PartKind.TEXT, slug)
    context = {
        "page_subject": part.subject,
        "slug": slug,
        "explainer": explainer_context(part, _asked_edition(request)),
    }
    return render(request, "insights/text.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What somebody looks for stands in the address and nowhere else: nothing of it is kept."""
    query = request.GET.get("q", "")[:MAX_QUERY_LETTERS].strip()
    synonyms = queries.synonyms_in(query) if query else []
    results, searched = queries.search(terms_of(query), _roles(request)), query
    if synonyms and not results:  # what has our word is what they look for
        searched = synonyms[0].title
        results = queries.search(terms_of(f'"{searched}"'), _roles(request))
    caveats = [text for group in results for hit in group.hits for text in hit.caveats]
    context = {
        "query": query,
        "asked": bool(query),
        "found": results,
        "caveats": list(dict.fromkeys(caveats)),
        "searched": searched,
        "synonyms": synonyms,
        "themes": [] if query else queries.themes(),
    }
    return render(request, "insights/search.html", context)


@require_safe
def disagreements(request: HttpRequest) -> HttpResponse:
    """Worth knowing, and for authors; `report` in the address keeps those of one report."""
    chosen = request.GET.get("report", "")
    shown = queries.disagreements(chosen)
    return render(request, "insights/disagreements.html", {"shown": shown, "chosen": chosen})


def _part_or_404(kind: PartKind, slug: str) -> LibraryPart:
    try:
        return queries.library_part(kind, slug)
    except LibraryPart.DoesNotExist:
        raise Http404 from None


def _asked_edition(request: HttpRequest) -> str:
    return PLAIN if request.GET.get("edition") == PLAIN else ORDINARY


@require_safe
def explainer(request: HttpRequest, report: str, slug: str) -> HttpResponse:
    """A page of a report, in the edition that the address asks for or the reader has."""
    try:
        version = queries.live_explainer(report, slug)
    except ExplainerVersion.DoesNotExist:
        return _redirect_to_new_page(request, report, slug)
    if not may_read(version.explainer.audience, _roles(request)):
        raise Http404
    asked_edition = request.GET.get("edition")
    edition = asked_edition if asked_edition in (PLAIN, ORDINARY) else _edition_of_reader(request)
    context = {
        "page_subject": version.explainer.report.subject,
        "version": version,
        "report": report,
        "slug": slug,
        "place": queries.place_words(version),
        "explainer": explainer_context(version, edition),
    }
    return render(request, "insights/explainer.html", context)


def _redirect_to_new_page(request: HttpRequest, report: str, slug: str) -> HttpResponse:
    """To the page that took the place of one that is gone, with the query; Http404 for none."""
    moved = queries.moved_to(report, slug)
    if moved is None:
        raise Http404
    address = reverse("insights:explainer", args=(moved.report.slug, moved.slug))
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _roles(request: HttpRequest) -> Collection[str]:
    """The roles of whoever is signed in; () for a stranger."""
    return request.user.roles if request.user.is_authenticated else ()


def _edition_of_reader(request: HttpRequest) -> str:
    """What somebody reads who asks for no other."""
    user = request.user
    young = user.is_authenticated and user.is_youth_on(timezone.localdate())
    return YOUTH if young else ORDINARY


@require_safe
def chart_csv(request: HttpRequest, report: str, key: str) -> HttpResponse:
    """The numbers of a drawing as CSV; 404 where there is none."""
    data = queries.chart_data(report, key)
    if data is None:
        raise Http404
    header = ["label", "value", "unit", "calculated", "figure", "source"]
    rows = (
        [
            row["label"],
            Decimal(row["value"]) if row["value"] else None,
            row["unit"],
            bool(row["note"]),
            row["figure"],
            data["source"],
        ]
        for row in data["table"]["rows"]
    )
    # Without a mark in front: programs read it, too.
    return sheets.file_response(
        f"{report}-{key}.csv", sheets.csv_lines(header, rows, mark=""), HttpResponse
    )
