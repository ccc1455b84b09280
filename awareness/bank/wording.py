"""The words item models speak in; those of what was counted are a subject's (`measures`)."""

from __future__ import annotations

import re
from decimal import Decimal

from awareness.bank.frames import places
from awareness.bank.guards import population
from awareness.insights.ledger import Figure, Gathered, Ledger
from awareness.insights.numbers import NARROW_SPACE

TELLS_NOT_OTHERWISE = "It does not tell anything about people who were not asked."


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def who_was_asked(ledger: Ledger, figure: Figure) -> str:
    """One sentence with year and population: "The makers of … asked …", or what … counts."""
    verb = "interviewed" if "interview" in figure.population else "asked"
    title = re.sub(r"^The\b", "the", ledger.reports[figure.report].title)
    if figure.gathered is Gathered.RECORDS:
        return f"{upper_first(title)} counts {lower_first(population(figure))}."
    return f"The makers of {title} {verb} {lower_first(population(figure))}."


def base_words(figure: Figure) -> str:
    """How many answered, in a sentence; an inferred base is said to be one."""
    if figure.gathered is Gathered.RECORDS:
        return "Nobody was asked."
    if figure.base_n is None:
        return "The report leaves open how many answered this question."
    if figure.base_inferred:
        return f"The report leaves open how many answered; its shares point to {figure.base_n:,}."
    return f"{figure.base_n:,} answered."


def shown(value: Decimal, like: Decimal, percent: bool) -> str:
    """A number in the key's rounding: 87.0 beside 54.4, so that no option looks more exact."""
    text = f"{value:,.{places(like)}f}"
    return f"{text}{NARROW_SPACE}%" if percent else text
