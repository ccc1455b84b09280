"""The form behind "Something wrong with this page?", and the authors' queue."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.learning.addresses import is_reportable, subject_of_page
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.models import Trouble
from awareness.studio.published import remarks
from awareness.studio.published.forms import DealtWithForm, RemarkForm
from awareness.studio.published.page_numbers import numbers_on_page
from awareness.workplace.queries import support_for

MESSAGES_OF_ENOUGH = {
    "enough_of_you": _(
        "That is as much as can be said in one day. Please tell an author yourself, or come back "
        "tomorrow."
    ),
    "enough_of_all": _(
        "More was said today than the authors can read, so this was not passed on. Please say it "
        "again tomorrow."
    ),
}
MESSAGES = {
    "changed_since": _("More was said of this page meanwhile. Look at it once more."),
    "nothing_open": _("Somebody has dealt with this already."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: UserRequest) -> HttpResponse:
    """Say with one choice that something is wrong with a page. Who says it is not kept."""
    page = request.POST.get("page", "") or request.GET.get("page", "")
    if not is_reportable(page):
        raise Http404
    form = RemarkForm(request.POST or None, numbers=numbers_on_page(page, request.user))
    day = request.user.today()
    marks_of_today = remarks.todays_marks(request, day)
    sent_before = request.GET.get("sent", "")
    context = {
        "page": page,
        "page_subject": subject_of_page(page),
        "form": form,
        "sent": bool(sent_before),
    }
    if sent_before == Trouble.UPSET:
        young = request.user.is_youth_on(day)
        context |= {"card": support_for(request.user.site, day, young=young)}
    if not form.is_valid():
        return render(request, "studio/remark.html", context, status=422 if form.errors else 200)
    trouble, figure = form.cleaned_data["trouble"], form.cleaned_data["figure"]
    new_mark = remarks.mark_of(request, page, trouble, figure)
    answer = trouble if trouble == Trouble.UPSET else "yes"
    response = redirect(f"{reverse('remark')}?{urlencode({'page': page, 'sent': answer})}")
    if new_mark in marks_of_today:  # a second click
        return response
    try:
        remarks.take_place(request.user, day)
    except remarks.RemarkError as error:
        context |= {"enough": MESSAGES_OF_ENOUGH[error.code]}
        return render(request, "studio/remark.html", context, status=429)
    remarks.count_remark(page, trouble, day, figure)
    remarks.send_cookie(request, response, day, [*marks_of_today, new_mark])
    return response


@never_cache
@author_only
@require_safe
def all_remarks(request: UserRequest) -> HttpResponse:
    """What readers said of pages, and who dealt with what."""
    context = {"waiting": remarks.open_remarks(), "dealt_with": remarks.dealt_with()}
    return render(request, "studio/remarks.html", context)


@author_only
@require_POST
def deal_with(request: UserRequest) -> HttpResponse:
    """The author has looked at it."""
    form = DealtWithForm(request.POST)
    # What is missing or wrong counts as nothing that is open.
    values = form.cleaned_data if form.is_valid() else {}
    try:
        remarks.note_dealt_with(
            values.get("page", ""),
            values.get("trouble", ""),
            values.get("count", 0),
            values.get("figure", ""),
            by=request.user,
            today=request.user.today(),
        )
    except remarks.RemarkError as error:
        messages.error(request, MESSAGES[error.code])
    return redirect("studio:remarks")
