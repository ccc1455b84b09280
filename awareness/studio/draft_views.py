"""Drafts in the browser: the list, the form with its preview, history. Authors alone."""

import errno
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awareness.content import zipped
from awareness.content.files import UnreadableFile
from awareness.content.staging import NoSubject, published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.numerals.whole import whole_number
from awareness.people.access import UserRequest
from awareness.studio import content_lists, draft_history, drafting, onward
from awareness.studio.author_views import FRAGMENT_HEADER, author_only, broken_files_context
from awareness.studio.draft_buttons import SaveButton
from awareness.studio.draft_kinds import EDITIONS, DraftKind, draft_kinds, edition_of, kind_of
from awareness.studio.draft_kinds.base import DraftForm, Preview
from awareness.studio.drafting import DraftError
from awareness.studio.ended_reviews import returned_of
from awareness.studio.forms import ContentFilterForm
from awareness.studio.models import Draft, DraftRevision, DraftState
from awareness.studio.publishing import refusal_of
from awareness.studio.review_reading import sent_in_named

ANSWERED = (ObjectKind.QUESTION, ObjectKind.SITUATION)  # when they are played
LONGEST_NAME = 80  # letters of a subject's or a report's name (Draft.subject, Draft.report)
SAVED = "save"  # no field: the button that was pressed
LISTED, HISTORY_SHOWN = 40, 20  # drafts of a page of the list; what a page of a history tells
MESSAGES = {
    "stale": gettext_lazy(
        "Somebody saved this while you wrote. What you wrote is in the form, what was saved stands "
        "beside it. Take over what you need, then save again."
    ),
    "not_editor": gettext_lazy(
        "Somebody else is writing this now. What you wrote is in the form. Nothing of it is saved "
        "before you take over."
    ),
    "closed": gettext_lazy(
        "This draft was deleted or published meanwhile. What you wrote is in the form; nothing of "
        "it is saved."
    ),
    "approved": gettext_lazy(
        "This draft is approved and being published. It cannot be changed any more."
    ),
    "unconfirmed": gettext_lazy(
        "A field is proposed and nobody has confirmed it beside its line. Confirm it, or write it."
    ),
    "title": gettext_lazy(
        "Something in the title of the drawing cannot be kept. Write that part once more."
    ),
    "nothing_before": gettext_lazy("There is nothing earlier to go back to."),
    "taken": gettext_lazy(
        "Another draft of the same was begun meanwhile. Delete that one first, or go on there."
    ),
}


@never_cache
@author_only
@require_safe
def drafts(request: UserRequest) -> HttpResponse:
    """Everything that is being written, and what was deleted, page by page."""
    shown = Paginator(Draft.objects.with_state().open(), LISTED)
    gone = Draft.objects.in_states(DraftState.DELETED).order_by("-closed_at", "id")
    kinds = draft_kinds()
    context = {
        "page": shown.get_page(request.GET.get("page")),
        "deleted": Paginator(gone, LISTED).get_page(request.GET.get("deleted")),
        "new": [kind for kind in kinds.values() if kind.new],
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
    page = Paginator(rows, 40).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "kind": kind, "names": content_lists.title_by_folder()}
    return render(request, "studio/drafts/contents.html", context)


@never_cache
@author_only
@require_safe
def take_zip(request: UserRequest, subject: str, report: str = "") -> HttpResponse:
    """The files of a subject, or of one report, as they are read now."""
    names = (subject, report)  # no folder has a longer name, and to look for one is an error
    try:
        files = zipped.content_files_of(*names) if max(map(len, names)) <= LONGEST_NAME else None
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
    of_kind = draft_kinds().get(ObjectKind(kind)) if kind in list(ObjectKind) else None
    if of_kind is None or of_kind.new is None:
        raise Http404
    form = of_kind.new(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        body = form.as_fields()
        ref = form.ref()
        begun = drafting.begin_new(
            ref, body, of_kind.title(body, ref), request.user, timezone.now()
        )
        address = reverse("studio:draft", args=[begun.pk])
        return redirect(f"{address}?at={form.leads_to}")
    form.focus_first_empty()
    context = {"kind": of_kind, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/drafts/new.html", context, status=status)


@author_only
@require_POST
def begin_draft(
    request: UserRequest, kind: str, subject: str, report: str, key: str
) -> HttpResponse:
    """A draft of something that is published; the open one where there is one."""
    of_kind = draft_kinds().get(ObjectKind(kind)) if kind in list(ObjectKind) else None
    if of_kind is None:
        raise Http404
    try:
        ref = ObjectRef(of_kind.kind, subject, "" if report == "-" else report, key)
        now_published = published_object(ref)
    except ValueError:
        raise Http404 from None
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from None  # no file can be called that
    if now_published.fields is None:
        raise Http404
    title = of_kind.title(now_published.fields, ref)
    begun, _new = drafting.begin(
        ref, now_published.fields, title, now_published.digest, request.user, timezone.now()
    )
    return redirect("studio:draft", begun.pk)


@never_cache
@author_only
@require_safe
def draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """The form of a draft, with its preview beside it."""
    draft = draft_at(pk)
    revision = draft.newest_revision()
    form = kind_of(draft).form.filled(revision.body, revision.number, draft.ref)
    return _page(request, draft, revision, form, revision.body)


@never_cache
@author_only
@require_POST
def save_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Keeps what somebody wrote; htmx gets the parts of the page that follow from it."""
    draft = draft_at(pk)
    of_kind = kind_of(draft)
    form = of_kind.form(request.POST, ref=draft.ref, before=draft.newest_revision().body)
    if not form.is_valid():
        return not_saved(request, draft, form, code_of(form))
    body = form.as_fields()
    button = SaveButton.read(request.POST)
    if button.put:  # picked without the script: it comes at the end
        body = _with_picked(body, button.into, button.put)
    body = of_kind.act(draft, body, button.act) if button.act else body
    try:
        revision = drafting.save(
            pk, body, of_kind.title(body, draft), form.cleaned_data["based_on"], request.user,
            timezone.now(), take_over=button.take_over,
        )  # fmt: skip
    except DraftError as error:
        return not_saved(request, draft, form, error.code)
    if request.htmx:
        return _beside(request, draft_at(pk), revision, body)
    next_steps = onward.after_saving(draft) if button.then else ()
    if step := next((step for step in next_steps if step.name == button.then), None):
        return redirect(step.address)
    place = ""
    if button.find:
        place = (
            "?drawings=1#drawings"
            if button.find == "drawings"
            else f"?{urlencode({'q': button.q})}#picks"
        )
    elif button.act:
        place = f"#{of_kind.acted_at(button.act, body)}"
    elif button.save or button.take_over:
        place = f"?at={SAVED}"
    return redirect(f"{request.path.removesuffix('save/')}{place}")


def _with_picked(body: Mapping[str, Any], name: str, reference: str) -> dict[str, Any]:
    """The body with a reference at the end of one of its texts."""
    text = body.get(name)
    if isinstance(text, list):  # keys, of which this is one more
        key = reference.removeprefix("{figure:").partition("|")[0].rstrip("}")
        return {**body, name: list(dict.fromkeys([*text, key]))}
    if not isinstance(text, str):
        return dict(body)
    if reference.startswith("{chart:"):  # stands in a line of its own
        return {**body, name: f"{text.rstrip()}\n\n{reference}\n".lstrip("\n")}
    return {**body, name: f"{text.rstrip()} {reference}".strip()}


def code_of(form: DraftForm) -> str:
    """Why a form is not saved: one that does not say from which revision it began may be of any."""
    return "stale" if set(form.errors) == {"based_on"} else ""


def not_saved(request: UserRequest, draft: Draft, form: DraftForm, code: str) -> HttpResponse:
    """The form as it was typed, why it was not saved, and what was saved meanwhile."""
    if request.htmx:
        context = {"draft": draft, "message": MESSAGES.get(code), "form": form}
        return _fragment(request, "studio/drafts/_not_saved.html", context)
    revision = draft.newest_revision()
    typed = form.as_fields() if form.is_valid() else {}
    compared = typed and code != "title"  # nobody saved meanwhile
    changes = draft_history.changes(draft, typed, revision.body) if compared else []
    posted = request.POST.copy()
    posted["based_on"] = str(revision.number)
    shown = type(form)(posted, ref=draft.ref, before=form.before)
    shown.is_valid()
    return _page(request, draft, revision, shown, typed or revision.body, code, changes)


@author_only
@require_POST
def undo_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Goes back to the revision before; `number` names another one."""
    draft = draft_at(pk)
    number = whole_number(request.POST.get("number", ""), digits=8)
    try:
        if number is None:
            target_revision = drafting.target_of_undo(draft)
        else:
            target_revision = get_object_or_404(DraftRevision, draft=draft, number=number)
        title = kind_of(draft).title(target_revision.body, draft)
        drafting.go_back(pk, target_revision.number, title, request.user, timezone.now())
    except DraftError as error:
        messages.warning(request, MESSAGES[error.code])
    return redirect("studio:draft", pk)


@never_cache
@author_only
@require_safe
def draft_history_page(request: UserRequest, pk: UUID) -> HttpResponse:
    """Who did what and when, in words, with what each change changed."""
    draft = draft_at(pk)
    revisions = draft.revisions.order_by("number").defer("body")
    pages = Paginator(draft_history.history(draft.events.all(), revisions), HISTORY_SHOWN)
    page = pages.get_page(request.GET.get("page"))
    draft_history.add_changes(draft, page.object_list)
    context = {"draft": draft, "page": page, "mine": draft.editor_id == request.user.pk,
               "newest": draft.newest_revision().number}  # fmt: skip
    return render(request, "studio/drafts/history.html", context)


@author_only
@require_POST
def take_over_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Whoever asks writes it from now on."""
    draft = draft_at(pk)
    try:
        drafting.take_over(draft.pk, request.user, timezone.now())
    except DraftError as error:
        messages.warning(request, MESSAGES[error.code])
        return redirect("studio:draft", pk)
    return redirect(f"{reverse('studio:draft', args=[pk])}#write")


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Asks first; what was deleted can be taken back from the list."""
    draft = draft_at(pk)
    if request.method != "POST":
        return render(request, "studio/drafts/delete.html", {"draft": draft})
    try:
        drafting.delete(draft.pk, request.user, timezone.now())
        messages.success(request, _("The draft is deleted. You can take that back below."))
    except DraftError as error:
        messages.warning(request, MESSAGES[error.code])
    return redirect("studio:drafts")


@author_only
@require_POST
def restore_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Takes back that a draft was deleted."""
    draft = draft_at(pk)
    try:
        drafting.restore(draft.pk, request.user, timezone.now())
    except DraftError as error:
        messages.warning(request, MESSAGES[error.code])
        return redirect("studio:drafts")
    return redirect("studio:draft", pk)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def play_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """The draft on a page of its own, as a learner sees it. Nothing is recorded: what was answered
    so far is carried by the form."""
    draft = draft_at(pk)
    of_kind, edition = kind_of(draft), edition_of(request.GET)
    kept, review = request.GET.copy(), None
    if named := request.GET.get("review"):
        review, sent = sent_in_named(named, draft)
        fields = sent[draft.pk].revision.body
    else:
        fields = draft.newest_revision().body
    play = of_kind.play
    preview = (
        play(draft, fields, request.POST, request.GET) if play else of_kind.preview(draft, fields)
    )
    if draft.kind in ANSWERED and request.htmx and request.method == "POST":
        part = {"draft": draft, "shown": preview.context, "here": request.get_full_path()}
        return _fragment(request, f"{preview.template}#ask", part)
    tabs = []
    for key, label in EDITIONS.items() if of_kind.in_editions else ():
        kept["edition"] = key
        tabs.append((label, f"?{kept.urlencode()}", key == edition))
    context = {"draft": draft, "preview": preview, "edition": edition, "tabs": tabs,
               "review": review, "here": request.get_full_path()}  # fmt: skip
    return render(request, "studio/drafts/play.html", context)


@never_cache
@author_only
@require_safe
def draft_picks(request: UserRequest, pk: UUID) -> HttpResponse:
    """What may be picked into the form, as it is looked for (htmx)."""
    draft = draft_at(pk)
    tools = kind_of(draft).tools(draft, {}, request.GET)
    if "picks" not in tools:  # nothing is picked into a draft of this kind
        raise Http404
    return _fragment(request, "studio/drafts/_picks.html", {"draft": draft, "tools": tools})


def draft_at(pk: UUID) -> Draft:
    """With its state; 404 where there is none, or its kind is not drafted any more."""
    draft = get_object_or_404(Draft.objects.with_state(), pk=pk)
    if ObjectKind(draft.kind) not in draft_kinds():
        raise Http404
    return draft


def _page(
    request: UserRequest,
    draft: Draft,
    revision: DraftRevision,
    form: DraftForm,
    fields: Mapping[str, Any],
    code: str = "",
    changes: list[Any] | None = None,
) -> HttpResponse:
    of_kind: DraftKind = kind_of(draft)
    preview = of_kind.preview(draft, fields)
    form.attach(preview)
    form.look_at(request.GET.get("at", ""))
    context = {
        "draft": draft, "kind": of_kind, "revision": revision, "form": form, "preview": preview,
        "tools": of_kind.tools(draft, fields, request.POST or request.GET),
        "mine": draft.editor_id == request.user.pk, "message": MESSAGES.get(code), "code": code,
        "changes": changes or [], "open": draft.closed_at is None,
        "meanwhile": _published_meanwhile(draft, fields) if draft.closed_at is None else None,
        "refusal": refusal_of(draft), "returned": returned_of(draft),
        "not_saved": bool(code or form.errors),
        "saved": request.method == "GET" and request.GET.get("at") == SAVED,
        "names": content_lists.title_by_folder(),
    }  # fmt: skip
    status = 422 if context["not_saved"] else 200
    return render(request, "studio/drafts/draft.html", context, status=status)


def _published_meanwhile(draft: Draft, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """What another one published since the draft was begun: its digest, and what differs of it."""
    now_published = published_object(draft.ref)
    if now_published.digest == draft.started:
        return None
    changes = draft_history.changes(draft, fields, now_published.fields or {})
    return {"digest": now_published.digest, "changes": changes}


@author_only
@require_POST
def renew_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Somebody took over what they need from what was published meanwhile."""
    draft = draft_at(pk)
    now_published = published_object(draft.ref).digest
    try:
        if request.POST.get("digest", "") == now_published:  # else something newer is shown
            drafting.renew(pk, now_published, request.user, timezone.now())
    except DraftError as error:
        messages.warning(request, MESSAGES[error.code])
    return redirect("studio:draft", pk)


def _beside(
    request: UserRequest, draft: Draft, revision: DraftRevision, fields: Mapping[str, Any]
) -> HttpResponse:
    of_kind = kind_of(draft)
    try:
        preview = of_kind.preview(draft, fields)
    except UnreadableFile:  # what was typed is saved all the same
        preview = Preview("studio/broken_files.html#words", broken_files_context())
    form = of_kind.form.filled(fields, revision.number, draft.ref)
    form.attach(preview)
    context = {"draft": draft, "kind": of_kind, "revision": revision, "preview": preview,
               "form": form, "swapped": True}  # fmt: skip
    return _fragment(request, "studio/drafts/_beside.html", context)


def _fragment(request: UserRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response[FRAGMENT_HEADER] = "1"
    return response
