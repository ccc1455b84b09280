"""Numbers that are plainly no statistic: years, days, age limits, standards, laws, versions. Pure.

A text may type them without a mark. What could be a result is not here: an average age is a claim,
and so is a count that looks like a year.
"""

import re
from functools import lru_cache

from awareness.numerals.languages import AVERAGE_WORDS, language
from awareness.numerals.reading import Mention, mentions_to_prove

YEAR = r"(?:1[89]|20)[0-9]{2}"
MONTH = "|".join(language("en").months)
AGE = r"(?:[1-9][0-9]?|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|twenty-one)"
COUNTED = "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty-four"
# After “under 18” these go on with the sentence; a noun would make it a count of something.
SENTENCE_GOES_ON = (
    r"(?=s\b|[-\s]years?\b|\s*(?:[.,;:!?)”’\"–]|$)|\s+(?:and|or|who|are|is|may|must|can|at|in|have|"
    r"has|had|with|by|to|when|should|will|need|needs|was|were|because|if|than)\b)"
)
NO_SHARE_AFTER = r"(?!\s*(?:%|per\s?cent\b|percent\b|[.,][0-9]|million\b|thousand\b))"
# A year goes before these as an adjective.
NOUN_OF_A_YEAR = (
    r"(?:report|edition|survey|study|figures|data|law|act|version|results|number|update)s?"
)
# What goes on after “a report of 2019”; a noun would make it a count of what it looked at.
WORD_AFTER_YEAR = (
    r"(?:on|about|by|from|with|that|which|looks?|looked|says?|said|shows?|showed|finds?|found|asks?"
    r"|asked|counts?|counted|tells?|told|has|had|gives?|gave|names?|named|covers?|covered)"
)
FREE_IN_ANY_CASE = (  # whatever the case of their letters
    r"\b(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]\b",  # a day, before it is taken for two years
    # Years.
    rf"\b(?:in|since|until|till|during|before|after|early|late|mid|spring|summer|autumn|winter"
    rf"|{MONTH})(?:\s+(?:of|the\s+year))?\s+{YEAR}\b(?:\s*(?:–|-|/|to|and|or)\s*{YEAR}\b)?{NO_SHARE_AFTER}",
    rf"\b{YEAR}\s*(?:–|-|/)\s*(?:{YEAR}|[0-9]{{2}})\b{NO_SHARE_AFTER}",
    rf"\b(?:from|between|by|of|for|to|and|the|year|years|edition|fiscal|FY)\s+{YEAR}\b"
    rf"(?=\s*(?:[.,;:!?)”\"–-]|$)|\s+(?:to|and|or|until|is|was|were|are|the|a|{NOUN_OF_A_YEAR})\b)"
    rf"(?![.,][0-9]){NO_SHARE_AFTER}",
    rf"\b{YEAR}\s+{NOUN_OF_A_YEAR}\b",
    rf"\b{NOUN_OF_A_YEAR}\s+of\s+{YEAR}(?=\s+{WORD_AFTER_YEAR}\b)",
    rf"\({YEAR}\)",
    rf"^\s*{YEAR}\s*$",
    rf"\bthe\s+{YEAR}s\b",
    # Days and times of day.
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:–|-|to|and)\s*[0-9]{{1,2}})?\s+(?:of\s+)?(?:{MONTH})\b"
    rf"(?:,?\s+{YEAR}\b)?",
    rf"\b(?:{MONTH})\s+[0-9]{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+{YEAR}\b)?",
    r"\b[0-3]?[0-9](?:\.[01]?[0-9]\.|/[01]?[0-9]/)(?:19|20)[0-9]{2}\b",
    r"\b(?:[01]?[0-9]|2[0-3]):[0-5][0-9]\b",
    # The period that a question asks about.
    rf"\b(?:past|last|previous|preceding|next|coming)\s+(?:[1-9][0-9]?|{COUNTED})"
    r"\s+(?:years|months|weeks|days|hours|quarters)\b",
    # Age limits.
    rf"\b(?:under|below|younger\s+than)\s+(?:the\s+age\s+of\s+)?(?:1[2-9]|2[01]|eighteen|sixteen"
    rf"|fifteen|thirteen){SENTENCE_GOES_ON}{NO_SHARE_AFTER}",
    rf"\b(?:over|above|older\s+than|at\s+least|from|turn(?:s|ed|ing)?)\s+"
    rf"(?:the\s+age\s+of\s+{AGE}\b|{AGE}(?:s\b|\s+years?\s+(?:old|of\s+age)\b))",
    rf"\b(?:aged|ages|age)\s+(?:of\s+|limit\s+of\s+|limit\s+is\s+)?{AGE}"
    rf"(?:\s*(?:to|and|or|–|-)\s*{AGE})?\b{NO_SHARE_AFTER}",
    rf"\b{AGE}\s+(?:or|and)\s+(?:older|over|above|younger|under)\b",
    rf"\b{AGE}-years?-olds?\b",
    rf"\b(?:over|under)-{AGE}s\b",
)
# What stands before the version of a licence, in upper case or as names are written.
LICENCE_NAMES = (
    r"CC(?:[ -](?:BY|SA|NC|ND))+|CC0|A?GPL|LGPL|MPL|EUPL|Apache"
    r"|(?:Attribution|ShareAlike|NonCommercial|NoDerivatives|Licen[cs]e)(?:\sInternational)?"
)
FREE_BY_NAME = (
    # Laws and parts of texts.
    r"\b(?:Articles?|Art\.|Sections?|Sec\.|Chapters?|Clauses?|Paragraphs?|Recitals?|Annex|Schedule"
    r"|Title|Rule|Part|Regulation|Directive|Ordinance|Resolution|Protocol|SFS|chapters?|sections?"
    r"|articles?|paragraphs?)(?:\s+\((?:EU|EC|UK)\))?(?:\s+No\.?)?\s+[0-9][0-9/.:()a-zA-Z-]*"
    r"(?:\s*(?:,|and|or|to|–|-)\s*[0-9]+[a-z]?)*\b",
    r"§+\s*[0-9][0-9a-z.]*(?:\s*(?:,|and|to|–|-)\s*[0-9]+[a-z]?)*",
    r"\((?:19|20)[0-9]{2}:[0-9]+\)",
    r"\((?:EU|EC|UK)\)\s+(?:No\s+)?[0-9]+/[0-9]+",
    rf"\bAct\s+(?:of\s+)?{YEAR}\b",
    r"\b(?:SOU|Prop\.|Ds)\s(?:19|20)[0-9]{2}(?::|/[0-9]{2}:)[0-9]+\b",
    r"\b(?:Public\sLaw|Executive\sOrder|H\.\s?R\.|[0-9]+\sU\.\s?S\.\s?C\.(?:\s§+)?)\s[0-9][0-9A-Za-z-]*\b",
    # Forms, and parts of a report or a plan, by their numbers.
    r"\b(?:[Ff]orm|[Tt]able|[Ff]igure|[Cc]hart|[Pp]age|[Aa]ppendix|Level|Phase|Step|Goal|Agenda|Question"
    rf"|Insight|Finding)\s[0-9]{{1,4}}[A-Za-z]?(?:\.[0-9]+)*\b{NO_SHARE_AFTER}(?![.,:]?\s?[0-9])",
    # Standards, versions, names with a number in them.
    r"\b(?:ISO|IEC|EN|BS|DIN|SS|NIST|RFC|ITU|IEEE|ETSI|ANSI|WCAG|PCI|CIS|FIPS|CVE|CWE|SOC|TLS|SSL"
    r"|OWASP|GDPR)(?:[/ -](?:IEC|EN|ISO|SP|DSS|TS|TR|TOP|TYPE|Type|Top))*[ -]?[0-9][\w.:/-]*\b",
    r"\b(?:[vV]ersion|v\.?|release)\s?[0-9]+(?:\.[0-9]+)*\b",
    r"\b(?:Windows|Android|Office|Python|Java|Bluetooth|Server|Exchange|Chrome|Firefox|Web"
    r"|Industry|Wi-Fi|macOS|iOS|Microsoft|iPhone)\s[0-9]+(?:\.[0-9]+)*\b",
    rf"\b(?:{LICENCE_NAMES})\s[0-9]+(?:\.[0-9]+)*\b",
    r"\b[A-Z]{1,5}[a-z]?-?[0-9]{1,4}\b",
    r"\b(?:COVID|Covid)[- ]19\b",
    r"\b[1-6][GDK]\b|\b2FA\b|\b24/7\b",
    r"\b(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Zz]ero|2|3)-(?:factor|step|way|stage|tier|sided|time|party|person|eyes"
    r"|day|trust|click|tap|off|to-one)\b",
)
FREE_NUMBER = re.compile(f"(?i:{'|'.join(FREE_IN_ANY_CASE)})|{'|'.join(FREE_BY_NAME)}")
AGE_WORD = re.compile(
    r"\bage[ds]?\b|year|\b(?:under|over|above|below|older|younger)\b", re.IGNORECASE
)
# A text in English may name what a Swedish report calls its average.
AVERAGE_WORD = re.compile(rf"\b(?:{'|'.join(AVERAGE_WORDS.values())})\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
PHONE_NUMBER = re.compile(
    r"\+[0-9][0-9 ()-]{5,}|\b0[0-9][0-9 ()-]{5,}"
    r"|\b(?:call|phone|ring|dial|tel|telephone|text|number)s?\s*:?\s+[0-9][0-9 -]+",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def spans_of_no_claim(text: str) -> tuple[tuple[int, int], ...]:
    """Where an English text writes numbers that are plainly no statistic: (start, end). An age in a
    sentence about an average may be that average, and is none of them."""
    spans = [match.span() for match in FREE_NUMBER.finditer(text)]
    averages = [m.span() for m in SENTENCE.finditer(text) if AVERAGE_WORD.search(m[0])]
    return tuple(
        (start, end)
        for start, end in spans
        if not (
            AGE_WORD.search(text[start:end])
            and any(first <= start < last for first, last in averages)
        )
    )


def possible_claims(text: str, *codes: str) -> list[Mention]:
    """The numbers of an English text that may be a statistic, in order.

    With the `codes` of reports' languages also those that are typed in their words, but for words
    that are common in English and mean something else there.
    """
    named_numbers = mentions_to_prove(text)
    for code in sorted({*codes} - {"en"}):
        spans_taken = [(mention.start, mention.end) for mention in named_numbers]
        named_numbers += [
            mention
            for mention in mentions_to_prove(text, code)
            if mention.kind in ("words", "share")
            and mention.text.lower() not in language(code).means_other
            and not any(first < mention.end and mention.start < last for first, last in spans_taken)
        ]
    spans = spans_of_no_claim(text) if named_numbers else ()
    return sorted(
        (
            mention
            for mention in named_numbers
            if not any(first <= mention.start and mention.end <= last for first, last in spans)
        ),
        key=lambda mention: mention.start,
    )


def is_phone(text: str, mention: Mention) -> bool:
    """Whether a number looks like one to call, which is kept in a field of its own."""
    return any(
        match.start() <= mention.start < match.end() for match in PHONE_NUMBER.finditer(text)
    )
