"""A drawing that a page's own figures propose: taken into the report's drawings and the page."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awareness.content.writing import ObjectKind
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.chart import ChartForm
from awareness.studio.draft_kinds.drafted_reports import ledger_with_drafts
from awareness.studio.drafts import drafting, drawings
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.drafts.views import draft_or_404, invalid_form_code, not_saved_page

TITLE_FIELD = ChartForm.base_fields["title"]


@author_only
@require_POST
def use_drawing(request: UserRequest, pk: UUID) -> HttpResponse:
    """Keeps what is in the form of a page, begins a draft of the drawing that was proposed, under
    the title in its field, and puts it after the text."""
    draft = draft_or_404(pk)
    if draft.kind != ObjectKind.PAGE:
        raise Http404
    draft_kind = kind_of(draft)
    form = draft_kind.form_class(
        request.POST, ref=draft.ref, saved_fields=draft.newest_revision().body
    )
    if not form.is_valid():
        return not_saved_page(request, draft, form, invalid_form_code(form))
    fields, wanted_key = form.as_fields(), request.POST.get("drawing", "")[:200]
    ledger, now = ledger_with_drafts(draft.report), timezone.now()
    drawn_proposals, _refused = drawings.drawn_proposals(ledger, draft, fields)
    wanted = next((drawn for drawn in drawn_proposals if drawn.key == wanted_key), None)
    try:
        title = TITLE_FIELD.clean(request.POST.get(f"title-{wanted_key}", ""))
    except ValidationError:
        return not_saved_page(request, draft, form, "title")
    try:
        with transaction.atomic():
            if wanted is not None:
                key = drawings.drawing_key(ledger, draft, wanted.proposal)
                if wanted.proposal.is_new and not drawings.is_published(ledger, draft, key):
                    drawing_fields = drawings.drawing_fields(wanted.proposal, title)
                    ref = drawings.drawing_ref(draft, key)
                    drawing_title = kind_of(ref).title(drawing_fields, ref)
                    drafting.begin(
                        ref,
                        drawing_fields,
                        drawing_title,
                        published_digest="",
                        by=request.user,
                        now=now,
                    )
                fields = drawings.page_with_drawing(fields, key)
            based_on = form.cleaned_data["based_on"]
            drafting.save(pk, fields, draft_kind.title(fields, draft), based_on, request.user, now)
    except DraftError as error:
        return not_saved_page(request, draft, form, error.code)
    if wanted is None:
        sentence = _("The figures of the text propose another drawing now. Nothing was drawn.")
        title_sentence = _("Your title was: “%(title)s”") % {"title": title} if title else ""
        messages.warning(request, f"{sentence} {title_sentence}".strip())
        return redirect("studio:draft", pk)
    return redirect(f"{reverse('studio:draft', args=[pk])}#drawings")
