"""What a page of the library asks before it is read; its template knows the page alone."""

from django import template

from awareness.bank.queries import guess_for_explainer

register = template.Library()


@register.simple_tag
def guess_asked(report: str, slug: str) -> str:
    """The stem of the guess before a page; "" where there is none. One query."""
    version = guess_for_explainer(report, slug)
    return version.spec.stem if version else ""
