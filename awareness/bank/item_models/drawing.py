"""Q2: read the drawing. Bars of one column stand under the question; which sentence do they bear
out? A difference that chance could make bears nothing out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from awareness.bank import phrases
from awareness.bank.cells import answered_count, cell_key, table_of
from awareness.bank.guards import (
    RefusedItem,
    chance_points,
    chance_points_between,
    counts_differ,
    is_rest,
    printed_number_guard,
    require_all,
    same_population_guard,
)
from awareness.bank.guards.data import LEAST_GAP
from awareness.bank.item_models.base import (
    ChoiceRow,
    ItemModel,
    QuestionRequest,
    fit_guards_of_all,
    pick_by_seed,
    single_choice_draft,
)
from awareness.bank.resolve import QuestionDraft, row_names
from awareness.bank.wording import base_sentence_of, figure_reference, is_survey, who_was_asked
from awareness.insights.ledger import Figure, Kind, Ledger

BAR_COUNTS = range(3, 9)  # bars that can be read side by side
CLEAR_RATIO = Decimal("1.2")  # numbers that are no shares: the larger by the smaller, at least
TWICE_RATIO, NOT_TWICE_RATIO = Decimal("2.2"), Decimal("1.8")
LEAST_TAKEN_FOR_HALF = 35  # a share from here up may be taken for half

type Reading = tuple[bool, ChoiceRow]  # whether the bars bear it out, the sentence


def draft_drawing(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """A single choice of three sentences under a drawing; RefusedItem where its bars are too many,
    too few or of several groups, or where they bear out nothing, or nobody could misread them."""
    guards = [
        *fit_guards_of_all(ledger, figures, Q2.task),
        *require_all([same_population_guard(figures)]),
    ]
    guards += require_all([printed_number_guard(ledger, figure) for figure in figures])
    units = {(figure.kind, figure.unit) for figure in figures}
    sizes = [figure.value for figure in figures if figure.value is not None]
    is_exact = not any(figure.qualifier or figure.value_to is not None for figure in figures)
    is_drawable = is_exact and len(sizes) == len(figures) and min(sizes) >= 0 and len(units) == 1
    if len(figures) not in BAR_COUNTS or not is_drawable:
        raise RefusedItem("G13", "draws three to eight numbers of one kind", {"rows": len(figures)})
    first = figures[0]
    is_share = first.kind is Kind.SHARE
    if (
        is_share
        and is_survey(first)
        and any(answered_count(ledger, figure) is None for figure in figures)
    ):
        raise RefusedItem("G1", "nobody knows how many answered for each", {"rows": len(figures)})
    words = dict(zip((f.full_key for f in figures), row_names(ledger, figures), strict=True))
    bars = [figure for figure in figures if not _is_rest_row(ledger, figure)]
    readings = list(_readings(bars, words))
    right_rows = [row for borne_out, row in readings if borne_out]
    wrong_rows = [row for borne_out, row in readings if not borne_out]
    if not right_rows or len(wrong_rows) < 2:
        counts = {"borne_out": len(right_rows), "misread": len(wrong_rows)}
        raise RefusedItem("G1", "the bars bear out nothing, or nobody could misread them", counts)
    [right_row] = pick_by_seed(right_rows, 1, question_request)
    base = base_sentence_of(first) if is_share and is_survey(first) else ""
    title = question_request.ask or _drawing_title(ledger, figures)
    parts = [who_was_asked(ledger, *figures), base, title, phrases.READ_DRAWING]
    stem = " ".join(filter(None, parts))
    rows = [right_row, *pick_by_seed(wrong_rows, 2, question_request)]
    return single_choice_draft(figures, question_request, stem, rows, right_row.name, guards,
                  drawing=[figure.full_key for figure in figures])  # fmt: skip


def _drawing_title(ledger: Ledger, figures: Sequence[Figure]) -> str:
    """What the drawing is of: the title of the table, and the column where there are several; of
    figures outside tables their question."""
    table, (_name, _row, column) = table_of(ledger, figures[0]), cell_key(figures[0])
    if table is None:
        title = figures[0].question
    elif len(table.col_labels) > 1:
        title = f"{table.title}: {table.col_labels[column]}"
    else:
        title = table.title
    return phrases.DRAWING_SHOWS.format(title=title) if title else ""


def _is_rest_row(ledger: Ledger, figure: Figure) -> bool:
    """Whether it stands in a row of a table for what is left over (other, none of these)."""
    table = table_of(ledger, figure)
    return table is not None and is_rest(table, cell_key(figure).row)


def _readings(rows: Sequence[Figure], words: dict[str, str]) -> Iterator[Reading]:
    """(whether the drawing bears it out, sentence) of every sentence that is one or the other.

    Wrong ones are what people read into bars: a difference where chance may have made it, twice
    where it is less, half where it is less.
    """
    for larger, smaller in permutations(rows, 2):
        if _value_or_zero(larger) > _value_or_zero(smaller):
            yield from _pair_readings(larger, smaller, words)
    for figure in rows:
        yield from _half_readings(figure, words)


def _pair_readings(larger: Figure, smaller: Figure, words: dict[str, str]) -> Iterator[Reading]:
    """What can be read out of two bars: that one is clearly more, or twice as much; each with
    whether the bars bear it out."""
    large, small = _value_or_zero(larger), _value_or_zero(smaller)
    words_of_sentence = {
        "first": words[larger.full_key], "second": words[smaller.full_key],
        "a": figure_reference(larger), "b": figure_reference(smaller),
        "n": f"{larger.base_n or 0:,}",
    }  # fmt: skip
    name = f"{larger.full_key} {smaller.full_key}"
    is_clear, is_close = _clear_or_close(larger, smaller)
    pair = [larger, smaller]
    if is_clear:
        yield True, _reading_row("more", name, "so", words_of_sentence, pair)
    elif is_close:
        yield (
            False,
            _reading_row(
                "more", name, "chance" if _is_sampled(larger) else "close", words_of_sentence, pair
            ),
        )
    if is_clear and large >= TWICE_RATIO * small and small > 0:
        yield True, _reading_row("twice", name, "so", words_of_sentence, pair)
    elif is_clear and large <= NOT_TWICE_RATIO * small:
        yield False, _reading_row("twice", name, "less", words_of_sentence, pair)


def _half_readings(figure: Figure, words: dict[str, str]) -> Iterator[Reading]:
    """Half of those who answered: of shares alone."""
    if figure.kind is not Kind.SHARE or not is_survey(figure):
        return
    value, chance_gap = float(_value_or_zero(figure)), max(chance_points(50, figure.base_n), 1.0)
    words_of_sentence = {"first": words[figure.full_key], "a": figure_reference(figure)}
    if value >= 50 + chance_gap:
        yield True, _reading_row("half", figure.full_key, "half_so", words_of_sentence, [figure])
    elif LEAST_TAKEN_FOR_HALF <= value <= 50 - chance_gap:
        yield False, _reading_row("half", figure.full_key, "half_less", words_of_sentence, [figure])


def _clear_or_close(larger: Figure, smaller: Figure) -> tuple[bool, bool]:
    """Two flags: clearly apart; so near that nothing is borne out. Neither, where a few more or
    less of what was counted would turn it round and the bars look otherwise."""
    large, small = float(_value_or_zero(larger)), float(_value_or_zero(smaller))
    if not _is_sampled(larger):
        by_chance = larger.kind is Kind.COUNT and not counts_differ(large, small)
        return large >= float(CLEAR_RATIO) * small and not by_chance, large <= 1.05 * small
    chance_gap = chance_points_between(large, small, larger.base_n, smaller.base_n)
    return large - small >= max(chance_gap, LEAST_GAP), large - small <= chance_gap


def _is_sampled(figure: Figure) -> bool:
    """Whether chance had a part in who answered."""
    return figure.kind is Kind.SHARE and is_survey(figure)


def _reading_row(
    sentence: str, name: str, why: str, words: dict[str, str], figures: Sequence[Figure]
) -> ChoiceRow:
    text, reason = phrases.DRAWING_SENTENCES[sentence], phrases.DRAWING_REASONS[why]
    return ChoiceRow(f"{sentence} {name}", text.format(**words), reason.format(**words), figures)


def _value_or_zero(figure: Figure) -> Decimal:
    return figure.value or Decimal()


Q2 = ItemModel("Q2", 2, "read", draft_drawing, "figures")
