"""The words item models speak in, by what was counted (`Figure.measure`)."""

from __future__ import annotations

import re
from decimal import Decimal

from awareness.bank.frames import places
from awareness.bank.guards import population
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.numbers import NARROW_SPACE

# What a count may be taken for, in words for an option.
COUNTED = {
    "alerts": "Alerts from the software",
    "computers": "Work computers with the software",
    "employees": "Employees in these organisations",
    "officers": "Police officers who answered",
    "cases": "Cases that the police worked on",
    "all_officers": "All police officers in these countries",
}
# What readers take it for, and why that is not so. The reason is the feedback of a wrong option.
MISREAD = {
    "alerts": {
        "employees": (
            "A heading in the report speaks of people, so it is an easy slip. But the software "
            "counts alerts, and one person can cause several of them."
        ),
        "computers": (
            "The computers with the software were far more. This number says how often it raised "
            "an alert."
        ),
    },
    "computers": {
        "employees": (
            "A heading in the report says employees, so it is an easy slip. But the software was "
            "counted on computers. Some staff have none, and some have more than one."
        ),
        "alerts": (
            "The alerts are the smaller number. This one says on how many computers the software "
            "could have raised one."
        ),
    },
    "officers": {
        "cases": "The officers told how they see their cases. The cases were never counted.",
        "all_officers": (
            "Only officers with one maker's tools were asked, and of those the ones who chose to "
            "answer were counted."
        ),
    },
}
# What a figure of this measure cannot say: shown after a guess.
TELLS_NOT = {
    "share_of_officers": (
        "It is a share of the officers who answered. It does not tell how many cases, images or "
        "people there are."
    ),
    "alerts": (
        "It counts alerts. It does not tell how many people there were, or what holds where you "
        "work."
    ),
    "computers": (
        "It counts alerts on work computers, over years. It does not tell how many people there "
        "were, or what holds where you work."
    ),
    "officers": "It tells who answered. It does not tell where this crime takes place.",
}
TELLS_NOT_OTHERWISE = "It does not tell anything about people who were not asked."


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def who_was_asked(ledger: Ledger, figure: Figure) -> str:
    """One sentence with year and population: "The makers of … asked …"."""
    verb = "interviewed" if "interview" in figure.population else "asked"
    title = re.sub(r"^The\b", "the", ledger.reports[figure.report].title)
    return f"The makers of {title} {verb} {lower_first(population(figure))}."


def base_words(figure: Figure) -> str:
    """How many answered, in a sentence; an inferred base is said to be one."""
    if figure.base_n is None:
        return "The report leaves open how many answered this question."
    if figure.base_inferred:
        return f"The report leaves open how many answered; its shares point to {figure.base_n:,}."
    return f"{figure.base_n:,} answered."


def shown(value: Decimal, like: Decimal, percent: bool) -> str:
    """A number in the key's rounding: 87.0 beside 54.4, so that no option looks more exact."""
    text = f"{value:,.{places(like)}f}"
    return f"{text}{NARROW_SPACE}%" if percent else text
