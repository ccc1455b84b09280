"""Q11: of whom is this number, and what was counted."""

from __future__ import annotations

from collections import Counter

from awareness.bank.guards import (
    Refused,
    measure_named,
    one_key,
    population,
    printed_number,
    require,
)
from awareness.bank.item_models.base import (
    ItemModel,
    Request,
    draft_of,
    fit_to_ask,
    shuffled,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import upper_first, who_was_asked
from awareness.insights.ledger import Figure, Ledger, Use
from awareness.subjects.registry import measure as words_for

OTHERS = 2  # what else a count may be taken for, beside what it is


def draft_counts(ledger: Ledger, figure: Figure, request: Request) -> Draft:
    """What does this number count? The key is the figure's measure."""
    guards = [*fit_to_ask(ledger, figure, COUNTS.task), *require([printed_number(ledger, figure)])]
    misread = words_for(figure.measure).misread
    if len(misread) != OTHERS or figure.unit != figure.measure or figure.formula or figure.value_to:
        seen = {"measure": figure.measure, "unit": figure.unit}
        raise Refused("G8", f"{figure.full_key} is no plain count", seen)
    reasons = {figure.measure: f"That is what was counted. {figure.statement}", **misread}
    order = shuffled(list(reasons), request)
    named = dict(zip("abc", order, strict=True))
    right = next(name for name, measure in named.items() if measure == figure.measure)
    guards += require([one_key(named, lambda measure: measure == figure.measure, right)])
    guards += require([measure_named(figure, words_for(figure.measure).counted or "")])
    number = "{figure:" + figure.full_key + "|number}"
    ask = request.ask or f"The report prints {number}. What was counted?"
    stem = f"{who_was_asked(ledger, figure)} {ask}"
    options = [
        _option(figure, name, words_for(measure).counted or "", name == right, reasons[measure])
        for name, measure in named.items()
    ]
    return draft_of([figure], request, kind="single", stem=stem, options=options, guards=guards)


def draft_of_whom(ledger: Ledger, figure: Figure, request: Request) -> Draft:
    """A share of whom? The key is the figure's population, beside the two usual misreadings."""
    guards = [*fit_to_ask(ledger, figure, OF_WHOM.task), *require([printed_number(ledger, figure)])]
    words = words_for(figure.measure).of_whom
    if words is None:
        message = f"{figure.full_key} is a share of nobody whom the subject has words for"
        raise Refused("G8", message, {"measure": figure.measure})
    everyone = figure.population == whole_survey(ledger, figure)
    wider = words.wider if everyone else words.all_asked
    groups = {
        figure.population: (
            upper_first(population(figure)),
            "That is who was asked this. A share says little until it is known of whom.",
        ),
        "wider": (wider.text, wider.why),
        "cases": (words.cases if everyone else words.cases_of_some, words.cases_why),
    }
    named = dict(zip("abc", shuffled(list(groups), request), strict=True))
    right = next(name for name, group in named.items() if group == figure.population)
    guards += require([one_key(named, lambda group: group == figure.population, right)])
    guards += require([measure_named(figure, groups[figure.population][0])])
    number = "{figure:" + figure.full_key + "}"
    title = ledger.reports[figure.report].title
    ask = request.ask or f"prints {number} beside the words “{figure.label}”."
    stem = f"{title} {ask} Of whom or what is that a share?"
    options = [
        _option(figure, name, groups[group][0], name == right, groups[group][1])
        for name, group in named.items()
    ]
    return draft_of([figure], request, kind="single", stem=stem, options=options, guards=guards)


def whole_survey(ledger: Ledger, figure: Figure) -> str:
    """The population that most figures of this measure and report speak of: the whole survey."""
    groups = Counter(
        other.population
        for other in ledger.figures.values()
        if (other.report, other.measure) == (figure.report, figure.measure)
        and other.use is not Use.NEVER
        and other.value is not None
    )
    return min(groups, key=lambda group: (-groups[group], group))


def _option(figure: Figure, name: str, text: str, correct: bool, feedback: str) -> dict:
    return {
        "key": name,
        "text": text,
        "correct": correct,
        "feedback": feedback,
        "figures": [figure.full_key],
    }


COUNTS = ItemModel("Q11-counts", 2, "counts", draft_counts)
OF_WHOM = ItemModel("Q11-of-whom", 2, "of_whom", draft_of_whom)
