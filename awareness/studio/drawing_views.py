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
from awareness.studio import drafting, drawings
from awareness.studio.author_views import author_only
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.chart import ChartForm
from awareness.studio.draft_kinds.drafted_reports import ledger_beside
from awareness.studio.draft_views import code_of, draft_at, not_saved
from awareness.studio.drafting import DraftError

title_field = ChartForm.base_fields["title"]


@author_only
@require_POST
def use_drawing(request: UserRequest, pk: UUID) -> HttpResponse:
    """Keeps what is in the form of a page, begins a draft of the drawing that was proposed, under
    the title in its field, and puts it after the text."""
    draft = draft_at(pk)
    if draft.kind != ObjectKind.PAGE:
        raise Http404
    of_kind = kind_of(draft)
    form = of_kind.form(request.POST, ref=draft.ref, before=draft.newest_revision().body)
    if not form.is_valid():
        return not_saved(request, draft, form, code_of(form))
    body, wanted = form.as_fields(), request.POST.get("drawing", "")[:200]
    ledger, now = ledger_beside(draft.report), timezone.now()
    drawn, _refused = drawings.proposed(ledger, draft, body)
    drawn_proposal = next((proposed for proposed in drawn if proposed.key == wanted), None)
    try:
        title = title_field.clean(request.POST.get(f"title-{wanted}", ""))
    except ValidationError:
        return not_saved(request, draft, form, "title")
    try:
        with transaction.atomic():
            if drawn_proposal is not None:
                key = drawings.key_of(ledger, draft, drawn_proposal.proposal)
                if drawn_proposal.proposal.is_new and not drawings.is_there(ledger, draft, key):
                    fields = drawings.fields_of(drawn_proposal.proposal, title)
                    ref = drawings.ref_of(draft, key)
                    drafted = kind_of(ref).title(fields, ref)
                    drafting.begin(ref, fields, drafted, started="", by=request.user, now=now)
                body = drawings.with_drawing(body, key)
            based_on = form.cleaned_data["based_on"]
            drafting.save(pk, body, of_kind.title(body, draft), based_on, request.user, now)
    except DraftError as error:
        return not_saved(request, draft, form, error.code)
    if drawn_proposal is None:
        notice = _("The figures of the text propose another drawing now. Nothing was drawn.")
        yours = _("Your title was: “%(title)s”") % {"title": title} if title else ""
        messages.warning(request, f"{notice} {yours}".strip())
        return redirect("studio:draft", pk)
    return redirect(f"{reverse('studio:draft', args=[pk])}#drawings")
