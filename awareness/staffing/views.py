"""HR brings people in: a file, the rehearsal, progress, the receipt, taking it back."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.insights import sheets
from awareness.people.access import UserRequest, hr_only
from awareness.people.models import User
from awareness.people.reach import sites_of_hr
from awareness.staffing import (
    access,
    forgetting,
    importing,
    plan_answers,
    staging,
    taking_back,
    tasks,
)
from awareness.staffing.forms import (
    BeginForm,
    CellsSent,
    FileForm,
    TeamsForm,
    read_mapping,
    read_site_forms,
)
from awareness.staffing.import_rows import KIND_WORDS, RowWords, need_lines
from awareness.staffing.models import Import, Outcome, State
from awareness.staffing.pages import MOST_SHOWN, Preview, mended_cells
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.known import PlaceAnswer
from awareness.staffing.reading.refused import FileRefused
from awareness.staffing.zones import countries

PAGE = 50
NOT_BEGUN = {
    "planning": gettext_lazy("It is still being compared. Try again in a moment."),
    "begun": gettext_lazy("This was begun already."),
    "brake": gettext_lazy("So many people would change or leave that you have to confirm it."),
}


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def choose_file(request: UserRequest) -> HttpResponse:
    """Choose a file; what was brought in before, with receipts. The worker reads it; until then it
    is kept so that nobody can."""
    sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if sent else FileForm()
    if form.is_valid():
        mapping, now = read_mapping(request.POST), timezone.now()
        imported = staging.keep_sent_file(form.cleaned_data["file"], request.user, mapping, now)
        tasks.read_file.enqueue(str(imported.pk))
        return redirect("staffing:show_import", imported.pk)
    return _choose(request, form, 422 if sent else 200)


def _choose(request: UserRequest, form: FileForm, status: int) -> HttpResponse:
    imports = access.imports_of(request.user).exclude(state=State.REFUSED)
    context = {"form": form, "imports": imports[:20], "choose_url": reverse("staffing:choose_file")}
    return render(request, "staffing/choose_file.html", context, status=status)


def _form_again(imported: Import) -> FileForm:
    """The form with what is wrong, and with the columns where nobody could be recognised."""
    why = imported.refused or {}
    refused = FileRefused(why["code"], **why["params"])
    form = FileForm({}, {}, head=why["head"], taken=why["taken"])
    form.is_valid()
    form.errors["file"] = form.error_class([refused.words])
    return form


@never_cache
@hr_only
@require_safe
def show_import(request: UserRequest, pk: UUID) -> HttpResponse:
    """The rehearsal, the progress or the receipt, whichever it is now."""
    imported = access.import_or_404(request.user, pk)
    if imported.state == State.PLANNED:
        return _preview(request, imported)
    if imported.state == State.REFUSED:
        return _choose(request, _form_again(imported), 200)
    if imported.state in (State.IMPORTED, State.TAKEN_BACK):
        return _receipt(request, imported)
    response = render(request, "staffing/going_on.html", {"imported": imported})
    response["Refresh"] = "2"  # the browser asks again by itself; there is a link, too
    return response


def _preview(
    request: UserRequest,
    imported: Import,
    problem: str = "",
    status: int = 200,
    typed: Mapping[tuple[int, str], str] | None = None,
) -> HttpResponse:
    context = {"preview": Preview(imported, typed or {}), "problem": problem}
    context |= {"known_sites": sites_of_hr(request.user), "countries": countries()}
    return render(request, "staffing/preview.html", context, status=status)


def _receipt(request: UserRequest, imported: Import) -> HttpResponse:
    done = access.rows_in_reach(request.user, imported).exclude(
        kind__in=(Kind.UNCHANGED, Kind.PAST)
    )
    page = Paginator(done, PAGE).get_page(request.GET.get("page"))
    outcomes = {
        outcome.name.lower(): done.filter(outcome=outcome).count()
        for outcome in Outcome
        if outcome != Outcome.WAITS
    }
    context = {
        "imported": imported,
        "page": page,
        "lines": RowWords().lines(page),
        "outcomes": outcomes,
        "needs": need_lines(imported.needed_rows.all()[:MOST_SHOWN]),
        "left": outcomes["left"] + imported.counts.get("needs", 0),
    }
    return render(request, "staffing/receipt.html", context)


@never_cache
@hr_only
@require_safe
def rows(request: UserRequest, pk: UUID, kind: str) -> HttpResponse:
    """Everybody of one kind, before and after, by row; or every row that needs somebody."""
    imported = access.import_or_404(request.user, pk)
    number, context = request.GET.get("page"), dict[str, Any](imported=imported)
    if kind == "needs":
        needed = Paginator(imported.needed_rows.all(), PAGE).get_page(number)
        context |= {"page": needed, "needs": need_lines(needed), "alone": True}
        context["mending"] = imported.state == State.PLANNED
    elif kind in KIND_WORDS:
        shown = access.rows_in_reach(request.user, imported).filter(kind=kind)
        page = Paginator(shown, PAGE).get_page(number)
        context |= {"page": page, "lines": RowWords().lines(page), "kind": KIND_WORDS[kind]}
    else:
        raise Http404
    return render(request, "staffing/rows.html", context)


@never_cache
@hr_only
@require_safe
def columns(request: UserRequest, pk: UUID) -> HttpResponse:
    """What each column was taken for; to change it the file is chosen again, since what was not
    taken of it was not kept."""
    imported = access.import_or_404(request.user, pk)
    taken = {name: field for name, field in imported.columns["taken"]}
    form = FileForm(head=[*taken, *imported.columns["left"]], taken=taken)
    return render(request, "staffing/columns.html", {"imported": imported, "form": form})


@hr_only
@require_POST
def mend(request: UserRequest, pk: UUID) -> HttpResponse:
    """Write something else in place of cells of the file: all that were typed into, and the one
    whose button was pressed. Where several rows have the same wrong name or number, in all of them,
    but for those mended on their own (`alone`)."""
    imported, sent = access.import_or_404(request.user, pk), CellsSent(request.POST)
    if sent.problem or not sent.typed:
        problem = sent.problem or _("Write what is to stand there.")
        return _preview(request, imported, problem, 422, typed=sent.typed)
    plan_answers.mend(imported.pk, mended_cells(imported, sent, "alone" not in request.POST))
    return redirect("staffing:show_import", imported.pk)


@hr_only
@require_POST
def place(request: UserRequest, pk: UUID) -> HttpResponse:
    """Say what unknown sites are, or whether unknown teams are made."""
    imported = access.import_or_404(request.user, pk)
    if request.POST.get("column") == "team":
        return _place_teams(request, imported)
    forms = read_site_forms(request.POST)
    complete = [form for form in forms if form.is_valid()]
    other = [form for form in forms if form.errors and not form.has_error("country", "no_country")]
    if other or not complete:
        words = _("Choose one of these.") if not forms else _first_error((other or forms)[0])
        return _preview(request, imported, words, 422)
    answers = {form.cleaned_data["name"]: form.answer for form in complete}
    for answer in answers.values():
        _check_may_answer(request.user, answer)
    plan_answers.place_sites(imported.pk, answers)
    if waiting := [str(form.data["name"]) for form in forms if form.errors]:
        words = _("Choose the country of %(names)s as well.")
        messages.info(request, words % {"names": ", ".join(waiting)})
    return redirect("staffing:show_import", imported.pk)


def _check_may_answer(hr: User, answer: PlaceAnswer) -> None:
    """404 for a known site of which they are not HR, and for a new one by HR of some sites."""
    if answer.is_made and access.site_ids_of_hr(hr) is not None:
        raise Http404
    if answer.known_id is not None:
        get_object_or_404(sites_of_hr(hr), pk=answer.known_id)


def _place_teams(request: UserRequest, imported: Import) -> HttpResponse:
    form = TeamsForm(request.POST)
    if not form.is_valid():
        return _preview(request, imported, _first_error(form), 422)
    cleaned = form.cleaned_data
    names = [
        proposal["name"]
        for proposal in imported.proposals
        if proposal["column"] == "team" and cleaned["name"] in ("", " / ".join(proposal["name"]))
    ]
    plan_answers.place_teams(imported.pk, form.answer, names)
    return redirect("staffing:show_import", imported.pk)


def _first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


@hr_only
@require_POST
def whole(request: UserRequest, pk: UUID) -> HttpResponse:
    """Say that everybody stands in the file, or take it back."""
    imported = access.import_or_404(request.user, pk)
    plan_answers.say_whole(imported.pk, "whole" in request.POST)
    return redirect("staffing:show_import", imported.pk)


@hr_only
@require_POST
def begin(request: UserRequest, pk: UUID) -> HttpResponse:
    """Import what can be, and leave the rest."""
    imported, form = access.import_or_404(request.user, pk), BeginForm(request.POST)
    choices = form.cleaned_data if form.is_valid() else {}
    quietly = bool(choices.get("without_mail"))
    try:
        importing.begin(imported.pk, confirmed=choices.get("read"), without_mail=quietly)
    except importing.NotReady as not_ready:
        if not_ready.code == "brake":
            imported.without_mail = quietly  # as it was ticked
            return _preview(request, imported, str(NOT_BEGUN["brake"]), 422)
        messages.info(request, NOT_BEGUN[not_ready.code])
    else:
        tasks.carry_on.enqueue(str(imported.pk))
    return redirect("staffing:show_import", imported.pk)


@hr_only
@require_POST
def put_away(request: UserRequest, pk: UUID) -> HttpResponse:
    """Forget a file that was not imported."""
    imported = access.import_or_404(request.user, pk)
    if forgetting.put_away_if_not_begun(imported.pk):
        messages.success(request, _("The file is put away. Nothing of it was kept."))
        return redirect("staffing:choose_file")
    return redirect("staffing:show_import", imported.pk)


@hr_only
@require_POST
def take_back(request: UserRequest, pk: UUID) -> HttpResponse:
    """Take an import back, for rows that nobody touched since."""
    imported = access.import_or_404(request.user, pk)
    try:
        taking_back.begin(imported.pk, by=request.user)
    except importing.NotReady as not_ready:
        messages.info(request, NOT_BEGUN[not_ready.code])
    else:
        tasks.carry_on.enqueue(str(imported.pk))
    return redirect("staffing:show_import", imported.pk)


@never_cache
@hr_only
@require_safe
def receipt(request: UserRequest, pk: UUID) -> StreamingHttpResponse:
    """The receipt as a sheet, row by row."""
    imported = access.import_or_404(request.user, pk)
    header = [_("Row"), _("Name"), _("What"), _("Before"), _("After"), _("Outcome")]
    sheet = sheets.csv_lines(header, _receipt_rows(request.user, imported))
    return sheets.file_response(f"receipt-{imported.at:%Y-%m-%d}.csv", sheet, StreamingHttpResponse)


def _receipt_rows(user: User, imported: Import) -> Iterator[list[object]]:
    shower = RowWords()
    for planned in access.rows_in_reach(user, imported).iterator(chunk_size=500):
        (line,) = shower.lines([planned])
        text_before = "; ".join(f"{c.what}: {c.before}" for c in line.changes if c.before)
        text_after = "; ".join(f"{c.what}: {c.after}" for c in line.changes)
        yield [line.row or "", line.name, line.kind, text_before, text_after, line.outcome]
    left = _("Left")
    for need in need_lines(imported.needed_rows.iterator(chunk_size=500)):
        yield [need.row or "", need.name, need.label, "", "", f"{left}: {need.reason}"]
