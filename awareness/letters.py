"""Small letters, each in its place: a pattern for them finds what one that ignores case finds in
the text itself, in a quarter of its time. Pure."""

import re
from functools import lru_cache

# What a pattern that ignores case takes for these letters, beside the capital of each.
SAME = {"İ": "i", "ı": "i", "ſ": "s", "\N{KELVIN SIGN}": "k"}
IN_RANGE = re.compile(r"[A-Z]-|-[A-Z]|[^\W\d_a-zA-Z]-|-[^\W\d_a-zA-Z]")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def small(text: str) -> str:
    """A text in small letters, as long as it was."""
    for letter, as_ascii in SAME.items():
        if letter in text:
            text = text.replace(letter, as_ascii)
    return text.lower()


@lru_cache(maxsize=128)
def ignoring_case(words: str) -> re.Pattern[str]:
    """A pattern for `small` texts that finds where `words`, ignoring case, stands in the text."""
    by_number = any(sign.isalnum() and sign not in "bBdDsSwW" for sign in ESCAPED.findall(words))
    if by_number or IN_RANGE.search(words):  # of which not all are capitals
        return re.compile(words, re.IGNORECASE)
    parts = re.split(r"(\\.)", words, flags=re.DOTALL)
    return re.compile("".join(part if part[:1] == "\\" else small(part) for part in parts))
