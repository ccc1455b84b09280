"""Why a file is not taken as a report, in words. Nothing of what the file holds is in them."""

from django.utils.translation import gettext_lazy as _

from awareness.errors import CodedError

MAX_BYTES = 50 * 1024 * 1024  # of a file as it is sent
MAX_PAGES = 500
MAX_UNPACKED_BYTES = 200 * 1024 * 1024  # what a DOCX may unpack to, by its own table of contents
MAX_DOCX_PARTS = 5_000  # files in a DOCX
MAX_TEXT_LETTERS = 20 * 1024 * 1024  # letters of text that come out of a file
MAX_LINE_LETTERS = 200_000  # letters in one of its lines

NOTHING_KEPT = _("Nothing was kept.")
REFUSAL_WORDS = {
    "too_big": _("The file is larger than 50 MB. Send the part that is needed."),
    "too_many_pages": _("The file has more than 500 pages. Send it in parts."),
    "empty": _("There is nothing in this file."),
    "unknown_type": _(
        "This is no file that can be read here. A report comes as PDF, DOCX, HTML, Markdown or "
        "plain text; what a file is called does not matter. Save it as one of these."
    ),
    "older_word": _("This is an older DOC file, or a DOCX with a password. Save it as DOCX "
    "without a password."),
    "encrypted": _(
        "The PDF is locked with a password. Save a copy without one and send that."
    ),
    "broken": _("The file is damaged or was cut off. Save it once more and send it again."),
    "encoding": _(
        "The letters of this file cannot be read: it is neither UTF-8 nor UTF-16 nor Windows-1252. "
        "Save it as UTF-8."
    ),
    "holds_nul": _("The file holds signs that are no text (NUL). Save it once more as UTF-8."),
    "entities": _(
        "The DOCX holds a document type or entities, which no word processor writes. Open it, copy "
        "its text into a new document and send that."
    ),
    "climbs_out": _(
        "The DOCX names a part outside itself. Open it, copy its text into a new document and send "
        "that."
    ),
    "unpacks_too_big": _(
        "The file would unpack to far more than a report needs. Open it, copy its text into a new "
        "document and send that."
    ),
    "no_text": _(
        "No text was found: the pages are pictures, as of a scan. Send a file whose text can be "
        "selected; a program for text recognition (OCR) makes one of a scan."
    ),
    "too_much_text": _(
        "More text would come out of this file than a report of 500 pages holds. Send the part "
        "that is needed."
    ),
    "too_slow": _("Reading the file took too long and was stopped. Send it in parts."),
    "too_much_memory": _("Reading the file took too much memory and was stopped. Send it in "
    "parts."),
}  # fmt: skip


class FileRefused(CodedError):
    """A whole file is not taken. `code` is a key of REFUSAL_WORDS."""
