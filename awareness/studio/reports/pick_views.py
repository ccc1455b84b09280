"""What authors take out of a report's file: picked numbers and tables, confirmed field by field."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from awareness.content.reading.refused import REFUSAL_WORDS
from awareness.content.reading.table_fields import (
    OpenedTable,
    holds_numbers,
    table_in_text,
    table_of_page,
)
from awareness.numerals.whole import whole_number
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.draft_kinds import kind_of
from awareness.studio.drafts import drafting
from awareness.studio.drafts.buttons import ConfirmButton
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.drafts.figure_keys import key_and_body
from awareness.studio.drafts.views import draft_or_404, invalid_form_code, not_saved_page
from awareness.studio.models import Draft, FileState, PageTables, ReportFile
from awareness.studio.reports import picking
from awareness.studio.reports import tables as page_tables
from awareness.studio.reports import text_pages as report_pages
from awareness.studio.reports.forms import BeginForm

NEXT_STEP = "next"  # `at` of a draft whose fields are all confirmed: its next steps
TABLE_REFUSAL_WORDS = {
    "too_slow": gettext_lazy(
        "Reading the tables of this page took too long and was stopped. The text of the page stays."
    ),
    page_tables.FILE_GONE: gettext_lazy("The file itself is no longer here. Its text stays."),
}


@author_only
@require_POST
def begin_report(request: UserRequest, pk: UUID) -> HttpResponse:
    """Begins to work with a report: what is said of it becomes a draft, numbers can be picked. The
    one from whose place it is begun is picked at once."""
    report_file, now = _ready_report_file(pk), timezone.now()
    found_number = report_pages.found_number_at(report_file, request.POST.get("number", ""))
    form = BeginForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose the subject that the report belongs to."))
        address = reverse("studio:report_file", args=[report_file.pk])
        query = f"?number={found_number.place}{report_pages.PICK_ANCHOR}" if found_number else ""
        return redirect(f"{address}{query}")
    draft = picking.begin_report(report_file, form.cleaned_data["subject"], request.user, now)
    if found_number is not None:
        draft = picking.pick_number(found_number, "", request.user, now)
    return _redirect_to_first_unconfirmed(draft)


@author_only
@require_POST
def pick_number(request: UserRequest, pk: UUID) -> HttpResponse:
    """Picks a found number: it becomes the draft of a figure, whose fields are confirmed next. The
    others cost nothing."""
    report_file = _begun_report_file(pk)
    found_number = report_pages.found_number_at(report_file, request.POST.get("number", ""))
    if found_number is None:
        raise Http404
    key = request.POST.get("key", "").strip()
    try:
        draft = picking.pick_number(found_number, key, request.user, timezone.now())
    except picking.KeyTakenError:
        words = _("“%(key)s” is no key, or a figure of this report has it already.")
        messages.warning(request, words % {"key": key[:80]})
        first_line = report_pages.line_in_address(request.POST.get("from", ""))
        address = reverse("studio:report_file", args=[report_file.pk])
        return redirect(
            f"{address}?from={first_line}&number={found_number.place}{report_pages.PICK_ANCHOR}"
        )
    return _redirect_to_first_unconfirmed(draft)


def _redirect_to_first_unconfirmed(draft: Draft) -> HttpResponse:
    """To the page of a draft, at its first field that is not confirmed, or at its next steps."""
    field = (
        kind_of(draft).preview(draft, draft.newest_revision().body).next_field_after(field_name="")
        or NEXT_STEP
    )
    return redirect(f"{reverse('studio:draft', args=[draft.pk])}?at={field}")


@author_only
@require_POST
def confirm_field(request: UserRequest, pk: UUID) -> HttpResponse:
    """Keeps what is in the form, and that one field was read: beside its line, or as another draft
    says it; on to the next."""
    draft = draft_or_404(pk)
    of_kind = kind_of(draft)
    posted, button = request.POST.copy(), ConfirmButton.read(request.POST)
    if button.carried_field:  # it and what goes with it are sent as they stood in the other draft
        carried_key = f"carried-{button.carried_field}"
        if carried_key not in posted:
            raise Http404
        for sent_key in [
            sent_key
            for sent_key in posted
            if sent_key == carried_key or sent_key.startswith(f"{carried_key}-")
        ]:
            posted[sent_key.rpartition("-")[2]] = str(posted[sent_key])
    field = button.written_field or button.carried_field or button.confirmed_field
    form = of_kind.form_class(posted, ref=draft.ref, saved_fields=draft.newest_revision().body)
    if not form.is_valid():
        return not_saved_page(request, draft, form, invalid_form_code(form))
    fields = form.as_fields()
    if field not in fields or not (button.written_field or isinstance(fields[field], str)):
        raise Http404
    now = timezone.now()
    try:
        with transaction.atomic():
            based_on = form.cleaned_data["based_on"]
            title = of_kind.title(fields, draft)
            key, fields = key_and_body(draft, fields)
            drafting.save(pk, fields, title, based_on, request.user, now, key=key)
            if not button.written_field:
                picking.confirm(draft, field, fields[field], request.user, now)
    except DraftError as error:
        return not_saved_page(request, draft, form, error.code)
    # With a place to scroll to, the browser would not give the next button the focus.
    next_field = of_kind.preview(draft, fields).next_field_after(field) or NEXT_STEP
    return redirect(f"{reverse('studio:draft', args=[pk])}?at={next_field}")


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def report_tables(request: UserRequest, pk: UUID, page: int) -> HttpResponse:
    """The tables of one page of a PDF; asked for, they are opened in the background."""
    report_file = _ready_report_file(pk)
    kept_text = report_file.kept_text
    if kept_text.kind != "pdf" or not kept_text.page_lines(page):
        raise Http404
    opened_page = PageTables.objects.filter(report=report_file, page=page).first()
    if request.method == "POST" and "table" not in request.POST:
        page_tables.ask_for_tables(report_file, page, timezone.now())
        return redirect(request.path)
    opened_tables = (
        table_of_page(kept_text, page, rows) for rows in (opened_page.tables if opened_page else [])
    )
    tables = [table for table in opened_tables if holds_numbers(table)]
    if request.method == "POST":
        return _pick_table(request, report_file, tables)
    refusal_words = (
        TABLE_REFUSAL_WORDS.get(opened_page.refused, REFUSAL_WORDS.get(opened_page.refused, ""))
        if opened_page
        else ""
    )
    waits = opened_page is not None and opened_page.state == FileState.WAITS
    context = {"report": report_file, "page": page, "opened": opened_page, "waits": waits,
               "why": refusal_words, "tables": tables}  # fmt: skip
    response = render(request, "studio/report_tables.html", context)
    if waits:
        response["Refresh"] = "2"  # the browser asks again by itself; there is a link, too
    return response


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def text_table(request: UserRequest, pk: UUID, line: int) -> HttpResponse:
    """A table whose rows stand in the text."""
    report_file = _ready_report_file(pk)
    table = table_in_text(report_file.kept_text, line)
    if table is None:
        raise Http404
    if request.method == "POST":
        return _pick_table(request, report_file, [table])
    context = {"report": report_file, "opened": True, "tables": [table]}
    return render(request, "studio/report_tables.html", context)


def _pick_table(
    request: UserRequest, report_file: ReportFile, tables: list[OpenedTable]
) -> HttpResponse:
    table_number = whole_number(request.POST.get("table", ""), digits=4) or 0
    if not 0 < table_number <= len(tables):
        raise Http404
    if not report_file.slug:
        messages.warning(request, _("Begin to work with the report first."))
        return redirect("studio:report_file", report_file.pk)
    draft = picking.pick_table(report_file, tables[table_number - 1], request.user, timezone.now())
    return _redirect_to_first_unconfirmed(draft)


def _ready_report_file(pk: UUID) -> ReportFile:
    """A report file that is read; 404 for others."""
    return get_object_or_404(ReportFile, pk=pk, state=FileState.READY)


def _begun_report_file(pk: UUID) -> ReportFile:
    """A report file that somebody works with; 404 for others."""
    return get_object_or_404(ReportFile.objects.exclude(slug=""), pk=pk, state=FileState.READY)
