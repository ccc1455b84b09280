"""Words that no text uses outside quotation marks, as its subject says, and long quotations."""

from awareness.subjects.schema import ForbiddenTerm
from awareness.subjects.wording import QUOTATION, forbidden_terms_in, outside_quotation

__all__ = [
    "MAX_QUOTED_WORDS",
    "forbidden_terms_in",
    "long_quotations",
    "outside_quotation",
    "rule_of",
]
MAX_QUOTED_WORDS = 20  # words


def rule_of(term: ForbiddenTerm) -> str:
    """What a term breaks, in words for an author."""
    return "never shown" if term.never else "terms"


def long_quotations(text: str) -> list[tuple[str, int]]:
    """Quotations of more words than may be quoted: (its text, its number of words)."""
    quotations = [match[0] for match in QUOTATION.finditer(text)]
    return [
        (quotation, word_count)
        for quotation in quotations
        if (word_count := len(quotation.split())) > MAX_QUOTED_WORDS
    ]
