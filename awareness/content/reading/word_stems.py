"""The words of a text or label, so far that two forms of one word are one. Pure."""

import re

from awareness.content.reading.statements import WORD

MARKDOWN_MARKS = re.compile(r"!\[|\]?\[\^\w+\]:?|Accessibility description:")
STEM_LETTERS = 6  # the letters of a word that count


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    text = MARKDOWN_MARKS.sub(" ", text.lower())
    return frozenset(stem_of(word) for word in WORD.findall(text))


def stem_of(word: str) -> str:
    """The first letters of a word in small letters, without the s of a plural."""
    return word.removesuffix("s")[:STEM_LETTERS]
