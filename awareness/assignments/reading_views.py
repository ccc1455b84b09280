"""HR says which modules people may take unasked."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from awareness.assignments.forms import OpenForm
from awareness.learning.adoption import module_ids_on_offer
from awareness.learning.models import Module, ModuleVersion
from awareness.learning.open_modules import open_for_reading, open_module_ids
from awareness.learning.queries import assignable_modules
from awareness.people.access import UserRequest, hr_only


@dataclass(frozen=True)
class OpenableModule:
    """A module: whether HR opened it, and whether people find it (it has to be adopted too)."""

    version: ModuleVersion
    is_open: bool
    is_found: bool


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def modules(request: UserRequest) -> HttpResponse:
    """Which modules stand under "If you want to know more"; one of them is opened or closed. It
    holds for everybody, so HR of some places does not decide it."""
    if not request.user.reach.everywhere:
        raise Http404
    module_by_slug = {module.slug: module for module in assignable_modules()}
    if request.method == "POST":
        form = OpenForm(request.POST, module_by_slug)
        if not form.is_valid():
            raise Http404
        _open_or_close(
            request, module_by_slug[form.cleaned_data["module"]], form.cleaned_data["open"]
        )
        return redirect("assignments:modules")
    versions = [module.live_version for module in module_by_slug.values()]
    open_ids = open_module_ids([version.module_id for version in versions])
    shown_ids = module_ids_on_offer(versions)
    rows = [
        OpenableModule(version, version.module_id in open_ids, version.module_id in shown_ids)
        for version in versions
    ]
    return render(request, "assignments/modules.html", {"rows": rows})


def _open_or_close(request: UserRequest, module: Module, is_open: bool) -> None:
    open_for_reading(module, is_open, request.user, timezone.now())
    if is_open:
        messages.success(request, _("Open. People find it under “If you want to know more”."))
    else:
        messages.success(request, _("Closed. Whoever is asked, or has begun it, has it as before."))
