"""A short refresher, for oneself alone: switched on, taken, stopped, switched off at any time."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.learning import addresses, editions, pages, refreshers
from awareness.learning.models import Completion
from awareness.workplace.days import day_at
from quizzes import player
from quizzes.actions import answer_own, finish_attempt
from quizzes.errors import AnswerError, QuizError
from quizzes.models import Attempt


@login_required
@require_POST
def choose_refreshers(request: HttpRequest) -> HttpResponse:
    """Switch them on or off, and go back to the page the button stood on."""
    if request.POST.get("refreshers") in ("on", "off"):
        wanted = request.POST["refreshers"] == "on"
        refreshers.choose(request.user, wanted, timezone.now())
    return addresses.redirect_back(request)


def _finished(request: HttpRequest, module: str) -> Completion:
    found = refreshers.newest(request.user, module)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
@never_cache
def refresh(request: HttpRequest, module: str) -> HttpResponse:
    """The refresher that is there today; or when the next one comes, or that all has been met."""
    completion, now = _finished(request, module), timezone.now()
    today = day_at(request.user.site, now)
    choice = refreshers.choice_of(request.user)
    number = refreshers.current_round(completion.day, today)
    context = {
        "completion": completion,
        "is_on": bool(choice and choice.is_on),
        "next_day": refreshers.next_day(completion.day, today),
        "page_url": request.path,
        "is_plain": editions.current(request) == editions.PLAIN,
    }
    if context["is_on"] and number:
        attempt = refreshers.begin(request.user, completion, number, now)
        context["all_met"] = attempt is None
        if attempt:
            seen = pages.whole_number(request.GET.get("seen"))
            asked = player.page(attempt, edition=editions.current(request), seen=seen)
            context |= _asking(request, module, attempt, asked)
    return render(request, "learning/refresh.html", context)


def _asking(request: HttpRequest, module: str, attempt: Attempt, asked: player.Page) -> dict:
    edition, current = editions.current(request), asked.current
    situation = current is not None and current.is_scenario
    return {
        "asked": asked,
        "preview": refreshers.preview_of(request.user, current.item_id) if situation else "",
        "answer_url": reverse("learning:refresh_answer", args=[module]),
        "step_url": reverse("learning:refresh", args=[module]),
        "after_url": "/" if asked.done else "",
        "earlier": pages.earlier(attempt, asked, edition) if asked.done else [],
    }


@login_required
@require_POST
def refresh_answer(request: HttpRequest, module: str) -> HttpResponse:
    """Take an answer; what there is to say about it comes at once."""
    filed, attempt = _open(request, module)
    edition, now = editions.current(request), timezone.now()
    item, token = pages.whole_number(request.POST.get("item")), request.POST.get("token", "")
    try:
        response = answer_own(request.user, filed, item, token=token, raw=request.POST, now=now)
    except AnswerError as error:
        again = pages.refused(request.user, filed, item, error, request.POST, edition)
        return _part(request, module, attempt, again["asked"], status=422)
    except QuizError as error:
        raise Http404 from error
    asked = player.after(response.item, edition=edition)
    if asked.done:
        finish_attempt(attempt, now)
    if not request.htmx:
        return redirect(f"{resolve_url('learning:refresh', module)}#feedback")
    return _part(request, module, attempt, asked)


def _open(request: HttpRequest, module: str) -> tuple[str, Attempt]:
    """The refresher of today with its attempt; 404 when there is none, or they are off."""
    completion = _finished(request, module)
    choice = refreshers.choice_of(request.user)
    today = day_at(request.user.site, timezone.now())
    number = refreshers.current_round(completion.day, today)
    if number and choice and choice.is_on:
        filed = refreshers.context(completion, number)
        if attempt := refreshers.latest_attempt(request.user, filed):
            return filed, attempt
    raise Http404


def _part(request, module: str, attempt: Attempt, asked: player.Page, status=200) -> HttpResponse:
    """What htmx replaces; without it the whole page with what was wrong."""
    context = _asking(request, module, attempt, asked)
    if request.htmx:
        return render(request, "learning/refresh.html#ask", context)
    context |= {"completion": _finished(request, module), "is_on": True, "page_url": request.path}
    context["is_plain"] = editions.current(request) == editions.PLAIN
    return render(request, "learning/refresh.html", context, status=status)
