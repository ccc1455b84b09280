"""Q13 without an author's headlines: what mends this headline? And Q14: what does a colleague take
a number for? The same three answers stand under both sorts of sentence; the seed says which."""

from __future__ import annotations

from awareness.bank import phrases
from awareness.bank.canonical import seed_number
from awareness.bank.guards import (
    Guard,
    RefusedItem,
    count_size_guard,
    population_clause,
    printed_number_guard,
    require_all,
    years_of,
)
from awareness.bank.item_models.base import (
    ChoiceRow,
    ItemModel,
    QuestionRequest,
    fit_guards,
    pick_by_seed,
    single_choice_draft,
)
from awareness.bank.item_models.counted import share_of_population
from awareness.bank.item_models.supports import gives_sentence, share_base_sentence
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    asks_about_change,
    counted_noun,
    figure_reference,
    is_survey,
    lower_first,
    may_tell_change,
    question_sentence,
    reported_reference,
    stem_within_length,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Kind, Ledger
from awareness.subjects.registry import measure_words

PLAIN_KINDS = (Kind.SHARE, Kind.COUNT, Kind.MONEY)


def draft_mend(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest, guards: list[Guard]
) -> QuestionDraft:
    """A headline with one fault, and three mends of which one fits it."""
    guards = [
        *guards,
        *require_all([printed_number_guard(ledger, figure), count_size_guard(figure)]),
    ]
    if figure.kind not in PLAIN_KINDS or figure.value_to is not None or figure.formula:
        message = f"{figure.full_key} is no single share or count that is printed"
        raise RefusedItem("G13", message, {"kind": figure.kind.value})
    if is_survey(figure) and not figure.insight.isdigit():
        raise RefusedItem(
            "G8", f"{figure.full_key} tells who answered", {"insight": figure.insight}
        )
    faults = _possible_faults(ledger, figure)
    if len(faults) < 3:
        raise RefusedItem("G17", "a headline on it goes wrong in too few ways", {"found": faults})
    names = pick_by_seed(faults, 3, question_request)
    chosen_fault = names[seed_number(question_request.seed, question_request.key, "fault") % 3]
    words = {
        "label": figure.label, "number": reported_reference(figure), "noun": counted_noun(figure),
        "bare": figure_reference(figure, "number"), "who": lower_first(population_clause(figure)),
        "years": " and ".join(years_of(ledger, figure)),
    }  # fmt: skip
    headline = phrases.HEADLINE_BY_FAULT[chosen_fault][0].format(**words)
    rows = [
        ChoiceRow(
            name,
            mend,
            why.format(**words) if name == chosen_fault else other + phrases.HEADLINE_REST,
        )
        for name in names
        for _headline, mend, why, other in [phrases.HEADLINE_BY_FAULT[name]]
    ]
    ask = question_request.ask or question_sentence(figure)
    stem = [who_was_asked(ledger, figure), share_base_sentence(figure), ask, gives_sentence(figure)]
    full_stem = stem_within_length([*stem, phrases.WHAT_MENDS_HEADLINE], question_sentence(figure))
    return single_choice_draft(
        [figure], question_request, full_stem, rows, chosen_fault, guards, headline=headline
    )


def _possible_faults(ledger: Ledger, figure: Figure) -> list[str]:
    """What a headline on a figure can get wrong, and the ledger can tell that it does."""
    is_share, has_noun = figure.kind is Kind.SHARE, bool(counted_noun(figure))
    is_whole = figure.value is not None and figure.value == figure.value.to_integral_value()
    is_possible = {
        "wider": is_share and has_noun and is_survey(figure),
        "wider_counted": is_share and has_noun and not is_survey(figure),
        "all_counted": figure.kind is Kind.COUNT and not is_survey(figure),
        "count": is_share and has_noun and is_whole,
        "change": not may_tell_change(ledger, figure),
        "trend": not asks_about_change(figure),
        "cause": True,
    }
    return [fault for fault, possible in is_possible.items() if possible]


def draft_for_us(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """What a colleague draws from a number that was gathered elsewhere."""
    guards = [
        *fit_guards(ledger, figure, Q14.task),
        *require_all([printed_number_guard(ledger, figure)]),
    ]
    is_share = figure.kind is Kind.SHARE and figure.value_to is None and not figure.formula
    if not is_share or measure_words(figure.measure).elsewhere:
        message = f"{figure.full_key} counts what there was elsewhere; no house has the same"
        raise RefusedItem("G8", message, {"kind": figure.kind.value})
    if is_survey(figure) and not figure.insight.isdigit():
        message = f"{figure.full_key} tells who answered; nothing follows from that for a house"
        raise RefusedItem("G8", message, {"insight": figure.insight})
    guards += require_all([share_of_population(figure)])
    names = list(phrases.CONCLUSIONS_FOR_US)
    chosen_name = names[
        seed_number(question_request.seed, question_request.key, "taken") % len(names)
    ]
    words = {
        "number": reported_reference(figure),
        "who": lower_first(population_clause(figure)),
        "asked": phrases.ASKED_WORD if is_survey(figure) else phrases.COUNTED_WORD,
    }
    words["ours"] = (phrases.OURS_ASKED if is_survey(figure) else phrases.OURS_COUNTED).format(
        **words
    )
    rows = [
        ChoiceRow(name, text, (why if name == chosen_name else other).format(**words))
        for name, (_sentence, text, why, other) in phrases.CONCLUSIONS_FOR_US.items()
    ]
    closing = phrases.CONCLUSIONS_FOR_US[chosen_name][0].format(**words)
    ask = question_request.ask or question_sentence(figure)
    stem = [
        who_was_asked(ledger, figure),
        share_base_sentence(figure),
        ask,
        gives_sentence(figure),
        closing,
    ]
    stem.append(phrases.TAKEN_FOR)
    full_stem = stem_within_length(stem, question_sentence(figure))
    return single_choice_draft([figure], question_request, full_stem, rows, chosen_name, guards)


Q14 = ItemModel("Q14", 1, "for_us", draft_for_us)
