"""What a found number may be about: label, population, base, question, measure. Pure.

Each proposal says the line it came from, and whether that is the number's own sentence or row, or
was inherited from a heading, a caption or the head of a table. Nobody has confirmed any of them.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from awareness.content.reading.about import PEOPLE_WORDS
from awareness.content.reading.finding.found import FoundStatistic, Reading
from awareness.content.reading.structure import Table

PROPOSED_FIELDS = ("label", "population", "base", "question", "measure")
MAX_LETTERS = 200  # letters
MAX_LINES_TO_QUESTION = 12  # lines above a number in which its question may stand
OF_GROUP = re.compile(
    r"\s(?:of|among|av(?!\sde\s\d)|bland|der|von|unter)\s(?:all(?:a)?\s|the\s|de\s|den\s)*([^,.;:"
    r"|()]{3,80}?)(?=\s(?:is|are|was|were|had|have|has|do|does|did|can|could|will|would|may|might"
    r"|must|should|never|often|always|also|still|now|only|said|says?|tells?|told|thinks?|thought"
    r"|feels?|felt|knows?|knew|(?:dis)?agree\w*|want\w*|wears?|sees?|saw|finds?|found|hears?|heard"
    r"|gets?|got|gives?|gave|takes?|took|makes?|made|need\w*|receiv\w*"
    r"|experienc\w*|notic\w*|prefer\w*|expect\w*|consider\w*"
    r"|report\w*|answer\w*|believe\w*|work\w*|use\w*|who|that|which|och|and|är|var|har|hade"
    r"|arbetar|säger|svarar|uppger|anser|tycker|känner|vet|får|kan|vill|som|ist|sind|haben|sagen"
    r"|geben|wissen|können|wollen|finden)\b|[,.;:|()]|$)"
)
# Of people whatever they do: “70 % of respondents test their pages”.
OF_PEOPLE = re.compile(
    rf"\s(?:of|among|av|bland|der|von|unter)\s(?:all(?:a)?\s|the\s|de\s|den\s)*"
    rf"((?:[^\W\d][\w-]*\s){{0,3}}?(?:{PEOPLE_WORDS}))(?=\s[^\W\d]|[,.;:|()]|$)",
    re.IGNORECASE,
)
COUNT_OR_WORDS_OF_BASE = re.compile(
    r"\b[nN]\s?=\s?(\d{1,3}(?:[ ,.\u00a0]\d{3})+|\d+)|\((?:base|bas|Basis):?\s([^)]{2,60})\)"
)
PRINTED_QUESTION = re.compile(
    r"[“”„\"«']([^“”\"«»]{8,300}\?)[”“\"»']|(?:^"
    r"|[:.]\s)((?:[QF]\d+[.:]?\s)?[A-ZÅÄÖ][^.?!]{8,250}\?)"
)
# A heading that a sentence begins with, and what parts a sentence.
COLON = re.compile(r"(?<=[^\W\d])[*_]*:[*_]*\s+(?=[*_]*[A-ZÅÄÖ])")
BETWEEN_PARTS = re.compile(
    r"[,;]\s+(?:and\s|but\s|while\s|och\s|men\s|und\s)?|\s[–—-]\s"
    r"|\s(?:while|whereas|compared\s(?:to|with)|medan|jämfört\smed|während)\s"
)
GOES_ON = re.compile(
    r"(?:up|down|improving|rising|falling|increasing|decreasing|dropping|upp|ned)\s(?:from|från)\b"
    r"|(?:which|compared|comprising|reflecting|jämfört|vilket)\b"
)
DIGITS = re.compile(r"\d+")
YEAR = re.compile(r"19[5-9]\d|20\d\d")
WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_WORDS = 4  # in a part of a sentence that says by itself what is counted
SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ“\"(])|(?<=\S)\s\|\s")


@dataclass(frozen=True)
class Proposal:
    field: str
    value: str
    line: int
    inherited: bool


def proposals_for(reading: Reading, number: FoundStatistic) -> list[Proposal]:
    """At most one for each of FIELDS, in their order."""
    structure = reading.structure
    by_field: dict[str, Proposal] = {}
    cell = structure.table_at.get(number.line)
    if cell:
        _propose_from_cell(reading, number, cell, by_field)
    else:
        _propose_from_sentence(reading, number, by_field)
    heading = structure.heading_above(number.line)
    if heading:
        by_field.setdefault("label", _proposal("label", heading[1], heading[0], inherited=True))
        by_field.setdefault(
            "population", _proposal("population", heading[1], heading[0], inherited=True)
        )
    _propose_question(reading, number, by_field)
    _propose_base(reading, number, by_field)
    return [
        by_field[field] for field in PROPOSED_FIELDS if field in by_field and by_field[field].value
    ]


def _proposal(field: str, value: str, line_number: int, inherited: bool) -> Proposal:
    value = " ".join(re.sub(r"!\[|\]\[\^\w+\]|\[\^\w+\]:?|[*_#]{1,3}", " ", value).split())
    if len(value) > MAX_LETTERS:  # cut between words
        value = value[: MAX_LETTERS + 1].rpartition(" ")[0] or value[:MAX_LETTERS]
    return Proposal(field, value.strip(" .,;:|"), line_number, inherited)


def _propose_from_cell(
    reading: Reading, number: FoundStatistic, cell: tuple[Table, int], by_field: dict[str, Proposal]
) -> None:
    """The first cell of the row and the heads of the column."""
    table, _ = cell
    column = reading.structure.kept.line(number.line)[: number.start].count("|") - 1
    if name := name_of_cell(reading, number):
        by_field["label"] = _proposal("label", name, number.line, inherited=False)
    head = table.head(column)
    if head and table.heads:
        by_field["measure"] = _proposal("measure", head, table.lines[0], inherited=True)


def name_of_cell(reading: Reading, number: FoundStatistic) -> str:
    """What a value in a row with | belongs to: the nearest cell before it that holds words. Two
    tables may stand side by side."""
    table, row_number = reading.structure.table_at[number.line]
    line = reading.structure.kept.line(number.line)
    cells = table.rows[row_number][: line[: number.start].count("|") - 1]
    return next((cell for cell in reversed(cells) if re.search(r"[^\W\d]{2}", cell)), "")


def _propose_from_sentence(
    reading: Reading, number: FoundStatistic, by_field: dict[str, Proposal]
) -> None:
    """Put label, population and measure from the number's own sentence into `by_field`."""
    block = reading.structure.block_at.get(number.line)
    if block is None:
        return
    position = block.starts[block.lines.index(number.line)] + number.start
    start, end = sentence_span(block.text, position)
    sentence = block.text[start:end]
    if len(sentence.strip()) > len(number.as_printed) + 2:
        first, last = position - start, position - start + len(number.as_printed)
        clause = clause_at(sentence, first, last)
        by_field["label"] = _proposal("label", clause, number.line, inherited=False)
    elif lead := reading.structure.words_before(number.line, 2):
        by_field["label"] = _proposal("label", lead, number.line - 1, inherited=True)
    text_after = block.text[position + len(number.as_printed) : end]
    if match := group_after(text_after):
        by_field["population"] = _proposal("population", match[1], number.line, inherited=False)
    by_field["measure"] = _proposal(
        "measure", f"{number.kind}, {number.unit}", number.line, inherited=False
    )


def sentence_span(text: str, position: int) -> tuple[int, int]:
    sentence_starts = [0, *(match.end() for match in SENTENCE_BREAK.finditer(text)), len(text)]
    return next(((a, b) for a, b in pairwise(sentence_starts) if a <= position < b), (0, len(text)))


def group_after(text: str) -> re.Match[str] | None:
    """Of whom or of what a number is, where the text behind it begins with that: group 1."""
    people, group = OF_PEOPLE.match(text), OF_GROUP.match(text)
    return people if people and (group is None or people.end() < group.end()) else group


def clause_at(sentence: str, first: int, last: int) -> str:
    """What of a sentence says what the number from `first` to `last` counts: without a heading that
    a colon ends, and of a sentence with other numbers the part between commas, where words enough
    stand in it. Pure."""
    start = next((match.end() for match in COLON.finditer(sentence, 0, first)), 0)
    others = (match for match in DIGITS.finditer(sentence, start)
              if not first <= match.start() < last and not YEAR.fullmatch(match[0]))  # fmt: skip
    if next(others, None) is None:
        return sentence[start:]
    cuts = [match for match in BETWEEN_PARTS.finditer(sentence, start)
            if match.end() <= first or match.start() >= last]  # fmt: skip
    begins = [start, *(match.end() for match in cuts if match.end() <= first)]
    if len(begins) > 1 and GOES_ON.match(sentence, begins[-1]):
        begins.pop()  # “up from 28 %” says nothing by itself
    begin = begins[-1]
    end = min((match.start() for match in cuts if match.start() >= last), default=len(sentence))
    words = WORD.findall(sentence[begin:first] + sentence[last:end])
    return sentence[begin:end] if len(words) >= LEAST_WORDS else sentence[start:]


def _lines_of_section(reading: Reading, line_number: int, most: int) -> range:
    """The lines above a line that belong to its section, nearest first."""
    heading = reading.structure.heading_above(line_number)
    return range(line_number, max(line_number - most, heading[0] if heading else 1, 1) - 1, -1)


def _propose_question(
    reading: Reading, number: FoundStatistic, by_field: dict[str, Proposal]
) -> None:
    """Put the nearest question above the number, within its section, into `by_field`."""
    kept_text = reading.structure.kept
    for line_number in _lines_of_section(reading, number.line, MAX_LINES_TO_QUESTION):
        # A question may begin in the line before.
        text = (
            f"{kept_text.line(line_number - 1)} {kept_text.line(line_number)}"
            if line_number > 1
            else kept_text.line(line_number)
        )
        if "?" in kept_text.line(line_number) and (match := PRINTED_QUESTION.search(text)):
            words = match[1] or match[2]
            by_field["question"] = _proposal(
                "question", words, line_number, line_number != number.line
            )
            return


def _propose_base(reading: Reading, number: FoundStatistic, by_field: dict[str, Proposal]) -> None:
    """Put the nearest “n = 245” above the number, within its section, into `by_field`."""
    kept_text = reading.structure.kept
    for line_number in _lines_of_section(reading, number.line, 40):
        if match := COUNT_OR_WORDS_OF_BASE.search(kept_text.line(line_number)):
            by_field["base"] = _proposal(
                "base", match[1] or match[2], line_number, line_number != number.line
            )
            return
