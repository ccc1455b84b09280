"""HR gives people a way in: links by mail, codes on paper, a link to a new password. Whether
somebody used one is not shown: only whether the account was claimed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.people import codes_of_two
from awareness.people import ways_in as making
from awareness.people.access import UserRequest, hr_only
from awareness.people.mail import new_request
from awareness.people.reach import sites_of_hr
from awareness.people.tasks import send_password_mail
from awareness.people.tries import may_send_link
from awareness.staffing import inviting, listing
from awareness.staffing.access import read_page
from awareness.staffing.strips import strips
from prepared.planning import whole_tables

MOST_CODES = 2000  # strips of one print
MOST_MAILS = 50  # links to a new password at a time


@never_cache
@hr_only
@require_safe
def ways_in(request: UserRequest) -> HttpResponse:
    """The list of people by their accounts, with what HR made for those who have none yet; above it
    codes of two that wait for a second person of HR, each with why this one may not approve it."""
    day, staff_filter = (
        request.user.today(),
        listing.read_filter(request.user, request.GET, listing.ACCOUNT_GROUPS),
    )
    now = timezone.now()
    page = read_page(
        listing.people_listed(request.user, staff_filter, day),
        request.GET.get("page"),
        listing.PAGE,
    )
    codes_to_approve = codes_of_two.waiting_requests_for(request.user, now)
    context = {
        "page": page,
        "rows": listing.rows_of(list(page), day),
        "staff_filter": staff_filter,
        "sites": sites_of_hr(request.user),
        "groups": [(group.value, label) for group, label in listing.ACCOUNT_GROUPS.items()],
        "codes_to_approve": [
            (way_in, codes_of_two.why_not_approve(way_in, request.user, now))
            for way_in in codes_to_approve
        ],
    }
    return render(request, "staffing/ways_in.html", context)


@hr_only
@require_POST
def invite(request: UserRequest) -> HttpResponse:
    """Mail links to the people chosen, or to all of the list, as far as they have an address and
    none of these days already."""
    now = timezone.now()
    with whole_tables():
        people = listing.people_chosen(request, listing.ACCOUNT_GROUPS)
        everybody, (ids, lately) = people.count(), inviting.whom_to_invite(people, now)
    site_url = f"{request.scheme}://{request.get_host()}"
    inviting.invite(ids, request.user, site_url, now)
    words = []
    if ids or not lately:
        sent = ngettext(
            "%(n)d link is on its way. It holds for a fortnight.",
            "%(n)d links are on their way. They hold for a fortnight.",
            len(ids),
        )
        words.append(sent % {"n": len(ids)})
    if lately:
        again = ngettext(
            "%(n)d person was left out: a link is on its way or went within the last day. Choose"
            " them alone to send it again.",
            "%(n)d people were left out: a link is on its way or went within the last day. Choose"
            " one alone to send it again.",
            lately,
        )
        words.append(again % {"n": lately})
    if left := everybody - len(ids) - lately:
        none = ngettext(
            "%(n)d person was left out: no e-mail address, claimed already, or does not work here"
            " any more.",
            "%(n)d people were left out: no e-mail address, claimed already, or do not work here"
            " any more.",
            left,
        )
        words.append(none % {"n": left})
    messages.success(request, " ".join(words))
    return _to_list(request)


@never_cache
@hr_only
@require_POST
def print_codes(request: UserRequest) -> HttpResponse:
    """Strips to print and cut. They are shown this once: nothing can show a code again."""
    day, now = request.user.today(), timezone.now()
    with whole_tables():
        chosen = listing.people_chosen(request, listing.ACCOUNT_GROUPS)
        if (n := chosen.count()) > MOST_CODES:
            words = _("These are %(n)d people. Choose a site first: up to %(most)d at a time.")
            messages.warning(request, words % {"n": n, "most": MOST_CODES})
            return _to_list(request)
        people = list(chosen)
    codes = making.make_codes(people, request.user, now)
    if not codes:
        messages.warning(request, _("Nobody of them needs a code: their accounts are claimed."))
        return _to_list(request)
    context = {
        "strips": strips(codes, day, now + making.VALID_FOR),
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
    with whole_tables():
        people = list(listing.people_chosen(request, listing.ACCOUNT_GROUPS)[:MOST_MAILS])
    for person in people:
        address = person.proven_address
        if address and making.is_claimed(person) and may_send_link(address, now):
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
    return _to_list(request)


def _to_list(request: UserRequest) -> HttpResponse:
    """To the list as it was; to the person, where one page of a person asked."""
    if "one" in request.POST:
        with whole_tables():
            [*one] = listing.people_chosen(request, listing.ACCOUNT_GROUPS)[:1]
        if one:
            return redirect("staff:show_person", one[0].public_id)
    staff_filter = listing.read_filter(request.user, request.POST, listing.ACCOUNT_GROUPS)
    return redirect(reverse("ways_in:ways_in", query=staff_filter.query))
