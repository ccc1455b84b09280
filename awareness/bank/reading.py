"""How hard a text is to read: the Flesch-Kincaid school grade, with syllables counted by rule.

Good enough to find what needs a second look; a person decides. No dictionary, no network.
"""

from __future__ import annotations

import re
from functools import lru_cache

from awareness.bank.guards.text import WORD
from awareness.subjects.registry import fixed_terms
from awareness.subjects.wording import one_of

SENTENCE = re.compile(r"[.!?]+(?=\s|[\"”)]|$)")
VOWELS = re.compile(r"[aeiouy]+")
# Fixed terms of any subject, beside those of its file: each counts as one short word.
TERMS = (r"emergency number", r"United (?:States|Kingdom)", r"(?:North|South) America")
SILENT = re.compile(r"(?:[^laeiouy]es|[^aeioutdy]ed|[^laeiouy]e)$")


def grade(text: str) -> float:
    """The school grade of a text; 0 where there is nothing to read."""
    plain = one_of((*fixed_terms(), *TERMS)).sub("term", text)
    words = WORD.findall(plain)
    if not words:
        return 0.0
    sentences = max(1, len(SENTENCE.findall(plain.strip())))
    spoken = sum(map(syllables, words))
    return round(0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59, 1)


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Groups of vowels, less an e that is not heard; a number is one."""
    letters = re.sub(r"[^a-z]", "", word.lower().removesuffix("’s").removesuffix("'s"))
    groups = len(VOWELS.findall(letters))
    if groups > 1 and SILENT.search(letters):
        groups -= 1
    return max(1, groups)
