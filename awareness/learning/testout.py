"""Show what you know already: a few questions instead of the whole module, before its first step.

Parallel to those of the module, never on what has to be decided right (the loader sees to that).
Enough of them right, and the module is done like for anybody else; else it begins as usual.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.learning import access, actions, asking, editions, pages
from awareness.learning.access import Place
from quizzes import player
from quizzes.actions import answer_own
from quizzes.errors import AnswerError, QuizError
from quizzes.models import Attempt, AttemptState
from quizzes.queries import items


def begin(request: HttpRequest, here: Place) -> HttpResponse | None:
    """To the questions, if they are still to be asked and nothing comes first. The attempt waits
    for whoever has another module to open with; None then, and where there is nothing to show."""
    if not here.version.asks_what_is_known or here.done or not here.enrolment.is_open:
        return None
    attempt = asking.start_test_out(here.enrolment, timezone.now())
    if attempt.state != AttemptState.OPEN or access.opening_first(here):
        return None
    return redirect("learning:test_out", here.version.module.slug)


def under_way(request: HttpRequest, here: Place) -> HttpResponse | None:
    """Back to the questions for whoever chose them and had to do something else first."""
    if not here.version.asks_what_is_known or here.done:
        return None
    attempt = asking.latest_test_out(request.user, here.version)
    if attempt is None or attempt.state != AttemptState.OPEN:
        return None
    return redirect("learning:test_out", here.version.module.slug)


def _at(request: HttpRequest, module: str) -> tuple[Place, Attempt] | HttpResponse:
    """One's own attempt, or the way to where one is."""
    here = access.place(request.user, module)
    version = here.version if here else access.module(module, request.user)
    if not version.asks_what_is_known:
        raise Http404
    attempt = asking.latest_test_out(request.user, version) if here else None
    if attempt is None or (attempt.state == AttemptState.OPEN and here.done):
        return redirect("learning:open", module)
    if attempt.state == AttemptState.OPEN and access.opening_first(here):
        return redirect("learning:open", module)
    return here, attempt


@login_required
@require_safe
@never_cache
def test_out(request: HttpRequest, module: str) -> HttpResponse:
    """The questions one after the other; at the end what there is to say about each."""
    found = _at(request, module)
    if isinstance(found, HttpResponse):
        return found
    return render(request, "learning/test_out.html", _context(request, *found))


def _context(request: HttpRequest, here: Place, attempt: Attempt) -> dict:
    edition = editions.current(request)
    if attempt.state == AttemptState.OPEN:
        asked = player.page(attempt, edition=edition)
        if not asked.done:
            return pages.knowing(here, edition) | {"asked": asked}
        # The last answer was taken and then something stopped: what was left to do is done now.
        here, attempt = _settled(request, here, attempt)
    found = items(attempt)
    return pages.knowing(here, edition) | pages.known(here, found, edition)


@login_required
@require_POST
def show_known(request: HttpRequest, module: str) -> HttpResponse:
    """Take an answer; after the last one say what there is to say, and close what is known."""
    here = access.place(request.user, module)
    if here is None or here.done:
        access.module(module, request.user)  # 404 when there is none, or none for them
        return redirect("learning:open", module)
    item, token = pages.whole_number(request.POST.get("item")), request.POST.get("token", "")
    filed, now = asking.test_out_context(here.version), timezone.now()
    try:
        response = answer_own(request.user, filed, item, token=token, raw=request.POST, now=now)
    except AnswerError as error:
        return _refused(request, here, item, error)
    except QuizError as error:
        raise Http404 from error
    edition = editions.current(request)
    asked = player.after(response.item, edition=edition)
    attempt = response.item.attempt
    if asked.done:
        here, attempt = _settled(request, here, attempt)
    if not request.htmx:
        return redirect(f"{resolve_url('learning:test_out', module)}#feedback")
    context = _context(request, here, attempt) if asked.done else pages.knowing(here, edition)
    return render(request, "learning/test_out.html#ask", {"asked": asked} | context)


def _settled(request: HttpRequest, here: Place, attempt: Attempt) -> tuple[Place, Attempt]:
    """All is answered: closed, and the module done if it was enough. Both as they stand now."""
    actions.settle_test_out(here, attempt, timezone.now())
    here = access.place(request.user, here.version.module)
    return here, asking.latest_test_out(request.user, here.version)


def _refused(request: HttpRequest, here: Place, item: int, error: AnswerError) -> HttpResponse:
    """The same question with what was wrong beside it, and what was chosen still there."""
    filed, edition = asking.test_out_context(here.version), editions.current(request)
    context = pages.knowing(here, edition)
    context |= pages.refused(request.user, filed, item, error, request.POST, edition)
    name = "learning/test_out.html" + ("#ask" if request.htmx else "")
    return render(request, name, context, status=200 if request.htmx else 422)
