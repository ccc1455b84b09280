"""How fields are written into a page."""

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest


class FormField(BoundField):
    """A field of a form. Of a form that was refused the first one that has to be mended has the
    focus, with a script and without."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.form.is_bound and self.errors:
            wrong = (field.name for field in self.form.visible_fields() if field.errors)
            if next(wrong, "") == self.name:
                attrs["autofocus"] = True
        return attrs


class Renderer(DjangoTemplates):
    """Django's own, without `maxlength`: a browser cuts what is pasted at it and says nothing, so
    that "Sverige" became SV, which is El Salvador. What is too long comes back with words, and is
    still there."""

    bound_field_class = FormField

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if widget := context.get("widget"):
            widget["attrs"].pop("maxlength", None)
            for part in widget.get("subwidgets", ()):
                part["attrs"].pop("maxlength", None)
        return super().render(template_name, context, request)
