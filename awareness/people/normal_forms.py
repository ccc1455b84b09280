"""How text that identifies somebody is written before two of them are compared. Pure.

Address books, spreadsheets and telephones leave signs that nobody sees, other hyphens, hard spaces,
full-width digits, letters in two halves. What looks the same has one normal form; leading noughts
count, and another letter is another letter.
"""

import re
from unicodedata import category, normalize

# Signs without a picture of their own that are no format characters by their category.
_UNSEEN_SIGNS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
# Hyphens and dashes; the last four are none by their category, and look like one.
_HYPHENS = re.compile(
    "[\u002d\u058a\u05be\u1400\u1806\u2010-\u2015\u2e3a\u2e3b\u301c\u3030\ufe31\ufe32\ufe58\ufe63"
    "\uff0d\u02d7\u2043\u207b\u2212]"
)


def without_unseen(text: str) -> str:
    """As typed, less what cannot be seen: format and control characters, spaces around it, and
    more than one space between two words."""
    if text.isascii() and text.isprintable():  # most are: nothing in it is unseen
        return " ".join(text.split())
    visible_signs = (
        c
        for c in text
        if c.isspace() or not (category(c) in _UNSEEN_CATEGORIES or c in _UNSEEN_SIGNS)
    )
    return " ".join("".join(visible_signs).split())


_UNSEEN_CATEGORIES = ("Cc", "Cf", "Cs")


def normal_form(text: str) -> str:
    """What an e-mail address or an employee number is stored, looked up, searched, counted and kept
    unique by: NFKC, nothing unseen, one kind of hyphen and of space, letter case folded."""
    if text.isascii() and text.isprintable():
        normal = " ".join(text.split()).casefold()
        # Most are written in it: one text for both, of 100,000 people on a list.
        return text if type(text) is str and text == normal else normal
    folded = normalize("NFKC", without_unseen(text)).casefold()
    return without_unseen(_HYPHENS.sub("-", normalize("NFKC", folded)))


def password_spellings(typed: str) -> tuple[str, ...]:
    """What is tried for a password, the one that is stored first: NFC, and as it was typed, which
    is what hashes were made of before."""
    return tuple(dict.fromkeys((normalize("NFC", typed), typed)))
