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
from awareness.insights.audience import may_read
from awareness.insights.models import ExplainerVersion
from awareness.insights.queries import live_explainer, moved_to
from awareness.learning import attempts
from awareness.learning.contexts import PracticeContext
from awareness.learning.sitting import Sitting, earlier, show, take_answer
from awareness.people.access import UserRequest
from awareness.people.models import User
from quizzes.actions import finish_attempt
from quizzes.itemview import Page
from quizzes.models import Attempt
from quizzes.queries import latest_attempt, open_attempt


def practice_sitting(context: PracticeContext) -> Sitting:
    """The self-check of a page; its end closes the attempt and nothing else."""
    address = [context.report, context.explainer]

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        finish_attempt(attempt, now)
        return practice_sitting(context)

    def describe(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        try:
            explainer = live_explainer(context.report, context.explainer)
        except ExplainerVersion.DoesNotExist as error:
            raise Http404 from error
        page_url = reverse("insights:explainer", args=address)
        return {
            "explainer": explainer,
            "page_url": page_url,
            "sitting_url": reverse("learning:try_again", args=address),
            "on_url": page_url if page.done else "",
            "earlier": earlier(attempt, page, edition),
        }

    return Sitting(
        context=context,
        template="learning/practice.html",
        page_url=reverse("learning:practice", args=address),
        answer_url=reverse("learning:try_answer", args=address),
        finish=finish,
        describe=describe,
    )


def _elsewhere(request: UserRequest, report: str, slug: str) -> HttpResponse | None:
    """None where the page is there and for them; where another took its place, the way to that
    one's self-check. Http404 otherwise."""
    try:
        explainer = live_explainer(report, slug).explainer
    except ExplainerVersion.DoesNotExist as error:
        moved = moved_to(report, slug)
        if moved is None:
            raise Http404 from error
        return redirect("learning:practice", moved.report.slug, moved.slug)
    if not may_read(explainer.audience, request.user.roles):
        raise Http404
    return None


def _start(learner: User, context: PracticeContext) -> Attempt:
    questions = questions_for_explainer(context.report, context.explainer)
    if not questions:
        raise Http404
    return attempts.start_practice(learner, context, questions, timezone.now())


@require_safe
@never_cache
def practice(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """The questions at hand, or the last ones with what was said; the first ones start here."""
    if elsewhere := _elsewhere(request, report, slug):
        return elsewhere
    context = PracticeContext(report, slug)
    attempt = latest_attempt(request.user, str(context)) or _start(request.user, context)
    return show(request, practice_sitting(context), attempt)


@require_POST
def try_answer(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """Take an answer, and close the attempt after the last one."""
    if elsewhere := _elsewhere(request, report, slug):
        return elsewhere
    return take_answer(request, practice_sitting(PracticeContext(report, slug)))


@require_POST
def try_again(request: UserRequest, report: str, slug: str) -> HttpResponse:
    """More questions; a second click finds those just begun."""
    if elsewhere := _elsewhere(request, report, slug):
        return elsewhere
    context = PracticeContext(report, slug)
    if open_attempt(request.user, str(context)) is None:
        _start(request.user, context)
    return redirect("learning:practice", report, slug)
