"""Sets a certificate as a PDF that lasts and can be listened to (PDF/A-2a, PDF/UA-1).

Typst is an extra of 81 MB (docs/operating.md): without it everything else works, and the page says
that certificates cannot be made here.
"""

import io
import json
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from awareness.learning.errors import CertificateError

TYPST_SHEET = Path(__file__).with_name("certificate.typ")
MARK_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" fill="none" stroke="#1b4d4f" '
    'stroke-width="1.6" stroke-linecap="round"><path d="M8 18a6 6 0 0 1 12 0z" fill="#1b4d4f" '
    'stroke="none"/><path d="M2.5 18h23M3.8 14.2A10.6 10.6 0 0 1 24.2 14.2M8 22.4h12"/></svg>'
)


@dataclass(frozen=True)
class CertificateFace:
    """What stands on a certificate: no score, no answer, and no topic but the title."""

    name: str
    title: str
    version: str
    day: date
    employer: str
    issued_on: date
    serial: str
    address: str  # of the page that checks it


def can_set_certificates() -> bool:
    """Whether this server can set certificates."""
    return find_spec("typst") is not None


def set_pdf(face: CertificateFace) -> bytes:
    """One sheet of A4. CertificateError: not_here, cannot_be_set."""
    if not can_set_certificates():
        raise CertificateError("not_here")
    import typst  # 81 MB that most processes never need

    try:
        return typst.compile(
            TYPST_SHEET.read_bytes(),
            format="pdf",
            sys_inputs={"said": json.dumps(_sheet_values(face))},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise CertificateError("cannot_be_set", str(error)) from error


def _sheet_values(face: CertificateFace) -> dict[str, Any]:
    """What certificate.typ reads: every word of the sheet in the language of today, the mark and
    the QR code as SVG."""
    facts = [
        (_("Version of the text"), face.version),
        (_("Finished on"), _day_words(face.day)),
        (_("Issued on"), _day_words(face.issued_on)),
    ]
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "author": face.employer or "Awareness",
        "mark": MARK_SVG,
        "heading": _("Certificate of completion"),
        "that": _("This says that"),
        "name": face.name,
        "finished": _("has finished the module"),
        "title": face.title,
        "facts": facts,
        "employer": face.employer,
        "issued": [face.issued_on.year, face.issued_on.month, face.issued_on.day],
        "check": _("Is it genuine? Scan the code, or open the address."),
        "address": face.address,
        "address_shown": face.address.partition("://")[2],
        "about": _(
            "The page behind it shows what this certificate says, and whether it still counts. "
            "It says that the module was finished. It says nothing of answers or results."
        ),
        "qr": _qr_svg(face.address),
        "qr_words": _("A code to scan. It leads to %(address)s") % {"address": face.address},
    }


def _day_words(day: date) -> str:
    return date_format(day)


def _qr_svg(address: str) -> str:
    """The QR code of an address, as SVG without an XML declaration."""
    buffer = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(buffer, kind="svg", border=0, dark="#14292c", xmldecl=False)
    return buffer.getvalue().decode()
