"""What one row says about somebody: cells become values, and what is wrong with them is named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language_info, override

from awareness.people.folding import fold
from awareness.people.normal_forms import normal_form, without_unseen
from awareness.staffing.planning.days import NoDay, read_day, split_span
from awareness.staffing.planning.known import Path, fold_path
from awareness.staffing.planning.numbers import NumberHabits, read_number
from awareness.staffing.planning.row_problems import RowProblem, problem_of_cell
from awareness.staffing.reading.cells import Answer, Cell, Number, Odd, cell_in_words
from awareness.staffing.reading.heads import FIELDS_OF_DAYS, Field
from awareness.staffing.reading.read import ReadRow

LONGEST_NAME, LONGEST_PLACE = 120, 80
_PATH_SEPARATOR = re.compile(r"\s*(?:/|>|\\|\||→|::)\s*")
_NEVER_IN_A_NAME = re.compile(r"[@<>{}=_]|https?:")
_LOST_LETTER = re.compile(r"[?\ufffd]")


@dataclass(slots=True)
class RowValues:
    """What a row says. None: nothing, so nothing changes. `end_open`: it says that there is no end.
    `answered`: fields that somebody of HR wrote themselves."""

    row: int
    number: str | None = None
    email: str | None = None
    name: str | None = None
    half: str | None = None  # what is there of a name of two columns when one is empty
    site: str | None = None
    team: Path | None = None
    manager: str | None = None
    language: str | None = None
    days: dict[Field, date | None] = field(default_factory=dict)
    problems: Sequence[RowProblem] = ()  # few rows have any: the others share what is empty
    notes: Sequence[tuple[Field, str]] = ()
    answered: frozenset[Field] = frozenset()
    # The normal forms of number, e-mail and manager; "" where there is none.
    number_key: str = ""
    email_key: str = ""
    manager_key: str = ""

    @property
    def keys(self) -> set[str]:
        """What the person of this row is recognised by."""
        return {key for key in (self.number_key, self.email_key) if key}

    def add_problem(self, column: Field, value: str, code: str, *mends: str, **params: Any) -> None:
        self.problems = (
            *self.problems,
            problem_of_cell(self.row, column, value, code, mends, **params),
        )

    @property
    def called(self) -> str:
        """Who the row is about, for a person to see."""
        return self.name or self.half or self.email or self.number or ""


@dataclass(frozen=True)
class FileHabits:
    """What holds for the whole file: how numbers and days are written in it."""

    numbers: NumberHabits
    day_order: str
    today: date
    two_names: bool = False
    digits_in_names: bool = False


def read_row(row: ReadRow, habits: FileHabits) -> RowValues:
    """What the row says. A cell that cannot be taken is a problem, and is as if it were empty."""
    values = RowValues(row.number)
    values.answered = frozenset(f for f, cell in row.cells.items() if isinstance(cell, Answer))
    if row.beyond:
        values.add_problem(Field.NAME, "", "shifted")
    texts = dict(_read_texts(row, values))
    for column in (Field.NUMBER, Field.MANAGER):
        if column in row.cells:
            _take_number(values, column, row.cells[column], habits.numbers)
    if email := texts.get(Field.EMAIL):
        values.email = _checked_email(values, Field.EMAIL, email)
    _take_name(values, texts, habits)
    if site := texts.get(Field.SITE):
        if len(site) > LONGEST_PLACE:
            values.add_problem(Field.SITE, site, "long_place")
        else:
            values.site = site
    if team := texts.get(Field.TEAM):
        values.team = _checked_team(values, team)
    if language := texts.get(Field.LANGUAGE):
        values.language = language_code(language)
        if not values.language:
            values.add_problem(Field.LANGUAGE, language, "language")
            values.language = None
    for column in FIELDS_OF_DAYS:
        if column in row.cells:
            _take_day(values, column, row.cells[column], habits)
    if Field.LEAVE in row.cells:
        _take_leave(values, row.cells[Field.LEAVE], habits)
    _check_order_of_days(values)
    values.number_key = normal_form(values.number) if values.number else ""
    values.email_key = normal_form(values.email) if values.email else ""
    values.manager_key = normal_form(values.manager) if values.manager else ""
    return values


def _read_texts(row: ReadRow, values: RowValues) -> Iterator[tuple[Field, str]]:
    """The cells that are to be words, each without signs that nobody sees."""
    for column, cell in row.cells.items():
        if column in (*FIELDS_OF_DAYS, Field.LEAVE, Field.NUMBER, Field.MANAGER):
            continue
        if isinstance(cell, Odd):
            code = cell.code if cell.code in ("formula", "error") else "kind"
            values.add_problem(column, cell.shown, code)
        elif isinstance(cell, Number) and column in (Field.SITE, Field.TEAM):
            yield column, cell_in_words(cell)  # cost centres and buildings have numbers
        elif not isinstance(cell, str):
            values.add_problem(column, cell_in_words(cell), "kind")
        elif text := _without_unseen_signs(values, column, cell):
            yield column, text


def _without_unseen_signs(values: RowValues, column: Field, text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    seen = without_unseen(text)
    if seen != " ".join(re.split(r"[ \t\r\n]+", text)):
        values.notes = (*values.notes, (column, "unseen"))
    return seen


def _take_number(values: RowValues, column: Field, cell: Cell, numbers: NumberHabits) -> None:
    if isinstance(cell, str) and not (
        cell := type(cell)(_without_unseen_signs(values, column, cell))
    ):
        return
    if column == Field.MANAGER and isinstance(cell, str) and ("@" in cell or "＠" in cell):
        values.manager = _checked_email(values, column, cell)
        return
    outcome = read_number(cell, numbers)
    if isinstance(outcome, str):
        if column == Field.NUMBER:
            values.number = outcome
        else:
            values.manager = outcome
    else:
        code, params, mends = outcome
        values.add_problem(column, cell_in_words(cell), code, *mends, **params)


def _checked_email(values: RowValues, column: Field, text: str) -> str | None:
    if re.search(r"[;,\s]", text) and text.count("@") > 1:
        values.add_problem(
            column, text, "two_addresses", *re.findall(r"[^;,\s<>]+@[^;,\s<>]+", text)[:2]
        )
        return None
    try:
        validate_email(text)
    except ValidationError:
        values.add_problem(column, text, "not_an_address")
        return None
    return text


def _take_name(values: RowValues, texts: dict[Field, str], habits: FileHabits) -> None:
    first, last = texts.get(Field.FIRST_NAME), texts.get(Field.LAST_NAME)
    name = texts.get(Field.NAME)
    if first and last:
        name = f"{first} {last}"
    elif (first or last) and habits.two_names and not name:
        values.half = first or last
        return
    if not name:
        return
    column = Field.NAME if texts.get(Field.NAME) == name else Field.LAST_NAME
    is_answered = Field.NAME in values.answered or Field.LAST_NAME in values.answered
    if (reread := _reread_as_utf8(name)) != name and not is_answered:
        values.add_problem(column, name, "letters_lost", reread)
    elif _LOST_LETTER.search(name) and not is_answered:
        values.add_problem(column, name, "letters_lost")
    elif _is_odd_name(name, habits.digits_in_names) and not is_answered:
        values.add_problem(column, name, "odd_name")
    elif len(name) > LONGEST_NAME:
        values.add_problem(column, name, "long_name")
    else:
        values.name = name
        return
    values.half = name


def _is_odd_name(name: str, digits_allowed: bool) -> bool:
    digits = any(letter.isdigit() for letter in name) and not digits_allowed
    return (
        digits
        or bool(_NEVER_IN_A_NAME.search(name))
        or not any(letter.isalpha() for letter in name)
    )


def _reread_as_utf8(text: str) -> str:
    """UTF-8 that was read as Windows-1252 somewhere (Ã…sa), read rightly, word by word."""
    return " ".join(_reread_word(word) for word in text.split(" "))


def _reread_word(word: str) -> str:
    try:
        return word.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return word


def _checked_team(values: RowValues, text: str) -> Path | None:
    path, code = _parse_path(text)
    if code:
        values.add_problem(Field.TEAM, text, code)
    return path


@lru_cache(maxsize=10_000)
def _parse_path(text: str) -> tuple[Path | None, str]:
    """The names of the teams in a cell, the topmost first; or the code of what is wrong with it."""
    path = tuple(part for part in _PATH_SEPARATOR.split(text) if part)
    if any(len(part) > LONGEST_PLACE for part in path):
        return None, "long_place"
    if len(set(fold_path(path))) < len(path):
        return None, "circle"
    return path or None, ""


def _take_day(values: RowValues, column: Field, cell: Cell, habits: FileHabits) -> None:
    if isinstance(cell, Odd) and cell.code in ("formula", "error"):
        values.add_problem(column, cell.shown, cell.code)
        return
    if isinstance(cell, str):
        cell = _without_unseen_signs(values, column, cell)
        if not cell:
            return
    day = read_day(cell, habits.day_order, habits.today)
    if isinstance(day, NoDay):
        values.add_problem(column, cell_in_words(cell), day.code, *day.mends)
    elif day is not None or column in (Field.END, Field.LEAVE_UNTIL):
        values.days[column] = day


def _take_leave(values: RowValues, cell: Cell, habits: FileHabits) -> None:
    """Both days of leave from one cell, as if they stood in the columns of their own."""
    if isinstance(cell, Odd):
        code = cell.code if cell.code in ("formula", "error") else "not_a_span"
        values.add_problem(Field.LEAVE, cell.shown, code)
        return
    text = (
        _without_unseen_signs(values, Field.LEAVE, cell)
        if isinstance(cell, str)
        else cell_in_words(cell)
    )
    if not text:
        return
    if (span := split_span(text)) is None:
        day = read_day(cell, habits.day_order, habits.today)
        if isinstance(day, date):
            values.add_problem(Field.LEAVE, text, "one_day", f"{day} –", f"{day} – {day}")
        else:
            values.add_problem(Field.LEAVE, text, "not_a_span")
        return
    first, last = (
        read_day(part, habits.day_order, habits.today) if part else None for part in span
    )
    if isinstance(first, NoDay):
        values.add_problem(
            Field.LEAVE, text, first.code, *(f"{day} – {span[1]}" for day in first.mends)
        )
    elif isinstance(last, NoDay):
        values.add_problem(
            Field.LEAVE, text, last.code, *(f"{span[0]} – {day}" for day in last.mends)
        )
    elif first is None:  # what is far away ends something, and begins nothing
        values.add_problem(Field.LEAVE, text, "far_day")
    elif last and last < first:
        values.add_problem(Field.LEAVE, text, "leave_backwards", start=first.isoformat())
    else:
        _take_leave_days(values, text, first, last)


def _take_leave_days(values: RowValues, text: str, first: date, last: date | None) -> None:
    span: dict[Field, date | None] = {Field.LEAVE_FROM: first, Field.LEAVE_UNTIL: last}
    if any(values.days.get(column, day) != day for column, day in span.items()):
        values.add_problem(Field.LEAVE, text, "leave_twice")
    else:
        values.days |= span


def _check_order_of_days(values: RowValues) -> None:
    days = values.days
    for first, last, code in (
        (Field.START, Field.END, "end_before_start"),
        (Field.LEAVE_FROM, Field.LEAVE_UNTIL, "leave_backwards"),
    ):
        begins, ends = days.get(first), days.get(last)
        if begins and ends and ends < begins:
            values.add_problem(last, ends.isoformat(), code, start=begins.isoformat())


def language_code(text: str) -> str:
    """The code of a language that was written as a code (sv-SE, DE_de) or by its name in English,
    Swedish, German or itself; "" when it is unknown."""
    code = text.casefold().replace("_", "-")
    if code in LANG_INFO:
        return code
    if re.fullmatch(r"[a-z]{2,3}-[a-z0-9]{2,4}", code) and code.partition("-")[0] in LANG_INFO:
        return code.partition("-")[0]
    if not _LANGUAGES:
        _LANGUAGES.update(_language_names())
    return _LANGUAGES.get(fold(text), "")


_LANGUAGES: dict[str, str] = {}


def _language_names() -> Iterator[tuple[str, str]]:
    for code, info in LANG_INFO.items():
        for name in (info.get("name", ""), info.get("name_local", "")):
            if name:
                yield fold(name), code
    for written_in in ("sv", "de"):
        with override(written_in):
            for code in LANG_INFO:
                if "name" in LANG_INFO[code]:
                    yield fold(str(get_language_info(code)["name_translated"])), code
