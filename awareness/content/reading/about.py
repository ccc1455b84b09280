"""What a report says about itself, each with the line that says it. Proposals, never more. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from awareness.content.reading.finding.words import MONTHS
from awareness.content.reading.kept import PAGE_MARK, KeptText
from awareness.content.reading.languages import KNOWN, language_of
from awareness.content.reading.structure import Structure

LONGEST = 300  # letters of what is proposed
YEAR = r"(?:19[5-9]\d|20\d\d)"
MONTH = rf"(?:{MONTHS})"
DAYS = re.compile(
    rf"(?:(?:\d{{1,2}}\.?\s)?{MONTH}\s(?:{YEAR}\s)?(?:\d{{1,2}},?\s)?(?:to|and|until|through|–|-"
    rf"|till|och|bis|und)\s)?"
    rf"(?:\d{{1,2}}\.?\s)?{MONTH}(?:\s\d{{1,2}},)?\s{YEAR}|\b{YEAR}\s?[–-]\s?{YEAR}\b|\b(?:in"
    rf"|during|under|år|im Jahr)\s{YEAR}\b"
)
FIELDWORK = re.compile(
    r"field\s?work|data (?:was|were|is|are) (?:collected|gathered)|data collection|survey (?:was"
    r"|took|ran)"
    r"|(?:were|was) (?:interviewed|surveyed|conducted|carried out)|interviews (?:were|took)"
    r"|responses were"
    r"|\b(?:answered|responded|replied|took part)\b[^.]*?\b(?:between|from)\b"
    r"|\b(?:svarade|besvarade|deltog)\b[^.]*?\b(?:mellan|från)\b"
    r"|fältarbet\w+|datainsamling\w*|enkäten (?:genomfördes|skickades|besvarades)"
    r"|intervju\w* (?:genomfördes|gjordes)"
    r"|Feldzeit|Feldphase|Befragung (?:wurde|fand)|Erhebung(?:szeitraum)?|befragt",
    re.IGNORECASE,
)
PEOPLE = (
    r"respondents?|participants?|people|persons?|adults?|employees?|workers?|police officers"
    r"|officers|students?"
    r"|pupils?|teachers?|women|men|children|households?|compan(?:y|ies)|establishments?|agenc(?:y"
    r"|ies)|entities"
    r"|organisations?|organizations?|interviews?|svarande|personer|anställda|elever|kvinnor|män"
    r"|företag|hushåll"
    r"|Befragten?|Personen|Beschäftigten?|Unternehmen|Teilnehmer\w*"
)
NUMBER = r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+|\d+"
COUNTS = (
    re.compile(rf"\b[nN]\s?=\s?({NUMBER})"),
    re.compile(
        rf"\b(?:sample|urval|Stichprobe)\s(?:size\s)?(?:of|på|om|von"
        rf"|was)\s(?:\w+\s)?({NUMBER})\b(?![.,]\d)"),
    re.compile(
        rf"\b({NUMBER})\s(?:[^\W\d]+\s){{0,3}}?(?:{PEOPLE})(?:\s[^\s.]+){{0,5}}?\s"
        r"(?:participated|answered|responded|completed|took part|were interviewed|were surveyed"
        r"|replied|deltog|svarade|besvarade|nahmen teil|befragt|antworteten)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:surveyed|interviewed|asked|polled|survey of|interviews with|answers from"
        rf"|svar från"
        rf"|intervjuade)\s(?:\w+\s){{0,2}}?({NUMBER})\s(?:[^\W\d]+\s){{0,2}}?(?:{PEOPLE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b({NUMBER})\s(?:[^\W\d]+\s)?(?:respondents|participants|interviewees|interviews"
        rf"|svarande|deltagare|intervjuer|Befragten?)\b", re.IGNORECASE),
)  # fmt: skip
ASKED = re.compile(
    rf"(?:survey(?:ed)?|interview(?:s|ed)?|questionnaire|poll|sample)\s(?:of|with|among"
    rf"|to)\s(?:the\s)?([^.;:]*?(?:{PEOPLE})[^.;:]{{0,80}})"
    rf"|(?<!of the )(?<!\d )(?:respondents|participants|those surveyed|the sample)\s(?:are|were|is"
    rf"|was|consist\w*)\s((?:[^.;]|\.\d){{5,160}})"
    rf"|(?:enkät(?:en)?|intervjuer|undersökning(?:en)?)\s(?:till|med|bland)\s([^.;:]{{5,160}})"
    rf"|(?:Befragung|Umfrage)\s(?:von|unter|bei)\s([^.;:]{{5,160}})",
    re.IGNORECASE,
)
STUDY = r"(?:report|study|survey|research|publication|project)"
INTERESTS = re.compile(
    rf"\b(?:(?:co-?)?funded by|paid for by|financ(?:ed by|ial support)|commissioned by|sponsored by"
    rf"|{STUDY}[^.]{{0,80}}(?:on behalf of|with (?:the )?support (?:of|from))"
    r"|grant (?:agreement|no)"
    r"|conflicts? of interest|competing interests?|finansiera\w+ av|på uppdrag av"
    r"|med stöd (?:av|från)|jäv|im Auftrag|gefördert (?:durch|von)|finanziert (?:durch|von)"
    r"|Interessenkonflikt\w*)\b",
    re.IGNORECASE,
)
LICENCE = re.compile(
    r"Creative Commons|\bCC[ -]BY\b|\bCC0\b|Open Government Licence|public domain"
    r"|[Aa]ll rights reserved|[Rr]eproduction is (?:authori[sz]ed|permitted)"
    r"|[Rr]euse is authori[sz]ed|[Ll]icen[cs]ed? under|©|\(c\)\s\d{4}"
    r"|[Cc]opyright\s(?:©|by|\d)|Alla rättigheter|[Uu]pphovsrätt|Alle Rechte|Nachdruck"
    r"|Urheberrecht"
)
# What says more of what may be done than a sign of copyright, which may stand beside it.
NAMED_LICENCE = re.compile(
    r"Creative Commons|\bCC[ -]BY\b|\bCC0\b|Open Government Licence|public domain"
)
PUBLISHER = (
    re.compile(
        r"\b(?:published by|publisher|utgivare|utgiven av|publicerad av|herausgeber(?:in)?"
        r"|herausgegeben von)\b\s*:?\s*([^.;|\n]{3,120})", re.IGNORECASE),
    re.compile(
        rf"(?:©|\(c\)(?=\s(?:19|20))|[Cc]opyright(?=\s(?:©|by"
        rf"|\d)))\s*(?:©\s*)?(?:by\s)?(?:{YEAR}(?:[–-]{YEAR})?,?\s*(?:by\s)?)?([^\W\d][^.;"
        rf"|\d\n]{{2,120}})"),
)  # fmt: skip
FIELDS = (
    "title", "year", "publisher", "language", "fieldwork", "n", "who_was_asked", "interests",
    "licence",
)  # fmt: skip


SENTENCE_END = re.compile(r"\.(?=\s|$)")


@dataclass(frozen=True)
class Field:
    """A proposal for one of FIELDS: its value and the line of the kept text that it came from."""

    name: str
    value: str
    line: int


def about(structure: Structure) -> dict[str, Field]:
    """By name; a field of which nothing can be read is not there."""
    finders = {
        "title": _title, "year": _year, "publisher": _publisher, "language": _language,
        "fieldwork": _fieldwork, "n": _n, "who_was_asked": _who, "interests": _interests,
        "licence": _licence,
    }  # fmt: skip
    field_by_name = {}
    for name, find in finders.items():
        text_and_line = next(find(structure), None)
        if text_and_line and text_and_line[0].strip(" .,:;–-"):
            value = " ".join(text_and_line[0].split()).strip(" .,:;–-")
            field_by_name[name] = Field(name, value[:LONGEST], text_and_line[1])
    return field_by_name


Told = Iterator[tuple[str, int]]


def _lines(kept_text: KeptText, most: int = 100_000) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(kept_text.lines[:most], 1):
        if line.strip() and not PAGE_MARK.fullmatch(line):
            yield number, line.lstrip("# ").strip("*_ ")


def _title(structure: Structure) -> Told:
    """The first heading, with those of the same size that go on with it; else the first line."""
    headings = structure.headings
    first = [number for number in headings if number <= 60][:1]
    for number in first:
        words: list[str] = []
        following, level = number, headings[number][0]
        while following in headings and headings[following][0] == level and len(words) < 4:
            words.append(headings[following][1])
            following += 1
        yield " ".join(words), number
    for number, line in _lines(structure.kept, 20):
        if len(line) > 5:
            yield line, number


def _year(structure: Structure) -> Told:
    title = next(_title(structure), ("", 0))
    if match := re.search(rf"\b{YEAR}\b", title[0]):
        yield match[0], title[1]
    for number, line in _lines(structure.kept):
        if match := re.search(
            rf"(?:©|[Pp]ublish\w*|[Pp]ublicera\w*|[Uu]tgiv\w*|[Ee]rschienen)\D{{0,30}}({YEAR})\b",
            line,
        ):
            yield match[1], number
    for number, line in _lines(structure.kept, 80):
        if len(line.split()) > 12:
            return  # the text has begun: a year there is what it tells of
        if match := re.search(rf"\b{YEAR}\b", line):
            yield match[0], number


def _publisher(structure: Structure) -> Told:
    for pattern in PUBLISHER:
        for number, line in _lines(structure.kept):
            if match := pattern.search(line):
                yield match[1], number


def _language(structure: Structure) -> Told:
    """The language of the whole, at the first line that is long enough to be in one."""
    code = language_of("\n".join(structure.kept.lines))
    for number, line in _lines(structure.kept):
        if len(line.split()) >= 8 and language_of(line) == code:
            yield KNOWN[code], number


def _sentences(structure: Structure) -> Iterator[tuple[int, str]]:
    """(line it begins in, sentence) of the paragraphs of the text."""
    for block in structure.blocks:
        if block.role == "prose":
            for match in re.finditer(r"(?s).+?(?:[.!?](?=\s|$)|$)", block.text):
                yield block.place(match.start())[0], match[0].strip()


def _fieldwork(structure: Structure) -> Told:
    for number, sentence in _sentences(structure):
        if FIELDWORK.search(sentence) and (match := DAYS.search(sentence)):
            yield re.sub(r"^(?:in|during|under|år|im Jahr)\s", "", match[0]), number


def _n(structure: Structure) -> Told:
    for number, sentence in _sentences(structure):
        for pattern in COUNTS:
            if (match := pattern.search(sentence)) and not re.fullmatch(YEAR, match[1]):
                yield match[1], number


def _who(structure: Structure) -> Told:
    for number, sentence in _sentences(structure):
        if match := ASKED.search(sentence):
            yield next(filter(None, match.groups())), number
    for pattern in COUNTS[2:]:
        for number, sentence in _sentences(structure):
            if pattern.search(sentence):
                yield sentence, number


def _interests(structure: Structure) -> Told:
    yield from _sentences_with(INTERESTS, structure)


def _licence(structure: Structure) -> Told:
    yield from _sentences_with(NAMED_LICENCE, structure)
    yield from _sentences_with(LICENCE, structure)


def _sentences_with(pattern: re.Pattern[str], structure: Structure) -> Told:
    """(sentence, line number) of the first place of a pattern in each sentence of a paragraph, then
    in each line that is of no table."""
    yield from (
        (sentence, number) for number, sentence in _sentences(structure) if pattern.search(sentence)
    )
    for number, line in _lines(structure.kept):
        if not line.startswith("|") and (match := pattern.search(line)):
            full_stop = line.rfind(". ", 0, match.start())
            start = full_stop + 2 if full_stop >= 0 else 0
            end = SENTENCE_END.search(line, match.end())
            yield line[start : end.end() if end else len(line)], number
