"""Where the cells of a table stand, and how numbers are written in it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from awareness.insights.ledger import Figure, Ledger, Table


class CellKey(NamedTuple):
    """Where a figure stands in a table, by keys; all "" for a figure outside tables."""

    table: str
    row: str
    column: str


def cell_key(figure: Figure) -> CellKey:
    """The three parts of the key of a table's cell."""
    parts = figure.key.split("/")
    return CellKey(*parts) if len(parts) == 3 else CellKey("", "", "")


def table_of(ledger: Ledger, figure: Figure) -> Table | None:
    """The table a cell stands in, None for other figures."""
    table = cell_key(figure).table
    return ledger.tables.get(f"{figure.report}:{table}") if table else None


def answered_count(ledger: Ledger, figure: Figure) -> int | None:
    """How many answered for a figure; None where nobody knows. What a table of several groups gives
    once is the number of all, and not that of each."""
    table = table_of(ledger, figure)
    shared = table is not None and not table.of_one_group and figure.base_n == table.base_n
    return None if shared else figure.base_n


def decimal_places(value: Decimal) -> int:
    """Digits after the decimal point as written: 54.4 has one, 17 none."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
