"""Assigning: a form that ends in a sentence, who is in it and who is not; and taking it back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.assignments import access, actions, assignment_words, audience, readiness
from awareness.assignments.assign_form import AssignForm
from awareness.assignments.desk_forms import PreviewForm
from awareness.assignments.evaluation import count_still_to_ask
from awareness.assignments.models import AskSource
from awareness.assignments.preview import Preview
from awareness.assignments.sentences import Sentence
from awareness.learning.models import Module
from awareness.learning.queries import assignable_modules
from awareness.people.access import UserRequest, hr_only
from awareness.people.reach import people_of_hr, sites_of_hr
from prepared.planning import whole_tables

PROGRESS_TOLD_FOR = timedelta(hours=1)  # after it was made its page says how far the worker is
# Assignments under the form, and on the page of all.
ASSIGNMENTS_UNDER_FORM, MOST_ASSIGNMENTS = 20, 200
WORDS_BY_CODE = {
    "no_audience": gettext_lazy("Choose at least one site."),
    "out_of_reach": gettext_lazy("Choose sites that you look after."),
    "named_for_sensitive": gettext_lazy("Nobody is asked by name to take this."),
    "due_in_past": gettext_lazy("Choose today or a later day."),
    "day_out_of_reach": gettext_lazy("Choose a day within the next ten years."),
    "opens_too_early": gettext_lazy(
        "It could be renewed before it was done. Choose fewer days before, or more months."
    ),
    "unknown_track": gettext_lazy("This track has no module that is published."),
    "not_published": gettext_lazy("This module has no text that is published."),
    "own_choice": gettext_lazy("Nobody can be asked to take this module."),
}


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: UserRequest) -> HttpResponse:
    """Who is asked what, and by when: first the sentence that says so, then the asking.

    *What will happen* and the names of a group show it; *Assign* does it, but only as it was last
    shown: whoever changed something since reads the new sentence first.
    """
    day, modules = request.user.today(), assignable_modules()
    sites = audience.count_reachable_at(modules, sites_of_hr(request.user), day)
    form = AssignForm(
        request.POST or None,
        modules=modules,
        sites=sites,
        people=people_of_hr(request.user),
        everywhere=request.user.reach.everywhere,
        today=day,
    )
    context: dict[str, Any] = {}
    if form.is_valid():
        looked_at = PreviewForm.read(request.POST)
        if "assign" in request.POST and looked_at.get("shown") == form.fingerprint:
            try:
                return _assign_and_redirect(request, form)
            except actions.AssignError as error:
                refusals = [str(gap) for gap in error.gaps] or [str(WORDS_BY_CODE[error.code])]
                context = {"refused": refusals}
        context |= _preview_context(request, form, modules, looked_at)
    versions = [module.live_version for module in modules]
    context |= {
        "form": form,
        "modules": modules,
        "gaps": readiness.gaps_everywhere(versions, [site for site, _n in sites], timezone.now()),
        "adopted": readiness.adoptions_in_words(versions),
        "assignments": _read_assignment_words(request, withdrawn=False)[:ASSIGNMENTS_UNDER_FORM],
        "allowed_all_the_same": settings.DEMO,
    }
    status = 422 if form.errors or context.get("refused") else 200
    return render(request, "assignments/assign.html", context, status=status)


def _assign_and_redirect(request: UserRequest, form: AssignForm) -> HttpResponse:
    assignment = actions.make_assignment(
        form.wanted_assignment(), request.user, timezone.now(), token=form.cleaned_data["token"]
    )
    count = _count_people(assignment.asks.all())
    text = ngettext("%(n)s person is asked.", "%(n)s people are asked.", count) % {"n": count}
    if not count:
        text = _("It is assigned. People are asked in a moment, and as they come.")
    messages.success(request, text)
    return redirect("assignments:assignment", assignment.pk)


def _count_people(sources: QuerySet[AskSource]) -> int:
    """How many people they ask: of a track each is asked several modules."""
    with whole_tables():
        return sources.order_by().values("ask__person").distinct().count()


def _preview_context(
    request: UserRequest, form: AssignForm, modules: list[Module], looked_at: Mapping[str, Any]
) -> dict[str, Any]:
    """What would happen on the day that is asked for, module by module, with the names of the
    group that is. `looked_at`: what PreviewForm read; today where no day is written that can be
    meant."""
    wanted_assignment = form.wanted_assignment()
    day: date = looked_at.get("on") or request.user.today()
    asked_modules = (
        [wanted_assignment.module]
        if wanted_assignment.module
        else [m for m in modules if m.track == wanted_assignment.track]
    )
    own_people = people_of_hr(request.user)
    previews = [
        Preview(
            wanted_assignment.audience(),
            module,
            day,
            wanted_assignment.recent_days,
            within=own_people,
        )
        for module in asked_modules
    ]
    opened_group, _colon, page = looked_at.get("names", "").partition(":")
    sentences = [Sentence.of(preview, opened_group, page) for preview in previews]
    assignment = wanted_assignment.unsaved_assignment()
    return {
        "sentences": sentences,
        "due": assignment.due_on or day + timedelta(days=assignment.due_days or 0),
        "site_url": f"{request.scheme}://{request.get_host()}",
        "day_in_address": day.isoformat(),
        "people": max(sentence.asked for sentence in sentences),
        "by_when": assignment_words.due_in_words(assignment),
        "again": assignment_words.renewal_in_words(assignment),
    }


def _read_assignment_words(
    request: UserRequest, *, withdrawn: bool
) -> list[assignment_words.AssignmentWords]:
    rows = assignment_words.assignments_seen(request.user.reach).filter(
        withdrawn_on__isnull=not withdrawn
    )
    return assignment_words.in_words(rows[:MOST_ASSIGNMENTS], request.user.reach)


@never_cache
@hr_only
@require_safe
def assignments(request: UserRequest) -> HttpResponse:
    """Everything that was assigned: what runs, and what was withdrawn."""
    context = {
        "running": _read_assignment_words(request, withdrawn=False),
        "withdrawn": _read_assignment_words(request, withdrawn=True),
    }
    return render(request, "assignments/assignments.html", context)


@never_cache
@hr_only
@require_safe
def assignment(request: UserRequest, pk: int) -> HttpResponse:
    """One assignment in words, how many it asks now, and while it is new how many are still to be
    asked: of thousands the worker asks some at a time."""
    assignment = access.assignment_or_404(request.user, pk)
    [words] = assignment_words.in_words([assignment], request.user.reach)
    asked_count = _count_people(
        assignment.asks.filter(request.user.reach.at("ask__person__site__"), until=None)
    )
    now = timezone.now()
    is_watched = (
        assignment.withdrawn_on is None
        and now - assignment.created_at < PROGRESS_TOLD_FOR
        and words.may_change
    )
    still_to_ask_count = count_still_to_ask(assignment, now) if is_watched else 0
    context = {"made": words, "asked": asked_count, "row": assignment, "left": still_to_ask_count}
    response = render(request, "assignments/assignment.html", context)
    if still_to_ask_count:
        response["Refresh"] = "5"  # the browser asks again by itself; there is a link, too
    return response


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """What withdrawing will do; then it is done. What was done stays on record."""
    assignment = access.changeable_assignment_or_404(request.user, pk)
    if request.method == "POST":
        actions.withdraw(assignment, request.user, timezone.now())
        messages.success(request, _("Withdrawn. What was done stays on record."))
        return redirect("assignments:assignment", pk)
    if assignment.withdrawn_on:
        return redirect("assignments:assignment", pk)
    [words] = assignment_words.in_words([assignment], request.user.reach)
    context = {
        "made": words,
        "effect": assignment_words.effect_of_withdrawing(assignment, request.user.reach),
    }
    return render(request, "assignments/withdraw.html", context)


@hr_only
@require_POST
def restore(request: UserRequest, pk: int) -> HttpResponse:
    """Take a withdrawal back."""
    actions.restore(
        access.changeable_assignment_or_404(request.user, pk), request.user, timezone.now()
    )
    messages.success(request, _("Taken back. People are asked as before, by the days they knew."))
    return redirect("assignments:assignment", pk)
