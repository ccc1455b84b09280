"""HR gives people a way in: links by mail, codes on paper, a link to a new password. Whether
somebody used one is not shown: only whether the account was claimed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.people import ways_in as making
from awareness.people.access import UserRequest, require_role
from awareness.people.mail import new_request
from awareness.people.models import Role, User
from awareness.people.reach import sites_of_hr
from awareness.people.tasks import send_invitations, send_password_mail
from awareness.people.tries import may_send_link
from awareness.staffing import ways_in as reading
from awareness.staffing.access import page_of, text_sent
from awareness.staffing.ways_in import Standing, Wanted

PAGE = 50
MOST_CODES = 2000  # strips of one print
hr_only = require_role(Role.HR)
LABELS = {
    Standing.NO_ACCOUNT: gettext_lazy("No account yet"),
    Standing.BY_MAIL: gettext_lazy("No account yet, with an e-mail"),
    Standing.BY_CODE: gettext_lazy("No account yet, without an e-mail"),
    Standing.CLAIMED: gettext_lazy("Account claimed"),
}


@never_cache
@hr_only
@require_safe
def ways_in(request: UserRequest) -> HttpResponse:
    """Who has no account yet, and what HR made for them."""
    day, wanted = request.user.today(), _wanted(request, request.GET)
    chosen = reading.people(request.user, wanted, day)
    page = page_of(chosen, request.GET.get("page"), PAGE)
    context = {
        "page": page,
        "rows": reading.rows(list(page), day),
        "wanted": wanted,
        "sites": sites_of_hr(request.user),
        "standings": [(standing.value, label) for standing, label in LABELS.items()],
        "now": timezone.now(),
        "MOST_CODES": MOST_CODES,
    }
    return render(request, "staffing/ways_in.html", context)


@hr_only
@require_POST
def invite(request: UserRequest) -> HttpResponse:
    """Mail links to the people chosen, or to all of the list, as far as they have an address."""
    people = _chosen(request)
    site_url = f"{request.scheme}://{request.get_host()}"
    made = making.make_links(people, request.user, site_url, timezone.now())
    if made:
        send_invitations.enqueue()
    left = len(people) - len(made)
    words = ngettext(
        "%(n)d link is on its way. It holds for a fortnight.",
        "%(n)d links are on their way. They hold for a fortnight.",
        len(made),
    ) % {"n": len(made)}
    if left:
        words += " " + ngettext(
            "%(n)d person was left out: no e-mail address, or claimed already.",
            "%(n)d people were left out: no e-mail address, or claimed already.",
            left,
        ) % {"n": left}
    messages.success(request, words)
    return _back(request)


@never_cache
@hr_only
@require_POST
def print_codes(request: UserRequest) -> HttpResponse:
    """Strips to print and cut. They are shown this once: nothing can show a code again."""
    people, day, now = _chosen(request), request.user.today(), timezone.now()
    if len(people) > MOST_CODES:
        words = _("These are %(n)d people. Choose a site first: up to %(most)d at a time.")
        messages.warning(request, words % {"n": len(people), "most": MOST_CODES})
        return _back(request)
    codes = making.make_codes(people, request.user, now)
    if not codes:
        messages.warning(request, _("Nobody of them needs a code: their accounts are claimed."))
        return _back(request)
    context = {
        "strips": reading.strips(codes, day, now + making.VALID),
        "left": len(people) - len(codes),
        "address": request.build_absolute_uri(reverse("account_enter_code")),
    }
    return render(request, "staffing/print_codes.html", context)


@hr_only
@require_POST
def mail_password(request: UserRequest) -> HttpResponse:
    """A link to a new password, to the address on file, for an account that was claimed."""
    now, sent = timezone.now(), 0
    site_url = f"{request.scheme}://{request.get_host()}"
    for person in _chosen(request)[:PAGE]:
        if not (person.email and making.claimed(person)) or person.unproven_address:
            continue
        if may_send_link(person.email, now):
            making.note_password_mail(person, request.user, now)
            send_password_mail.enqueue(person.pk, site_url, new_request())
            sent += 1
    if sent:
        words = ngettext(
            "%(n)d link to a new password is on its way to the address on file.",
            "%(n)d links to a new password are on their way to the addresses on file.",
            sent,
        )
        messages.success(request, words % {"n": sent})
    else:
        words = _(
            "No link was sent: no e-mail address is on file, it was changed and the person has not "
            "said that it is theirs, or five links were sent just now."
        )
        messages.warning(request, words)
    return _back(request)


def _wanted(request: UserRequest, sent: Mapping[str, Any]) -> Wanted:
    """What the address, or a form of the page, says; what it does not know is left out."""
    known = {standing.value for standing in Standing}
    standing = sent.get("standing", "")
    site = sites_of_hr(request.user).filter(slug=text_sent(sent, "site")).first()
    return Wanted(
        Standing(standing) if standing in known else Standing.NO_ACCOUNT,
        site,
        text_sent(sent, "q"),
    )


def _chosen(request: UserRequest) -> list[User]:
    """Those who were marked, or with `everybody` all of the list; nobody of another HR's sites."""
    wanted = _wanted(request, request.POST)
    people = reading.people(request.user, wanted, request.user.today())
    if "everybody" not in request.POST:
        marked = [pk for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19]
        people = people.filter(pk__in=marked)
    return list(people)


def _back(request: UserRequest) -> HttpResponse:
    """To the list as it was."""
    wanted = _wanted(request, request.POST)
    query = {"standing": wanted.standing.value, "site": wanted.site.slug if wanted.site else ""}
    return redirect(reverse("ways_in:ways_in", query=query | {"q": wanted.q}))
