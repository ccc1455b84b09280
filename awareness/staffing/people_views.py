"""HR keeps one person: the sheet, adding, changing, ending, bringing back, leave."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.people import codes_of_two
from awareness.people.access import UserRequest, hr_only
from awareness.people.models import Leave, User
from awareness.people.normal_forms import normal_form
from awareness.people.reach import people_of_hr
from awareness.staffing import people_actions as actions
from awareness.staffing.listing import Row, rows_of
from awareness.staffing.people_actions import PeopleError
from awareness.staffing.people_forms import LastDayForm, StaffForm, StaffLeaveForm
from awareness.staffing.sheet import read_sheet

WORDS_BY_CODE = {
    "superuser": gettext_lazy(
        "%(name)s keeps the staff list. Somebody else who keeps it does this, under Structure."
    ),
    "self": gettext_lazy("Nobody ends themselves. Ask another person of HR."),
    "before_start": gettext_lazy("%(name)s begins after this day. Choose the first day or later."),
    "taken": gettext_lazy("Somebody was entered with this in this very moment. Look at it again."),
}


def person_or_404(request: UserRequest, person: UUID) -> User:
    """Somebody of HR's sites, leavers among them; 404 for others, as if they did not exist."""
    of_hr = people_of_hr(request.user).select_related("site")
    return get_object_or_404(of_hr, public_id=person)


def refusal_words(error: PeopleError) -> str:
    return str(WORDS_BY_CODE[error.code]) % {"name": error.person.name}


@never_cache
@hr_only
@require_safe
def show_person(request: UserRequest, person: UUID) -> HttpResponse:
    """One page a person; it prints as one sheet."""
    whom = person_or_404(request, person)
    now = timezone.now()
    [row] = rows_of([whom], request.user.today())
    context = {
        "sheet": read_sheet(whom, now),
        "person": whom,
        "day": whom.today(now),
        "way_in": row.way_in,
        "way_in_state": row.way_in_state,
        "next_way_in": _next_way_in(row, now),
        "may_change": actions.may_change(whom, request.user),
        "has_left": not whom.may_sign_in(),
    }
    return render(request, "staffing/person.html", context)


def _next_way_in(row: Row, now: datetime) -> str:
    """What HR can make for them next: a part of staffing/person.html."""
    if not row.claimed:
        return "claim"
    if row.person.proven_address:
        return "mail_password"
    waiting_codes = codes_of_two.waiting_requests(now).filter(person=row.person)
    return "code_waits" if waiting_codes.exists() else "ask_code"


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: UserRequest) -> HttpResponse:
    """Enter somebody by hand."""
    form = StaffForm(request.POST or None, hr=request.user, today=request.user.today())

    def save() -> User:
        return actions.add(form.fields_wanted, request.user, timezone.now())

    if form.is_valid() and (person := _save_or_add_error(form, save)):
        messages.success(request, _("Added. They need a way in next: a link or a code."))
        return redirect("staff:show_person", person.public_id)
    return _form_page(request, "add", form)


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: UserRequest, person: UUID) -> HttpResponse:
    """Change who somebody is and where they work."""
    whom, today = person_or_404(request, person), request.user.today()
    form = StaffForm(request.POST or None, instance=whom, hr=request.user, today=today)
    address = whom.email

    def save() -> bool:
        actions.change([whom], form.fields_wanted, request.user, timezone.now())
        return True

    if form.is_valid() and _save_or_add_error(form, save):
        words = _("Saved.")
        if address and normal_form(form.fields_wanted["email"] or "") != normal_form(address):
            words += " " + _("The address so far is told, and they have to sign in again.")
        messages.success(request, words)
        # Moved to a site of another HR, they are no longer here to look at.
        still = people_of_hr(request.user).filter(pk=whom.pk).exists()
        return redirect("staff:show_person", person) if still else redirect("staff:staff")
    return _form_page(request, "edit", form, person_or_404(request, person))


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def end_person(request: UserRequest, person: UUID) -> HttpResponse:
    """Say somebody's last day. Their record stays."""
    whom = person_or_404(request, person)
    form = LastDayForm(request.POST or None, initial={"last_day": whom.end_day})

    def save() -> bool:
        actions.end([whom], form.cleaned_data["last_day"], request.user, timezone.now())
        return True

    if form.is_valid() and _save_or_add_error(form, save, "last_day"):
        messages.success(request, _("Saved. What they did stays on record."))
        return redirect("staff:show_person", person)
    return _form_page(request, "end", form, whom)


@hr_only
@require_POST
def bring_back(request: UserRequest, person: UUID) -> HttpResponse:
    """They work here again, or do not leave after all."""
    whom = person_or_404(request, person)
    try:
        actions.bring_back(whom, request.user, timezone.now())
    except PeopleError as error:
        messages.warning(request, refusal_words(error))
    else:
        messages.success(request, _("Back, with everything they had."))
    return redirect("staff:show_person", person)


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def put_on_leave(request: UserRequest, person: UUID) -> HttpResponse:
    """Say when somebody is away, or change the leave that is not over."""
    whom = person_or_404(request, person)
    leave = _current_or_next_leave(whom) or Leave(person=whom)
    form = StaffLeaveForm(request.POST or None, instance=leave)

    def save() -> bool:
        days = form.cleaned_data
        actions.set_leave(
            whom, leave.pk, days["first_day"], days["last_day"], request.user, timezone.now()
        )
        return True

    if form.is_valid() and _save_or_add_error(form, save):
        messages.success(request, _("Saved."))
        return redirect("staff:show_person", person)
    return _form_page(request, "leave", form, whom, leave=leave)


@hr_only
@require_POST
def cancel_leave(request: UserRequest, person: UUID) -> HttpResponse:
    """The leave that is not over was none."""
    whom = person_or_404(request, person)
    if leave := _current_or_next_leave(whom):
        try:
            actions.cancel_leave(whom, leave.pk, request.user, timezone.now())
        except PeopleError as error:
            messages.warning(request, refusal_words(error))
        else:
            messages.success(request, _("Taken out."))
    return redirect("staff:show_person", person)


def _current_or_next_leave(person: User) -> Leave | None:
    """The one that holds, or comes next."""
    leaves = Leave.objects.filter(person=person).order_by("first_day", "pk")
    today = person.today()
    return next((x for x in leaves if x.last_day is None or x.last_day >= today), None)


def _save_or_add_error[T](
    form: forms.BaseForm, save: Callable[[], T], field: str | None = None
) -> T | None:
    """What `save` gives; None where it was refused, which then stands in the form."""
    try:
        with transaction.atomic():
            return save()
    except PeopleError as error:
        form.add_error(field, ValidationError(refusal_words(error), code=error.code))
    except IntegrityError:  # somebody else saved in this very moment
        form.add_error(None, ValidationError(WORDS_BY_CODE["taken"], code="taken"))
    return None


def context_around(person: User | None) -> dict[str, str]:
    """What stands around a form of one person, or of somebody new."""
    if person is None:
        return {"back_url": reverse("staff:staff"), "back_words": _("Back to the list of staff")}
    return {
        "kicker": " · ".join(filter(None, [person.name, str(person.site or "")])),
        "back_url": reverse("staff:show_person", args=[person.public_id]),
        "back_words": _("Back to the person"),
    }


def _form_page(
    request: UserRequest, verb: str, form: forms.BaseForm, person: User | None = None, **more: Any
) -> HttpResponse:
    """The form of a verb; 422 where what was sent is not taken."""
    context = {"form": form, "person": person, **context_around(person), **more}
    status = 422 if form.is_bound else 200
    return render(request, f"staffing/{verb}_person.html", context, status=status)
