"""What the newest load held up, for pages of others than authors."""

from django import template

from awareness.content import held

register = template.Library()


@register.simple_tag
def held_up() -> list[list[str]]:
    """Of each, what is wrong in words; one query."""
    return held.held_problem_lines()
