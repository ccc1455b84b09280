"""Reports come in as files: sending one, its text with the numbers found, its own words."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.content.reading.about import FIELDS
from awareness.content.reading.refused import WORDS, FileRefused
from awareness.content.reading.sealed import tables_of
from awareness.people.access import UserRequest, require_role
from awareness.people.models import Role
from awareness.studio import originals, report_actions, report_pages, tasks
from awareness.studio.models import FileState, ReportFile
from awareness.studio.report_forms import LABELS, AboutForm, ReportFileForm

author_only = require_role(Role.AUTHOR)
LISTED = 50
OF_TABLES = {
    "too_slow": gettext_lazy(
        "Reading the tables of this page took too long and was stopped. The text of the page stays."
    ),
}


@never_cache
@author_only
@require_http_methods(["GET", "POST"])
def report_files(request: UserRequest) -> HttpResponse:
    """The reports that came in as files, and the form that takes another."""
    sent = request.method == "POST"
    form = ReportFileForm(request.POST, request.FILES) if sent else ReportFileForm()
    if originals.folder() is None:
        form = ReportFileForm()
    elif form.is_valid():
        file = form.cleaned_data["file"]
        report, new = report_actions.receive(file.read(), file.name, request.user, timezone.now())
        if new:
            tasks.read_report_file.enqueue(str(report.pk))
        return redirect("studio:report_file", report.pk)
    reports = ReportFile.objects.defer("text", "personal", "without_text")[:LISTED]
    context = {"form": form, "reports": reports, "taken": originals.folder() is not None}
    return render(request, "studio/report_files.html", context, status=422 if sent else 200)


@never_cache
@author_only
@require_safe
def report_file(request: UserRequest, pk: UUID) -> HttpResponse:
    """A report's text with the numbers found in it; before that, how far reading it is."""
    report = get_object_or_404(ReportFile, pk=pk)
    if report.state == FileState.WAITS:
        response = render(request, "studio/report_waits.html", {"report": report})
        response["Refresh"] = "2"  # the browser asks again by itself; there is a link, too
        return response
    if report.state == FileState.REFUSED:
        context = {"report": report, "why": WORDS[report.refused]}
        return render(request, "studio/report_refused.html", context)
    chosen = report_pages.number_at(report, request.GET.get("number", ""))
    first = request.GET.get("from", "")
    start = int(first) if first.isascii() and first.isdecimal() and len(first) < 9 else 1
    kept = report.kept
    context = {
        "report": report,
        "shown": report_pages.shown(report, kept, start, chosen),
        "chosen": chosen,
        "said": report_pages.said(chosen) if chosen else None,
        "page": kept.page(chosen.line) if chosen else None,
        "count": report.numbers.count(),
        "about": [(LABELS[name], *report.about.get(name, ["", 0])) for name in FIELDS],
        "lines": len(kept.lines),
    }
    return render(request, "studio/report_file.html", context)


@never_cache
@author_only
@require_http_methods(["GET", "POST"])
def about_report(request: UserRequest, pk: UUID) -> HttpResponse:
    """What a report says of itself, to be put right."""
    report = get_object_or_404(ReportFile, pk=pk, state=FileState.READY)
    sent = request.method == "POST"
    form = AboutForm(request.POST if sent else None, sent=report)
    if sent and form.is_valid():
        report_actions.describe(report, form.cleaned_data)
        messages.success(request, _("What you said of the report is kept."))
        return redirect("studio:report_file", report.pk)
    context = {"report": report, "form": form}
    return render(request, "studio/about_report.html", context, status=422 if sent else 200)


@never_cache
@author_only
@require_safe
def report_tables(request: UserRequest, pk: UUID, page: int) -> HttpResponse:
    """The tables of one page of a PDF, opened in a process of its own."""
    report = get_object_or_404(ReportFile, pk=pk, state=FileState.READY)
    if report.kept.kind != "pdf" or not report.kept.page_lines(page):
        raise Http404
    tables, why = [], ""
    try:
        tables = tables_of(originals.path_of(report.original).read_bytes(), page)
    except FileRefused as refusal:
        why = str(OF_TABLES.get(refusal.code, WORDS[refusal.code]))
    except FileNotFoundError:
        why = _("The file itself is no longer here. Its text stays.")
    context = {"report": report, "page": page, "tables": tables, "why": why}
    return render(request, "studio/report_tables.html", context)


@author_only
@require_POST
def take_away_report(request: UserRequest, pk: UUID) -> HttpResponse:
    """Takes a report's file, text and numbers away. Published content does not rest on them."""
    report = get_object_or_404(ReportFile, pk=pk)
    report_actions.take_away(report)
    messages.success(request, _("The file and what was read from it are taken away."))
    return redirect("studio:report_files")
