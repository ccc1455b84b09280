"""How names are searched and put in order, alike on every database. Pure.

Both are stored (models/named.py): databases differ in what they take for the same letter.
"""

import re
from collections.abc import Iterator
from unicodedata import category, normalize

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʹ′`´＇"))
# Letters that Unicode does not take apart; ß is two letters already when case is folded.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t",
     "ı": "i", "ŋ": "n"}
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
LONGEST_WORD = 60  # letters of a word that are kept to be found by


def fold(text: str) -> str:
    """The text as it is searched: no case, no accents, no apostrophes, hyphens as spaces."""
    folded = normalize("NFKD", text.translate(_APOSTROPHES).casefold()).casefold()
    letters = (
        " " if category(c) == "Pd" else c for c in folded if category(c) not in ("Mn", "Cf", "Cc")
    )
    return " ".join("".join(letters).translate(_LETTERS).split())


def words_of_name(name: str) -> set[str]:
    """What somebody is found by the beginning of: each word of the name, and what follows a sign in
    it (O’Brien by obrien and by brien); of scripts that write without spaces each of its endings.
    """
    words = {
        word for spelling in (name, _apostrophes_as_spaces(name)) for word in fold(spelling).split()
    }
    return {ending[:LONGEST_WORD] for word in words for ending in _endings(word)}


def words_of_identifier(normal: str) -> set[str]:
    """What an address or a number (in its normal form) is found by the beginning of: NF-0042 by
    itself, by 0042 and by 42. The end of an address is everybody's, and finds nobody."""
    before_at, at_sign, _host = normal.partition("@")
    endings = {normal, *(normal[place:] for place in _positions_after_signs(before_at))}
    if not at_sign:
        endings |= {ending.lstrip("0") for ending in endings}
    return {ending[:LONGEST_WORD] for ending in endings if ending}


def _apostrophes_as_spaces(name: str) -> str:
    return name.translate(dict.fromkeys(_APOSTROPHES, " "))


def _endings(word: str) -> set[str]:
    """The word and what follows each sign in it; of a word in a script without spaces (letters of
    Unicode's category Lo) every ending."""
    if any(category(letter) == "Lo" for letter in word):
        return {word[place:] for place in range(len(word))}
    return {word, *(word[place:] for place in _positions_after_signs(word))}


def _positions_after_signs(text: str) -> Iterator[int]:
    """The places of letters and digits that follow a sign."""
    for place in range(1, len(text)):
        if text[place].isalnum() and not text[place - 1].isalnum():
            yield place


def sort_key(name: str) -> bytes:
    """What names are put in order by, as bytes: as people do, so Åsa stands at Asa, O’Brien at
    Obrien, and Team 2 before Team 10. Names that only accents or case tell apart keep one order."""
    padded = _DIGITS.sub(lambda digits: digits[0].zfill(12), fold(name))
    return f"{padded}\x00{normalize('NFC', name)}".encode()
