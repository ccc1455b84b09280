"""Guards for items on several figures at once: rows of a table, pairs of terms, claims."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from awareness.bank.cells import cell_key, table_of
from awareness.bank.guards.base import Guard, new_guard
from awareness.bank.guards.text import WORD_PATTERN
from awareness.insights.ledger import Figure, Kind, Ledger, Table

# What is left over is no row like the others: nobody belongs to "others".
REST_ROW = re.compile(
    r"^(all )?(the )?(other|rest|remaining)|^(no answer|(do not|don't) know)", re.I
)
# Words that carry no meaning of their own, for telling whether two definitions overlap.
EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been by for from had has have he in into is it its made make of "
        "on or she somebody something that the their them they this to was were what where which "
        "who whom with",
    )
)
# Two definitions that share this much of the shorter one's words say the same thing.
MOST_OVERLAP = 0.5
MOST_TOTAL_PERCENT = 102  # per cent, with what rounding adds


def is_rest(table: Table, row: str) -> bool:
    """Whether a row collects what the others leave over."""
    names = (table.row_labels.get(row, ""), table.row_printed.get(row, ""))
    return any(REST_ROW.match(name.strip()) for name in names)


def no_rest_guard(ledger: Ledger, figures: Sequence[Figure]) -> Guard:
    """G17: what is left over ("all others") overlaps with no row and is like none of them."""
    rest_keys = [
        figure.full_key
        for figure in figures
        if (table := table_of(ledger, figure)) and is_rest(table, cell_key(figure).row)
    ]
    message = f"{', '.join(rest_keys)} is what the other rows leave over; compare rows with rows"
    return new_guard("G17", not rest_keys, message, rest=rest_keys)


def one_answer_guard(ledger: Ledger, figures: Sequence[Figure]) -> Guard:
    """G17: where people gave one answer each and the answers make more than all of them, some lie
    within others, as a country in its continent: neither is the larger one by chance."""
    first = figures[0]
    if table_of(ledger, first) or any(figure.multi_answer for figure in figures):
        return new_guard("G17", True, "")
    share_by_key = {
        figure.full_key: figure.value for figure in ledger.figures.values()
        if "/" not in figure.key and figure.value is not None and figure.kind is Kind.SHARE
        and _question_key(figure) == _question_key(first)
    }  # fmt: skip
    total = sum(share_by_key.values())
    message = f"the answers to one question make {total} % together: some lie within others"
    same_question = all(
        _question_key(figure) == _question_key(first) for figure in figures
    ) and bool(first.question)
    return new_guard("G17", not same_question or total <= MOST_TOTAL_PERCENT, message, total=total)


def _question_key(figure: Figure) -> tuple[str, ...]:
    return figure.report, figure.question, figure.population, figure.measure, str(figure.as_of)


def definitions_apart_guard(
    definitions: Mapping[str, str], empty_words: Collection[str] = ()
) -> Guard:
    """G17 for definitions: each has words that the others lack, and none gives its term away."""
    words_by_term = {term: _meaning_words(text, empty_words) for term, text in definitions.items()}
    terms = list(words_by_term)
    overlapping_pairs = [
        (a, b, _shared_part(words_by_term[a], words_by_term[b]))
        for n, a in enumerate(terms)
        for b in terms[n + 1 :]
        if _shared_part(words_by_term[a], words_by_term[b]) >= MOST_OVERLAP
    ]
    given_away = [
        t
        for t in terms
        if (meaning := _meaning_words(t, empty_words)) and meaning <= words_by_term[t]
    ]
    message = "; ".join(
        [
            f"{a!r} and {b!r} overlap in {share:.0%} of their words"
            for a, b, share in overlapping_pairs
        ]
        + [f"the definition of {term!r} holds the term itself" for term in given_away]
    )
    return new_guard(
        "G17",
        not overlapping_pairs and not given_away,
        message,
        pairs=len(overlapping_pairs),
        told=given_away,
    )


def _meaning_words(text: str, empty_words: Collection[str]) -> frozenset[str]:
    """The words of a text that say something, without plural s. `empty_words` says nothing
    either."""
    words = (word.lower().removesuffix("s") for word in WORD_PATTERN.findall(text))
    words_without_meaning = EMPTY_WORDS.union(empty_words)
    return frozenset(
        word
        for word in words
        if word not in words_without_meaning and f"{word}s" not in words_without_meaning
    )


def _shared_part(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def one_claim_guard(marked: Sequence[bool], wanted: bool, sort: str) -> Guard:
    """G15 for authored claims: one alone is what the stem asks for."""
    marked_count = sum(holds is wanted for holds in marked)
    message = f"{marked_count} of {len(marked)} claims {sort}; exactly one of three is asked for"
    return new_guard(
        "G15",
        marked_count == 1 and len(marked) == 3,
        message,
        claims=len(marked),
        found=marked_count,
    )
