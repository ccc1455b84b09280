"""Where the cells of a table stand, and how numbers are written in it."""

from __future__ import annotations

from decimal import Decimal

from awareness.insights.ledger import Figure, Ledger, Table


def table_parts(figure: Figure) -> tuple[str, str, str]:
    """(table, row, col) of a cell's key; empty strings for a figure outside a table."""
    parts = figure.key.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def table_of(ledger: Ledger, figure: Figure) -> Table | None:
    """The table a cell stands in, None for other figures."""
    name = table_parts(figure)[0]
    return ledger.tables.get(f"{figure.report}:{name}") if name else None


def answered_for(ledger: Ledger, figure: Figure) -> int | None:
    """How many answered for a figure; None where nobody knows. What a table of several groups gives
    once is the number of all, and not that of each."""
    table = table_of(ledger, figure)
    shared = table is not None and not table.of_one_group and figure.base_n == table.base_n
    return None if shared else figure.base_n


def places(value: Decimal) -> int:
    """Digits after the decimal point as written: 54.4 has one, 17 none."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
