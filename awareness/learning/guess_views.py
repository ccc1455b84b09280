"""Guess first, then see: one number before a page of the library is read, for oneself alone.

No step, enrolment or completion knows of it.
"""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.bank.queries import guess_for_explainer
from awareness.learning.contexts import GuessContext
from awareness.learning.page_access import explainer_context, redirect_if_moved
from awareness.learning.sitting import Sitting, show_sitting, take_answer
from awareness.people.access import UserRequest, head_leaves_nothing
from awareness.people.models import User
from quizzes.actions import finish_attempt, start_attempt
from quizzes.itemview import Page
from quizzes.models import Attempt
from quizzes.queries import latest_attempt

VIEW_NAME = "learning:guess"


def guess_sitting(context: GuessContext) -> Sitting:
    """The guess before a page; its end closes the attempt and nothing else."""
    address = [context.report, context.explainer]

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        finish_attempt(attempt, now)
        return guess_sitting(context)

    def page_context(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        page_values = explainer_context(context.report, context.explainer)
        return page_values | {
            "next_url": page_values["page_url"] if page.done else "",
            "next_label": _("Read the page"),
        }

    return Sitting(
        context=context,
        template="learning/guess.html",
        page_url=reverse("learning:guess", args=address),
        answer_url=reverse("learning:answer_guess", args=address),
        finish=finish,
        page_context=page_context,
    )


def _start_guess(learner: User, context: GuessContext) -> Attempt:
    question = guess_for_explainer(context.report, context.explainer)
    if question is None:
        raise Http404
    return start_attempt(learner, str(context), [question], now=timezone.now())


@require_safe
@never_cache
@head_leaves_nothing
def guess(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """The number to guess, or one's guess with what was found."""
    if redirection := redirect_if_moved(request, VIEW_NAME, report, slug):
        return redirection
    context = GuessContext(report, slug)
    attempt = latest_attempt(request.user, str(context)) or _start_guess(request.user, context)
    return show_sitting(request, guess_sitting(context), attempt)


@require_POST
def answer_guess(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """Take the guess, and close the attempt."""
    if redirection := redirect_if_moved(request, VIEW_NAME, report, slug):
        return redirection
    return take_answer(request, guess_sitting(GuessContext(report, slug)))
