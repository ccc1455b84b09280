"""How hard a text is to read: the Flesch-Kincaid school grade, with syllables counted by rule.

Good enough to find what needs a second look; a person decides. No dictionary, no network.
"""

from __future__ import annotations

import re
from functools import lru_cache

from awareness.bank.guards.text import WORD_PATTERN
from awareness.subjects.registry import fixed_terms
from awareness.subjects.wording import any_of_words

SENTENCE_END = re.compile(r"[.!?]+(?=\s|[\"”)]|$)")
VOWEL_GROUP = re.compile(r"[aeiouy]+")
# Fixed terms of any subject, beside those of its file: each counts as one short word.
SHORT_TERMS = (r"emergency number", r"United (?:States|Kingdom)", r"(?:North|South) America")
SILENT_E = re.compile(r"(?:[^laeiouy]es|[^aeioutdy]ed|[^laeiouy]e)$")


def school_grade(text: str) -> float:
    """The school grade of a text; 0 where there is nothing to read."""
    plain = any_of_words((*fixed_terms(), *SHORT_TERMS)).sub("term", text)
    words = WORD_PATTERN.findall(plain)
    if not words:
        return 0.0
    sentences = max(1, len(SENTENCE_END.findall(plain.strip())))
    syllables = sum(map(syllable_count, words))
    return round(0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59, 1)


@lru_cache(maxsize=8192)
def syllable_count(word: str) -> int:
    """How many syllables a word has, counted as groups of vowels, less an e that is not heard; at
    least 1, as for a number."""
    letters = re.sub(r"[^a-z]", "", word.lower().removesuffix("’s").removesuffix("'s"))
    groups = len(VOWEL_GROUP.findall(letters))
    if groups > 1 and SILENT_E.search(letters):
        groups -= 1
    return max(1, groups)
