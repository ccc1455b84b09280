"""A code for a claimed account that no mail reaches: one of HR asks for it, another makes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from awareness.people import codes_of_two
from awareness.people.access import UserRequest, hr_only
from awareness.people.codes_of_two import CodeError
from awareness.people.models import Door, User, WayIn
from awareness.people.reach import people_of_hr
from awareness.people.ways_in import VALID_FOR
from awareness.staffing.people_views import context_around, person_or_404
from awareness.staffing.strips import strips

WORDS_BY_CODE = {
    "not_claimed": gettext_lazy("Nobody has claimed this account yet: an ordinary code will do."),
    "has_address": gettext_lazy(
        "This person has an address, to which a link to a new password can go."
    ),
    "superuser": gettext_lazy("This person keeps the staff list: another who keeps it helps."),
    "self": gettext_lazy("Nobody asks for a code for themselves, or makes one."),
    "waiting": gettext_lazy("A code was asked for already. Another person of HR makes it."),
    "nobody": gettext_lazy(
        "There is nobody who may approve it: it takes another person of HR for this site, whose "
        "account you did not make and who did not make yours."
    ),
    "over": gettext_lazy("That was answered meanwhile, or is older than a fortnight."),
    "same": gettext_lazy("Whoever asked does not approve. Another person of HR does."),
    "made": gettext_lazy(
        "One of you made the other's account or gave it a way in: a third person has to approve."
    ),
}


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: UserRequest, person: UUID) -> HttpResponse:
    """Say what the code opens and who can approve it, then ask for it."""
    whom, now = person_or_404(request, person), timezone.now()
    refused = codes_of_two.why_not_ask(whom, request.user)
    if request.method == "POST" and not refused:
        try:
            codes_of_two.ask_for_code(whom, request.user, now)
        except CodeError as error:
            refused = error.code
        else:
            messages.success(request, _("Asked for. Another person of HR makes the code."))
            return redirect("staff:show_person", person)
    context = {
        **context_around(whom),
        "approvers": codes_of_two.approvers(whom, request.user, now),
        "refused": WORDS_BY_CODE.get(refused),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "staffing/ask_code.html", context, status=status)


@never_cache
@hr_only
@require_POST
def approve_code(request: UserRequest, pk: int) -> HttpResponse:
    """Make what another has asked for. It is shown this once."""
    day, now = request.user.today(), timezone.now()
    _way_in_or_404(request.user, pk)
    try:
        way_in, code = codes_of_two.approve_code(pk, request.user, now)
    except CodeError as error:
        messages.warning(request, WORDS_BY_CODE[error.code])
        return redirect("ways_in:ways_in")
    context = {
        "strips": strips([(way_in.person, code)], day, now + VALID_FOR),
        "address": request.build_absolute_uri(reverse("account_enter_code")),
        "sealed": True,
    }
    return render(request, "staffing/print_codes.html", context)


@hr_only
@require_POST
def put_away_code(request: UserRequest, pk: int) -> HttpResponse:
    """It is not needed any more, or not right."""
    _way_in_or_404(request.user, pk)
    codes_of_two.put_request_away(pk, request.user, timezone.now())
    messages.success(request, _("Put away. No code was made."))
    return redirect("ways_in:ways_in")


def _way_in_or_404(hr: User, pk: int) -> WayIn:
    """One that waits, for somebody of this HR's sites; 404 for any other."""
    rows = WayIn.objects.filter(door=Door.CODE_OF_TWO, person__in=people_of_hr(hr))
    return get_object_or_404(rows, pk=pk)
