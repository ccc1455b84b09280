"""What an author fills in about a report's file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from awareness.content.reading.refused import MAX_BYTES, REFUSAL_WORDS
from awareness.studio.draft_kinds.subjects import SubjectField

SELF_DESCRIPTION_LABELS = {
    "title": _("Title"),
    "year": _("Year"),
    "publisher": _("Publisher"),
    "language": _("Language"),
    "fieldwork": _("When people were asked"),
    "n": _("How many answered"),
    "who_was_asked": _("Who was asked"),
    "interests": _("Who paid, and what they want"),
    "licence": _("What may be done with it"),
}


class ReportFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, DOCX, HTML, Markdown or plain text, up to 50 MB and 500 pages. Nothing leaves "
            "this site."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
        },
        widget=forms.FileInput(
            {
                "class": "form-control",
                "accept": ".pdf,.docx,.html,.htm,.md,.txt",
                # Said before any of it is sent, where the browser runs our script.
                "data-most": MAX_BYTES,
                "data-too-big": REFUSAL_WORDS["too_big"],
            }
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(str(REFUSAL_WORDS["too_big"]), code="too_big")
        return file


class BeginForm(forms.Form):
    """Which subject a report belongs to. Where there is one alone, it is that."""

    subject = SubjectField()
