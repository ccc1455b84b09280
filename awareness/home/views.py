"""Pages that compose what other rooms know, and decide nothing themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from awareness.assignments.queries import asked_days_of, own_ask_by_module
from awareness.home.pages import LearnPage
from awareness.home.visibility_words import recorded_fields as what_is_recorded
from awareness.insights.models import Report
from awareness.learning.corrections import corrections_to_read
from awareness.learning.queries import modules_for
from awareness.learning.refreshers import due_refreshers
from awareness.people.access import UserRequest
from awareness.people.seals import open_while_sealed
from awareness.people.visibility import POOL_FLOOR
from awareness.subjects.queries import keys_of_subjects_off


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The bare address leads home."""
    return redirect("home:learn")


@open_while_sealed
@require_safe
def learn(request: UserRequest) -> HttpResponse:
    """A person's home: mine, next, minutes left, done."""
    today = request.user.today()
    asks = own_ask_by_module(request.user, today)
    page = LearnPage(modules_for(request.user, asked_days=asked_days_of(asks)), asks, today)
    context = {
        "page": page,
        "way": _step_classes(page),
        "refreshers": due_refreshers(request.user, today),
        "corrections": corrections_to_read(request.user),
    }
    return render(request, "home/learn.html", context)


def _step_classes(page: LearnPage) -> list[str]:
    """The line beside "Go on": a class for each step of the module."""
    if page.now is None or not page.now.module.number:
        return []
    module = page.now.module
    rest = module.count - module.number
    return ["is-done"] * (module.number - 1) + ["is-here"] + [""] * rest


@login_not_required
@require_safe
def recorded(request: HttpRequest) -> HttpResponse:
    """What is recorded and who sees it, made from the code that decides it."""
    context = {"recorded": what_is_recorded(), "pool_floor": POOL_FLOOR}
    return render(request, "home/recorded.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@login_not_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The reports, and what their publishers have to gain."""
    reports = Report.objects.filter(withdrawn=False).exclude(subject__in=keys_of_subjects_off())
    if not request.user.is_authenticated:
        reports = reports.filter(internal=False)
    return render(request, "home/sources.html", {"reports": reports})
