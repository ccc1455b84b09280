"""Making pictures of how people answered, in steps; nothing else counts answers for others to see.

When one is made is the schedule's to say: nobody's look and nobody's answer brings it about.
"""

from datetime import datetime

from awareness.learning import before_after, guesses, pooled
from awareness.learning.models import Picture


def publish_pooled(now: datetime) -> int:
    """Make each picture that may be made of what was answered by `now`; how many.

    Doing it again makes none before enough more people have answered; of two that run at the same
    time the first makes them. Sixteen queries at most, at any size. Counting is outside the
    transaction that writes: on SQLite nobody could answer meanwhile.
    """
    pictures = [
        *pooled.question_pictures(now),
        *before_after.change_pictures(now),
        *guesses.guess_pictures(now),
    ]
    Picture.objects.bulk_create(pictures, ignore_conflicts=True)
    return len(pictures)
