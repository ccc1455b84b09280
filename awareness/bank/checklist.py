"""What is looked at while somebody writes a question, on what is there so far. Pure.

The gate judges a question that is whole; this says of a half-written one what it has already.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from awareness.bank import gate
from awareness.bank.clues import Choice, likelihoods
from awareness.bank.guards import texts_apart, year_and_place
from awareness.bank.guards.text import WORD
from awareness.insights.ledger import Figure, Ledger

LONG_WORD = 5  # letters; shorter ones stand in stem and key of any question
EASY = 1.5  # times what a blind pick gets: then the options alone tell


class LookKind(StrEnum):
    """What is looked at."""

    ONE_KEY = "one_key"
    YEAR_AND_PEOPLE = "year_and_people"
    FEEDBACK = "feedback"
    LENGTH = "length"
    WORDS = "words"
    OPTIONS_ALONE = "options_alone"


@dataclass(frozen=True)
class WrittenRow:
    """What is chosen from, put into order or matched, so far."""

    text: str
    feedback: str
    right: bool = False
    target: str = ""


@dataclass(frozen=True)
class Look:
    """One thing that was looked at; `words` are those that give it away, or are missing; numbers
    fill in the sentence that is said of it."""

    asked: LookKind
    passed: bool
    words: tuple[str, ...] = ()
    numbers: Mapping[str, int] | None = None


def looks(
    ledger: Ledger, kind: str, stem: str, rows: Sequence[WrittenRow], figures: Sequence[Figure],
    bank: Sequence[Choice], *, all_words: bool = True,
) -> Iterator[Look]:  # fmt: skip
    """Everything that can be said by now. `figures` are those that it names or cites, `bank` the
    choices of the questions that people answer. Without `all_words` a reader of the options alone
    goes by how they are built: a rule that was learned may be recognised by what it is about."""
    yield _key(kind, rows)
    if figures:
        group = year_and_place(ledger, figures, stem)
        yield Look(LookKind.YEAR_AND_PEOPLE, group.passed, () if group.passed else (group.message,))
    silent = tuple(row.text for row in rows if not row.feedback.strip())
    yield Look(LookKind.FEEDBACK, bool(rows) and not silent, silent)
    if kind != "single" or not any(row.right for row in rows) or len(rows) < 2:
        return
    choice = [(row.text, row.right) for row in rows]
    key, other = gate.letters(choice)
    yield Look(LookKind.LENGTH, key <= gate.KEY_LENGTH * other, (), {"key": key, "other": other})
    telling = tuple(_telling(stem, rows))
    yield Look(LookKind.WORDS, not telling, telling)
    yield _options_alone(bank, choice, (True, False) if all_words else (True,))


def _key(kind: str, rows: Sequence[WrittenRow]) -> Look:
    right = sum(row.right for row in rows)
    match kind:
        case "single":
            passed = right == 1
        case "multiple":
            passed = 0 < right < len(rows)
        case "matching":
            right = sum(bool(row.target) for row in rows)
            passed = bool(rows) and right == len(rows)
        case _:
            right = len(rows)
            passed = len(rows) >= gate.LINES["options"][0]
    return Look(LookKind.ONE_KEY, passed, (), {"right": right, "rows": len(rows)})


def _telling(stem: str, rows: Sequence[WrittenRow]) -> Iterator[str]:
    """Words that give a key away: one that only the key shares with the stem, one that holds
    always, options that repeat each other or point at the others."""
    by_right = {right: _long(" ".join(row.text for row in rows if row.right is right))
                for right in (True, False)}  # fmt: skip
    yield from sorted((_long(stem) & by_right[True]) - by_right[False])
    for row in rows:
        for rule in (gate.ABSOLUTE, gate.OF_THE_ABOVE):
            if match := rule.search(gate.QUOTED.sub(" ", row.text)):
                yield match[0]
    apart = texts_apart([row.text for row in rows])
    if not apart.passed and all(row.text for row in rows):
        yield apart.message


def _long(text: str) -> set[str]:
    return {word for word in WORD.findall(text.lower()) if len(word) >= LONG_WORD}


def _options_alone(bank: Sequence[Choice], choice: Choice, styles: Sequence[bool]) -> Look:
    """How somebody would do who sees no stem, in a hundred tries: by how options are built or by
    all their words, whichever finds the key more often."""
    likelihood = max(
        sum(share for share, (_text, right) in
            zip(likelihoods(bank, choice, style=style), choice, strict=True) if right)
        for style in styles
    )  # fmt: skip
    chance = sum(right for _text, right in choice) / len(choice)
    numbers = {"found": round(likelihood * 100), "chance": round(chance * 100)}
    return Look(LookKind.OPTIONS_ALONE, likelihood <= EASY * chance, (), numbers)
