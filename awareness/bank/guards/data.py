"""Guards that look at the ledger before a word is written (ITEM-GENERATION §5.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from awareness.bank.frames import places, table_frame, table_of
from awareness.bank.guards.base import Guard, guard
from awareness.insights.ledger import Figure, Ledger, Table
from awareness.subjects.registry import measure
from awareness.subjects.wording import ranked

# The smallest gap in points that may decide "the largest"; below it, two rows count as a tie.
LEAST_GAP = 8.0
# Tasks that read a column of several answers as if its parts made up a whole.
OF_A_WHOLE = frozenset({"total", "sum", "complement", "pie"})


def tie(values: Mapping[str, Decimal | float], n: int | None, *, largest: bool = True) -> Guard:
    """G1: the first and the second are further apart than chance and than eight points.

    `values` are percentages by row, `n` how many answered (None when unknown).
    """
    import pandas as pd

    ordered = pd.Series({key: float(value) for key, value in values.items()}).sort_values(
        ascending=not largest, kind="stable"
    )
    if len(ordered) < 2:
        return guard("G1", False, "there is nothing to compare with", rows=len(ordered))
    first, second = float(ordered.iloc[0]), float(ordered.iloc[1])
    gap, share = abs(first - second), first / 100
    noise = 200 * (share * (1 - share) / n) ** 0.5 if n and 0 <= share <= 1 else 0.0
    needed = max(LEAST_GAP, noise)
    message = f"{ordered.index[0]} and {ordered.index[1]} are {gap:.1f} apart; {needed:.1f} needed"
    return guard("G1", gap >= needed, message, first=first, second=second, gap=gap, needed=needed)


def column_named(table: Table, column: str | None) -> Guard:
    """G2: a table with several columns has no largest row until a column is named."""
    named = column in table.col_labels
    message = f"{table.key} has {len(table.col_labels)} columns; the question must name one of them"
    return guard(
        "G2", named or (column is None and len(table.col_labels) == 1), message,
        columns=list(table.col_labels), column=column or "",
    )  # fmt: skip


def several_answers(source: Figure | Table, task: str) -> Guard:
    """G3: where several answers were allowed, shares do not make up a whole."""
    message = f"{source.key}: several answers were allowed, so its shares do not add up to a whole"
    passed = not (source.multi_answer and task in OF_A_WHOLE)
    return guard("G3", passed, message, multi_answer=source.multi_answer, task=task)


def adds_up(table: Table, line: str, task: str) -> Guard:
    """G4: a sum or a remainder needs parts that exclude each other and reach 100 (within 0.5).

    `line` is a row key when the table's rows sum, a column key when its columns do.
    """
    if task not in OF_A_WHOLE:
        return guard("G4", True, "nothing is added up", task=task)
    frame = table_frame(table)
    if not (table.exclusive and table.sums):
        return guard("G4", False, f"{table.key}: its parts do not exclude each other", task=task)
    parts = frame.loc[line] if table.sums == "row" else frame[line]
    total = float(parts.sum())
    message = f"{table.key}/{line} adds up to {total:.1f}; a remainder is missing"
    return guard("G4", abs(total - 100) <= 0.5 and not parts.hasnans, message, total=total)


def base_shown(figure: Figure) -> Guard:
    """G5: a share says of whom. An inferred base is shown as "about", a missing one as missing."""
    if figure.unit != "percent":
        return guard("G5", True, "no share", base_n=figure.base_n)
    message = f"{figure.key} is a share without a population; say who was asked"
    return guard(
        "G5", bool(figure.population), message,
        base_n=figure.base_n, inferred=figure.base_inferred,
    )  # fmt: skip


def base_is_printed(figure: Figure) -> Guard:
    """G5 for a question about the base itself: an inferred number is nobody's printed answer."""
    message = f"{figure.key}: how many answered is not printed, only inferred or unknown"
    counted = measure(figure.unit).answered and figure.value is not None
    passed = counted or (figure.base_n is not None and not figure.base_inferred)
    return guard("G5", passed, message, base_n=figure.base_n, inferred=figure.base_inferred)


def same_population(figures: Sequence[Figure]) -> Guard:
    """G6: only what was asked of the same people in the same question may be compared."""
    populations = sorted({(f.report, f.population, f.question, f.measure) for f in figures})
    message = "compares across reports, questions or groups: " + " / ".join(
        sorted({f.full_key for f in figures})
    )
    return guard("G6", len(populations) <= 1, message, groups=len(populations))


def usable(ledger: Ledger, figure: Figure) -> Guard:
    """G7: a key never rests on HOLD, VOICE or NEVER, nor on a discrepancy nobody has treated."""
    open_ = [
        key
        for key in figure.discrepancies
        if key not in ledger.discrepancies or not ledger.discrepancies[key].treatment.strip()
    ]
    if not figure.use.may_be_key:
        message = f"{figure.full_key} is {figure.use.value}; a key needs TEACH or CAVEAT"
    elif figure.no_key:
        message = f"{figure.full_key} may be told and never be a key: {figure.no_key}"
    else:
        message = f"{figure.full_key}: discrepancy without a treatment: {', '.join(open_)}"
    seen = {"figure": figure.full_key, "use": figure.use.value, "open": open_}
    return guard("G7", figure.may_be_key and not open_, message, **seen)


def never_ranked(ledger: Ledger, figure: Figure, task: str) -> Guard:
    """G12: what its subject never ranks is never a key.

    What a term means may be asked: a definition has no number to rank by.
    """
    meaning = task == "define" and figure.measure == "definition" and figure.value is None
    subject = "" if meaning else sensitive_subject(ledger, figure)
    message = f"{figure.full_key} is about {subject}, which no question ranks or asks for"
    return guard("G12", not subject, message, subject=subject, task=task)


def sensitive_subject(ledger: Ledger, figure: Figure) -> str:
    """Which of the things that are never ranked a table or figure is about; "" for none."""
    table = table_of(ledger, figure)
    labels = list(table.row_labels.values()) if table else []
    printed = list(table.row_printed.values()) if table else []
    return ranked(labels, (*printed, figure.label), ledger.rules(figure.report))


def rounding(figure: Figure, shown: Decimal) -> Guard:
    """G13: what is shown is the figure as printed, and stays true as a whole number."""
    if figure.value is None:
        return guard("G13", False, f"{figure.full_key} has no number", shown=shown)
    at_precision = figure.value.quantize(Decimal(1).scaleb(-places(shown)), ROUND_HALF_UP)
    passed = at_precision == shown and abs(whole(shown) - figure.value) <= Decimal("0.5")
    message = f"{figure.full_key} is {figure.value}; {shown} is not its rounding"
    return guard("G13", passed, message, value=figure.value, shown=shown, whole=whole(shown))


def whole(value: Decimal) -> Decimal:
    """The nearest whole number, halves away from zero, as people round."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def printed_in_digits(figure: Figure) -> Guard:
    """G14: "almost half" is no number to ask for. A computed figure counts as digits."""
    digits = bool(figure.formula) or bool(re.search(r"\d", figure.as_printed))
    message = f"{figure.full_key} is printed as {figure.as_printed!r}, without a number in digits"
    return guard("G14", digits and figure.value is not None, message, value=figure.value)


def dated(figure: Figure, shown: str) -> Guard:
    """G19: where the facts may have changed since, the reader is told of which year they are."""
    year = str(figure.as_of.year) if figure.as_of else ""
    message = f"{figure.full_key} holds as of {year}; the question does not say so"
    return guard("G19", not year or year in shown, message, as_of=year)
