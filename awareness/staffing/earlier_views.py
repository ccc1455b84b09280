"""HR imports what people finished in an earlier system; HR and auditors read it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.people.access import UserRequest, hr_only, require_role
from awareness.people.models import Role, User
from awareness.people.visibility import project
from awareness.staffing import earlier
from awareness.staffing.access import text_sent
from awareness.staffing.earlier import EarlierError
from awareness.staffing.forms import EarlierForm, read_mapping
from awareness.staffing.models import EarlierBatch
from awareness.staffing.planning.row_problems import RowProblem
from awareness.staffing.reading.heads import FIELDS_OF_EARLIER, LABELS, Field
from awareness.staffing.reading.refused import FileRefused

PAGE = 50
desk = require_role(Role.HR, Role.AUDITOR)
NOT_DONE = {
    "begun": gettext_lazy("This was imported already."),
    "not_imported": gettext_lazy("This is not imported, so there is nothing to take back."),
    "taken_back": gettext_lazy("This was taken back already."),
}


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: UserRequest) -> HttpResponse:
    """Choose a file and say where it comes from; what was imported before."""
    sent = request.method == "POST"
    form = EarlierForm(request.POST, request.FILES) if sent else EarlierForm()
    if form.is_valid():
        mapping = read_mapping(request.POST, FIELDS_OF_EARLIER)
        columns = None
        try:
            sheet = earlier.read_earlier(form.cleaned_data["file"].read(), mapping)
            columns = sheet.columns
            earlier.require_columns(sheet)
        except FileRefused as refused:
            if columns:
                taken = {columns.head[position]: f.value for position, f in columns.taken.items()}
                form = EarlierForm(request.POST, request.FILES, head=columns.head, taken=taken)
            form.add_error("file", ValidationError(refused.words, code=refused.code))
        else:
            source = form.cleaned_data["source"]
            batch = earlier.rehearse(sheet, source, request.user, timezone.now())
            return redirect("earlier:batch", batch.pk)
    choose_url = reverse("earlier:choose")
    context = {"form": form, "batches": _so_far(request.user), "choose_url": choose_url}
    return render(request, "staffing/earlier_choose.html", context, status=422 if sent else 200)


def _so_far(user: User) -> list[EarlierBatch]:
    return list(earlier.batches_of(user).exclude(imported_at=None)[:20])


@never_cache
@hr_only
@require_safe
def batch(request: UserRequest, pk: UUID) -> HttpResponse:
    """What importing would do and which rows need somebody; afterwards, what was done."""
    batch = earlier.batch_or_404(request.user, pk)
    needs = [_need(*row) for row in batch.needs]
    rows_to_mend = len({need["row"] for need in needs})
    context: dict[str, Any] = {"batch": batch, "needs": needs[:200], "rows_to_mend": rows_to_mend}
    if batch.imported_at:
        people = batch.completions.values_list("person", flat=True)
        context |= {"completion_count": len(people), "people": len(set(people))}
    else:
        people_planned = {person for person, _title, _day in batch.planned}
        context |= {"completion_count": len(batch.planned), "people": len(people_planned)}
        context["lines"] = _lines(batch)
    context["count"] = _summary_of_batch(
        context["completion_count"], context["people"], rows_to_mend
    )
    return render(request, "staffing/earlier_batch.html", context)


def _summary_of_batch(completion_count: int, people_count: int, rows_to_mend: int) -> str:
    """412 completions of 398 people; 7 rows need you."""
    completions = ngettext("%(n)s completion", "%(n)s completions", completion_count) % {
        "n": completion_count
    }
    whose = ngettext("of %(n)s person", "of %(n)s people", people_count) % {"n": people_count}
    if not rows_to_mend:
        return f"{completions} {whose}"
    needed = ngettext("%(n)s row needs you", "%(n)s rows need you", rows_to_mend)
    return f"{completions} {whose}; {needed % {'n': rows_to_mend}}"


def _need(
    row_number: int, column: str, value: str, code: str, params: dict[str, Any], mends: list[str]
) -> dict[str, Any]:
    need = RowProblem(row_number, Field(column), value, code, params)
    label = LABELS[Field(column)]
    return {
        "row": row_number,
        "label": label,
        "value": value,
        "reason": need.reason,
        "mends": mends,
    }


def _lines(batch: EarlierBatch) -> list[dict[str, Any]]:
    """The first rows as they will be, to see that the columns were understood."""
    some = batch.planned[:10]
    names = User.objects.in_bulk([person for person, _title, _day in some])
    return [
        {"name": names[person].name, "title": title, "day": date.fromisoformat(day)}
        for person, title, day in some
        if person in names
    ]


@hr_only
@require_POST
def import_batch(request: UserRequest, pk: UUID) -> HttpResponse:
    """Import what was rehearsed, and leave the rest."""
    batch = earlier.batch_or_404(request.user, pk)
    try:
        earlier.import_batch(batch.pk, request.user, timezone.now())
    except EarlierError as error:
        messages.info(request, NOT_DONE[error.code])
    return redirect("earlier:batch", pk)


@hr_only
@require_POST
def take_back(request: UserRequest, pk: UUID) -> HttpResponse:
    """Undo an import: what came in with it stands on no page any more."""
    batch = earlier.batch_or_404(request.user, pk)
    try:
        earlier.take_back(batch.pk, request.user, timezone.now())
    except EarlierError as error:
        messages.info(request, NOT_DONE[error.code])
    return redirect("earlier:batch", pk)


@never_cache
@desk
@require_safe
def completions(request: UserRequest) -> HttpResponse:
    """What people finished in earlier systems, person by person."""
    words = text_sent(request.GET, "q")
    role = Role.HR if Role.HR in request.user.roles else Role.AUDITOR
    page = Paginator(earlier.earlier_list(role, request.user, words), PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        project(
            role,
            {
                "name": row.person.name,
                "site": row.person.site,
                "employee_number": row.person.employee_number,
                "earlier_completion": row,
            },
        )
        for row in page
    ]
    context = {"page": page, "rows": rows, "q": words, "is_hr": role == Role.HR}
    return render(request, "staffing/earlier_completions.html", context)
