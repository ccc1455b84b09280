"""What is looked at while somebody writes a question, on what is there so far. Pure.

The gate judges a question that is whole; this says of a half-written one what it has already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import mean
from typing import Any

from awareness.bank import gate
from awareness.bank.clues import AnswerOption, OptionSet, pick_likelihoods
from awareness.bank.guards import texts_apart_guard, year_and_place_guard
from awareness.bank.guards.text import QUOTATION, WORD_PATTERN
from awareness.insights.ledger import Figure, Ledger
from quizzes.kinds.numeric import Numbers

YEAR_GUARD = "G9"  # year_and_place_guard
LONG_WORD_LETTERS = 5  # letters; shorter ones stand in stem and key of any question
# How far above a blind pick the options alone may lead: so many times what it gets, and no more
# than this part of the way from there to a sure pick. Of three options both are 50 %.
MOST_TIMES_CHANCE = 1.5
MOST_OF_THE_WAY = 0.25
CHOSEN_KINDS = ("single", "multiple")  # of options that are right or wrong


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


def looks_at_question(
    ledger: Ledger, kind: str, stem: str, rows: Sequence[WrittenRow], figures: Sequence[Figure],
    bank: Sequence[OptionSet], *, all_words: bool = True,
) -> Iterator[Look]:  # fmt: skip
    """Everything that can be said by now. `figures` are those that it names or cites, `bank` the
    option sets of the questions that people answer. Without `all_words` a reader of the options
    alone goes by how they are built: a rule that was learned may be recognised by what it is
    about."""
    yield _look_at_key(kind, rows)
    if figures:
        group = year_and_place_guard(ledger, figures, stem)
        yield Look(LookKind.YEAR_AND_PEOPLE, group.passed, () if group.passed else (group.message,))
    without_feedback = tuple(row.text for row in rows if not row.feedback.strip())
    yield Look(LookKind.FEEDBACK, bool(rows) and not without_feedback, without_feedback)
    if kind not in CHOSEN_KINDS or not any(row.right for row in rows) or len(rows) < 2:
        return
    options = [AnswerOption(row.text, row.right) for row in rows]
    yield _look_at_length(options)
    telltale_words = tuple(_telltale_words(stem, rows))
    yield Look(LookKind.WORDS, not telltale_words, telltale_words)
    yield _look_at_options_alone(bank, options, all_words=all_words)


def looks_at_guess(numbers: Numbers, guards: Iterable[Mapping[str, Any]]) -> Iterator[Look]:
    """What can be said of a number to guess, whose question passed these guards."""
    low, high = numbers.accepted_range
    met = (numbers.with_unit(low),) + ((numbers.with_unit(high),) if high != low else ())
    yield Look(LookKind.ONE_KEY, low <= numbers.value <= high, met)
    passed_names = {guard["name"] for guard in guards if guard["passed"]}
    yield Look(LookKind.YEAR_AND_PEOPLE, YEAR_GUARD in passed_names)
    silent = tuple(band.name for band in numbers.bands() if not band.feedback.strip())
    yield Look(LookKind.FEEDBACK, not silent, silent)


def _look_at_length(options: OptionSet) -> Look:
    """Whether the right answer is much longer than the longest other; where several are right,
    whether they are by their average."""
    key, other = gate.key_and_other_letters(options)
    keys = sum(right for _text, right in options)
    if keys > 1 and key:
        letters_by_right: dict[bool, list[int]] = {True: [], False: []}
        for text, right in options:
            letters_by_right[right].append(len(text))
        key = round(mean(letters_by_right[True]))
        other = round(mean(letters_by_right[False] or [key]))
    passed = key <= gate.MOST_KEY_RATIO * other
    return Look(LookKind.LENGTH, passed, numbers={"key": key, "other": other, "keys": keys})


def _look_at_key(kind: str, rows: Sequence[WrittenRow]) -> Look:
    """Whether as many rows are right as a question of this kind needs; of a matching whether each
    has a target, of an ordering whether there are enough."""
    right_count = sum(row.right for row in rows)
    match kind:
        case "single":
            passed = right_count == 1
        case "multiple":
            passed = 0 < right_count < len(rows)
        case "matching":
            right_count = sum(bool(row.target) for row in rows)
            passed = bool(rows) and right_count == len(rows)
        case _:
            right_count = len(rows)
            passed = len(rows) >= gate.LINE_COUNTS["options"][0]
    return Look(LookKind.ONE_KEY, passed, (), {"right": right_count, "rows": len(rows)})


def _telltale_words(stem: str, rows: Sequence[WrittenRow]) -> Iterator[str]:
    """Words that give a key away: one that every right option and no other shares with the stem,
    one that holds always, options that repeat each other or point at the others."""
    in_key = set.intersection(*(_long_words(row.text) for row in rows if row.right))
    in_others = _long_words(" ".join(row.text for row in rows if not row.right))
    yield from sorted((_long_words(stem) & in_key) - in_others)
    for row in rows:
        for rule in (gate.ABSOLUTE_WORDS, gate.OF_THE_ABOVE):
            if match := rule.search(QUOTATION.sub(" ", row.text)):
                yield match[0]
    apart_guard = texts_apart_guard([row.text for row in rows])
    if not apart_guard.passed and all(row.text for row in rows):
        yield apart_guard.message


def _long_words(text: str) -> set[str]:
    return {word for word in WORD_PATTERN.findall(text.lower()) if len(word) >= LONG_WORD_LETTERS}


def _look_at_options_alone(
    bank: Sequence[OptionSet], options: OptionSet, *, all_words: bool
) -> Look:
    """How often in a hundred tries somebody would pick what is right who sees no stem and knows the
    other questions of the bank: by how options are built or, with `all_words`, also by all their
    words, whichever finds it more often."""
    key_likelihood = max(
        sum(share for share, (_text, right) in
            zip(pick_likelihoods(bank, options, style=style), options, strict=True) if right)
        for style in ((True, False) if all_words else (True,))
    )  # fmt: skip
    chance = sum(right for _text, right in options) / len(options)
    numbers = {"found": round(key_likelihood * 100), "chance": round(chance * 100)}
    most = min(MOST_TIMES_CHANCE * chance, chance + MOST_OF_THE_WAY * (1 - chance))
    passed = key_likelihood <= most
    return Look(LookKind.OPTIONS_ALONE, passed, numbers=numbers)
