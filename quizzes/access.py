"""The only way to somebody's attempt from an address on the web: by the learner it belongs to."""

from quizzes.errors import QuizError
from quizzes.models import AttemptItem, Learner
from quizzes.queries import with_newest


def own_item(learner: Learner, item_id: int, context: str | None = None) -> AttemptItem:
    """The learner's own item with attempt, version and newest response; QuizError unknown_item."""
    own_items = AttemptItem.objects.filter(pk=item_id, attempt__learner=learner)
    if context is not None:
        own_items = own_items.filter(attempt__context=context)
    items = with_newest(own_items.select_related("attempt"))
    if not items:
        raise QuizError("unknown_item")
    return items[0]


def learner_id_of_item(item_id: int) -> int | None:
    """The id of the learner whose item this is; None where there is none."""
    learner_ids = AttemptItem.objects.filter(pk=item_id).values_list("attempt__learner", flat=True)
    return learner_ids.first()
