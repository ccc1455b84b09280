"""The steps of a module: read or answered, gone on from, met again."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.learning import (
    access,
    actions,
    attempts,
    editions,
    ended_sessions,
    pages,
    sitting,
    test_out_views,
)
from awareness.learning.access import Place, PlaceAtStep
from awareness.learning.contexts import StepContext
from awareness.learning.errors import StepError
from awareness.learning.forms import CommitForm
from awareness.learning.models import StepKind
from awareness.learning.sitting import Asking, Sitting, show, take_answer
from awareness.people.access import UserRequest
from awareness.people.seals import open_while_sealed
from quizzes.itemview import Page
from quizzes.models import Attempt


def step_sitting(place: PlaceAtStep) -> Sitting:
    """The questions of a step; the step is done at their end, if that fulfils it."""
    module_slug, slug = place.version.module.slug, place.step.slug

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        return step_sitting(actions.settle(place, attempt, now))

    def describe(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        around = pages.step(place, edition, page.share)
        return around | pages.questions(place, attempt, page, edition)

    return Sitting(
        context=StepContext.of(place.enrolment, place.step),
        template="learning/ask.html",
        page_url=pages.address("step", module_slug, slug),
        answer_url=pages.address("answer", module_slug, slug),
        finish=finish,
        describe=describe,
    )


def step_rehearsal(place: PlaceAtStep) -> Asking:
    """The same questions once the step is done."""
    url = pages.address("rehearse", place.version.module.slug, place.step.slug)
    was_taken = attempts.was_taken(place.enrolment, place.step)

    def describe(_attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        return pages.step(place, edition) | pages.rehearsing(
            place, page, edition, was_taken=was_taken
        )

    return Asking(
        template="learning/rehearse.html", page_url=url, answer_url=url, describe=describe
    )


def to_next_step(request: UserRequest, place: Place) -> HttpResponse:
    """To the step that is next: of the opening module while it is not done, else of this one."""
    if first := access.opening_first(place):
        actions.begin(request.user, first, timezone.now())
        place = access.begun(request.user, first)
    if place.next_open is None:
        return redirect("learning:done", place.version.module.slug)
    return redirect("learning:step", place.version.module.slug, place.next_open.slug)


def _place_or_way(request: UserRequest, module: str, step: str) -> PlaceAtStep | HttpResponse:
    """One's own place at a step, or the way to where one is: nothing is skipped, nothing lost."""
    place = access.place_at_step(request.user, module, step)
    if place is None:
        access.module(module, request.user)  # 404 when there is none, or none for them
        return redirect("learning:open", module)
    if not place.may_open or (not place.is_done and access.opening_first(place)):
        return to_next_step(request, place)
    return place


@open_while_sealed
@require_safe
@never_cache
def step(request: UserRequest, module: str, step: str) -> HttpResponse:
    """One step: a text, a guess, questions, a situation or one's own contact."""
    place = _place_or_way(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    if not place.step.kind.asks:
        return _show_text(request, place)
    if _never_taken(place):
        return redirect("learning:rehearse", module, step)
    attempt = attempts.at_step(place.enrolment, place.step, timezone.now())
    return show(request, step_sitting(place), attempt)


def _never_taken(place: PlaceAtStep) -> bool:
    """A step that is done without its questions, which were shown to be known already. What is
    answered there now is not written down."""
    return place.is_done and not attempts.was_taken(place.enrolment, place.step)


def _show_text(
    request: UserRequest, place: PlaceAtStep, refused: CommitForm | None = None
) -> HttpResponse:
    """A step without questions; what was chosen in a form that was `refused`, or when the session
    ended, stays chosen."""
    edition = editions.current(request)
    context = pages.step(place, edition) | pages.reading(place, request.user, edition)
    if place.step.kind == StepKind.COMMIT:
        returned = ended_sessions.chosen_contact(request, context["contacts"])
        context["chosen_contact"] = refused.chosen if refused else returned
        context["wrong"] = refused.wrong if refused else ""
    status = 422 if refused else 200
    return render(request, f"learning/{place.step.kind}.html", context, status=status)


@open_while_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rehearse(request: UserRequest, module: str, step: str) -> HttpResponse:
    """The questions of a step that is done, to try again: nothing is written down."""
    place = _place_or_way(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    if not place.step.kind.asks or not place.is_done:
        return redirect("learning:step", module, step)
    versions = attempts.to_rehearse(place.enrolment, place.step)
    return sitting.rehearse(request, step_rehearsal(place), versions)


@open_while_sealed
@require_POST
def answer(request: UserRequest, module: str, step: str) -> HttpResponse:
    """Take an answer to a question of the step; after the last one the step may be done."""
    place = _place_or_way(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    if not place.step.kind.asks or _never_taken(place):
        return redirect("learning:step", module, step)
    return take_answer(request, step_sitting(place))


@open_while_sealed
@require_POST
def go_on(request: UserRequest, module: str, step: str) -> HttpResponse:
    """The step is done, as far as it can be; on to the next."""
    place = _place_or_way(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    now, confirmation = timezone.now(), None
    if place.step.kind == StepKind.COMMIT and not place.is_done:
        entered = pages.committing(request.user, place.version.module.subject)
        lines = pages.looked_for(place, entered["card"])
        form = CommitForm(request.POST, entered["contacts"], entered["policy"], lines)
        if not form.is_valid():
            return _show_text(request, place, form)
        confirmation = actions.Confirmation(
            form.cleaned_data["policy"], form.cleaned_data["contact"]
        )
    try:
        if place.step.kind.asks and not place.is_done:
            actions.settle(place, attempts.at_step(place.enrolment, place.step, now), now)
        else:
            actions.complete_step(place, now, confirmation)
    except StepError:
        return redirect("learning:step", module, step)
    return _onwards(request, access.again(place))


def _onwards(request: UserRequest, place: PlaceAtStep) -> HttpResponse:
    """From a step that may be done: to it, to the next, to a module that waits, or to the end."""
    if not place.is_done:
        return redirect("learning:step", place.version.module.slug, place.step.slug)
    if place.after:
        return redirect("learning:step", place.version.module.slug, place.after.slug)
    if waiting := access.opened_by(request.user, place.version.module):
        return test_out_views.under_way(waiting) or to_next_step(request, waiting)
    return redirect("learning:done", place.version.module.slug)


@open_while_sealed
@require_POST
def retry(request: UserRequest, module: str, step: str) -> HttpResponse:
    """Meet a situation in another form. There is no limit, and nothing counts along."""
    place = _place_or_way(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    # A second click, or another tab, finds nothing to retry: the page shows how it stands.
    with suppress(StepError):
        actions.retry(place, timezone.now())
    return redirect("learning:step", module, step)
