"""E-mail addresses, and names beside and in quotes: pointed out, for somebody to look at. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from awareness.content.reading.finding.words import MONTHS, SMALL_WORDS
from awareness.content.reading.kept import KeptText

MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
UPPER, LOWER = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
NAME_WORD = rf"(?:[OD][’'])?[{UPPER}][{LOWER}]+(?:-?[{UPPER}][{LOWER}]+)*"
INITIAL = rf"[{UPPER}]\."
TITLE = r"(?:Dr|Prof|Mr|Mrs|Ms)\.?|Professor|Herr|Herrn|Frau|Fru"
PARTICLE = "van|von|de|der|den|af|al|bin|la|di|zu"
# Two words or more, or one with a title; a full stop ends an initial and no name.
PERSON_NAME = (
    rf"(?:(?:{TITLE})\s{NAME_WORD}(?:\s(?:(?:{PARTICLE})\s)*{NAME_WORD}){{0,3}}"
    rf"|(?:{NAME_WORD}|{INITIAL})(?:\s?{INITIAL})*(?:\s(?:(?:{PARTICLE})\s)*{NAME_WORD}){{1,3}})"
    rf"(?![\w-])"
)
NAME = rf"(?<![\w’'-])(?P<name>{PERSON_NAME})"
VERB_OF_SAYING = (
    r"(?:says?|said|explains?|explained|adds?|added|tells?|told|recalls?|recalled|writes?|wrote"
    r"|säger|sade|sa|berättar|berättade|menar|menade|förklarar|skriver"
    r"|sagte?|so|erklärte?|meinte?|berichtete?|schreibt)"
)
# “ ends a German quote and begins an English one; ’ ends words too, so a sign has to stand before.
CLOSED = r"(?:[”\"»«“]|(?<=[,.!?])[’'‘])"
OPENED = r"(?:[“\"«»„”]|(?<![^\s(])[‘'])"
ABOUT_PERSON = r"(?:,\s[^“\"«»„:;.]{1,80}|\s\([^()]{1,80}\))?"
NAME_BESIDE_QUOTE = (
    re.compile(rf"{CLOSED}\s*[,.]?\s*(?:[–—-]\s*)?{VERB_OF_SAYING}\s{NAME}"),
    re.compile(rf"{CLOSED}\s*[,.]?\s*{NAME}{ABOUT_PERSON},?\s{VERB_OF_SAYING}\b"),
    re.compile(rf"{CLOSED}\s*[,.]?\s*(?:[–—-]|\()\s*{NAME}"),
    re.compile(rf"^\s*[–—]\s*{NAME}(?=,|$)"),
    re.compile(rf"{NAME}{ABOUT_PERSON},?\s{VERB_OF_SAYING}\s*[:,]?\s*{OPENED}"),
    re.compile(rf"{NAME}{ABOUT_PERSON}\s?:\s*{OPENED}"),
    re.compile(
        rf"\b(?:[Aa]ccording to|[Ee]nligt|[Ll]aut|[Nn]ach Angaben von)\s{NAME}{ABOUT_PERSON}"
        rf",?\s{OPENED}"
    ),
    # What somebody says in Swedish after a dash.
    re.compile(rf"^\s*[–—].+?,\s{VERB_OF_SAYING}\s{NAME}"),
)
QUOTE = re.compile(
    r"„[^“”\"„]+[“”\"]|“[^”\"“]+[”\"]|”[^”]+”|\"[^\"]+\"|»[^«»]+[«»]|«[^«»]+»"
    r"|(?<!\S)[‘'][^‘’']+(?:[’'](?=\w)[^‘’']+)*[,.!?][’']|^\s*[–—]\s.+"
)
MIN_WORDS_SAID = 4  # small words in a quote that is more than a name of something
NAME_ALONE = re.compile(NAME)
# Two words in large letters that are nobody: places, offices, days.
NOBODY = re.compile(
    rf"(?:{MONTHS}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|New|North\w*|South\w*|East\w*|West\w*"
    rf"|Middle|United|Saint|San|Los|Las|Great|Union|\w+(?:ish|ese|pean|ican)|Nordic)\b"
    r"|.*\b(?:Administration|Agency|Ministr\w+|Minister\w*|Institut\w*|Council|Commission|Committee"
    r"|Department|Universit\w+|Office|Association|Foundation|Cent(?:re|er)|Board|Authority|Bureau"
    r"|Service\w*|Union|States|Nations|Parliament|Police|Court|Act|Report|Survey|Group|Street"
    r"|\w+(?:myndighet\w*|verket|styrelsen?|rådet|högskola\w*|stiftelse\w*|gatan|amt|stiftung"
    r"|verband|straße))\b"
)


@dataclass(frozen=True)
class PersonalText:
    """`what` is address or name; columns count from 0."""

    line: int
    start: int
    end: int
    what: str
    text: str


def personal_texts(kept_text: KeptText) -> Iterator[PersonalText]:
    """In the order of the text. A name whose words the text has in small letters too is none."""
    small_words = SMALL_WORDS.union(
        *(re.findall(rf"(?<![\w’'-])[{LOWER}]{{2,}}", line) for line in kept_text.lines)
    )
    for number, line in enumerate(kept_text.lines, 1):
        kind_by_span = {match.span(): "address" for match in MAIL_ADDRESS.finditer(line)}
        kind_by_span |= dict.fromkeys(_names_in(line, small_words), "name")
        for (start, end), kind in sorted(kind_by_span.items()):
            yield PersonalText(number, start, end, kind, line[start:end])


def _names_in(line: str, small_words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of the names beside the quotes of a line, then of those in them."""
    for pattern in NAME_BESIDE_QUOTE:
        for match in pattern.finditer(line):
            if _names_somebody(match["name"].split()[-1:], match["name"], small_words):
                yield match.span("name")
    for quote in QUOTE.finditer(line):
        if len(re.findall(rf"(?<!\w)[{LOWER}]+", quote[0])) < MIN_WORDS_SAID:
            continue
        for match in NAME_ALONE.finditer(line, *quote.span()):
            if _names_somebody(match["name"].split(), match["name"], small_words):
                yield match.span("name")


def _names_somebody(words: list[str], name: str, small_words: frozenset[str]) -> bool:
    """Whether none of these words of a name is one that the text has in small letters too."""
    if re.match(rf"(?:{TITLE})\s", name):
        return True
    own_words = [word for word in words if not re.fullmatch(PARTICLE, word)]
    return not NOBODY.match(name) and not any(word.lower() in small_words for word in own_words)
