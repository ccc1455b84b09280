"""E-mail addresses, and names beside quotes: pointed out, for somebody to look at. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from awareness.content.reading.kept import KeptText

MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PERSON_NAME = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s)?[A-ZÅÄÖÉ][\w’'-]+(?:\s(?:van|von|de|der|af|al|bin)"
    r"|\s[A-ZÅÄÖÉ][\w.’'-]*){1,3}"
)
VERB_OF_SAYING = (
    r"(?:says?|said|explains?|explained|adds?|added|tells?|told|säger|berättar|menar|förklarar"
    r"|sagte?|erklärt|meint)"
)
NAME_BESIDE_QUOTE = (
    re.compile(rf"[”\"»]\s*[,.]?\s*(?:[–—-]\s*)?{VERB_OF_SAYING}\s(?P<name>{PERSON_NAME})"),
    re.compile(rf"[”\"»]\s*[,.]?\s*(?P<name>{PERSON_NAME})\s{VERB_OF_SAYING}\b"),
    re.compile(rf"[”\"»]\s*[,.]?\s*(?:[–—-]|\()\s*(?P<name>{PERSON_NAME})"),
    re.compile(rf"^\s*[–—]\s*(?P<name>{PERSON_NAME})(?=,|$)"),
    re.compile(rf"(?P<name>{PERSON_NAME})(?:,[^“\"«.]{{0,80}},)?\s{VERB_OF_SAYING}\s*[:,]?\s*[“\"«]"),
)  # fmt: skip


@dataclass(frozen=True)
class PersonalText:
    """`what` is address or name; columns count from 0."""

    line: int
    start: int
    end: int
    what: str
    text: str


def personal_texts(kept_text: KeptText) -> Iterator[PersonalText]:
    """In the order of the text."""
    for number, line in enumerate(kept_text.lines, 1):
        kind_by_span = {match.span(): "address" for match in MAIL_ADDRESS.finditer(line)}
        for pattern in NAME_BESIDE_QUOTE:
            kind_by_span |= {match.span("name"): "name" for match in pattern.finditer(line)}
        for (start, end), kind in sorted(kind_by_span.items()):
            yield PersonalText(number, start, end, kind, line[start:end])
