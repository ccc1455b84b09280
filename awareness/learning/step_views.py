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
from awareness.learning.sitting import AskingPage, Sitting, show_sitting, take_answer
from awareness.people.access import UserRequest
from awareness.people.seals import open_while_sealed
from quizzes.itemview import Page
from quizzes.models import Attempt


def step_sitting(place: PlaceAtStep) -> Sitting:
    """The questions of a step; the step is done at their end, if that fulfils it."""
    module_slug, slug = place.version.module.slug, place.step.slug

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        return step_sitting(actions.settle_step(place, attempt, now))

    def page_context(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        around = pages.step_context(place, edition, page.share)
        return around | pages.questions_context(place, attempt, page, edition)

    return Sitting(
        context=StepContext.of(place.enrolment, place.step),
        template="learning/ask.html",
        page_url=pages.step_url("step", module_slug, slug),
        answer_url=pages.step_url("answer", module_slug, slug),
        finish=finish,
        page_context=page_context,
    )


def step_rehearsal(place: PlaceAtStep) -> AskingPage:
    """The page on which the questions of a step that is done are tried again."""
    url = pages.step_url("rehearse", place.version.module.slug, place.step.slug)
    was_taken = attempts.has_finished_attempt(place.enrolment, place.step)

    def page_context(_attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        return pages.step_context(place, edition) | pages.rehearsal_context(
            place, page, edition, was_taken=was_taken
        )

    return AskingPage(
        template="learning/rehearse.html", page_url=url, answer_url=url, page_context=page_context
    )


def to_next_step(request: UserRequest, place: Place) -> HttpResponse:
    """To the step that is next: of the opening module while it is not done, else of this one."""
    if first := access.opening_module_of_place(place):
        actions.begin(request.user, first, timezone.now())
        place = access.begun_place(request.user, first)
    if place.next_open is None:
        return redirect("learning:done", place.version.module.slug)
    return redirect("learning:step", place.version.module.slug, place.next_open.slug)


def _place_or_redirect(request: UserRequest, module: str, step: str) -> PlaceAtStep | HttpResponse:
    """One's own place at a step, or the way to where one is: nothing is skipped, nothing lost."""
    place = access.own_place_at_step(request.user, module, step)
    if place is None:
        access.version_to_begin(module, request.user)  # 404 when there is none, or none for them
        return redirect("learning:open", module)
    if not place.may_open or (not place.is_done and access.opening_module_of_place(place)):
        return to_next_step(request, place)
    return place


@open_while_sealed
@require_safe
@never_cache
def step(request: UserRequest, module: str, step: str) -> HttpResponse:
    """One step: a text, a guess, questions, a situation or one's own contact."""
    place = _place_or_redirect(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    if not place.step.kind.asks:
        return _show_text(request, place)
    if _done_without_questions(place):
        return redirect("learning:rehearse", module, step)
    attempt = attempts.attempt_at_step(place.enrolment, place.step, timezone.now())
    return show_sitting(request, step_sitting(place), attempt)


def _done_without_questions(place: PlaceAtStep) -> bool:
    """Whether the step is done although its questions were never all answered, since somebody
    showed that they knew it already. What is answered there now is not written down."""
    return place.is_done and not attempts.has_finished_attempt(place.enrolment, place.step)


def _show_text(
    request: UserRequest, place: PlaceAtStep, refused_form: CommitForm | None = None
) -> HttpResponse:
    """A step without questions; what was chosen in a form that was `refused_form`, or when the
    session ended, stays chosen."""
    edition = editions.current_edition(request)
    context = pages.step_context(place, edition) | pages.reading_context(
        place, request.user, edition
    )
    if place.step.kind == StepKind.COMMIT:
        returned = ended_sessions.chosen_contact(request, context["contacts"])
        context["chosen_contact"] = refused_form.sent_choice if refused_form else returned
        context["wrong"] = refused_form.first_error if refused_form else ""
    status = 422 if refused_form else 200
    return render(request, f"learning/{place.step.kind}.html", context, status=status)


@open_while_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rehearse(request: UserRequest, module: str, step: str) -> HttpResponse:
    """The questions of a step that is done, to try again: nothing is written down."""
    place = _place_or_redirect(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    if not place.step.kind.asks or not place.is_done:
        return redirect("learning:step", module, step)
    versions = attempts.versions_to_rehearse(place.enrolment, place.step)
    return sitting.rehearse(request, step_rehearsal(place), versions)


@open_while_sealed
@require_POST
def answer(request: UserRequest, module: str, step: str) -> HttpResponse:
    """Take an answer to a question of the step; after the last one the step may be done."""
    place = _place_or_redirect(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    if not place.step.kind.asks or _done_without_questions(place):
        return redirect("learning:step", module, step)
    return take_answer(request, step_sitting(place))


@open_while_sealed
@require_POST
def go_on(request: UserRequest, module: str, step: str) -> HttpResponse:
    """The step is done, as far as it can be; on to the next."""
    place = _place_or_redirect(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    now, confirmation = timezone.now(), None
    if place.step.kind == StepKind.COMMIT and not place.is_done:
        commit_context = pages.commit_context(request.user, place.version.module.subject)
        lines = pages.card_lines_to_choose(place, commit_context["card"])
        form = CommitForm(request.POST, commit_context["contacts"], commit_context["policy"], lines)
        if not form.is_valid():
            return _show_text(request, place, form)
        confirmation = actions.Confirmation(
            form.cleaned_data["policy"], form.cleaned_data["contact"]
        )
    try:
        if place.step.kind.asks and not place.is_done:
            actions.settle_step(
                place, attempts.attempt_at_step(place.enrolment, place.step, now), now
            )
        else:
            actions.complete_step(place, now, confirmation)
    except StepError:
        return redirect("learning:step", module, step)
    return _redirect_onwards(request, access.reread_place(place))


def _redirect_onwards(request: UserRequest, place: PlaceAtStep) -> HttpResponse:
    """From a step that may be done: to it, to the next, to a module that waits, or to the end."""
    if not place.is_done:
        return redirect("learning:step", place.version.module.slug, place.step.slug)
    if place.after:
        return redirect("learning:step", place.version.module.slug, place.after.slug)
    if waiting_place := access.place_waiting_for(request.user, place.version.module):
        return test_out_views.redirect_to_test_out_under_way(waiting_place) or to_next_step(
            request, waiting_place
        )
    return redirect("learning:done", place.version.module.slug)


@open_while_sealed
@require_POST
def retry(request: UserRequest, module: str, step: str) -> HttpResponse:
    """Meet a situation in another form. There is no limit, and nothing counts along."""
    place = _place_or_redirect(request, module, step)
    if isinstance(place, HttpResponse):
        return place
    # A second click, or another tab, finds nothing to retry: the page shows how it stands.
    with suppress(StepError):
        actions.retry(place, timezone.now())
    return redirect("learning:step", module, step)
