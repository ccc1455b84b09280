"""The words item models speak in; those of what was counted are a subject's (`measures`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from awareness.bank.guards import population, years
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Gathered, Ledger

TELLS_NOT_OTHERWISE = "It does not tell anything about people who were not asked."


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def who_was_asked(ledger: Ledger, figure: Figure) -> str:
    """One sentence with years and population: "The makers of … asked …", or what … counts.

    The years are those of the figure; they are said where the report's title does not have them.
    """
    verb = "interviewed" if "interview" in figure.population else "asked"
    title = re.sub(r"^The\b", "the", ledger.reports[figure.report].title)
    who, of_years = lower_first(population(figure)), years(ledger, figure)
    said = all(year in title for year in of_years)
    when = "" if said else f"{' and '.join(of_years)}, "
    if figure.gathered is Gathered.RECORDS:
        return upper_first(f"{when and f'for {when}'}{title} counts {who}.")
    return upper_first(f"{when and f'in {when}'}the makers of {title} {verb} {who}.")


def openings(ledger: Ledger, figures: Sequence[Figure]) -> str:
    """A sentence for each group of people, or pile of records, that the figures speak of."""
    by_group = comparable.groups(figures) or {("", ""): list(figures)}
    sentences = (who_was_asked(ledger, of_group[0]) for of_group in by_group.values())
    return " ".join(dict.fromkeys(sentences))


def base_words(figure: Figure) -> str:
    """How many answered, in a sentence; an inferred base is said to be one."""
    if figure.gathered is Gathered.RECORDS:
        return "Nobody was asked."
    if figure.base_n is None:
        return "The report leaves open how many answered this question."
    if figure.base_inferred:
        return f"The report leaves open how many answered; its shares point to {figure.base_n:,}."
    return f"{figure.base_n:,} answered."
