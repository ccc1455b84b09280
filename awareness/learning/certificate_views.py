"""One's certificates, and the page on which anybody may check one they were shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from awareness.learning import certificate_pdf, certificates
from awareness.learning.errors import CertificateError
from awareness.learning.forms import CertificateForm, WithdrawForm
from awareness.learning.models import Reason
from awareness.people.access import UserRequest

LABEL_BY_HOLDER_REASON = {
    Reason.WRONG_NAME: gettext_lazy("Withdraw it: the name on it is not right"),
    Reason.ASKED: gettext_lazy("Withdraw it: I no longer want it to count"),
}
REFUSAL_WORDS = {
    "not_here": gettext_lazy(
        "Certificates cannot be made on this server. What you have finished is on record all the "
        "same."
    ),
    "cannot_be_set": gettext_lazy(
        "This server has no typeface for the letters of your name or of the title, so it cannot "
        "make a certificate that reads well. What you have finished is on record all the same."
    ),
    "not_again": gettext_lazy(
        "This certificate was withdrawn, and no other can be made in its place."
    ),
}


@require_safe
def mine(request: UserRequest) -> HttpResponse:
    """Everything one has finished, each with its certificate or the way to make one."""
    context = {
        "finished": certificates.own_certificates(request.user),
        "can_make": certificate_pdf.can_set_certificates(),
        "not_here": REFUSAL_WORDS["not_here"],
        "reasons": [
            (reason.value, LABEL_BY_HOLDER_REASON[reason])
            for reason in Reason
            if reason.is_the_holders
        ],
    }
    return render(request, "learning/certificates.html", context)


@require_POST
def make(request: UserRequest) -> HttpResponse:
    """Make the certificate of one completion; a second click finds the first one's."""

    def address(serial: str) -> str:
        return request.build_absolute_uri(reverse("certificates:check", args=[serial]))

    form = CertificateForm(request.POST)
    if not form.is_valid():
        raise Http404
    completion = form.cleaned_data["completion"]
    try:
        certificates.issue(request.user, completion, timezone.now(), address)
    except CertificateError as error:
        if error.code not in REFUSAL_WORDS:
            raise Http404 from error
        messages.error(request, REFUSAL_WORDS[error.code])
    else:
        messages.success(request, _("Your certificate is made. It stays as it is now."))
    return redirect("certificates:mine")


@require_POST
def withdraw(request: UserRequest, serial: str) -> HttpResponse:
    """Say of one's own certificate that it no longer counts; its check page says so at once."""
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        certificates.withdraw(request.user, serial, reason, timezone.now())
    except CertificateError as error:
        raise Http404 from error
    messages.success(request, _("The certificate is withdrawn. Its check page says so."))
    return redirect("certificates:mine")


@require_safe
def take(request: UserRequest, serial: str) -> HttpResponse:
    """The file, the same bytes as on the day it was made."""
    try:
        certificate = certificates.own_certificate(request.user, serial)
    except CertificateError as error:
        raise Http404 from error
    # The name of the file names no topic.
    headers = {"Content-Disposition": 'inline; filename="certificate.pdf"'}
    return HttpResponse(bytes(certificate.pdf), content_type="application/pdf", headers=headers)


@login_not_required
@require_safe
def check(request: HttpRequest, serial: str) -> HttpResponse:
    """What stands on the certificate with this number, for whoever was shown it.

    Whose it was is not said once it is withdrawn, and nothing of a number that nobody has.
    """
    certificate, status = None, 200
    try:
        certificate = certificates.certificate_by_serial(serial)
    except CertificateError:
        status = 404
    withdrawn = certificates.revocation_of(certificate) if certificate else None
    context = {
        "certificate": None if withdrawn else certificate,
        "withdrawn_on": withdrawn.on if withdrawn else None,
    }
    response = render(request, "learning/certificate.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
