"""What authors asked for: whether it waits, was done or was refused, and what they typed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from awareness.content.blocks import Block, NoBlock
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.models import Job, JobKind, JobState
from awareness.studio.published import diff
from awareness.studio.publishing import job_urls, jobs
from awareness.studio.publishing.editing import block_of
from awareness.studio.publishing.forms import EditForm
from awareness.studio.reviews import ended as ended_reviews

# Checking everything takes some twenty seconds on a slow machine.
LATE_AFTER = timedelta(seconds=60)
MOST_LISTED = 100
MESSAGES_OF_EDITS = {
    JobState.REFUSED: _("A check refused this, and nothing was changed. What you wrote is kept."),
    JobState.CHANGED: _(
        "Somebody changed this while you wrote. Nothing was changed by you, and what you wrote is "
        "kept. The text as it is now stands below. Take over what you need, then save again."
    ),
    JobState.SAME: _("Nothing was changed: the file holds these very words."),
    JobState.GONE: _("What this changes is no longer there. What you wrote is kept below."),
    JobState.KEY: _(
        "Nothing was changed. The key must stay as it is, and one entry must stay one entry. What "
        "you wrote is kept."
    ),
    JobState.BROKEN: _(
        "The program met an error of its own, and nothing was changed. What you wrote is kept. "
        "Tell whoever runs it; you can save again at any time."
    ),
}
MESSAGES_OF_OTHERS = {
    JobState.REFUSED: _("A check refused this, and nothing was changed."),
    JobState.CHANGED: _("It changed while you looked. Nothing was done. Look again, then decide."),
    JobState.GONE: _("This is no longer there. Nothing was done."),
    JobState.KEY: _("A key was changed, and nothing was done."),
    JobState.BROKEN: _(
        "The program met an error of its own, and nothing was changed. Tell whoever runs it; you "
        "can try again at any time."
    ),
}
# What the page of a job shows: templates/studio/_job_<state>.html under this title.
TITLE_BY_STATE = {"waits": _("Being checked"), "done": _("Done"), "open": _("Not done")}
DROPPED_MESSAGE = _("You let this go. What you wrote stays on record.")
TOO_LATE_MESSAGE = _("It was done before you let it go.")


@never_cache
@author_only
@require_safe
def jobs_list(request: UserRequest) -> HttpResponse:
    """Open jobs: one's own, and those of other authors, newest first. What a reviewer returned."""
    open_jobs = list(Job.objects.open().select_related("outcome")[:MOST_LISTED])
    context = {
        "mine": [job for job in open_jobs if job.by_id == request.user.pk],
        "others": [job for job in open_jobs if job.by_id != request.user.pk],
        "returned": ended_reviews.returned_reviews(),
    }
    return render(request, "studio/jobs.html", context)


@never_cache
@author_only
@require_safe
def job(request: UserRequest, pk: int) -> HttpResponse:
    """One job. Every author may read it; whoever asked for it mends it or lets it go."""
    job = get_object_or_404(Job.objects.select_related("outcome", "dropped"), pk=pk)
    kind, outcome = JobKind(job.kind), job.outcome_or_none
    is_waiting = outcome is None and not job.is_dropped
    is_late = is_waiting and timezone.now() - job.at > LATE_AFTER
    if request.htmx:  # the page asks whether there is something new
        if is_waiting and request.GET.get("late", "") == ("1" if is_late else ""):
            return HttpResponse(status=204)
        return HttpResponseClientRedirect(request.path)
    if outcome and outcome.state == JobState.TAKEN and outcome.edit_id:
        return redirect("studio:edited", outcome.edit_id)
    is_mine = job.by_id == request.user.pk
    is_done = outcome is not None and outcome.state == JobState.TAKEN
    page_state = "waits" if is_waiting else "done" if is_done else "open"
    is_dropped = page_state == "open" and job.is_dropped
    context = {
        "job": job,
        "stands": page_state,
        "title": TITLE_BY_STATE[page_state],
        "heading": _("Let go") if is_dropped else TITLE_BY_STATE[page_state],
        "outcome": outcome,
        "waits": is_waiting,
        "late": is_late,
        "mine": is_mine,
        "edits": kind.is_edit,
        "back": job_urls.target_url(kind, job.place),
        "again": job_urls.form_url(kind, job.place),
    }
    if not is_waiting:
        context |= _ended_context(job, kind, is_mine)
    return render(request, "studio/job.html", context)


def _ended_context(job: Job, kind: JobKind, is_mine: bool) -> dict[str, Any]:
    """What else the page of a job shows that is done or not done."""
    outcome = job.outcome_or_none
    state = JobState(outcome.state) if outcome else None
    sentence = (
        (MESSAGES_OF_EDITS if kind.is_edit else MESSAGES_OF_OTHERS).get(state) if state else None
    )
    next_job = job.mended.first()
    context: dict[str, Any] = {"message": sentence, "next": next_job, "pieces": [], "form": None}
    if not kind.is_edit:
        return context
    block = _current_block(job)
    context["pieces"] = diff.word_pieces(job.before, job.after) if job.before else []
    if is_mine and block and next_job is None and not job.is_dropped:
        context["form"] = _typed_form(job, block)
        context["now"] = block.text if state == JobState.CHANGED else None
    return context


def _current_block(job: Job) -> Block | None:
    """The block that an edit is about as its file holds it now; None where it is gone."""
    try:
        return block_of(job.kind, job.place)
    except NoBlock:
        return None


def _typed_form(job: Job, block: Block) -> EditForm:
    """The form of an edit as it was typed, to be sent as a job that follows this one. Where the
    text changed meanwhile, it has the token of the text as it is now, which the page shows."""
    has_changed = job.outcome.state == JobState.CHANGED
    form_class = job_urls.form_class(job.kind)
    once = form_class.base_fields["once"].initial()
    token = block.token if has_changed else job.started
    fields = {**job.typed, "token": token, "once": str(once), "follows": str(job.pk)}
    return form_class(fields, block=block)


@never_cache
@author_only
@require_POST
def drop(request: UserRequest, pk: int) -> HttpResponse:
    """Let one's own job go."""
    job = get_object_or_404(Job, pk=pk, by=request.user)
    if jobs.drop(job, timezone.now()):
        messages.success(request, DROPPED_MESSAGE)
    else:
        messages.warning(request, TOO_LATE_MESSAGE)
    return redirect("studio:jobs")


@never_cache
@author_only
@require_POST
def ask_again(request: UserRequest) -> HttpResponse:
    """Ask the background once more to do what waits."""
    jobs.ask_worker()
    return redirect("studio:jobs")
