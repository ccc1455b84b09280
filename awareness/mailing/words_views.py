"""HR writes the words around every mail, turns mail on, and announces what managers are told."""

from typing import Any

from babel import Locale
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from awareness.journal.actions import append
from awareness.mailing import actions, queries, samples
from awareness.mailing.forms import AnnounceForm, LetterheadForm, SwitchForm, known_language
from awareness.mailing.occasions import Occasion
from awareness.outbox.letters import read_letterhead
from awareness.people.access import UserRequest, hr_only
from awareness.people.models import Site


def _whole_employer(request: UserRequest) -> None:
    """These hold for everybody: only HR of the whole employer decides them; 404 for others."""
    if not request.user.reach.everywhere:
        raise Http404


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: UserRequest) -> HttpResponse:
    """The letterhead of a language, with a mail as it will look, before it is saved or after."""
    _whole_employer(request)
    language = known_language(request.GET.get("language", ""))
    kept = read_letterhead(language)
    form = LetterheadForm(request.POST or None, instance=kept)
    valid = form.is_valid()
    if valid and "preview" not in request.POST:
        form.save()
        append("letterhead.changed", now=timezone.now(), actor=request.user.public_id)
        messages.success(request, _("Saved. The next mail has these words."))
        return redirect(f"{request.path}?language={language}")
    head = form.save(commit=False) if valid else read_letterhead(language)
    context = {
        "form": form,
        "language": language,
        "languages": settings.LANGUAGES,
        "sample": samples.digest(
            request.user, Occasion.ASKED, head, f"{request.scheme}://{request.get_host()}"
        ),
        "is_preview": valid,
        "switch": queries.newest_switch(),
        "countries": _countries(),
    }
    refused = request.method == "POST" and not valid
    return render(request, "mailing/words.html", context, status=422 if refused else 200)


def _countries() -> list[dict[str, Any]]:
    """Where there are sites, and since when managers are told there, or will be."""
    announced = queries.manager_mail_by_country()
    codes = Site.objects.order_by("country").values_list("country", flat=True).distinct()
    territories = Locale.parse(get_language() or "en", sep="-").territories
    return [
        {"code": code, "name": territories.get(code, code), "announced": announced.get(code)}
        for code in codes
    ]


@hr_only
@require_POST
def switch(request: UserRequest) -> HttpResponse:
    """Mail about what is asked goes on or off."""
    _whole_employer(request)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise Http404
    on = form.cleaned_data["on"]
    site_url = f"{request.scheme}://{request.get_host()}"
    actions.switch(on, request.user, site_url, timezone.now())
    if on:
        messages.success(request, _("Mail is on. Who gets which one, the plan shows for any day."))
    else:
        messages.success(request, _("Mail is off. Nobody is written to about what is asked."))
    return redirect("mailing:words")


@hr_only
@require_POST
def announce(request: UserRequest) -> HttpResponse:
    """Managers of a country are told who is late, from a week after their people know; or not any
    more."""
    _whole_employer(request)
    form = AnnounceForm(request.POST)
    if not form.is_valid():
        raise Http404
    country = form.cleaned_data["country"]
    if form.cleaned_data["on"]:
        actions.announce(country, request.user, timezone.now())
        messages.success(request, _("People there are told first. A week later it begins."))
    else:
        actions.end_manager_mail(country, request.user, timezone.now())
        messages.success(request, _("Managers there are told nothing by mail any more."))
    return redirect("mailing:words")
