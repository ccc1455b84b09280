"""What this room does when something happens in one below it."""

from typing import Any

from django.dispatch import receiver

from awareness.assignments import ask_actions, tasks
from awareness.learning.models import Completion
from awareness.learning.signals import live_modules_changed, module_completed
from awareness.people.changes import people_changed
from awareness.subjects.signals import subject_switched


@receiver(module_completed)
def answer_what_is_asked(completion: Completion, **_more: Any) -> None:
    """Whoever has finished a module has done what they are asked."""
    ask_actions.answer_by_completion(completion)


@receiver(people_changed)
def look_at_people(people: list[int], **_more: Any) -> None:
    """Somebody came, moved, went, or has another role: what they are asked follows."""
    tasks.evaluate_people.enqueue(people)


@receiver(subject_switched)
@receiver(live_modules_changed)
def look_at_everybody(**_more: Any) -> None:
    """Modules came, went, or were adopted; or a subject went on or off."""
    tasks.evaluate_everybody.enqueue()
