"""Show what you know already: a few questions instead of the whole module, before any of its own.

Parallel to those of the module, never on what has to be decided right (the loader sees to that).
Enough of them right, and the module is done like for anybody else; else it begins as usual.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.learning import access, actions, attempts, opening, rules
from awareness.learning.access import Place
from awareness.learning.contexts import TestOutContext
from awareness.learning.errors import StepError
from awareness.learning.sitting import Sitting, current_page, show_sitting, take_answer
from awareness.people.access import UserRequest
from awareness.people.seals import open_while_sealed
from quizzes import player
from quizzes.itemview import Page
from quizzes.models import Attempt, AttemptState
from quizzes.queries import items_of_attempt


def test_out_sitting(place: Place) -> Sitting:
    """At its end the module is done if enough is right, and there is something to say about each
    question."""
    slug = place.version.module.slug

    def finish(attempt: Attempt, now: datetime) -> Sitting:
        return test_out_sitting(actions.settle_test_out(place, attempt, now))

    def page_context(attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
        context = {
            "place": place,
            "page_subject": place.version.module.subject,
            "module": place.version.spec,
            "test_out": opening.test_out_words(place.version, place.done),
            "is_own_choice": place.version.module.opt_in,
        }
        return context | (_result_context(place, attempt, edition) if page.done else {})

    return Sitting(
        context=TestOutContext.of(place.enrolment),
        template="learning/test_out.html",
        page_url=reverse("learning:test_out", args=[slug]),
        answer_url=reverse("learning:show_known", args=[slug]),
        finish=finish,
        page_context=page_context,
    )


def _result_context(place: Place, attempt: Attempt, edition: str) -> dict[str, Any]:
    """Whether it was enough, and what there is to say about each question."""
    if attempt.state == AttemptState.OPEN:  # it was, when it was read; nothing is told of those
        attempt.refresh_from_db(fields=["state"])
    attempt_items = items_of_attempt(attempt)
    return {
        "asked": None,
        "enough": rules.has_tested_out(attempts.count_answers(attempt_items), place.version.mark),
        "views": player.views_of_finished(attempt_items, edition=edition),
    }


def redirect_to_test_out(request: UserRequest, place: Place) -> HttpResponse | None:
    """To the questions, if they are still to be asked and nothing comes first. The attempt waits
    for whoever has another module to open with; None then, and where there is nothing to show."""
    if not attempts.may_show_known(place.enrolment):
        return None
    attempts.start_test_out(place.enrolment, timezone.now())
    if access.opening_module_of_place(place):
        return None
    return redirect("learning:test_out", place.version.module.slug)


def redirect_to_test_out_under_way(place: Place) -> HttpResponse | None:
    """Back to the questions for whoever chose them and had to do something else first."""
    begun = attempts.latest_test_out(place.enrolment)
    if begun is None or not attempts.may_show_known(place.enrolment):
        return None
    return redirect("learning:test_out", place.version.module.slug)


@open_while_sealed
@require_safe
@never_cache
def test_out(request: UserRequest, module: str) -> HttpResponse:
    """The questions one after the other; at the end what there is to say about each."""
    place = access.own_place(request.user, module)
    version = place.version if place else access.version_to_begin(module, request.user)
    if not version.asks_what_is_known:
        raise Http404
    attempt = attempts.latest_test_out(place.enrolment) if place else None
    if place is None or attempt is None:
        return redirect("learning:open", module)
    is_open = attempt.state == AttemptState.OPEN
    if is_open and (
        not attempts.may_show_known(place.enrolment) or access.opening_module_of_place(place)
    ):
        return redirect("learning:open", module)
    sitting = test_out_sitting(place)
    page = current_page(request, attempt) if is_open else Page(last=None, current=None)
    if is_open and page.done:
        # The last answer was taken and then something stopped: what was left to do is done now.
        sitting = sitting.finish(attempt, timezone.now())
    return show_sitting(request, sitting, attempt, page)


@open_while_sealed
@require_POST
def show_known(request: UserRequest, module: str) -> HttpResponse:
    """Take an answer of the test-out; after the last one say how it ended. With enough right, the
    steps of the module are done but for confirming the contact."""
    place = access.own_place(request.user, module)
    if place is None:
        access.version_to_begin(module, request.user)  # 404 when there is none, or none for them
        return redirect("learning:open", module)
    if attempts.may_show_known(place.enrolment):
        # Another module may come first since the page was loaded: the answer is kept until then.
        with suppress(StepError):
            return take_answer(request, test_out_sitting(place))
    return redirect("learning:test_out", module)  # a second click: how it ended is told there
