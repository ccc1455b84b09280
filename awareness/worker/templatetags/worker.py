"""`{% worker_warning as warning %}`: what to say when no background worker runs; else empty."""

from django import template
from django.utils import timezone

from awareness.worker import seen

register = template.Library()


@register.simple_tag
def worker_warning() -> str:
    return seen.warning(timezone.now())
