"""How names are searched and put in order, alike on every database. Pure.

Both are stored (models/named.py): databases differ in what they take for the same letter.
"""

import re
from unicodedata import category, normalize

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʹ′`´＇"))
# Letters that Unicode does not take apart; ß is two letters already when case is folded.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t",
     "ı": "i", "ŋ": "n"}
)  # fmt: skip
_DIGITS = re.compile(r"\d+")


def fold(text: str) -> str:
    """The text as it is searched: no case, no accents, no apostrophes, hyphens as spaces."""
    folded = normalize("NFKD", text.translate(_APOSTROPHES).casefold()).casefold()
    letters = (
        " " if category(c) == "Pd" else c for c in folded if category(c) not in ("Mn", "Cf", "Cc")
    )
    return " ".join("".join(letters).translate(_LETTERS).split())


def sort_key(name: str) -> bytes:
    """What names are put in order by, as bytes: as people do, so Åsa stands at Asa, O’Brien at
    Obrien, and Team 2 before Team 10. Names that only accents or case tell apart keep one order."""
    counted = _DIGITS.sub(lambda digits: digits[0].zfill(12), fold(name))
    return f"{counted}\x00{normalize('NFC', name)}".encode()
