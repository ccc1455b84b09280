"""What report.yaml may say, from what a report says of itself. Pure; nothing of it is confirmed."""

import re
from collections.abc import Mapping
from datetime import date

from awareness.content.reading.about import SelfDescription
from awareness.content.reading.proposals import Proposal
from awareness.numerals.languages import LANGUAGE_NAMES, language

BETWEEN_DAYS = re.compile(
    r"\s(?:to|and|until|through|till|och|bis|und)\s|\s?[–—]\s?|(?<=\d)-(?=\d)"
)
MONTH_LETTERS = 3  # of a name that is cut short: Sept, okt


def report_fields(
    description_by_name: Mapping[str, SelfDescription], language_code: str
) -> dict[str, Proposal]:
    """By the names of report.yaml (fieldwork as first and last); what is not said is not there.

    `language_code` is the language of the text.
    """
    proposals: dict[str, Proposal] = {}

    def propose(name: str, value: str, line_number: int) -> None:
        if value:
            proposals[name] = Proposal(name, value, line_number, inherited=False)

    for name, field in description_by_name.items():
        if name in ("title", "publisher", "year", "interests"):
            propose(name, field.value, field.line)
        elif name == "language":
            codes = {known: written for written, known in LANGUAGE_NAMES.items()}
            propose(name, codes.get(field.value, ""), field.line)
        elif name == "who_was_asked":
            propose("asked", field.value, field.line)
        elif name == "licence":
            propose("licence", field.value, field.line)
        elif name == "fieldwork" and (days := days_of(field.value, language_code)):
            propose("first", days[0].isoformat(), field.line)
            propose("last", days[1].isoformat(), field.line)
    if "title" in proposals and "publisher" in proposals:
        title, publisher = proposals["title"], proposals["publisher"]
        year = proposals["year"].value if "year" in proposals else ""
        title_and_year = (
            title.value if not year or year in title.value else f"{title.value} ({year})"
        )
        propose("credit", f"{publisher.value}: {title_and_year}", publisher.line)
    return proposals


def days_of(text: str, language_code: str) -> tuple[date, date] | None:
    """The first and last day of “9 June to 13 September 2016”.

    None where a day, a month or the year is not printed: nothing adds what a report leaves out.
    """
    parts = [_year_month_day(part, language_code) for part in BETWEEN_DAYS.split(text)[:2]]
    (year, month, day), (last_year, last_month, last_day) = parts[0], parts[-1]
    year = year or last_year
    if not (year and last_year and month and last_month and day and last_day):
        return None
    try:
        first, last = date(year, month, day), date(last_year, last_month, last_day)
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _year_month_day(text: str, language_code: str) -> tuple[int, int, int]:
    """(year, month, day) of one end, 0 for what is not said."""
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    day = re.search(r"\b(\d{1,2})\b(?!\d)", text)
    month = next(
        (
            number
            for number, name in enumerate(language(language_code).months, 1)
            if re.search(rf"(?<!\w){name[:MONTH_LETTERS]}\w*", text, re.IGNORECASE)
        ),
        0,
    )
    return int(year[0]) if year else 0, month, int(day[1]) if day and month else 0
