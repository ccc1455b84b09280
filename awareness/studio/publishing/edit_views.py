"""Mending content in the browser: a form over a block of a file, and what an edit touched.

Spelling, spacing and punctuation are published at once; all else becomes a draft (decision 38)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from awareness.content import blocks
from awareness.content.light_blocks import is_light_edit
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.drafts import edited as edited_drafts
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import ContentEdit, Job, JobKind
from awareness.studio.published import diff
from awareness.studio.publishing import job_urls, jobs
from awareness.studio.publishing.editing import block_of
from awareness.studio.publishing.forms import EditForm

MESSAGE_SAME = _("Nothing is different from what the file holds.")
MESSAGE_BEING_WRITTEN = _(
    "Somebody else writes a draft of this, or it is being published. What you typed is below: take "
    "the draft over, or tell them. Only spelling, spacing and punctuation can be mended beside it."
)
MESSAGE_OWN_DRAFT = _(
    "Your own draft of this says something else at the same place. What you typed is below: write "
    "it into the draft, or delete that one first."
)
MESSAGE_NO_OBJECT = _(
    "This cannot be read as one entry any more: its key and kind have to stay, and a text or a "
    "list stays one. What you typed is below."
)
MESSAGE_NOW_A_DRAFT = _(
    "This changes more than spelling, spacing and punctuation, so it is a draft now, with what you "
    "typed. A second person reads it before it is published."
)
MESSAGE_NO_FOLDER = _(
    "Nothing can be edited here: the folder for content that is written is not set "
    "(CONTENT_WRITE_DIR)."
)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_figure(request: UserRequest, report: str, key: str) -> HttpResponse:
    """A figure's row of figures.csv, or a cell of a table."""
    return _edit_page(request, JobKind.FIGURE, [report, key])


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: UserRequest, key: str) -> HttpResponse:
    """A question's entry of questions.yaml."""
    return _edit_page(request, JobKind.QUESTION, [key])


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: UserRequest, report: str, slug: str, edition: str) -> HttpResponse:
    """A page of the library, in one of its editions."""
    if edition not in blocks.ENDING_BY_EDITION:
        raise Http404
    return _edit_page(request, JobKind.PAGE, [report, slug, edition])


def _edit_page(request: UserRequest, kind: JobKind, address_parts: list[str]) -> HttpResponse:
    """The form of a block, found by the parts of its address. A light edit becomes a job, which is
    checked in the background, and any other a draft. Where the block was changed meanwhile it is a
    job, which says so and keeps what was typed."""
    try:
        block = block_of(kind, address_parts)
    except blocks.NoBlock as error:
        raise Http404 from error
    form, message = job_urls.form_class(kind)(request.POST or None, block=block), None
    if request.method == "POST" and form.is_valid():
        job_request = _job_request(kind, address_parts, block, form)
        is_current = job_request.started == block.token
        if not settings.CONTENT_WRITE_DIR:
            message = MESSAGE_NO_FOLDER
        elif is_current and job_request.after == block.text:
            message = MESSAGE_SAME
        elif is_current and not is_light_edit(block, job_request.after):
            draft_page_or_message = _begin_draft(request, kind, block, job_request.after)
            if isinstance(draft_page_or_message, HttpResponse):
                return draft_page_or_message
            message = draft_page_or_message
        else:
            followed_job = _followed_job(request, form, job_request)
            now = timezone.now()
            job = jobs.submit(
                job_request, form.cleaned_data["once"], request.user, now, followed_job
            )
            return redirect("studio:job", job.pk)
    context = {
        "part": block,
        "form": form,
        "back": job_urls.target_url(kind, address_parts),
        "message": message,
        "editable": bool(settings.CONTENT_WRITE_DIR),
        "no_folder": MESSAGE_NO_FOLDER,
    }
    status = 422 if message or form.errors else 200
    return render(request, "studio/edit.html", context, status=status)


def _begin_draft(
    request: UserRequest, kind: JobKind, block: blocks.Block, text_after: str
) -> HttpResponse | Any:
    """A redirect to a draft of the block's object with what was typed, for a second person; or a
    message why there is none."""
    try:
        draft = edited_drafts.begin(kind, block, text_after, request.user, timezone.now())
    except DraftError as error:
        return MESSAGE_OWN_DRAFT if error.code == "stale" else MESSAGE_BEING_WRITTEN
    if draft is None:
        return MESSAGE_NO_OBJECT
    messages.info(request, MESSAGE_NOW_A_DRAFT)
    return redirect("studio:draft", draft.pk)


def _job_request(
    kind: JobKind, address_parts: list[str], block: blocks.Block, form: EditForm
) -> jobs.JobRequest:
    """The edit that a valid form asks for. What the block said before is kept where it was not
    changed meanwhile."""
    token = form.cleaned_data["token"]
    text_before = block.text if token == block.token else ""
    message = f"{block.pack}/{block.file}: {block.key}"
    text_after = form.write(block)
    return jobs.JobRequest(kind, address_parts, message, token, text_before, text_after, form.typed)


def _followed_job(request: UserRequest, form: EditForm, job_request: jobs.JobRequest) -> Job | None:
    """One's own open job at the same place, which this one takes on."""
    own_jobs = Job.objects.open().filter(by=request.user, kind=job_request.kind)
    job = own_jobs.filter(pk=form.cleaned_data["follows"] or 0).first()
    return job if job and job.place == job_request.place else None


@never_cache
@author_only
@require_safe
def edited(request: UserRequest, pk: int) -> HttpResponse:
    """What an edit, whose id is `pk`, changed in its file, and the versions that it made."""
    content_edit = get_object_or_404(ContentEdit, pk=pk)
    pieces = diff.word_pieces(content_edit.before, content_edit.after)
    context = {"edit": content_edit, "pieces": pieces}
    return render(request, "studio/edited.html", context)
