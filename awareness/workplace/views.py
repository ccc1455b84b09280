"""The help card for everybody, and what HR sets up per site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.people.access import require_role
from awareness.people.models import Role, Site
from awareness.workplace import actions, forms, queries, readiness
from awareness.workplace.days import day_at
from awareness.workplace.models import Need, SiteContact, SupportLine

hr_only = require_role(Role.HR)


@require_safe
def help(request: HttpRequest) -> HttpResponse:  # one verb, one name: /help/
    """The help card: of one's site, or without names for somebody who is not signed in."""
    site = request.user.site if request.user.is_authenticated else None
    support = queries.support_for(site)
    numbers = [] if support.emergency else queries.emergency_numbers()
    return render(request, "workplace/help.html", {"card": support, "numbers": numbers})


@never_cache
@hr_only
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """What is there and what is missing at each site, in four steps."""
    return render(request, "workplace/ready.html", {"ready": readiness.ready()})


@never_cache
@hr_only
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Name the first or the second person of a site."""
    site = get_object_or_404(Site, slug=slug)
    now = SiteContact.objects.current().filter(site=site, position=position).first()
    initial = {"name": now.name, "phone": now.phone, "role": now.role} if now else {}
    form = forms.ContactForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.set_contact(
            site, position, **form.cleaned_data, by=request.user, today=_today(request)
        )
        second = SiteContact.objects.current().filter(site=site, position=2).exists()
        if position == 1 and not second:
            return redirect("workplace:contact", slug, 2)
        return redirect(f"{reverse('workplace:ready')}#contacts")
    words = {1: _("The first person to tell"), 2: _("The second person to tell")}
    context = {"form": form, "site": site, "heading": words[position], "position": position}
    return render(request, "workplace/contact.html", context)


@never_cache
@hr_only
@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Add the next version of the policy, for one site or for all."""
    site = get_object_or_404(Site, slug=slug)
    newest = queries.newest_policy(site)
    initial = {"valid_from": _today(request), "everywhere": not queries.any_policy()}
    if newest:
        initial |= {"text": newest.text, "link": newest.link}
    form = forms.PolicyForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = dict(form.cleaned_data)
        sites = Site.objects.all() if said.pop("everywhere") else [site]
        actions.add_policies(sites, **said, by=request.user)
        return redirect(f"{reverse('workplace:ready')}#policy")
    context = {"form": form, "site": site, "newest": newest}
    return render(request, "workplace/policy.html", context)


@never_cache
@hr_only
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick the lines that were tried today."""
    site = get_object_or_404(Site, slug=slug)
    card = queries.support_for(site, _today(request))
    form = forms.ChecksForm(request.POST or None, needs=card.needs)
    if request.method == "POST" and form.is_valid():
        actions.check_lines(site, form.changed_lines(), by=request.user, today=_today(request))
        return redirect("workplace:lines", slug)
    own = [line for need in card.needs for line in need.lines if line.own]
    context = {"form": form, "site": site, "own": own}
    return render(request, "workplace/lines.html", context)


@never_cache
@hr_only
@require_http_methods(["GET", "POST"])
def own_line(request: HttpRequest, slug: str, need: str) -> HttpResponse:
    """Enter a line of the site's own for a need."""
    site = get_object_or_404(Site, slug=slug)
    form = forms.OwnLineForm(request.POST or None)
    if form.is_valid():
        actions.add_own_line(site, need, **form.cleaned_data, by=request.user)
        return redirect("workplace:lines", slug)
    context = {"form": form, "site": site, "need": Need(need)}
    return render(request, "workplace/own_line.html", context)


@hr_only
@require_POST
def retire_line(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a line of the site's own off the page."""
    site = get_object_or_404(Site, slug=slug)
    line = get_object_or_404(SupportLine.objects.current(), pk=pk, site=site)
    actions.retire_own_line(site, line)
    return redirect("workplace:lines", slug)


def _today(request: HttpRequest):
    return day_at(request.user.site)
