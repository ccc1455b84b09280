"""Folders that were edited here: how they stand to what ships, and what is to become of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from awareness.content import written_folders
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.models import FolderChange, JobKind
from awareness.studio.published import diff
from awareness.studio.publishing import jobs
from awareness.studio.publishing.forms import DecisionForm

MOST_DECISIONS = 20


@never_cache
@author_only
@require_safe
def all_written(request: UserRequest) -> HttpResponse:
    """Every folder that was edited here, those that wait for a decision first, and who decided."""
    folders = sorted(
        written_folders.all_written_folders(), key=lambda folder: not folder.status.waits
    )
    decisions = FolderChange.objects.filter(job__kind__in=[JobKind.KEEP, JobKind.TAKE])
    context = {"rows": folders, "decided": decisions.select_related("job")[:MOST_DECISIONS]}
    return render(request, "studio/written.html", context)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: UserRequest, shelf: str, name: str) -> HttpResponse:
    """A folder of written content: what differs from what ships, and on which side it changed. A
    decision, to keep it or to take what ships, becomes a job."""
    folder = written_folders.find_written_folder(shelf, name)
    if folder is None:
        raise Http404
    form = DecisionForm(request.POST or None, initial={"token": folder.state})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        job_request = jobs.JobRequest(
            JobKind(cleaned["decision"]),
            place=[shelf, name],
            list_words=folder.path,
            started=cleaned["token"],
        )
        job = jobs.submit(job_request, cleaned["once"], request.user, timezone.now())
        return redirect("studio:job", job.pk)
    differences_and_words = [
        (difference, _changed_words(difference))
        for difference in written_folders.differences(folder)
    ]
    context = {"folder": folder, "form": form, "rows": differences_and_words}
    return render(request, "studio/decide.html", context, status=422 if form.errors else 200)


def _changed_words(difference: written_folders.Difference) -> tuple[diff.Piece, ...]:
    """The words of a file, and what becomes of them from what ships to what stands here."""
    return diff.word_pieces(difference.shipped or "", difference.written or "")
