"""Small letters, each in its place: a pattern for them finds what one that ignores case finds in
the text itself, in a quarter of its time. Pure."""

import re
from functools import lru_cache

# What a pattern that ignores case takes for these letters, beside the capital of each.
SMALL_BY_LETTER = {"İ": "i", "ı": "i", "ſ": "s", "\N{KELVIN SIGN}": "k"}
RANGE_OF_CAPITALS = re.compile(r"[A-Z]-|-[A-Z]|[^\W\d_a-zA-Z]-|-[^\W\d_a-zA-Z]")
ESCAPED_SIGN = re.compile(r"\\(.)", re.DOTALL)


def small_letters(text: str) -> str:
    """A text in small letters, as long as it was."""
    for letter, as_ascii in SMALL_BY_LETTER.items():
        if letter in text:
            text = text.replace(letter, as_ascii)
    return text.lower()


@lru_cache(maxsize=128)
def ignoring_case(words: str) -> re.Pattern[str]:
    """A pattern that finds in `small_letters(text)` where `words` stands in any case."""
    has_other_escapes = any(
        sign.isalnum() and sign not in "bBdDsSwW" for sign in ESCAPED_SIGN.findall(words)
    )
    if has_other_escapes or RANGE_OF_CAPITALS.search(words):  # of which not all are capitals
        return re.compile(words, re.IGNORECASE)
    parts = re.split(r"(\\.)", words, flags=re.DOTALL)
    return re.compile("".join(part if part[:1] == "\\" else small_letters(part) for part in parts))
