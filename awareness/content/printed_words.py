"""Whether printed words stand in a text, whole: no part of a number, and with its scale. Pure."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from awareness.insights.ledger import Report
from awareness.numerals.languages import HARD_SPACES, NumberFormat, format_of, language
from awareness.numerals.reading import DIGITS_PATTERN, UNSEEN_SIGN, Mention, digits_value, mentions

HARD_SPACE = "\u202f"  # stands for every space that joins digits
# A hard space with a digit before it and a whole group of three behind.
SPACE_WITHIN_NUMBER = re.compile(rf"(?<=[0-9])[{HARD_SPACES}](?=[0-9]{{3}}(?![0-9]))")
HARD_SPACE_ELSEWHERE = re.compile(r"(?<![0-9])\u202f|\u202f(?![0-9])")
OTHER_SPACES = re.compile(r"[^\S\u202f]+")
SPACES_OF_WORDS = re.compile(rf"(?!{SPACE_WITHIN_NUMBER.pattern})\s+")
SPACE_OF_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
PLAIN_SIGN_BY_SIGN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "−": "-"})
# Marks of a page's own language: what parts cells, what parts words, what only dresses them.
CELL_TAGS = re.compile(r"</?(?:td|th|tr)\b[^<>]*>", re.IGNORECASE)
PARTING_TAGS = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|table|thead|tbody|caption|sup|sub)\b[^<>]*>", re.IGNORECASE
)
OTHER_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")
ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z]+[0-9]*);")
LABEL_MARKS = "■•*_- `"  # before a printed label: marks of lists and of emphasis


@dataclass(frozen=True)
class ReportLanguage:
    """In which language and number format a report is printed."""

    code: str
    format: NumberFormat

    def mentions(self, text: str) -> tuple[Mention, ...]:
        return mentions(text, self.code, self.format)

    def values(self, text: str) -> frozenset[Decimal]:
        """The numbers that a text says."""
        return _values(text, self)


@lru_cache(maxsize=8192)
def _values(text: str, report_language: "ReportLanguage") -> frozenset[Decimal]:
    mentions_of_text = report_language.mentions(normal_text(text))
    return frozenset(mention.value for mention in mentions_of_text if mention.value is not None)


ENGLISH = ReportLanguage("en", format_of("en"))


def language_of(report: Report) -> ReportLanguage:
    return ReportLanguage(report.language, format_of(report.language, report.numbers))


def normal_text(text: str) -> str:
    """Spaces as one, but for those that join digits; straight quotation marks."""
    if not text.isascii():
        text = SPACE_WITHIN_NUMBER.sub(HARD_SPACE, text.translate(PLAIN_SIGN_BY_SIGN))
        text = HARD_SPACE_ELSEWHERE.sub(" ", text) if HARD_SPACE in text else text
    return OTHER_SPACES.sub(" ", text).strip()


def on_one_line(text: str) -> str:
    """Words with one space between them; hard spaces that join digits stay as they are."""
    return SPACES_OF_WORDS.sub(" ", text).strip()


def with_joined_thousands(printed: str) -> str:
    """Printed words of which each number is one, with a hard space in its thousands: alone, “1 234”
    would be read as two."""
    return SPACE_OF_THOUSANDS.sub(HARD_SPACE, on_one_line(printed))


def without_tags(text: str) -> str:
    """What a reader sees of a line of HTML: cells parted by |, entities as their letters."""
    if "<" in text:
        text = CELL_TAGS.sub(" | ", text)
        text = OTHER_TAGS.sub("", PARTING_TAGS.sub(" ", text))
    return ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def cells_of(line: str) -> list[str]:
    """The cells of a row with pipes (or tags, see `without_tags`); [] where a line has none."""
    if "|" not in line:
        return []
    parts = [part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", line)]
    return [part for part in parts if part]


def spans_of(printed: str, text: str, report_language: ReportLanguage) -> Iterator[tuple[int, int]]:
    """Where the words stand in a normal text, also as a part of a longer number."""
    normal_words = normal_text(printed)
    if not normal_words:
        return
    text_before = r"(?<!\w)" if normal_words[:1].isalnum() else ""
    text_after = r"(?!\w)" if normal_words[-1:].isalnum() else ""
    for match in re.finditer(
        text_before + _words_pattern(normal_words, report_language) + text_after, text
    ):
        yield match.span()


def stands_in(printed: str, text: str, report_language: ReportLanguage = ENGLISH) -> bool:
    """Whether `printed` stands in `text`, not as a part of a longer word or number."""
    text = normal_text(text)
    return any(
        not _number_cut_by(span, text, report_language)
        for span in spans_of(printed, text, report_language)
    )


def longer_number(printed: str, text: str, report_language: ReportLanguage) -> str:
    """The number of which `printed` takes a part: “1.86 million”; "" where it takes none."""
    text = normal_text(text)
    cut = (
        _number_cut_by(span, text, report_language)
        for span in spans_of(printed, text, report_language)
    )
    return next(filter(None, cut), "")


def unseen_sign(text: str) -> str:
    """The first sign that nobody sees, as U+00AD; "" where there is none."""
    match = UNSEEN_SIGN.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def _number_cut_by(span: tuple[int, int], text: str, report_language: ReportLanguage) -> str:
    """The words of a number that begins before a span or goes on after it; "" for none."""
    start, end = span
    for mention in report_language.mentions(text):
        if mention.start < end and start < mention.end:
            last = mention.end - len(_unit_words(mention, report_language))
            if mention.start < start or last > end:
                return mention.text
    return ""


def _unit_words(mention: Mention, report_language: ReportLanguage) -> str:
    """“ per cent” of “fifteen per cent”: the unit may be left out of what is quoted."""
    if mention.kind != "share" or not mention.unit:
        return ""
    match = re.search(
        rf"[ ](?:{language(report_language.code).per_cent})$", mention.text, re.IGNORECASE
    )
    return match[0] if match else ""


def _words_pattern(words: str, report_language: ReportLanguage) -> str:
    """Words as a pattern in which digits may have the separators of the format, or none."""
    pattern, end = "", 0
    for match in re.finditer(DIGITS_PATTERN, words):
        pattern += _escaped_words(words[end : match.start()]) + _number_pattern(
            match[0], report_language.format
        )
        end = match.end()
    return pattern + _escaped_words(words[end:])


def _escaped_words(words: str) -> str:
    """Words as a pattern in which each space may be a hard one."""
    return re.escape(words).replace(r"\ ", f"[ {HARD_SPACE}]")


def _number_pattern(token: str, number_format: NumberFormat) -> str:
    """Digits as a pattern in which the groups of three may be parted or not; of what this format
    does not read, or is under a thousand, the digits as they are."""
    whole, mark, part = token.rpartition(number_format.decimal)
    if not mark:
        whole, part = token, ""
    plain = re.sub(r"[^0-9]", "", whole)
    if digits_value(token, number_format) is None or len(plain) < 4:
        return re.escape(token)
    first = len(plain) % 3 or 3
    groups = [plain[:first], *(plain[start : start + 3] for start in range(first, len(plain), 3))]
    signs = number_format.groups + HARD_SPACE + (" " if number_format.spaces else "")
    return f"[{re.escape(signs)}]?".join(groups) + (re.escape(mark + part) if mark else "")
