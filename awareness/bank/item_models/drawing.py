"""Q2: read the drawing. Bars of one column stand under the question; which sentence do they bear
out? A difference that chance could make bears nothing out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from awareness.bank import phrases
from awareness.bank.cells import answered_for, cell_key, table_of
from awareness.bank.guards import (
    Refused,
    counted_apart,
    is_rest,
    noise,
    noise_between,
    printed_number,
    require,
    same_population,
)
from awareness.bank.guards.data import LEAST_GAP
from awareness.bank.item_models.base import (
    ItemModel,
    QuestionRequest,
    Row,
    all_fit,
    choice,
    picked,
)
from awareness.bank.resolve import QuestionDraft, row_words
from awareness.bank.wording import base_words, is_survey, reference, who_was_asked
from awareness.insights.ledger import Figure, Kind, Ledger

ROWS = range(3, 9)  # bars that can be read side by side
CLEAR = Decimal("1.2")  # numbers that are no shares: the larger by the smaller, at least
TWICE, NOT_TWICE = Decimal("2.2"), Decimal("1.8")
NEAR_HALF = 35  # a share from here up may be taken for half

type Reading = tuple[bool, Row]  # whether the bars bear it out, the sentence


def draft(
    ledger: Ledger, figures: list[Figure], question_request: QuestionRequest
) -> QuestionDraft:
    """A single choice of three sentences under a drawing; Refused where its bars are too many, too
    few or of several groups, or where they bear out nothing, or nobody could misread them."""
    guards = [*all_fit(ledger, figures, Q2.task), *require([same_population(figures)])]
    guards += require([printed_number(ledger, figure) for figure in figures])
    units = {(figure.kind, figure.unit) for figure in figures}
    sizes = [figure.value for figure in figures if figure.value is not None]
    is_exact = not any(figure.qualifier or figure.value_to is not None for figure in figures)
    is_drawable = is_exact and len(sizes) == len(figures) and min(sizes) >= 0 and len(units) == 1
    if len(figures) not in ROWS or not is_drawable:
        raise Refused("G13", "draws three to eight numbers of one kind", {"rows": len(figures)})
    first = figures[0]
    is_share = first.kind is Kind.SHARE
    if (
        is_share
        and is_survey(first)
        and any(answered_for(ledger, figure) is None for figure in figures)
    ):
        raise Refused("G1", "nobody knows how many answered for each", {"rows": len(figures)})
    words = dict(zip((f.full_key for f in figures), row_words(ledger, figures), strict=True))
    bars = [figure for figure in figures if not _is_rest_row(ledger, figure)]
    readings = list(_readings(bars, words))
    right_rows = [row for borne_out, row in readings if borne_out]
    wrong_rows = [row for borne_out, row in readings if not borne_out]
    if not right_rows or len(wrong_rows) < 2:
        counts = {"borne_out": len(right_rows), "misread": len(wrong_rows)}
        raise Refused("G1", "the bars bear out nothing, or nobody could misread them", counts)
    [right_row] = picked(right_rows, 1, question_request)
    base = base_words(first) if is_share and is_survey(first) else ""
    title = question_request.ask or _title(ledger, figures)
    parts = [who_was_asked(ledger, *figures), base, title, phrases.READ_DRAWING]
    stem = " ".join(filter(None, parts))
    rows = [right_row, *picked(wrong_rows, 2, question_request)]
    return choice(figures, question_request, stem, rows, right_row.name, guards,
                  drawing=[figure.full_key for figure in figures])  # fmt: skip


def _title(ledger: Ledger, figures: Sequence[Figure]) -> str:
    """What the drawing is of: the title of the table, and the column where there are several; of
    figures outside tables their question."""
    table, (_name, _row, column) = table_of(ledger, figures[0]), cell_key(figures[0])
    if table is None:
        title = figures[0].question
    elif len(table.col_labels) > 1:
        title = f"{table.title}: {table.col_labels[column]}"
    else:
        title = table.title
    return phrases.DRAWS.format(title=title) if title else ""


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
        if _value(larger) > _value(smaller):
            yield from _of_pair(larger, smaller, words)
    for figure in rows:
        yield from _half(figure, words)


def _of_pair(larger: Figure, smaller: Figure, words: dict[str, str]) -> Iterator[Reading]:
    large, small = _value(larger), _value(smaller)
    in_texts = {
        "first": words[larger.full_key], "second": words[smaller.full_key],
        "a": reference(larger), "b": reference(smaller), "n": f"{larger.base_n or 0:,}",
    }  # fmt: skip
    name = f"{larger.full_key} {smaller.full_key}"
    clear, by_chance = _apart(larger, smaller)
    pair = [larger, smaller]
    if clear:
        yield True, _row("more", name, "so", in_texts, pair)
    elif by_chance:
        yield False, _row("more", name, "chance" if _sampled(larger) else "close", in_texts, pair)
    if clear and large >= TWICE * small and small > 0:
        yield True, _row("twice", name, "so", in_texts, pair)
    elif clear and large <= NOT_TWICE * small:
        yield False, _row("twice", name, "less", in_texts, pair)


def _half(figure: Figure, words: dict[str, str]) -> Iterator[Reading]:
    """Half of those who answered: of shares alone."""
    if figure.kind is not Kind.SHARE or not is_survey(figure):
        return
    value, by_chance = float(_value(figure)), max(noise(50, figure.base_n), 1.0)
    in_texts = {"first": words[figure.full_key], "a": reference(figure)}
    if value >= 50 + by_chance:
        yield True, _row("half", figure.full_key, "half_so", in_texts, [figure])
    elif NEAR_HALF <= value <= 50 - by_chance:
        yield False, _row("half", figure.full_key, "half_less", in_texts, [figure])


def _apart(larger: Figure, smaller: Figure) -> tuple[bool, bool]:
    """(clearly apart, so near that nothing is borne out). Neither, where a few more or less of what
    was counted would turn it round and the bars look otherwise."""
    large, small = float(_value(larger)), float(_value(smaller))
    if not _sampled(larger):
        by_chance = larger.kind is Kind.COUNT and not counted_apart(large, small)
        return large >= float(CLEAR) * small and not by_chance, large <= 1.05 * small
    moved = noise_between(large, small, larger.base_n, smaller.base_n)
    return large - small >= max(moved, LEAST_GAP), large - small <= moved


def _sampled(figure: Figure) -> bool:
    """Whether chance had a part in who answered."""
    return figure.kind is Kind.SHARE and is_survey(figure)


def _row(
    sentence: str, name: str, why: str, words: dict[str, str], figures: Sequence[Figure]
) -> Row:
    text, reason = phrases.DRAWN[sentence], phrases.DRAWN_WHY[why]
    return Row(f"{sentence} {name}", text.format(**words), reason.format(**words), figures)


def _value(figure: Figure) -> Decimal:
    return figure.value or Decimal()


Q2 = ItemModel("Q2", 2, "read", draft, "figures")
