"""A sitting: somebody answers the questions of an attempt, one after the other, on one page.

The steps of a module, "Check what you read", "Show what you know already" and refreshers each
describe theirs as a `Sitting`. `show_sitting` and `take_answer` are the one way through for all of
them, with htmx and without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from awareness.learning import editions, guesses
from awareness.learning.contexts import Context
from awareness.learning.forms import AnswerForm, SeenForm
from awareness.people import ended_sessions
from awareness.people.access import UserRequest
from quizzes import player
from quizzes.access import own_item
from quizzes.actions import answer_own
from quizzes.errors import AnswerError, QuizError
from quizzes.itemview import ItemView, Page
from quizzes.models import Attempt, QuestionVersion
from quizzes.queries import items_of_attempt
from quizzes.rehearsal import rehearse as rehearsed

FRAGMENT_HEADER = "X-Fragment"  # the header of a part of a page; app.js puts in nothing without it
# In an address: the page says that an earlier answer stands.
FIRST_STANDS_PARAMETER = "first_stands"


@dataclass(frozen=True, kw_only=True)
class AskingPage:
    """Where questions are asked, and what stands around them."""

    template: str  # htmx replaces its part "ask"
    page_url: str
    answer_url: str
    # The context of the template for a page of this attempt in this edition (ordinary, plain or
    # youth), besides what `_render_page` adds.
    page_context: Callable[[Attempt, Page, str], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sitting(AskingPage):
    """Questions whose answers are kept, and what comes of them; how they are taken is below."""

    context: Context  # what the attempt is filed under
    # All questions are answered: write down what follows. Gives the sitting as it is then.
    finish: Callable[[Attempt, datetime], "Sitting"]


def show_sitting(
    request: UserRequest, sitting: Sitting, attempt: Attempt, page: Page | None = None
) -> HttpResponse:
    """The response with the page of a sitting: what came back last, and what is asked now. `page`
    is read from the attempt where it is None."""
    if page is None:
        form = SeenForm(request.GET)
        seen = form.cleaned_data["seen"] if form.is_valid() else 0
        page = current_page(request, attempt, seen)
    return _render_page(
        request, sitting, attempt, page, first_stands=FIRST_STANDS_PARAMETER in request.GET
    )


def current_page(request: UserRequest, attempt: Attempt, seen: int = 0) -> Page:
    """Where the attempt is now; `seen` is how many decisions of a situation have been read. What
    was chosen in a form whose session had ended is marked again."""
    ended_session = ended_sessions.page_returned_to(request)
    not_taken = ended_session.fields() if ended_session and ended_session.answer else None
    return player.page_of_attempt(
        attempt, edition=editions.current_edition(request), seen=seen, not_taken=not_taken
    )


def take_answer(request: UserRequest, sitting: Sitting) -> HttpResponse:
    """Take an answer, and finish the sitting after the last one.

    With htmx the response is what comes back and the next question; without it the same page is one
    redirect away. An answer that was none is asked again, with words beside it and what was typed
    still there. An item that was answered otherwise before, in another tab, stays so, and the page
    says that the first answer stands. 404 for an item that is not the person's own in this context.
    """
    form, now = AnswerForm(request.POST), timezone.now()
    if not form.is_valid():
        raise Http404
    item, token = form.cleaned_data["item"], form.cleaned_data["token"] or ""
    context = str(sitting.context)
    try:
        response = answer_own(request.user, context, item, token=token, raw=request.POST, now=now)
    except AnswerError as error:
        return _ask_again(request, sitting, item, error)
    except QuizError as error:
        raise Http404 from error
    attempt = response.item.attempt
    page = player.page_after_answer(response.item, edition=editions.current_edition(request))
    if page.done:
        sitting = sitting.finish(attempt, now)
    if request.htmx:
        return _render_page(request, sitting, attempt, page, first_stands=response.first_stands)
    query = f"?{FIRST_STANDS_PARAMETER}=yes" if response.first_stands else ""
    return redirect(f"{sitting.page_url}{query}#feedback")


def _ask_again(
    request: UserRequest, sitting: Sitting, item_id: int, error: AnswerError
) -> HttpResponse:
    """The question whose answer was refused, with the words of the error."""
    item = own_item(request.user, item_id, str(sitting.context))
    page = player.page_of_refusal(
        item, error, request.POST, edition=editions.current_edition(request)
    )
    # htmx puts nothing but a success onto the page.
    status = 200 if request.htmx else 422
    return _render_page(request, sitting, item.attempt, page, status)


def rehearse(
    request: UserRequest, asking: AskingPage, versions: Sequence[QuestionVersion]
) -> HttpResponse:
    """The questions of these versions on the page of a rehearsal, of which nothing is written down.

    What was answered so far is carried by the form, which sends an answer, or how many decisions
    have been read; a page that is asked for, and a form that carries nothing, begins.
    """
    rehearsed_page = rehearsed(versions, request.POST, editions.current_edition(request))
    return _render_page(
        request,
        asking,
        rehearsed_page.rehearsal.current_item.attempt,
        rehearsed_page.page,
        422 if rehearsed_page.is_refused and not request.htmx else 200,
        carried=rehearsed_page.rehearsal.sign(),
        earlier=rehearsed_page.earlier,
    )


def _render_page(
    request: UserRequest,
    sitting: AskingPage,
    attempt: Attempt,
    page: Page,
    status: int = 200,
    **extra_context: Any,
) -> HttpResponse:
    """The whole page; to an answer that htmx sent, the part of it that changes. `extra_context` is
    for the template."""
    edition = editions.current_edition(request)
    context = {
        "asked": page,
        "step_url": sitting.page_url,
        "answer_url": sitting.answer_url,
        "is_plain": edition == editions.PLAIN,
        "is_young": edition == editions.YOUTH,
        "others": guesses.others_guesses(page.last),
        "others_template": "learning/_others.html",
        **sitting.page_context(attempt, page, edition),
        **extra_context,
    }
    is_part = request.htmx and request.method == "POST"
    context["is_part"] = is_part
    template = f"{sitting.template}#ask" if is_part else sitting.template
    response = render(request, template, context, status=status)
    if is_part:
        response[FRAGMENT_HEADER] = "yes"
    return response


def earlier_views(attempt: Attempt, page: Page, edition: str) -> list[ItemView]:
    """The questions before the last one, to read again when all have been answered."""
    if page.current or page.last is None or page.last.count == 1:
        return []
    return [player.item_view(item, edition=edition) for item in items_of_attempt(attempt)[:-1]]
