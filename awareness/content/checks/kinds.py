"""What each sort of number needs beside its value, and the shortest way to mend what is missing."""

from collections.abc import Iterator

from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Figure, Gathered, Kind, Location
from awareness.numerals.languages import language
from awareness.numerals.money import currency_codes, is_currency

FIX_NO_QUESTION = (
    "say in `question` what people were asked; of records, where nobody was, say so in `gathered`"
)
# Of what a number is told: money and days are of nobody.
KINDS_OF_PEOPLE = frozenset({Kind.SHARE, Kind.MEAN, Kind.MEDIAN, Kind.RATE})


UNIT_BY_OTHER_NAME = {
    "%": "percent", "per cent": "percent", "per_cent": "percent", "percentage": "percent",
    "percentage points": "points", "percentage_points": "points", "pp": "points",
    "year": "years", "month": "months", "week": "weeks", "day": "days", "hour": "hours",
}  # fmt: skip


def kind_problems(figure: Figure, location: Location | None = None) -> Iterator[Problem]:
    """Where a table's cells are alike, `location` is that of what holds for all of them."""
    for message, fix in _missing_fields(figure):
        yield problem(location or figure.location, f"{figure.key}: {message}", fix)


def _missing_fields(figure: Figure) -> Iterator[tuple[str, str]]:
    """(message, fix) of everything that is missing."""
    is_of_survey = figure.gathered is Gathered.SURVEY
    if not figure.measure:
        yield "`measure` is empty", "say what was counted"
    if not figure.population and (is_of_survey or figure.kind in KINDS_OF_PEOPLE):
        yield "`population` is empty", "say of whom, or of what"
    if not figure.question and is_of_survey:
        yield "`question` is empty", FIX_NO_QUESTION
    has_number = figure.value is not None
    if fix := _unit_fix(figure.unit):
        yield f"`unit` is {figure.unit!r}", fix
    match figure.kind:
        case Kind.MONEY if has_number and not is_currency(figure.unit):
            yield f"money without a currency: `unit` is {figure.unit!r}", "write USD, EUR or SEK"
        case Kind.RATE if has_number and figure.per is None:
            yield "a rate without `per`", "say per how many: 100000"
        case Kind.CHANGE if has_number and len(figure.between) != 2:
            yield "a change without its two periods or groups", "name both in `between`: 2023;2024"
        case Kind.INDEX if has_number and len(figure.between) != 1:
            yield "an index without what is 100", "name it in `between`: 2015"
        case Kind.SHARE if has_number and figure.unit != "percent":
            yield f"a share in {figure.unit!r}", "write `unit` percent, or another kind"
        case Kind.DATE if figure.day is None:
            yield "a date without a day", "write the day in `value`: 2018-08-13"
    if figure.value is not None and figure.value < 0 and figure.kind is not Kind.CHANGE:
        yield (
            f"its formula gives {figure.value:f}, which is below nought",
            "turn the difference round, or write `kind` change and its two periods in `between`",
        )
    is_over_hundred = figure.kind is Kind.SHARE and figure.value is not None and figure.value > 100
    if is_over_hundred and figure.may_be_key:
        yield f"a share of {figure.value:f} per cent", "write `kind` change, or mend the number"
    if figure.per is not None and figure.kind is not Kind.RATE:
        yield f"`per` belongs to a rate, and this is a {figure.kind}", "write `kind` rate"


def _unit_fix(unit: str) -> str:
    """What to write for a unit that people write otherwise; "" where nothing is wrong."""
    if unit.lower() in UNIT_BY_OTHER_NAME:
        return f"write {UNIT_BY_OTHER_NAME[unit.lower()]}"
    if codes := currency_codes(unit):
        return "" if is_currency(unit) else f"write the currency's code: {' or '.join(codes[:4])}"
    words = set(unit.lower().replace("_", " ").split())
    for word, size in language("en").scales.items():
        if words & {word, f"{word}s"}:
            return f"write the value at its full size ({size} for 1 {word}), and what is counted"
    return ""
