"""Words that no text of ours uses outside quotation marks: wrong terms, and what is never shown."""

import re
from dataclasses import dataclass
from functools import lru_cache

TERMS_RULE = "terms"
NEVER_RULE = "never shown"


@dataclass(frozen=True)
class Term:
    """A pattern, the rule it breaks, and how to mend the sentence."""

    pattern: re.Pattern
    rule: str
    mend: str
    about_page: bool = False  # the page about the report names its sources


def _term(words: str, rule: str, mend: str, *, exact: bool = False, about: bool = False) -> Term:
    flags = 0 if exact else re.IGNORECASE
    return Term(re.compile(rf"(?<!\w)(?:{words})(?!\w)", flags), rule, mend, about)


BLOCKED = (
    _term(
        r"(?:child(?:ren)?|kid(?:die)?|infant|teen)[\s-]+(?:porn\w*|erotica)|kiddie\w*",
        TERMS_RULE,
        "write “child sexual abuse material”",
    ),
    _term(r"minors?|under-?\s?aged?", TERMS_RULE, "write “child”"),
    _term(
        r"voluntar(?:y|ily)[\s-]+self[\s-]?(?:produced|generated)\w*"
        r"|voluntary (?:images?|material|pictures?)|sexting\w*",
        TERMS_RULE,
        "write “self-generated”, with the officers' own doubt beside it",
    ),
    _term(
        r"perverts?|perverted|monsters?|pa?edophil\w*|predators?",
        TERMS_RULE,
        "write “a person who has offended” or “a person suspected”",
    ),
    _term(
        r"child[\s-]+stars?|willing|child[\s-]+prostitut\w*|child[\s-]+sex[\s-]+workers?",
        TERMS_RULE,
        "write “child” and what was done to it",
    ),
    _term(
        r"locked data|data that (?:is|are) locked",
        TERMS_RULE,
        "say that only a key makes it readable; a locked phone is something else",
    ),
    _term(r"caucasians?", TERMS_RULE, "name the region where the material was reported"),
    _term(
        r"accus(?:e|es|ed|ing|ations?)|expos(?:e|es|ed|ing)|catch(?:es|ing)?|caught",
        TERMS_RULE,
        "write “report a concern” or “pass it on”",
    ),
    _term(
        r"search[\s-]+terms?|dark[\s-]?(?:net|web)|peer[\s-]to[\s-]peer|p2p|file[\s-]sharing"
        r"|torrents?|bittorrent|vpns?|incognito",
        NEVER_RULE,
        "leave it out; the way it is done is never shown",
    ),
    _term(
        r"encrypt\w*|obfuscat\w*|steganograph\w*|anonymi[sz]ation|virtual machines?|hidden apps?"
        r"|(?:turn\w*|switch\w*) off (?:the |their |its )?(?:network|internet|wi-?fi)"
        r"|(?:shred|wip)(?:e|es|ed|ing) (?:the |a )?(?:disks?|drives?|files?)",
        NEVER_RULE,
        "leave it out; ways of hiding are never shown",
    ),
    _term(
        r"Tor|TOR|Kik|KIK|WhatsApp|Telegram|Facebook|Skype|Dropbox|Snapchat|Instagram|TikTok"
        r"|Discord|Craigslist|ProtonMail|Bitcoins?|Ethereum|Monero|Litecoin|Electroneum|Ripple",
        NEVER_RULE,
        "leave it out; names of services and currencies are never shown",
        exact=True,
    ),
    _term(
        r"[€$£]\s?\d[\d,.]*|\d[\d,.]*\s?(?:SEK|EUR|USD|GBP|kronor|dollars|euros|pounds)",
        NEVER_RULE,
        "leave it out; prices are never shown",
    ),
    _term(
        r"rap(?:e|es|ed|ing)|molest\w*|penetrat\w*|sadis\w*|prepubescent|toddlers?",
        NEVER_RULE,
        "leave it out; what was done is not described",
    ),
    _term(
        r"Griffeye|NetClean ProActive|ProActive|PhotoDNA",
        NEVER_RULE,
        "write “the software”; products are named on the page about the report",
        exact=True,
        about=True,
    ),
)

QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"|«[^»]*»|‘[^’]*’(?!\w)")
LONGEST_QUOTATION = 20  # words


def outside_quotation(text: str) -> str:
    """The text with everything between quotation marks blanked, at the same positions."""
    return QUOTED.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=32_768)  # more than there are texts: a smaller one would keep none of them
def broken(text: str, about_page: bool = False) -> list[tuple[re.Match, Term]]:
    """Every blocked term that stands in `text` outside quotation marks, in order."""
    open_text = outside_quotation(text)
    hits = [
        (match, term)
        for term in BLOCKED
        if not (about_page and term.about_page)
        for match in term.pattern.finditer(open_text)
    ]
    return sorted(hits, key=lambda pair: pair[0].start())


def long_quotations(text: str) -> list[tuple[str, int]]:
    """Quotations of more words than may be quoted: (its text, its number of words)."""
    quotations = [match[0] for match in QUOTED.finditer(text)]
    return [
        (quotation, word_count)
        for quotation in quotations
        if (word_count := len(quotation.split())) > LONGEST_QUOTATION
    ]
