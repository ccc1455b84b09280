"""What this room does when something happens in one below it."""

from typing import Any

from django.dispatch import receiver

from awareness.assignments import actions
from awareness.learning.models import Completion
from awareness.learning.signals import completed


@receiver(completed)
def answer_what_is_asked(completion: Completion, **_more: Any) -> None:
    """Whoever has finished a module has done what they are asked."""
    actions.completion_made(completion)
