"""A person's own page: what is held about them, to read and to take away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awareness.home import record
from awareness.learning import addresses, refreshers
from awareness.learning.queries import modules_for
from awareness.people import address_changes, reading
from awareness.people.access import UserRequest
from awareness.people.forms import PreferForm, ProvenForm
from awareness.people.models import Role
from awareness.staffing.sheet import read_sheet


def page_context(request: UserRequest) -> dict[str, Any]:
    """What the page shows; a refused form adds itself."""
    user = request.user
    today = user.today()
    return {
        "held": record.parts_in_words(user, today),
        "completions": [module for module in modules_for(user) if module.last_done],
        "refresher_choice": refreshers.refresher_choice_of(user),
        "refreshers": refreshers.due_refreshers(user, today),
        "prefer": PreferForm.of(user),
        "may_adopt": not user.roles.isdisjoint({Role.HR, Role.AUTHOR}),
    }


@require_safe
def me(request: UserRequest) -> HttpResponse:
    """Who I am here, and what is held about me."""
    return render(request, "home/me.html", page_context(request))


@require_POST
def prefer(request: UserRequest) -> HttpResponse:
    """Keep how somebody likes to read; the page they chose it on shows it."""
    form = PreferForm(request.POST)
    if not form.is_valid():
        return render(request, "home/me.html", page_context(request) | {"prefer": form}, status=422)
    reading.save_preferences(request.user, **form.cleaned_data)
    messages.success(request, _("Saved. Every page looks like this now."))
    return addresses.redirect_back(request, default_url=f"{resolve_url('home:me')}#reading")


@require_safe
def employer_sees(request: UserRequest) -> HttpResponse:
    """The sheet that HR has of oneself, as it is there."""
    return render(
        request, "home/employer_sees.html", {"sheet": read_sheet(request.user, timezone.now())}
    )


@require_POST
def prove_address(request: UserRequest) -> HttpResponse:
    """An address that the employer entered is one's own: links to a new password may go to it."""
    form = ProvenForm(request.POST)
    if form.is_valid() and address_changes.mark_proven(request.user, form.cleaned_data["address"]):
        messages.success(request, _("Good. Links to a new password may go to it now."))
    else:
        messages.warning(request, _("Your address was changed meanwhile. Look at it once more."))
    return redirect("home:employer_sees")


@require_safe
def record_json(request: UserRequest) -> HttpResponse:
    """All of one's own record, for machines."""
    today = request.user.today()
    file_bytes = record.as_json(record.full_record(request.user, today), today)
    return _file_response(file_bytes, "application/json", f"my-record-{today}.json")


@require_safe
def record_sheets(request: UserRequest) -> HttpResponse:
    """All of one's own record as sheets, in one zip."""
    today = request.user.today()
    file_bytes = record.as_sheets(record.full_record(request.user, today))
    return _file_response(file_bytes, "application/zip", f"my-record-{today}.zip")


def _file_response(file_bytes: bytes, content_type: str, name: str) -> HttpResponse:
    # The name of the file names no topic.
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file_bytes, content_type=content_type, headers=headers)
