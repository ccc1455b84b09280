"""Q13 without an author's headlines: what mends this headline? And Q14: what does a colleague take
a number for? The same three answers stand under both sorts of sentence; the seed says which."""

from __future__ import annotations

from awareness.bank import phrases
from awareness.bank.canonical import seed_number
from awareness.bank.guards import (
    Guard,
    Refused,
    large_enough,
    population,
    printed_number,
    require,
    years,
)
from awareness.bank.item_models.base import (
    ItemModel,
    QuestionRequest,
    Row,
    choice,
    fit_to_ask,
    picked,
)
from awareness.bank.item_models.counted import share_of_population
from awareness.bank.item_models.supports import base_of, gives
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    as_reported,
    asks_about_change,
    is_survey,
    lower_first,
    noun,
    over_time,
    question_words,
    reference,
    stem_of,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Kind, Ledger
from awareness.subjects.registry import measure

PLAIN = (Kind.SHARE, Kind.COUNT, Kind.MONEY)


def draft_mend(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest, guards: list[Guard]
) -> QuestionDraft:
    """A headline with one fault, and three mends of which one fits it."""
    guards = [*guards, *require([printed_number(ledger, figure), large_enough(figure)])]
    if figure.kind not in PLAIN or figure.value_to is not None or figure.formula:
        message = f"{figure.full_key} is no single share or count that is printed"
        raise Refused("G13", message, {"kind": figure.kind.value})
    if is_survey(figure) and not figure.insight.isdigit():
        raise Refused("G8", f"{figure.full_key} tells who answered", {"insight": figure.insight})
    faults = _faults(ledger, figure)
    if len(faults) < 3:
        raise Refused("G17", "a headline on it goes wrong in too few ways", {"found": faults})
    names = picked(faults, 3, question_request)
    fault = names[seed_number(question_request.seed, question_request.key, "fault") % 3]
    words = {
        "label": figure.label, "number": as_reported(figure), "noun": noun(figure),
        "bare": reference(figure, "number"), "who": lower_first(population(figure)),
        "years": " and ".join(years(ledger, figure)),
    }  # fmt: skip
    headline = phrases.HEADLINES[fault][0].format(**words)
    rows = [
        Row(name, mend, why.format(**words) if name == fault else other + phrases.HEADLINE_REST)
        for name in names
        for _headline, mend, why, other in [phrases.HEADLINES[name]]
    ]
    asks = question_request.ask or question_words(figure)
    stem = [who_was_asked(ledger, figure), base_of(figure), asks, gives(figure)]
    full_stem = stem_of([*stem, phrases.MEND], question_words(figure))
    return choice([figure], question_request, full_stem, rows, fault, guards, headline=headline)


def _faults(ledger: Ledger, figure: Figure) -> list[str]:
    """What a headline on a figure can get wrong, and the ledger can tell that it does."""
    share, named = figure.kind is Kind.SHARE, bool(noun(figure))
    whole = figure.value is not None and figure.value == figure.value.to_integral_value()
    holds = {
        "wider": share and named and is_survey(figure),
        "wider_counted": share and named and not is_survey(figure),
        "all_counted": figure.kind is Kind.COUNT and not is_survey(figure),
        "count": share and named and whole,
        "change": not over_time(ledger, figure),
        "trend": not asks_about_change(figure),
        "cause": True,
    }
    return [fault for fault, held in holds.items() if held]


def draft_for_us(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """What a colleague draws from a number that was gathered elsewhere."""
    guards = [*fit_to_ask(ledger, figure, FOR_US.task), *require([printed_number(ledger, figure)])]
    is_share = figure.kind is Kind.SHARE and figure.value_to is None and not figure.formula
    if not is_share or measure(figure.measure).elsewhere:
        message = f"{figure.full_key} counts what there was elsewhere; no house has the same"
        raise Refused("G8", message, {"kind": figure.kind.value})
    if is_survey(figure) and not figure.insight.isdigit():
        message = f"{figure.full_key} tells who answered; nothing follows from that for a house"
        raise Refused("G8", message, {"insight": figure.insight})
    guards += require([share_of_population(figure)])
    names = list(phrases.FOR_US)
    taken = names[seed_number(question_request.seed, question_request.key, "taken") % len(names)]
    words = {
        "number": as_reported(figure),
        "who": lower_first(population(figure)),
        "asked": phrases.ASKED_WORD if is_survey(figure) else phrases.COUNTED_WORD,
    }
    words["ours"] = (phrases.OURS_ASKED if is_survey(figure) else phrases.OURS_COUNTED).format(
        **words
    )
    rows = [
        Row(name, text, (why if name == taken else other).format(**words))
        for name, (_sentence, text, why, other) in phrases.FOR_US.items()
    ]
    closing = phrases.FOR_US[taken][0].format(**words)
    asks = question_request.ask or question_words(figure)
    stem = [who_was_asked(ledger, figure), base_of(figure), asks, gives(figure), closing]
    stem.append(phrases.TAKEN_FOR)
    full_stem = stem_of(stem, question_words(figure))
    return choice([figure], question_request, full_stem, rows, taken, guards)


FOR_US = ItemModel("Q14", 1, "for_us", draft_for_us)
