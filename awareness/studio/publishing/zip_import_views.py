"""Subjects and reports come in as a zip: sending one, what it would change, drafts of it."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.content.unzipped import MAX_ZIP_BYTES, WORDS, Unzipped, ZipRefused, unzip
from awareness.people.access import UserRequest
from awareness.studio import tasks
from awareness.studio.author_views import author_only
from awareness.studio.authors import SENDER_TAKES_AWAY, may_take_away
from awareness.studio.models import FileState, ZipImport
from awareness.studio.publishing import zip_imports
from awareness.studio.publishing.zip_imports import ZipImportError
from awareness.subjects import registry
from awareness.workplace.forms import one_column

MOST_LISTED = 50  # zips
MESSAGE_BY_CODE = {
    "gone": gettext_lazy(
        "There is nothing more to make drafts of: it was done already, or the zip was taken away."
    ),
    "not_sender": gettext_lazy(
        "Somebody else sent this zip. Drafts of it are theirs, for whoever wrote a text may not "
        "approve it. Send the zip yourself to make them yours."
    ),
    "too_many": gettext_lazy(
        "One review takes up to 500 drafts, and this zip would make more. Send it in parts: the "
        "subject without its reports first, then its reports one by one."
    ),
}


class ZipForm(forms.Form):
    """A zip that is sent. Once the form is valid `unzipped` is what it holds, and `subject_key` the
    subject that it belongs to."""

    file = forms.FileField(
        label=gettext_lazy("Zip"),
        help_text=gettext_lazy(
            "The folder of a subject or of a report, as it is taken from here. Up to 10 MB."
        ),
        error_messages={
            "required": gettext_lazy("Choose a zip."),
            "empty": gettext_lazy("The file is empty."),
            "missing": gettext_lazy("Choose a zip."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    subject = forms.ChoiceField(
        label=gettext_lazy("Subject, of a report that is new here"), required=False,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip

    unzipped: Unzipped
    subject_key: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject_field = cast(forms.ChoiceField, self.fields["subject"])
        subject_field.choices = [
            ("", gettext_lazy("As the zip says")),
            *((key, subject.name) for key, subject in registry.subjects().items()),
        ]
        self.helper = one_column(self, gettext_lazy("Check the zip"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_ZIP_BYTES:
            raise ValidationError(str(WORDS["too_big"]), code="too_big")
        try:
            self.unzipped = unzip(file.read())
        except ZipRefused as refusal:
            raise ValidationError(refusal.words, code=refusal.code) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "file" in cleaned and "subject" in cleaned:
            self.subject_key = zip_imports.subject_of_zip(self.unzipped, cleaned["subject"])
            if not self.subject_key and self.unzipped.subject:
                taken_message = _(
                    "Another folder is called as this subject's key is. Give it another key."
                )
                self.add_error("file", ValidationError(taken_message, code="taken"))
            elif not self.subject_key:
                unsaid_message = _("The zip does not say which subject it belongs to. Choose one.")
                self.add_error("subject", ValidationError(unsaid_message, code="no_subject"))
        return cleaned


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def zip_imports_page(request: UserRequest) -> HttpResponse:
    """The zips that wait or were refused, and the form that takes another."""
    is_sent = request.method == "POST"
    form = ZipForm(request.POST, request.FILES) if is_sent else ZipForm()
    if is_sent and form.is_valid():
        name = form.cleaned_data["file"].name
        zip_import = zip_imports.receive(
            form.unzipped, form.subject_key, name, request.user, timezone.now()
        )
        tasks.check_zip_import.enqueue(str(zip_import.pk))
        return redirect("studio:zip_import", zip_import.pk)
    listed = ZipImport.objects.defer("files", "problems")[:MOST_LISTED]
    context = {"form": form, "rows": listed}
    return render(request, "studio/imports/list.html", context, status=422 if is_sent else 200)


@never_cache
@author_only
@require_safe
def zip_import(request: UserRequest, pk: UUID) -> HttpResponse:
    """What a zip would change, or why it is not taken; before that, that it is being checked."""
    zip_import = get_object_or_404(ZipImport, pk=pk)
    is_theirs = may_take_away(zip_import.by, request.user, timezone.localdate())
    context: dict[str, Any] = {"row": zip_import, "may_take_away": is_theirs}
    if zip_import.state == FileState.WAITS:
        response = render(request, "studio/imports/waits.html", context)
        response["Refresh"] = "2"  # the browser asks again by itself; there is a link, too
        return response
    if zip_import.state == FileState.REFUSED:
        return render(request, "studio/imports/refused.html", context)
    changes = zip_imports.differences(zip_import)
    drafts = zip_imports.open_drafts(zip_import, changes.changed)
    context |= {
        "found": changes,
        "drafts": drafts,
        "mine": zip_import.by_id == request.user.pk,
        "not_sender": MESSAGE_BY_CODE["not_sender"],
    }
    return render(request, "studio/imports/import.html", context)


@author_only
@require_POST
def draft_zip_import(request: UserRequest, pk: UUID) -> HttpResponse:
    """Makes drafts of what the zip would change."""
    try:
        drafts, left_drafts = zip_imports.make_drafts(pk, request.user, timezone.now())
    except ZipImportError as error:
        messages.warning(request, MESSAGE_BY_CODE[error.code])
        return redirect("studio:drafts" if error.code == "gone" else "studio:zip_imports")
    sentence = ngettext("%(n)s draft is made.", "%(n)s drafts are made.", len(drafts))
    messages.success(request, sentence % {"n": len(drafts)})
    if left_drafts:
        left_names = ", ".join(f"{draft.key} ({draft.editor_name})" for draft in left_drafts)
        left_sentence = _("Others write these, so they stay as they are: %(names)s")
        messages.warning(request, left_sentence % {"names": left_names})
    return redirect("studio:drafts")


@author_only
@require_POST
def drop_zip_import(request: UserRequest, pk: UUID) -> HttpResponse:
    """Lets a zip go. Nothing was changed by it."""
    zip_import = get_object_or_404(ZipImport, pk=pk)
    if not may_take_away(zip_import.by, request.user, timezone.localdate()):
        messages.warning(request, SENDER_TAKES_AWAY % {"name": zip_import.by_name})
        return redirect("studio:zip_imports")
    zip_import.delete()
    messages.success(request, _("The zip is taken away. Nothing was changed by it."))
    return redirect("studio:zip_imports")
