"""Guards that look at the finished words and answers of an item (ITEM-GENERATION §5.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from awareness.bank.guards.base import Guard, guard
from awareness.insights.ledger import Figure, Report
from awareness.subjects.registry import measure
from awareness.subjects.schema import Rules
from awareness.subjects.wording import broken

STEM_WORDS, OPTION_WORDS, SENTENCE_WORDS = 65, 30, 30
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
WORD = re.compile(r"[\w’'-]+")


def measure_named(figure: Figure, text: str) -> Guard:
    """G8: people are not cases, alerts are not people: the text names what was counted."""
    nouns = measure(figure.measure).nouns
    nouns_named = [noun for noun in nouns if re.search(rf"\b{noun}\b", text, re.I)]
    message = (
        f"{figure.full_key} counts {figure.measure}; say one of: {', '.join(nouns)}"
        if nouns
        else f"{figure.full_key} counts {figure.measure!r}, for which no words are agreed"
    )
    return guard("G8", bool(nouns_named), message, measure=figure.measure, found=nouns_named)


def year_and_place(figure: Figure, report: Report, text: str) -> Guard:
    """G9: the question says which year, and of whom it speaks. A definition speaks of nobody."""
    group = "" if figure.measure == "definition" else population(figure)
    missing = [part for part in (str(report.year), group) if part.lower() not in text.lower()]
    message = f"the question must say: {'; '.join(missing)}"
    return guard("G9", not missing, message, year=report.year)


def population(figure: Figure) -> str:
    """Who a figure speaks of, in one clause: what stands before the first semicolon.

    How they were asked is left to the verb of the sentence ("interviewed").
    """
    return figure.population.partition(";")[0].strip().removesuffix(" and were interviewed")


def caveats_shown(
    figures: Sequence[Figure], reports: Mapping[str, Report], keys: set[str]
) -> Guard:
    """G10: every caveat of a figure stands beside the question, and a CAVEAT figure has one.

    `keys` are the caveats that the question shows, as `report:KEY`.
    """
    missing = sorted({f"{f.report}:{key}" for f in figures for key in f.caveats} - keys)
    bare = [f.full_key for f in figures if f.use.value == "CAVEAT" and not f.caveats]
    unknown = [key for key in keys if key.partition(":")[2] not in _caveats(reports, key)]
    wrong = missing or bare or unknown
    message = (
        f"caveat missing: {', '.join(missing)}"
        if missing
        else f"a CAVEAT figure without a caveat: {', '.join(bare)}"
        if bare
        else f"no such caveat: {', '.join(unknown)}"
    )
    return guard("G10", not wrong, message, shown=sorted(keys), missing=missing)


def _caveats(reports: Mapping[str, Report], key: str) -> Mapping[str, str]:
    report = reports.get(key.partition(":")[0])
    return report.caveats if report else {}


def words_allowed(rules: Rules, *texts: str) -> Guard:
    """G11: none of the words that the subject does not use, except inside a quotation."""
    blocked = [match[0] for text in texts for match, _ in broken(text, rules, question=True)]
    return guard("G11", not blocked, f"words we do not use: {', '.join(blocked)}", found=blocked)


def one_key[T](options: Mapping[str, T], true: Callable[[T], bool], key: str) -> Guard:
    """G15: ask the stem's own question of every option; one alone may answer it, the key.

    `options` maps option key to the thing it names; `true` is the stem as a predicate.
    """
    right = [name for name, thing in options.items() if true(thing)]
    message = f"true of {', '.join(right) or 'no option'}; the key is {key}"
    return guard("G15", right == [key], message, tried=len(options), right=right)


def short_enough(stem: str, options: Sequence[str]) -> Guard:
    """G16: a stem, a sentence and an option can be read in one breath."""
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[.!?][\"”])\s+", stem)
    longest = max((words(sentence) for sentence in sentences), default=0)
    option = max((words(text) for text in options), default=0)
    passed = words(stem) <= STEM_WORDS and longest <= SENTENCE_WORDS and option <= OPTION_WORDS
    message = (
        f"at most {STEM_WORDS} words in a stem, {SENTENCE_WORDS} in a sentence, {OPTION_WORDS} in "
        f"an option; here {words(stem)}, {longest}, {option}"
    )
    return guard("G16", passed, message, stem=words(stem), sentence=longest, option=option)


def words(text: str) -> int:
    return len(WORD.findall(text))


def numbers_apart(numbers: Sequence[Decimal], points: bool) -> Guard:
    """G17 for numbers: each pair 20 % of the larger apart, shares also eight points."""
    pairs = [
        (a, b) for n, a in enumerate(numbers) for b in numbers[n + 1 :] if not apart(a, b, points)
    ]
    message = "; ".join(f"{a} and {b} are too near each other" for a, b in pairs)
    return guard("G17", not pairs, message, numbers=list(numbers))


def apart(a: Decimal, b: Decimal, points: bool) -> bool:
    """Whether two numbers differ by 20 % of the larger, and shares by eight points as well."""
    gap = abs(a - b)
    return gap >= max(abs(a), abs(b)) * Decimal("0.2") and (not points or gap >= 8)


def texts_apart(texts: Sequence[str]) -> Guard:
    """G17 for words: no option says the same as another, or is part of it."""
    plain = [f" {' '.join(WORD.findall(text.lower()))} " for text in texts]
    pairs = [
        (texts[n], texts[m])
        for n, a in enumerate(plain)
        for m, b in enumerate(plain)
        if n != m and ((a == b and n < m) or (a != b and a in b))
    ]
    message = "; ".join(f"{a!r} overlaps with {b!r}" for a, b in pairs)
    return guard("G17", not pairs, message, pairs=len(pairs))
