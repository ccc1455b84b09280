"""Check what you read: a few questions on a page of the library, for oneself alone.

Attempts here belong to no module. No step, enrolment or completion knows of them.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.bank.queries import questions_for_explainer
from awareness.insights.models import ExplainerVersion
from awareness.insights.queries import live_explainer
from awareness.learning import asking, editions, pages
from quizzes import player
from quizzes.actions import answer_own, finish_attempt
from quizzes.errors import AnswerError, QuizError
from quizzes.models import Attempt
from quizzes.queries import latest_attempt, open_attempt


def _start(request: HttpRequest, report: str, slug: str) -> Attempt:
    questions = questions_for_explainer(report, slug)
    if not questions:
        raise Http404
    return asking.start_practice(request.user, report, slug, questions, timezone.now())


@login_required
@require_safe
@never_cache
def practice(request: HttpRequest, report: str, slug: str) -> HttpResponse:
    """The sitting at hand, or the last one with what it said; the first one starts here."""
    filed = asking.practice_context(report, slug)
    attempt = latest_attempt(request.user, filed) or _start(request, report, slug)
    asked = player.page(attempt, edition=editions.current(request))
    return render(
        request, "learning/practice.html", _context(request, report, slug, attempt, asked)
    )


def _context(request, report, slug, attempt: Attempt, asked: player.Page) -> dict:
    try:
        explainer = live_explainer(report, slug)
    except ExplainerVersion.DoesNotExist as error:
        raise Http404 from error
    page = reverse("insights:explainer", args=[report, slug])
    return {
        "explainer": explainer,
        "asked": asked,
        "answer_url": reverse("learning:try_answer", args=[report, slug]),
        "sitting_url": reverse("learning:try_again", args=[report, slug]),
        "step_url": reverse("learning:practice", args=[report, slug]),
        "page_url": page,
        "is_plain": editions.current(request) == editions.PLAIN,
        "after_url": page if asked.done else "",
        "earlier": pages.earlier(attempt, asked, editions.current(request)) if asked.done else [],
    }


@login_required
@require_POST
def try_answer(request: HttpRequest, report: str, slug: str) -> HttpResponse:
    """Take an answer of a sitting, and close it after the last one."""
    filed, edition = asking.practice_context(report, slug), editions.current(request)
    item, token = pages.whole_number(request.POST.get("item")), request.POST.get("token", "")
    now = timezone.now()
    try:
        response = answer_own(request.user, filed, item, token=token, raw=request.POST, now=now)
    except AnswerError as error:
        return _refused(request, report, slug, item, error)
    except QuizError as error:
        raise Http404 from error
    attempt = response.item.attempt
    asked = player.after(response.item, edition=edition)
    if asked.done:
        finish_attempt(attempt, now)
    if not request.htmx:
        return redirect(f"{resolve_url('learning:practice', report, slug)}#feedback")
    context = _context(request, report, slug, attempt, asked)
    return render(request, "learning/practice.html#ask", context)


def _refused(request, report, slug, item: int, error: AnswerError) -> HttpResponse:
    filed, edition = asking.practice_context(report, slug), editions.current(request)
    again = pages.refused(request.user, filed, item, error, request.POST, edition)
    attempt = latest_attempt(request.user, filed)
    context = _context(request, report, slug, attempt, again["asked"])
    name = "learning/practice.html" + ("#ask" if request.htmx else "")
    return render(request, name, context, status=200 if request.htmx else 422)


@login_required
@require_POST
def try_again(request: HttpRequest, report: str, slug: str) -> HttpResponse:
    """Another sitting; a second click finds the one just begun."""
    filed = asking.practice_context(report, slug)
    if open_attempt(request.user, filed) is None:
        _start(request, report, slug)
    return redirect("learning:practice", report, slug)
