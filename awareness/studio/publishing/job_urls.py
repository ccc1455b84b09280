"""The addresses and forms of what jobs are about, by kind and place (models.Job)."""

from typing import Any

from django.urls import reverse

from awareness.studio.models import JobKind
from awareness.studio.publishing.forms import RowForm, TextForm


def form_class(kind: str) -> type[RowForm] | type[TextForm]:
    """The form in which an edit of this kind is typed."""
    return RowForm if kind == JobKind.FIGURE else TextForm


def form_url(kind: str, place: list[Any]) -> str:
    """Where a job of this kind is asked for, in a form. `place` is that of models.Job."""
    match kind:
        case JobKind.CORRECT:
            question_key, version_number = place
            return reverse("studio:correct", args=[version_number, question_key])
        case JobKind.PUBLISH:
            return reverse("studio:drafts")
        case JobKind.KEEP | JobKind.TAKE:
            return reverse("studio:decide", args=place)
    return reverse(f"studio:edit_{kind}", args=place)


def target_url(kind: str, place: list[Any]) -> str:
    """Where what a job is about is read: a figure, a page, a question, drafts or written folders.
    `place` is that of models.Job."""
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
