"""Where two places of one report, or of two, print the same measure differently. Pure.

What is compared are labels, word for word: the row and column of tables, and sentences that differ
in nothing but the number. It proposes; whether the report errs, somebody reads.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context

from awareness.content.reading.finding.found import Found, Reading
from awareness.content.reading.proposals import name_of_cell, sentence_at

FEW = 4  # words that a sentence must have beside its numbers
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
Key = tuple[str, ...]
MARKS = re.compile(r"!\[|\]?\[\^\w+\]:?|Accessibility description:")
OTHER_NUMBER = re.compile(
    r"(?<![\w.])(?!(?:19|20)\d\d\b)[$€£]?\d[\d.,]*\d?\s?(?:%|million\b|billion\b)?"
)


@dataclass(frozen=True)
class Disagreement:
    """Two places with the same `label` and other values; `reports` are those of the places."""

    label: str
    one: Found
    other: Found
    reports: tuple[int, int]


def disagreements(*reports: tuple[Reading, list[Found]]) -> list[Disagreement]:
    """In the order of the text of the first report, at most one for each label."""
    places: dict[Key, list[tuple[int, Found]]] = defaultdict(list)
    for index, (reading, numbers) in enumerate(reports):
        for number in numbers:
            if key := _key(reading, number):
                places[key].append((index, number))
    pairs = []
    for key, ((index, one), *others) in places.items():
        for other_index, other in others:
            # What stands twice in one line is a list, no disagreement.
            apart = (other_index, other.line) != (index, one.line)
            if apart and not _same(one, other):
                pairs.append(Disagreement(key[0], one, other, (index, other_index)))
                break
    return pairs


def _same(one: Found, other: Found) -> bool:
    """Whether they are equal, or one is the other rounded: 16.6 billion and 16,598,000,000. What is
    printed as “about” or “over” is no other value either."""
    if one.value == other.value or one.qualifier or other.qualifier:
        return True
    rough, exact = sorted((one, other), key=_digits)
    if _digits(rough) == _digits(exact) or not exact.value:
        return False
    rounded = Context(prec=max(_digits(rough), 1), rounding=ROUND_HALF_UP).plus(exact.value)
    return rounded == rough.value


def _digits(number: Found) -> int:
    return len(re.sub(r"\D", "", number.as_printed).lstrip("0"))


def _key(reading: Reading, number: Found) -> Key | None:
    """What a number is about, word for word; None where too little is said."""
    if number.line in reading.structure.table_at:
        return _of_cell(reading, number)
    block = reading.structure.block_at.get(number.line)
    if block is None or block.role == "row":
        return None
    position = block.starts[block.lines.index(number.line)] + number.start
    start, end = sentence_at(block.text, position)
    before = _words(block.text[start:position])
    after = _words(block.text[position + len(number.as_printed) : end])
    if len(before) + len(after) < FEW:
        return None
    return (" ".join([*before, "…", *after]), number.kind, number.unit)


def _words(text: str) -> list[str]:
    """The words of a part of a sentence, with years and without its other numbers."""
    text = OTHER_NUMBER.sub(" ", MARKS.sub(" ", text))
    return re.sub(r"\W+", " ", text.lower()).split()


def _of_cell(reading: Reading, number: Found) -> Key | None:
    """Row, unit, year, and the words over it: a year may stand in the head, heading or title."""
    structure = reading.structure
    table, _ = structure.table_at[number.line]
    name = name_of_cell(reading, number)
    if not name:
        return None
    head = table.head(structure.kept.line(number.line)[: number.start].count("|") - 1)
    heading = structure.heading_above(number.line)
    over = f"{heading[1] if heading else ''} {head}"
    title = next(iter(structure.headings.values()), (0, ""))[1]
    years = YEAR.findall(head) or YEAR.findall(over) or YEAR.findall(title)
    measure = {word.removesuffix("s") for word in _words(YEAR.sub("", over))}
    return (" ".join(_words(name)), number.unit, " ".join(years[:1]), " ".join(sorted(measure)))
