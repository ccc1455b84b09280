"""Q11: what does this number count, and of whom is it a share. Every wrong answer is something
else that the same report counts, or whom else people take a share for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from awareness.bank import phrases
from awareness.bank.canonical import seed_number
from awareness.bank.cells import table_of
from awareness.bank.guards import (
    Guard,
    RefusedItem,
    count_size_guard,
    population_clause,
    printed_number_guard,
    require_all,
    years_of,
)
from awareness.bank.guards.base import new_guard
from awareness.bank.item_models.base import (
    ChoiceRow,
    ItemModel,
    QuestionRequest,
    fit_guards,
    pick_by_seed,
    single_choice_draft,
)
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    base_sentence_of,
    counted_noun,
    counted_things,
    counted_words,
    figure_reference,
    is_survey,
    lower_first,
    reported_reference,
    upper_first,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Kind, Ledger

WRONG_ANSWERS = 2
MOST_TIMES_AS_LARGE = 100  # times as large, or as small: nobody takes one number for the other


def draft_counts(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """What does this number count? Beside its measure stand two others of the same report."""
    guards = [
        *fit_guards(ledger, figure, Q11_COUNTS.task),
        *require_all([printed_number_guard(ledger, figure)]),
    ]
    guards += require_all([count_size_guard(figure)])
    is_plain_count = figure.kind in (Kind.COUNT, Kind.MONEY) and figure.value_to is None
    if not is_plain_count or figure.formula or counted_things(figure.measure) == "":
        message = f"{figure.full_key} is no plain count"
        raise RefusedItem("G8", message, {"measure": figure.measure, "unit": figure.unit})
    if _is_one_row_of_several(ledger, figure):
        message = f"{figure.full_key} is one row of several: its measure names them all"
        raise RefusedItem("G8", message, {"measure": figure.measure})
    right_row = ChoiceRow(
        "right",
        counted_words(figure),
        phrases.COUNTED_FEEDBACK.format(statement=figure.statement).strip(),
        [figure],
    )
    other_rows = [
        ChoiceRow(
            other.full_key,
            counted_words(other),
            phrases.COUNTED_APART_FEEDBACK.format(
                label=other.label, number=figure_reference(other)
            ),
            [other],
        )
        for other in _figures_of_other_measures(ledger, figure)
    ]
    if len(other_rows) < WRONG_ANSWERS:
        message = "the report counts fewer than two other things of about that size"
        raise RefusedItem("G17", message, {"measure": figure.measure, "others": len(other_rows)})
    number = figure_reference(figure, "number")
    ask = question_request.ask or f"The report gives the number {number}. {phrases.WHAT_COUNTED}"
    stem = f"{who_was_asked(ledger, figure)} {ask}"
    rows = [right_row, *pick_by_seed(other_rows, WRONG_ANSWERS, question_request)]
    return single_choice_draft([figure], question_request, stem, rows, "right", guards)


def _is_one_row_of_several(ledger: Ledger, figure: Figure) -> bool:
    """Whether the figure stands in a table of several rows that count one thing: 36,002 of the
    complaints are not “complaints that came in”."""
    table = table_of(ledger, figure)
    return table is not None and len(table.row_labels) > 1


def _figures_of_other_measures(ledger: Ledger, figure: Figure) -> list[Figure]:
    """One figure of each other measure that was counted beside it, in the same kind of number:
    those nearest to its size, since nobody takes 859,532 for a number of countries."""
    figure_by_words: dict[str, Figure] = {}
    size = abs(figure.value or Decimal(1))
    comparable_figures = [
        other
        for other in ledger.figures.values()
        if (other.report, other.population) == (figure.report, figure.population)
        and other.kind is figure.kind
        and other.may_be_key
        and other.value_to is None
        and other.value is not None
        and other.value
        and not _is_one_row_of_several(ledger, other)
        and 1 / Decimal(MOST_TIMES_AS_LARGE) <= abs(other.value) / size <= MOST_TIMES_AS_LARGE
    ]
    for other in sorted(
        comparable_figures, key=lambda other: abs((abs(other.value or Decimal(1)) / size).ln())
    ):
        counted = counted_words(other)
        if counted and counted != counted_words(figure):
            figure_by_words.setdefault(counted, other)
    return list(figure_by_words.values())[: WRONG_ANSWERS + 1]


def draft_of_whom(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """A share of whom? The key is the figure's population, beside usual misreadings."""
    guards = [
        *fit_guards(ledger, figure, Q11_OF_WHOM.task),
        *require_all([printed_number_guard(ledger, figure)]),
    ]
    if figure.kind is not Kind.SHARE or figure.value_to is not None or figure.formula:
        raise RefusedItem(
            "G8", f"{figure.full_key} is no single share", {"kind": figure.kind.value}
        )
    guards += require_all([share_of_population(figure)])
    why = phrases.WHOM_RIGHT if is_survey(figure) else phrases.WHOM_COUNTED
    base = base_sentence_of(figure) if is_survey(figure) else ""
    right_row = ChoiceRow(
        "right", upper_first(population_clause(figure)), why.format(base=base).strip()
    )
    wrong_rows = list(_population_misreadings(ledger, figure))
    if len(wrong_rows) < WRONG_ANSWERS:
        raise RefusedItem("G17", "nobody else is there to take it for", {"others": len(wrong_rows)})
    title = ledger.reports[figure.report].title
    of_years = years_of(ledger, figure)
    years_phrase = "" if all(y in title for y in of_years) else f"For {' and '.join(of_years)}, "
    ask = question_request.ask or f"gives {reported_reference(figure)} for “{figure.label}”."
    rows = [right_row, *pick_by_seed(wrong_rows, WRONG_ANSWERS, question_request)]
    opening = f"{years_phrase}{title} {ask}"
    wider_row = next((row for row in rows if row.name == "wider"), None)
    if (
        question_request.ask
        or wider_row is None
        or seed_number(question_request.seed, question_request.key, "said") % 2
    ):
        return single_choice_draft(
            [figure], question_request, f"{opening} {phrases.OF_WHOM}", rows, "right", guards
        )
    claim = phrases.SAID_WIDER_ASKED if is_survey(figure) else phrases.SAID_WIDER_COUNTED
    why_by_name = {"right": phrases.SPEAKS_RIGHT, "wider": phrases.SPEAKS_SO}
    rows_of_sentence = [
        replace(row, why=why_by_name.get(row.name, phrases.SPEAKS_REST).format(why=row.why))
        for row in rows
    ]
    stem = f"{opening} {claim.format(number=reported_reference(figure))} {phrases.SPEAKS_OF}"
    return single_choice_draft([figure], question_request, stem, rows_of_sentence, "wider", guards)


def share_of_population(figure: Figure) -> Guard:
    """G8: of records, a share is one of what its population names. A share of the money in
    complaints is none of the complaints."""
    passed = (
        is_survey(figure)
        or counted_noun(figure).split(" ")[-1] in population_clause(figure).lower()
    )
    message = (
        f"{figure.full_key} is a share of {counted_noun(figure)}, and its population names others"
    )
    return new_guard("G8", passed, message, measure=figure.measure)


def _population_misreadings(ledger: Ledger, figure: Figure) -> Iterator[ChoiceRow]:
    """Whom a share is taken for: everybody of the kind, another group of the report, the part."""
    who = lower_first(population_clause(figure))
    wider, why = (
        (phrases.WIDER_ASKED, phrases.WIDER_ASKED_WHY)
        if is_survey(figure)
        else (phrases.WIDER_COUNTED, phrases.WIDER_COUNTED_WHY)
    )
    if counted_noun(figure):
        yield ChoiceRow("wider", wider.format(noun=counted_noun(figure)), why.format(who=who))
    other = _other_group(ledger, figure)
    if other:
        other_why = phrases.OTHER_GROUP_WHY.format(label=other.label)
        yield ChoiceRow("group", upper_first(population_clause(other)), other_why)
    yield ChoiceRow("part", phrases.PART_ASKED.format(label=figure.label), phrases.PART_WHY)


def _other_group(ledger: Ledger, figure: Figure) -> Figure | None:
    """A share of other people, or other cases, that the report gives too."""
    own_population = population_clause(figure)
    groups = ledger.worked_out_once("shares by group", lambda: _shares_by_group(ledger))
    return next(
        (
            other
            for (report, group), other in groups.items()
            if report == figure.report
            and group not in own_population
            and own_population not in group
        ),
        None,
    )


def _shares_by_group(ledger: Ledger) -> dict[tuple[str, str], Figure]:
    """The first share of each report and group of people, in their order."""
    groups: dict[tuple[str, str], Figure] = {}
    for figure in ledger.figures.values():
        is_usable_share = (
            figure.kind is Kind.SHARE and figure.value is not None and figure.may_be_key
        )
        if is_usable_share and (group := population_clause(figure)):
            groups.setdefault((figure.report, group), figure)
    return groups


Q11_COUNTS = ItemModel("Q11-counts", 3, "counts", draft_counts)
Q11_OF_WHOM = ItemModel("Q11-of-whom", 3, "of_whom", draft_of_whom)
