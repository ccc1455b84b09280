"""When a refresher comes and what is in it. Pure: no database, no request, no clock.

Retrieval spaced over months keeps what was learnt; equal and growing gaps do alike, so the days are
fixed and the same for everybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

# After the day a module was finished: about two weeks, eight weeks, half a year.
ROUNDS = (timedelta(days=14), timedelta(days=56), timedelta(days=182))
LAST_STAYS = timedelta(days=182)  # the last one is there for another half year
SITUATIONS, FACTS = 2, 2


def current_round(finished: date, today: date) -> int | None:
    """The number (from 1) of the refresher that is there today; None before, and long after.

    One that was not taken makes room for the next: nothing piles up.
    """
    if today >= finished + ROUNDS[-1] + LAST_STAYS:
        return None
    return sum(finished + after <= today for after in ROUNDS) or None


def next_day(finished: date, today: date) -> date | None:
    """The day on which the next refresher comes; None after the last."""
    return next((finished + after for after in ROUNDS if finished + after > today), None)


@dataclass(frozen=True)
class Item:
    """A question somebody has not met: `stem` is the same for the forms of one situation."""

    key: str
    stem: str
    is_situation: bool


def draw(unmet: Iterable[Item], rng: Random) -> list[str]:
    """Keys of what a refresher asks: situations first, one form of each, then facts.

    Fewer where there is less that is new; nothing when all has been met.
    """
    unmet = list(unmet)
    forms: dict[str, list[Item]] = {}
    for item in unmet:
        if item.is_situation:
            forms.setdefault(item.stem, []).append(item)
    situations = [rng.choice(forms[stem]) for stem in _some(sorted(forms), SITUATIONS, rng)]
    facts = _some([item for item in unmet if not item.is_situation], FACTS, rng)
    return [item.key for item in (*situations, *facts)]


def _some[T](found: Sequence[T], count: int, rng: Random) -> list[T]:
    return rng.sample(found, min(count, len(found)))
