"""The words of a subject's help card, in their order, with the sign that is drawn for each."""

from collections.abc import Collection
from dataclasses import dataclass

from awareness.subjects.registry import subject_or_only


@dataclass(frozen=True)
class CardWord:
    """One of them, and whether what is shown beside it is about it."""

    key: str
    sign: str
    text: str
    lit: bool


def words_with_lit(lit: Collection[str], subject_key: str) -> list[CardWord]:
    """All words of the subject's card, of which those named in `lit` are lit; none at all where
    nothing is, or where the subject is not known."""
    card = subject_or_only(subject_key)
    if not lit or card is None:
        return []
    return [CardWord(step.key, step.sign, step.word, step.key in lit) for step in card.card.steps]
