"""HR reminds those who were marked on a list of the desk: first who gets a mail and who does not,
then it is put in."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from awareness.assignments.asklists import WhichAsks
from awareness.assignments.desk_forms import MOST_MARKED, read_list_filter
from awareness.assignments.desk_views import viewer_of
from awareness.assignments.selection_views import back_to_list, list_url, read_marked
from awareness.assignments.titles import read_titles
from awareness.mailing import queries, reminding, samples
from awareness.mailing.occasions import Occasion
from awareness.mailing.reasons import ReasonNotWritten
from awareness.mailing.reminding import RemindedPerson, RemindError
from awareness.outbox.letters import RenderedLetter
from awareness.people.access import UserRequest, hr_only


@dataclass(frozen=True)
class MailGoing:
    """Somebody who gets the mail, the titles it is about, and its day."""

    name: str
    titles: list[str]
    day: date


@never_cache
@hr_only
@require_POST
def remind(request: UserRequest) -> HttpResponse:
    """Say who would get a mail and who would not, and why; with `save`, put the mails in."""
    viewer, now = viewer_of(request), timezone.now()
    list_filter = read_list_filter(request.POST, viewer.user, viewer.role, WhichAsks.LATE)
    ids = read_marked(request, viewer, list_filter)
    if not ids or len(ids) > MOST_MARKED:
        return back_to_list(request, list_filter, len(ids))
    if "save" in request.POST:
        try:
            number = len(reminding.remind(ids, viewer.user, now))
        except RemindError:
            messages.warning(request, _("Mail about what is asked is off: nobody was reminded."))
        else:
            _tell_how_many(request, number)
        return redirect(list_url(list_filter))
    people = reminding.reminded(ids, now)
    going = [reminded_person for reminded_person in people if reminded_person.goes]
    context = {
        "list_filter": list_filter,
        "list_url": list_url(list_filter),
        "ids": ids,
        "reminded": _mails_going(going),
        "not_reminded": [
            (reminded_person.person.name, ReasonNotWritten(reminded_person.why))
            for reminded_person in people
            if reminded_person.why
        ],
        "is_on": queries.on_since() is not None,
        "may_turn_on": viewer.reach.everywhere,
        "sample": _sample(request, going),
    }
    return render(request, "mailing/remind.html", context)


def _mails_going(people: list[RemindedPerson]) -> list[MailGoing]:
    titles = read_titles()
    return [
        MailGoing(
            reminded_person.person.name,
            [titles.get(reminder.module, "") for reminder in reminded_person.goes],
            reminded_person.goes[0].at.date(),
        )
        for reminded_person in people
    ]


def _sample(request: UserRequest, going: list[RemindedPerson]) -> RenderedLetter | None:
    """The mail as the first of them would read it, but with the name of whoever looks."""
    if not going:
        return None
    site_url = f"{request.scheme}://{request.get_host()}"
    day = min(reminder.due_on for reminder in going[0].goes)
    return samples.digest(request.user, Occasion.REMINDED, address=site_url, day=day)


def _tell_how_many(request: UserRequest, number: int) -> None:
    if not number:
        messages.warning(request, _("Nobody was reminded: nothing is open for them by now."))
        return
    words = ngettext(
        "%(n)d person is reminded, in one mail, in the working hours of their site.",
        "%(n)d people are reminded, each in one mail, in the working hours of their site.",
        number,
    )
    messages.success(request, words % {"n": number})
