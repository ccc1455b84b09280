"""What was sent from the pages of modules when the session had ended: to which page it belongs,
and which answer or choice it holds."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from awareness.learning.forms import AnswerForm
from awareness.people import ended_sessions
from awareness.people.ended_sessions import InterruptedPage
from awareness.workplace.models import SiteContact
from quizzes.access import learner_id_of_item

# Addresses that take forms alone: the page that each belongs to, which has the same arguments.
PAGE_BY_FORM_VIEW = {
    "learning:answer": "learning:step",
    "learning:go_on": "learning:step",
    "learning:retry": "learning:step",
    "learning:choose": "learning:open",
    "learning:show_known": "learning:test_out",
    "learning:answer_guess": "learning:guess",
    "learning:try_answer": "learning:practice",
    "learning:try_again": "learning:practice",
    "learning:refresh_answer": "learning:refresh",
}
# More than any question has; what goes beyond is no answer of a page of ours.
MOST_FIELDS, LONGEST_VALUE = 40, 64


class SignedInOnly(ended_sessions.SignedInOnly):
    def interrupted(self, request: HttpRequest) -> InterruptedPage:
        return interrupted_form(request)

    def refuse_anothers(self, request: HttpRequest) -> HttpResponse:
        return form_token_refused(request)


def interrupted_form(request: HttpRequest) -> InterruptedPage:
    """What a form sent that was not taken."""
    item, answer = _sent_answer(request)
    owner = ended_sessions.owner_of(request)
    if item:
        owner = ended_sessions.mark_owner(learner_id_of_item(item))
    else:
        answer = _sent_contact(request, owner)
    page = _page_of_form(request.path) or page_before(request)
    if typed := ended_sessions.fields_typed_in(request):
        if ended_sessions.can_be_carried(typed, owner):
            gone, address = bool(request.FILES), request.get_full_path()
            return InterruptedPage(
                page, True, answer=typed, owner=owner, sent_to=address, gone=gone
            )
        return InterruptedPage(page, lost=True, owner=owner, gone=True)
    return InterruptedPage(page, lost=True, answer=answer, owner=owner, gone=bool(request.FILES))


def form_token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: somebody has signed in, again or as another, since the page was
    loaded. Whoever it belongs to gets back to it, with what they chose."""
    match = request.resolver_match
    inside_only = match is not None and getattr(match.func, "login_required", True)
    by_script = getattr(request, "htmx", False)
    if not by_script and inside_only and not request.user.is_authenticated:
        return SignedInOnly(lambda request: HttpResponse()).sign_in_page(request)
    anothers = ended_sessions.is_anothers(request)
    can_go_back = inside_only and not by_script and not anothers
    back = interrupted_form(request).encrypted() if can_go_back else ""
    return render(request, "403_csrf.html", {"back": back, "anothers": anothers}, status=403)


def _sent_answer(request: HttpRequest) -> tuple[int, dict[str, list[str]]]:
    """Id of the item, and the fields of its answer without the tokens of the form; (0, {}) where
    it is none."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return 0, {}
    fields = {
        name: values
        for name, values in ended_sessions.fields_sent(request).items()
        if name != "token"
    }
    values = [value for some in fields.values() for value in some]
    short = all(len(text) <= LONGEST_VALUE for text in (*fields, *values))
    if not short or len(values) > MOST_FIELDS:
        return 0, {}
    return form.cleaned_data["item"], fields


def _sent_contact(request: HttpRequest, owner: str) -> dict[str, list[str]]:
    """Whom the owner of a commit step's form chose; {} where that was nobody."""
    contact = request.POST.get("contact", "")
    if not owner or not contact or len(contact) > LONGEST_VALUE:
        return {}
    return {"contact": [contact]}


def chosen_contact(request: HttpRequest, contacts: Iterable[SiteContact]) -> str:
    """The contact that was chosen when the session ended, as a form sends it; "" where nobody was,
    or somebody who is not named here any more."""
    returned_form = ended_sessions.page_returned_to(request)
    if returned_form is None or "contact" not in returned_form.answer:
        return ""
    [chosen] = returned_form.answer["contact"]
    return chosen if chosen in [str(contact.pk) for contact in contacts] else ""


def _page_of_form(path: str) -> str:
    """The page that a form's address belongs to; "" where it is none of a module's."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    name = PAGE_BY_FORM_VIEW.get(match.view_name)
    return reverse(name, kwargs=match.kwargs) if name else ""


def page_before(request: HttpRequest) -> str:
    """The page of ours that somebody came from, as the browser names it; home where it does not. Of
    a form that was shown again at an address that takes forms alone, the page it belongs to."""
    page = ended_sessions.page_before(request)
    return _page_of_form(page.partition("?")[0]) or page
