"""Writes down which templates the server has shown, so that a test can ask for those that no
browser has looked at."""

from django.conf import settings
from django.template import Template
from django.template.base import PartialTemplate
from django.test.signals import template_rendered
from django.test.utils import instrumented_test_render

Template._render = instrumented_test_render
PartialTemplate._render = instrumented_test_render
_shown: set[str] = set()


def _note(template=None, **_more) -> None:
    if template.name:
        _shown.add(template.name)
    # A part of a file that is included by itself is named by its part alone.
    if origin := getattr(template.origin, "template_name", None):
        _shown.add(origin)


template_rendered.connect(_note)


def note_templates(get_response):
    """After each request, add the names to the file. A line is written whole."""

    def middleware(request):
        response = get_response(request)
        if _shown:
            with settings.SHOWN_TEMPLATES.open("a") as file:
                file.write("\n".join(sorted(_shown)) + "\n")
            _shown.clear()
        return response

    return middleware
