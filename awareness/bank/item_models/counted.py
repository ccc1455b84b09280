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
    Refused,
    large_enough,
    population,
    printed_number,
    require,
    years,
)
from awareness.bank.guards.base import guard
from awareness.bank.item_models.base import (
    ItemModel,
    QuestionRequest,
    Row,
    choice,
    fit_to_ask,
    picked,
)
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    as_reported,
    base_words,
    counted_words,
    is_survey,
    lower_first,
    noun,
    reference,
    things,
    upper_first,
    who_was_asked,
)
from awareness.insights.ledger import Figure, Kind, Ledger

WRONG = 2
FAR = 100  # times as large, or as small: nobody takes one number for the other


def draft_counts(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """What does this number count? Beside its measure stand two others of the same report."""
    guards = [*fit_to_ask(ledger, figure, COUNTS.task), *require([printed_number(ledger, figure)])]
    guards += require([large_enough(figure)])
    plain = figure.kind in (Kind.COUNT, Kind.MONEY) and figure.value_to is None
    if not plain or figure.formula or things(figure.measure) == "":
        message = f"{figure.full_key} is no plain count"
        raise Refused("G8", message, {"measure": figure.measure, "unit": figure.unit})
    if _is_part(ledger, figure):
        message = f"{figure.full_key} is one row of several: its measure names them all"
        raise Refused("G8", message, {"measure": figure.measure})
    right = Row(
        "right",
        counted_words(figure),
        phrases.COUNTED.format(statement=figure.statement).strip(),
        [figure],
    )
    others = [
        Row(
            other.full_key,
            counted_words(other),
            phrases.COUNTED_APART.format(label=other.label, number=reference(other)),
            [other],
        )
        for other in _counted_beside(ledger, figure)
    ]
    if len(others) < WRONG:
        message = "the report counts fewer than two other things of about that size"
        raise Refused("G17", message, {"measure": figure.measure, "others": len(others)})
    number = reference(figure, "number")
    ask = question_request.ask or f"The report gives the number {number}. {phrases.WHAT_COUNTED}"
    stem = f"{who_was_asked(ledger, figure)} {ask}"
    rows = [right, *picked(others, WRONG, question_request)]
    return choice([figure], question_request, stem, rows, "right", guards)


def _is_part(ledger: Ledger, figure: Figure) -> bool:
    """Whether it stands in a table of several rows that count one thing: 36,002 of the complaints
    are not “complaints that came in”."""
    table = table_of(ledger, figure)
    return table is not None and len(table.row_labels) > 1


def _counted_beside(ledger: Ledger, figure: Figure) -> list[Figure]:
    """One figure of each other measure that was counted beside it, in the same kind of number:
    those nearest to its size, since nobody takes 859,532 for a number of countries."""
    beside: dict[str, Figure] = {}
    size = abs(figure.value or Decimal(1))
    alike = [
        other
        for other in ledger.figures.values()
        if (other.report, other.population) == (figure.report, figure.population)
        and other.kind is figure.kind
        and other.may_be_key
        and other.value_to is None
        and other.value is not None
        and other.value
        and not _is_part(ledger, other)
        and 1 / Decimal(FAR) <= abs(other.value) / size <= FAR
    ]
    for other in sorted(alike, key=lambda other: abs((abs(other.value or Decimal(1)) / size).ln())):
        words = counted_words(other)
        if words and words != counted_words(figure):
            beside.setdefault(words, other)
    return list(beside.values())[: WRONG + 1]


def draft_of_whom(
    ledger: Ledger, figure: Figure, question_request: QuestionRequest
) -> QuestionDraft:
    """A share of whom? The key is the figure's population, beside usual misreadings."""
    guards = [*fit_to_ask(ledger, figure, OF_WHOM.task), *require([printed_number(ledger, figure)])]
    if figure.kind is not Kind.SHARE or figure.value_to is not None or figure.formula:
        raise Refused("G8", f"{figure.full_key} is no single share", {"kind": figure.kind.value})
    guards += require([share_of_population(figure)])
    why = phrases.WHOM_RIGHT if is_survey(figure) else phrases.WHOM_COUNTED
    base = base_words(figure) if is_survey(figure) else ""
    right = Row("right", upper_first(population(figure)), why.format(base=base).strip())
    wrong = list(_misread(ledger, figure))
    if len(wrong) < WRONG:
        raise Refused("G17", "nobody else is there to take it for", {"others": len(wrong)})
    title = ledger.reports[figure.report].title
    of_years = years(ledger, figure)
    when = "" if all(y in title for y in of_years) else f"For {' and '.join(of_years)}, "
    ask = question_request.ask or f"gives {as_reported(figure)} for “{figure.label}”."
    rows = [right, *picked(wrong, WRONG, question_request)]
    opening = f"{when}{title} {ask}"
    wider = next((row for row in rows if row.name == "wider"), None)
    if (
        question_request.ask
        or wider is None
        or seed_number(question_request.seed, question_request.key, "said") % 2
    ):
        return choice(
            [figure], question_request, f"{opening} {phrases.OF_WHOM}", rows, "right", guards
        )
    claim = phrases.SAID_WIDER_ASKED if is_survey(figure) else phrases.SAID_WIDER_COUNTED
    reasons = {"right": phrases.SPEAKS_RIGHT, "wider": phrases.SPEAKS_SO}
    named = [
        replace(row, why=reasons.get(row.name, phrases.SPEAKS_REST).format(why=row.why))
        for row in rows
    ]
    stem = f"{opening} {claim.format(number=as_reported(figure))} {phrases.SPEAKS_OF}"
    return choice([figure], question_request, stem, named, "wider", guards)


def share_of_population(figure: Figure) -> Guard:
    """G8: of records, a share is one of what its population names. A share of the money in
    complaints is none of the complaints."""
    passed = is_survey(figure) or noun(figure).split(" ")[-1] in population(figure).lower()
    message = f"{figure.full_key} is a share of {noun(figure)}, and its population names others"
    return guard("G8", passed, message, measure=figure.measure)


def _misread(ledger: Ledger, figure: Figure) -> Iterator[Row]:
    """Whom a share is taken for: everybody of the kind, another group of the report, the part."""
    who = lower_first(population(figure))
    wider, why = (
        (phrases.WIDER_ASKED, phrases.WIDER_ASKED_WHY)
        if is_survey(figure)
        else (phrases.WIDER_COUNTED, phrases.WIDER_COUNTED_WHY)
    )
    if noun(figure):
        yield Row("wider", wider.format(noun=noun(figure)), why.format(who=who))
    other = _other_group(ledger, figure)
    if other:
        other_why = phrases.OTHER_GROUP_WHY.format(label=other.label)
        yield Row("group", upper_first(population(other)), other_why)
    yield Row("part", phrases.PART_ASKED.format(label=figure.label), phrases.PART_WHY)


def _other_group(ledger: Ledger, figure: Figure) -> Figure | None:
    """A share of other people, or other cases, that the report gives too."""
    own_population = population(figure)
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
        may_be = figure.kind is Kind.SHARE and figure.value is not None and figure.may_be_key
        if may_be and (group := population(figure)):
            groups.setdefault((figure.report, group), figure)
    return groups


COUNTS = ItemModel("Q11-counts", 3, "counts", draft_counts)
OF_WHOM = ItemModel("Q11-of-whom", 3, "of_whom", draft_of_whom)
