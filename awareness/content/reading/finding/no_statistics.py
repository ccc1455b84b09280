"""Where a text prints numbers that are no statistic: dates, names, ages, addresses. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from phonenumbers import Leniency, PhoneNumberMatcher

from awareness.content.reading.finding.words import (
    AGE_AFTER,
    AGE_BEFORE,
    MONTHS,
    PER_CENT,
    TIME_WORDS,
    WORD_BEFORE_NAME,
    WORDS_OF_DUTY,
    YEAR,
)

NUMBER = r"\d+(?:[.,]\d+)*"
NO_UNIT_AFTER = rf"(?!\s*(?:{PER_CENT}|[€$£]|million|billion|miljon|miljard|Million))"
NUMBER_OR_WORD = (
    r"(?i:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen"
    r"|twenty|thirty"
    r"|två|tre|fyra|fem|sex|sju|åtta|nio|tio|tolv|ett|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
    r"|zehn|zwölf)"
)
SMALL_RANGE = r"\d{1,3}\s?(?:[-–—]|to|and|till|och|bis|und)\s?\d{1,3}"
NO_STATISTIC_PATTERNS = (
    # Addresses on the web, mail, identifiers of publications.
    r"https?://\S+|www\.\S+|\S+@\S+\.\S+|\bdoi:?\s*10\.\S+|\b10\.\d{4,}/\S+",
    r"\bIS[BS]N[\s:-]*(?:\d[\s-]?){7,12}[\dxX]\b|\bIS[BS]N[^\n]{0,40}",
    r"\]\([^)]*\)|\[\^?\d{1,3}\](?!\()|\[\d{1,3}(?:[,–-]\s*\d{1,3})+\]",
    # Days, times of day, years.
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?(?:\s?[-–]\s?\d{{1,2}}\.?)?\s+(?:of\s+"
    rf"|den\s+)?(?:{MONTHS})\b\.?(?:,?\s+\d{{4}}\b)?",
    rf"\b(?:{MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?(?!\d|[.,]\d"
    rf"|\s*%)(?:,?\s+\d{{4}}\b)?",
    rf"\b(?:{MONTHS})\.?\s+['’]?\d{{2,4}}\b{NO_UNIT_AFTER}",
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b|\b\d{1,2}:\d{2}(?::\d{2})?\b",
    r"\b\d{1,2}(?:[.:]\d{2})?\s?(?:a\.?m\.?|p\.?m\.?|Uhr|o’clock)\b|\bkl\.?\s\d{1,2}(?:[.:]\d{2})?",
    rf"\b{YEAR}\s?[-–—/]\s?(?:{YEAR}|\d{{2}})\b{NO_UNIT_AFTER}|\b{YEAR}(?:s|-talet"
    rf"|er)?\b(?![.,]\d){NO_UNIT_AFTER}",
    r"\bFY\s?['’]?\d{2,4}\b|['’]\d{2}\b|\b[QH][1-4]\b",
    r"\b\d{1,2}(?:st|nd|rd|th|:a|:e)\b",
    # Part of a name: letters, signs or a bar before or after.
    r"(?<=[A-Za-zÀ-ÿ_#])[-–]?\d[\w./:-]*|\b\d+(?:[.,]\d+)*(?!(?:bn|mn|[mkx]|[KMGTP]B|[kcm]m|k?g"
    r"|ha|[kMGT]Wh?|t|pp|pct)\b)[A-Za-z_][\w-]*",
    r"(?<![\w.,])\d{1,4}/\d{1,4}(?:/\d+)?(?![\w%])|§+\s*\d+\w*(?:\s*[-–,]\s*\d+\w*)*|\b\d+\s?§+",
    rf"\b(?:{WORD_BEFORE_NAME})\s?(?:\((?:EU|EC|EG|UK)\)\s?)?(?:no\.?\s?"
    rf"|nr\.?\s?)?[A-Z]?[.-]?\d+[a-zA-Z]?\b(?:[.:/-]\d+)*"
    rf"(?:\s?(?:,|and|or|to|och|till|und|bis|–|-|&)\s?\d+[a-z]?\b(?!\s*(?:%|per"
    rf"|procent)))*{NO_UNIT_AFTER}",
    r"\b(?:CFR|U\.?\s?S\.?\s?C\.?|USC|Stat\.)\s?§*\s?\d+\w*|\b\d+\s(?:CFR|U\.?\s?S\.?\s?C\.?"
    r"|Stat\.)",
    r"\b(?:19|20)\d{2}:\d+\b|\b\d{2,4}/\d{1,4}/[A-Z]{2,}\b",
    rf"\b(?i:pages?|part|chapter|section|phase|step|stage|insight|question|figure|table|box"
    rf"|annex)\s{NUMBER_OR_WORD}\b(?:\s?(?:,|-|–|(?i:and|or|to))\s?{NUMBER_OR_WORD}\b)?{NO_UNIT_AFTER}",
    r"(?:\b(?:[Ss]ee|[Ii]n|[Ff]rom|[Uu]nder)\s|\()[A-Z][a-z]+\s\d{1,2}(?=[.,;:)]|\s(?:shows?"
    r"|and\s\d|to\s\d)|$)",
    r"(?:^|[;:,]\s|\b(?:and|or|och|und)\s)\(?\d{1,2}\)\s(?=\S)|\b0\d+\b(?![.,])",
    r"\b(?i:pages?|pp?\.)\s?\d+\s?[-–—>]+\s?\d+",
    # Where somebody is, how they are called.
    r"\b(?:tel|telephone|phone|fax|telefon|tfn|Tel|mobile|call|ring)\b\.?:?\s*[+\d(][\d ()/-]{4,}",
    r"(?:[,–-]\s|\b[A-Z]-)\d{3}\s?\d{2}\s[A-ZÅÄÖ]\w+|[,–-]\s\d{5}\s[A-Z][\w-]+"
    r"|\b[A-Z]{2}\s\d{5}(?:-\d{4})?\b",
    r"\b\w+(?:gatan|vägen|straße|strasse|street|Street|Avenue|Road|Boulevard|St\.|Ave\.)\s\d+\w?\b",
    r"\b\d+\s(?:\w+\s){1,3}(?:Street|Avenue|Road|Boulevard|NW|SW|NE|SE)\b|©\s?\d{4}",
    # Ages, and who was asked.
    rf"\b(?:{AGE_BEFORE})\s*[:(]?\s*(?:between\s|from\s|mellan\s|over\s|under\s"
    rf"|of\s)?{SMALL_RANGE}\b{NO_UNIT_AFTER}",
    rf"\b(?:{AGE_BEFORE})\s+(?:of\s+)?(?:over\s|under\s|below\s|above\s)?{NUMBER_OR_WORD}\b(?:\s?\+"
    rf"|\s(?:and|or)\s(?:over|older|above|under|younger))?{NO_UNIT_AFTER}",
    rf"\b(?:{SMALL_RANGE}|{NUMBER_OR_WORD}\+?)(?:{AGE_AFTER})\b",
    rf"\b(?:{SMALL_RANGE}|{NUMBER_OR_WORD}\s?(?:–|-|to|till|bis|or|eller|oder)\s?{NUMBER_OR_WORD})\s(?:years?|år"
    rf"|Jahren?)\b|\b\d{{2}}\s?\+(?!\s?\d|\s[a-z]{{3}})|\bunder\s\d{{1,2}}s\b",
    r"\b(?:under|over|below|above|älter als|unter|över|yngre än"
    r"|äldre än)\s(?:the\sage\sof\s)?\d{1,2}(?=\s*(?:[.,:;)]|$)|\s(?:and|or|years?\b|år\b"
    r"|Jahren?\b))",
    r"\(\s?\d{1,3}(?:[.,]\d+)?\s?(?:[-–—]|to|till|bis)\s?\d{1,3}(?:[.,]\d+)?\s?\)",
    # Classes of an answer: “From 10 to 19 persons”, “250 or more”, “20-29: 71,399”.
    r"(?<![\w.,$€£])(?:\d{1,6}\s?[-–—]\s?\d{1,6}\+?|\d{1,3}\+)\s?:(?=\s*[$€£]?\d)",
    r"(?:^|[:;.,]\s)(?:Under|Over|Below|Above|Less than|More than)\s\d+\s?:(?=\s*[$€£]?\d)",
    r"\b(?:one\sor\stwo|two\sor\sthree|a\sfew|en\seller\stvå|ein\soder\szwei)\b",
    rf"\b{NUMBER_OR_WORD}[\d,]*(?:\s(?!per|procent|million|billion)\w+){{0,3}}\sor\s(?:more|older|over|above"
    rf"|fewer|less|younger|under)\b",
    r"\b\d{1,2}(?:\s\w+){0,2}\sand\s(?:older|over|above|younger|under)\b(?!\s\d)",
    r"\b\d[\d ]*(?:\s\w+){0,2}\s(?:eller|och)\s(?:fler|äldre|mer|färre|yngre|mindre)\b",
    r"\bFrom\s\d+\sto\s\d+\s(?=\w+\s(?:employed|persons|employees|years)|persons|employees"
    r"|workers)",
    # Names of classes and answers: “1-Ad Hoc”, “half of the time”; who has how many children.
    r"(?<![\w.,%$€£])\d{1,2}-(?=[A-ZÅÄÖ][a-zà-ÿ])",
    r"(?i:\b(?:half|a\squarter|three\squarters|a\sthird|two\sthirds|[1-3]/[234])|[¼½¾])"
    r"\s(?:of\s)?the\stime\b",
    rf"\b(?i:with|having|med|mit)\s(?:at\sleast\s|only\s)?{NUMBER_OR_WORD}(?:\s(?:or|eller)\s\w+)?"
    r"(?:\s(?:dependent|young|small))?\s(?:child|children|kids|barn|Kind|Kindern)\b",
    # Spans of time that say when, how often or how old.
    rf"\b(?:last|past|next|previous|preceding|coming|first|every|each|within|after|before"
    rf"|since|de senaste|senaste|sedan|varje|var|inom|efter|vart|letzten|nächsten|alle|seit"
    rf"|vor|nach"
    rf"|innerhalb)\s(?:the\s|a\s|der\s|de\s)?(?:last\s|past\s|next\s"
    rf"|senaste\s|letzten\s)?{NUMBER_OR_WORD}[- ](?:{TIME_WORDS})\b",
    rf"\b{NUMBER_OR_WORD}[- ](?:{TIME_WORDS})\b(?=\s(?:ago|later|before|after|earlier|old|period"
    rf"|sedan|senare|tidigare|später|zuvor))",
    rf"\b{NUMBER_OR_WORD}[- ](?:year|month|week|day|hour|minute|point|step|level|part|tier|stage"
    rf"|item|page|way|digit|figure|phase"
    rf"|person|dimensional|question)s?\b(?=[- ]?[a-z])(?!\s(?:of|per|are|were|is|was|on|and|in"
    rf"|for|to|from|with|that|who|have|had|by|at)\b)",
    rf"\b{NUMBER_OR_WORD}-(?:year|month|week|day|hour|minute|point|step|level|part|tier|stage|item|page"
    rf"|way|digit|phase|person|årig|årsperiod|gradig)\w*",
    r"\b(?:once|twice|three times|four times|två gånger|tre gånger|zweimal)\s(?:a|an|per|each"
    r"|every|om|i|im|pro)\s?\w*",
    # How the report, a scale or a rate is made.
    r"\b(?:scale|skala|Skala)\b[^.;]{0,40}?\d+\s?(?:[-–]|to|till|bis|and|och)\s?\d+",
    r"(?<=\d[.,]\d)\s(?:out\sof|av|von)\s(?:a\spossible\s|möjliga\s"
    r"|maximalt\s)?\d+\b(?!\s[a-zà-ÿ]{3})",
    r"\b\d\s?\((?:low|high|best|worst|not|very|strongly|never|always|completely|inte|mycket"
    r"|aldrig|alltid)[^)]*\)",
    # A footnote's number; the page where a chapter begins.
    r"(?<=[a-zà-ÿ%)][.,;:”\"’])\d{1,3}(?=\s|$)|(?:\.\s?){4,}\s*\d{1,3}\s*$",
    rf"=\s?100\b(?!\s?%|[.,]\d)|\b{YEAR}\s?=|(?<![\w.,])\d\s?=\s?[“\"‘A-Za-zÀ-ÿ]",
    r"\b(?:per|pro)\s\d[\d ,.\u00a0\u202f]*(?=\s[a-zà-ÿ])|\b(?:per|pro|of every|out of every|på"
    r"|av)\s(?:every\s)?(?:10{0,2}[ ,.\u00a0\u202f]?000\b|1 million\b|million\b|100\b)\b",
    r"\b(?:total|totals|sum|sums?\s+(?:up\s+)?to|add(?:s|ing)?\s+up\s+to|equal"
    r"|summera\w*(?:\still)?|summer\w+)\s(?:to\s)?(?:exactly\s|more than\s|over\s"
    r"|mer än\s)?(?:100|a hundred)\s?(?:%|per\s?cent|percent|procent)",
    r"\b(?:top|Top|TOP|topp)[- ](?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty)\b",
    r"\b(?:first|second|third|other|either|each|later|latter|upper|lower|bottom|top)\s(?:half"
    r"|third|quarter|fifth)\b",
    r"\bhalf[- ](?:a\s|an\s)?(?:day|year|hour|dozen|time|way|mast|yearly|century|decade|term)\w*"
    r"|\bhalf\s(?:of\s)?(?:19|20)\d\d",
    r"\b(?:first|second|third|fourth|last|each|every|per|fiscal)\squarters?\b"
    r"|\bquarters?\s(?:of\s)?(?:19|20)\d\d|\bhalvår\w*|\bkvartal\w*",
    r"\b(?:\d+|one|two|three)\s(?:standard\sdeviations?|decimal)\b|\bp\s?[<>=≤]\s?0?[.,]\d+",
    r"\b(?:confidence\s(?:level|interval)|margin\sof\serror|konfidens\w+"
    r"|felmarginal\w*)[^.;]{0,30}?\d+(?:[.,]\d+)?\s?(?:%|per\s?cent|percent)",
    r"\b\d+\s?(?:%|per\s?cent|percent)\s(?:confidence|significance|CI\b|konfidens)",
    r"^\s*(?:#+\s*)?(?:\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){2,}\.?(?=\s[A-ZÅÄÖ](?!illion"
    r"|illiard|rozent))|[a-z]\)|\(?[ivx]+\))\s(?=\S)",
    r"^\s*\[\^\w+\]:|^\s*\d{1,3}\s(?=[A-Z][a-z]+[^.]*\b(?:see|ibid|op\. cit|http)\b)",
    rf"\b{NUMBER_OR_WORD}\s(?:pages?|chapters?|sections?|appendices|annexes|tables?|figures?|questions?"
    rf"|sidor|kapitel|frågor|Seiten|Fragen)\b",
    # Law, goals, advice.
    r"(?:föreslår|föreslås|recommends?|recommended|proposes?|proposed|schlägt"
    r"|empfiehlt)\b[^.\d]{0,60}?:.*",
    rf"\b(?:{WORDS_OF_DUTY})\b(?:\s[^\s.,;:]+){{0,4}}?\s{NUMBER}",
    rf"\b{NUMBER}\s?(?:%|per\s?cent|percent|procent)?\s(?:target|goal|threshold|requirement)s?\b",
)  # fmt: skip
# Not in a row of a table, where it is a country and its value.
ONLY_IN_SENTENCES = (
    r"\b[A-Z]{2,}[a-z]?-?\d+(?:[.-]\d+)*\b(?!\s?(?:%|percent|per cent)|[.,]\d)"
    r"|\b[A-Z]{2,}\s\d{3,}\b(?!\s[a-zà-ÿ]|[.,]\d|\s?%)"
)
NO_STATISTIC_IN_ROWS = re.compile("|".join(f"(?:{pattern})" for pattern in NO_STATISTIC_PATTERNS))
NO_STATISTIC = re.compile(f"{NO_STATISTIC_IN_ROWS.pattern}|{ONLY_IN_SENTENCES}")


@lru_cache(maxsize=4096)
def spans_of_no_statistic(text: str, is_row: bool = False) -> tuple[tuple[int, int], ...]:
    """(start, end) of each part of a text that names a number that is no statistic: a year, a law,
    a page. `is_row`: the text is a row of a table."""
    return tuple(
        sorted({*_overlapping_spans(text, NO_STATISTIC_IN_ROWS if is_row else NO_STATISTIC)})
    )


def _overlapping_spans(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The places of a pattern, which may begin within each other, and of phone numbers."""
    start = 0
    while match := pattern.search(text, start):
        yield match.span()
        start = max(match.start() + 1, match.end() - 1)
    if text.count("+"):
        for phone in PhoneNumberMatcher(text, None, leniency=Leniency.POSSIBLE):
            yield phone.start, phone.end
