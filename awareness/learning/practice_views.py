"""Check what you read: a few questions on a page of the library, for oneself alone.

Attempts here belong to no module. No step, enrolment or completion knows of them.
"""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.bank.queries import questions_for_explainer
from awareness.learning import attempts
from awareness.learning.contexts import PracticeContext
from awareness.learning.page_access import explainer_context, redirect_if_moved
from awareness.learning.sitting import Sitting, earlier_views, show_sitting, take_answer
from awareness.people.access import UserRequest, head_leaves_nothing
from awareness.people.models import User
from quizzes.actions import finish_attempt
from quizzes.itemview import Page
from quizzes.models import Attempt, AttemptState
from quizzes.queries import latest_attempt

VIEW_NAME = "learning:practice"


def practice_sitting(context: PracticeContext) -> Sitting:
    """The self-check of a page; its end closes the attempt and nothing else."""
    address = [context.report, context.explainer]

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        finish_attempt(attempt, now)
        return practice_sitting(context)

    def page_context(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        page_values = explainer_context(context.report, context.explainer)
        is_over = page.done and not questions_for_explainer(context.report, context.explainer)
        return page_values | {
            # "" where all questions were withdrawn: then nothing can be asked again.
            "sitting_url": "" if is_over else reverse("learning:try_again", args=address),
            "next_url": page_values["page_url"] if page.done else "",
            "earlier": earlier_views(attempt, page, edition),
        }

    return Sitting(
        context=context,
        template="learning/practice.html",
        page_url=reverse("learning:practice", args=address),
        answer_url=reverse("learning:try_answer", args=address),
        finish=finish,
        page_context=page_context,
    )


def _start_practice(learner: User, context: PracticeContext) -> Attempt:
    questions = questions_for_explainer(context.report, context.explainer)
    if not questions:
        raise Http404
    return attempts.start_practice(learner, context, questions, timezone.now())


@require_safe
@never_cache
@head_leaves_nothing
def practice(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """The questions at hand, or the last ones with what was said; the first ones start here."""
    if redirection := redirect_if_moved(request, VIEW_NAME, report, slug):
        return redirection
    context = PracticeContext(report, slug)
    attempt = latest_attempt(request.user, str(context)) or _start_practice(request.user, context)
    return show_sitting(request, practice_sitting(context), attempt)


@require_POST
def try_answer(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """Take an answer, and close the attempt after the last one."""
    if redirection := redirect_if_moved(request, VIEW_NAME, report, slug):
        return redirection
    return take_answer(request, practice_sitting(PracticeContext(report, slug)))


@require_POST
def try_again(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """More questions; a second click finds those just begun. Where all were withdrawn the page of
    the last ones says so."""
    if redirection := redirect_if_moved(request, VIEW_NAME, report, slug):
        return redirection
    context = PracticeContext(report, slug)
    latest = latest_attempt(request.user, str(context))
    if latest is None or (
        latest.state != AttemptState.OPEN and questions_for_explainer(report, slug)
    ):
        _start_practice(request.user, context)
    return redirect("learning:practice", report, slug)
