"""What has the shape of a national identity number. Such a number stops a file.

Two kinds of shapes. *Sure*: written as only such a number is (850412-1230, 19850412-1230,
120174-3399, AB123456C), with a day that exists; the check digit is not asked for, since a slip in
it makes the number no less somebody's. *Bare*: digits alone whose check digits are right. A phone
number or an employee number can be that by chance, one of a hundred or so; so bare digits count
only where at least a quarter of what is alike in the column passes (longer ones: one of fifty).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from stdnum import luhn
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.no import fodselsnummer
from stdnum.pl import pesel

# Of the bare digits alike in a column, how many pass where they are no chance. By chance at most a
# thirtieth of ten digits do, and far fewer of the longer ones.
SHARE_NO_CHANCE = 0.25
SHARE_NO_CHANCE_LONG = 0.02
SHORTEST = 9  # signs of the shortest number there is
# What has to stand somewhere in a text before any shape is tried: this is done to every cell.
_WORTH_A_LOOK = re.compile(
    r"\d{6}|\d{3}-\d\d-|[A-Z]{2}\s?\d\d\s?\d\d\s?\d\d|[A-Z]{6}\d\d[A-Z]", re.IGNORECASE
)
_EDGE = r"(?<![\w-])", r"(?![\w-])"
_SWEDISH = re.compile(r"(?:(18|19|20)?(\d\d)(\d\d)(\d\d))\s?([-+–])\s?(\d{4})".join(_EDGE))
_DANISH = re.compile(r"(\d\d)(\d\d)(\d\d)\s?-\s?(\d{4})".join(_EDGE))
_AMERICAN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}".join(_EDGE))
_LETTERED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]".join(_EDGE)), hetu.is_valid),
    (re.compile(r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]".join(_EDGE)), codicefiscale.is_valid),
    # British national insurance: no check digit, but letters that are never given.
    (
        re.compile(
            r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d\d\s?){3}[A-D]".join(
                _EDGE
            )
        ),
        lambda text: True,
    ),
    # German pension insurance: area, day of birth, letter of the name, two digits, check.
    (re.compile(r"\d\d\s?[0-3]\d[01]\d\d\d\s?[A-Z]\s?\d{3}".join(_EDGE)), lambda text: True),
)
_BARE = re.compile(r"(?:\d{10,15}|\d{8}[A-Z]|[XYZ]\d{7}[A-Z])".join(_EDGE))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # the most usual text of that length


def has_sure_shape(text: str) -> bool:
    """Whether a part of the text is written as only an identity number is."""
    if not _WORTH_A_LOOK.search(text):
        return False
    for match in _SWEDISH.finditer(text):
        century, year, month, day, _sign, _last = match.groups()
        if _is_day(f"{century or '19'}{year}", month, day):
            return True
        if century is None and _is_day(f"20{year}", month, day):
            return True
    for match in _DANISH.finditer(text):
        day, month, year, _last = match.groups()
        if _is_day(f"19{year}", month, day, moved=0) or _is_day(f"20{year}", month, day, moved=0):
            return True
    if _AMERICAN.search(text):
        return True
    upper = text.upper()
    return any(
        is_valid(re.sub(r"\s", "", match[0]))
        for shape, is_valid in _LETTERED
        for match in shape.finditer(upper)
    )


def bare_digits(text: str) -> str:
    """The run of digits in the text that could be one (a Spanish one ends in a letter), or ""."""
    match = _BARE.search(text) if _WORTH_A_LOOK.search(text) else None
    return match[0] if match else ""


def has_right_check_digits(digits: str) -> bool:
    """Whether bare digits are an identity number by their day and check digits."""
    match len(digits):
        case 9:
            return dni.is_valid(digits) or nie.is_valid(digits)
        case 10:
            return _is_swedish(f"19{digits}") or _is_swedish(f"20{digits}")
        case 11:
            return fodselsnummer.is_valid(digits) or pesel.is_valid(digits)
        case 12:
            return digits[:2] in ("19", "20") and _is_swedish(digits)
        case 15:
            return nir.is_valid(digits)
    return False


def _is_swedish(digits: str) -> bool:
    """Twelve digits with a day of birth (of a coordination number: plus 60) and check digit."""
    return _is_day(digits[:4], digits[4:6], digits[6:8]) and luhn.is_valid(digits[2:])


def _is_day(year: str, month: str, day: str, moved: int = 60) -> bool:
    """Whether this is a day of the calendar that has been. `moved`: what some numbers add to the
    day of the month (a Swedish coordination number: 60); 0 where none does."""
    number = int(day)
    try:
        return (
            date(int(year), int(month), number - moved if number > moved > 0 else number)
            <= _LATEST_BIRTH
        )
    except ValueError:
        return False


_LATEST_BIRTH = date(2040, 1, 1)  # whoever works was born before


class IdentityWatch:
    """Looks at every cell of a file, column by column; `found` is the first place that stops it."""

    def __init__(self) -> None:
        self._alike: Counter[tuple[int, int]] = Counter()
        self._passed: Counter[tuple[int, int]] = Counter()
        self._first: dict[tuple[int, int], int] = {}

    def look(self, row_number: int, place: int, text: str) -> bool:
        """Whether this text alone stops the file."""
        if _DAY.fullmatch(text) or not _WORTH_A_LOOK.search(text):
            return False
        if has_sure_shape(text):
            return True
        if digits := bare_digits(text):
            key = place, len(digits)
            self._alike[key] += 1
            if has_right_check_digits(digits):
                self._passed[key] += 1
                self._first.setdefault(key, row_number)
        return False

    def suspicious(self) -> Iterable[tuple[int, int]]:
        """(row, place) of bare digits that are no chance, once all rows were looked at."""
        for key, passed in self._passed.items():
            place, length = key
            share = SHARE_NO_CHANCE_LONG if length in (11, 12, 15) else SHARE_NO_CHANCE
            if passed >= share * self._alike[key]:
                yield self._first[key], place
