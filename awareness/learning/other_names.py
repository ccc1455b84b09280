"""What stands at the address of a module that has another name now, or is no longer used."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from awareness.learning import access, audience
from awareness.learning.models import FormerName, Module
from awareness.people.access import UserRequest
from awareness.subjects.queries import keys_of_subjects_off

type View = Callable[..., HttpResponseBase]


def by_any_name(view: View) -> View:
    """A view of a module: an old name leads to the new one, whatever was sent there included, and a
    module that is no longer used says so (410) to whoever it was for. It asks only where the view
    has found nothing."""

    @wraps(view)
    def named(request: UserRequest, module: str, **url_arguments: Any) -> HttpResponseBase:
        try:
            return view(request, module=module, **url_arguments)
        except Http404:
            if (answer := _answer_instead(request, module, url_arguments)) is None:
                raise
            return answer

    return named


def _answer_instead(
    request: UserRequest, slug: str, url_arguments: dict[str, Any]
) -> HttpResponse | None:
    """A redirect where the slug is a former name, a page with 410 where the module is no longer
    used and was for this person; None for anything else."""
    former_name = FormerName.objects.filter(slug=slug).select_related("module").first()
    if former_name is not None and request.resolver_match is not None:
        name = request.resolver_match.view_name
        return redirect(
            name,
            permanent=True,
            preserve_request=True,
            **{"module": former_name.module.slug, **url_arguments},
        )
    module = Module.objects.filter(slug=slug).exclude(subject__in=keys_of_subjects_off()).first()
    if module is None or module.versions.live().exists():
        return None
    if not audience.may_read(module, request.user) or access.own_place(request.user, module):
        return None
    return render(request, "learning/no_longer_used.html", status=410)
