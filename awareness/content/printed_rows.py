"""Where the label of a printed row ends, also one that takes more than a line. Pure."""

import re
from collections.abc import Sequence

from awareness.content.printed_words import LABEL_MARKS, normal_text

LINES_OF_LABEL = 3  # that the label of a row may take
NUMBER = re.compile(r"\d")


def opens(text: str, label: str) -> str | None:
    """What a text says after a label that it begins with; None where it begins otherwise."""
    opened = normal_text(text).lstrip(LABEL_MARKS)
    match = re.match(re.escape(normal_text(label)) + r"(?!\w)[*_`:]*", opened, re.IGNORECASE)
    return opened[match.end() :] if match else None


def after_label(lines: Sequence[str], number: int, label: str) -> str | None:
    """What the line of a row's values says after its printed label, which may begin in one of the
    lines above or end in the next one; None where neither is so. `number` is the line, from 1."""
    line = lines[number - 1]
    rest = opens(line, label)
    if rest is not None:
        return rest
    for above in range(1, min(LINES_OF_LABEL, number)):
        rest = opens(" ".join(lines[number - 1 - above : number]), label)
        if rest is not None and normal_text(line).endswith(rest.strip()):
            return rest
    words = normal_text(label).split()
    below = normal_text(lines[number]).casefold() if number < len(lines) else ""
    for count in range(1, len(words)):
        if below == " ".join(words[count:]).casefold():
            return opens(line, " ".join(words[:count]))
    return None
