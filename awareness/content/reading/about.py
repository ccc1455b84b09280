"""What a report says about itself, each with the line that says it. Proposals, never more. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from awareness.content.reading.finding.words import MONTHS
from awareness.content.reading.kept import PAGE_MARK, KeptText
from awareness.content.reading.languages import language_of
from awareness.content.reading.structure import Structure
from awareness.numerals.languages import LANGUAGE_NAMES

MAX_LETTERS = 300  # letters of what is proposed
YEAR = r"(?:19[5-9]\d|20\d\d)"
MONTH = rf"(?:{MONTHS})"
DAYS_OR_YEARS = re.compile(
    rf"(?:(?:\d{{1,2}}\.?\s)?{MONTH}\s(?:{YEAR}\s)?(?:\d{{1,2}},?\s)?(?:to|and|until|through|–|-"
    rf"|till|och|bis|und)\s)?"
    rf"(?:\d{{1,2}}\.?\s)?{MONTH}(?:\s\d{{1,2}},)?\s{YEAR}|\b{YEAR}\s?[–-]\s?{YEAR}\b|\b(?:in"
    rf"|during|under|år|im Jahr)\s{YEAR}\b"
)
FIELDWORK_WORDS = re.compile(
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
PEOPLE_WORDS = (
    r"respondents?|participants?|people|persons?|adults?|employees?|workers?|police officers"
    r"|officers|students?"
    r"|pupils?|teachers?|women|men|children|households?|compan(?:y|ies)|establishments?|agenc(?:y"
    r"|ies)|entities"
    r"|organisations?|organizations?|interviews?|svarande|personer|anställda|elever|kvinnor|män"
    r"|företag|hushåll"
    r"|Befragten?|Personen|Beschäftigten?|Unternehmen|Teilnehmer\w*"
)
WHOLE_NUMBER = r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+|\d+"
COUNT_OF_PEOPLE = (
    re.compile(rf"\b[nN]\s?=\s?({WHOLE_NUMBER})"),
    re.compile(
        rf"\b(?:sample|urval|Stichprobe)\s(?:size\s)?(?:of|på|om|von"
        rf"|was)\s(?:\w+\s)?({WHOLE_NUMBER})\b(?![.,]\d)"),
    re.compile(
        rf"\b({WHOLE_NUMBER})\s(?:[^\W\d]+\s){{0,3}}?(?:{PEOPLE_WORDS})(?:\s[^\s.]+){{0,5}}?\s"
        r"(?:participated|answered|responded|completed|took part|were interviewed|were surveyed"
        r"|replied|deltog|svarade|besvarade|nahmen teil|befragt|antworteten)\b"
        r"(?!\s(?:that|att|dass|yes|no)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:surveyed|interviewed|asked|polled|survey of|interviews with|answers from"
        rf"|svar från"
        rf"|intervjuade)\s(?:\w+\s){{0,2}}?({WHOLE_NUMBER})\s(?:[^\W\d]+\s){{0,2}}?(?:{PEOPLE_WORDS})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b({WHOLE_NUMBER})\s(?:[^\W\d]+\s)?(?:respondents|participants|interviewees|interviews"
        rf"|svarande|deltagare|intervjuer|Befragten?)\b", re.IGNORECASE),
)  # fmt: skip
SAY_WHO = COUNT_OF_PEOPLE[2:4]  # and not how many of them did something
WHO_WAS_ASKED = re.compile(
    rf"(?:survey(?:ed)?|interview(?:s|ed)?|questionnaire|poll|sample)\s(?:of|with|among"
    rf"|to)\s(?:the\s)?([^.;:]*?(?:{PEOPLE_WORDS})[^.;:]{{0,80}})"
    rf"|(?<!of the )(?<!\d )(?:respondents|participants|those surveyed|the sample)\s(?:are|were|is"
    rf"|was|consist\w*)\s(?!\w+ing\b|asked\b|able\b|likely\b|more\b|less\b|not\b|still\b|also\b)"
    rf"((?:[^.;]|\.\d){{5,160}})"
    rf"|(?:enkät(?:en)?|intervjuer|undersökning(?:en)?)\s(?:till|med|bland)\s([^.;:]{{5,160}})"
    rf"|(?:Befragung|Umfrage)\s(?:von|unter|bei)\s([^.;:]{{5,160}})",
    re.IGNORECASE,
)
STUDY_WORDS = r"(?:report|study|survey|research|publication|project)"
WHO_PAID = re.compile(
    rf"\b(?:(?:co-?)?funded by|paid for by|financ(?:ed by|ial support)|commissioned by|sponsored by"
    rf"|{STUDY_WORDS}[^.]{{0,80}}(?:on behalf of|with (?:the )?support (?:of|from))"
    r"|grant (?:agreement|no)"
    r"|conflicts? of interest|competing interests?|finansiera\w+ av|på uppdrag av"
    r"|med stöd (?:av|från)|jäv|im Auftrag|gefördert (?:durch|von)|finanziert (?:durch|von)"
    r"|Interessenkonflikt\w*)\b",
    re.IGNORECASE,
)
LICENCE_OR_COPYRIGHT = re.compile(
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
PUBLISHER_PATTERNS = (
    re.compile(
        r"\b(?:published by|publisher|utgivare|utgiven av|publicerad av|herausgeber(?:in)?"
        r"|herausgegeben von)\b\s*:?\s*([^.;|\n]{3,120})", re.IGNORECASE),
    re.compile(
        rf"(?:©|\(c\)(?=\s(?:19|20))|[Cc]opyright(?=\s(?:©|by"
        rf"|\d)))\s*(?:©\s*)?(?:by\s)?(?:{YEAR}(?:[–-]{YEAR})?,?\s*(?:by\s)?)?([^\W\d][^.;"
        rf"|\d\n]{{2,120}})"),
)  # fmt: skip
# Under a title, an office and a day: “U.S. General Services Administration, 20 December 2024”.
OFFICE_AND_DAY = re.compile(
    rf"([^\W\d][^,;|]{{2,80}}?),\s(?:\d{{1,2}}\.?\s)?(?:{MONTH}\s)?(?:\d{{1,2}},\s)?{YEAR}\.?",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"administration|agency|ministry|institut|council|commission|department|universit|\boffice\b"
    r"|association|foundation|cent(?:re|er)\b|\bboard\b|authority|bureau|\bservice|myndighet"
    r"|verket\b|styrelsen?\b|rådet\b|högskola|stiftelse|\w*amt\b|ministerium|stiftung|verband",
    re.IGNORECASE,
)
WITHOUT_YEAR = re.compile(rf"^the\s|,?\s\(?{YEAR}\)?\.?$")
BELOW_TITLE = 12  # lines in which that may stand
FIELD_NAMES = (
    "title", "year", "publisher", "language", "fieldwork", "n", "who_was_asked", "interests",
    "licence",
)  # fmt: skip


SENTENCE_END = re.compile(r"\.(?=\s|$)")


@dataclass(frozen=True)
class SelfDescription:
    """A proposal for one of FIELDS: its value and the line of the kept text that it came from."""

    name: str
    value: str
    line: int


def self_descriptions(structure: Structure) -> dict[str, SelfDescription]:
    """What a report says of itself, by FIELD_NAMES; a field of which nothing can be read is not
    there."""
    finders = {
        "title": _title, "year": _year, "publisher": _publisher, "language": _language,
        "fieldwork": _fieldwork, "n": _number_asked, "who_was_asked": _who_was_asked,
        "interests": _interests, "licence": _licence,
    }  # fmt: skip
    field_by_name = {}
    for name, find_texts in finders.items():
        text_and_line = next(find_texts(structure), None)
        if text_and_line and text_and_line[0].strip(" .,:;–-"):
            value = " ".join(text_and_line[0].split()).strip(" .,:;–-")
            field_by_name[name] = SelfDescription(name, value[:MAX_LETTERS], text_and_line[1])
    return field_by_name


TextsAndLines = Iterator[tuple[str, int]]


def _numbered_lines(kept_text: KeptText, most: int = 100_000) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(kept_text.lines[:most], 1):
        if line.strip() and not PAGE_MARK.fullmatch(line):
            yield number, line.lstrip("# ").strip("*_ ")


def _title(structure: Structure) -> TextsAndLines:
    """The first heading, with those of the same size that go on with it; else the first line."""
    headings = structure.headings
    first = [number for number in headings if number <= 60][:1]
    for number in first:
        words: list[str] = []
        next_number, level = number, headings[number][0]
        while next_number in headings and headings[next_number][0] == level and len(words) < 4:
            words.append(headings[next_number][1])
            next_number += 1
        yield " ".join(words), number
    for number, line in _numbered_lines(structure.kept, 20):
        if len(line) > 5:
            yield line, number


def _year(structure: Structure) -> TextsAndLines:
    """(year, line): of the title, of a line that says when it was published, or near the
    beginning."""
    title = next(_title(structure), ("", 0))
    if match := re.search(rf"\b{YEAR}\b", title[0]):
        yield match[0], title[1]
    for number, line in _numbered_lines(structure.kept):
        if match := re.search(
            rf"(?:©|[Pp]ublish\w*|[Pp]ublicera\w*|[Uu]tgiv\w*|[Ee]rschienen)\D{{0,30}}({YEAR})\b",
            line,
        ):
            yield match[1], number
    for number, line in _numbered_lines(structure.kept, 80):
        if len(line.split()) > 12:
            return  # the text has begun: a year there is what it tells of
        if match := re.search(rf"\b{YEAR}\b", line):
            yield match[0], number


def _publisher(structure: Structure) -> TextsAndLines:
    for pattern in PUBLISHER_PATTERNS:
        for number, line in _numbered_lines(structure.kept):
            if match := pattern.search(line):
                yield WITHOUT_YEAR.sub("", match[1]), number
    for number, line in _numbered_lines(structure.kept, BELOW_TITLE):
        if (match := OFFICE_AND_DAY.fullmatch(line)) and OFFICE.search(match[1]):
            yield match[1], number


def _language(structure: Structure) -> TextsAndLines:
    """The language of the whole, at the first line that is long enough to be in one."""
    code = language_of("\n".join(structure.kept.lines))
    for number, line in _numbered_lines(structure.kept):
        if len(line.split()) >= 8 and language_of(line) == code:
            yield LANGUAGE_NAMES[code], number


def _sentences(structure: Structure) -> Iterator[tuple[int, str]]:
    """(line it begins in, sentence) of the paragraphs of the text."""
    for block in structure.blocks:
        if block.role == "prose":
            for match in re.finditer(r"(?s).+?(?:[.!?](?=\s|$)|$)", block.text):
                yield block.place(match.start())[0], match[0].strip()


def _fieldwork(structure: Structure) -> TextsAndLines:
    for number, sentence in _sentences(structure):
        if FIELDWORK_WORDS.search(sentence) and (match := DAYS_OR_YEARS.search(sentence)):
            yield re.sub(r"^(?:in|during|under|år|im Jahr)\s", "", match[0]), number


def _number_asked(structure: Structure) -> TextsAndLines:
    for number, sentence in _sentences(structure):
        for pattern in COUNT_OF_PEOPLE:
            if (match := pattern.search(sentence)) and not re.fullmatch(YEAR, match[1]):
                yield match[1], number


def _who_was_asked(structure: Structure) -> TextsAndLines:
    """(words on who was asked, line), else whole sentences that say how many were."""
    for number, sentence in _sentences(structure):
        if match := WHO_WAS_ASKED.search(sentence):
            yield next(filter(None, match.groups())), number
    for pattern in SAY_WHO:
        for number, sentence in _sentences(structure):
            if pattern.search(sentence):
                yield sentence, number


def _interests(structure: Structure) -> TextsAndLines:
    yield from _sentences_with(WHO_PAID, structure)


def _licence(structure: Structure) -> TextsAndLines:
    yield from _sentences_with(NAMED_LICENCE, structure)
    yield from _sentences_with(LICENCE_OR_COPYRIGHT, structure)


def _sentences_with(pattern: re.Pattern[str], structure: Structure) -> TextsAndLines:
    """(sentence, line number) of the first place of a pattern in each sentence of a paragraph, then
    in each line that is of no table."""
    yield from (
        (sentence, number) for number, sentence in _sentences(structure) if pattern.search(sentence)
    )
    for number, line in _numbered_lines(structure.kept):
        if not line.startswith("|") and (match := pattern.search(line)):
            full_stop = line.rfind(". ", 0, match.start())
            start = full_stop + 2 if full_stop >= 0 else 0
            end = SENTENCE_END.search(line, match.end())
            yield line[start : end.end() if end else len(line)], number
