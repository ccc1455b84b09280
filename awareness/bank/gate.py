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
from awareness.bank.clues import Choice
from awareness.bank.guards import MEND, Guard, short_enough, texts_apart, words_allowed
from awareness.bank.guards.text import QUOTED, words
from awareness.bank.reading import grade
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
NEGATIVE = re.compile(r"\b(not|except|cannot|incorrect|false)\b|n['’]t\b", re.I)
ABSOLUTE = re.compile(r"\b(always|never|usually)\b", re.I)
SHAMING = re.compile(
    r"!|\b(wrong|incorrect|false|failed?|mistaken|obviously|of course|stupid|should have known|"
    r"careless|naive)\b",
    re.I,
)
NUMBER = re.compile(r"^[~≈]?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:%|\w+)?$")
# A wrong answer that blames whom it was done to, or makes it small (ITEM-WRITING §4.1, rule 8).
BLAMING = re.compile(
    r"\b(?:(?:her|his|their|your) (?:own )?fault|asked for it|deserved? it|"
    r"led (?:him|her|them) on|should have (?:known|been more)|to blame|"
    r"shares? (?:in )?the blame|overreact\w*|exaggerat\w*|"
    r"victimless|harmless|no big deal|(?:just|only) (?:a )?(?:picture|image|photo|joke)s?|"
    r"no (?:real )?(?:harm|victim)s?|nobody (?:is|was|gets) (?:hurt|harmed)|not (?:so|that) bad|"
    r"provok\w*)\b",
    re.I,
)
GRADE = 9.0  # a school grade: the language of a B1 reader (rule 9)
OPTIONS = {"single": (3, 3), "multiple": (4, 6)}
LINES = {"options": (3, 5), "stems": (3, 5), "targets": (4, 7)}
GROUPS = {"stems": (4, 6), "targets": (2, 3)}  # of a matching that sorts
TARGET_WORDS = 6
# Names are as long as they are: the rule below is for options that say something.
NAME_WORDS = 3
# A sentence as key may be longer than the longest wrong option by half, no more.
KEY_LENGTH = 1.5


@dataclass(frozen=True)
class Broken:
    """A rule that a question breaks: its name, what was seen, how to mend it."""

    rule: str
    what: str
    right: str
    at: tuple[str | int, ...] = ()  # path below the question, where one part of it is to blame


def judge(spec: Spec, subject: Rules = NO_RULES) -> list[Broken]:
    """Every rule one spec breaks, those of its subject too; estimates keep the word rules alone."""
    rules = _options(spec) if isinstance(spec, Single | Multiple) else _lines(spec)
    return [*_words(spec, subject), *rules]


def _words(spec: Spec, subject: Rules) -> Iterator[Broken]:
    parts = list(_parts(spec))
    texts = [row.text for _, row in parts]
    stem = spec.stem
    if match := NEGATIVE.search(QUOTED.sub(" ", stem)):
        yield Broken(
            "no negative stem",
            f"the stem says {match[0]!r}",
            "ask for what holds; “Which goes beyond the data?” replaces “Which does not …”",
            ("stem",),
        )
    parts_asked = [("the stem", stem, ("stem",))]
    parts_asked += [(f"option {row.key}", row.text, path) for path, row in parts]
    for where, text, path in parts_asked:
        if match := ABSOLUTE.search(QUOTED.sub(" ", text)):
            how = "leave it out; it gives the key away"
            yield Broken("no absolutes", f"{where} says {match[0]!r}", how, path)
        if match := BLAMING.search(QUOTED.sub(" ", text)):
            yield Broken(
                "nobody is blamed",
                f"{where} says {match[0]!r}",
                "choose another misconception: a wrong answer is read and remembered too",
                path,
            )
    feedback_texts = [
        ((*path, "feedback"), row.feedback) for path, row in parts if isinstance(row, Option | Row)
    ]
    feedback_texts += [(("numeric",), text) for text in _bands(spec)]
    for path, text in feedback_texts:
        if match := SHAMING.search(text):
            yield Broken(
                "calm feedback",
                f"feedback says {match[0]!r}",
                "say why this is a common thought, and what the source says",
                path,
            )
    if (
        hard := grade(
            " ".join([stem, *(text for path, text in feedback_texts if path != ("numeric",))])
        )
    ) > GRADE:
        yield Broken(
            "easy to read",
            f"stem and feedback read at school grade {hard:g}, at most {GRADE:g}",
            "make the sentences shorter, and choose shorter words",
        )
    headline = getattr(spec, "headline", "")
    everything = [stem, headline, *texts, *(text for _, text in feedback_texts)]
    yield from _broken(words_allowed(subject, *everything), MEND["G11"])
    yield from _broken(short_enough(stem, texts), "split the sentence, or leave something out")


def _parts(spec: Spec) -> Iterator[tuple[tuple[Any, ...], Target]]:
    """(path, row) of what is chosen from, put in order or matched."""
    groups: dict[str, Sequence[Target]] = {"options": spec.rows}
    if isinstance(spec, Matching):
        groups = {"stems": spec.matching.stems, "targets": spec.matching.targets}
    for group, rows in groups.items():
        for n, row in enumerate(rows):
            yield (group, n), row


def _bands(spec: Spec) -> list[str]:
    if not isinstance(spec, Numeric):
        return []
    numbers = spec.numeric
    return [numbers.close, numbers.near, numbers.far, numbers.tells_not]


def _options(spec: Single | Multiple) -> Iterator[Broken]:
    options = spec.options
    texts = [option.text for option in options]
    least, most = OPTIONS[spec.kind]
    if not least <= len(options) <= most:
        wanted = f"{least} options" if least == most else f"{least} to {most} options"
        yield Broken("number of options", f"{len(options)} options", f"{spec.kind}: {wanted}")
    for n, option in enumerate(options):
        if OF_THE_ABOVE.search(option.text):
            yield Broken(
                "no all or none of the above",
                f"option {option.key} is {option.text!r}",
                "name the thing itself; for several right ones use kind multiple",
                ("options", n),
            )
    numbers = [as_number(text) for text in texts]
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers):
        if known != sorted(known):
            yield Broken("numbers ascend", f"the options run {', '.join(texts)}", "sort them")
    else:
        yield from _broken(texts_apart(texts), "let each option say something of its own")
        yield from _key_length(spec)
    yield from _alike(texts, numbers)


def _lines(spec: Spec) -> Iterator[Broken]:
    """An ordering or a matching: how many lines, and each saying its own."""
    parts = list(_parts(spec))
    groups = {name: [row.text for path, row in parts if path[0] == name] for name in LINES}
    bounds = LINES | GROUPS if isinstance(spec, Matching) and spec.sorts else LINES
    for name, texts in groups.items():
        least, most = bounds[name]
        if texts and not least <= len(texts) <= most:
            how = f"{spec.kind}: {least} to {most} {name}"
            yield Broken("number of options", f"{len(texts)} {name}", how)
        yield from _broken(texts_apart(texts), "let each say something of its own")
    for text in groups["targets"]:
        if words(text) > TARGET_WORDS:
            how = "put the long text into the stem; targets stand in a list that cuts them off"
            yield Broken("short targets", f"{text!r} has {words(text)} words", how, ("targets",))


def _alike(texts: Sequence[str], numbers: Sequence[Decimal | None]) -> Iterator[Broken]:
    """Options are of one kind, one precision, and end alike: what differs in form is noticed."""
    among = [number is not None for number in numbers]
    if any(among) and not all(among):
        how = "let all of them be numbers, or none"
        yield Broken("options of one kind", f"{among.count(True)} of {len(among)} are numbers", how)
    exact = {decimal_places(number) for number in numbers if number is not None}
    if all(among) and len(exact) > 1:
        how = "write all of them to the same decimal"
        yield Broken("numbers of one precision", f"the options run {', '.join(texts)}", how)
    if len({text.rstrip("”\"'").endswith((".", "?")) for text in texts}) > 1:
        how = "end all of them with a full stop, or none"
        yield Broken("options end alike", "some options are sentences and others are not", how)


def letters(choice: Choice) -> tuple[int, int]:
    """Letters of the key and of the longest other option; (0, 0) where the options are names."""
    if all(words(text) <= NAME_WORDS for text, _right in choice):
        return 0, 0
    key = max((len(text) for text, right in choice if right), default=0)
    return key, max((len(text) for text, right in choice if not right), default=key)


def _key_length(spec: Single | Multiple) -> Iterator[Broken]:
    if not isinstance(spec, Single):
        return
    key, other = letters([(option.text, option.correct) for option in spec.options])
    if key > KEY_LENGTH * other:
        yield Broken(
            "the key does not stand out",
            f"the key has {key} letters, the longest other option {other}",
            "shorten the key, or give the others as much detail",
        )


def are_names(options: Sequence[Option]) -> bool:
    """Whether all options are names or numbers: too short to say something."""
    return all(words(option.text) <= NAME_WORDS for option in options)


def _broken(guard: Guard, right: str) -> Iterator[Broken]:
    if not guard.passed:
        yield Broken(guard.name, guard.message, right)


def as_number(text: str) -> Decimal | None:
    """The number an option is, if it is one: "87.0 %", "1,200"; None for words."""
    match = NUMBER.match(text.strip())
    try:
        return Decimal(match[1].replace(",", "")) if match else None
    except InvalidOperation:
        return None


def key_position(spec: Spec) -> int | None:
    """Where the key stands as stored, counted from 0; None where the order is not free."""
    if not isinstance(spec, Single):
        return None
    if all(as_number(option.text) is not None for option in spec.options):
        return None  # sorted numbers: the order is given
    return next((n for n, option in enumerate(spec.options) if option.correct), None)


def out_of_balance(positions: Sequence[int]) -> Broken | None:
    """Over the bank, no position holds more than 40 % of the keys; of few of them as in a module:
    two of three at one place is what chance makes."""
    most = max(_of_few(positions), int(len(positions) * 0.4))
    return _unbalanced(positions, most, "in the bank")


def out_of_balance_in_module(module_slug: str, positions: Sequence[int]) -> Broken | None:
    """In one module, no position holds more than a third of the keys, rounded up, and one."""
    return _unbalanced(positions, _of_few(positions), f"in module {module_slug}")


def _of_few(positions: Sequence[int]) -> int:
    return -(-len(positions) // 3) + 1


def _unbalanced(positions: Iterable[int], most: int, where: str) -> Broken | None:
    counted = Counter(positions).most_common(1)
    if not counted or counted[0][1] <= most:
        return None
    position, times = counted[0]
    return Broken(
        "key positions are balanced",
        f"{where}, {times} keys stand at position {position + 1}; at most {most} may",
        "move the key of some of them to another place among its options",
    )
