"""The addresses and forms of what jobs are about, by kind and place (models.Job)."""

from typing import Any

from django.urls import reverse

from awareness.studio.forms import RowForm, TextForm
from awareness.studio.models import JobKind


def form_class(kind: str) -> type[RowForm] | type[TextForm]:
    """The form in which an edit is typed."""
    return RowForm if kind == JobKind.FIGURE else TextForm


def form_url(kind: str, place: list[Any]) -> str:
    """Where it is asked for: the form that is sent again."""
    match kind:
        case JobKind.CORRECT:
            question_key, version_number = place
            return reverse("studio:correct", args=[version_number, question_key])
        case JobKind.PUBLISH:
            return reverse("studio:drafts")
        case JobKind.KEEP | JobKind.TAKE:
            return reverse("studio:decide", args=place)
    return reverse(f"studio:edit_{kind}", args=place)


def subject_url(kind: str, place: list[Any]) -> str:
    """Address of the page that a background job is about. `place` names it, as the job holds it:
    report and key of a figure, report, page (and edition) of an explainer, a question's key. Other
    jobs are about written folders."""
    match kind:
        case JobKind.FIGURE:
            return reverse("studio:figure", args=place)
        case JobKind.PAGE:
            return reverse("insights:explainer", args=place[:2])
        case JobKind.QUESTION | JobKind.CORRECT:
            return reverse("studio:question", args=place[:1])
        case JobKind.PUBLISH:
            return reverse("studio:drafts")
    return reverse("studio:written")
