"""The language of a report's text, and how it prints numbers. Pure."""

import re
from collections import Counter

from awareness.numerals.languages import FORMAT_BY_EXAMPLE, NumberFormat, format_of

# Words that stand in every text of a language and in few of the others.
COMMON_WORDS = {
    "en": "the of and to in that is was for with are by this from which have were not their",
    "sv": "och att det som är av för på med den till inte om har de ett kan var vid eller",
    "de": "und der die das den von zu mit ist für auf nicht ein eine dem des sich als auch werden",
}
LANGUAGE_BY_WORD = {word: code for code, words in COMMON_WORDS.items() for word in words.split()}


def language_of(text: str) -> str:
    """The code of one of the languages whose numbers are read; English where none is plain."""
    counts = Counter(
        LANGUAGE_BY_WORD[word]
        for word in re.findall(r"[^\W\d_]+", text[:400_000].lower())
        if word in LANGUAGE_BY_WORD
    )
    return counts.most_common(1)[0][0] if counts else "en"


def number_format_of(text: str, language_code: str) -> NumberFormat:
    """How this text prints numbers, which may be otherwise than is usual in its language."""

    def count(pattern: str) -> int:
        return len(re.findall(pattern, text))

    comma_thousands = count(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
    comma_decimals = count(r"(?<![\d.,])\d+,\d{1,2}(?![\d,.])")
    point_decimals = count(r"(?<![\d.,])\d+\.\d{1,2}(?![\d,.])")
    # “per 100 000” stands in reports that write all else with commas.
    space_thousands = count(
        r"(?<!per )(?<![\d.,])(?!10* 000)[1-9]\d{0,2}(?:[ \u00a0\u202f\u2009]\d{3})+ [^\W\d]"
    )
    usual_format = format_of(language_code)
    if usual_format.decimal == ",":
        return (
            FORMAT_BY_EXAMPLE["1,234.5"]
            if comma_thousands > comma_decimals and point_decimals
            else usual_format
        )
    if comma_decimals > 2 * (point_decimals + comma_thousands):
        return FORMAT_BY_EXAMPLE["1 234,5"]
    if space_thousands >= 3 and not comma_thousands:
        return FORMAT_BY_EXAMPLE["1 234.5"]
    return usual_format
