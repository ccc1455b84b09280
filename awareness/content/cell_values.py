"""Reads single cells: lists, numbers, places of a source.

The `name` of a cell is its column; what is wrong with it is added to `problems`.
"""

import re
from datetime import date
from decimal import Decimal

from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location, Span
from awareness.numerals.reading import UNSEEN_SIGN

# “2018:140” or “2018:156-158”: the name of a source, its first and last line.
SPAN_TEXT = re.compile(r"^([\w-]+):([0-9]{1,9})(?:-([0-9]{1,9}))?$")
MAX_SPAN_LINES = 500  # of more nobody reads which of them prints a number
WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")  # a line, a base: counted from one


def split_list(text: str) -> list[str]:
    """A list of a CSV cell: joined by `;`."""
    return [part.strip() for part in text.split(";") if part.strip()]


PLAIN_NUMBER = re.compile(r"[-−]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
# What people write instead: 0950, 0,95 and 269 370 or 269,370.
LEADING_NOUGHT = re.compile(r"[-−]?0[0-9]+(?:\.[0-9]+)?")
DECIMAL_COMMA = re.compile(r"[-−]?[0-9]+,[0-9]+")
GROUPED_THOUSANDS = re.compile(r"[-−]?[0-9]{1,3}(?:[,. '’\u00a0\u2009\u202f][0-9]{3})+")


def parse_number(
    text: str, name: str, location: Location, problems: list[Problem], signed: bool = False
) -> Decimal | None:
    """A plain decimal; None for an empty cell, and for anything else with a problem."""
    if not text:
        return None
    if PLAIN_NUMBER.fullmatch(text) and (signed or text[0] not in "-−"):
        return Decimal(text.replace("−", "-"))
    problems.append(problem(location, f"`{name}` {text!r} is no number", _number_fix(text, signed)))
    return None


def _number_fix(text: str, signed: bool) -> str:
    """The shortest way to mend what is no plain number."""
    if LEADING_NOUGHT.fullmatch(text):
        return f"write it without the noughts before it: {text.lstrip('0') or '0'}"
    if GROUPED_THOUSANDS.fullmatch(text):
        return f"write it plain: {re.sub(r'[^0-9-]', '', text)}"
    if DECIMAL_COMMA.fullmatch(text):
        return f"write it with a point, whatever the report does: {text.replace(',', '.')}"
    if PLAIN_NUMBER.fullmatch(text) and not signed:
        return "only a change has a sign; write the number without it, or `kind` change"
    odd = [sign for sign in text if not sign.isascii() and sign.isnumeric()]
    if odd:
        return f"{odd[0]!r} (U+{ord(odd[0]):04X}) is no digit from 0 to 9; write plain digits"
    if unseen := UNSEEN_SIGN.search(text):
        return f"a sign that nobody sees (U+{ord(unseen[0]):04X}) stands in it; type it anew"
    return "write it plain: 269370, 0.95 (a per cent sign belongs to the unit)"


def parse_spans(
    text: str, sources: dict[str, str], location: Location, problems: list[Problem]
) -> tuple[Span, ...]:
    """Places of a source, `2018:140;2018:156-158`, each with a source that the report names."""
    parsed = []
    for part in split_list(text):
        match = SPAN_TEXT.match(part)
        if not match:
            message = f"`where` {part!r} is no place"
            problems.append(problem(location, message, "write it as 2018:140 or 2018:156-158"))
        elif match[1] not in sources:
            fix = f"report.yaml names {', '.join(sources)}"
            problems.append(problem(location, f"`where` names an unknown source {match[1]!r}", fix))
        else:
            first, last = int(match[2]), int(match[3] or match[2])
            if not 1 <= first <= last:
                fix = "the first line comes first"
                problems.append(problem(location, f"`where` {part!r} runs backwards", fix))
            elif last - first >= MAX_SPAN_LINES:
                message = f"`where` {part!r} names {last - first + 1} lines"
                fix = f"name the lines in which it stands, at most {MAX_SPAN_LINES}"
                problems.append(problem(location, message, fix))
                continue
            parsed.append(Span(match[1], first, last))
    return tuple(parsed)


def parse_day(text: str, name: str, location: Location, problems: list[Problem]) -> date | None:
    """A day, 2018-08-13; None for an empty cell, and for anything else with a problem."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(problem(location, f"`{name}` {text!r} is no day", "write it as 2018-08-13"))
        return None


def parse_whole(text: str, name: str, location: Location, problems: list[Problem]) -> int | None:
    """A whole number from one; None for an empty cell, and for anything else with a problem."""
    if not text or WHOLE_NUMBER.fullmatch(text):
        return int(text) if text else None
    fix = (
        _number_fix(text, signed=False)
        if not PLAIN_NUMBER.fullmatch(text)
        else "write a whole number"
    )
    problems.append(problem(location, f"`{name}` {text!r} is no whole number", fix))
    return None
