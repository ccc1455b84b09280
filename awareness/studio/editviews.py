"""Mending content in the browser: a form over a block of a file, and what an edit touched."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from awareness.people.access import require_role
from awareness.people.models import Role
from awareness.studio import blocks, diff
from awareness.studio.editing import EditError, edit
from awareness.studio.forms import EditForm, RowForm, TextForm
from awareness.studio.models import ContentEdit

author_only = require_role(Role.AUTHOR)
SAID = {
    "changed_meanwhile": _(
        "Somebody changed this while you wrote. Your text stands below, and nothing was saved. "
        "Under it is the text as it is now. Take over what you need, then save again."
    ),
    "nothing_changed": _("Nothing is different from what the file holds."),
    "another_key": _("The key must stay as it is, and one entry must stay one entry."),
    "refused": _("This was not saved. Your text stands below as you wrote it."),
    "no_folder": _(
        "Nothing can be edited here: the folder for content that is written is not set "
        "(CONTENT_WRITE_DIR)."
    ),
}


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_figure(request: HttpRequest, report: str, key: str) -> HttpResponse:
    """A figure's row of figures.csv, or a cell of a table."""
    back = reverse("studio:figure", args=[report, key])
    return _edit(request, lambda: blocks.figure(report, key), RowForm, back)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: HttpRequest, key: str) -> HttpResponse:
    """A question's entry of questions.yaml."""
    back = reverse("studio:question", args=[key])
    return _edit(request, lambda: blocks.question(key), TextForm, back)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: HttpRequest, report: str, slug: str, edition: str) -> HttpResponse:
    """A page of the library, in one of its editions."""
    if edition not in blocks.EDITIONS:
        raise Http404
    back = reverse("insights:explainer", args=[report, slug])
    return _edit(request, lambda: blocks.page(report, slug, edition), TextForm, back)


def _edit(
    request: HttpRequest, find: Callable[[], blocks.Block], form_of: type[EditForm], back: str
) -> HttpResponse:
    try:
        block = find()
    except blocks.NoBlock as error:
        raise Http404 from error
    form, refused, now = form_of(request.POST or None, block=block), None, None
    if request.method == "POST" and form.is_valid():
        try:
            row = edit(find, form.write, form.cleaned_data["token"], request.user, timezone.now())
            return redirect("studio:edited", row.pk)
        except EditError as error:
            refused = error
        if refused.code == "changed_meanwhile":
            now = block.text
            # Saving again is a choice made in sight of the text as it is now.
            form.data = form.data.copy()
            form.data["token"] = block.token
    context = {
        "part": block,
        "form": form,
        "back": back,
        "said": refused and SAID[refused.code],
        "problems": refused.problems if refused else [],
        "now": now,
        "editable": bool(settings.CONTENT_WRITE_DIR),
        "no_folder": SAID["no_folder"],
    }
    wrong = refused or form.errors
    return render(request, "studio/edit.html", context, status=422 if wrong else 200)


@never_cache
@author_only
@require_safe
def edited(request: HttpRequest, pk: int) -> HttpResponse:
    """What an edit changed in its file, and the versions that it made."""
    row = get_object_or_404(ContentEdit, pk=pk)
    context = {"edit": row, "pieces": diff.words(row.before, row.after)}
    return render(request, "studio/edited.html", context)
