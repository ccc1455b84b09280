"""Pages that lead to drafts: their list, all content by kind, and where a draft is begun."""

import errno

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.content import zipped
from awareness.content.staging import NoSubject, published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.draft_kinds import DraftKind, draft_kinds
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, DraftState
from awareness.studio.published import content_lists
from awareness.studio.published.forms import ContentFilterForm

LONGEST_NAME = 80  # letters of a subject's or a report's name (Draft.subject, Draft.report)
DRAFTS_PER_PAGE = 40
OBJECTS_PER_PAGE = 40


@never_cache
@author_only
@require_safe
def drafts(request: UserRequest) -> HttpResponse:
    """Everything that is being written, and what was deleted, page by page."""
    open_drafts = Paginator(Draft.objects.with_state().open(), DRAFTS_PER_PAGE)
    deleted_drafts = Paginator(
        Draft.objects.in_states(DraftState.DELETED).order_by("-closed_at", "id"), DRAFTS_PER_PAGE
    )
    context = {
        "page": open_drafts.get_page(request.GET.get("page")),
        "deleted": deleted_drafts.get_page(request.GET.get("deleted")),
        "new": [draft_kind for draft_kind in draft_kinds().values() if draft_kind.new_form_class],
        "names": content_lists.title_by_folder(),
    }
    return render(request, "studio/drafts/list.html", context)


@never_cache
@author_only
@require_safe
def contents(request: UserRequest) -> HttpResponse:
    """What there is, published or being written, of a kind or of all; drafts are begun here."""
    form = ContentFilterForm(request.GET or {"kind": "page"})
    kind = form.chosen_kind()
    rows = content_lists.content_rows(kind)
    authors = sorted({row.changed_by for row in rows if row.changed_by})
    rows = content_lists.matching_rows(rows, **form.chosen_filters(authors))
    page = Paginator(rows, OBJECTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "kind": kind, "names": content_lists.title_by_folder()}
    return render(request, "studio/drafts/contents.html", context)


@never_cache
@author_only
@require_safe
def take_zip(request: UserRequest, subject: str, report: str = "") -> HttpResponse:
    """The files of a subject, or of one report, as they are read now; 404 where there are none."""
    # No folder has a longer name, and to look for one is an error of the operating system.
    is_too_long = max(len(subject), len(report)) > LONGEST_NAME
    try:
        files = None if is_too_long else zipped.content_files_of(subject, report)
    except NoSubject:
        files = None
    if not files:
        raise Http404
    response = HttpResponse(zipped.zip_of(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{report or subject}.zip"'
    return response


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_draft(request: UserRequest, kind: str) -> HttpResponse:
    """Begins something new; the form is that of its kind."""
    draft_kind = _draft_kind_named(kind)
    if draft_kind.new_form_class is None:
        raise Http404
    form = draft_kind.new_form_class(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        body, ref = form.as_fields(), form.ref()
        title = draft_kind.title(body, ref)
        draft = drafting.begin_new(ref, body, title, request.user, timezone.now())
        return redirect(f"{reverse('studio:draft', args=[draft.pk])}?at={form.next_field_name}")
    form.focus_first_empty()
    context = {"kind": draft_kind, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/drafts/new.html", context, status=status)


@author_only
@require_POST
def begin_draft(
    request: UserRequest, kind: str, subject: str, report: str, key: str
) -> HttpResponse:
    """A draft of something that is published; the open one where there is one."""
    draft_kind = _draft_kind_named(kind)
    try:
        ref = ObjectRef(draft_kind.kind, subject, "" if report == "-" else report, key)
        published = published_object(ref)
    except ValueError:
        raise Http404 from None
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from None  # no file can be called that
    if published.fields is None:
        raise Http404
    title = draft_kind.title(published.fields, ref)
    draft, _is_new = drafting.begin(
        ref, published.fields, title, published.digest, request.user, timezone.now()
    )
    return redirect("studio:draft", draft.pk)


def _draft_kind_named(kind: str) -> DraftKind:
    """The kind of draft that an address names; 404 where nothing of that name is drafted."""
    draft_kind = draft_kinds().get(ObjectKind(kind)) if kind in list(ObjectKind) else None
    if draft_kind is None:
        raise Http404
    return draft_kind
