"""Reports come in as files: sending one, its text with the numbers found, its own words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.content.reading.about import FIELD_NAMES
from awareness.content.reading.kept import KeptText, without_private_signs
from awareness.content.reading.refused import REFUSAL_WORDS
from awareness.people.access import UserRequest
from awareness.studio import tasks
from awareness.studio.author_views import author_only
from awareness.studio.authors import SENDER_TAKES_AWAY, may_take_away
from awareness.studio.drafts import onward
from awareness.studio.models import FileState, FoundNumber, ReportFile
from awareness.studio.reports import actions as report_actions
from awareness.studio.reports import originals, picking
from awareness.studio.reports import text_pages as report_pages
from awareness.studio.reports.forms import SELF_DESCRIPTION_LABELS, BeginForm, ReportFileForm

MOST_LISTED = 50  # files


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def report_files(request: UserRequest) -> HttpResponse:
    """The reports that came in as files, and the form that takes another."""
    is_sent = request.method == "POST"
    form = ReportFileForm(request.POST, request.FILES) if is_sent else ReportFileForm()
    if originals.folder() is None:
        form = ReportFileForm()
    elif form.is_valid():
        file = form.cleaned_data["file"]
        report_file, is_new = report_actions.receive(
            file.read(), file.name, request.user, timezone.now()
        )
        if is_new:
            tasks.read_report_file.enqueue(str(report_file.pk))
        return redirect("studio:report_file", report_file.pk)
    reports = ReportFile.objects.defer("text", "personal", "without_text")[:MOST_LISTED]
    context = {"form": form, "reports": reports, "taken": originals.folder() is not None}
    return render(request, "studio/report_files.html", context, status=422 if is_sent else 200)


@never_cache
@author_only
@require_safe
def report_file(request: UserRequest, pk: UUID) -> HttpResponse:
    """A report's text with the numbers found in it; before that, how far reading it is."""
    report_file = get_object_or_404(ReportFile, pk=pk)
    if report_file.state == FileState.WAITS:
        response = render(request, "studio/report_waits.html", {"report": report_file})
        response["Refresh"] = "2"  # the browser asks again by itself; there is a link, too
        return response
    is_theirs = may_take_away(report_file.by, request.user, timezone.localdate())
    if report_file.state == FileState.REFUSED:
        context = {"report": report_file, "why": REFUSAL_WORDS[report_file.refused],
                   "may_take_away": is_theirs}  # fmt: skip
        return render(request, "studio/report_refused.html", context)
    chosen_number = report_pages.found_number_at(report_file, request.GET.get("number", ""))
    first_line = report_pages.line_in_address(request.GET.get("from", ""))
    if chosen_number and not request.GET.get("from"):
        first_line = max(1, chosen_number.line - 3)
    drafts_and_numbers = report_pages.picked_drafts(report_file)
    kept_text = report_file.kept_text
    shown_lines = report_pages.lines_to_show(report_file, kept_text, first_line, chosen_number)
    context = {
        "report": report_file,
        "may_take_away": is_theirs,
        "shown": shown_lines,
        "chosen": chosen_number,
        "inline": any(line.has_chosen for line in shown_lines.lines),
        "count": report_file.numbers.count(),
        "about": [
            (SELF_DESCRIPTION_LABELS[name], without_private_signs(value), line)
            for name in FIELD_NAMES
            for value, line in [report_file.about.get(name, ["", 0])]
        ],
        "lines": len(kept_text.lines),
        "begun": report_file.slug and picking.open_report_draft(report_file),
        "begin": BeginForm(initial={"subject": request.GET.get("subject", "")}),
        "begin_here": BeginForm(auto_id="here_%s"),
        "drafts": [draft for draft, _number_id in drafts_and_numbers],
        "onward": onward.next_steps(onward.progress_of(report_file.slug))
        if report_file.slug and drafts_and_numbers
        else [],
    }
    if chosen_number is not None:
        context |= _chosen_context(report_file, chosen_number, kept_text)
        context["picked"] = next(
            (draft for draft, number_id in drafts_and_numbers if number_id == chosen_number.pk),
            None,
        )
    return render(request, "studio/report_file.html", context)


def _chosen_context(
    report_file: ReportFile, chosen_number: FoundNumber, kept_text: KeptText
) -> dict[str, Any]:
    """What the page reads of the number that it opens; what picking would call it, once the report
    is begun."""
    context: dict[str, Any] = {
        "in_words": report_pages.number_in_words(chosen_number),
        "page": kept_text.page(chosen_number.line),
        "table": kept_text.line(chosen_number.line).startswith("|"),
    }
    if report_file.slug:
        context["key"] = picking.proposed_key(chosen_number)
        context["printed"] = picking.figure_proposals(chosen_number)["as_printed"].value
    return context


@author_only
@require_POST
def take_away_report(request: UserRequest, pk: UUID) -> HttpResponse:
    """Takes a report's file, text and numbers away. Published content does not rest on them."""
    report_file = get_object_or_404(ReportFile, pk=pk)
    if not may_take_away(report_file.by, request.user, timezone.localdate()):
        messages.warning(request, SENDER_TAKES_AWAY % {"name": report_file.by_name})
        return redirect("studio:report_files")
    if not report_actions.take_away(report_file):
        words = _("Drafts rest on this report. Delete them first, then take it away.")
        messages.warning(request, words)
        return redirect("studio:report_file", report_file.pk)
    messages.success(request, _("The file and what was read from it are taken away."))
    return redirect("studio:report_files")
