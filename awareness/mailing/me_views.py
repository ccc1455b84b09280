"""What of mail is one's own choice: on one's page, and by the link in a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from awareness.mailing import choices, queries
from awareness.mailing.forms import WantForm
from awareness.people.access import UserRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: UserRequest) -> HttpResponse:
    """Which mails there are, why, and which of them one wants."""
    if request.method == "POST":
        form = WantForm(request.POST)
        if not form.is_valid():
            raise Http404
        choices.choose(request.user, form.cleaned_data["wanted"], request.user.today())
        messages.success(request, _("Saved. Nobody is told."))
        return redirect("mailing:mine")
    context = {"wants": queries.wants_optional(request.user)}
    return render(request, "mailing/mine.html", context)


@never_cache
@login_not_required
@csrf_exempt  # a mail program sends it with one click (RFC 8058); the signed link says whose
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it stops nothing: programs look at links in mails, and send no form."""
    person = choices.person_of(token)
    if person is None:
        raise Http404
    stopped = request.method == "POST"
    if stopped:
        choices.choose(person, wanted=False, today=person.today(timezone.now()))
    return render(request, "mailing/stop.html", {"stopped": stopped})
