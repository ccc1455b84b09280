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


def still_to_come(finished: date, today: date) -> list[int]:
    """The numbers of the refreshers that are there today or later."""
    if today >= finished + ROUNDS[-1] + LAST_STAYS:
        return []
    return list(range(current_round(finished, today) or 1, len(ROUNDS) + 1))


def next_day(finished: date, today: date) -> date | None:
    """The day on which the next refresher comes; None after the last."""
    return next((finished + after for after in ROUNDS if finished + after > today), None)


@dataclass(frozen=True)
class Item:
    """A question somebody has not met: `stem` is the same for the forms of one situation."""

    key: str
    stem: str
    is_situation: bool


def draw(own: Iterable[Item], rng: Random, others: Iterable[Item] = ()) -> list[str]:
    """Keys of what a refresher asks: situations first, one form of each, then facts.

    `own` belong to the module; what is wanting comes from `others`. Fewer where there is less that
    is new; nothing when all has been met.
    """
    own, others = list(own), list(others)
    forms: dict[str, list[Item]] = {}
    for item in own:
        if item.is_situation:
            forms.setdefault(item.stem, []).append(item)
    mine = sorted(forms)
    for item in others:
        if item.is_situation and item.stem not in mine:
            forms.setdefault(item.stem, []).append(item)
    stems = _some(mine, sorted(forms.keys() - set(mine)), SITUATIONS, rng)
    situations = [rng.choice(forms[stem]) for stem in stems]
    facts = _some(_facts(own), _facts(others), FACTS, rng)
    return [item.key for item in (*situations, *facts)]


def spare(items: Iterable[Item], rounds: int) -> list[Item]:
    """What a module does not need for that many refreshers of its own: others may ask it now."""
    items = list(items)
    stems = sorted({item.stem for item in items if item.is_situation})
    kept = set(stems[: SITUATIONS * rounds])
    facts = _facts(items)[FACTS * rounds :]
    return [item for item in items if item.is_situation and item.stem not in kept] + facts


def _facts(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if not item.is_situation]


def _some[T](own: Sequence[T], others: Sequence[T], count: int, rng: Random) -> list[T]:
    """`count` of one's own, by chance; where they are too few, others after them."""
    found = rng.sample(own, min(count, len(own)))
    return found + rng.sample(others, min(count - len(found), len(others)))
