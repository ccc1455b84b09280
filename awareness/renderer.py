"""How fields are written into a page."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest


class Renderer(DjangoTemplates):
    """Django's own, without `maxlength`: a browser cuts what is pasted at it and says nothing, so
    that "Sverige" became SV, which is El Salvador. What is too long comes back with words, and is
    still there."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if widget := context.get("widget"):
            widget["attrs"].pop("maxlength", None)
            for part in widget.get("subwidgets", ()):
                part["attrs"].pop("maxlength", None)
        return super().render(template_name, context, request)
