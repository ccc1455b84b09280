"""The item gate (ITEM-WRITING §4.1): rules every question keeps, each named and saying how to mend.

Works on resolved specs: what is judged is what people read. What a kind refuses of itself (one key,
feedback on every option, something right and something wrong) is in quizzes/kinds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from awareness.bank.cells import decimal_places
from awareness.bank.clues import AnswerOption, OptionSet
from awareness.bank.guards import (
    MEND_BY_GUARD,
    Guard,
    length_guard,
    texts_apart_guard,
    words_allowed_guard,
)
from awareness.bank.guards.text import QUOTATION, word_count
from awareness.bank.reading import school_grade
from awareness.insights.ledger import NO_RULES
from awareness.subjects.schema import Rules
from quizzes.kinds import Matching, Multiple, Numeric, Single, Spec
from quizzes.kinds.base import Row, Target
from quizzes.kinds.options import Option

OF_THE_ABOVE = re.compile(
    r"\b(all|none|both|either|neither) of (the above|these)\b|^(both|all|none)( of them)?\W*$"
    r"|\b[a-f] and [a-f]\b",
    re.I,
)
NEGATIVE_WORDS = re.compile(r"\b(not|except|cannot|incorrect|false)\b|n['’]t\b", re.I)
ABSOLUTE_WORDS = re.compile(r"\b(always|never|usually)\b", re.I)
SHAMING_WORDS = re.compile(
    r"!|\b(wrong|incorrect|false|failed?|mistaken|obviously|of course|stupid|should have known|"
    r"careless|naive)\b",
    re.I,
)
NUMBER_OPTION = re.compile(r"^[~≈]?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:%|\w+)?$")
# A wrong answer that blames whom it was done to, or makes it small (ITEM-WRITING §4.1, rule 8).
BLAMING_WORDS = re.compile(
    r"\b(?:(?:her|his|their|your) (?:own )?fault|asked for it|deserved? it|"
    r"led (?:him|her|them) on|should have (?:known|been more)|to blame|"
    r"shares? (?:in )?the blame|overreact\w*|exaggerat\w*|"
    r"victimless|harmless|no big deal|(?:just|only) (?:a )?(?:picture|image|photo|joke)s?|"
    r"no (?:real )?(?:harm|victim)s?|nobody (?:is|was|gets) (?:hurt|harmed)|not (?:so|that) bad|"
    r"provok\w*)\b",
    re.I,
)
MOST_GRADE = 9.0  # a school grade: the language of a B1 reader (rule 9)
OPTION_COUNTS = {"single": (3, 3), "multiple": (4, 6)}
LINE_COUNTS = {"options": (3, 5), "stems": (3, 5), "targets": (4, 7)}
GROUP_COUNTS = {"stems": (4, 6), "targets": (2, 3)}  # of a matching that sorts
MOST_TARGET_WORDS = 6
# Names are as long as they are: the rule below is for options that say something.
MOST_NAME_WORDS = 3
# A sentence as key may be longer than the longest wrong option by half, no more.
MOST_KEY_RATIO = 1.5


@dataclass(frozen=True)
class BrokenRule:
    """A rule that a question breaks: its name, what was seen, how to mend it."""

    rule: str
    what: str
    right: str
    at: tuple[str | int, ...] = ()  # path below the question, where one part of it is to blame


def broken_rules(spec: Spec, subject: Rules = NO_RULES) -> list[BrokenRule]:
    """Every rule one spec breaks, those of its subject too; estimates keep the word rules alone."""
    rules = (
        _broken_option_rules(spec)
        if isinstance(spec, Single | Multiple)
        else _broken_line_rules(spec)
    )
    return [*_broken_word_rules(spec, subject), *rules]


def _broken_word_rules(spec: Spec, subject: Rules) -> Iterator[BrokenRule]:
    """The rules about wording that stem, options and feedback break, of every kind of question."""
    rows_with_paths = list(_rows_with_paths(spec))
    texts = [row.text for _, row in rows_with_paths]
    stem = spec.stem
    if match := NEGATIVE_WORDS.search(QUOTATION.sub(" ", stem)):
        yield BrokenRule(
            "no negative stem",
            f"the stem says {match[0]!r}",
            "ask for what holds; “Which goes beyond the data?” replaces “Which does not …”",
            ("stem",),
        )
    texts_with_paths = [("the stem", stem, ("stem",))]
    texts_with_paths += [(f"option {row.key}", row.text, path) for path, row in rows_with_paths]
    for where, text, path in texts_with_paths:
        if match := ABSOLUTE_WORDS.search(QUOTATION.sub(" ", text)):
            how = "leave it out; it gives the key away"
            yield BrokenRule("no absolutes", f"{where} says {match[0]!r}", how, path)
        if match := BLAMING_WORDS.search(QUOTATION.sub(" ", text)):
            yield BrokenRule(
                "nobody is blamed",
                f"{where} says {match[0]!r}",
                "choose another misconception: a wrong answer is read and remembered too",
                path,
            )
    feedback_texts = [
        ((*path, "feedback"), row.feedback)
        for path, row in rows_with_paths
        if isinstance(row, Option | Row)
    ]
    feedback_texts += [(("numeric",), text) for text in _estimate_feedback(spec)]
    for path, text in feedback_texts:
        if match := SHAMING_WORDS.search(text):
            yield BrokenRule(
                "calm feedback",
                f"feedback says {match[0]!r}",
                "say why this is a common thought, and what the source says",
                path,
            )
    if (
        grade := school_grade(
            " ".join([stem, *(text for path, text in feedback_texts if path != ("numeric",))])
        )
    ) > MOST_GRADE:
        yield BrokenRule(
            "easy to read",
            f"stem and feedback read at school grade {grade:g}, at most {MOST_GRADE:g}",
            "make the sentences shorter, and choose shorter words",
        )
    headline = spec.headline if isinstance(spec, Single) else ""
    everything = [stem, headline, *texts, *(text for _, text in feedback_texts)]
    yield from _broken_guard(words_allowed_guard(subject, *everything), MEND_BY_GUARD["G11"])
    yield from _broken_guard(
        length_guard(stem, texts), "split the sentence, or leave something out"
    )


def _rows_with_paths(spec: Spec) -> Iterator[tuple[tuple[Any, ...], Target]]:
    """(path, row) of what is chosen from, put in order or matched."""
    groups: dict[str, Sequence[Target]] = {"options": spec.rows}
    if isinstance(spec, Matching):
        groups = {"stems": spec.matching.stems, "targets": spec.matching.targets}
    for group, rows in groups.items():
        for n, row in enumerate(rows):
            yield (group, n), row


def _estimate_feedback(spec: Spec) -> list[str]:
    """What an estimate says of a guess, however close it was; [] for other kinds."""
    if not isinstance(spec, Numeric):
        return []
    numbers = spec.numeric
    return [numbers.close, numbers.near, numbers.far, numbers.tells_not]


def _broken_option_rules(spec: Single | Multiple) -> Iterator[BrokenRule]:
    """The rules that options break: how many, in which order, of which length, told apart."""
    options = spec.options
    texts = [option.text for option in options]
    least, most = OPTION_COUNTS[spec.kind]
    if not least <= len(options) <= most:
        allowed_count = f"{least} options" if least == most else f"{least} to {most} options"
        yield BrokenRule(
            "number of options", f"{len(options)} options", f"{spec.kind}: {allowed_count}"
        )
    for n, option in enumerate(options):
        if OF_THE_ABOVE.search(option.text):
            yield BrokenRule(
                "no all or none of the above",
                f"option {option.key} is {option.text!r}",
                "name the thing itself; for several right ones use kind multiple",
                ("options", n),
            )
    numbers = [number_of_option(text) for text in texts]
    known_numbers = [number for number in numbers if number is not None]
    if len(known_numbers) == len(numbers):
        if known_numbers != sorted(known_numbers):
            yield BrokenRule("numbers ascend", f"the options run {', '.join(texts)}", "sort them")
    else:
        yield from _broken_guard(
            texts_apart_guard(texts), "let each option say something of its own"
        )
        yield from _broken_key_length(spec)
    yield from _broken_likeness_rules(texts, numbers)


def _broken_line_rules(spec: Spec) -> Iterator[BrokenRule]:
    """An ordering or a matching: how many lines, and each saying its own."""
    rows_with_paths = list(_rows_with_paths(spec))
    texts_by_group = {
        name: [row.text for path, row in rows_with_paths if path[0] == name] for name in LINE_COUNTS
    }
    bounds = (
        LINE_COUNTS | GROUP_COUNTS if isinstance(spec, Matching) and spec.sorts else LINE_COUNTS
    )
    for name, texts in texts_by_group.items():
        least, most = bounds[name]
        if texts and not least <= len(texts) <= most:
            how = f"{spec.kind}: {least} to {most} {name}"
            yield BrokenRule("number of options", f"{len(texts)} {name}", how)
        yield from _broken_guard(texts_apart_guard(texts), "let each say something of its own")
    for text in texts_by_group["targets"]:
        if word_count(text) > MOST_TARGET_WORDS:
            how = "put the long text into the stem; targets stand in a list that cuts them off"
            yield BrokenRule(
                "short targets", f"{text!r} has {word_count(text)} words", how, ("targets",)
            )


def _broken_likeness_rules(
    texts: Sequence[str], numbers: Sequence[Decimal | None]
) -> Iterator[BrokenRule]:
    """Options are of one kind, one precision, and end alike: what differs in form is noticed."""
    are_numbers = [number is not None for number in numbers]
    if any(are_numbers) and not all(are_numbers):
        how = "let all of them be numbers, or none"
        yield BrokenRule(
            "options of one kind",
            f"{are_numbers.count(True)} of {len(are_numbers)} are numbers",
            how,
        )
    decimals = {decimal_places(number) for number in numbers if number is not None}
    if all(are_numbers) and len(decimals) > 1:
        how = "write all of them to the same decimal"
        yield BrokenRule("numbers of one precision", f"the options run {', '.join(texts)}", how)
    if len({text.rstrip("”\"'").endswith((".", "?")) for text in texts}) > 1:
        how = "end all of them with a full stop, or none"
        yield BrokenRule("options end alike", "some options are sentences and others are not", how)


def key_and_other_letters(options: OptionSet) -> tuple[int, int]:
    """How many letters the key has, and how many the longest other option; (0, 0) where the options
    are names, whose length tells nothing."""
    if all(word_count(text) <= MOST_NAME_WORDS for text, _right in options):
        return 0, 0
    key = max((len(text) for text, right in options if right), default=0)
    return key, max((len(text) for text, right in options if not right), default=key)


def _broken_key_length(spec: Single | Multiple) -> Iterator[BrokenRule]:
    """The rule that the key of a single choice is not much longer than the other options, if
    broken."""
    if not isinstance(spec, Single):
        return
    key_letters, longest_other = key_and_other_letters(
        [AnswerOption(option.text, option.correct) for option in spec.options]
    )
    if key_letters > MOST_KEY_RATIO * longest_other:
        yield BrokenRule(
            "the key does not stand out",
            f"the key has {key_letters} letters, the longest other option {longest_other}",
            "shorten the key, or give the others as much detail",
        )


def are_names(options: Sequence[Option]) -> bool:
    """Whether all options are names or numbers: too short to say something."""
    return all(word_count(option.text) <= MOST_NAME_WORDS for option in options)


def _broken_guard(guard: Guard, right: str) -> Iterator[BrokenRule]:
    """The guard as a broken rule, with `right` as the way to mend it; nothing if it passed."""
    if not guard.passed:
        yield BrokenRule(guard.name, guard.message, right)


def number_of_option(text: str) -> Decimal | None:
    """The number an option is, if it is one: "87.0 %", "1,200"; None for words."""
    match = NUMBER_OPTION.match(text.strip())
    try:
        return Decimal(match[1].replace(",", "")) if match else None
    except InvalidOperation:
        return None


def key_position(spec: Spec) -> int | None:
    """Where the key stands as stored, counted from 0; None where the order is not free."""
    if not isinstance(spec, Single):
        return None
    if all(number_of_option(option.text) is not None for option in spec.options):
        return None  # sorted numbers: the order is given
    return next((n for n, option in enumerate(spec.options) if option.correct), None)


def out_of_balance(positions: Sequence[int]) -> BrokenRule | None:
    """Over the bank, no position holds more than 40 % of the keys; of few of them as in a module:
    two of three at one place is what chance makes."""
    most = max(_most_of_few(positions), int(len(positions) * 0.4))
    return _imbalance(positions, most, "in the bank")


def out_of_balance_in_module(module_slug: str, positions: Sequence[int]) -> BrokenRule | None:
    """In one module, no position holds more than a third of the keys, rounded up, and one."""
    return _imbalance(positions, _most_of_few(positions), f"in module {module_slug}")


def _most_of_few(positions: Sequence[int]) -> int:
    """How many of so few keys may stand at one position: a third, rounded up, and one."""
    return -(-len(positions) // 3) + 1


def _imbalance(positions: Iterable[int], most: int, where: str) -> BrokenRule | None:
    """The rule that no position holds more than `most` of the keys, if one does; None otherwise."""
    commonest = Counter(positions).most_common(1)
    if not commonest or commonest[0][1] <= most:
        return None
    position, count = commonest[0]
    return BrokenRule(
        "key positions are balanced",
        f"{where}, {count} keys stand at position {position + 1}; at most {most} may",
        "move the key of some of them to another place among its options",
    )
