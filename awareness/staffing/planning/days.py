"""Days as spreadsheets write them. Which of day and month comes first is told by the whole file."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from awareness.people.validation import is_day_in_reach
from awareness.staffing.reading.cells import Cell, Number, Odd

OPEN_END_YEAR = 9999  # the year in which some systems let what has no end end
SHARE_THAT_AGREES = 0.9  # of the days that can be read one way only, how many must agree
_TIME = r"(?:[T ]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?Z?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_SOLID = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DOTTED = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}|\d\d){_TIME}")
_SLASHED = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}|\d\d){_TIME}")
_WORDED = re.compile(r"(\d{1,2})\.?[ -]([^\W\d]+)\.?[ -](\d{4})|([^\W\d]+)\.? (\d{1,2}),? (\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari januar", "feb february februari februar",
            "mar march mars märz mär mrz", "apr april", "may maj mai", "jun june juni",
            "jul july juli", "aug august augusti", "sep sept september",
            "oct okt october oktober", "nov november", "dec dez december dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# One day as text, each of the forms above; and two of them as people join them, the second left out
# where there is no end.
_DAY = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d\d)"
    r"|\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d\d)|\d{1,2}\.?[ -][^\W\d]+\.?[ -]\d{4}"
    r"|[^\W\d]+\.? \d{1,2},? \d{4}"
)
_JOINED = ("from", "since", "från", "fr", "o", "m", "von", "ab", "seit", "to", "until", "till",
           "t", "bis")  # fmt: skip
_SPAN = re.compile(
    r"(?:(?P<since>from|since|från|fr\.? ?o\.? ?m\.?|von|ab|seit) )?"
    rf"(?P<first>{_DAY})"
    r"(?P<joint> ?(?:–|—|-|/|\.\.|→) ?| (?:to|until|till|t\.? ?o\.? ?m\.?|bis) )?"
    rf"(?P<last>{_DAY})?",
    re.IGNORECASE,
)
_EPOCH = date(1899, 12, 30)  # what a spreadsheet counts days from


@dataclass(frozen=True)
class NoDay:
    """Why a cell is no day, and what it could be."""

    code: str
    mends: tuple[str, ...] = ()


def split_span(text: str) -> tuple[str, str] | None:
    """First and last day of a span as they are written, “” for an end that is open (2026-11-27 –);
    None where the text is no span, or one day alone."""
    span = _SPAN.fullmatch(text)
    if span is None or not (span["joint"] or span["since"]):
        return None
    if span["last"] and not span["joint"]:
        return None
    return span["first"], span["last"] or ""


def has_day_words_alone(text: str) -> bool:
    """Whether a text has no words but months and those that join days."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return all(word in _MONTHS or word in _JOINED for word in words)


def day_order_of(cells: Iterable[Cell]) -> str:
    """`dmy` or `mdy`: what days like 03/04/2026 are in this file; "" where nothing tells."""
    orders: Counter[str] = Counter()
    for cell in cells:
        if isinstance(cell, str) and (match := _SLASHED.fullmatch(cell)):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                orders["dmy"] += 1
            elif second > 12 >= first:
                orders["mdy"] += 1
    if not orders:
        return ""
    order, count = orders.most_common(1)[0]
    return order if count >= SHARE_THAT_AGREES * orders.total() else ""


@lru_cache(maxsize=20_000)  # many begin on one day
def read_day(cell: Cell, order: str, today: date) -> date | NoDay | None:
    """The day in a cell; None for an end that is open (9999-12-31)."""
    match cell:
        case Number(value=value):
            near = value == int(value) and 20_000 < value < 80_000
            mend = (_EPOCH + timedelta(days=int(value))).isoformat() if near else ""
            return NoDay("serial_day", (mend,)) if mend else NoDay("not_a_day")
        case Odd():
            return NoDay("not_a_day")
        case date():
            return _day_in_reach(cell, today)
    return _read_text(str(cell), order, today)


def _read_text(text: str, order: str, today: date) -> date | NoDay | None:
    if match := _ISO.fullmatch(text) or _SOLID.fullmatch(text):
        return _date_of(int(match[1]), int(match[2]), int(match[3]), today)
    if match := _DOTTED.fullmatch(text):
        return _day_of_short_year(match[3], int(match[2]), int(match[1]), today)
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if order == "mdy":
            return _day_of_short_year(match[3], first, second, today)
        if order == "dmy" or first > 12 or first == second:
            return _day_of_short_year(match[3], second, first, today)
        if second > 12:
            return _day_of_short_year(match[3], first, second, today)
        two_readings = (
            _day_of_short_year(match[3], second, first, today),
            _day_of_short_year(match[3], first, second, today),
        )
        return NoDay("which_day", tuple(d.isoformat() for d in two_readings if isinstance(d, date)))
    if match := _WORDED.fullmatch(text):
        day, month, year = match[1] or match[5], match[2] or match[4], match[3] or match[6]
        if number := _MONTHS.get(month.casefold()):
            return _date_of(int(year), number, int(day), today)
    return NoDay("not_a_day")


def _day_of_short_year(year: str, month: int, day: int, today: date) -> date | NoDay | None:
    if len(year) == 4:
        return _date_of(int(year), month, day, today)
    read = _date_of(2000 + int(year), month, day, today)
    return NoDay("short_year", (read.isoformat(),) if isinstance(read, date) else ())


def _date_of(year: int, month: int, day: int, today: date) -> date | NoDay | None:
    """None: the last year that a calendar has, which means without an end. Where there is no such
    day the last of its month and the first of the next are proposed."""
    try:
        return _day_in_reach(date(year, month, day), today)
    except ValueError:
        pass
    if not (1 <= month <= 12 and 28 < day <= 31 and 1 < year < OPEN_END_YEAR):
        return NoDay("no_such_day")
    last_of_month = date(year, month, monthrange(year, month)[1])
    beside = (last_of_month, last_of_month + timedelta(days=1))
    near_days = tuple(other.isoformat() for other in beside if is_day_in_reach(other, today))
    return NoDay("no_such_day", near_days)


def _day_in_reach(day: date, today: date) -> date | NoDay | None:
    if day.year == OPEN_END_YEAR:
        return None
    return day if is_day_in_reach(day, today) else NoDay("far_day")
