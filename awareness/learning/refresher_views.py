"""A short refresher, for oneself alone: switched on, taken, stopped, switched off at any time."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.learning import addresses, attempts, editions, refreshers
from awareness.learning.contexts import RefresherContext
from awareness.learning.forms import RefreshersForm
from awareness.learning.models import Completion
from awareness.learning.sitting import (
    AskingPage,
    Sitting,
    earlier_views,
    rehearse,
    show_sitting,
    take_answer,
)
from awareness.people.access import UserRequest
from awareness.people.models import User
from quizzes.actions import finish_attempt
from quizzes.itemview import Page
from quizzes.models import Attempt
from quizzes.queries import latest_attempt


def refresher_sitting(user: User, completion: Completion, number: int) -> Sitting:
    """The refresher with this number after a completion; its end closes the attempt and nothing
    else."""
    slug = completion.module_version.module.slug
    page_url = reverse("learning:refresh", args=[slug])

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        finish_attempt(attempt, now)
        return refresher_sitting(user, completion, number)

    def page_context(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        situation = page.current if page.current and page.current.is_scenario else None
        return {
            "completion": completion,
            "state": "asks",
            "page_url": page_url,
            "again_url": _again_url(slug, page),
            "same_form": True,
            "preview": refreshers.preview_of(user, situation.item_id) if situation else "",
            "next_url": "/" if page.done else "",
            "earlier": earlier_views(attempt, page, edition),
        }

    return Sitting(
        context=RefresherContext.of(completion, number),
        template="learning/refresh.html",
        page_url=page_url,
        answer_url=reverse("learning:refresh_answer", args=[slug]),
        finish=finish,
        page_context=page_context,
    )


def _again_url(module_slug: str, page: Page) -> str:
    """Where a first decision that was not the right one is taken again; "" after any other."""
    wrong_first = page.current is not None and page.current.first_right is False
    return reverse("learning:refresh_rehearse", args=[module_slug]) if wrong_first else ""


def situation_rehearsal(completion: Completion) -> AskingPage:
    """One situation of a refresher once more: nothing is written down, and then it goes on."""
    slug = completion.module_version.module.slug
    url = reverse("learning:refresh_rehearse", args=[slug])

    def page_context(_attempt: Attempt, page: Page, _edition: str) -> dict[str, Any]:
        return {
            "completion": completion,
            "state": "asks",
            "page_url": url,
            "again_url": _again_url(slug, page),
            "same_form": True,
            "next_url": reverse("learning:refresh", args=[slug]),
        }

    return AskingPage(
        template="learning/refresh.html", page_url=url, answer_url=url, page_context=page_context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def refresh_rehearse(request: UserRequest, module: str) -> HttpResponse:
    """That moment again, in a refresher: the situation is left where it is, and taken anew."""
    completion, today = _own_completion(request.user, module), request.user.today()
    number = refreshers.current_round(completion.day, today)
    if not number or not _wants_refreshers(request.user):
        raise Http404
    attempt = latest_attempt(request.user, str(RefresherContext.of(completion, number)))
    situation = refreshers.situation_to_rehearse(attempt) if attempt else None
    if attempt is None or situation is None:
        return redirect("learning:refresh", module)
    if request.method == "POST":
        attempts.leave_situation(attempt, timezone.now())
    return rehearse(request, situation_rehearsal(completion), [situation.version])


@require_POST
def choose_refreshers(request: UserRequest) -> HttpResponse:
    """Switch them on or off, and go back to the page the button stood on."""
    form = RefreshersForm(request.POST)
    if form.is_valid():
        wanted = form.cleaned_data["refreshers"] == "on"
        refreshers.choose_refreshers(request.user, wanted, timezone.now())
    return addresses.redirect_back(request)


@require_safe
@never_cache
def refresh(request: UserRequest, module: str) -> HttpResponse:
    """The refresher that is there today; or when the next one comes, or that all has been met."""
    completion, today = _own_completion(request.user, module), request.user.today()
    is_on, number = _wants_refreshers(request.user), refreshers.current_round(completion.day, today)
    if is_on and number:
        attempt = refreshers.begin_refresher(request.user, completion, number, timezone.now())
        if attempt:
            return show_sitting(
                request, refresher_sitting(request.user, completion, number), attempt
            )
    edition = editions.current_edition(request)
    context = {
        "completion": completion,
        "state": "off" if not is_on else "all_met" if number else "none_today",
        "next_day": refreshers.next_day(completion.day, today),
        "page_url": request.path,
        "is_plain": edition == editions.PLAIN,
        "is_young": edition == editions.YOUTH,
    }
    return render(request, "learning/refresh.html", context)


@require_POST
def refresh_answer(request: UserRequest, module: str) -> HttpResponse:
    """Take an answer; what there is to say about it comes at once. 404 when no refresher is there
    today, or they are off."""
    completion, today = _own_completion(request.user, module), request.user.today()
    number = refreshers.current_round(completion.day, today)
    if not number or not _wants_refreshers(request.user):
        raise Http404
    return take_answer(request, refresher_sitting(request.user, completion, number))


def _own_completion(user: User, module_slug: str) -> Completion:
    """One's last completion of the module; 404 where there is none."""
    completion = refreshers.newest_completion(user, module_slug)
    if completion is None:
        raise Http404
    return completion


def _wants_refreshers(user: User) -> bool:
    choice = refreshers.refresher_choice_of(user)
    return choice is not None and choice.is_on
