"""Q5: pick the true share. Three numbers, ascending; the wrong two are true of nothing near."""

from __future__ import annotations

from awareness.bank import distractors
from awareness.bank.frames import places
from awareness.bank.guards import Refused, one_key, printed_in_digits, require, rounding
from awareness.bank.item_models.base import ItemModel, Request, draft_of, fit_to_ask
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, shown, who_was_asked
from awareness.insights.ledger import Figure, Ledger


def draft(ledger: Ledger, figure: Figure, request: Request) -> Draft:
    """A single-choice question whose key is the figure, at its printed precision."""
    guards = [*fit_to_ask(ledger, figure, Q5.task), *require([printed_in_digits(figure)])]
    if figure.unit != "percent" or figure.value_to is not None:
        raise Refused("G13", f"{figure.full_key} is no single share", {"unit": figure.unit})
    key = figure.value
    never = distractors.forbidden(ledger, figure)
    numbers, spread = distractors.choose(key, never, points=True, seed=request.seed)
    named = dict(zip("abc", numbers, strict=True))
    right = next(name for name, number in named.items() if number == key)
    guards += [
        *require([rounding(figure, key), spread]),
        *require(
            [one_key(named, lambda number: round(figure.value, places(key)) == number, right)]
        ),
    ]
    ask = request.ask or f"What share of them stands for this: {figure.label}?"
    return draft_of(
        [figure],
        request,
        kind="single",
        stem=f"{who_was_asked(ledger, figure)} {base_words(figure)} {ask}",
        options=[_option(figure, name, number, key) for name, number in named.items()],
        guards=guards,
    )


def _option(figure: Figure, name: str, number, key) -> dict:
    true = "{figure:" + figure.full_key + "}"
    if number == key:
        feedback = f"That is what the report prints: {true} of those who answered."
    elif number < key:
        feedback = f"The share is higher than that: the report prints {true} of those who answered."
    else:
        feedback = f"The share is lower than that: the report prints {true} of those who answered."
    return {
        "key": name,
        "text": shown(number, key, percent=True),
        "correct": number == key,
        "feedback": feedback,
        "figures": [figure.full_key],
    }


Q5 = ItemModel("Q5", 1, "share", draft)
