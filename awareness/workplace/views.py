"""The help card for everybody, and what HR sets up per site."""

from datetime import UTC
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.people.access import UserRequest, hr_only
from awareness.people.models import Site
from awareness.people.reach import site_of_hr, sites_of_hr
from awareness.subjects.queries import subjects_on
from awareness.subjects.registry import subjects
from awareness.subjects.schema import SubjectFile
from awareness.workplace import actions, forms, languages, line_actions, queries, readiness
from awareness.workplace.legal import JurisdictionLaw, laws_of_sites, legal_card_for
from awareness.workplace.models import (
    CRISIS,
    YOUTH,
    LegalCard,
    Need,
    Position,
    SiteContact,
    SiteSetting,
    SubjectChoice,
    SupportLine,
)
from awareness.workplace.support import NeedView, Support

# What a subject asks of each site, in words (subjects.schema.Employer.needed).
NEED_WORDS = {
    "contacts": gettext_lazy("somebody to turn to"),
    "policy": gettext_lazy("a policy"),
    "support": gettext_lazy("support lines"),
}
REFUSAL_WORDS = {
    "unknown_statement": gettext_lazy("Choose one of what stands there."),
    "nothing_to_withdraw": gettext_lazy("There is nothing to take back."),
    "mail_first": gettext_lazy("Send the test mail: that is what is written down."),
    "no_address": gettext_lazy("You have no e-mail address here, so nothing was sent."),
    "not_sent": gettext_lazy("The mail was not sent. The server said: %(said)s"),
}


@login_not_required
@require_safe
def help(request: HttpRequest) -> HttpResponse:  # one verb, one name: /help/
    """The help card: of one's site with its policy, or without names for a stranger."""
    user = request.user
    site = user.site if user.is_authenticated else None
    day = user.today() if user.is_authenticated else timezone.localdate(timezone=UTC)
    young = user.is_authenticated and user.is_youth_on(day)
    support = queries.support_for(site, day, young=young)
    numbers = [] if support.emergency else queries.emergency_numbers()
    context = {
        "card": queries.with_all_subjects(support),
        "numbers": numbers,
        "law": legal_card_for(site, day),
        "policies": queries.current_policies(site, day) if site else [],
    }
    return render(request, "workplace/help.html", context)


@login_not_required
@require_safe
def card(request: HttpRequest, token: str) -> HttpResponse:
    """A site's help card by its link, for anybody: no sign-in, no way round, nothing kept.

    Who reads it is not known, so it says whom people under 18 may turn to as well.
    """
    site = queries.site_of_link(token)
    if site is None:
        response = render(request, "workplace/card_gone.html", status=404)
    else:
        day = site.today()
        support = queries.support_for(site, day, young=True)
        context = {
            "card": queries.with_all_subjects(support),
            "law": legal_card_for(site, day),
            "by_link": True,
        }
        response = render(request, "workplace/card.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@hr_only
@require_safe
def ready(request: UserRequest) -> HttpResponse:
    """What is there and what is missing, in four steps; what else is said; the law of each site."""
    day = request.user.today()
    everything = readiness.read_readiness(sites_of_hr(request.user), timezone.now())
    sites = {ready_site.site for ready_site in everything.sites}
    everywhere = [
        (part.subject, law)
        for part in everything.subjects
        if part.subject
        for law in laws_of_sites(Site.objects.open(), day, part.subject.key)
    ]
    context = {
        "ready": everything,
        "checklist": queries.checklist(),
        "may_state": request.user.reach.everywhere,
        "subjects": _subject_choices(
            {part.subject.key for part in everything.subjects if part.subject}
        ),
        "laws": [
            (law, sites.issuperset(law.sites), subject)
            for subject, law in everywhere
            if not sites.isdisjoint(law.sites)
        ],
    }
    return render(request, "workplace/ready.html", context)


def _whole_employer(request: UserRequest) -> None:
    """404 for HR of some places: what is said here holds for all of them."""
    if not request.user.reach.everywhere:
        raise Http404


@hr_only
@require_POST
def state(request: UserRequest, subject: str) -> HttpResponse:
    """Record HR's statement on one item of the checklist (`subject`): done, or not any more. An
    answer that is none is refused in words by the action."""
    _whole_employer(request)
    form = forms.StatementForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        actions.state(subject, answer, by=request.user, today=request.user.today())
    except actions.WorkplaceError as error:
        messages.error(request, REFUSAL_WORDS[error.code])
    return redirect(f"{reverse('workplace:ready')}#checklist")


def _subject_choices(
    is_on: set[str],
) -> list[tuple[SubjectFile, bool, SubjectChoice | None, list[Any]]]:
    """Every subject there is: whether it is on, who chose that, and what it needs, in words."""
    newest = {choice.subject: choice for choice in SubjectChoice.objects.order_by("id")}
    return [
        (
            subject,
            key in is_on,
            newest.get(key),
            [NEED_WORDS[name] for name in subject.employer.needed],
        )
        for key, subject in subjects().items()
    ]


@hr_only
@require_POST
def choose(request: UserRequest, number: int) -> HttpResponse:
    """Have a subject on or off, by the number that stands for it."""
    _whole_employer(request)
    chosen = [subject for subject in subjects().values() if subject.order == number]
    form = forms.ChoiceForm(request.POST)
    if not chosen:
        raise Http404
    if form.is_valid():
        by: dict[str, Any] = {"by": request.user, "today": request.user.today()}
        actions.choose_subject(chosen[0].key, form.cleaned_data["choice"] == "on", **by)
    return redirect(f"{reverse('workplace:ready')}#subjects")


@hr_only
@require_POST
def test_mail(request: UserRequest) -> HttpResponse:
    """Send a mail to oneself; what came of it is said on the page."""
    _whole_employer(request)
    try:
        actions.send_test_mail(by=request.user, today=request.user.today())
    except actions.WorkplaceError as error:
        words = REFUSAL_WORDS[error.code] % {"said": error}
        messages.error(request, words)
    else:
        sent = _("A mail was sent to %(address)s. See whether it arrives.")
        messages.success(request, sent % {"address": request.user.email})
    return redirect(f"{reverse('workplace:ready')}#checklist")


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: UserRequest, slug: str) -> HttpResponse:
    """The link that opens a site's help card without signing in: show, print, renew."""
    site = site_of_hr(request.user, slug)
    if request.method == "POST":
        form = forms.LinkForm(request.POST)
        form.is_valid()  # what is no link's id renews none
        instead_of = form.cleaned_data.get("instead_of")
        actions.renew_link(site, instead_of=instead_of, by=request.user, today=request.user.today())
        return redirect("workplace:link", slug)
    current_link = queries.current_link(site)
    address = (
        request.build_absolute_uri(reverse("workplace:card", args=[current_link.token]))
        if current_link
        else ""
    )
    context = {
        "site": site,
        "link": current_link,
        "address": address,
        "qr": _qr_code(address) if current_link else "",
        "card": queries.support_for(site, site.today(), young=True),
        "by_link": True,
    }
    return render(request, "workplace/link.html", context)


def _qr_code(address: str) -> SafeString:
    """The QR code as inline SVG without a size, dark on white in every colour scheme.

    Level M is read with a seventh of it covered: paper on a wall wears.
    """
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        dark="#000", light="#fff", omitsize=True, svgclass="aw-qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308  (drawn by the library from an address of ours)


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: UserRequest, slug: str, position: int) -> HttpResponse:
    """Name the first or the second person of a site, or the trusted adult."""
    site = site_of_hr(request.user, slug)
    subject = _subject_of_page(request)
    contacts = SiteContact.objects.current().filter(site=site, subject=subject.key)
    current = contacts.filter(position=position).first()
    fields = ("name", "phone", "role", "outside_line")
    initial = {name: getattr(current, name) for name in fields} if current else {}
    entered_contacts = SiteContact.objects.current().filter(subject=subject.key, position=position)
    other_sites = (
        sites_of_hr(request.user)
        .exclude(pk=site.pk)
        .exclude(pk__in=entered_contacts.values("site"))
    )
    form = forms.ContactForm(
        request.POST or None, initial=initial, outside_line=subject.employer.outside_line,
        others=[other.name for other in other_sites],
    )  # fmt: skip
    if form.is_valid():
        by: dict[str, Any] = {"by": request.user, "today": request.user.today()}
        values = dict(form.cleaned_data)
        sites = [site, *(other_sites if values.pop("elsewhere", False) else ())]
        actions.set_contact_of_sites(sites, position, subject=subject.key, **values, **by)
        if position == 1 and not contacts.filter(position=2).exists():
            return redirect(reverse("workplace:contact", args=(slug, 2)) + _subject_query(request))
        return redirect(f"{reverse('workplace:ready')}#contacts")
    words = {
        Position.FIRST: _("The first person to tell"),
        Position.SECOND: _("The second person to tell"),
        Position.TRUSTED: _("A trusted adult for people under 18"),
    }
    heading = words[Position(position)]
    context = {"form": form, "site": site, "heading": heading, "position": position}
    context |= {"subject": subject}
    return render(request, "workplace/contact.html", context)


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: UserRequest, slug: str) -> HttpResponse:
    """Add the next version of the policy, for one site or for all."""
    site = site_of_hr(request.user, slug)
    subject = _subject_of_page(request)
    newest = queries.newest_policy(site, subject.key)
    everywhere = not queries.has_any_policy(subject.key)
    initial: dict[str, Any] = {"valid_from": request.user.today(), "everywhere": everywhere}
    if newest:
        initial |= {"text": newest.text, "link": newest.link}
    form = forms.PolicyForm(request.POST or None, initial=initial)
    if form.is_valid():
        cleaned = dict(form.cleaned_data)
        sites = sites_of_hr(request.user) if cleaned.pop("everywhere") else [site]
        by = {"by": request.user, "today": request.user.today()}
        actions.add_policies(sites, subject=subject.key, **cleaned, **by)
        return redirect(f"{reverse('workplace:ready')}#policy")
    context = {"form": form, "site": site, "newest": newest, "subject": subject}
    return render(request, "workplace/policy.html", context)


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: UserRequest, slug: str) -> HttpResponse:
    """Say which law holds at a site, and which languages its people need."""
    site = site_of_hr(request.user, slug)
    current = SiteSetting.objects.filter(site=site).last()
    codes = current.languages if current else [site.language]
    initial = {
        "jurisdiction": current.jurisdiction
        if current and current.jurisdiction.startswith(site.country)
        else site.country,
        "languages": ", ".join(languages.language_name(code) for code in codes),
    }
    form = forms.SettingForm(request.POST or None, initial=initial, country=site.country)
    if form.is_valid():
        actions.set_up_site(site, **form.cleaned_data, by=request.user, today=request.user.today())
        return redirect(f"{reverse('workplace:ready')}#sites")
    return render(request, "workplace/setting.html", {"form": form, "site": site})


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def legal(request: UserRequest, place: str) -> HttpResponse:
    """Enter the next version of the legal card of a jurisdiction; the earlier ones stand below."""
    subject = _subject_of_page(request)
    law, today = _law_of_hr(request, place, subject.key), request.user.today()
    form = forms.LegalForm(request.POST or None, initial=_initial_text(law.card), today=today)
    if form.is_valid():
        by: dict[str, Any] = {"by": request.user, "today": today}
        actions.add_legal_card(place, subject=subject.key, **form.cleaned_data, **by)
        return redirect(f"{reverse('workplace:ready')}#law")
    cards = LegalCard.objects.filter(jurisdiction=place, subject=subject.key)
    earlier = cards.select_related("entered_by").order_by("-number")
    context = {"form": form, "law": law, "earlier": earlier, "of": _subject_query(request)}
    return render(request, "workplace/legal.html", context)


@hr_only
@require_POST
def withdraw_legal(request: UserRequest, place: str) -> HttpResponse:
    """Take a card back: the strict rule stands alone again."""
    subject = _subject_of_page(request)
    law = _law_of_hr(request, place, subject.key)
    if law.card is None:
        raise Http404
    by: dict[str, Any] = {"by": request.user, "today": request.user.today()}
    actions.withdraw_legal_card(place, subject=subject.key, **by)
    return redirect(reverse("workplace:legal", args=(place,)) + _subject_query(request))


def _subject_of_page(request: UserRequest) -> SubjectFile:
    """The subject that HR's page is about, by the number that stands for it in the address (no
    address names one), or the first that is on; 404 for one that is not."""
    number = request.GET.get("of", "")
    for subject in subjects_on():
        if number in ("", str(subject.order)):
            return subject
    raise Http404


def _subject_query(request: UserRequest) -> str:
    """`?of=…` of this page's address, for an address about the same subject; "" where it has
    none."""
    number = request.GET.get("of", "")
    return f"?of={number}" if number else ""


def _law_of_hr(request: UserRequest, place: str, subject: str) -> JurisdictionLaw:
    """The jurisdiction, as long as a site has it, for HR of all sites that have it."""
    sites = set(sites_of_hr(request.user))
    for law in laws_of_sites(Site.objects.open(), request.user.today(), subject):
        if law.jurisdiction == place and sites.issuperset(law.sites):
            return law
    raise Http404


def _initial_text(card: LegalCard | None) -> dict[str, str]:
    """The initial text of the form: the text so far. Who approves the next one is entered anew."""
    return {"text": card.text} if card else {}


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: UserRequest, slug: str) -> HttpResponse:
    """Tick the lines that were tried today."""
    site = site_of_hr(request.user, slug)
    card = queries.support_for(site, request.user.today(), young=True)
    form = forms.ChecksForm(request.POST or None, needs=(*card.needs, _for_the_young(card)))
    if request.method == "POST" and form.is_valid():
        line_actions.check_lines(
            site, form.changed_lines(), by=request.user, today=request.user.today()
        )
        return redirect("workplace:lines", slug)
    shown = (*(line for need in card.needs for line in need.lines), *card.youth)
    own_lines = [line for line in shown if line.own]
    context = {"form": form, "site": site, "own_lines": own_lines}
    return render(request, "workplace/lines.html", context)


def _for_the_young(card: Support) -> NeedView:
    """The lines for people under 18, as a group of its own below the needs."""
    return NeedView(YOUTH, _("For people under 18"), card.youth)


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def own_line(request: UserRequest, slug: str, need: str) -> HttpResponse:
    """Enter a line of the site's own for a need, or one for people under 18."""
    site = site_of_hr(request.user, slug)
    is_for_youth = need == YOUTH
    chosen_need = get_object_or_404(Need.objects.current(), key=CRISIS if is_for_youth else need)
    form = forms.OwnLineForm(request.POST or None)
    if form.is_valid():
        line_actions.add_own_line(
            site, chosen_need.key, **form.cleaned_data, youth=is_for_youth, by=request.user
        )
        return redirect("workplace:lines", slug)
    label = _("For people under 18") if is_for_youth else chosen_need.label
    context = {"form": form, "site": site, "label": label}
    return render(request, "workplace/own_line.html", context)


@hr_only
@require_POST
def retire_line(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Take a line of the site's own off the page."""
    site = site_of_hr(request.user, slug)
    support_line = get_object_or_404(SupportLine.objects.current(), pk=pk, site=site)
    line_actions.retire_own_line(site, support_line)
    return redirect("workplace:lines", slug)
