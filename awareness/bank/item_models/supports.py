"""Q12 without an author's claims: which statement do these figures support? Wrong statements are
misreadings that the kind of figure invites, right ones say no more than the ledger holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from awareness.bank import phrases
from awareness.bank.canonical import seed_number
from awareness.bank.cells import answered_for
from awareness.bank.guards import (
    Guard,
    Refused,
    apart,
    counted_apart,
    large_enough,
    no_rest,
    noise_between,
    population,
    printed_number,
    require,
    same_population,
    years,
)
from awareness.bank.guards.base import guard
from awareness.bank.guards.data import LEAST_GAP
from awareness.bank.guards.text import YEAR
from awareness.bank.item_models.base import QuestionRequest, Row, choice, picked
from awareness.bank.resolve import QuestionDraft
from awareness.bank.wording import (
    as_reported,
    base_words,
    is_survey,
    lower_first,
    noun,
    openings,
    over_time,
    question_words,
    reference,
    stem_of,
    upper_first,
)
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Kind, Ledger

type Sentences = Mapping[str, tuple[str, str]]

MOVED = Decimal("0.05")  # of the earlier: how far a count moved before it is said to
FORMS = 3  # one item in so many lets a statement be chosen; the others quote one to be named
APART = Decimal("0.2")  # of the larger: how far numbers lie apart that are no shares


def draft(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest, guards: list[Guard]
) -> QuestionDraft:
    """A single choice of three statements on one figure or two; Refused where the figures invite
    no two misreadings."""
    guards = [*guards, *require([printed_number(ledger, figure) for figure in figures])]
    guards += require([large_enough(figure) for figure in figures])
    if any(figure.value is None or figure.value_to is not None for figure in figures):
        raise Refused("G13", "reads single numbers", {"units": [f.unit for f in figures]})
    if len(figures) > 1 and any(figure.qualifier for figure in figures):
        qualifiers = [figure.qualifier for figure in figures]
        raise Refused("G13", "compares exact numbers", {"qualifiers": qualifiers})
    match figures:
        case [figure]:
            statements = _of_one(ledger, figure)
        case [first, second]:
            pair = sorted((first, second), key=lambda f: f.value or 0, reverse=True)
            statements = _of_two(ledger, pair, figures)
            guards = [*guards, *statements.guards]
        case _:
            raise Refused("G15", "reads one figure or two", {"figures": len(figures)})
    right = statements.right
    right_row = next(row for row in statements.rows if row.name == right)
    wrong_rows = [row for row in statements.rows if row.name != right]
    if len(wrong_rows) < 2:
        raise Refused("G17", "the figures invite no two misreadings", {"found": len(wrong_rows)})
    rows = [right_row, *picked(wrong_rows, 2, question_request)]
    question = question_of(figures)
    asks = question_request.ask or question
    bases = {base_of(figure) for figure in figures}
    base = bases.pop() if len(bases) == 1 and len(comparable.figures_by_group(figures)) == 1 else ""
    parts = [openings(ledger, figures), base, asks, statements.given]
    if seed_number(question_request.seed, question_request.key, "form") % FORMS:
        closing, rows, right = _to_be_named(rows, right, question_request)
        parts.append(closing)
    else:
        parts.append(phrases.WHICH_STATEMENT if len(figures) == 1 else phrases.WHICH_OF_TWO)
    return choice(figures, question_request, stem_of(parts, question), rows, right, guards)


def _to_be_named(
    rows: Sequence[Row], right: str, question_request: QuestionRequest
) -> tuple[str, list[Row], str]:
    """(end of the stem, what can be chosen, name of the right one): one of three statements is
    quoted, and what it does with the numbers has to be named. Who reads the names alone meets the
    same ones again, each right somewhere."""
    quoted_row = rows[seed_number(question_request.seed, question_request.key, "said") % len(rows)]
    names = [
        Row(
            row.name,
            phrases.NO_MORE if row.name == right else phrases.NAMED[row.name],
            row.why if row is quoted_row else phrases.NAMED_REST,
        )
        for row in rows
    ]
    quoted = phrases.SAID.format(statement=quoted_row.text.removesuffix(".") + ",")
    return f"{quoted} {phrases.WHAT_IT_DOES}", names, quoted_row.name


def base_of(figure: Figure) -> str:
    """How many answered, where that tells something: beside a share."""
    return base_words(figure) if figure.kind is Kind.SHARE and is_survey(figure) else ""


def question_of(figures: Sequence[Figure]) -> str:
    """What was asked, where all figures answer one question."""
    questions = {question_words(figure) for figure in figures}
    return questions.pop() if len(questions) == 1 else ""


def gives(figure: Figure) -> str:
    """What the report gives for a figure, as a sentence."""
    sentence = phrases.GIVES_COMPUTED if figure.formula else phrases.GIVES
    return sentence.format(label=figure.label, number=as_reported(figure))


def _rows(sentences: Sentences, names: Sequence[str], **words: object) -> list[Row]:
    return [
        Row(name, text.format(**words), upper_first(why.format(**words)))
        for name, (text, why) in sentences.items()
        if name in names
    ]


class Statements(NamedTuple):
    """What can be said of one figure or two."""

    rows: list[Row]
    right: str  # the name of the row that is right
    given: str  # the end of the stem: what the report gives
    guards: Sequence[Guard] = ()  # that were passed


def _of_one(ledger: Ledger, figure: Figure) -> Statements:
    """Of a number that says more than a count.

    Refused for shares and counts: Q11 asks of those.
    """
    given = gives(figure)
    match figure.kind:
        case Kind.MEAN | Kind.MEDIAN:
            mean = figure.kind is Kind.MEAN
            right, other = ("mean", "median") if mean else ("median", "mean")
            rows = [
                Row(name, text, why)
                for name, (text, why) in phrases.MIDDLES.items()
                if name != other
            ]
            swapped = phrases.NOT_A_MEDIAN if mean else phrases.NOT_A_MEAN
            rows.append(Row(other, phrases.MIDDLES[other][0], swapped))
            called = phrases.MEAN_SAID if mean else phrases.MEDIAN_SAID
            return Statements(rows, right, f"{given} {called}")
        case Kind.RATE if figure.per:
            things = figure.unit.replace("_", " ")
            rated = ("right", "all", "share") if figure.per != 100 else ("right", "all")
            rows = _rows(phrases.RATES, rated, things=things, per=f"{figure.per:,}")
            return Statements(rows, "right", given)
        case Kind.INDEX if figure.between and figure.value not in (None, 100):
            right = "above" if (figure.value or 0) > 100 else "below"
            base = figure.between[0]
            words = {"base": base, "number": reference(figure)}
            rows = _rows(phrases.INDEXES, (right, "share", "count"), **words)
            return Statements(rows, right, given)
        case Kind.CHANGE if len(figure.between) == 2 and all(map(YEAR.search, figure.between)):
            old, new = figure.between
            rose = (figure.value or 0) > 0
            words = {"old": old, "new": new, "number": reference(figure)} | _going(rose)
            moved = tuple(phrases.CHANGED) if figure.value else ("right",)
            return Statements(_rows(phrases.CHANGED, moved, **words), "right", given)
    message = f"{figure.full_key} is one {figure.kind}; of whom or what it is, Q11 asks"
    raise Refused("G8", message, {"kind": figure.kind.value})


def _going(rose: bool) -> dict[str, str]:
    """The verbs of a sentence about a change, up or down."""
    went, goes = (phrases.ROSE, phrases.RISES) if rose else (phrases.FELL, phrases.FALLS)
    return {"went": went, "goes": goes}


def _of_two(ledger: Ledger, pair: list[Figure], in_order: list[Figure]) -> Statements:
    """Of two figures `in_order` of the request; `pair` has the larger one first. Refused where the
    two cannot be compared."""
    of_years = [years(ledger, figure) for figure in in_order]
    given = " ".join(map(gives, in_order))
    numbers = {"first": reference(in_order[0]), "second": reference(in_order[1])}
    if in_order[0].report != in_order[1].report or (
        of_years[0] != of_years[1] and is_survey(pair[0])
    ):
        if any(not is_survey(figure) for figure in pair) or of_years[0] == of_years[1]:
            raise Refused("G6", "compares two sources of one year, or records", {"groups": 2})
        rows = _rows(phrases.EDITIONS, tuple(phrases.EDITIONS), **numbers)
        return Statements(rows, "right", given)
    guards = require(
        [same_population(pair), no_rest(ledger, pair), apart(ledger, pair), _alike(pair)]
    )
    if of_years[0] != of_years[1]:
        return _over_time(ledger, in_order)._replace(guards=guards)
    return _side_by_side(ledger, pair)._replace(guards=guards)


def _alike(pair: Sequence[Figure]) -> Guard:
    """G13: two numbers of one kind and unit."""
    kinds = sorted({(figure.kind.value, figure.unit) for figure in pair})
    return guard("G13", len(kinds) == 1, "two kinds of number", kinds=len(kinds))


def _over_time(ledger: Ledger, figures: list[Figure]) -> Statements:
    """Two counts of records, of two years."""
    first, second = sorted(figures, key=lambda figure: years(ledger, figure)[0])
    (old, *_), (new, *_) = years(ledger, first), years(ledger, second)
    size = phrases.SIZES.get(first.kind.value)
    before, after = first.value or Decimal(), second.value or Decimal()
    by_chance = first.kind is Kind.COUNT and not counted_apart(
        float(max(before, after)), float(min(before, after))
    )
    if size is None or by_chance or abs(after - before) < MOVED * abs(before):
        raise Refused("G1", "nothing rose or fell clearly", {"kind": first.kind.value})
    rose = after > before
    words = {
        "old": old, "new": new, "size": size, "who": lower_first(population(first)),
        "first": reference(first), "second": reference(second),
    } | _going(rose)  # fmt: skip
    given = f"{gives(first)} {gives(second)}"
    return Statements(_rows(phrases.YEARS, tuple(phrases.YEARS), **words), "right", given)


def _side_by_side(ledger: Ledger, pair: list[Figure]) -> Statements:
    """Two numbers of one year and the same people, the larger one first."""
    first, second = pair
    right, n = _telling(ledger, first, second)
    several = first.multi_answer and second.multi_answer  # the same person may stand in both
    holds = {
        "right": right == "chance",
        "chance": right == "right",
        "doubt": right == "counted",
        "change": not over_time(ledger, first),
        "wider": bool(noun(first)),
        "cause": several,
        "sum": several,
    }
    names = [name for name, held in (holds | {right: True}).items() if held]
    words = {
        "first": reference(first), "second": reference(second), "n": f"{n or 0:,}",
        "years": " and ".join(years(ledger, first)), "noun": noun(first),
        "who": lower_first(population(first)),
    }  # fmt: skip
    given = " ".join(map(gives, pair))
    misread = {"right": phrases.TOO_NEAR, "chance": phrases.FAR_ENOUGH}
    rows = [
        replace(row, why=misread[row.name].format(**words))
        if row.name in misread and row.name != right
        else row
        for row in _rows(phrases.PAIR, names, **words)
    ]
    return Statements(rows, right, given)


def _telling(ledger: Ledger, first: Figure, second: Figure) -> tuple[str, int | None]:
    """(which statement holds of two numbers, how many answered): the larger one is larger by more
    than chance makes of it, or chance alone may have made it so. Refused (G1) in between, or where
    nobody knows how many answered."""
    large, small = first.value or Decimal(), second.value or Decimal()
    gap = large - small
    if not is_survey(first) or first.kind is not Kind.SHARE:
        passed = gap >= APART * abs(large) and gap > 0
        if first.kind is Kind.COUNT:
            passed = passed and counted_apart(float(large), float(small))
        message = f"{first.full_key} and {second.full_key} are too close, or chance made them so"
        require([guard("G1", passed, message, gap=gap)])
        return "counted", None
    n, others = answered_for(ledger, first), answered_for(ledger, second)
    if n is None or others is None or not gap:
        raise Refused("G1", "equal, or nobody knows how many answered for each", {"base_n": n})
    by_chance = noise_between(float(large), float(small), n, others)
    if gap >= max(Decimal(str(by_chance)), Decimal(str(LEAST_GAP))):
        return "right", n
    message = f"{first.full_key} and {second.full_key} are {gap} apart; neither clear nor close"
    require([guard("G1", gap <= Decimal(str(by_chance)), message, gap=gap, chance=by_chance)])
    return "chance", n
