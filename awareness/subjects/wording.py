"""Holds texts against what a subject forbids. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from awareness.letters import ignoring_case, small_letters
from awareness.subjects.schema import ForbiddenTerm, NeverRanked, Rules

QUOTATION = re.compile(r"“[^”]*”|\"[^\"\n]*\"|«[^»]*»|‘[^’]*’(?!\w)")


def outside_quotation(text: str) -> str:
    """The text with everything between quotation marks blanked, at the same positions."""
    return QUOTATION.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=512)
def whole_words(words: str, *, exact: bool = False) -> re.Pattern[str]:
    """A subject's words as a pattern of whole words."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", 0 if exact else re.IGNORECASE)


@lru_cache(maxsize=32_768)  # more than there are texts: a smaller one would keep none of them
def forbidden_terms_in(
    text: str, rules: Rules, *, about_page: bool = False, question: bool = False
) -> list[tuple[re.Match[str], ForbiddenTerm]]:
    """Every forbidden term that stands in `text` outside quotation marks, in order.

    `about_page`: the text is of the page about a report; `question`: it is part of a question.
    """
    terms = [
        term
        for term in rules.terms
        if not (about_page and term.about) and (question or not term.questions)
    ]
    open_text = outside_quotation(text)
    # Nearly every text has none of them, which one pattern says sooner than twenty.
    any_of_them = "|".join(term.words for term in terms) or r"(?!)"
    if not ignoring_case(rf"(?<!\w)(?:{any_of_them})(?!\w)").search(small_letters(open_text)):
        return []
    hits = [
        (match, term)
        for term in terms
        for match in whole_words(term.words, exact=term.exact).finditer(open_text)
    ]
    return sorted(hits, key=lambda pair: pair[0].start())


def never_ranked_in(rows: Iterable[str], others: Iterable[str], rules: Rules) -> str:
    """What of `never_ranked` a table with these rows is about, "" for nothing. `others` are what
    its rows are called in print and what else names it: one of them is enough where one row is."""
    labels, beside = list(rows), list(others)
    return next(
        (rule.what for rule in rules.never_ranked if _matches_rule(rule, labels, beside)), ""
    )


def _matches_rule(rule: NeverRanked, labels: list[str], beside: list[str]) -> bool:
    """Whether a table with these row labels is about what the rule forbids to rank; `beside` are
    other texts that name it."""
    pattern = re.compile(rule.words, re.IGNORECASE)
    count = sum(bool(pattern.search(label.strip())) for label in labels)
    if rule.rows == "most":
        return bool(labels) and count * 2 > len(labels)
    if rule.rows == 1:
        return count > 0 or any(pattern.search(text) for text in beside)
    return count >= rule.rows


@lru_cache(maxsize=32)
def any_of_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, anywhere in a text; without words nothing matches."""
    return re.compile("|".join(words) or r"(?!)", re.IGNORECASE)
