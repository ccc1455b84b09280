"""E-mail addresses, and names beside quotes: pointed out, for somebody to look at. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from awareness.content.reading.kept import KeptText

ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PERSON = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s)?[A-ZÅÄÖÉ][\w’'-]+(?:\s(?:van|von|de|der|af|al|bin)"
    r"|\s[A-ZÅÄÖÉ][\w.’'-]*){1,3}"
)
SAYS = (
    r"(?:says?|said|explains?|explained|adds?|added|tells?|told|säger|berättar|menar|förklarar"
    r"|sagte?|erklärt|meint)"
)
QUOTED = (
    re.compile(rf"[”\"»]\s*[,.]?\s*(?:[–—-]\s*)?{SAYS}\s(?P<name>{PERSON})"),
    re.compile(rf"[”\"»]\s*[,.]?\s*(?P<name>{PERSON})\s{SAYS}\b"),
    re.compile(rf"[”\"»]\s*[,.]?\s*(?:[–—-]|\()\s*(?P<name>{PERSON})"),
    re.compile(rf"^\s*[–—]\s*(?P<name>{PERSON})(?=,|$)"),
    re.compile(rf"(?P<name>{PERSON})(?:,[^“\"«.]{{0,80}},)?\s{SAYS}\s*[:,]?\s*[“\"«]"),
)  # fmt: skip


@dataclass(frozen=True)
class Personal:
    """`what` is address or name; columns count from 0."""

    line: int
    start: int
    end: int
    what: str
    text: str


def personal(kept_text: KeptText) -> Iterator[Personal]:
    """In the order of the text."""
    for number, line in enumerate(kept_text.lines, 1):
        places = {match.span(): "address" for match in ADDRESS.finditer(line)}
        for pattern in QUOTED:
            places |= {match.span("name"): "name" for match in pattern.finditer(line)}
        for (start, end), kind in sorted(places.items()):
            yield Personal(number, start, end, kind, line[start:end])
