"""One draft in the browser: its form with the preview, its history, what is done with it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
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

from awareness.content.files import UnreadableFile
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind
from awareness.numerals.whole import whole_number
from awareness.people.access import UserRequest
from awareness.studio.author_views import FRAGMENT_HEADER, author_only, broken_files_context
from awareness.studio.draft_kinds import EDITIONS, DraftKind, draft_kinds, edition_of, kind_of
from awareness.studio.draft_kinds.base import DraftForm, Preview
from awareness.studio.drafts import drafting, onward
from awareness.studio.drafts import history as draft_history
from awareness.studio.drafts.buttons import SaveButton
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.drafts.figure_keys import key_and_body
from awareness.studio.models import Draft, DraftRevision
from awareness.studio.published import content_lists
from awareness.studio.publishing.publish import refusal_of
from awareness.studio.reviews.ended import why_returned
from awareness.studio.reviews.reading import sent_in_review_or_404

SAVED = "save"  # no field: the button that was pressed
ANSWERED_KINDS = (ObjectKind.QUESTION, ObjectKind.SITUATION)  # a learner answers these
HISTORY_PER_PAGE = 20  # pieces of work and events
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
def draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """The form of a draft, with its preview beside it."""
    draft = draft_or_404(pk)
    revision = draft.newest_revision()
    form = kind_of(draft).form_class.filled(revision.body, revision.number, draft.ref)
    return _draft_page(request, draft, revision, form, revision.body)


@never_cache
@author_only
@require_POST
def save_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Saves the form as a revision. htmx gets the parts of the page that follow from the text; a
    form that was sent as a page is led on to where its button points."""
    draft = draft_or_404(pk)
    draft_kind = kind_of(draft)
    form = draft_kind.form_class(
        request.POST, ref=draft.ref, saved_fields=draft.newest_revision().body
    )
    if not form.is_valid():
        return not_saved_page(request, draft, form, invalid_form_code(form))
    body = form.as_fields()
    button = SaveButton.read(request.POST)
    if button.picked_reference:  # picked without the script: it comes at the end
        body = _with_reference(body, button.target_field, button.picked_reference)
    if button.command:
        body = draft_kind.apply_command(draft, body, button.command)
    try:
        key, body = key_and_body(draft, body)
        revision = drafting.save(
            pk, body, draft_kind.title(body, draft), form.cleaned_data["based_on"], request.user,
            timezone.now(), take_over=button.take_over, key=key,
        )  # fmt: skip
    except DraftError as error:
        return not_saved_page(request, draft, form, error.code)
    if request.htmx:
        return _saved_parts(request, draft_or_404(pk), revision, body)
    next_steps = onward.after_saving(draft) if button.next_step else ()
    if step := next((step for step in next_steps if step.name == button.next_step), None):
        return redirect(step.address)
    page_place = ""
    if button.searched == "drawings":
        page_place = "?drawings=1#drawings"
    elif button.searched:
        page_place = f"?{urlencode({'q': button.search_words})}#picks"
    elif button.command:
        page_place = f"#{draft_kind.command_anchor(button.command, body)}"
    elif button.save or button.take_over:
        page_place = f"?at={SAVED}"
    return redirect(f"{request.path.removesuffix('save/')}{page_place}")


def _with_reference(
    body: Mapping[str, Any], field_name: str, picked_reference: str
) -> dict[str, Any]:
    """The body with a picked reference ("{figure:…}", "{chart:…}") at the end of one of its texts;
    of a field that is a list of figures' keys with the figure's key in it. As it is where the field
    is neither."""
    value = body.get(field_name)
    if isinstance(value, list):
        figure_key = picked_reference.removeprefix("{figure:").partition("|")[0].rstrip("}")
        return {**body, field_name: list(dict.fromkeys([*value, figure_key]))}
    if not isinstance(value, str):
        return dict(body)
    if picked_reference.startswith("{chart:"):  # stands in a line of its own
        return {**body, field_name: f"{value.rstrip()}\n\n{picked_reference}\n".lstrip("\n")}
    return {**body, field_name: f"{value.rstrip()} {picked_reference}".strip()}


def invalid_form_code(form: DraftForm) -> str:
    """The code of MESSAGES for an invalid form: stale where nothing but the number of the revision
    it began from is missing, for it may be of any; else "", and its fields say what is wrong."""
    return "stale" if set(form.errors) == {"based_on"} else ""


def not_saved_page(request: UserRequest, draft: Draft, form: DraftForm, code: str) -> HttpResponse:
    """The page with the form as it was typed, the message of `code`, and what differs between it
    and the newest revision. htmx gets the message alone."""
    if request.htmx:
        context = {"draft": draft, "message": MESSAGES.get(code), "form": form}
        return _fragment(request, "studio/drafts/_not_saved.html", context)
    revision = draft.newest_revision()
    typed_body = form.as_fields() if form.is_valid() else {}
    is_compared = typed_body and code != "title"  # of which no other author is the cause
    changes = draft_history.field_changes(draft, typed_body, revision.body) if is_compared else []
    data_to_show = request.POST.copy()
    if is_compared or code == "stale":  # else what was saved meanwhile has not been seen
        data_to_show["based_on"] = str(revision.number)
    form_to_show = type(form)(data_to_show, ref=draft.ref, saved_fields=form.saved_fields)
    form_to_show.is_valid()
    return _draft_page(
        request, draft, revision, form_to_show, typed_body or revision.body, code, changes
    )


@author_only
@require_POST
def undo_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Goes back to the revision before, or to the one whose `number` was sent."""
    draft = draft_or_404(pk)
    revision_number = whole_number(request.POST.get("number", ""), digits=8)
    try:
        if revision_number is None:
            target_revision = drafting.target_of_undo(draft)
        else:
            target_revision = get_object_or_404(DraftRevision, draft=draft, number=revision_number)
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
    draft = draft_or_404(pk)
    revisions = draft.revisions.order_by("number").defer("body")
    pages = Paginator(draft_history.history(draft.events.all(), revisions), HISTORY_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    draft_history.add_field_changes(draft, page.object_list)
    context = {"draft": draft, "page": page, "mine": draft.editor_id == request.user.pk,
               "newest": draft.newest_revision().number}  # fmt: skip
    return render(request, "studio/drafts/history.html", context)


@author_only
@require_POST
def take_over_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """Whoever asks writes it from now on."""
    draft = draft_or_404(pk)
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
    """Asks first; what was deleted can be taken back from the list. Whoever does not write the
    draft is led to its page, where it can be taken over."""
    draft = draft_or_404(pk)
    if draft.closed_at is None and draft.editor_id != request.user.pk:
        sentence = _("%(name)s writes this draft. Take it over first, then you can delete it.")
        messages.warning(request, sentence % {"name": draft.editor_name})
        return redirect("studio:draft", pk)
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
    draft = draft_or_404(pk)
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
    draft = draft_or_404(pk)
    draft_kind, edition = kind_of(draft), edition_of(request.GET)
    edition_params, review = request.GET.copy(), None
    if review_id := request.GET.get("review"):
        review, sent_by_draft_id = sent_in_review_or_404(review_id, draft)
        fields = sent_by_draft_id[draft.pk].revision.body
    else:
        fields = draft.newest_revision().body
    play = draft_kind.play
    preview = (
        play(draft, fields, request.POST, request.GET)
        if play
        else draft_kind.preview(draft, fields)
    )
    if draft.kind in ANSWERED_KINDS and request.htmx and request.method == "POST":
        partial_context = {
            "draft": draft,
            "shown": preview.context,
            "here": request.get_full_path(),
        }
        return _fragment(request, f"{preview.template}#ask", partial_context)
    tabs = []
    for edition_key, label in EDITIONS.items() if draft_kind.in_editions else ():
        edition_params["edition"] = edition_key
        tabs.append((label, f"?{edition_params.urlencode()}", edition_key == edition))
    context = {"draft": draft, "preview": preview, "edition": edition, "tabs": tabs,
               "review": review, "here": request.get_full_path()}  # fmt: skip
    return render(request, "studio/drafts/play.html", context)


@never_cache
@author_only
@require_safe
def draft_picks(request: UserRequest, pk: UUID) -> HttpResponse:
    """What may be picked into the form, as it is looked for (htmx)."""
    draft = draft_or_404(pk)
    tools = kind_of(draft).tools_context(draft, {}, request.GET)
    if "picks" not in tools:  # nothing is picked into a draft of this kind
        raise Http404
    return _fragment(request, "studio/drafts/_picks.html", {"draft": draft, "tools": tools})


def draft_or_404(pk: UUID) -> Draft:
    """A draft with its state; 404 where there is none, or its kind is not drafted any more."""
    draft = get_object_or_404(Draft.objects.with_state(), pk=pk)
    if ObjectKind(draft.kind) not in draft_kinds():
        raise Http404
    return draft


def _draft_page(
    request: UserRequest,
    draft: Draft,
    revision: DraftRevision,
    form: DraftForm,
    fields: Mapping[str, Any],
    code: str = "",
    changes: Sequence[draft_history.FieldChange] = (),
) -> HttpResponse:
    """The page of a draft: `form` with the preview of `fields`; the message of `code` ("" for
    none), and beside it how what was typed differs from the newest revision."""
    draft_kind: DraftKind = kind_of(draft)
    preview = draft_kind.preview(draft, fields)
    form.attach(preview)
    form.mark_next(request.GET.get("at", ""))
    context = {
        "draft": draft, "kind": draft_kind, "revision": revision, "form": form, "preview": preview,
        "tools": draft_kind.tools_context(draft, fields, request.POST or request.GET),
        "mine": draft.editor_id == request.user.pk, "message": MESSAGES.get(code), "code": code,
        "changes": changes, "open": draft.closed_at is None,
        "meanwhile": _newer_published_text(draft, fields) if draft.closed_at is None else None,
        "refusal": refusal_of(draft), "returned": why_returned(draft),
        "not_saved": bool(code or form.errors),
        "saved": request.method == "GET" and request.GET.get("at") == SAVED,
        "names": content_lists.title_by_folder(),
    }  # fmt: skip
    status = 422 if context["not_saved"] else 200
    return render(request, "studio/drafts/draft.html", context, status=status)


class NewerText(NamedTuple):
    """A text of a draft's object that was published since the draft was begun."""

    digest: str
    changes: list[draft_history.FieldChange]  # from the draft's fields to those of the text


def _newer_published_text(draft: Draft, fields: Mapping[str, Any]) -> NewerText | None:
    """The text that is published now, beside the draft's `fields`; None where it is the one that
    the draft was begun from (`draft.started` is its digest)."""
    published = published_object(draft.ref)
    if published.digest == draft.started:
        return None
    changes = draft_history.field_changes(draft, fields, published.fields or {})
    return NewerText(published.digest, changes)


@author_only
@require_POST
def renew_draft(request: UserRequest, pk: UUID) -> HttpResponse:
    """The editor compared the draft with what was published meanwhile: it may take its place."""
    draft = draft_or_404(pk)
    published_digest = published_object(draft.ref).digest
    try:
        if request.POST.get("digest", "") == published_digest:  # else something newer is shown
            drafting.renew(pk, published_digest, request.user, timezone.now())
    except DraftError as error:
        messages.warning(request, MESSAGES[error.code])
    return redirect("studio:draft", pk)


def _saved_parts(
    request: UserRequest, draft: Draft, revision: DraftRevision, fields: Mapping[str, Any]
) -> HttpResponse:
    """What htmx exchanges once a revision was saved: the preview, what checks say, its number."""
    draft_kind = kind_of(draft)
    try:
        preview = draft_kind.preview(draft, fields)
    except UnreadableFile:  # what was typed is saved all the same
        preview = Preview("studio/broken_files.html#words", broken_files_context())
    form = draft_kind.form_class.filled(fields, revision.number, draft.ref)
    form.attach(preview)
    context = {"draft": draft, "kind": draft_kind, "revision": revision, "preview": preview,
               "form": form, "swapped": True}  # fmt: skip
    return _fragment(request, "studio/drafts/_beside.html", context)


def _fragment(request: UserRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A part of a page, marked for the script as one."""
    response = render(request, template, context)
    response[FRAGMENT_HEADER] = "1"
    return response
