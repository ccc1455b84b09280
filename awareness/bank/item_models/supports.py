"""Q12 without an author's claims: which statement do these figures support? Wrong statements are
misreadings that the kind of figure invites, right ones say no more than the ledger holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from awareness.bank import phrases
from awareness.bank.canonical import seed_number
from awareness.bank.cells import answered_count
from awareness.bank.guards import (
    Guard,
    RefusedItem,
    chance_points_between,
    count_size_guard,
    counts_differ,
    no_rest_guard,
    one_answer_guard,
    population_clause,
    printed_number_guard,
    require_all,
    same_population_guard,
    years_of,
)
from awareness.bank.guards.base import new_guard
from awareness.bank.guards.data import LEAST_GAP
from awareness.bank.guards.text import YEAR_PATTERN
from awareness.bank.item_models.base import (
    ChoiceRow,
    QuestionRequest,
    pick_by_seed,
    single_choice_draft,
)
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    base_sentence_of,
    counted_noun,
    figure_reference,
    is_survey,
    lower_first,
    may_tell_change,
    question_sentence,
    reported_reference,
    stem_within_length,
    upper_first,
    who_was_asked_by_group,
)
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Kind, Ledger

type SentenceAndReason = Mapping[str, tuple[str, str]]

LEAST_CHANGE = Decimal("0.05")  # of the earlier: how far a count moved before it is said to
FORM_COUNT = 3  # one item in so many lets a statement be chosen; the others quote one to be named
LEAST_GAP_RATIO = Decimal("0.2")  # of the larger: how far numbers lie apart that are no shares


def draft_supports(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest, guards: list[Guard]
) -> QuestionDraft:
    """A single choice of three statements on one figure or two; RefusedItem where the figures
    invite no two misreadings."""
    guards = [*guards, *require_all([printed_number_guard(ledger, figure) for figure in figures])]
    guards += require_all([count_size_guard(figure) for figure in figures])
    if any(figure.value is None or figure.value_to is not None for figure in figures):
        raise RefusedItem("G13", "reads single numbers", {"units": [f.unit for f in figures]})
    if len(figures) > 1 and any(figure.qualifier for figure in figures):
        qualifiers = [figure.qualifier for figure in figures]
        raise RefusedItem("G13", "compares exact numbers", {"qualifiers": qualifiers})
    match figures:
        case [figure]:
            statements = _statements_on_one(ledger, figure)
        case [first, second]:
            pair = sorted((first, second), key=lambda f: f.value or 0, reverse=True)
            statements = _statements_on_two(ledger, pair, figures)
            guards = [*guards, *statements.guards]
        case _:
            raise RefusedItem("G15", "reads one figure or two", {"figures": len(figures)})
    right_name = statements.right
    right_row = next(row for row in statements.rows if row.name == right_name)
    wrong_rows = [row for row in statements.rows if row.name != right_name]
    if len(wrong_rows) < 2:
        raise RefusedItem(
            "G17", "the figures invite no two misreadings", {"found": len(wrong_rows)}
        )
    rows = [right_row, *pick_by_seed(wrong_rows, 2, question_request)]
    question = common_question(figures)
    ask = question_request.ask or question
    bases = {share_base_sentence(figure) for figure in figures}
    base = bases.pop() if len(bases) == 1 and len(comparable.figures_by_group(figures)) == 1 else ""
    parts = [who_was_asked_by_group(ledger, figures), base, ask, statements.given]
    if seed_number(question_request.seed, question_request.key, "form") % FORM_COUNT:
        closing, rows, right_name = _quote_to_be_named(rows, right_name, question_request)
        parts.append(closing)
    else:
        parts.append(phrases.WHICH_STATEMENT if len(figures) == 1 else phrases.WHICH_OF_TWO)
    return single_choice_draft(
        figures, question_request, stem_within_length(parts, question), rows, right_name, guards
    )


def _quote_to_be_named(
    rows: Sequence[ChoiceRow], right_name: str, question_request: QuestionRequest
) -> tuple[str, list[ChoiceRow], str]:
    """(end of the stem, what can be chosen, name of the right one) of a question that quotes one of
    three statements and asks for the name of what it does with the numbers. All questions offer
    names out of one list, so that a name alone gives nothing away."""
    quoted_row = rows[seed_number(question_request.seed, question_request.key, "said") % len(rows)]
    names = [
        ChoiceRow(
            row.name,
            phrases.NO_MORE if row.name == right_name else phrases.WHAT_STATEMENT_DOES[row.name],
            row.why if row is quoted_row else phrases.DOES_SOMETHING_ELSE,
        )
        for row in rows
    ]
    quoted = phrases.COLLEAGUE_SAYS.format(statement=quoted_row.text.removesuffix(".") + ",")
    return f"{quoted} {phrases.WHAT_IT_DOES}", names, quoted_row.name


def share_base_sentence(figure: Figure) -> str:
    """How many answered, where that tells something: beside a share."""
    return base_sentence_of(figure) if figure.kind is Kind.SHARE and is_survey(figure) else ""


def common_question(figures: Sequence[Figure]) -> str:
    """What was asked, where all figures answer one question."""
    questions = {question_sentence(figure) for figure in figures}
    return questions.pop() if len(questions) == 1 else ""


def gives_sentence(figure: Figure) -> str:
    """What the report gives for a figure, as a sentence."""
    sentence = phrases.WORKED_OUT_GIVES if figure.formula else phrases.REPORT_GIVES
    return sentence.format(label=figure.label, number=reported_reference(figure))


def _rows_of_sentences(
    sentences: SentenceAndReason, names: Sequence[str], **words: object
) -> list[ChoiceRow]:
    """The sentences of these names as rows to choose from, with `words` put into sentence and
    reason."""
    return [
        ChoiceRow(name, text.format(**words), upper_first(why.format(**words)))
        for name, (text, why) in sentences.items()
        if name in names
    ]


class Statements(NamedTuple):
    """What can be said of one figure or two."""

    rows: list[ChoiceRow]
    right: str  # the name of the row that is right
    given: str  # the end of the stem: what the report gives
    guards: Sequence[Guard] = ()  # that were passed


def _statements_on_one(ledger: Ledger, figure: Figure) -> Statements:
    """What can be said of one number that says more than a count: a mean, a rate, an index, a
    change. RefusedItem for shares and counts, of which Q11 asks."""
    given = gives_sentence(figure)
    match figure.kind:
        case Kind.MEAN | Kind.MEDIAN:
            mean = figure.kind is Kind.MEAN
            right, other = ("mean", "median") if mean else ("median", "mean")
            rows = [
                ChoiceRow(name, text, why)
                for name, (text, why) in phrases.MIDDLE_STATEMENTS.items()
                if name != other
            ]
            why_not = phrases.NOT_A_MEDIAN if mean else phrases.NOT_A_MEAN
            rows.append(ChoiceRow(other, phrases.MIDDLE_STATEMENTS[other][0], why_not))
            name_of_middle = phrases.MEAN_SAID if mean else phrases.MEDIAN_SAID
            return Statements(rows, right, f"{given} {name_of_middle}")
        case Kind.RATE if figure.per:
            things = figure.unit.replace("_", " ")
            rate_names = ("right", "all", "share") if figure.per != 100 else ("right", "all")
            rows = _rows_of_sentences(
                phrases.RATE_STATEMENTS, rate_names, things=things, per=f"{figure.per:,}"
            )
            return Statements(rows, "right", given)
        case Kind.INDEX if figure.between and figure.value not in (None, 100):
            right = "above" if (figure.value or 0) > 100 else "below"
            base = figure.between[0]
            words = {"base": base, "number": figure_reference(figure)}
            rows = _rows_of_sentences(phrases.INDEX_STATEMENTS, (right, "share", "count"), **words)
            return Statements(rows, right, given)
        case Kind.CHANGE if len(figure.between) == 2 and all(
            map(YEAR_PATTERN.search, figure.between)
        ):
            old, new = figure.between
            rose = (figure.value or 0) > 0
            words = {"old": old, "new": new, "number": figure_reference(figure)} | _verbs_of_change(
                rose
            )
            change_names = tuple(phrases.CHANGE_STATEMENTS) if figure.value else ("right",)
            return Statements(
                _rows_of_sentences(phrases.CHANGE_STATEMENTS, change_names, **words), "right", given
            )
    message = f"{figure.full_key} is one {figure.kind}; of whom or what it is, Q11 asks"
    raise RefusedItem("G8", message, {"kind": figure.kind.value})


def _verbs_of_change(rose: bool) -> dict[str, str]:
    """The verbs of a sentence about a change, up or down."""
    went, goes = (phrases.ROSE, phrases.RISES) if rose else (phrases.FELL, phrases.FALLS)
    return {"went": went, "goes": goes}


def _statements_on_two(
    ledger: Ledger, pair: list[Figure], figures_as_requested: list[Figure]
) -> Statements:
    """Of two figures `figures_as_requested` of the request; `pair` has the larger one first.
    RefusedItem where the two cannot be compared."""
    of_years = [years_of(ledger, figure) for figure in figures_as_requested]
    given = " ".join(map(gives_sentence, figures_as_requested))
    numbers = {
        "first": figure_reference(figures_as_requested[0]),
        "second": figure_reference(figures_as_requested[1]),
    }
    if figures_as_requested[0].report != figures_as_requested[1].report or (
        of_years[0] != of_years[1] and is_survey(pair[0])
    ):
        if any(not is_survey(figure) for figure in pair) or of_years[0] == of_years[1]:
            raise RefusedItem("G6", "compares two sources of one year, or records", {"groups": 2})
        rows = _rows_of_sentences(
            phrases.EDITION_STATEMENTS, tuple(phrases.EDITION_STATEMENTS), **numbers
        )
        return Statements(rows, "right", given)
    guards = require_all(
        [
            same_population_guard(pair),
            no_rest_guard(ledger, pair),
            one_answer_guard(ledger, pair),
            _same_kind_guard(pair),
        ]
    )
    if of_years[0] != of_years[1]:
        return _statements_over_time(ledger, figures_as_requested)._replace(guards=guards)
    return _statements_side_by_side(ledger, pair)._replace(guards=guards)


def _same_kind_guard(pair: Sequence[Figure]) -> Guard:
    """G13: two numbers of one kind and unit."""
    kinds = sorted({(figure.kind.value, figure.unit) for figure in pair})
    return new_guard("G13", len(kinds) == 1, "two kinds of number", kinds=len(kinds))


def _statements_over_time(ledger: Ledger, figures: list[Figure]) -> Statements:
    """Two counts of records, of two years."""
    first, second = sorted(figures, key=lambda figure: years_of(ledger, figure)[0])
    (old, *_), (new, *_) = years_of(ledger, first), years_of(ledger, second)
    size = phrases.SIZE_BY_KIND.get(first.kind.value)
    before, after = first.value or Decimal(), second.value or Decimal()
    by_chance = first.kind is Kind.COUNT and not counts_differ(
        float(max(before, after)), float(min(before, after))
    )
    if size is None or by_chance or abs(after - before) < LEAST_CHANGE * abs(before):
        raise RefusedItem("G1", "nothing rose or fell clearly", {"kind": first.kind.value})
    rose = after > before
    words = {
        "old": old, "new": new, "size": size, "who": lower_first(population_clause(first)),
        "first": figure_reference(first), "second": figure_reference(second),
    } | _verbs_of_change(rose)  # fmt: skip
    given = f"{gives_sentence(first)} {gives_sentence(second)}"
    return Statements(
        _rows_of_sentences(phrases.YEARS_STATEMENTS, tuple(phrases.YEARS_STATEMENTS), **words),
        "right",
        given,
    )


def _statements_side_by_side(ledger: Ledger, pair: list[Figure]) -> Statements:
    """Two numbers of one year and the same people, the larger one first."""
    first, second = pair
    right, n = _right_statement_and_base(ledger, first, second)
    several_answers = (
        first.multi_answer and second.multi_answer
    )  # the same person may stand in both
    is_wrong_statement = {
        "right": right == "chance",
        "chance": right == "right",
        "doubt": right == "counted",
        "change": not may_tell_change(ledger, first),
        "wider": bool(counted_noun(first)),
        "cause": several_answers,
        "sum": several_answers,
    }
    names = [name for name, included in (is_wrong_statement | {right: True}).items() if included]
    words = {
        "first": figure_reference(first), "second": figure_reference(second), "n": f"{n or 0:,}",
        "years": " and ".join(years_of(ledger, first)), "noun": counted_noun(first),
        "who": lower_first(population_clause(first)),
    }  # fmt: skip
    given = " ".join(map(gives_sentence, pair))
    why_wrong = {"right": phrases.TOO_NEAR_FEEDBACK, "chance": phrases.FAR_ENOUGH_FEEDBACK}
    rows = [
        replace(row, why=why_wrong[row.name].format(**words))
        if row.name in why_wrong and row.name != right
        else row
        for row in _rows_of_sentences(phrases.PAIR_STATEMENTS, names, **words)
    ]
    return Statements(rows, right, given)


def _right_statement_and_base(
    ledger: Ledger, first: Figure, second: Figure
) -> tuple[str, int | None]:
    """(which statement holds of two numbers, how many answered): the larger one is larger by more
    than chance makes of it, or chance alone may have made it so. RefusedItem (G1) in between, or
    where nobody knows how many answered."""
    large, small = first.value or Decimal(), second.value or Decimal()
    gap = large - small
    if not is_survey(first) or first.kind is not Kind.SHARE:
        passed = gap >= LEAST_GAP_RATIO * abs(large) and gap > 0
        if first.kind is Kind.COUNT:
            passed = passed and counts_differ(float(large), float(small))
        message = f"{first.full_key} and {second.full_key} are too close, or chance made them so"
        require_all([new_guard("G1", passed, message, gap=gap)])
        return "counted", None
    n, second_n = answered_count(ledger, first), answered_count(ledger, second)
    if n is None or second_n is None or not gap:
        raise RefusedItem("G1", "equal, or nobody knows how many answered for each", {"base_n": n})
    by_chance = chance_points_between(float(large), float(small), n, second_n)
    if gap >= max(Decimal(str(by_chance)), Decimal(str(LEAST_GAP))):
        return "right", n
    message = f"{first.full_key} and {second.full_key} are {gap} apart; neither clear nor close"
    require_all(
        [new_guard("G1", gap <= Decimal(str(by_chance)), message, gap=gap, chance=by_chance)]
    )
    return "chance", n
