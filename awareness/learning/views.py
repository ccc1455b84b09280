"""A module's pages: before it starts, its steps, stepping away, and its end."""

from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.learning import (
    access,
    actions,
    addresses,
    asking,
    corrections,
    editions,
    pages,
    testout,
)
from awareness.learning.access import Place
from awareness.learning.errors import StepError
from awareness.learning.models import StepKind
from quizzes import player
from quizzes.errors import AnswerError, QuizError


@login_required
@require_safe
def open_module(request: HttpRequest, module: str) -> HttpResponse:
    """What is in it, how long it takes, who sees what; three ways to go on, all alike."""
    here = access.place(request.user, module)
    if here and not here.enrolment.is_open:
        return redirect("learning:done", module)
    version = here.version if here else access.module(module, request.user)
    return render(request, "learning/open.html", pages.opening(version, here))


@login_required
@require_POST
def choose(request: HttpRequest, module: str) -> HttpResponse:
    """Begin, take the plain version, show what one knows, or come later. Only that somebody began
    is kept."""
    route, at = request.POST.get("route"), request.POST.get("step")
    if route == "later":
        return redirect("learning:away")
    if route not in ("begin", "plain", "full", "known"):
        return redirect("learning:open", module)
    here = access.place(request.user, module, at or None)
    if here is None:
        actions.begin(request.user, access.module(module, request.user).module, timezone.now())
        here, at = access.place(request.user, module), None
    if route == "known":
        return testout.begin(request, here) or _onwards(request, here)
    on = redirect("learning:step", module, here.step.slug) if at else _onwards(request, here)
    edition = editions.PLAIN if route == "plain" else editions.ORDINARY
    return editions.choose(request, on, edition)


def _onwards(request: HttpRequest, here: Place) -> HttpResponse:
    """To the step that is next: of the opening module while it is not done, else of this one."""
    if first := access.opening_first(here):
        actions.begin(request.user, first, timezone.now())
        here = access.place(request.user, first)
    if here.next_open is None:
        return redirect("learning:done", here.version.module.slug)
    return redirect("learning:step", here.version.module.slug, here.next_open.slug)


def _at(request: HttpRequest, module: str, step: str) -> Place | HttpResponse:
    """One's own place at a step, or the way to where one is: nothing is skipped, nothing lost."""
    here = access.place(request.user, module, step)
    if here is None:
        access.module(module, request.user)  # 404 when there is none, or none for them
        return redirect("learning:open", module)
    if not here.may_open or (not here.is_done and access.opening_first(here)):
        return _onwards(request, here)
    return here


@login_required
@require_safe
@never_cache
def step(request: HttpRequest, module: str, step: str) -> HttpResponse:
    """One step: a text, a guess, questions, a situation or one's own contact."""
    here = _at(request, module, step)
    if isinstance(here, HttpResponse):
        return here
    return render(request, _template(here), _context(request, here))


def _template(here: Place) -> str:
    return "learning/ask.html" if here.step.kind.asks else f"learning/{here.step.kind}.html"


def _context(request: HttpRequest, here: Place) -> dict:
    edition = editions.current(request)
    context = pages.step(here, edition)
    if here.step.kind.asks:
        attempt = asking.attempt_at(here.enrolment, here.step, timezone.now())
        seen = pages.whole_number(request.GET.get("seen"))
        asked = player.page(attempt, edition=edition, seen=seen)
        context |= pages.asking(here, attempt, asked, edition)
    else:
        context |= pages.reading(here, edition) | pages.preferring(here, request.user)
        if here.step.kind == StepKind.COMMIT:
            context |= pages.committing(request.user) | {"committed": pages.committed(here)}
    return context


@login_required
@require_POST
def answer(request: HttpRequest, module: str, step: str) -> HttpResponse:
    """Take an answer. With htmx the response is what comes back and the next question; without
    it the same page is one redirect away."""
    here = _at(request, module, step)
    if isinstance(here, HttpResponse) or not here.step.kind.asks:
        return here if isinstance(here, HttpResponse) else redirect("learning:step", module, step)
    edition, now = editions.current(request), timezone.now()
    item, token = pages.whole_number(request.POST.get("item")), request.POST.get("token", "")
    try:
        response = actions.answer(here, item, token, request.POST, now)
    except AnswerError as error:
        return _again(request, here, item, error)
    except QuizError as error:
        raise Http404 from error
    asked = player.after(response.item, edition=edition)
    if asked.done:
        actions.settle(here, response.item.attempt, now)
        here = access.place(request.user, module, step)
    if not request.htmx:
        return redirect(f"{resolve_url('learning:step', module, step)}#feedback")
    context = pages.step(here, edition) | pages.asking(here, response.item.attempt, asked, edition)
    return render(request, "learning/ask.html#ask", context)


def _again(request: HttpRequest, here: Place, item: int, error: AnswerError) -> HttpResponse:
    """The same question with what was wrong beside it, and what was typed still there."""
    context = _context(request, here)
    filed = asking.context(here.version, here.step)
    context |= pages.refused(request.user, filed, item, error, request.POST, context["edition"])
    name = "learning/ask.html" + ("#ask" if request.htmx else "")
    return render(request, name, context, status=200 if request.htmx else 422)


@login_required
@require_POST
def go_on(request: HttpRequest, module: str, step: str) -> HttpResponse:
    """The step is done, as far as it can be; on to the next."""
    here = _at(request, module, step)
    if isinstance(here, HttpResponse):
        return here
    now, confirmed = timezone.now(), None
    if here.step.kind == StepKind.COMMIT and not here.is_done:
        confirmed, wrong = pages.confirmed(request)
        if wrong:
            context = _context(request, here) | {"wrong": wrong}
            return render(request, _template(here), context, status=422)
    try:
        if here.step.kind.asks:
            attempt = asking.attempt_at(here.enrolment, here.step, now)
            actions.settle(here, attempt, now)
        else:
            actions.complete_step(here.enrolment, here.step, now, confirmed)
    except StepError:
        return redirect("learning:step", module, step)
    return _after(request, access.place(request.user, module, step))


def _after(request: HttpRequest, here: Place) -> HttpResponse:
    if not here.is_done:
        return redirect("learning:step", here.version.module.slug, here.step.slug)
    if here.after:
        return redirect("learning:step", here.version.module.slug, here.after.slug)
    if waiting := access.opened_by(request.user, here.version.module):
        return testout.under_way(request, waiting) or _onwards(request, waiting)
    return redirect("learning:done", here.version.module.slug)


@login_required
@require_POST
def retry(request: HttpRequest, module: str, step: str) -> HttpResponse:
    """Meet a situation in its other form. There is no limit, and nothing counts along."""
    here = _at(request, module, step)
    if isinstance(here, HttpResponse):
        return here
    # A second click, or another tab, finds nothing to retry: the page shows how it stands.
    with suppress(StepError):
        actions.retry(here, timezone.now())
    return redirect("learning:step", module, step)


@login_required
@require_safe
@never_cache
def done(request: HttpRequest, module: str) -> HttpResponse:
    """What one takes along, whom to tell, and every step to read again."""
    here = access.place(request.user, module)
    if here is None:
        return redirect("learning:open", access.module(module, request.user).module.slug)
    if here.enrolment.is_open:
        return _onwards(request, here)
    return render(request, "learning/done.html", pages.finishing(request.user, here))


@login_required
@require_POST
def read_as(request: HttpRequest) -> HttpResponse:
    """The plain version or the full one, on a page that is no step; kept as `choose` does."""
    edition = editions.PLAIN if request.POST.get("route") == "plain" else editions.ORDINARY
    return editions.choose(request, addresses.redirect_back(request), edition)


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """A page that says nothing about what was read. All is saved already, step by step."""
    return render(request, "learning/away.html", {"title": _("Saved")})


@login_required
@require_POST
def read_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has read what was mended about an answer of theirs."""
    corrections.read(request.user, pk, timezone.now())
    return redirect("home:learn")
