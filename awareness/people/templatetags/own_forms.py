"""`{% csrf_token %}` of every form of ours: Django's field, and one that says whose the form is.

Once a session has ended, what was typed is known to be somebody's by this alone (decision 0022). It
takes the place of Django's tag, so that no form can be without it.
"""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from awareness.people.ended_sessions import OWNER, mark_owner

register = template.Library()


class TokenAndOwner(CsrfTokenNode):
    def render(self, context: Context) -> Any:
        token, request = super().render(context), context.get("request")
        person = getattr(request, "user", None)
        if not token or request is None or person is None or not person.is_authenticated:
            return token
        if not hasattr(request, "owner_mark"):  # one for all forms of a page
            request.owner_mark = mark_owner(person.pk)
        field = '<input type="hidden" name="{}" value="{}">'
        return token + format_html(field, OWNER, request.owner_mark)


@register.tag
def csrf_token(parser: Parser, token: Token) -> TokenAndOwner:
    return TokenAndOwner()
